"""What a person signs in answer to a request: approval, rejection, and taking either back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.attest.person_signing import PersonKey, sign_as_person
from govern.attest.rejection import Rejected
from govern.attest.statement import STATEMENT_V1
from govern.errors import UsageError
from govern.evidence.approvals.asking import NONCE_BYTES, write_new
from govern.evidence.canonical import canonical
from govern.evidence.predicates import APPROVAL, OBSERVATION, REVOCATION
from govern.facts.approvals.signed import verify_by_person
from govern.model.instant import rfc3339
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from govern.facts.approvals.folder import SignedFile
    from govern.facts.approvals.people import Directory
    from govern.facts.approvals.request import ApprovalRequest
    from govern.facts.approvals.signed import SignedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person says.

    Attributes:
        verdict: `approve` or `reject`.
        valid: How long it counts; None: as long as the request takes answers.
    """

    verdict: str
    role: str
    reason: str = ""
    ticket: str = ""
    valid: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A signed statement that was written, and who signed it, where a directory was at hand."""

    path: Path
    sha256: str
    signed_by: SignedBy | None


def answer_statement(
    request: ApprovalRequest,
    answer: Answer,
    now: datetime,
    observed: dict[str, Any] | None = None,
) -> bytes:
    """Return the statement that answers a request, as canonical JSON; it is what is signed.

    Args:
        request: What is answered.
        answer: What is said.
        now: The time of signing, by the signer's clock.
        observed: Where it was seen, when nobody signed it themselves.

    Raises:
        UsageError: the request takes no answers any more.
    """
    if now >= request.expires:
        raise UsageError(
            f"the request took answers until {rfc3339(request.expires)}",
            hint="ask again: `govern request`",
        )
    expires = request.expires if answer.valid is None else now + answer.valid
    predicate = {
        "decision": {"sha256": request.decision},
        "request": {"sha256": request.sha256},
        "shown": {"sha256": request.shown_sha256},
        "verdict": answer.verdict,
        "scope": request.scope.value(),
        "role": answer.role,
        "reason": answer.reason,
        "ticket": answer.ticket,
        "signed_at": rfc3339(now),
        "not_before": rfc3339(now),
        "expires": rfc3339(min(expires, request.expires)),
        "nonce": secrets.token_hex(NONCE_BYTES),
    }
    return canonical(
        {
            "_type": STATEMENT_V1,
            "subject": [
                {"name": "decision", "digest": {"sha256": request.decision}},
                *(
                    {"name": one.name, "digest": {one.algorithm: one.hex}}
                    for one in request.artifacts
                ),
            ],
            "predicateType": OBSERVATION if observed else APPROVAL,
            "predicate": {**predicate, "source": observed} if observed else predicate,
        }
    )


def revocation_statement(target: SignedFile, reason: str, now: datetime) -> bytes:
    """Return the statement that takes back an approval, rejection or waiver."""
    predicate = {
        "target": {"sha256": target.sha256, "predicate_type": target.statement.predicate_type},
        "reason": reason,
        "effective_at": rfc3339(now),
        "nonce": secrets.token_hex(NONCE_BYTES),
    }
    return canonical(
        {
            "_type": STATEMENT_V1,
            "subject": [{"name": "revoked", "digest": {"sha256": target.sha256}}],
            "predicateType": REVOCATION,
            "predicate": predicate,
        }
    )


def sign_and_write(
    statement: bytes,
    key: PersonKey,
    place: Path,
    people: Directory | None,
    now: datetime,
) -> Written:
    """Sign a statement as a person, and write it; nothing is written that would not count.

    Args:
        statement: What is signed.
        key: What to sign with.
        place: The file without its ending; a digest and `.json` are added.
        people: When given, the signer has to be in it.
        now: The time of signing.

    Raises:
        UsageError: the key is of nobody in the directory, or the file cannot be written.
        SigningError: nobody signed.
    """
    data = sign_as_person(statement, key, SSH_NAMESPACE)
    signed_by = None
    if people is not None:
        try:
            _, signed_by = verify_by_person(data, people, now)
        except Rejected as error:
            raise UsageError(
                "this signature would not count",
                cause=error.message,
                hint="sign with a key that the directory of people names",
            ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    path = write_new(place.with_name(f"{place.name}-{sha256[:12]}.json"), data)
    return Written(path, sha256, signed_by)
