"""Plans that Terraform, OpenTofu and the tests of other scanners have left: read, or told why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from govern.documents.interface import Limits
from govern.documents.probe import Probe
from govern.documents.terraform_plan import PARSER
from govern.documents.terraform_plan.reading import read_plan
from govern.documents.terraform_plan.redacted import redacted
from govern.documents.text import decode
from govern.errors import InputError
from govern.model import Source
from govern.model.json import keys_of, resolve
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from pathlib import Path

# The files that are no plan to rely on, and a word of the reason.
REFUSED = {
    "plan_vpc_endpoint/tfplan.json": "format_version",
    "plan/corrupted-tfplan.json": "a Terraform state",
    "plan_with_resource_reference/tfplan_graph.json": "no `resource_changes`",
    "show-json-state/basic/output.json": "a Terraform state",
    "show-json-state/modules/output.json": "a Terraform state",
    "show-json-state/sensitive-variables/output.json": "a Terraform state",
    "show-json-state/empty/output.json": "not a Terraform plan",
    "show-json-state/no-state/output.json": "not a Terraform plan",
    "show-json/plan-error/output.json": "partial",
}
FILES = corpus_params("terraform-plans/**/*.json")
PLANS = [file for file in FILES if not str(file.id).endswith(tuple(REFUSED))]


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_read_or_refused_for_a_reason(path: Path) -> None:
    source = Source.of(path.name, path.read_bytes(), explicit=True)
    reason = next((why for end, why in REFUSED.items() if path.as_posix().endswith(end)), None)
    if reason is not None:
        with pytest.raises(InputError) as caught:
            read_plan(source, Limits())
        assert reason in caught.value.diagnostics()
        return
    assert PARSER.recognises(Probe(source))
    document = read_plan(source, Limits())
    raw = json.loads(decode(source.data, path.name))
    expected = [item["address"] for item in raw.get("resource_changes") or []]
    assert [resource.address for resource in document.resources[1:]] == expected
    for resource in document.resources[1:]:
        assert resolve(document.content, f"{resource.pointer}/type") == resource.kind
    for section, kept in redacted(raw).items():
        assert section in raw or section == "output_changes"
        assert type(kept) is type(raw.get(section, {}))


@pytest.mark.parametrize("path", PLANS)
def test_scalars_of_changes_are_found_where_they_stand(path: Path) -> None:
    source = Source.of(path.name, path.read_bytes())
    document = read_plan(source, Limits())
    changes = document.content["resource_changes"]
    assert isinstance(changes, list)
    pointers = [
        f"/resource_changes/{at}/{key}" for at in range(len(changes)) for key in ("address", "type")
    ]
    lines = decode(source.data, path.name).split("\n")
    for pointer, place in document.positions.locate(pointers).items():
        assert place.line is not None
        assert place.column is not None
        written = lines[place.line - 1][place.column - 1 : (place.end_column or 1) - 1]
        assert json.loads(written) == resolve(document.content, pointer), keys_of(pointer)
