"""Workflow commands for GitHub Actions: annotations on the lines of a pull request.

GitHub shows 10 annotations of each level for one step. The most pressing ones become annotations;
the rest stand in the log, in a group. For a job summary, write the markdown report as well:
`--output markdown=$GITHUB_STEP_SUMMARY`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.model.result import Outcome, Result
from govern.model.rule import Enforcement
from govern.reporters.escape import cut, inert, visible
from govern.reporters.wording import (
    OPEN_OUTCOMES,
    best_place,
    counts,
    most_pressing_first,
    outcome_word,
    resurfaced,
    waiver_notes,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.model import Report

SHOWN_PER_LEVEL = 10
_MAX_MESSAGE = 2000  # characters


class GitHubReporter:
    """Renders workflow commands and a short log."""

    def render(self, report: Report) -> str:
        """Return the lines; no text of an input can become a command of its own."""
        decision = report.decision
        results = [r for r in decision.results if r.outcome in OPEN_OUTCOMES]
        annotated, rest = _split(most_pressing_first(results))
        lines = [_annotation(result) for result in annotated]
        if decision.nothing_evaluated:
            lines.append(f"::error title=govern::{_data(visible(decision.reason))}")
        if rest:
            lines += _group("findings without an annotation", map(_log_line, rest))
            lines.append(
                f"GitHub shows {SHOWN_PER_LEVEL} annotations of each level; {len(rest)} findings "
                "stand in the group above only."
            )
        if report.skipped:
            skipped = (f"{item.path}: {item.reason}" for item in report.skipped)
            lines += _group("skipped files", skipped)
        lines += map(_plain, (*waiver_notes(report), *report.notes, counts(report)))
        lines.append(_plain(f"{decision.verdict.value}: {decision.reason}"))
        return "\n".join(lines) + "\n"


def _group(name: str, lines: Iterable[str]) -> list[str]:
    shown = [_plain(line) for line in lines]
    return [f"::group::{len(shown)} {name}", *shown, "::endgroup::"]


def _plain(text: str) -> str:
    return inert(visible(text))


def _level(result: Result) -> str:
    if result.blocking:
        return "error"
    return "notice" if result.enforcement is Enforcement.DRYRUN else "warning"


def _split(results: Sequence[Result]) -> tuple[list[Result], list[Result]]:
    """Return what fits into the annotations that GitHub shows, and what does not."""
    used = dict.fromkeys(("error", "warning", "notice"), 0)
    annotated: list[Result] = []
    rest: list[Result] = []
    for result in results:
        level = _level(result)
        used[level] += 1
        (annotated if used[level] <= SHOWN_PER_LEVEL else rest).append(result)
    return annotated, rest


def _annotation(result: Result) -> str:
    place = best_place(result)
    title = f"{result.rule_id} ({result.severity.value}): {result.title}"
    properties: dict[str, str | int | None] = {"file": visible(place.path)}
    if place.line is not None:
        one_line = place.end_line in {None, place.line}
        properties |= {
            "line": place.line,
            "endLine": place.end_line,
            # Columns count within one line only.
            "col": place.column if one_line else None,
            "endColumn": place.end_column if one_line else None,
        }
    properties["title"] = visible(title)
    head = ",".join(
        f"{key}={_property(value)}" for key, value in properties.items() if value is not None
    )
    return f"::{_level(result)} {head}::{_data(_message(result))}"


def _message(result: Result) -> str:
    undecided = "undecided: " if result.outcome is Outcome.UNDECIDED else ""
    parts = [
        undecided + result.message,
        f"Resource: {result.resource.address}" if result.resource.address else "",
        f"Input: {where(result.location)}" if result.origin else "",
        f"Fix: {result.remediation}" if result.remediation else "",
        resurfaced(result),
    ]
    return "\n".join(cut(visible(part), _MAX_MESSAGE) for part in parts if part)


def _log_line(result: Result) -> str:
    return (
        f"{outcome_word(result.outcome)} {result.severity.value} {result.rule_id} "
        f"{where(best_place(result))} {cut(result.message, _MAX_MESSAGE)}"
    )


def _data(text: str) -> str:
    """Escape a message as @actions/core does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str | int) -> str:
    """Escape a property as @actions/core does."""
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
