"""What changed between two reports: controls, findings, waivers, policies and numbers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.evidence.reports.json_v1 import plain
from govern.model.instant import rfc3339
from govern.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.evidence.reports.model import EvidenceReport, Finding, WaiverRow

SCHEMA = "govern.evidence-diff/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChange:
    """A control whose state is another one; empty where a report does not have the control."""

    reference: str
    title: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from one report to another.

    Attributes:
        decisions: Verdict → how many decisions before and after.
        appeared: Findings that are open or waived after, and were not before.
        gone: Findings that were open or waived before, and are resolved or unknown after.
        waivers_added, waivers_gone: By id; a waiver that ended is gone.
    """

    before: str
    after: str
    controls: tuple[ControlChange, ...]
    appeared: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    waivers_added: tuple[WaiverRow, ...]
    waivers_gone: tuple[WaiverRow, ...]
    policies_added: tuple[str, ...]
    policies_gone: tuple[str, ...]
    decisions: dict[str, tuple[int, int]]

    @property
    def any(self) -> bool:
        """Whether anything but the numbers changed."""
        changed = (self.controls, self.appeared, self.gone, self.waivers_added, self.waivers_gone)
        return any(changed) or bool(self.policies_added or self.policies_gone)

    def as_json(self) -> str:
        """Return the whole as JSON."""
        value: dict[str, Any] = {"schema": SCHEMA, **plain(self)}
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    def as_text(self) -> str:
        """Return the whole for people: `+` came, `-` went."""
        return "".join(f"{visible(line)}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"from {self.before}"
        yield f"to   {self.after}"
        for verdict, (before, after) in self.decisions.items():
            yield f"{verdict}: {before} decisions, then {after}"
        for one in self.controls:
            states = f"{one.before or 'unknown'} → {one.after or 'unknown'}"
            yield f"{one.reference}: {states}: {one.reason}"
        for sign, findings in (("+", self.appeared), ("-", self.gone)):
            for finding in findings:
                place = f"{finding.path} {finding.resource}"
                yield f"{sign} {finding.rule_id} {finding.severity} {place}: {finding.message}"
        for sign, waivers in (("+", self.waivers_added), ("-", self.waivers_gone)):
            for waiver in waivers:
                yield f"{sign} waiver {waiver.id} of {waiver.owner}, until {waiver.expires[:10]}"
        for sign, revisions in (("+", self.policies_added), ("-", self.policies_gone)):
            for revision in revisions:
                yield f"{sign} policies {revision[:12]}"
        if not self.any:
            yield "nothing else changed"


def difference(before: EvidenceReport, after: EvidenceReport) -> Difference:
    """Compare two reports."""
    old, new = _left(before), _left(after)
    waived, waives = _live(before), _live(after)
    revisions = [{one.revision for one in report.policies} for report in (before, after)]
    counts = [Counter(one.verdict for one in report.decisions) for report in (before, after)]
    return Difference(
        before=_named(before),
        after=_named(after),
        controls=tuple(_controls(before, after)),
        appeared=tuple(one for name, one in new.items() if name not in old),
        gone=tuple(one for name, one in old.items() if name not in new),
        waivers_added=tuple(one for name, one in waives.items() if name not in waived),
        waivers_gone=tuple(one for name, one in waived.items() if name not in waives),
        policies_added=tuple(sorted(revisions[1] - revisions[0])),
        policies_gone=tuple(sorted(revisions[0] - revisions[1])),
        decisions={
            verdict: (counts[0][verdict], counts[1][verdict])
            for verdict in ("allowed", "denied", "undecided")
        },
    )


def _named(report: EvidenceReport) -> str:
    return f"{report.source}, as of {rfc3339(report.as_of)}"


def _left(report: EvidenceReport) -> dict[str, Finding]:
    return {one.id: one for one in report.findings if one.state != "resolved"}


def _live(report: EvidenceReport) -> dict[str, WaiverRow]:
    return {one.id: one for one in report.waivers if one.state in ("live", "unused")}


def _controls(before: EvidenceReport, after: EvidenceReport) -> Iterator[ControlChange]:
    old = {one.reference: one for part in before.frameworks for one in part.controls}
    new = {one.reference: one for part in after.frameworks for one in part.controls}
    for reference in (*new, *(one for one in old if one not in new)):
        was, now = old.get(reference), new.get(reference)
        states = (was.state.value if was else "", now.state.value if now else "")
        if states[0] != states[1]:
            shown = now or was
            yield ControlChange(
                reference=reference,
                title=shown.title if shown else "",
                before=states[0],
                after=states[1],
                reason=now.reason if now else "it is in no framework of this report",
            )
