"""GitLab Code Quality: the fields that GitLab documents, with unique fingerprints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from govern.model import Enforcement, Location, Outcome, Severity
from govern.reporters import reporter_for
from tests.builders import a_report, a_result, a_waiver
from tests.samples import everything, hostile

if TYPE_CHECKING:
    from typing import Any

    from govern.model import Report

# GitLab's documentation, "Code Quality report format"; it publishes no schema file.
DOCUMENTED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def issues_of(report: Report) -> list[dict[str, Any]]:
    issues = json.loads(reporter_for("gitlab").render(report))
    assert isinstance(issues, list)
    return issues


@pytest.mark.parametrize("report", [everything(), hostile(), a_report(inputs=())])
def test_a_report_has_the_documented_form(report: Report) -> None:
    jsonschema.validate(issues_of(report), DOCUMENTED)


def test_fingerprints_are_unique_and_stable() -> None:
    results = [a_result(message=f"number {number}") for number in range(3)]
    assert len({result.fingerprint for result in results}) == 1
    prints = [issue["fingerprint"] for issue in issues_of(a_report(results))]
    assert prints[0] == results[0].fingerprint
    assert len(set(prints)) == 3
    assert prints == [issue["fingerprint"] for issue in issues_of(a_report(results))]


@pytest.mark.parametrize(
    ("severity", "word"),
    [
        (Severity.CRITICAL, "blocker"),
        (Severity.HIGH, "critical"),
        (Severity.MEDIUM, "major"),
        (Severity.LOW, "minor"),
    ],
)
def test_severities_keep_their_order(severity: Severity, word: str) -> None:
    (issue,) = issues_of(a_report([a_result(severity=severity)]))
    assert issue["severity"] == word


def test_what_cannot_deny_is_information() -> None:
    (issue,) = issues_of(a_report([a_result(enforcement=Enforcement.DRYRUN)]))
    assert issue["severity"] == "info"


def test_only_open_findings_are_listed() -> None:
    results = [a_result(), a_result("K021", Outcome.PASS), a_result("K022", Outcome.UNDECIDED)]
    issues = issues_of(a_report(results, waivers=[a_waiver()]))
    assert [issue["check_name"] for issue in issues] == ["K022"]
    assert "undecided: " in issues[0]["description"]


def test_a_path_does_not_begin_with_a_dot_and_an_unknown_line_is_said() -> None:
    (issue,) = issues_of(a_report([a_result(location=Location("./a.yaml"))]))
    assert issue["location"] == {"path": "a.yaml", "lines": {"begin": 1}}
    assert issue["description"].endswith("its place in the file is unknown")
