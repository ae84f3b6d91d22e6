"""SARIF 2.1.0 of vulnerability scanners → VulnerabilityReport.

SARIF has no word for packages. They are taken from where Grype and Trivy write them: the rule's
`purls`, or the message. Results about something else than a vulnerability (misconfigurations,
secrets) are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.sbom.fields import child, items, number, objects, strings, text
from govern.facts.vulnerabilities.fields import broken, digests_in, listed, score_of
from govern.facts.vulnerabilities.model import (
    SEVERITIES,
    Finding,
    VulnerabilityReport,
    severity_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject

_VERSION = "2.1.0"
_ID = re.compile(
    r"(CVE-\d{4}-\d{4,19}|GHSA(?:-[0-9a-z]{4}){3}|(?:GO|RUSTSEC|PYSEC|MAL|OSV)-\d{4}-\d{1,19}"
    r"|(?:ALAS|ELSA|RHSA|DSA|DLA|USN|TEMP|SNYK|NSWG)[\w:.-]{2,60})",
    re.IGNORECASE,
)
# `defaultConfiguration.level` and `level` (section 3.27.10), where there is nothing better.
_LEVELS = {"error": "high", "warning": "medium", "note": "low", "none": "none"}
_TRIVY = re.compile(r"Package: (\S+)\nInstalled Version: (\S+)\n")
_GRYPE = re.compile(r"reports (\S+) at version (\S+) ")
_FIXED = re.compile(r"^Fix(?:ed)? Version: *(\S[^\n]*)$", re.MULTILINE)


def is_sarif(value: JsonObject) -> bool:
    """Return whether a JSON object is a SARIF log."""
    return "runs" in value and "version" in value


def read(value: JsonObject, path: str) -> VulnerabilityReport:
    """Read a log. A result that SARIF calls suppressed counts: nobody verified who did that.

    Raises:
        InputError: it is no SARIF 2.1.0, has no run or no results, or a run that failed.
        LimitExceeded: it has too many results.
    """
    if text(value, "version") != _VERSION:
        raise broken(path, "/version", f"only SARIF {_VERSION} is read")
    runs = listed(value, "runs", path)
    if not runs:
        raise broken(path, "/runs", "it has no run, so nothing was scanned")
    findings: list[Finding] = []
    scanners: list[str] = []
    digests: list[str] = []
    ignored = 0
    for index, run in enumerate(runs):
        pointer = f"/runs/{index}"
        if any(one.get("executionSuccessful") is False for one in objects(run, "invocations")):
            raise broken(path, f"{pointer}/invocations", "the scan failed")
        driver = child(child(run, "tool"), "driver")
        version = text(driver, "semanticVersion") or text(driver, "version")
        scanners.append(" ".join(filter(None, ((text(driver, "name") or "").lower(), version))))
        for finding, suppressed in _findings(run, path, pointer):
            findings.append(finding)
            ignored += suppressed
        digests += digests_in(strings(child(run, "properties"), "repoDigests"))
    return VulnerabilityReport(
        format="sarif",
        scanner=", ".join(filter(None, scanners)),
        findings=tuple(findings),
        target=text(child(runs[0], "properties"), "imageName"),
        digests=tuple(dict.fromkeys(digests)),
        ignored=ignored,
    )


def _findings(run: JsonObject, path: str, pointer: str) -> Iterator[tuple[Finding, bool]]:
    rules = objects(child(child(run, "tool"), "driver"), "rules")
    by_id = {name: rule for rule in rules if (name := text(rule, "id"))}
    for index, result in enumerate(listed(run, "results", path, pointer)):
        rule = _rule(result, rules, by_id)
        name = text(result, "ruleId") or text(rule, "id") or ""
        match = _ID.search(name)
        tags = {tag.lower() for tag in strings(child(rule, "properties"), "tags")}
        if match is None and "vulnerability" not in tags:
            continue
        if not name:
            raise broken(path, f"{pointer}/results/{index}", "it has no ruleId")
        if text(result, "baselineState") == "absent":
            continue  # it was there once (section 3.27.24)
        if text(result, "kind") in {"pass", "notApplicable"}:
            continue
        yield (
            _finding(match[1] if match else name, rule, result),
            bool(items(result, "suppressions")),
        )


def _rule(result: JsonObject, rules: list[JsonObject], by_id: dict[str, JsonObject]) -> JsonObject:
    """Return the rule of a result, by id or else by index (section 3.27.6)."""
    name, index = text(result, "ruleId"), number(result, "ruleIndex")
    if name in by_id:
        return by_id[name]
    if isinstance(index, int) and 0 <= index < len(rules):
        return rules[index]
    return {}


def _finding(name: str, rule: JsonObject, result: JsonObject) -> Finding:
    properties = child(rule, "properties")
    words = text(child(result, "message"), "text") or ""
    package = _TRIVY.search(words) or _GRYPE.search(words)
    fixed = _FIXED.search(words) or _FIXED.search(text(child(rule, "help"), "text") or "")
    purls = strings(properties, "purls")
    score = score_of(properties.get("security-severity"))
    return Finding(
        id=name,
        severity=_severity(properties, score, rule, result),
        score=score,
        package=package[1] if package else None,
        version=package[2] if package else None,
        purl=purls[0] if len(purls) == 1 else None,
        fix="fixed" if fixed else "unknown",
        fixed_in=tuple(one.strip() for one in fixed[1].split(",")) if fixed else (),
    )


def _severity(
    properties: JsonObject, score: float | None, rule: JsonObject, result: JsonObject
) -> str:
    """Return the worst of what is said: a tag, the score; else what the level stands for."""
    said = [severity_of(None, score)] if score is not None else []
    said += [tag.lower() for tag in strings(properties, "tags") if tag.lower() in SEVERITIES]
    if not said:
        level = text(result, "level") or text(child(rule, "defaultConfiguration"), "level")
        return _LEVELS.get(level or "warning", "unknown")
    return min(said, key=SEVERITIES.index)
