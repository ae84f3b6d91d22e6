"""The answer's bytes: AdmissionReview v1, within what the API server accepts.

Decisions travel with HTTP 200, denials included; anything else is a failed call to the API server
(k8s.io/apiserver/pkg/admission/plugin/webhook/request, VerifyAdmissionResponse). A denial has
code 403: clients retry 429 and 5xx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from govern.admission.review import API_VERSION, KIND
from govern.admission.wording import denial, warnings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govern.admission.judge import Judgement

_DENIED = 403
_MOST_TOLD = 4096  # characters of all warnings together


def response_of(judgement: Judgement, revision: str, annotations: Mapping[str, str]) -> bytes:
    """Return the answer to a judged review.

    Args:
        judgement: What became of it.
        revision: The policies' revision, for the API server's audit log.
        annotations: Further audit annotations; keys have no slash.
    """
    own = {"decision-id": judgement.id, "policy-revision": revision[:32]}
    if judgement.decision is not None:
        own["verdict"] = judgement.decision.verdict.value
    return answer(
        judgement.review.uid,
        allowed=judgement.allowed,
        message="" if judgement.allowed else denial(judgement),
        warnings=warnings(judgement),
        annotations={**own, **annotations},
    )


def annotated(body: bytes, annotations: Mapping[str, str]) -> bytes:
    """Return an answer with further audit annotations; keys have no slash."""
    value = orjson.loads(body)
    value["response"].setdefault("auditAnnotations", {}).update(annotations)
    return orjson.dumps(value)


def answer(
    uid: str,
    *,
    allowed: bool,
    message: str = "",
    warnings: Sequence[str] = (),
    annotations: Mapping[str, str] | None = None,
) -> bytes:
    """Return the bytes of one answer; `uid` must be that of the request."""
    response: dict[str, object] = {"uid": uid, "allowed": allowed}
    if not allowed:
        response["status"] = {
            "status": "Failure",
            "code": _DENIED,
            "reason": "Forbidden",
            "message": message,
        }
    if warnings:
        response["warnings"] = _within(warnings)
    if annotations:
        response["auditAnnotations"] = dict(annotations)
    return orjson.dumps({"apiVersion": API_VERSION, "kind": KIND, "response": response})


def _within(warnings: Sequence[str]) -> list[str]:
    """Return the warnings that the API server has room for; it drops all when they are too long."""
    told: list[str] = []
    room = _MOST_TOLD
    for one in warnings:
        room -= len(one)
        if room < 0:
            break
        told.append(one)
    return told
