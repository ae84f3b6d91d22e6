"""Each code of the lint: what it finds, and what it must leave alone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from govern.engine.lint.finding import LEVELS, Level
from govern.engine.lint.run import lint
from govern.errors import NothingEvaluated
from govern.policies.source import PolicySource
from tests import surroundings

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """# METADATA
# title: One
# description: One.
# custom:
#   id: ORG001
#   severity: high
#   match: {kind: %s}
#   controls: [nist-800-53:CM-8]
#   remediation: None.
package org.one

"""
FIRST = HEAD.count("\n") + 2  # the line of the first statement below `deny contains … if {`


def found(tmp_path: Path, *statements: str, kind: str = "kubernetes") -> list[tuple[int, str]]:
    body = "\n".join(f"\t{one}" for one in statements)
    text = HEAD % kind + f'deny contains "x" if {{\n{body}\n}}\n'
    (tmp_path / "one.rego").write_text(text)
    result = lint([PolicySource(str(tmp_path / "one.rego"))])
    assert all(one.path == str(tmp_path / "one.rego") for one in result.findings)
    return [(one.line - FIRST, one.code) for one in result.findings]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ('sprintf("%s and %s", ["a"]) == "x"', "sprintf-arguments"),
        ('sprintf("%s", ["a", "b"]) == "x"', "sprintf-arguments"),
        ('sprintf("100%", []) == "x"', "sprintf-arguments sprintf-verb"),
        ('sprintf("%d", ["a"]) == "x"', "sprintf-verb"),
        ('sprintf("%s", [count(input.document.a)]) == "x"', "sprintf-verb"),
        ('sprintf("%y", [1]) == "x"', "sprintf-verb"),
        ("regex.match(`a(?=b)`, input.kind)", "regex-invalid"),
        ('regex.match("(a)\\\\1", input.kind)', "regex-invalid"),
        ("regex.match(`^\\pL+$`, input.kind)", "regex-unicode"),
        ('regex.replace(input.kind, `\\p{Nd}`, "") == "a"', "regex-unicode"),
        ("regex.match(`^é\\w+$`, input.kind)", "regex-unicode"),
        ("regex.match(`(?i)^É$`, input.kind)", "regex-unicode"),
        ("false", "never-matches"),
        ('"a" == "b"', "never-matches"),
        ('lower(input.kind) == "Pod"', "never-matches"),
        ('upper(input.kind) == "Pod"', "never-matches"),
        ('count(input.document.a) == "1"', "never-matches"),
        ("count(input.document.a) < 0", "never-matches"),
        ('input.documents.kind == "Pod"', "unknown-input"),
        ('input.context.enviroment == "prod"', "unknown-input"),
        ('input["request"].username == "a"', "unknown-input"),
        ('not startswith(input.document.a, "b")', "not-undefined"),
        ("nosuch(input.kind)", "engine-refuses"),
        ('http.send({"url": "https://example.com"}).body', "engine-refuses"),
    ],
)
def test_what_is_suspicious_is_found(tmp_path: Path, statement: str, code: str) -> None:
    assert found(tmp_path, "input.kind", statement) == [(1, one) for one in code.split()]


@pytest.mark.parametrize(
    "statement",
    [
        'sprintf("%s is %d%%, %v", ["a", 1, true]) == "x"',
        'sprintf("%*d", [3, 1]) == "x"',
        'sprintf("%[1]s", ["a"]) == "x"',
        'sprintf("%s", input.document.values) == "x"',
        'sprintf(input.document.text, [1, 2, 3]) == "x"',
        "regex.match(`^[a-z]+(?:\\.\\w+)?$`, input.kind)",
        "regex.match(`\\(\\?=`, input.kind)",
        "true",
        '"a" == "a"',
        'lower(input.kind) == "pod"',
        "count(input.document.a) == 0",
        'input.kind != "Pod"',
        'input.document.anything.at.all == "Pod"',
        "input.request.user.groups[_]",
        "input[input.kind]",
        'not input.document.a == "b"',
        "not input.document.a",
    ],
)
def test_what_is_fine_is_left_alone(tmp_path: Path, statement: str) -> None:
    assert found(tmp_path, statement) == []


def test_two_demands_that_exclude_each_other(tmp_path: Path) -> None:
    statements = (
        'input.document.kind == "Pod"',
        "x := 1",
        '"Job" == input.document.kind',
        "x == 1",
    )
    assert found(tmp_path, *statements) == [(2, "never-matches")]
    assert found(tmp_path, 'input.kind == "a"', '[1 | input.kind == "b"] == []') == []


def test_fields_of_a_bom_are_those_of_its_schema(tmp_path: Path) -> None:
    assert found(tmp_path, "input.document.component", kind="sbom") == [(0, "unknown-input")]
    assert found(tmp_path, "input.document.components", kind="sbom") == []
    assert found(tmp_path, "input.document.metadata.nothing", kind="sbom") == [(0, "unknown-input")]


def test_a_comment_silences_one_code_on_one_line(tmp_path: Path) -> None:
    assert found(tmp_path, "false # govern:ignore never-matches") == []
    assert found(tmp_path, "# govern:ignore never-matches", "false", "false") == [
        (2, "never-matches")
    ]
    assert found(tmp_path, "false # govern:ignore sprintf-verb") == [(0, "never-matches")]


def test_files_that_do_not_parse_do_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.rego").write_text("package a\n\nx := \n")
    (tmp_path / "b.rego").write_text("package b\n\nx if false\n")
    (tmp_path / "c.rego").write_text('package c\n\ndeny contains "x"\n')
    result = lint([PolicySource(str(tmp_path))])
    codes = {(one.path.rpartition("/")[2], one.code) for one in result.findings}
    assert {("a.rego", "syntax"), ("b.rego", "never-matches"), ("c.rego", "load")} <= codes
    assert ("c.rego", "missing-metadata") in codes


def test_policies_without_rego_are_no_success(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("{}")
    with pytest.raises(NothingEvaluated):
        lint([PolicySource(str(tmp_path))])


def test_the_shipped_library_is_clean() -> None:
    result = lint([PolicySource(str(surroundings.ROOT / "policies" / "rego"))])
    assert [one for one in result.findings if one.level is not Level.NOTE] == []
    assert result.files > 100


def test_every_code_is_explained() -> None:
    page = (surroundings.ROOT / "docs" / "policy-tools.md").read_text()
    assert set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)) == set(LEVELS)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from click.testing import CliRunner

    from govern.cli.policy.lint import command

    path = tmp_path / "one.rego"
    path.write_text(HEAD % "kubernetes" + 'deny contains sprintf("%s", [])\n')
    ran = CliRunner().invoke(command, [str(path)])
    assert ran.exit_code == 1
    assert f"{path}:{FIRST - 1}: error sprintf-arguments: " in ran.output
    assert ran.output.endswith("1 files: 1 errors, 0 warnings, 0 notes\n")
    ran = CliRunner().invoke(command, [str(path), "--output", "json"])
    (one,) = json.loads(ran.output)["findings"]
    assert (one["code"], one["level"], one["line"]) == ("sprintf-arguments", "error", FIRST - 1)
    path.write_text(HEAD % "kubernetes" + 'deny contains "x" if false\n')
    assert CliRunner().invoke(command, [str(path)]).exit_code == 0
