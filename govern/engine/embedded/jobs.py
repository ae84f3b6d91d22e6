"""One question on its way through the workers, perhaps through several of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import orjson

from govern.engine.embedded import wire
from govern.engine.interface import Failure, FailureKind, Undefined, Value

if TYPE_CHECKING:
    from govern.engine.interface import Answer

_UNDEFINED = Undefined()
_NOTHING = Value([])


@dataclass(slots=True)
class Job:
    """A question and what is known of its answers.

    Attributes:
        todo: Indexes into `rules` that the present attempt asks for, in order.
        answered: How many of `todo` have been answered.
        started: Whether the worker has read the input; not told while all are asked at once.
        spent: Microseconds that the present attempt had taken when it last answered.
        together: Whether the present attempt asks all rules at once, so that nobody can tell
            which of them is running.
        apart: Whether they are asked one by one from the start, because a worker died of asking
            them together.
        size: Bytes of the input, which is dropped once it has been answered.
        left: How many rules have no answer yet.
    """

    number: int
    operation: int
    rules: tuple[str, ...]
    input_json: bytes
    answers: list[Answer | None] = field(default_factory=list)
    todo: list[int] = field(default_factory=list)
    answered: int = 0
    started: bool = False
    spent: int = 0
    together: bool = False
    apart: bool = False
    size: int = 0
    left: int = 0

    def __post_init__(self) -> None:
        self.answers = [None] * len(self.rules)
        self.size = len(self.input_json)
        self.left = len(self.rules)

    @property
    def done(self) -> bool:
        """Whether every rule has an answer."""
        return not self.left

    @property
    def result(self) -> tuple[Answer, ...]:
        """The answers; only once it is done."""
        return cast("tuple[Answer, ...]", tuple(self.answers))

    def request(self) -> list[bytes]:
        """Begin an attempt at what is not answered yet, and return the request for it."""
        self.todo = [index for index, answer in enumerate(self.answers) if answer is None]
        self.answered, self.started, self.spent = 0, False, 0
        self.together = self.operation == wire.EVALUATE and len(self.todo) > 1 and not self.apart
        operation = wire.TOGETHER if self.together else self.operation
        head = "\n".join(self.rules[index] for index in self.todo).encode()
        return wire.request(operation, self.number, head, b"\0", self.input_json)

    @property
    def running(self) -> int:
        """The index of the rule that is being evaluated."""
        return self.todo[self.answered]

    def take(self, status: int, index: int, spent: int, payload: bytes) -> None:
        """Take an answer of the present attempt, the last one so far, or all answers at once."""
        if status == wire.LISTED:
            for at, answer in zip(self.todo, answers_of(payload), strict=True):
                self.answers[at] = answer
            self.left -= len(self.todo)
        else:
            self.settle(self.todo[index], answer_of(status, payload))
        self.answered, self.spent = index + 1, spent
        if self.answered == len(self.todo):
            self.input_json = b""  # it may have to wait for an earlier question's answers

    def settle(self, index: int, answer: Answer) -> None:
        """Give one rule, which has no answer yet, its own."""
        self.answers[index] = answer
        self.left -= 1

    def fail(self, failure: Failure) -> None:
        """Give the same failure to every rule that has no answer."""
        self.answers = [failure if answer is None else answer for answer in self.answers]
        self.left = 0


def answer_of(status: int, payload: bytes) -> Answer:
    """Return the Answer in a frame."""
    if status == wire.UNDEFINED:
        return _UNDEFINED
    if status == wire.FAULT:
        fault = orjson.loads(payload)
        return Failure(FailureKind(fault["kind"]), fault["message"], fault["path"], fault["line"])
    return Value(_value(payload))


def answers_of(text: str | bytes) -> list[Answer]:
    """Return the Answers in the text of an array that holds one array for each rule."""
    return [
        (_NOTHING if one[0] == [] else Value(one[0])) if one else _UNDEFINED for one in _value(text)
    ]


def _value(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # numbers that orjson does not take
        return json.loads(text)
