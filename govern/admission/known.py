"""What is known around a review when it is judged; travels to the child beside the review."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from govern.facts.interface import AttestedInput
from govern.model import Kind, Source

if TYPE_CHECKING:
    from govern.model import JsonObject


@dataclass(frozen=True, slots=True)
class Known:
    """What is known for one review.

    Attributes:
        facts: `input.facts`.
        pending: Images that are still being verified.
        tolerated: Rules that may stay undecided because of them: the review is let through with a
            warning. Empty unless nothing but pending images keeps those rules from an answer.
        inputs: What is attested about the images, and is judged beside the object.
        namespace: The whole Namespace that the object is in, if it is known.
    """

    facts: JsonObject = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    tolerated: frozenset[str] = frozenset()
    inputs: tuple[AttestedInput, ...] = ()
    namespace: JsonObject | None = None

    def to_bytes(self) -> bytes:
        """Return it for a child."""
        inputs = [
            [one.source.path, one.kind.value, one.source.data.decode(), one.facts]
            for one in self.inputs
        ]
        tolerated = sorted(self.tolerated)
        return orjson.dumps([self.facts, self.pending, tolerated, inputs, self.namespace])

    @classmethod
    def from_bytes(cls, data: bytes) -> Known:
        """Return what `to_bytes` wrote."""
        facts, pending, tolerated, inputs, namespace = orjson.loads(data)
        attested = (
            AttestedInput(Source.of(path, text.encode()), Kind(kind), about)
            for path, kind, text, about in inputs
        )
        return cls(facts, tuple(pending), frozenset(tolerated), tuple(attested), namespace)


NOTHING = Known()
