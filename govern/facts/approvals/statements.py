"""What people sign: approvals (or rejections), and revocations of them, as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.attest.strict_json import Fields
from govern.facts.approvals.request import Scope, instant_in, scope_in
from govern.model.predicates import APPROVAL, OBSERVATION, REVOCATION

if TYPE_CHECKING:
    from datetime import datetime

    from govern.attest.statement import Statement

VERDICTS = ("approve", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One person's word on one decision; digests are hex.

    Attributes:
        decision: Digest of the decision's statement.
        request: Digest of the request that was answered.
        artifacts: What was decided on, as `sha256:<hex>`; the statement's other subjects.
        role: The role it is given in.
        shown: Digest of the text that the person saw.
    """

    decision: str
    request: str
    artifacts: tuple[str, ...]
    verdict: str
    scope: Scope
    role: str
    shown: str
    signed_at: datetime
    not_before: datetime
    expires: datetime
    nonce: str
    reason: str = ""
    observed: Observed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Where somebody else saw an approval that was not signed.

    Attributes:
        account: Whose it is, as `github:NAME` or `gitlab:NAME`.
        kind: `github-reviews`, `github-environment` or `gitlab-approvals`.
        commit: The commit it is about; empty when it is about a run.
        run: The CI run it is about; empty when it is about a commit.
        payload: Digest (hex) of the answer of the API that it was read from.
    """

    account: str
    kind: str
    commit: str
    run: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """An approval (by the digest of its bytes) that no longer counts."""

    target: str
    effective_at: datetime
    reason: str = ""


def approval_in(statement: Statement) -> Approval:
    """Return the approval or rejection that a statement is, signed or only observed.

    Raises:
        Rejected: it is none, or its subjects are not what its predicate says.
    """
    _require_type(statement, APPROVAL, OBSERVATION)
    fields = Fields(statement.predicate, "approval")
    verdict = fields.text("verdict")
    if verdict not in VERDICTS:
        raise Rejected(Reason.MALFORMED, f"{verdict!r} is neither approve nor reject")
    decision = fields.object("decision").text("sha256")
    first, *others = statement.subjects
    if first.name != "decision" or dict(first.digests) != {"sha256": decision}:
        raise Rejected(Reason.SUBJECT_MISMATCH, "the subject is not the decision it names")
    return Approval(
        decision=decision,
        request=fields.object("request").text("sha256"),
        artifacts=tuple(
            f"{algorithm}:{value}" for one in others for algorithm, value in one.digests.items()
        ),
        verdict=verdict,
        scope=scope_in(fields),
        role=fields.text("role"),
        shown=fields.object("shown").text("sha256"),
        signed_at=instant_in(fields, "signed_at"),
        not_before=instant_in(fields, "not_before"),
        expires=instant_in(fields, "expires"),
        nonce=fields.text("nonce"),
        reason=fields.text("reason", ""),
        observed=_observed(fields) if statement.predicate_type == OBSERVATION else None,
    )


def revocation_in(statement: Statement) -> Revocation:
    """Return the revocation that a statement is.

    Raises:
        Rejected: it is none, or is about something else than it says.
    """
    _require_type(statement, REVOCATION)
    fields = Fields(statement.predicate, "revocation")
    target = fields.object("target").text("sha256")
    if [dict(one.digests) for one in statement.subjects] != [{"sha256": target}]:
        raise Rejected(Reason.SUBJECT_MISMATCH, "the subject is not what is revoked")
    return Revocation(
        target=target,
        effective_at=instant_in(fields, "effective_at"),
        reason=fields.text("reason", ""),
    )


def _observed(fields: Fields) -> Observed:
    source = fields.object("source")
    return Observed(
        account=source.text("account"),
        kind=source.text("kind"),
        commit=source.text("commit", ""),
        run=source.text("run", ""),
        payload=source.object("payload").text("sha256"),
    )


def _require_type(statement: Statement, *wanted: str) -> None:
    if statement.predicate_type not in wanted:
        raise Rejected(
            Reason.WRONG_PREDICATE_TYPE,
            f"the statement's predicate is {statement.predicate_type!r}",
        )
