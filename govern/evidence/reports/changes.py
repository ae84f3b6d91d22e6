"""What a report says about an earlier one: the difference as rows, and as a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govern.evidence.reports.diff import difference
from govern.evidence.reports.model import ChangeRow
from govern.evidence.reports.table import Column, Form, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.evidence.reports.diff import Difference
    from govern.evidence.reports.model import EvidenceReport, Finding, WaiverRow

_CAME, _WENT = "came", "went"


def with_changes(report: EvidenceReport, before: EvidenceReport) -> EvidenceReport:
    """Return a report that also says what changed since an earlier one."""
    found = difference(before, report)
    return replace(report, before=found.before, changes=tuple(_rows(found)))


def changes(report: EvidenceReport) -> Table:
    """Return what changed since the report before."""
    return Table(
        "changes",
        "What changed",
        f"Since {report.before}",
        (
            Column("What"),
            Column("Name"),
            Column("Before", Form.STATE),
            Column("After", Form.STATE),
            Column("Because"),
        ),
        tuple((one.kind, one.name, one.before, one.after, one.note) for one in report.changes),
    )


def _rows(found: Difference) -> Iterator[ChangeRow]:
    for verdict, (before, after) in found.decisions.items():
        if before != after:
            yield _row("decisions", verdict, str(before), str(after), "how many there are")
    for control in found.controls:
        states = control.before or "unknown", control.after or "unknown"
        yield _row("control", control.reference, *states, control.reason)
    yield from _findings(found.appeared, _CAME)
    yield from _findings(found.gone, _WENT)
    yield from _waivers(found.waivers_added, _CAME)
    yield from _waivers(found.waivers_gone, _WENT)
    for sign, revisions in ((_CAME, found.policies_added), (_WENT, found.policies_gone)):
        for revision in revisions:
            yield _moved("policies", revision[:12], sign, "")


def _findings(findings: Iterable[Finding], sign: str) -> Iterator[ChangeRow]:
    for one in findings:
        name = f"{one.rule_id} {one.path} {one.resource}"
        yield _moved("finding", name, sign, f"{one.severity}: {one.message}")


def _waivers(waivers: Iterable[WaiverRow], sign: str) -> Iterator[ChangeRow]:
    for one in waivers:
        yield _moved("waiver", one.id, sign, f"of {one.owner}, until {one.expires[:10]}")


def _moved(kind: str, name: str, sign: str, note: str) -> ChangeRow:
    sides = ("", "there") if sign == _CAME else ("there", "")
    return _row(kind, name, *sides, note)


def _row(kind: str, name: str, before: str, after: str, note: str) -> ChangeRow:
    return ChangeRow(kind=kind, name=name, before=before, after=after, note=note)
