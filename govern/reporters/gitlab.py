"""GitLab Code Quality: a JSON array of the fields that GitLab documents, for merge requests."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from govern.model.result import Outcome, Result
from govern.model.rule import Severity
from govern.reporters.escape import visible
from govern.reporters.json_text import json_text
from govern.reporters.wording import OPEN_OUTCOMES, best_place, most_pressing_first, resurfaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.model import Report
    from govern.reporters.json_text import Reportable

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


class GitLabReporter:
    """Renders a Code Quality report."""

    def render(self, report: Report) -> str:
        """Return the array; what is waived is not in it, since GitLab cannot say so."""
        open_results = [r for r in report.decision.results if r.outcome in OPEN_OUTCOMES]
        return json_text(list(_issues(most_pressing_first(open_results))))


def _issues(results: Iterable[Result]) -> Iterator[Reportable]:
    seen: Counter[str] = Counter()
    for result in results:
        seen[result.fingerprint] += 1
        yield _issue(result, _unique(result.fingerprint, seen[result.fingerprint]))


def _unique(fingerprint: str, occurrence: int) -> str:
    """Return a fingerprint of its own for each finding: GitLab drops a second one of the same."""
    if occurrence == 1:
        return fingerprint
    return hashlib.sha256(f"{fingerprint}\0{occurrence}".encode()).hexdigest()


def _issue(result: Result, fingerprint: str) -> Reportable:
    place = best_place(result)
    undecided = "undecided: " if result.outcome is Outcome.UNDECIDED else ""
    # GitLab demands a line. Where none is known it is the first, and the text says so.
    unknown = "" if place.line is not None else "its place in the file is unknown"
    parts = (f"{result.title}: {undecided}{result.message}", resurfaced(result), unknown)
    return {
        "description": visible("; ".join(part for part in parts if part)),
        "check_name": result.rule_id,
        "fingerprint": fingerprint,
        "severity": _severity(result),
        "location": {
            "path": visible(place.path).removeprefix("./"),
            "lines": {"begin": place.line or 1},
        },
    }


def _severity(result: Result) -> str:
    """Return GitLab's word; what cannot deny is `info`."""
    softened = not result.blocking and result.outcome is Outcome.WARN
    return "info" if softened else _SEVERITIES[result.severity]
