"""The Rego `input`: one JSON text for each Document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from datetime import datetime

    from govern.model import Document, JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """What rules may know of the run; rules never read a clock.

    Attributes:
        at: The instant to decide for, with a time zone.
        environment: Such as `prod`; None when it was not given.
        tier: Such as `critical`; None when it was not given.
        namespace: The whole Kubernetes Namespace object, when it is known.
    """

    at: datetime
    environment: str | None = None
    tier: str | None = None
    namespace: JsonObject | None = None

    @property
    def now_ns(self) -> int:
        """`at` in nanoseconds since 1970, as Rego's `time` builtins count; exact."""
        whole = int(self.at.replace(microsecond=0).timestamp())
        return whole * 1_000_000_000 + self.at.microsecond * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What an admission review adds; CI has none."""

    operation: str
    user: JsonObject
    old_object: JsonObject | None = None
    dry_run: bool = False
    subresource: str = ""


def input_of(
    document: Document,
    context: RunContext,
    *,
    request: Request | None = None,
    facts: JsonObject | None = None,
) -> bytes:
    """Return the Rego `input` for a document, as JSON in UTF-8."""
    source = document.source
    value: dict[str, object] = {
        "document": document.content,
        "kind": document.kind.value,
        "source": {
            "path": source.sayable_path,
            "sha256": source.sha256,
            "format": document.format,
            "index": document.index,
        },
        "facts": facts or {},
        "request": None if request is None else _request(request),
        "context": {
            "environment": context.environment,
            "now_ns": context.now_ns,
            "namespace": context.namespace,
            "tier": context.tier,
        },
    }
    try:
        return orjson.dumps(value)
    except TypeError:  # integers beyond 64 bits, which orjson refuses
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def _request(request: Request) -> JsonObject:
    return {
        "operation": request.operation,
        "user": request.user,
        "old_object": request.old_object,
        "dry_run": request.dry_run,
        "subresource": request.subresource,
    }
