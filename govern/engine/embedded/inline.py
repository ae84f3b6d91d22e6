"""regorus in this very process, for a process that somebody else watches and kills.

An admission review must not pay for a second process. Its policies have been loaded by an
EmbeddedEngine before, so that nothing here is parsed that could hang or end the process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from govern.engine.embedded import wire
from govern.engine.embedded.interpreter import Fault, Interpreter, installed_version
from govern.engine.embedded.jobs import answer_of, answers_of
from govern.engine.embedded.rewrite.prepared import Prepared, Source
from govern.engine.embedded.shelf import Shelf
from govern.engine.interface import Failure, FailureKind, Undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from govern.engine.interface import Answer, Question
    from govern.model import JsonObject, Module

_UNDEFINED = Undefined()


def _unwatched(_rule: str) -> None:
    pass


class InlineEngine:
    """regorus without a process of its own; `evaluate` is that of govern.engine.interface.Engine.

    It keeps no deadline and contains no crash: whoever runs it does. Free queries are not for it.
    """

    name = "regorus"

    def __init__(
        self,
        modules: Sequence[Module],
        data: JsonObject,
        prepared: dict[str, Any],
        on_rule: Callable[[str], None] = _unwatched,
    ) -> None:
        """Load the policies.

        Args:
            modules: As an EmbeddedEngine has loaded them.
            data: What Rego sees as `data`.
            prepared: `EmbeddedEngine.prepared`.
            on_rule: Told which rule comes next; with an empty text when all are asked at once.
        """
        sources = [Source(one.path, one.text, one.rego_version) for one in modules]
        ready = Prepared(**prepared)
        self._shelf = Shelf(sources, ready.texts, orjson.dumps(data).decode(), ready.careful)
        self._on_rule = on_rule
        self._failing: set[str] = set()
        self.apart = False  # ask rule by rule, so that the one that never ends can be told
        self.broken: dict[str, str] = {}  # rules that are not asked any more → why
        self.version = installed_version()

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        """Yield the answers to each question, in order."""
        for question in questions:
            yield self._answers(question)

    def _answers(self, question: Question) -> tuple[Answer, ...]:
        asked = tuple(rule for rule in question.rules if rule not in self.broken)
        found = self._ask(asked, question.input_json) if asked else {}
        return tuple(
            found[rule]
            if rule in found
            else Failure(FailureKind.CIRCUIT_OPEN, f"not tried again: {self.broken[rule]}")
            for rule in question.rules
        )

    def _ask(self, rules: tuple[str, ...], input_json: bytes) -> dict[str, Answer]:
        try:
            interpreter = self._shelf.for_rules(rules)
            interpreter.read(input_json.decode())
        except Fault as fault:
            return dict.fromkeys(rules, _failure(fault))
        answers: dict[str, Answer] = {}
        sound = [rule for rule in rules if rule not in self._failing]
        if len(sound) > 1 and not self.apart:
            answers = self._together(interpreter, sound)
        for rule in rules:
            if rule not in answers:
                self._on_rule(rule)
                answers[rule] = self._one(interpreter, rule)
        interpreter.prints()  # a review has nobody to show them to
        return answers

    def _together(self, interpreter: Interpreter, rules: list[str]) -> dict[str, Answer]:
        """Ask all rules at once; nothing is known when that fails."""
        self._on_rule("")
        try:
            values = interpreter.ask_together(rules, self._shelf.alone(rules))
        except Fault:
            return {}
        return dict(zip(rules, answers_of(values), strict=True))

    def _one(self, interpreter: Interpreter, rule: str) -> Answer:
        try:
            return _answer(interpreter.ask(rule))
        except Fault as fault:
            self._failing.add(rule)
            return _failure(fault)


def _answer(value: str | None) -> Answer:
    return _UNDEFINED if value is None else answer_of(wire.VALUE, value.encode())


def _failure(fault: Fault) -> Failure:
    kind = FailureKind.CRASH if fault.panicked else FailureKind.EVALUATION
    return Failure(kind, fault.message, fault.path, fault.line)
