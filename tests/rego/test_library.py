"""What holds for the library as a whole: where things stand, and where rules look."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from govern.documents.kubernetes.workload_kinds import WORKLOADS
from govern.documents.terraform_plan import images as images_of_plans
from govern.engine.factory import open_engine
from govern.engine.interface import Question, Value
from govern.engine.settings import EngineSettings
from tests.rego.harness import LIBRARY, library, policies_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from govern.engine.interface import Engine
    from govern.model import JsonObject

_ARGO = {"Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"}
_UNSAFE = {"securityContext": {"privileged": True}}
PLACES = [
    pytest.param(
        one.kind,
        one.group,
        version,
        pattern,
        id=f"{one.group or 'core'}/{version}-{one.kind}-{pattern}",
    )
    for one in WORKLOADS
    for version in one.versions
    for pattern in one.pods
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    rule = library().rule("K003")
    params = {group: dict(names) for group, names in rule.parameters.items()}
    with open_engine(policies_for(rule, params), EngineSettings(workers=1)) as opened:
        yield opened


@pytest.mark.parametrize(("kind", "group", "version", "pattern"), PLACES)
def test_a_rule_about_pods_looks_into_every_place_that_the_parser_knows(
    engine: Engine, kind: str, group: str, version: str, pattern: str
) -> None:
    value: Any = {"container": _UNSAFE} if kind in _ARGO else {"containers": [_UNSAFE]}
    for key in reversed(pattern.split("/")):
        value = [value] if key == "*" else {key: value}
    api_version = f"{group}/{version}" if group else version
    document = {**value, "apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}}
    rule = library().rule("K003")
    question = Question(json.dumps({"document": document}).encode(), (rule.entrypoints["deny"],))
    ((answer,),) = engine.evaluate([question])
    assert isinstance(answer, Value)
    assert answer.value, f"{kind}: nothing is found at {pattern}"


def test_rules_find_the_images_of_plans_where_the_parser_finds_them(engine: Engine) -> None:
    """Each place of the parser's table, filled in one plan: both find all, and nothing else."""
    items = [
        _planned(f"{kind}.n{number}", kind, place, f"registry.test/{kind}/{number}:1")
        for kind, places in images_of_plans.PLACES.items()
        for number, place in enumerate(places)
    ]
    document: JsonObject = {"resource_changes": [*items], "configuration": {}}
    question = json.dumps({"document": document}).encode()
    query = engine.query("{x | x := data.govern.lib.plan_images.images[_].reference}", question)
    assert isinstance(query, Value)
    assert isinstance(query.value, list)
    parsed = images_of_plans.images(document)
    assert len(parsed) == len(items)
    assert sorted(map(str, query.value)) == sorted(parsed)


def _planned(address: str, kind: str, place: str, image: str) -> Any:
    value: Any = image
    for key in reversed(place.split("/")):
        if key == "json":
            value = json.dumps(value)
        elif key == "*":
            value = [value]
        elif key == "**":
            value = {"spec": {"template": {"spec": value}}}
        else:
            value = {key: value, "noise": "registry.test/not/an-image:1"}
    change = {"actions": ["create"], "after": value, "after_unknown": {}, "after_sensitive": {}}
    return {"address": address, "mode": "managed", "type": kind, "name": "n", "change": change}


def test_packages_are_named_as_their_files_lie() -> None:
    for module in library().modules:
        where = Path(module.path).relative_to(LIBRARY).with_suffix("")
        assert module.package == ".".join(("govern", *where.parts))


def test_ids_are_those_of_their_folder() -> None:
    letters = {
        "kubernetes": "K",
        "terraform": "T",
        "models": "MC",
        "supply_chain": "S",
        "approvals": "A",
    }
    for rule in library().rules:
        folder = Path(rule.file).parent.name
        assert re.fullmatch(letters[folder] + r"\d{3}", rule.id), rule.file


def test_the_catalogue_is_whole() -> None:
    ids = {rule.id for rule in library().rules}
    wanted = {f"K{n:03}" for n in range(1, 40)} | {f"T{n:03}" for n in range(1, 14)}
    wanted |= {f"MC{n:03}" for n in range(1, 33)} | {f"S{n:03}" for n in range(1, 7)}
    assert ids == wanted | {f"A{n:03}" for n in range(1, 6)}


def test_no_sample_is_left_over() -> None:
    folders = {Path(rule.file).with_suffix("") for rule in library().rules}
    data = {LIBRARY / name for name in ("accelerators", "licenses", "serialization")}
    shelves = {folder.parent for folder in folders} | {LIBRARY / "lib"}
    found = {path for shelf in shelves for path in shelf.iterdir() if path.is_dir()}
    assert found == folders
    assert {path for path in LIBRARY.iterdir() if path.is_dir()} == shelves | data


@pytest.mark.server("opa")
def test_opa_agrees_with_every_rego_test(require_tool: Callable[[str], Path]) -> None:
    """The embedded engine wrote what these tests expect, so both say the same of every sample."""
    opa = str(require_tool("opa"))
    check = [opa, "check", "--strict", "--bundle", str(LIBRARY)]
    test = [opa, "test", "--bundle", str(LIBRARY), "--format", "json"]
    assert subprocess.run(check, capture_output=True, text=True, check=False).stderr == ""
    run = subprocess.run(test, capture_output=True, text=True, check=False)
    results = json.loads(run.stdout)
    assert len(results) > 700
    assert [one["name"] for one in results if one.get("fail") or one.get("error")] == []
    assert run.returncode == 0
