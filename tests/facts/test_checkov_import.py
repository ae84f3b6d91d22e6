from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.interface import Limits
from govern.errors import InputError, UsageError
from govern.facts.checkov.report import read_scan
from govern.facts.checkov.results import imported
from govern.facts.checkov.severities import shipped_severities
from govern.model import Enforcement, Outcome, Result, Severity
from govern.pipeline import RunSettings
from govern.pipeline import check as decide
from govern.policies.assembly import PolicySettings
from govern.policies.policy_set import Override
from govern.reporters import FORMATS, TextOptions, reporter_for
from tests.facts.checkov_reports import CANARY, check, report

if TYPE_CHECKING:
    from pathlib import Path


def results(tmp_path: Path, value: Any) -> list[Result]:
    path = tmp_path / "results.json"
    path.write_text(json.dumps(value))
    return list(imported((str(path),), Limits()))


def only(results: list[Result], prefix: str = "checkov:") -> Result:
    (one,) = [result for result in results if result.rule_id.startswith(prefix)]
    return one


def test_a_failed_check_is_a_finding_with_place_and_severity(tmp_path: Path) -> None:
    address = 'module.data["eu.west"].aws_s3_bucket.logs[0]'
    found = only(results(tmp_path, report(failed=[check("CKV_AWS_20", address)])))
    assert (found.rule_id, found.title) == ("checkov:CKV_AWS_20", "Name of CKV_AWS_20")
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.CRITICAL)
    assert (found.resource.kind, found.resource.name) == ("aws_s3_bucket", "logs")
    assert found.resource.address == address
    assert (found.location.path, found.location.line, found.location.end_line) == (
        "infra/main.tf",
        3,
        9,
    )


@pytest.mark.parametrize("lines", [[0, 0], [0, 4], [5, 2], [-1, 3], None, ["1", "2"], [1]])
def test_a_range_that_is_none_gives_no_line(tmp_path: Path, lines: object) -> None:
    failed = check("CKV_AWS_20", "aws_s3_bucket.x", file_line_range=lines)
    assert only(results(tmp_path, report(failed=[failed]))).location.line is None


