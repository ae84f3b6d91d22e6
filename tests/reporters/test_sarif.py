"""SARIF against the schema of OASIS, and against what GitHub makes of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from govern.decision import FailOn
from govern.model import Enforcement, Location, Outcome, Severity, Snippet
from govern.reporters import reporter_for
from govern.reporters.sarif import MAX_RESULTS
from govern.reporters.sarif_places import artifact_location
from tests.builders import a_report, a_resource, a_result, a_rule, a_waiver
from tests.samples import everything, hostile

if TYPE_CHECKING:
    from pathlib import Path

    from govern.model import Report


@pytest.fixture(scope="module")
def schema(root: Path) -> jsonschema.Draft4Validator:
    path = root / "tests" / "assets" / "schemas" / "sarif-2.1.0-rtm.5.json"
    return jsonschema.Draft4Validator(json.loads(path.read_text()))


def run_of(report: Report) -> dict[str, Any]:
    (run,) = json.loads(reporter_for("sarif").render(report))["runs"]
    assert isinstance(run, dict)
    return run


def only_result(*results: Any, **report: Any) -> dict[str, Any]:
    (result,) = run_of(a_report(results, **report))["results"]
    assert isinstance(result, dict)
    return result


@pytest.mark.parametrize("report", [everything(), hostile(), a_report(inputs=())])
def test_a_log_fits_the_official_schema(schema: jsonschema.Draft4Validator, report: Report) -> None:
    schema.validate(json.loads(reporter_for("sarif").render(report)))


def test_the_schema_would_find_a_made_up_line(schema: jsonschema.Draft4Validator) -> None:
    log = json.loads(reporter_for("sarif").render(a_report([a_result()])))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not schema.is_valid(log)


def test_a_result_names_its_real_rule() -> None:
    run = run_of(everything())
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    assert {"K020", "K021", "S001", "govern:input"} <= {rule["id"] for rule in rules}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_rule_is_described_whole() -> None:
    rule = next(r for r in run_of(everything())["tool"]["driver"]["rules"] if r["id"] == "K021")
    assert rule["helpUri"] == "https://example.org/rules/K021"
    assert rule["shortDescription"]["text"] == "Pods do not share the host's network"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["security-severity"] == "9.5"
    assert rule["properties"]["tags"] == [
        "security",
        "kubernetes",
        "nist-800-53:SI-7",
        "cis-k8s:5.5.1",
    ]
    assert "**Remediation:** Remove hostNetwork." in rule["help"]["markdown"]
    assert rule["help"]["text"].endswith("Controls: nist-800-53:SI-7, cis-k8s:5.5.1.")


def test_github_takes_no_more_than_twenty_tags() -> None:
    controls = (*(f"c:{number}" for number in range(40)), "c:1")
    run = run_of(a_report([a_result()], rules=[a_rule(controls=controls)]))
    tags = run["tool"]["driver"]["rules"][0]["properties"]["tags"]
    assert len(tags) == len(set(tags)) == 20


@pytest.mark.parametrize(
    ("severity", "band"),
    [
        (Severity.CRITICAL, (9.0, 10.0)),
        (Severity.HIGH, (7.0, 8.9)),
        (Severity.MEDIUM, (4.0, 6.9)),
        (Severity.LOW, (0.1, 3.9)),
    ],
)
def test_github_reads_the_same_severity(severity: Severity, band: tuple[float, float]) -> None:
    run = run_of(a_report([a_result()], rules=[a_rule(severity=severity)]))
    number = float(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"])
    assert band[0] <= number <= band[1]


@pytest.mark.parametrize(
    ("result", "options", "level"),
    [
        (a_result(severity=Severity.LOW), {}, "error"),
        (a_result(severity=Severity.LOW), {"fail_on": FailOn.HIGH}, "warning"),
        (a_result(outcome=Outcome.WARN), {}, "warning"),
        (a_result(enforcement=Enforcement.DRYRUN), {}, "note"),
        (a_result(), {"waivers": [a_waiver()]}, "error"),
        (a_result(severity=Severity.LOW), {"waivers": [a_waiver()]}, "note"),
    ],
)
def test_the_level_follows_the_decision(result: Any, options: dict[str, Any], level: str) -> None:
    assert only_result(result, **options)["level"] == level


def test_a_region_is_exact_where_it_is_known() -> None:
    result = only_result(a_result(snippet=Snippet("        image: nginx:1.25", 16, 26)))
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "deploy/api.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 24, "startColumn": 16, "endLine": 24, "endColumn": 26},
        "contextRegion": {"startLine": 24, "snippet": {"text": "        image: nginx:1.25"}},
    }
    (logical,) = location["logicalLocations"]
    assert logical["fullyQualifiedName"] == "apps/v1/Deployment/payments/api"


def test_a_region_is_left_out_where_no_line_is_known() -> None:
    result = only_result(a_result(location=Location("plan.json", pointer="/x")))
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "plan.json", "uriBaseId": "%SRCROOT%"}
    }


def test_the_source_of_a_plan_comes_first_and_the_plan_is_related() -> None:
    plan = Location("plan.json", 9, 3)
    result = only_result(a_result(location=plan, origin=Location("infra/main.tf", 12, 3)))
    (primary,), (related,) = result["locations"], result["relatedLocations"]
    assert primary["physicalLocation"]["artifactLocation"]["uri"] == "infra/main.tf"
    assert primary["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 3}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "plan.json"


def test_a_fingerprint_is_our_own_and_leaves_githubs_alone() -> None:
    result = a_result()
    assert only_result(result)["partialFingerprints"] == {
        "governFingerprint/v1": result.fingerprint
    }


def test_a_waiver_is_a_suppression_from_outside_the_code() -> None:
    waiver = a_waiver(ticket="PAY-1")
    (suppression,) = only_result(a_result(), waivers=[waiver])["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert waiver.reason in suppression["justification"]
    assert suppression["properties"] == {
        "waiver": "W-1",
        "owner": "payments-team",
        "ticket": "PAY-1",
        "expires": "2027-04-01T00:00:00Z",
    }


def test_an_open_finding_has_no_suppression() -> None:
    assert all(
        ("suppressions" in result) == (result["properties"]["outcome"] == "waived")
        for result in run_of(everything())["results"]
    )


def test_undecided_is_open_and_the_run_is_not_successful() -> None:
    run = run_of(a_report([a_result(outcome=Outcome.UNDECIDED)], rules=[a_rule()]))
    (result,), (invocation,) = run["results"], run["invocations"]
    assert (result["kind"], result["level"]) == ("open", "none")
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 4)
    (note,) = invocation["toolExecutionNotifications"]
    assert note["level"] == "error"
    assert note["associatedRule"] == {"id": "K020", "index": 0}


@pytest.mark.parametrize(
    ("results", "successful"),
    [([a_result()], True), ([a_result(outcome=Outcome.PASS)], True), ([], False)],
)
def test_a_denial_is_a_success_of_the_tool(results: list[Any], successful: bool) -> None:
    (invocation,) = run_of(a_report(results))["invocations"]
    assert invocation["executionSuccessful"] is successful


def test_passes_make_no_alert() -> None:
    results = [a_result(outcome=Outcome.PASS), a_result("X", Outcome.NOT_APPLICABLE)]
    assert run_of(a_report(results))["results"] == []


def test_more_than_github_keeps_is_cut_by_severity_and_said(
    schema: jsonschema.Draft4Validator,
) -> None:
    low = [
        a_result("K023", severity=Severity.LOW, location=Location("a.yaml", line))
        for line in range(1, MAX_RESULTS + 8)
    ]
    report = a_report([*low, a_result(severity=Severity.CRITICAL, location=Location("z.yaml", 1))])
    run = run_of(report)
    assert len(run["results"]) == MAX_RESULTS
    assert run["results"][0]["ruleId"] == "K020"
    assert run["properties"]["droppedResults"] == 8
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("8 results are left out")
    schema.validate({"version": "2.1.0", "runs": [run | {"results": run["results"][:1]}]})


@pytest.mark.parametrize(
    ("path", "uri", "base"),
    [
        ("a b/ü.yaml", "a%20b/%C3%BC.yaml", "%SRCROOT%"),
        ("c:evil.yaml", "c%3Aevil.yaml", "%SRCROOT%"),
        ("a#b?c%20", "a%23b%3Fc%2520", "%SRCROOT%"),
        ("raw\udcff.yaml", "raw%FF.yaml", "%SRCROOT%"),
        ("lone\ud800", "lone%3F", "%SRCROOT%"),
        ("/abs/a.yaml", "file:///abs/a.yaml", None),
        ("../up.yaml", "../up.yaml", None),
        ("<stdin>", "%3Cstdin%3E", None),
    ],
)
def test_paths_become_uris(path: str, uri: str, base: str | None) -> None:
    expected = {"uri": uri} if base is None else {"uri": uri, "uriBaseId": base}
    assert artifact_location(path) == expected
    assert re.fullmatch(r"[A-Za-z0-9:/%._~-]+", uri)


def test_a_profile_is_a_category_of_its_own() -> None:
    assert run_of(everything())["automationDetails"] == {"id": "govern/baseline/"}


def test_inputs_are_artifacts_with_their_digest() -> None:
    report = a_report([a_result(), a_result(resource=a_resource("v1/Pod/a/b"))])
    (artifact,) = run_of(report)["artifacts"]
    assert artifact["hashes"] == {"sha-256": report.inputs[0].sha256}


def test_expired_and_unused_waivers_are_configuration_notes() -> None:
    (invocation,) = run_of(everything())["invocations"]
    texts = [note["message"]["text"] for note in invocation["toolConfigurationNotifications"]]
    assert any("W-2" in text and "was valid until 2026-09-30" in text for text in texts)
    assert any("W-3" in text and "unused" in text for text in texts)


def test_very_many_undecided_results_are_counted_instead_of_told_one_by_one() -> None:
    results = [
        a_result(outcome=Outcome.UNDECIDED, location=Location("a.yaml", line))
        for line in range(1, 601)
    ]
    (invocation,) = run_of(a_report(results))["invocations"]
    notes = invocation["toolExecutionNotifications"]
    assert len(notes) == 501
    assert notes[0]["message"]["text"] == "100 more undecided results have no notification"
