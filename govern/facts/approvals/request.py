"""A request for approval, a bare statement: exactly what people are asked to sign.

Approvals name the request by the digest of its bytes, so whoever asked, who wrote the change, and
the text that was shown are all signed with it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from govern.attest.rejection import Reason, Rejected
from govern.attest.statement import Statement
from govern.attest.strict_json import Fields
from govern.model.predicates import REQUEST

if TYPE_CHECKING:
    from govern.attest.statement import Subject
    from govern.model import JsonObject


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an approval counts, and for what: void anywhere else."""

    environment: str
    action: str

    def value(self) -> JsonObject:
        """Return the scope as JSON says it."""
        return {"environment": self.environment, "action": self.action}


@dataclass(frozen=True, slots=True)
class Artifact:
    """One input of the decision; `algorithm` is `sha256` or `salted_sha256`."""

    name: str
    algorithm: str
    hex: str

    def __str__(self) -> str:
        """Return `sha256:<hex>`."""
        return f"{self.algorithm}:{self.hex}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest:
    """One request; `data` is the file as read, and `sha256` (hex) is its identity."""

    decision: str
    verdict: str
    evaluated_at: str
    policy_revision: str
    ci: JsonObject = field(default_factory=dict, repr=False)
    artifacts: tuple[Artifact, ...]
    scope: Scope
    tier: str
    requester: str
    authors: tuple[str, ...]
    promotion: JsonObject | None
    evidence: tuple[JsonObject, ...]
    created: datetime
    expires: datetime
    nonce: str
    shown: str
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the request's bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def shown_sha256(self) -> str:
        """The digest of the text that approvers see."""
        return hashlib.sha256(self.shown.encode()).hexdigest()


def parse_request(data: bytes) -> ApprovalRequest:
    """Return the request in a file.

    Raises:
        Rejected: it is none.
    """
    statement = Statement.parse(data)
    if statement.predicate_type != REQUEST:
        raise Rejected(Reason.WRONG_PREDICATE_TYPE, "not a request for approval")
    fields = Fields(statement.predicate, "request")
    decision = fields.object("decision")
    first, *others = statement.subjects
    if first.name != "decision" or dict(first.digests) != {"sha256": decision.text("sha256")}:
        raise Rejected(Reason.SUBJECT_MISMATCH, "the subject is not the decision it names")
    return ApprovalRequest(
        decision=decision.text("sha256"),
        verdict=decision.text("verdict"),
        evaluated_at=decision.text("evaluated_at"),
        policy_revision=decision.text("policy_revision"),
        ci=decision.object("ci").content if decision.has("ci") else {},
        artifacts=tuple(_artifact(one) for one in others),
        scope=scope_in(fields),
        tier=fields.text("tier"),
        requester=fields.text("requester"),
        authors=texts_in(fields, "authors"),
        promotion=fields.object("promotion").content if fields.has("promotion") else None,
        evidence=tuple(one.content for one in fields.objects("evidence", optional=True)),
        created=instant_in(fields, "created"),
        expires=instant_in(fields, "expires"),
        nonce=fields.text("nonce"),
        shown=fields.text("shown"),
        data=data,
    )


def scope_in(fields: Fields) -> Scope:
    """Return the scope that an object names."""
    scope = fields.object("scope")
    return Scope(scope.text("environment"), scope.text("action"))


def texts_in(fields: Fields, key: str) -> tuple[str, ...]:
    """Return a list of texts."""
    values = fields.content.get(key)
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise Rejected(Reason.MALFORMED, f"`{key}` of the {fields.what} is not a list of texts")
    return tuple(str(one) for one in values)


def instant_in(fields: Fields, key: str) -> datetime:
    """Return an instant (RFC 3339, with its zone)."""
    text = fields.text(key)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected(Reason.MALFORMED, f"`{key}` of the {fields.what} is no time") from None
    if at.tzinfo is None:
        raise Rejected(Reason.MALFORMED, f"`{key}` of the {fields.what} has no time zone")
    return at


def _artifact(subject: Subject) -> Artifact:
    digests = dict(subject.digests)
    if len(digests) != 1 or not digests.keys() <= {"sha256", "salted_sha256"}:
        raise Rejected(Reason.MALFORMED, "an artifact of the request has not one digest")
    ((algorithm, value),) = digests.items()
    return Artifact(subject.name, algorithm, value)
