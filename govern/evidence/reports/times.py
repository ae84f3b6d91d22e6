"""How long findings lived, and what ends when."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import fmean, median
from typing import TYPE_CHECKING

from govern.evidence.reports.model import DueRow, RepairRow

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Sequence

    from govern.evidence.reports.controls import Clock
    from govern.evidence.reports.model import ApprovalRow, Finding, ModelRow, WaiverRow

_SEVERITIES = ("critical", "high", "medium", "low")


def repairs(findings: Sequence[Finding], as_of: datetime) -> tuple[RepairRow, ...]:
    """Return how long findings lived, by severity; accepted ones are neither open nor repaired."""
    return tuple(
        _repair(severity, [one for one in findings if one.severity == severity], as_of)
        for severity in _SEVERITIES
    )


def _repair(severity: str, findings: list[Finding], as_of: datetime) -> RepairRow:
    gone = [_hours(one.first_seen, one.resolved) for one in findings if one.state == "resolved"]
    left = [one.first_seen for one in findings if one.state == "open"]
    return RepairRow(
        severity=severity,
        repaired=len(gone),
        mean_hours=round(fmean(gone)) if gone else None,
        median_hours=round(median(gone)) if gone else None,
        longest_hours=round(max(gone)) if gone else None,
        left=len(left),
        oldest_hours=round(_hours(min(left), as_of.isoformat())) if left else None,
    )


def _hours(first: str, last: str) -> float:
    span = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    return max(span / timedelta(hours=1), 0.0)  # clocks of several machines can disagree


def due(
    waivers: Iterable[WaiverRow],
    approvals: Iterable[ApprovalRow],
    models: Iterable[ModelRow],
    evidence: Counter[str],
    clock: Clock,
) -> tuple[DueRow, ...]:
    """Return what ends after the end of the period, the next first.

    Args:
        waivers: Those that are live, or not used yet, count.
        approvals: Those that were not used count.
        models: Whose reviews come.
        evidence: Day of the last decision → how many inputs have it; it goes stale in the end.
        clock: The end of the period, and how long evidence is fresh.
    """
    rows = [
        *_of_people(waivers, approvals),
        *(("model review", one.next_review, one.name, one.owners) for one in models),
        *_stale(evidence, clock.fresh_days),
    ]
    made = [_due(*row, clock.as_of) for row in rows if row[1]]
    return tuple(
        sorted((one for one in made if one.days_left >= 0), key=lambda one: (one.on, one.name))
    )


def _of_people(
    waivers: Iterable[WaiverRow], approvals: Iterable[ApprovalRow]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for one in waivers:
        if one.state in ("live", "unused"):
            yield f"waiver of {one.covers} findings", one.expires, one.id, (one.owner,)
    for answer in approvals:
        if answer.state == "unused":
            name = f"{answer.action} in {answer.environment}: {answer.decision[:12]}"
            yield "approval", answer.expires, name, (answer.person,)


def _stale(
    evidence: Counter[str], fresh_days: int
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for day, count in evidence.items():
        end = datetime.fromisoformat(day).date() + timedelta(days=fresh_days)
        yield "evidence", end.isoformat(), f"evidence of {day} on {count} places", ()


_THEN = {
    "approval": "it counts no more",
    "model review": "the model is to be reviewed",
    "evidence": "its controls are stale unless it is decided on again",
}


def _due(kind: str, on: str, name: str, who: tuple[str, ...], as_of: datetime) -> DueRow:
    at = datetime.fromisoformat(on)
    at = at if at.tzinfo else at.replace(tzinfo=as_of.tzinfo)
    return DueRow(
        on=on,
        days_left=(at - as_of).days,
        kind=kind.partition(" of ")[0],
        name=name,
        who=", ".join(who),
        then=_THEN.get(kind, f"{kind.partition(' of ')[2]} are denied again"),
    )
