"""Evidence → one report: records are read once, in the order of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from govern.errors import NothingEvaluated, VerificationError
from govern.evidence.reports.bypasses import bypass, taken_away
from govern.evidence.reports.controls import Clock, frameworks
from govern.evidence.reports.model import DecisionRow, EvidenceReport, Gap, PolicyRow
from govern.evidence.reports.models import Models
from govern.evidence.reports.people import People
from govern.evidence.reports.rules import KeptRules
from govern.evidence.reports.times import due, repairs
from govern.evidence.reports.tracking import Tracker
from govern.evidence.verify.entry import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from govern.evidence.reports.model import BypassRow
    from govern.evidence.reports.source import Evidence, Record
    from govern.evidence.verify.selection import Selection

FRESH_DAYS = 90
_NEVER_DONE = "dry-run"  # the mode of decisions about changes that were not to be made
_UNSIGNED = (EntryKind.VSA, EntryKind.SVR)  # the same decisions in other words


@dataclass(slots=True)
class _Gathering:
    rules: KeptRules
    models: Models
    tracker: Tracker = field(default_factory=Tracker)
    people: People = field(default_factory=People)
    decisions: list[DecisionRow] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    bypasses: list[BypassRow] = field(default_factory=list)
    last: str = ""

    def add(self, record: Record) -> None:
        self.last = max(self.last, record.entry.time)
        entry = record.entry
        if entry.kind is EntryKind.GAP:
            gap = Gap(index=record.index, time=entry.time, reason=entry.reason, lost=entry.lost)
            self.gaps.append(gap)
            self._went_on(taken_away(gap))
        elif entry.kind is EntryKind.DECISION:
            self._decided(record)
        elif entry.kind not in _UNSIGNED:
            self.people.add(record)

    def _decided(self, record: Record) -> None:
        row = _decision(record)
        self.decisions.append(row)
        self.people.decided(record.predicate)
        rules = self.rules.of(record)
        if record.predicate["mode"] != _NEVER_DONE:
            self.tracker.add(record, rules)
            self.models.add(record)
            self._went_on(bypass(record, row))

    def _went_on(self, row: BypassRow | None) -> None:
        if row is not None:
            self.bypasses.append(row)

    def policies(self) -> tuple[PolicyRow, ...]:
        found: dict[tuple[str, ...], list[DecisionRow]] = {}
        for one in self.decisions:
            found.setdefault((one.revision, one.profile, one.engine, one.tool), []).append(one)
        return tuple(
            PolicyRow(
                revision=revision,
                profile=profile,
                engine=engine,
                tool=tool,
                first=rows[0].index,
                last=rows[-1].index,
                decisions=len(rows),
                kept=self.rules.keeps(revision),
            )
            for (revision, profile, engine, tool), rows in found.items()
        )


def build(
    evidence: Evidence,
    *,
    names: Sequence[str] = (),
    as_of: datetime | None = None,
    fresh_days: int = FRESH_DAYS,
) -> EvidenceReport:
    """Read all records and return the report.

    Args:
        evidence: What was verified.
        names: Frameworks, by id or alias; if none is named, those that the evidence was selected
            for, or all that rules cite.
        as_of: The moment to tell states for; the end of the period unless told, and where that
            is open, the time of the last record: never the clock, so reports can be made again.
        fresh_days: How old evidence may be then.

    Raises:
        UsageError: there is no such framework.
        NothingEvaluated: the period holds no record.
        VerificationError: a record cannot be read.
    """
    gathering = _Gathering(KeptRules(evidence), Models(evidence))
    for record in evidence.records():
        try:
            gathering.add(record)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise VerificationError("the record lacks something", path=record.file) from error
    if not gathering.last:
        raise NothingEvaluated("no entry of the log lies in this period")
    end = evidence.period.until or datetime.fromisoformat(gathering.last)
    clock = Clock(as_of or end, fresh_days)
    return _report(evidence, gathering, names, clock)


def _report(
    evidence: Evidence, gathering: _Gathering, names: Sequence[str], clock: Clock
) -> EvidenceReport:
    tracker, people = gathering.tracker, gathering.people
    named = names or evidence.selection.frameworks
    findings, uses = tracker.findings(), people.uses()
    approvals = people.approvals(clock.as_of)
    waivers = people.waivers(clock.as_of, tracker.covered())
    models = gathering.models.rows(findings, approvals, uses)
    return EvidenceReport(
        source=evidence.name,
        seal=evidence.seal,
        sealed=evidence.sealed,
        log=evidence.log,
        period=evidence.period,
        as_of=clock.as_of,
        fresh_days=clock.fresh_days,
        checked=evidence.checked,
        limits=tuple(_limits(gathering, evidence.selection)),
        decisions=tuple(gathering.decisions),
        frameworks=frameworks(named, tracker, gathering.rules.all(), clock),
        findings=findings,
        waivers=waivers,
        approvals=approvals,
        uses=uses,
        revocations=people.revocations(),
        policies=gathering.policies(),
        gaps=tuple(gathering.gaps),
        bypasses=tuple(gathering.bypasses),
        repairs=repairs(findings, clock.as_of),
        due=due(waivers, approvals, models, tracker.days(), clock),
        models=models,
    )


def _decision(record: Record) -> DecisionRow:
    said = record.predicate
    summary = said["summary"]
    return DecisionRow(
        index=record.index,
        time=record.entry.time,
        verdict=said["decision"],
        mode=said["mode"],
        reason=said["reason"],
        inputs=tuple(one["path"] for one in said["inputs"]),
        findings=summary["fail"] + summary["warn"] + summary["undecided"],
        waived=summary["waived"],
        revision=said["policy"]["revision"],
        engine=f"{said['engine']['name']} {said['engine']['version']}",
        tool=said["tool"]["version"],
        profile=said["policy"]["profile"],
        run=_run(said["ci"]),
        file=record.file,
        sha256=record.statement_sha256,
        file_sha256=record.entry.sha256,
        signed=record.signed,
    )


def _run(ci: Mapping[str, Any] | None) -> str:
    """Return what identifies a run of CI, on one line."""
    return " ".join(str(ci[key]) for key in sorted(ci)) if ci else ""


def _limits(gathering: _Gathering, selection: Selection) -> Iterator[str]:
    if selection:
        yield (
            f"Of the stretch of the log, only decisions about {selection.text()} were exported with"
            " what belongs to them; the bundle lists the entries of all others."
        )
    yield (
        "It shows what was decided, on what, by which policy and when, as recorded by whoever holds"
        " the keys. It does not show that the policy is right, nor that every change went through"
        " govern."
    )
    yield "Times are those of the clock of whoever wrote the record."
    yield (
        "The state of a control tells what the rules that speak to it found. No state here says"
        " that a framework is fulfilled; that is for a person to judge."
    )
    if gathering.rules.unknown:
        yield (
            f"For {gathering.rules.unknown} decisions the policies were not kept: what passed there"
            " counts for no control, and rules that found nothing are unknown."
        )
    unsigned = sum(not one.signed for one in gathering.decisions)
    if unsigned:
        yield f"{unsigned} decisions were recorded without a key: nobody vouches for them."
    for gap in gathering.gaps:
        lost = "an unknown number of" if gap.lost is None else gap.lost
        yield f"Entry {gap.index} of the log says that {lost} records are missing: {gap.reason}"
