"""One self-contained HTML file: no scripts, nothing loaded from anywhere, readable on paper."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from markupsafe import Markup

from govern import __version__
from govern.model.result import Outcome
from govern.reporters.templates import render
from govern.reporters.wording import (
    OPEN_OUTCOMES,
    acceptance,
    counts,
    most_pressing_first,
    provenance,
    resurfaced,
    rules_by_id,
    softened,
    waiver_notes,
    where,
)
from govern.templates import asset, inline

if TYPE_CHECKING:
    from govern.model import Report, Result, Rule


class HtmlReporter:
    """Renders `report.html.j2`."""

    def render(self, report: Report) -> str:
        """Return the page; passes appear as numbers per rule, since they can be many."""
        return render("report.html.j2", **_values(report))


def _values(report: Report) -> dict[str, object]:
    style, style_hash = inline(asset("report.css"))
    rules = rules_by_id(report)
    results = most_pressing_first(report.decision.results)
    return {
        "report": report,
        "decision": report.decision,
        "style": style,
        "style_hash": style_hash,
        "counts": counts(report),
        "provenance": provenance(report),
        "open_results": [result for result in results if result.outcome in OPEN_OUTCOMES],
        "waived": [result for result in results if result.outcome is Outcome.WAIVED],
        "finding": lambda result: _finding(result, rules.get(result.rule_id)),
        "notes": [*waiver_notes(report), *report.notes],
        "rules": _tallies(report),
        "version": __version__,
    }


def _finding(result: Result, rule: Rule | None) -> Markup:
    """Return one finding, escaped by its own template."""
    facts = (
        ("Resource", result.resource.address),
        ("Source", where(result.origin) if result.origin else ""),
        ("Controls", ", ".join(result.controls)),
        ("Fix", result.remediation),
        ("Does not deny", softened(result, rule)),
        ("Accepted", acceptance(result) if result.outcome is Outcome.WAIVED else ""),
        ("Expired", resurfaced(result)),
        ("Fingerprint", result.fingerprint),
    )
    text = render("finding.html.j2", result=result, facts=facts, snippet=_snippet(result))
    return Markup(text)  # noqa: S704 - rendered with autoescape just now


def _snippet(result: Result) -> tuple[str, str, str] | None:
    """Return the source line in three parts, the value in the middle."""
    if result.snippet is None or result.location.line is None:
        return None
    start, end = result.snippet.column - 1, result.snippet.end_column - 1
    text = result.snippet.text
    return text[:start], text[start:end], text[end:]


def _tallies(report: Report) -> list[tuple[Rule, Counter[Outcome]]]:
    tallies: dict[str, Counter[Outcome]] = {rule.id: Counter() for rule in report.rules}
    for result in report.decision.results:
        if result.rule_id in tallies:
            tallies[result.rule_id][result.outcome] += 1
    return [(rule, tallies[rule.id]) for rule in report.rules]
