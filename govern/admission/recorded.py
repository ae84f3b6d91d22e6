"""Judgement → what is kept of it: a decision statement without a number, as JSON.

Digests and names alone: messages of rules, which may quote the object, and fields only when asked
for. Which allows are kept follows from the judgement's id, so that the same review is kept by every
replica or by none.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from govern.admission.judge import Lane
from govern.documents.kubernetes.credentials import credentials_of
from govern.evidence.inputs import InputEvidence
from govern.evidence.record import Mode, statement_value
from govern.evidence.verify.sealed import SALT_BYTES, salted_digest
from govern.model import InputRecord, PolicyInfo, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.admission.judge import Judgement, Keeping
    from govern.admission.review import Review
    from govern.model import Decision, JsonObject, Result
    from govern.policies.policy_set import PolicySet

_WHOLE = 1 << 32
_NOT_KEPT = "objects of reviews are not kept"


def record_of(judgement: Judgement, policy: PolicyInfo, keeping: Keeping) -> JsonObject | None:
    """Return what is kept of a judgement: `statement` and `salt` (hex); None for nothing.

    Dry runs change nothing, and reviews that no rule is about are no decisions.
    """
    decision = judgement.decision
    if decision is None or judgement.review.dry_run:
        return None
    denied = not judgement.allowed or decision.verdict is not Verdict.ALLOWED
    if not denied and not _is_drawn(judgement.id, keeping.allows):
        return None
    told = decision if keeping.messages else _without_words(decision)
    one, salt = _input(judgement)
    inputs = (one, *(_attested(record) for record in judgement.attested))
    report = Report(told, tuple(each.record for each in inputs), (), policy, ())
    mode = Mode.ENFORCE if judgement.lane is Lane.ENFORCE else Mode.AUDIT
    value = statement_value(report, inputs, judgement.at, {}, mode=mode)
    predicate = value["predicate"]
    assert isinstance(predicate, dict)  # noqa: S101 - `statement_value` makes it one
    predicate["admission"] = _asked(judgement)
    return {"denied": denied, "salt": salt.hex(), "statement": cast("JsonObject", value)}


def recording(
    policies: PolicySet, engine: str, version: str, keeping: Keeping | None
) -> Callable[[Judgement], JsonObject | None] | None:
    """Return what makes records of judgements by these policies; None when none are kept."""
    if keeping is None:
        return None
    policy = PolicyInfo(policies.revision, policies.sources, engine, version)
    return lambda judgement: record_of(judgement, policy, keeping)


def _is_drawn(judgement_id: str, share: float) -> bool:
    """Draw by the id, which is a hash; 8 of its digits are enough for any share."""
    return int(judgement_id[:8], 16) < share * _WHOLE


def _without_words(decision: Decision) -> Decision:
    return replace(decision, results=tuple(map(_without_word, decision.results)))


def _without_word(result: Result) -> Result:
    location = replace(result.location, pointer="")
    return replace(result, message=result.title, location=location)


def _input(judgement: Judgement) -> tuple[InputEvidence, bytes]:
    """Return the object as a record names it: salted where it holds what could be tried out."""
    review, sha256 = judgement.review, judgement.object_sha256
    record = InputRecord(address_of(review), "kubernetes", sha256, 1, "json")
    content = review.old_object if review.operation == "DELETE" else review.object
    if content is not None and credentials_of(content):
        salt = os.urandom(SALT_BYTES)
        digest = ("salted_sha256", salted_digest(salt, sha256))
        return InputEvidence(record, digest, salt, withheld="it holds credentials"), salt
    return InputEvidence(record, ("sha256", sha256), withheld=_NOT_KEPT), b""


def _attested(record: InputRecord) -> InputEvidence:
    return InputEvidence(record, ("sha256", record.sha256), withheld=_NOT_KEPT)


def address_of(review: Review) -> str:
    """Return which object a review is about, as results name it."""
    version = "/".join(part for part in (review.group, review.version) if part)
    namespace = "" if review.kind == "Namespace" else review.namespace
    return "/".join(p for p in (version, review.kind, namespace, review.name) if p)


def _asked(judgement: Judgement) -> JsonObject:
    review = judgement.review
    return {
        "id": judgement.id,
        "uid": review.uid,
        "operation": review.operation,
        "resource": review.resource,
        "subresource": review.subresource,
        "lane": judgement.lane.value,
        "allowed": judgement.allowed,
    }
