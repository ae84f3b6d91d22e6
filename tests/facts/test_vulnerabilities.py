"""Scanners' reports in one model; what cannot be read is never a report without findings."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.attest.statement import Subject, build
from govern.documents.interface import Limits
from govern.errors import InputError
from govern.facts.vulnerabilities.model import Finding, VulnerabilityReport, severity_of
from govern.facts.vulnerabilities.reader import attested_report, read_report, report_of
from govern.model import Source
from tests.facts import scan_reports as made
from tests.facts.scan_reports import DIGEST, WERKZEUG

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import JsonValue

COSIGN = "https://cosign.sigstore.dev/attestation/vuln/v1"
IN_TOTO = "https://in-toto.io/attestation/vulns/v0.2"


def read(value: Any) -> VulnerabilityReport:
    return read_report(Source.of("scan.json", json.dumps(value).encode()), Limits())


def test_grype() -> None:
    report = read(made.grype(made.grype_match()))
    assert (report.format, report.scanner) == ("grype", "grype 0.98.0")
    assert report.scanned_at == "2026-11-01T08:00:00.5Z"
    assert (report.target, report.digests) == ("registry.acme.test/app:1", (DIGEST,))
    assert report.findings == (
        Finding(
            id="CVE-2019-14806",
            aliases=("GHSA-gq9m-qvpx-68hc",),
            severity="high",
            score=7.5,
            package="werkzeug",
            version="0.11",
            purl=WERKZEUG,
            fix="fixed",
            fixed_in=("0.15.3",),
        ),
    )


def test_grype_of_a_file_names_its_path_and_no_digest() -> None:
    source = {"type": "sbom-file", "target": "bom.json"}
    report = read(made.grype(source=source))
    assert (report.target, report.digests, report.findings) == ("bom.json", (), ())


def test_what_grype_knows_to_be_exploited() -> None:
    match = made.grype_match(knownExploited=[{"cve": "CVE-2019-14806"}], severity="Negligible")
    (finding,) = read(made.grype(match)).findings
    assert (finding.exploited, finding.severity) == (True, "info")


def test_what_a_scanner_was_told_to_ignore_still_counts() -> None:
    ignored = {**made.grype_match("CVE-2"), "appliedIgnoreRules": [{"vulnerability": "CVE-2"}]}
    report = read(made.grype(made.grype_match("CVE-1"), ignoredMatches=[ignored]))
    assert [one.id for one in report.findings] == ["CVE-1", "CVE-2"]
    assert report.ignored == 1
    modified = [
        {"Type": "vulnerability", "Status": "not_affected", "Source": "vex.json",
         "Finding": made.trivy_vulnerability("CVE-2")},
        {"Type": "secret", "Status": "ignored", "Finding": {"RuleID": "x"}},
    ]  # fmt: skip
    results = [{"Target": "x", "Class": "os-pkgs", "ExperimentalModifiedFindings": modified}]
    report = read(made.trivy(Results=results))
    assert ([one.id for one in report.findings], report.ignored) == (["CVE-2"], 1)


def test_trivy() -> None:
    report = read(made.trivy(made.trivy_vulnerability()))
    assert (report.format, report.scanned_at) == ("trivy", "2026-11-01T08:00:00Z")
    assert (report.target, report.digests) == ("registry.acme.test/app:1", (DIGEST,))
    assert report.findings == (
        Finding(
            id="CVE-2019-14806",
            severity="high",
            score=7.5,
            package="Werkzeug",
            version="0.11",
            purl=WERKZEUG,
            fix="fixed",
            fixed_in=("0.15.3", "0.16.1"),
        ),
    )


def test_trivy_found_nothing_in_packages_that_it_read() -> None:
    assert read(made.trivy()).findings == ()


@pytest.mark.parametrize(
    ("status", "fixed", "expected"),
    [("will_not_fix", "", "wont_fix"), ("affected", "", "not_fixed"), ("", "1.2", "fixed"),
     ("unknown", "", "unknown")],
)  # fmt: skip
def test_trivys_words_for_a_fix(status: str, fixed: str, expected: str) -> None:
    one = made.trivy_vulnerability(Status=status, FixedVersion=fixed)
    assert read(made.trivy(one)).findings[0].fix == expected


@pytest.mark.parametrize(
    ("rule", "result", "package"),
    [
        (made.trivy_rule(), made.trivy_result(), "Werkzeug"),
        (made.grype_rule(), made.grype_result(), "werkzeug"),
    ],
    ids=["trivy", "grype"],
)
def test_sarif(rule: dict[str, Any], result: dict[str, Any], package: str) -> None:
    properties = {"imageName": "app:1", "repoDigests": [f"registry.acme.test/app@{DIGEST}"]}
    report = read(made.sarif(result, rules=(rule,), properties=properties))
    assert (report.format, report.scanner) == ("sarif", "trivy 0.66.0")
    assert (report.target, report.digests) == ("app:1", (DIGEST,))
    (finding,) = report.findings
    assert (finding.id, finding.severity, finding.score) == ("CVE-2019-14806", "high", 7.5)
    assert (finding.package, finding.version) == (package, "0.11")
    assert (finding.fix, finding.fixed_in) == ("fixed", ("0.15.3",))
    assert finding.purl == (WERKZEUG if package == "werkzeug" else None)


def test_sarif_severity_is_the_worst_that_is_said() -> None:
    said: dict[str, Any] = {"security-severity": "5.0", "tags": ["vulnerability", "CRITICAL"]}
    rule = made.trivy_rule(**said)
    assert read(made.sarif(made.trivy_result(), rules=(rule,))).findings[0].severity == "critical"
    bare = {"ruleId": "CVE-2026-0001", "level": "error", "message": {"text": "x"}}
    assert read(made.sarif(bare)).findings[0].severity == "high"
    assert read(made.sarif({**bare, "level": "note"})).findings[0].severity == "low"


def test_sarif_results_about_something_else_are_left_out() -> None:
    other = {"ruleId": "AVD-KSV-0001", "level": "error", "message": {"text": "x"}}
    fixed = made.trivy_result(baselineState="absent")
    passed = made.trivy_result(kind="pass")
    assert read(made.sarif(other, fixed, passed, rules=(made.trivy_rule(),))).findings == ()


def test_sarif_suppressions_do_not_hide_a_finding() -> None:
    report = read(made.sarif(made.trivy_result(suppressions=[{"kind": "external"}])))
    assert (len(report.findings), report.ignored) == (1, 1)


_BROKEN: dict[str, Callable[[], JsonValue]] = {
    "nothing": dict,
    "a list": list,
    "an SBOM": lambda: {"bomFormat": "CycloneDX", "specVersion": "1.6"},
    "grype without its list": lambda: made.grype(matches=None),
    "grype with an object for the list": lambda: made.grype(matches={}),
    "grype with a text in the list": lambda: made.grype(matches=["CVE-1"]),
    "grype without an id": lambda: made.grype(made.grype_match(id=" ")),
    "grype with an ignored match of no kind": lambda: made.grype(ignoredMatches=[{}]),
    "trivy that read no packages": lambda: made.trivy(Results=[]),
    "trivy without results": lambda: made.trivy(Results=None),
    "trivy for secrets": lambda: made.trivy(Results=[{"Target": "x", "Class": "secret"}]),
    "trivy of old": lambda: made.trivy(SchemaVersion=1),
    "trivy with another type": lambda: made.trivy(
        Results=[{"Class": "os-pkgs", "Vulnerabilities": {"a": 1}}]
    ),
    "sarif of old": lambda: {**made.sarif(), "version": "2.0.0"},
    "sarif without a run": lambda: {**made.sarif(), "runs": []},
    "sarif without results": lambda: made.sarif(results=None),
    "sarif of a scan that failed": lambda: made.sarif(
        invocations=[{"executionSuccessful": False}]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", _BROKEN)
def test_what_cannot_be_read_is_an_error_and_never_empty(case: str) -> None:
    with pytest.raises(InputError) as caught:
        read(_BROKEN[case]())
    assert caught.value.cause
    assert caught.value.path == "scan.json"


def _attested(predicate_type: str, predicate: dict[str, Any]) -> VulnerabilityReport:
    subject = Subject("app", {"sha256": "ab" * 32})
    return attested_report(build([subject], predicate_type, predicate), "attestation")


def test_cosigns_predicate_holds_the_scanners_own_report() -> None:
    predicate: dict[str, Any] = {
        "invocation": {"parameters": None, "uri": "", "event_id": "", "builder.id": ""},
        "scanner": {
            "uri": "pkg:github/aquasecurity/trivy",
            "version": "0.66.0",
            "db": {"uri": "", "version": ""},
            "result": made.trivy(made.trivy_vulnerability()),
        },
        "metadata": {"scanStartedOn": "2026-11-01T08:00:00Z", "scanFinishedOn": None},
    }
    report = _attested(COSIGN, predicate)
    assert (report.format, report.scanner) == (
        "cosign-vuln", "pkg:github/aquasecurity/trivy 0.66.0",
    )  # fmt: skip
    assert [one.id for one in report.findings] == ["CVE-2019-14806"]
    predicate["scanner"]["result"] = None
    with pytest.raises(InputError):
        _attested(COSIGN, predicate)


def test_in_totos_predicate_has_a_list_of_its_own() -> None:
    result = [
        {"id": "CVE-1", "severity": [{"method": "nvd", "score": "high"},
                                     {"method": "cvss_score", "score": "9.1"}],
         "annotations": [{"purl": WERKZEUG}]},
        {"id": "CVE-2", "severity": [{"method": "CVSS_V3", "score": 9.8}]},
        {"id": "CVE-3"},
    ]  # fmt: skip
    predicate: dict[str, Any] = {
        "scanner": {"uri": "pkg:github/acme/scan", "version": "1", "result": result},
        "metadata": {"scanFinishedOn": "2026-11-01T08:00:00Z"},
    }
    report = _attested(IN_TOTO, predicate)
    assert report.scanned_at == "2026-11-01T08:00:00Z"
    found = [(one.id, one.severity, one.score, one.purl) for one in report.findings]
    assert found == [
        ("CVE-1", "high", 9.1, WERKZEUG),
        ("CVE-2", "critical", 9.8, None),
        ("CVE-3", "unknown", None, None),
    ]
    del predicate["scanner"]["result"]
    with pytest.raises(InputError, match="/result"):
        _attested(IN_TOTO, predicate)


def test_another_predicate_is_no_scan() -> None:
    with pytest.raises(InputError):
        _attested("https://slsa.dev/provenance/v1", {})


@pytest.mark.parametrize(
    ("word", "score", "expected"),
    [("Moderate", None, "medium"), (None, 9.0, "critical"), ("UNKNOWN", 4.0, "medium"),
     (None, 0.0, "none"), ("dreadful", None, "unknown"), ("low", 9.9, "low")],
)  # fmt: skip
def test_severities_in_one_set_of_words(
    word: str | None, score: float | None, expected: str
) -> None:
    assert severity_of(word, score) == expected


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["matches", "source", "vulnerability", "artifact", "SchemaVersion", "Results", "Class",
             "Vulnerabilities", "runs", "version", "results", "tool", "ruleId", "id", "name"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_nothing_else_than_an_input_error_escapes(value: Any) -> None:
    with contextlib.suppress(InputError):
        report_of(value, "scan.json")
