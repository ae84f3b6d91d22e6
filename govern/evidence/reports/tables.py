"""The report as tables: what every form shows, in one place."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from govern.evidence.reports.changes import changes
from govern.evidence.reports.model import State
from govern.evidence.reports.people_tables import approvals, revocations, uses, waivers
from govern.evidence.reports.register_tables import bypasses, due, models, repairs
from govern.evidence.reports.table import Column, Form, Table
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from govern.evidence.reports.model import (
        ControlState,
        DecisionRow,
        EvidenceReport,
        FrameworkState,
    )
    from govern.evidence.reports.table import Cell

SAMPLE = 25  # what auditors commonly draw


def tables(report: EvidenceReport) -> tuple[Table, ...]:
    """Return every table, in the order of the pages."""
    return (
        summary(report),
        days(report),
        bypasses(report),
        repairs(report),
        due(report),
        controls(report),
        findings(report),
        waivers(report),
        approvals(report),
        uses(report),
        revocations(report),
        models(report),
        decisions(report),
        sample(report),
        policies(report),
        gaps(report),
        frameworks(report),
        *((changes(report),) if report.before else ()),
    )


def summary(report: EvidenceReport) -> Table:
    """Return the states of controls by framework."""
    rows: list[tuple[Cell, ...]] = []
    for one in report.frameworks:
        counts = Counter(control.state for control in one.controls)
        rows.append((one.id, *(counts[state] for state in State), len(one.controls)))
    states = tuple(Column(state.value, Form.NUMBER) for state in State)
    return Table(
        "summary",
        "Controls by framework",
        "How many controls of each framework are in which state",
        (Column("Framework"), *states, Column("Controls", Form.NUMBER)),
        tuple(rows),
    )


def days(report: EvidenceReport) -> Table:
    """Return decisions by day and outcome."""
    found: dict[str, Counter[str]] = {}
    for one in report.decisions:
        found.setdefault(one.time[:10], Counter())[one.verdict] += 1
    verdicts = ("allowed", "denied", "undecided")
    return Table(
        "days",
        "Decisions by day",
        "How many decisions of each day were allowed, denied or left undecided",
        (Column("Day"), *(Column(one, Form.NUMBER) for one in verdicts)),
        tuple((day, *(found[day][one] for one in verdicts)) for day in sorted(found)),
    )


def controls(report: EvidenceReport) -> Table:
    """Return the controls matrix over all frameworks."""
    return _controls(
        [(framework, one) for framework in report.frameworks for one in framework.controls]
    )


def controls_of(framework: FrameworkState) -> Table:
    """Return the controls matrix of one framework."""
    return _controls([(framework, one) for one in framework.controls])


def _controls(listed: list[tuple[FrameworkState, ControlState]]) -> Table:
    return Table(
        "controls",
        "Controls",
        "Every control, what the evidence says of it, and how much it covers",
        (
            Column("Control"),
            Column("Framework"),
            Column("In our words"),
            Column("State", Form.STATE),
            Column("Because"),
            Column("Coverage"),
            Column("Last evidence"),
            Column("Rules"),
            Column("Decisions", Form.ENTRIES),
        ),
        tuple(
            (
                one.reference.partition(":")[2],
                framework.id,
                one.title,
                one.state.value,
                one.reason,
                one.coverage,
                one.last[:10],
                ", ".join(one.rules),
                one.decisions,
            )
            for framework, one in listed
        ),
    )


def findings(report: EvidenceReport) -> Table:
    """Return findings with their life."""
    return Table(
        "findings",
        "Findings",
        "Every finding: open ones first; then accepted and resolved ones",
        (
            Column("Rule"),
            Column("Finding"),
            Column("State", Form.STATE),
            Column("Severity", Form.STATE),
            Column("Outcome"),
            Column("Resource", Form.CODE),
            Column("Place", Form.CODE),
            Column("First seen"),
            Column("Last seen"),
            Column("Resolved"),
            Column("Waiver"),
            Column("Fix"),
            Column("Decisions", Form.ENTRIES),
        ),
        tuple(
            (
                one.rule_id,
                one.message,
                one.state,
                one.severity,
                one.outcome,
                one.resource,
                one.path,
                one.first_seen[:10],
                one.last_seen[:10],
                one.resolved[:10],
                one.waiver,
                one.remediation,
                tuple(dict.fromkeys((one.first, one.last))),
            )
            for one in report.findings
        ),
    )


_DECISIONS = (
    Column("Entry", Form.ENTRIES),
    Column("Recorded"),
    Column("Decision", Form.STATE),
    Column("Mode"),
    Column("Because"),
    Column("Inputs", Form.CODE),
    Column("Findings", Form.NUMBER),
    Column("Waived", Form.NUMBER),
    Column("Run"),
    Column("Statement", Form.CODE),
    Column("File", Form.CODE),
    Column("Vouched for"),
)


def decisions(report: EvidenceReport) -> Table:
    """Return the population: every decision of the period."""
    return Table(
        "decisions",
        "Decisions",
        "The population: every decision of the period, with the digest of its statement",
        _DECISIONS,
        tuple(_decision(one) for one in report.decisions),
    )


def sample(report: EvidenceReport) -> Table:
    """Return a sample of the decisions that anybody draws again from the log's root."""
    seed = report.log.root
    drawn = sorted(
        report.decisions, key=lambda one: sha256(f"{seed} {one.index}".encode()).hexdigest()
    )
    kept = sorted(drawn[:SAMPLE], key=lambda one: one.index)
    return Table(
        "sample",
        "Sample",
        f"{len(kept)} of {len(report.decisions)} decisions: those with the smallest SHA-256 of"
        " the log's root, a space and the entry's number. Nobody who records can choose them.",
        _DECISIONS,
        tuple(_decision(one) for one in kept),
    )


