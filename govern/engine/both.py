"""An engine that is two: it answers as the first one, and notes where the second disagrees."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from govern.closing import Closing
from govern.engine.difference import Tally, differing, mutated
from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.engine.difference import Difference
    from govern.engine.interface import Answer, Engine, Question
    from govern.model import JsonValue


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A difference, and which input it is about: `mutation` counts from 1, 0 is as it was read."""

    difference: Difference
    path: str
    index: int
    mutation: int


@dataclass(slots=True)
class BothEngines(Closing):
    """Two engines over the same policies (govern.engine.interface.Engine), for inputs of documents.

    Attributes:
        one: Whose answers are given on.
        other: Whom it is compared with.
        mutations: How many changed copies of each input are compared as well.
        seed: The same seed changes the same inputs in the same way.
        tally: What was compared so far.
        found: Where they disagreed, in the order of the inputs.
    """

    one: Engine
    other: Engine
    mutations: int = 0
    seed: int = 0
    tally: Tally = field(default_factory=Tally)
    found: list[Disagreement] = field(default_factory=list)

    name: str = field(init=False)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"{self.one.name} and {self.other.name}"
        self.version = f"{self.one.version} and {self.other.version}"

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        """Yield the first engine's answers to each question, in order."""
        for question in questions:
            whole = orjson.loads(question.input_json)
            path, index = whole["source"]["path"], whole["source"]["index"]
            asked = [question, *self._mutated(question, whole["document"])]
            pairs = zip(asked, self.one.evaluate(asked), self.other.evaluate(asked), strict=True)
            for number, (each, first, second) in enumerate(pairs):
                if number == 0:
                    answers = first
                for difference in differing(each, first, second, self.tally):
                    self.found.append(Disagreement(difference, path, index, number))
            yield answers

    def query(self, text: str, input_json: bytes) -> Answer:
        """Refuse: a query has no rule to speak of.

        Raises:
            EngineError: always.
        """
        raise EngineError("two engines at once answer no query", cause=f"{text} on {input_json!r}")

    def close(self) -> None:
        """Close both."""
        self.one.close()
        self.other.close()

    def _mutated(self, question: Question, document: JsonValue) -> Iterator[Question]:
        """Change the document in most copies, and anything in the rest."""
        # The time of the run is in the input, but must not choose what is changed.
        seed = self.seed + zlib.crc32(orjson.dumps(document))
        anywhere = self.mutations // 4
        yield from mutated(question, self.mutations - anywhere, seed)
        yield from mutated(question, anywhere, seed + 1, below=None)
