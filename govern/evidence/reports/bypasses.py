"""What policy denied, or could not decide, and what went on all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.absence import BREAK_GLASS
from govern.evidence.reports.model import BypassRow

if TYPE_CHECKING:
    from govern.evidence.reports.model import DecisionRow, Gap
    from govern.evidence.reports.source import Record

_AGAINST = ("fail", "undecided")


def bypass(record: Record, row: DecisionRow) -> BypassRow | None:
    """Return what went on against a decision; None where it was followed.

    An audit of what runs already stops nothing, so its denials are findings alone.
    """
    how = _how(record)
    if not how:
        return None
    results = record.predicate["results"]
    named = (str(one["resource"]) for one in results if one["outcome"] in _AGAINST)
    return BypassRow(
        index=row.index,
        time=row.time,
        how=how,
        verdict=row.verdict,
        mode=row.mode,
        what=tuple(dict.fromkeys(filter(None, named))) or row.inputs,
        findings=row.findings,
        run=row.run,
    )


def taken_away(gap: Gap) -> BypassRow | None:
    """Return a gap that somebody made by taking the webhook out of the way; None for others."""
    if not gap.reason.startswith(BREAK_GLASS):
        return None
    return BypassRow(
        index=gap.index,
        time=gap.time,
        how=gap.reason,
        verdict="",
        mode="",
        what=(),
        findings=0,
        run="",
    )


def _how(record: Record) -> str:
    said = record.predicate
    verdict, mode = said["decision"], said["mode"]
    if verdict == "allowed":
        return ""
    admission = said.get("admission")
    if admission is not None:
        if not admission["allowed"]:
            return ""
        if verdict == "undecided":
            return "admitted by the rule's failure policy"
        return f"admitted: the mode is {mode}"
    return "told, and not binding" if mode == "warn" and verdict == "denied" else ""
