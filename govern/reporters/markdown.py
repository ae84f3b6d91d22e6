"""Markdown for a comment on a pull or merge request: short, and never longer than one may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from govern.model.result import Outcome, Result, Verdict
from govern.reporters.escape import code_span, cut, markdown
from govern.reporters.templates import render
from govern.reporters.wording import (
    acceptance,
    best_place,
    counts,
    most_pressing_first,
    provenance,
    resurfaced,
    rules_by_id,
    softened,
    waiver_notes,
    where,
)

if TYPE_CHECKING:
    from govern.model import Report, Rule

MAX_CHARACTERS = 65_000  # GitHub refuses a comment of more than 65,536
_MAX_MESSAGE = 300  # characters
_LIMITS = (1000, 300, 100, 50, 20, 10, 5, 1, 0)  # rows of each table; the first that fits is used
_MARKS = {Verdict.ALLOWED: "✅", Verdict.DENIED: "❌", Verdict.UNDECIDED: "⚠️"}


class MarkdownReporter:
    """Renders `report.md.j2`."""

    def render(self, report: Report) -> str:
        """Return the comment: blocking findings in a table, the rest folded."""
        values = _values(report)
        for limit in _LIMITS:
            text = render("report.md.j2", **values, limit=limit)
            if len(text) <= MAX_CHARACTERS:
                break
        return text


def _values(report: Report) -> dict[str, object]:
    rules = rules_by_id(report)
    results = most_pressing_first(report.decision.results)
    rest = [result for result in results if not result.blocking]
    folded = [
        (title, [result for result in rest if result.outcome in outcomes])
        for title, outcomes in (
            ("Findings that do not block", {Outcome.FAIL, Outcome.WARN, Outcome.UNDECIDED}),
            ("Waived", {Outcome.WAIVED}),
        )
    ]
    skipped = [f"skipped {item.path}: {item.reason}" for item in report.skipped]
    return {
        "report": report,
        "mark": _MARKS[report.decision.verdict],
        "blocking": [result for result in results if result.blocking],
        "folded": folded,
        "row": lambda result: _row(result, rules.get(result.rule_id)),
        "notes": [cut(note, 500) for note in (*waiver_notes(report), *report.notes, *skipped)],
        "counts": counts(report),
        "provenance": provenance(report),
    }


def _row(result: Result, rule: Rule | None) -> Markup:
    """Return a table row; every text of an input or policy in it is escaped."""
    why = softened(result, rule)
    head = f"undecided: {result.message}" if result.outcome is Outcome.UNDECIDED else result.message
    parts = [
        markdown(cut(head, _MAX_MESSAGE)),
        f"*{markdown(why)}*" if why else "",
        markdown(acceptance(result)) if result.outcome is Outcome.WAIVED else "",
        markdown(resurfaced(result)),
    ]
    cells = [
        result.severity.value,
        f"{code_span(result.rule_id)} {markdown(cut(result.title, _MAX_MESSAGE))}",
        _where(result),
        "<br>".join(part for part in parts if part),
    ]
    return Markup(f"| {' | '.join(cells)} |")  # noqa: S704 - each cell is escaped above


def _where(result: Result) -> str:
    place = best_place(result)
    address = result.resource.address
    named = markdown(address) if address != place.path else ""
    return f"{code_span(where(place))} {named}".rstrip()