def test_the_fingerprint_survives_moved_lines_and_new_words(tmp_path: Path) -> None:
    one = check("CKV_AWS_20", "aws_s3_bucket.x")
    moved = check("CKV_AWS_20", "aws_s3_bucket.x", file_line_range=[8, 9], check_name="New")
    other = check("CKV_AWS_20", "aws_s3_bucket.y")
    prints = [only(results(tmp_path, report(failed=[c]))).fingerprint for c in (one, moved, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_list_holds_a_report_for_each_framework(tmp_path: Path) -> None:
    pod = check("CKV_K8S_16", "Pod.payments.web.v2", repo_file_path="/pod.yaml")
    secret = check("CKV_SECRET_6", "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8")
    found = results(
        tmp_path,
        [report("kubernetes", failed=[pod]), report("secrets", failed=[secret])],
    )
    by_id = {result.rule_id: result for result in found}
    web = by_id["checkov:CKV_K8S_16"].resource
    assert (web.kind, web.namespace, web.name) == ("Pod", "payments", "web.v2")
    hidden = by_id["checkov:CKV_SECRET_6"]
    assert hidden.resource.address == "infra/main.tf"  # never the hash of the secret
    assert hidden.severity is Severity.CRITICAL
    assert by_id["govern:scan"].message.startswith("Checkov 3.3.30: 0 checks passed, 2 failed")


def test_a_skip_in_the_source_is_a_warning_and_no_waiver(tmp_path: Path) -> None:
    skipped = check("CKV_K8S_40", "Pod.default.web", "SKIPPED")
    found = only(results(tmp_path, report("kubernetes", skipped=[skipped])))
    assert (found.outcome, found.waiver) == (Outcome.WARN, None)
    assert found.message.endswith("skipped in the source (vendor image)")


def test_a_file_that_was_not_parsed_is_undecided(tmp_path: Path) -> None:
    found = only(results(tmp_path, report(parsing=["/infra/broken.tf"])))
    assert (found.rule_id, found.outcome) == ("checkov:parsing", Outcome.UNDECIDED)
    assert found.location.path == "infra/broken.tf"


def test_a_bare_summary_is_a_scan_of_nothing(tmp_path: Path) -> None:
    (found,) = results(tmp_path, {"passed": 0, "failed": 0, "skipped": 0, "parsing_errors": 0})
    assert (found.rule_id, found.outcome) == ("govern:scan", Outcome.NOT_APPLICABLE)


_TOO_FEW = {**report(), "summary": {"passed": 0, "failed": 3}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "null",
        '"text"',
        "[1]",
        "{}",
        '{"passed": 0, "failed": 3}',
        '{"runs": []}',
        json.dumps({"results": [], "summary": {}}),
        json.dumps({"results": {"failed_checks": {}}, "summary": {"failed": 0}}),
        json.dumps({"results": {"failed_checks": [{}]}, "summary": {"failed": 1}}),
        json.dumps({"results": {}, "summary": {"failed": -1}}),
        json.dumps({"results": {}, "summary": {"failed": True}}),
        json.dumps(_TOO_FEW),
    ],
)
def test_what_is_no_report_is_undecided_and_never_a_pass(tmp_path: Path, text: str) -> None:
    path = tmp_path / "results.json"
    path.write_text(text)
    (found,) = imported((str(path),), Limits())
    assert (found.rule_id, found.outcome) == ("govern:scan", Outcome.UNDECIDED)
    assert found.location.path == str(path)


def test_an_absent_report_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        list(imported((str(tmp_path / "absent.json"),), Limits()))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["results", "summary", "failed_checks", "failed", "passed", "check_id",
                 "check_result", "file_line_range", "parsing_errors"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(_JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    text = json.dumps(value)
    with contextlib.suppress(InputError):
        scan = read_scan(text, "results.json", Limits())
        failed = [one for one in scan.checks if one.outcome is Outcome.FAIL]
        assert len(failed) >= scan.counts[1]


def test_our_severity_counts_before_checkovs_and_the_longest_prefix_before_others() -> None:
    table = shipped_severities()
    assert table.of("CKV_AWS_20", "LOW") is Severity.CRITICAL
    assert table.of("CKV_SECRET_99", "") is Severity.CRITICAL
    assert table.of("CKV2_ORG_1", "HIGH") is Severity.HIGH
    assert table.of("CKV2_ORG_1", "NONE") is table.default is Severity.MEDIUM
    assert len(table.by_id) >= 150


def decided(tmp_path: Path, **policy: Any) -> dict[str, Result]:
    path = tmp_path / "results.json"
    checks = [check(name, "aws_s3_bucket.x") for name in ("CKV_AWS_20", "CKV_AWS_18")]
    path.write_text(json.dumps(report(failed=checks)))
    settings = RunSettings(policy=PolicySettings(**policy), import_checkov=(str(path),))
    found = decide((), settings).decision.results
    return {one.rule_id: one for one in found if one.rule_id.startswith("checkov:")}


def test_overrides_grade_and_ignore_findings(tmp_path: Path) -> None:
    found = decided(
        tmp_path,
        overrides={
            "checkov:*": Override(enforcement=Enforcement.WARN),
            "checkov:CKV_AWS_18": Override(enabled=False),
        },
    )
    assert {one.rule_id: one.outcome for one in found.values()} == {
        "checkov:CKV_AWS_20": Outcome.WARN
    }


def test_a_profile_selects_and_grades_findings(tmp_path: Path) -> None:
    profile = tmp_path / "own.yaml"
    head = "name: own\ntitle: Own\nextends: standard\n"
    profile.write_text(head + 'without: ["checkov:*_18"]\nseverity: {"checkov:CKV_AWS_20": low}\n')
    found = decided(tmp_path, profile=str(profile))
    assert {one.rule_id: one.severity for one in found.values()} == {
        "checkov:CKV_AWS_20": Severity.LOW
    }
    profile.write_text(head + 'rules: ["checkov:CKV_AWS_18"]\n')
    assert set(decided(tmp_path, profile=str(profile))) == {"checkov:CKV_AWS_18"}


def test_a_waiver_covers_a_finding_of_checkov(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(
        json.dumps(report(failed=[check("CKV_AWS_20", "aws_s3_bucket.x")]))
    )
    (tmp_path / "waivers.yaml").write_text(
        "schema: govern.waivers/v1\nwaivers:\n"
        "  - {id: W1, rules: ['checkov:CKV_AWS_20'], resource: aws_s3_bucket.x, owner: team-a,"
        " reason: public site, expires: '2999-01-01T00:00:00Z'}\n"
    )
    settings = RunSettings(
        import_checkov=(str(tmp_path / "results.json"),),
        waiver_files=(str(tmp_path / "waivers.yaml"),),
    )
    decision = decide((), settings).decision
    assert decision.exit_code == 0
    assert decision.summary[Outcome.WAIVED] == 1


def test_no_report_shows_what_checkov_copied_from_the_input(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    lists: dict[str, Any] = {
        name: [check("CKV_AWS_20", f"aws_db_instance.{name}")]
        for name in ("failed", "passed", "skipped")
    }
    path.write_text(json.dumps(report(**lists)))
    assert CANARY in path.read_text()
    made = decide((), RunSettings(import_checkov=(str(path),)))
    for name in FORMATS:
        options = TextOptions(color=False, width=200, verbose=True, quiet=False)
        shown = reporter_for(name, options).render(made)
        assert "CKV_AWS_20" in shown
        assert CANARY not in shown
