"""The Python API decides as the command does, and refuses what it cannot mean."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import govern
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_DENIED = ROOT / "examples/payments-denied"
_ALLOWED = ROOT / "examples/payments"


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ({}, []),
        ({"fail_on": "critical"}, ["--fail-on", "critical"]),
        ({"profile": "baseline"}, ["--profile", "baseline"]),
        (
            {"exclude": ["*/deployment.yaml"], "kind": "kubernetes"},
            ["--exclude", "*/deployment.yaml", "--kind", "kubernetes"],
        ),
        ({"at": "2026-01-01T00:00:00Z"}, ["--at", "2026-01-01T00:00:00Z"]),
        ({"environment": "prod", "tier": "high"}, ["--environment", "prod", "--tier", "high"]),
        ({"deadline": 30.0}, ["--deadline", "30"]),
    ],
)
def test_it_reports_what_the_command_reports(arguments: dict[str, Any], options: list[str]) -> None:
    command = [sys.executable, "-m", "govern", "check", "examples/payments-denied"]
    done = subprocess.run(
        [*command, "--config", "none", "--output", "json", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = govern.check("examples/payments-denied", **arguments)
    assert govern.render(report, "json") == done.stdout
    assert report.decision.exit_code == done.returncode


def test_a_file_is_read_where_it_is_named_and_arguments_win(tmp_path: Path) -> None:
    file = tmp_path / "govern.toml"
    file.write_text('fail_on = "critical"\nprofile = "baseline"\n[context]\ntier = "a"\n')
    inside = govern.check(_DENIED, config=file)
    assert (inside.policy.profile, inside.decision.fail_on.value) == ("baseline", "critical")
    over = govern.check(_DENIED, config=file, fail_on="high", profile="restricted")
    assert (over.policy.profile, over.decision.fail_on.value) == ("restricted", "high")


def test_the_nearest_file_is_not_read_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "govern.toml").write_text("no such = key\n")
    monkeypatch.chdir(tmp_path)
    assert govern.check(_DENIED).decision.verdict is govern.Verdict.DENIED


def test_own_policies_and_data_alone_decide(tmp_path: Path) -> None:
    (tmp_path / "team.rego").write_text(
        "# METADATA\n# title: A team is named\n# custom:\n#   id: ACME1\n#   severity: high\n"
        "#   match: {kind: kubernetes}\n"
        "#   parameters: {acme: {word: {default: unsaid, description: A word.}}}\n"
        "package acme.team\n\ndeny contains msg if {\n\tinput.document.kind == data.wanted\n"
        "\tmsg := data.params.acme.word\n}\n"
    )
    (tmp_path / "wanted.json").write_text(json.dumps({"wanted": "Deployment"}))
    report = govern.check(
        [_ALLOWED],
        builtin=False,
        policies=tmp_path / "team.rego",
        data=tmp_path / "wanted.json",
        params={"acme": {"word": "no team"}},
    )
    assert {one.rule_id for one in report.decision.results} == {"ACME1"}
    failed = [r for r in report.decision.results if r.outcome is govern.Outcome.FAIL]
    assert [one.message for one in failed] == ["no team"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"paths": []}, "nothing to check"),
        ({"paths": "-"}, "standard input"),
        ({"kind": "helm"}, "kind 'helm' is none of"),
        ({"kind": "change"}, "nothing that is read"),
        ({"fail_on": "huge"}, "fail_on 'huge' is none of"),
        ({"engine": "cel"}, "engine 'cel' is none of"),
        ({"deadline": 0}, "deadline 0 is not"),
        ({"render": "maybe"}, "render 'maybe' is none of"),
        ({"at": "yesterday"}, "at 'yesterday' is not a time"),
        ({"at": ""}, "at '' is not a time"),
        ({"at": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001 - that is the point
        ({"config": "absent.toml"}, "no such configuration file"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(govern.UsageError) as caught:
        govern.check(**{"paths": _ALLOWED, **arguments})
    assert words in caught.value.diagnostics()


def test_a_time_may_be_a_datetime() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    report = govern.check(_ALLOWED, at=at)
    assert report.at == at.isoformat()


def test_a_broken_input_is_undecided_and_does_not_raise(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("apiVersion: v1\nkind: [\n")
    report = govern.check(tmp_path)
    assert report.decision.verdict is govern.Verdict.UNDECIDED


def test_an_unknown_format_is_refused() -> None:
    report = govern.check(_ALLOWED)
    with pytest.raises(govern.UsageError, match="no report format 'xml'"):
        govern.render(report, "xml")


def test_importing_the_package_loads_nothing_else() -> None:
    script = (
        "import sys; before = set(sys.modules); import govern\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in {"['govern']", "['__future__', 'govern']"}


def test_every_public_name_is_there_and_no_other() -> None:
    for name in govern.__all__:
        assert getattr(govern, name) is not None
    assert set(govern.__all__) <= set(dir(govern))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = govern.nothing  # type: ignore[attr-defined]  # the point of the test
