"""What is known of a review's images when it is judged; travels to the child beside the review."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from govern.model import JsonObject


@dataclass(frozen=True, slots=True)
class Known:
    """Facts for one review.

    Attributes:
        facts: `input.facts`.
        pending: Images that are still being verified.
        tolerated: Rules that may stay undecided because of them: the review is let through with a
            warning. Empty unless nothing but pending images keeps those rules from an answer.
    """

    facts: JsonObject = field(default_factory=dict)
    pending: tuple[str, ...] = ()
    tolerated: frozenset[str] = frozenset()

    def to_bytes(self) -> bytes:
        """Return it for a child."""
        return orjson.dumps([self.facts, self.pending, sorted(self.tolerated)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Known:
        """Return what `to_bytes` wrote."""
        facts, pending, tolerated = orjson.loads(data)
        return cls(facts, tuple(pending), frozenset(tolerated))


NOTHING = Known()
