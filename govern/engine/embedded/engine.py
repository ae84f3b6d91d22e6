"""Questions in, answers out, in order, with a bounded number under way."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from govern.closing import Closing
from govern.engine.embedded import wire
from govern.engine.embedded.interpreter import installed_version
from govern.engine.embedded.jobs import Job
from govern.engine.embedded.schedule import Schedule
from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.engine.interface import Answer, Question
    from govern.engine.settings import EngineSettings
    from govern.model import JsonObject, Module


class EmbeddedEngine(Closing):
    """regorus in worker processes (govern.engine.interface.Engine).

    One thread at a time, one evaluation at a time; a server keeps one engine for each thread.
    """

    name = "regorus"

    def __init__(
        self, modules: Sequence[Module], data: JsonObject, settings: EngineSettings
    ) -> None:
        """Start a worker and load the policies.

        Raises:
            PolicyError: a module is refused.
            EngineError: no worker can be started.
        """
        self._schedule = Schedule(modules, data, settings)
        self._numbers = 0
        self._busy = False
        try:
            self._schedule.start()
        except BaseException:
            self._schedule.close()
            raise
        self.version = installed_version()
        self.prepared = self._schedule.prepared  # what an InlineEngine takes

    def evaluate(self, questions: Iterable[Question]) -> Iterator[tuple[Answer, ...]]:
        """Yield the answers to each question, in order; questions are taken as room allows."""
        self._occupy()
        waiting: deque[Job] = deque()
        source = iter(questions)
        more = True
        window = self._schedule.window
        try:
            while more or waiting:
                while more and len(waiting) < window and self._schedule.has_room:
                    question = next(source, None)
                    if question is None:
                        more = False
                        break
                    job = self._job(wire.EVALUATE, question.rules, question.input_json)
                    waiting.append(job)
                    self._schedule.submit(job)
                    self._schedule.pump(wait=False)
                    while waiting and waiting[0].done:
                        yield waiting.popleft().result
                while waiting and waiting[0].done:
                    yield waiting.popleft().result
                if waiting:
                    self._schedule.pump(wait=True)
        finally:
            if waiting:  # the caller or the source of questions has given up
                self._schedule.abandon()
            self._busy = False

    def query(self, text: str, input_json: bytes) -> Answer:
        """Evaluate any query and return its value, as `opa eval` would show it.

        An empty `input_json` leaves `input` undefined.
        """
        self._occupy()
        try:
            job = self._job(wire.QUERY, (text,), input_json)
            self._schedule.submit(job)
            while not job.done:
                self._schedule.pump(wait=True)
            return job.result[0]
        finally:
            self._busy = False

    def close(self) -> None:
        """Stop the workers; harmless when they are stopped."""
        self._schedule.close()

    def _occupy(self) -> None:
        if self._busy:
            raise EngineError("the engine is already evaluating; open another one")
        self._busy = True

    def _job(self, operation: int, rules: tuple[str, ...], input_json: bytes) -> Job:
        self._numbers += 1
        return Job(self._numbers, operation, rules, input_json)
