"""The report as PDF/UA-1, set by typst. The evidence reaches it as data, never as markup."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from govern import __version__
from govern.errors import UsageError
from govern.evidence.libraries import require_installed
from govern.evidence.reports import charts
from govern.evidence.reports.changes import changes
from govern.evidence.reports.people_tables import approvals, revocations, uses, waivers
from govern.evidence.reports.register_tables import bypasses, due, models, repairs
from govern.evidence.reports.table import plain
from govern.evidence.reports.tables import (
    controls,
    days,
    decisions,
    facts,
    findings,
    frameworks,
    policies,
    sample,
    summary,
)
from govern.model.instant import rfc3339
from govern.model.unseen import visible
from govern.templates import asset

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport
    from govern.evidence.reports.table import Table

_MOST_ROWS = 2000  # of one table, as on the page
# What fits on a landscape page; all other columns are in the other forms.
_COLUMNS = {
    "controls": ("Framework", "Control", "In our words", "State", "Because", "Coverage"),
    "findings": ("Rule", "Finding", "State", "Severity", "Resource", "First seen", "Last seen"),
    "waivers": ("Waiver", "State", "Ends", "Denied once it ends", "Let pass", "Owner", "Reason"),
    "approvals": ("Entry", "Person", "Role", "Verdict", "State", "For", "Signed at"),
    "uses": ("Entry", "At", "For", "Asked by", "Written by", "Approved by"),
    "bypasses": ("Entry", "At", "How", "Decision", "What"),
    "models": ("Model", "Version", "Tier", "Owners", "Next review", "Decision", "Approved by"),
    "decisions": ("Entry", "Recorded", "Decision", "Mode", "Because", "Findings", "Statement"),
    "policies": ("Revision", "Profile", "Engine", "govern", "Decisions"),
}
_COLUMNS["sample"] = _COLUMNS["decisions"]


def pdf(report: EvidenceReport) -> bytes:
    """Return the bytes of the document; the same evidence gives the same bytes.

    Raises:
        UsageError: the library is not installed.
    """
    require_installed("PDF needs", "pdf", "typst")
    import typst  # noqa: PLC0415 - an extra

    made = typst.compile(
        asset("evidence-report.typ").encode(),
        format="pdf",
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=int(report.as_of.timestamp()),
        sys_inputs={"report": json.dumps(_values(report))},
    )
    if not isinstance(made, bytes):
        raise UsageError("typst wrote no document")
    return made


def _values(report: EvidenceReport) -> dict[str, Any]:
    summed, daily = summary(report), days(report)
    shown = [
        *(bypasses(report), repairs(report), due(report)),
        *(controls(report), findings(report), waivers(report), approvals(report), uses(report)),
        *(revocations(report), models(report), decisions(report), sample(report), policies(report)),
        frameworks(report),
        *([changes(report)] if report.before else []),
    ]
    return {
        "title": f"Evidence report: {visible(report.log.origin)}",
        "as_of": rfc3339(report.as_of),
        "version": __version__,
        "facts": [[name, visible(value)] for name, value in facts(report)],
        "checked": [visible(one) for one in report.checked],
        "limits": [visible(one) for one in report.limits],
        "charts": [
            {"svg": charts.states_chart(summed), "alt": summed.caption, "table": _table(summed)},
            {"svg": charts.days_chart(daily), "alt": daily.caption, "table": _table(daily)},
        ],
        "tables": [_table(one) for one in shown],
    }


def _table(table: Table) -> dict[str, Any]:
    names = [column.name for column in table.columns]
    kept = [names.index(name) for name in _COLUMNS.get(table.id, names)]
    rows = [[visible(str(plain(row[one]))) for one in kept] for row in table.rows[:_MOST_ROWS]]
    more = len(table.rows) - len(rows)
    return {
        "title": table.title,
        "caption": table.caption,
        "columns": [names[one] for one in kept],
        "rows": rows,
        "more": f"{more} more rows are in the other forms of this report." if more else "",
    }