def _decision(one: DecisionRow) -> tuple[Cell, ...]:
    shown = ", ".join(one.inputs[:3])
    more = len(one.inputs) - 3
    return (
        (one.index,),
        one.time,
        one.verdict,
        one.mode,
        one.reason,
        f"{shown} and {more} more" if more > 0 else shown,
        one.findings,
        one.waived,
        one.run,
        one.sha256,
        one.file,
        "signed" if one.signed else "NOT SIGNED",
    )


def policies(report: EvidenceReport) -> Table:
    """Return the policies and engines that decided."""
    return Table(
        "policies",
        "Policies and engines",
        "Which policies decided, with which engine, from which entry of the log to which",
        (
            Column("Revision", Form.CODE),
            Column("Profile"),
            Column("Engine"),
            Column("govern"),
            Column("Decisions", Form.NUMBER),
            Column("First and last", Form.ENTRIES),
            Column("Kept"),
        ),
        tuple(
            (
                one.revision,
                one.profile,
                one.engine,
                one.tool,
                one.decisions,
                tuple(dict.fromkeys((one.first, one.last))),
                "yes" if one.kept else "no",
            )
            for one in report.policies
        ),
    )


def gaps(report: EvidenceReport) -> Table:
    """Return the records that are known to be missing."""
    return Table(
        "gaps",
        "Gaps",
        "Records that are known to be missing from the log",
        (
            Column("Entry", Form.ENTRIES),
            Column("Recorded"),
            Column("Missing"),
            Column("Reason"),
        ),
        tuple(
            ((one.index,), one.time, "unknown" if one.lost is None else one.lost, one.reason)
            for one in report.gaps
        ),
    )


def frameworks(report: EvidenceReport) -> Table:
    """Return where the wording of each framework comes from."""
    return Table(
        "frameworks",
        "Where the mappings come from",
        "The catalogue behind each framework; titles of controls are in our own words",
        (
            Column("Framework"),
            Column("Title"),
            Column("Source"),
            Column("Licence"),
            Column("Note"),
        ),
        tuple((one.id, one.title, one.source, one.licence, one.note) for one in report.frameworks),
    )


def facts(report: EvidenceReport) -> tuple[tuple[str, str], ...]:
    """Return what the cover says: name → value."""
    log, period = report.log, report.period
    since = rfc3339(period.since) if period.since else "the beginning"
    until = rfc3339(period.until) if period.until else "the end"
    return (
        ("Evidence", report.source),
        ("Log", log.origin),
        ("Entries", f"{log.first} to {log.last - 1}"),
        ("Period", _span(report)),
        ("Asked for", f"{since} to {until}"),
        ("States as of", rfc3339(report.as_of)),
        ("Stale after", f"{report.fresh_days} days"),
        ("Checkpoint", f"{log.size} entries, root {log.root}" if log.root else "none is signed"),
        ("Seal", report.seal or "none"),
    )


def _span(report: EvidenceReport) -> str:
    times = [one.time for one in report.decisions]
    return f"decisions of {min(times)[:10]} to {max(times)[:10]}" if times else "no decision"
