"""What goes on and what is due, as tables: models, bypasses, repairs and what ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.reports.table import Column, Form, Table

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport


def bypasses(report: EvidenceReport) -> Table:
    """Return what went on in spite of policy."""
    return Table(
        "bypasses",
        "In spite of policy",
        "Everything that was denied or undecided and went on all the same, and each break-glass",
        (
            Column("Entry", Form.ENTRIES),
            Column("At"),
            Column("How"),
            Column("Decision", Form.STATE),
            Column("Mode"),
            Column("What", Form.CODE),
            Column("Findings", Form.NUMBER),
            Column("Run"),
        ),
        tuple(
            (
                (one.index,),
                one.time,
                one.how,
                one.verdict,
                one.mode,
                ", ".join(one.what[:3]) + (" …" if len(one.what) > 3 else ""),
                one.findings,
                one.run,
            )
            for one in report.bypasses
        ),
    )


def repairs(report: EvidenceReport) -> Table:
    """Return the time to repair, by severity."""
    return Table(
        "repairs",
        "Time to repair",
        "Hours from the first decision with a finding to the first without it, by severity",
        (
            Column("Severity", Form.STATE),
            Column("Repaired", Form.NUMBER),
            Column("Mean hours", Form.NUMBER),
            Column("Median hours", Form.NUMBER),
            Column("Longest hours", Form.NUMBER),
            Column("Still open", Form.NUMBER),
            Column("Oldest open, hours", Form.NUMBER),
        ),
        tuple(
            (
                one.severity,
                one.repaired,
                _number(one.mean_hours),
                _number(one.median_hours),
                _number(one.longest_hours),
                one.left,
                _number(one.oldest_hours),
            )
            for one in report.repairs
        ),
    )


def due(report: EvidenceReport) -> Table:
    """Return what ends when."""
    return Table(
        "due",
        "What ends when",
        "Waivers, unused approvals, reviews of models and the freshness of evidence, next first",
        (
            Column("On"),
            Column("Days left", Form.NUMBER),
            Column("What"),
            Column("Name"),
            Column("Whose"),
            Column("Then"),
        ),
        tuple((one.on, one.days_left, one.kind, one.name, one.who, one.then) for one in report.due),
    )


def models(report: EvidenceReport) -> Table:
    """Return the register of models."""
    return Table(
        "models",
        "Models",
        "Every model whose card was decided on: what the card says, and who approved it",
        (
            Column("Model"),
            Column("Version"),
            Column("Tier", Form.STATE),
            Column("Owners"),
            Column("Next review"),
            Column("Decision", Form.STATE),
            Column("Open findings", Form.NUMBER),
            Column("Approved by"),
            Column("Let into"),
            Column("Decided at"),
            Column("Entry", Form.ENTRIES),
            Column("Card", Form.CODE),
        ),
        tuple(
            (
                one.name,
                one.version,
                one.tier if one.kept else "the card is not kept",
                ", ".join(one.owners),
                one.next_review,
                one.verdict,
                one.findings,
                ", ".join(one.approved_by),
                ", ".join(one.environments),
                one.time,
                (one.index,),
                one.path,
            )
            for one in report.models
        ),
    )


def _number(value: int | None) -> int | str:
    return "" if value is None else value
