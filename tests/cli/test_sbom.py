from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema_rs import Draft202012Validator

from govern.cli.verify import sbom as command
from govern.documents.sbom.comparison import CHANGES
from govern.documents.sbom.summary import REQUIREMENTS
from tests.documents.sbom.builders import cyclonedx, library
from tests.surroundings import corpus_params

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.govern_command import Ran

COMPLETE = cyclonedx(
    metadata={
        "timestamp": "2026-01-01T00:00:00Z",
        "authors": [{"name": "Jane"}],
        "component": library("app", version="1", **{"bom-ref": "app"}),
    },
    components=[
        library(
            version="1.3.0",
            purl="pkg:npm/left-pad@1.3.0",
            supplier={"name": "Acme"},
            licenses=[{"license": {"id": "MIT"}}],
            hashes=[{"alg": "SHA-256", "content": "a" * 64}],
            **{"bom-ref": "lib"},
        )
    ],
    dependencies=[{"ref": "app", "dependsOn": ["lib"]}, {"ref": "lib"}],
)


def test_the_words_of_the_options_are_those_of_the_readers() -> None:
    assert set(command._REQUIREMENTS) == set(REQUIREMENTS)
    assert command._CHANGES == CHANGES


def test_a_complete_bom_meets_every_requirement(tmp_path: Path, govern: Callable[..., Ran]) -> None:
    (tmp_path / "bom.json").write_text(json.dumps(COMPLETE))
    required = [word for one in REQUIREMENTS for word in ("--require", one)]
    ran = govern("sbom", "check", "bom.json", *required)
    assert ran.code == 0, ran.out + ran.err
    assert "valid CycloneDX 1.6 (json), describes app@1" in ran.out


@pytest.mark.parametrize(
    ("required", "code", "missing"),
    [((), 0, []), (("ntia",), 1, ["author", "timestamp"]), (("hash", "license"), 1, ["license"])],
)
def test_only_what_is_required_counts(
    tmp_path: Path,
    govern: Callable[..., Ran],
    required: tuple[str, ...],
    code: int,
    missing: list[str],
) -> None:
    bom = json.loads(json.dumps(COMPLETE))
    del bom["metadata"]["timestamp"], bom["metadata"]["authors"], bom["components"][0]["licenses"]
    (tmp_path / "bom.json").write_text(json.dumps(bom))
    options = [word for one in required for word in ("--require", one)]
    ran = govern("sbom", "check", "bom.json", "--format", "json", *options)
    assert ran.code == code
    assert json.loads(ran.out)["missing"] == missing


def test_a_bom_of_nothing_is_not_complete(govern: Callable[..., Ran]) -> None:
    ran = govern(
        "sbom", "check", "-", "--require", "ntia", "--require", "hash",
        stdin=json.dumps(cyclonedx()).encode(),
    )  # fmt: skip
    assert ran.code == 1
    for element in ("author", "supplier", "name", "version", "hash"):
        assert element in ran.out.splitlines()[-1]


def test_references_that_lead_nowhere_can_be_refused(govern: Callable[..., Ran]) -> None:
    bom = cyclonedx(components=[library(**{"bom-ref": "a"})], dependencies=[{"ref": "gone"}])
    ran = govern("sbom", "check", "-", "--require", "references", stdin=json.dumps(bom).encode())
    assert ran.code == 1
    assert "references that lead nowhere: 1, such as gone" in ran.out


def test_an_invalid_bom_says_where_and_why(govern: Callable[..., Ran]) -> None:
    bom = json.dumps(cyclonedx(components=[{"type": "libary", "name": "x"}]), indent=1)
    ran = govern("sbom", "check", "-", "--format", "json", stdin=bom.encode())
    assert ran.code == 4
    found = json.loads(ran.out)
    assert found["valid"] is False
    assert found["error"]["message"] == "not valid CycloneDX 1.6: /components/0/type"
    assert found["error"]["line"] == 7


@pytest.mark.parametrize("path", corpus_params("sbom/cyclonedx-spec/1.6/*valid-bom-1.6.json"))
def test_the_specifications_own_files(path: Path, govern: Callable[..., Ran]) -> None:
    ran = govern("sbom", "check", str(path), "--format", "json")
    valid = not path.name.startswith("invalid-")
    assert (ran.code, json.loads(ran.out)["valid"]) == (0 if valid else 4, valid)


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (("check", "a.json"), "check"),
        (("check", "broken.json"), "check"),
        (("diff", "a.json", "b.json", "--fail-on", "removed"), "diff"),
    ],
)
def test_json_has_the_published_form(
    tmp_path: Path, govern: Callable[..., Ran], root: Path, arguments: tuple[str, ...], schema: str
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(COMPLETE))
    (tmp_path / "b.json").write_text(json.dumps(cyclonedx()))
    (tmp_path / "broken.json").write_text(json.dumps({"bomFormat": "CycloneDX"}))
    published = root / f"evidence/schemas/govern.sbom.{schema}.v1.schema.json"
    ran = govern("sbom", *arguments, "--format", "json")
    validator = Draft202012Validator(json.loads(published.read_text()))
    validator.validate(json.loads(ran.out))
    assert not validator.is_valid({**json.loads(ran.out), "more": 1})


def test_a_file_that_is_not_there_is_a_usage_error(govern: Callable[..., Ran]) -> None:
    assert govern("sbom", "check", "absent.json").code == 2
    assert govern("sbom", "diff", "-", "-").code == 2


def test_names_reach_no_terminal_with_their_escapes(govern: Callable[..., Ran]) -> None:
    bom = cyclonedx(metadata={"component": library("\x1b[31mred", version="1")})
    ran = govern("sbom", "check", "-", stdin=json.dumps(bom).encode())
    assert "\x1b" not in ran.out
    assert "?[31mred" in ran.out


def test_a_diff_fails_on_what_was_asked_only(tmp_path: Path, govern: Callable[..., Ran]) -> None:
    second = json.loads(json.dumps(COMPLETE))
    second["components"][0] |= {"version": "2.0.0", "purl": "pkg:npm/left-pad@2.0.0"}
    second["components"].append(library("new", version="1"))
    (tmp_path / "a.json").write_text(json.dumps(COMPLETE))
    (tmp_path / "b.json").write_text(json.dumps(second))
    ran = govern("sbom", "diff", "a.json", "b.json", "--fail-on", "licenses")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "added: 1",
        "  library new 1",
        "version: 1",
        "  pkg:npm/left-pad 1.3.0 → 2.0.0",
    ]
    ran = govern("sbom", "diff", "a.json", "b.json", "--fail-on", "added", "--format", "json")
    assert ran.code == 1
    found = json.loads(ran.out)
    assert found["failing"] == ["added"]
    assert found["summary"]["version"] == 1
    assert [one["kind"] for one in found["changes"]] == ["added", "version"]
    assert govern("sbom", "diff", "a.json", "a.json").out == "no differences\n"
