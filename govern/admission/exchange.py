"""Bytes in, bytes out: one review, judged in this process. Knows nothing of HTTP or deadlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from govern.admission.known import NOTHING
from govern.admission.response import response_of
from govern.admission.review import MalformedReview, read_review
from govern.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.admission.judge import Judge, Judgement, Lane
    from govern.admission.known import Known
    from govern.model import JsonObject

_LONGEST = 1000  # characters of an audit annotation


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the caller, and what govern keeps of it.

    Attributes:
        status: HTTP status; 200 for every decision, denials included.
        body: The AdmissionReview, or for a malformed request a sentence.
        summary: For metrics and logs: nothing of the object but its names. Empty when malformed.
        record: What is to be kept of the decision (govern.admission.recorded); None for nothing.
    """

    status: int
    body: bytes
    summary: JsonObject = field(default_factory=dict)
    record: JsonObject | None = None


def _now() -> datetime:
    return datetime.now(UTC)


class Exchange:
    """Answers reviews by one Judge."""

    def __init__(
        self,
        judge: Judge,
        revision: str,
        clock: Callable[[], datetime] = _now,
        recording: Callable[[Judgement], JsonObject | None] | None = None,
    ) -> None:
        self._judge = judge
        self._recording = recording
        self._revision = revision
        self._clock = clock

    def reply(self, body: bytes, lane: Lane, known: Known = NOTHING) -> Reply:
        """Return the answer to a request's body; never raises for what the body holds."""
        try:
            review = read_review(body)
        except MalformedReview as malformed:
            return Reply(malformed.status, malformed.message.encode("utf-8", "replace"))
        judgement = self._judge.judge(review, lane, self._clock(), known)
        record = self._recording(judgement) if self._recording else None
        annotations = {"pending": " ".join(known.pending)[:_LONGEST]} if known.pending else {}
        answer = response_of(judgement, self._revision, annotations)
        return Reply(200, answer, summary_of(judgement), record)


def summary_of(judgement: Judgement) -> JsonObject:
    """Return what is counted and logged of a judgement."""
    review = judgement.review
    results = judgement.decision.results if judgement.decision else ()
    found = Counter((one.rule_id, one.outcome.value) for one in results if _is_told(one.outcome))
    return {
        "id": judgement.id,
        "uid": review.uid,
        "lane": judgement.lane.value,
        "allowed": judgement.allowed,
        "verdict": judgement.decision.verdict.value if judgement.decision else "not_applicable",
        "operation": review.operation,
        "kind": review.kind,
        "resource": review.resource,
        "subresource": review.subresource,
        "namespace": review.namespace,
        "name": review.name,
        "dry_run": review.dry_run,
        "object_sha256": judgement.object_sha256,
        "evaluation_cpu": judgement.evaluation_cpu,
        "findings": [[rule, outcome, count] for (rule, outcome), count in sorted(found.items())],
    }


def _is_told(outcome: Outcome) -> bool:
    return outcome not in {Outcome.PASS, Outcome.NOT_APPLICABLE}
