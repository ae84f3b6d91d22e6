"""Makes the request for approval of a decision: one file that says exactly what is signed."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.attest.statement import STATEMENT_V1
from govern.errors import UsageError, VerificationError
from govern.evidence.approvals.shown import text_shown
from govern.evidence.canonical import canonical
from govern.evidence.predicates import REQUEST
from govern.facts.approvals.request import ApprovalRequest, parse_request
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from govern.evidence.approvals.decisions import DecidedChange
    from govern.facts.approvals.people import Directory
    from govern.facts.approvals.request import Scope
    from govern.model import JsonObject

NONCE_BYTES = 16
_MOST_INPUTS = 1000  # verifiers walk no more subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about a decision.

    Attributes:
        requester: Who asks: a person's id, or an account such as `github:NAME`.
        authors: Who wrote the change; they and the requester cannot approve it.
        promotion: `from`, `to`, `ticket`, `rollback_to` and `first`; None for no promotion.
        evidence: What the requester names: `type`, `sha256` and `issued` of each.
        valid: How long answers are accepted.
    """

    scope: Scope
    tier: str
    requester: str
    authors: tuple[str, ...]
    promotion: JsonObject | None = None
    evidence: tuple[JsonObject, ...] = ()
    valid: timedelta


def make_request(
    decision: DecidedChange,
    asked: Asked,
    people: Directory,
    now: datetime,
    new_nonce: Callable[[int], str] = secrets.token_hex,
) -> ApprovalRequest:
    """Return the request.

    Raises:
        UsageError: the decision is not `allowed`, or requester or authors are unknown: nobody
            could tell whether they approve their own change.
        VerificationError: the decision's record lacks what every record has.
    """
    try:
        return _request(decision, asked, people, now, new_nonce)
    except (KeyError, TypeError, AttributeError) as error:
        raise VerificationError(
            "the record of the decision is not whole", cause=f"{type(error).__name__}: {error}"
        ) from error


def _request(
    decision: DecidedChange,
    asked: Asked,
    people: Directory,
    now: datetime,
    new_nonce: Callable[[int], str],
) -> ApprovalRequest:
    predicate = decision.predicate
    if predicate["decision"] != "allowed":
        raise UsageError(
            f"the decision is {predicate['decision']}: approval allows nothing that policy denies",
            hint="repair or waive the findings, and record a new decision",
        )
    inputs = predicate["inputs"]
    if not 0 < len(inputs) <= _MOST_INPUTS:
        raise UsageError(
            f"the decision has {len(inputs)} inputs; between 1 and {_MOST_INPUTS} can be approved"
        )
    said = _said(asked, people, now)
    statement = {
        "_type": STATEMENT_V1,
        "subject": [
            {"name": "decision", "digest": {"sha256": decision.sha256}},
            *({"name": one["path"], "digest": one["digest"]} for one in inputs),
        ],
        "predicateType": REQUEST,
        "predicate": {
            **said,
            "decision": _decision(decision),
            "nonce": new_nonce(NONCE_BYTES),
            "shown": text_shown(predicate, decision.sha256, said),
        },
    }
    return parse_request(canonical(statement))


def write_request(request: ApprovalRequest, folder: str) -> Path:
    """Write a request into the folder of approvals; return its path."""
    return write_new(
        Path(folder) / request.decision[:16] / f"request-{request.sha256[:12]}.json", request.data
    )


def write_new(path: Path, data: bytes) -> Path:
    """Write a file that does not exist yet.

    Raises:
        UsageError: it exists, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
    except OSError as error:
        raise UsageError("cannot be written", path=str(path), cause=error.strerror) from error
    return path


def evidence_of(kind: str, path: str, issued: datetime) -> JsonObject:
    """Return what a request says of a piece of evidence: its type, digest and time.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UsageError("the evidence cannot be read", path=path, cause=error.strerror) from error
    return {"type": kind, "sha256": hashlib.sha256(data).hexdigest(), "issued": rfc3339(issued)}


def _said(asked: Asked, people: Directory, now: datetime) -> dict[str, Any]:
    return {
        "scope": asked.scope.value(),
        "tier": asked.tier,
        "requester": _known(asked.requester, people),
        "authors": sorted({_known(one, people) for one in asked.authors}),
        "promotion": asked.promotion,
        "evidence": list(asked.evidence),
        "created": rfc3339(now),
        "expires": rfc3339(now + asked.valid),
    }


def _decision(decision: DecidedChange) -> dict[str, object]:
    predicate = decision.predicate
    return {
        "sha256": decision.sha256,
        "verdict": predicate["decision"],
        "evaluated_at": predicate["evaluated_at"],
        "policy_revision": predicate["policy"]["revision"],
        "ci": predicate["ci"],
    }


def _known(name: str, people: Directory) -> str:
    if name in people.people:
        return name
    holder = people.holder(name)
    if holder is None:
        raise UsageError(
            f"{name!r} is nobody in the directory of people",
            hint="add them (without roles, if they approve nothing), so that nobody can approve"
            " their own change under another name",
        )
    return holder.id
