"""AdmissionReview v1: bytes → Review (k8s.io/api/admission/v1, AdmissionRequest).

What is not an AdmissionReview is answered with an HTTP status, never with a decision: the API
server then goes by the webhook's failurePolicy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue

API_VERSION = "admission.k8s.io/v1"
KIND = "AdmissionReview"
OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT")
# The API server takes bodies of 3 MiB; a review holds the object, the old one, and what is around.
MAX_BYTES = 7 * 1024 * 1024
_LONGEST_UID = 253


class MalformedReview(Exception):  # noqa: N818 - names the condition, as LimitExceeded does
    """The caller did not send an AdmissionReview; `status` is the HTTP status to answer with."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One request of the API server.

    Attributes:
        uid: To be repeated in the answer.
        operation: One of OPERATIONS.
        group: API group of the object; empty for the core group.
        version: API version of the object.
        kind: Kind of the object, such as `Pod`, or `PodExecOptions` for CONNECT.
        resource: What is operated on, such as `pods`.
        subresource: Such as `ephemeralcontainers`; empty for the object itself.
        name: Empty when the API server is still to generate it.
        namespace: Empty for what has none; a Namespace's own name for a Namespace.
        user: `userInfo`: username, uid, groups, extra.
        object: The new object; None for DELETE.
        old_object: The object as it is; None for CREATE and CONNECT.
        dry_run: Nothing will be stored, and nothing must be changed elsewhere.
    """

    uid: str
    operation: str
    group: str
    version: str
    kind: str
    resource: str
    subresource: str
    name: str
    namespace: str
    user: JsonObject = field(repr=False)
    object: JsonObject | None = field(repr=False)
    old_object: JsonObject | None = field(repr=False)
    dry_run: bool


def read_review(body: bytes) -> Review:
    """Return the Review in a request's body.

    Raises:
        MalformedReview: it is none, or not one that is complete.
    """
    if len(body) > MAX_BYTES:
        raise MalformedReview(f"the body is larger than {MAX_BYTES} bytes", status=413)
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedReview(f"the body is not JSON: {error}") from error
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise MalformedReview(f"the body is no {KIND}")
    if value.get("apiVersion") != API_VERSION:
        raise MalformedReview(
            f"the apiVersion is not {API_VERSION}; set admissionReviewVersions to [v1]"
        )
    return _review(_mapping(value, "request"))


def _review(request: JsonObject) -> Review:
    uid = _text(request, "uid")
    if not uid or len(uid) > _LONGEST_UID:
        raise MalformedReview("request.uid is missing or too long")
    operation = _text(request, "operation")
    if operation not in OPERATIONS:
        raise MalformedReview(f"request.operation is not among {', '.join(OPERATIONS)}")
    kind, resource = _mapping(request, "kind"), _mapping(request, "resource")
    review = Review(
        uid=uid,
        operation=operation,
        group=_text(kind, "group"),
        version=_text(kind, "version"),
        kind=_text(kind, "kind"),
        resource=_text(resource, "resource"),
        subresource=_text(request, "subResource"),
        name=_text(request, "name"),
        namespace=_text(request, "namespace"),
        user=_mapping(request, "userInfo") if request.get("userInfo") is not None else {},
        object=_object(request, "object"),
        old_object=_object(request, "oldObject"),
        dry_run=request.get("dryRun") is True,
    )
    judged = "oldObject" if operation == "DELETE" else "object"
    if (review.old_object if operation == "DELETE" else review.object) is None:
        raise MalformedReview(f"request.{judged} is missing, which {operation} is about")
    return review


def _mapping(value: JsonObject, key: str) -> JsonObject:
    found = value.get(key)
    if not isinstance(found, dict):
        raise MalformedReview(f"{key} is missing or no mapping")
    return found


def _object(request: JsonObject, key: str) -> JsonObject | None:
    found: JsonValue = request.get(key)
    if found is not None and not isinstance(found, dict):
        raise MalformedReview(f"request.{key} is no mapping")
    return found


def _text(value: JsonObject, key: str) -> str:
    found = value.get(key, "")
    if not isinstance(found, str):
        raise MalformedReview(f"{key} is no text")
    return found
