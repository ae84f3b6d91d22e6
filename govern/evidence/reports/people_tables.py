"""What people answer for, as tables: waivers, approvals, their uses and revocations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.reports.table import Column, Form, Table

if TYPE_CHECKING:
    from govern.evidence.reports.model import EvidenceReport


_WAIVER_COLUMNS = (
    Column("Waiver"),
    Column("State", Form.STATE),
    Column("Ends"),
    Column("Days left", Form.NUMBER),
    Column("Denied once it ends", Form.NUMBER),
    Column("Let pass", Form.NUMBER),
    Column("In decisions", Form.NUMBER),
    Column("Owner"),
    Column("Approved by"),
    Column("Rules"),
    Column("Resource", Form.CODE),
    Column("Reason"),
    Column("Compensating control"),
    Column("Ticket"),
    Column("Vouched for"),
)


def waivers(report: EvidenceReport) -> Table:
    """Return waivers as debt: what each suppressed, and what fails when it ends."""
    return Table(
        "waivers",
        "Waiver debt",
        "Every waiver, the next to end first: what it let pass, and what is denied once it ends",
        _WAIVER_COLUMNS,
        tuple(
            (
                one.id,
                one.state,
                one.expires[:10],
                one.days_left,
                one.covers,
                one.suppressed,
                one.decisions,
                one.owner,
                ", ".join(one.approved_by),
                ", ".join(one.rules),
                one.resource,
                one.reason,
                one.compensating_control,
                one.ticket,
                "signed" if one.signed else "plain file",
            )
            for one in report.waivers
        ),
    )


def approvals(report: EvidenceReport) -> Table:
    """Return what people answered."""
    return Table(
        "approvals",
        "Approvals",
        "Every answer of a person: what they signed, as what, and what became of it",
        (
            Column("Entry", Form.ENTRIES),
            Column("Person"),
            Column("Role"),
            Column("Verdict", Form.STATE),
            Column("Given by"),
            Column("State", Form.STATE),
            Column("For"),
            Column("Signed at"),
            Column("Ends"),
            Column("Decision", Form.CODE),
            Column("Text shown", Form.CODE),
            Column("Reason"),
        ),
        tuple(
            (
                (one.index,),
                one.person,
                one.role,
                one.verdict,
                one.how,
                one.state,
                f"{one.action} in {one.environment}",
                one.signed_at,
                one.expires,
                one.decision,
                one.shown,
                one.reason,
            )
            for one in report.approvals
        ),
    )


def uses(report: EvidenceReport) -> Table:
    """Return what approvals let through, with the separation of duties."""
    return Table(
        "uses",
        "What approvals let through",
        "Each time approvals were used: who asked, who wrote the change, who approved",
        (
            Column("Entry", Form.ENTRIES),
            Column("At"),
            Column("For"),
            Column("Asked by"),
            Column("Written by"),
            Column("Approved by"),
            Column("Decision", Form.CODE),
        ),
        tuple(
            (
                (one.index,),
                one.used_at,
                f"{one.action} in {one.environment}",
                one.requester or "the request is outside of the period",
                ", ".join(one.authors),
                ", ".join(one.approvers),
                one.decision,
            )
            for one in report.uses
        ),
    )


def revocations(report: EvidenceReport) -> Table:
    """Return what was taken back."""
    return Table(
        "revocations",
        "Revocations",
        "Every approval, rejection or waiver that was taken back",
        (
            Column("Entry", Form.ENTRIES),
            Column("From"),
            Column("By"),
            Column("Reason"),
            Column("What", Form.CODE),
        ),
        tuple(
            ((one.index,), one.effective_at, one.person, one.reason, one.target)
            for one in report.revocations
        ),
    )
