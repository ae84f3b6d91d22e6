"""What a report says: the state of controls, decisions, findings, waivers and approvals.

Evidence is no opinion: a control is never called compliant. Its state says what the rules that
speak to it found, and its coverage says how much that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.evidence.bundle import Period
    from govern.evidence.reports.source import LogRange


class State(StrEnum):
    """What evidence there is for a control at the end of the period."""

    SATISFIED = "satisfied"  # every result of its rules passes
    NOT_SATISFIED = "not-satisfied"  # there is an open finding, or something could not be decided
    WAIVED = "waived"  # every finding that is left was accepted
    STALE = "stale"  # it would be satisfied, but part of the evidence is too old
    NOT_TESTED = "not-tested"  # no rule that decided speaks to it
    NOT_APPLICABLE = "not-applicable"  # its rules met nothing that they are about


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlState:
    """One control.

    Attributes:
        coverage: How much the evidence covers, for people.
        rules: Ids of the rules that speak to it.
        counts: Outcome → current results of these rules.
        decisions: Entries of the decisions that these results come from.
        last: When the youngest of them was recorded; empty for none.
        findings: Ids of findings that are open or waived.
    """

    reference: str
    title: str
    state: State
    reason: str
    coverage: str
    rules: tuple[str, ...] = ()
    counts: Mapping[str, int]
    decisions: tuple[int, ...] = ()
    last: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkState:
    """One control catalogue, with where its wording comes from."""

    id: str
    title: str
    source: str
    licence: str
    note: str
    controls: tuple[ControlState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision.

    Attributes:
        index: Its entry in the log.
        sha256: The digest of its statement.
        file_sha256: The digest of the record in `file`, as the log's entry says it.
    """

    index: int
    time: str
    verdict: str
    mode: str
    reason: str
    inputs: tuple[str, ...]
    findings: int
    waived: int
    revision: str
    engine: str
    tool: str
    profile: str
    run: str
    file: str
    sha256: str
    file_sha256: str
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding over time; `id` is its fingerprint, with the change it is about where it is one.

    Attributes:
        state: `open` or `waived` as of the last decision about the same input, else `resolved`.
        first, last: Entries of the first and last decision that has it.
        first_seen, last_seen: When these were recorded.
        resolved: When the first decision without it was recorded; empty while it is there.
        times: How many decisions have it.
    """

    id: str
    rule_id: str
    title: str
    severity: str
    outcome: str
    state: str
    resource: str
    path: str
    message: str
    remediation: str
    controls: tuple[str, ...]
    waiver: str
    first: int
    first_seen: str
    last: int
    last_seen: str
    resolved: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRow:
    """One waiver and the debt it stands for.

    Attributes:
        state: `live`, `expired`, `revoked`, or `unused` while it is live.
        covers: Findings that it covers at the end of the period.
        suppressed: How often it let a finding pass, over all decisions.
        decisions: How many decisions used it.
        days_left: From the end of the period; negative once it has ended.
        approved_by: People who signed it besides its owner.
    """

    id: str
    state: str
    rules: tuple[str, ...]
    resource: str
    owner: str
    reason: str
    compensating_control: str
    ticket: str
    expires: str
    days_left: int
    covers: int
    suppressed: int
    decisions: int
    signed: bool
    approved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """A person's word, or what another system says of it.

    Attributes:
        how: `signature`, or the system that an observation comes from.
        state: `used`, `unused`, `revoked`, `rejection` or `expired` at the end of the period.
        decision: Digest of the decision's statement.
    """

    index: int
    signed_at: str
    person: str
    role: str
    verdict: str
    how: str
    environment: str
    action: str
    decision: str
    shown: str
    expires: str
    reason: str
    state: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    """The one time that approvals let something through, with who had asked and who wrote it."""

    index: int
    used_at: str
    decision: str
    environment: str
    action: str
    requester: str
    authors: tuple[str, ...]
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationRow:
    """Something that was taken back."""

    index: int
    effective_at: str
    target: str
    person: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Records that are known to be missing; `lost` is None when nobody knows how many."""

    index: int
    time: str
    reason: str
    lost: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """Policies and engine that decided, and how often."""

    revision: str
    profile: str
    engine: str
    tool: str
    first: int
    last: int
    decisions: int
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BypassRow:
    """Something that policy denied, or could not decide, and that went on all the same.

    Attributes:
        how: Why it could go on.
    """

    index: int
    time: str
    how: str
    verdict: str
    mode: str
    what: tuple[str, ...]
    findings: int
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRow:
    """How long findings of one severity lived, in hours from the first decision with them.

    Attributes:
        repaired: How many are gone; of those, `mean_hours`, `median_hours` and `longest_hours`.
        left: How many are open at the end; `oldest_hours` is how long the oldest of them is.
    """

    severity: str
    repaired: int
    mean_hours: int | None
    median_hours: int | None
    longest_hours: int | None
    left: int
    oldest_hours: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """Something that ends, and what that means.

    Attributes:
        on: A day or an instant.
        days_left: From the end of the period.
    """

    on: str
    days_left: int
    kind: str
    name: str
    who: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model, as of the last decision about its card.

    Attributes:
        tier, owners, next_review: As the card says; empty where it was not kept.
        verdict: Of that decision, whose entry is `index`.
        findings: How many are open.
        approved_by: Who approved a decision about these very bytes, and did not take it back.
        environments: Where such approvals let it through.
    """

    path: str
    name: str
    version: str
    tier: str
    owners: tuple[str, ...]
    next_review: str
    index: int
    time: str
    verdict: str
    findings: int
    approved_by: tuple[str, ...]
    environments: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One thing that is not as in the report before.

    Attributes:
        kind: `control`, `finding`, `waiver`, `policies` or `decisions`.
        before, after: A state, a number, or `there`; empty where there is none.
    """

    kind: str
    name: str
    before: str
    after: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReport:
    """Everything that any form of a report shows.

    Attributes:
        seal: The digest of what ties the evidence together.
        sealed: The file of the bundle that it is the digest of; empty for a log, whose root it is.
        as_of: The moment that states, expiries and freshness are told for.
        fresh_days: Evidence older than this is stale.
        checked: What was verified, a sentence each.
        limits: What the evidence does not show, a sentence each.
        before: The report that `changes` tells the difference from; empty for none.
    """

    source: str
    seal: str
    sealed: str
    log: LogRange
    period: Period
    as_of: datetime
    fresh_days: int
    checked: tuple[str, ...]
    limits: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    frameworks: tuple[FrameworkState, ...]
    findings: tuple[Finding, ...]
    waivers: tuple[WaiverRow, ...]
    approvals: tuple[ApprovalRow, ...]
    uses: tuple[UseRow, ...]
    revocations: tuple[RevocationRow, ...]
    policies: tuple[PolicyRow, ...]
    gaps: tuple[Gap, ...]
    bypasses: tuple[BypassRow, ...]
    repairs: tuple[RepairRow, ...]
    due: tuple[DueRow, ...]
    models: tuple[ModelRow, ...]
    before: str = ""
    changes: tuple[ChangeRow, ...] = ()
