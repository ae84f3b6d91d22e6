"""Checkov's JSON → typed checks; whatever could hold a value of the input is left behind."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.json_reader import read_json
from govern.errors import InputError
from govern.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.interface import Limits
    from govern.model import JsonObject, JsonValue

# A skip in the source has neither owner nor end, so it is shown, and is no waiver of govern.
_LISTS = {
    "failed_checks": Outcome.FAIL,
    "passed_checks": Outcome.PASS,
    "skipped_checks": Outcome.WARN,
}
_HINT = "make it with `checkov -o json`; other formats of Checkov are not read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one resource.

    Attributes:
        id: Such as `CKV_AWS_20`.
        framework: Checkov's word for what it read: `terraform_plan`, `kubernetes`, `helm`, …
        resource: Checkov's name or address of the resource; empty where that would tell a secret.
        path: The file, relative to where Checkov ran.
        lines: First and last line, 1-based; None where Checkov does not know.
        severity: Checkov's own word; mostly empty.
        skip_reason: What the source gives as the reason of a skip.
    """

    id: str
    name: str
    framework: str
    outcome: Outcome
    resource: str
    path: str
    lines: tuple[int, int] | None
    severity: str
    skip_reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What one run of Checkov says.

    Attributes:
        checks: Every check that is listed, in the order of the report.
        unparsed: Files that Checkov could not read.
        counts: Checks that passed, failed and were skipped, by the summaries.
        version: Of Checkov; empty when the report does not say.
    """

    checks: tuple[Check, ...]
    unparsed: tuple[str, ...]
    counts: tuple[int, int, int]
    version: str


def read_scan(text: str, path: str, limits: Limits) -> Scan:
    """Read what `checkov -o json` wrote: one report, or a list of one for each framework.

    Raises:
        InputError: it is not such a report; nothing of its content is in the error.
        LimitExceeded: it is larger or deeper than the limits allow.
    """
    value = read_json(text, path, limits)
    reports = value if isinstance(value, list) else [value]
    checks: list[Check] = []
    unparsed: list[str] = []
    counts = [0, 0, 0]
    version = ""
    for report in reports:
        if not isinstance(report, dict):
            raise InputError("not a report of Checkov", path=path, hint=_HINT)
        results, summary = _parts(report, path)
        for index, key in enumerate(("passed", "failed", "skipped")):
            counts[index] += _count(summary, key, path)
        checks += _checks(results, _text(report.get("check_type")), path)
        unparsed += _unparsed(results, summary, path)
        version = _text(summary.get("checkov_version")) or version
    return Scan(tuple(checks), tuple(unparsed), (counts[0], counts[1], counts[2]), version)


def _parts(report: JsonObject, path: str) -> tuple[JsonObject, JsonObject]:
    """Return results and summary; where nothing was scanned, Checkov writes a bare summary."""
    bare = "results" not in report and "passed" in report and "failed" in report
    results, summary = ({}, report) if bare else (report.get("results"), report.get("summary"))
    if not isinstance(results, dict) or not isinstance(summary, dict):
        raise InputError("not a report of Checkov", path=path, hint=_HINT)
    failed = results.get("failed_checks", [])
    if isinstance(failed, list) and len(failed) < _count(summary, "failed", path):
        raise InputError(
            "the report counts more failed checks than it lists", path=path, hint=_HINT
        )
    return results, summary


def _count(summary: JsonObject, key: str, path: str) -> int:
    value = summary.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputError(f"`{key}` of the summary is not a count", path=path, hint=_HINT)
    return value


def _checks(results: JsonObject, framework: str, path: str) -> Iterator[Check]:
    for key, outcome in _LISTS.items():
        items = results.get(key, [])
        if not isinstance(items, list):
            raise InputError(f"`{key}` is not a list", path=path, hint=_HINT)
        for item in items:
            if not isinstance(item, dict) or not _text(item.get("check_id")):
                raise InputError(f"`{key}` holds what is no check", path=path, hint=_HINT)
            yield _check(item, framework, outcome)


def _check(item: JsonObject, framework: str, outcome: Outcome) -> Check:
    result = item.get("check_result")
    reason = _text(result.get("suppress_comment")) if isinstance(result, dict) else ""
    resource = _text(item.get("resource_address")) or _text(item.get("resource"))
    return Check(
        id=_text(item["check_id"]),
        name=_text(item.get("check_name")) or _text(item["check_id"]),
        framework=framework,
        outcome=outcome,
        # Of a secret that it found, Checkov tells an unsalted hash; short ones can be guessed.
        resource="" if framework == "secrets" else resource,
        path=_path(_text(item.get("repo_file_path")) or _text(item.get("file_path"))),
        lines=_lines(item.get("file_line_range")),
        severity=_text(item.get("severity")),
        skip_reason=reason,
    )


def _unparsed(results: JsonObject, summary: JsonObject, path: str) -> list[str]:
    listed = results.get("parsing_errors", [])
    names = [_path(_text(name)) for name in listed] if isinstance(listed, list) else []
    return names or [""] * min(_count(summary, "parsing_errors", path), 1)


def _lines(value: JsonValue) -> tuple[int, int] | None:
    """Return a range that is one: Checkov writes [0, 0] where it does not know."""
    if isinstance(value, list) and len(value) == 2:
        first, last = value
        if isinstance(first, int) and isinstance(last, int) and 0 < first <= last:
            return first, last
    return None


def _path(path: str) -> str:
    """Return a path relative to where Checkov ran; it writes them with a leading slash."""
    return posixpath.normpath(path.replace("\\", "/").lstrip("/")) if path else ""


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""
