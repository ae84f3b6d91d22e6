"""One HTML file for auditors: complete without scripts, nothing loaded from anywhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from govern import __version__, templates
from govern.evidence.reports import charts
from govern.evidence.reports import people_tables as people
from govern.evidence.reports import register_tables as register
from govern.evidence.reports import tables as made
from govern.evidence.reports.changes import changes
from govern.evidence.reports.model import State
from govern.evidence.reports.table import MOST_LINKS

if TYPE_CHECKING:
    from jinja2 import Environment

    from govern.evidence.reports.model import ControlState, EvidenceReport
    from govern.evidence.reports.table import Table

MOST_ROWS = 2000  # of one table; a page with more of them is no page any more


@cache
def _environment() -> Environment:
    return templates.environment({"slug": _slug})


def html_page(report: EvidenceReport) -> str:
    """Return the page. Tables beyond 2,000 rows are cut, and say so."""
    style, style_hash = templates.inline(
        templates.asset("report.css") + templates.asset("evidence-report.css")
    )
    script, script_hash = templates.inline(templates.asset("evidence-report.js"))
    summary, days = made.summary(report), made.days(report)
    values = {
        "report": report,
        "version": __version__,
        "style": style,
        "style_hash": style_hash,
        "script": script,
        "script_hash": script_hash,
        "facts": made.facts(report),
        "summary": summary,
        "days": days,
        "states_chart": _markup(charts.states_chart(summary)) if summary.rows else "",
        "days_chart": _markup(charts.days_chart(days)) if days.rows else "",
        "frameworks": [(one, made.controls_of(one)) for one in report.frameworks],
        "sheets": _sheets(report),
        "trouble": [register.bypasses(report), register.repairs(report), register.due(report)],
        "models": register.models(report),
        "findings": made.findings(report),
        "waivers": people.waivers(report),
        "people": [people.approvals(report), people.uses(report), people.revocations(report)],
        "changes": changes(report) if report.before else None,
        "population": [made.decisions(report), made.sample(report), made.gaps(report)],
        "provenance": [made.policies(report), made.frameworks(report)],
        "states": _meanings(),
        "most_rows": MOST_ROWS,
        "most_links": MOST_LINKS,
        "cell_class": _cell_class,
    }
    return templates.render(_environment(), "evidence-report.html.j2", values)


def _sheets(report: EvidenceReport) -> list[ControlState]:
    """Return the controls that have something to show."""
    return [one for framework in report.frameworks for one in framework.controls if one.decisions]


def _meanings() -> tuple[tuple[str, str], ...]:
    return (
        (State.SATISFIED.value, "every result of the rules that speak to it passes"),
        (
            State.NOT_SATISFIED.value,
            "there is an open finding, a warning, or something that could not be decided",
        ),
        (State.WAIVED.value, "every finding that is left was accepted, for a time"),
        (State.STALE.value, "all that there is passes, but some of it is too old"),
        (State.NOT_TESTED.value, "no rule that decided speaks to it"),
        (State.NOT_APPLICABLE.value, "its rules met nothing they are about, or it is not in force"),
    )


def _cell_class(table: Table, number: int) -> str:
    return table.columns[number].form.value


def _slug(text: str) -> str:
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in text)


def _markup(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - built by us, every text in it escaped
