"""What every Rego engine offers: questions in, answers out, never a crash and never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from govern.model import JsonValue


@dataclass(frozen=True, slots=True)
class Question:
    """One input and the rule paths to evaluate over it.

    Attributes:
        input_json: The whole Rego `input`, as JSON text in UTF-8; empty leaves `input` undefined.
        rules: Full rule paths, such as `data.govern.kubernetes.image_digest.deny`.
    """

    input_json: bytes
    rules: tuple[str, ...]


class FailureKind(StrEnum):
    """Why there is no answer."""

    EVALUATION = "evaluation"  # the policy raised a runtime error
    TIMEOUT = "timeout"  # the deadline passed; the worker was killed
    MEMORY = "memory"  # the worker outgrew its limit
    CRASH = "crash"  # the engine died
    CIRCUIT_OPEN = "circuit_open"  # the rule killed its worker before and is not tried again
    UNAVAILABLE = "unavailable"  # the engine (a server) could not be reached


@dataclass(frozen=True, slots=True)
class Value:
    """The rule is defined; `value` is what it says (partial sets are sorted lists)."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class Undefined:
    """The rule is undefined for this input; not an error, and not `false`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The engine cannot say. `path` and `line` are in the policy, where known."""

    kind: FailureKind
    message: str
    path: str | None = None
    line: int | None = None


Answer: TypeAlias = Value | Undefined | Failure


class Engine(Protocol):
    """A loaded engine: modules and data are fixed, questions vary. Close it after use.

    Construction raises PolicyError (with file and line) for a module the engine refuses.
    """

    name: str
    version: str

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        """Yield, for each question in order, one Answer per rule path in order.

        Consumes `questions` lazily, so a long run stays flat in memory. Never raises for what a
        policy or an input does; that becomes a Failure for the rule concerned alone.
        """
        ...

    def query(self, text: str, input_json: bytes) -> Answer:
        """Evaluate an arbitrary Rego query (`govern eval`) and return its value.

        An empty `input_json` leaves `input` undefined. One result without bindings is its last
        expression's value; anything else is a list of `{expressions, bindings}`.
        """
        ...

    def close(self) -> None:
        """Stop whatever the engine started."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
