"""The webhook without HTTP: policies in force, children that judge, an answer for everything."""

from __future__ import annotations

import asyncio
import pickle
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.admission.child import Orders
from govern.admission.children import Children, Unjudged
from govern.admission.fallback import Fallback
from govern.admission.judge import JudgeSettings
from govern.admission.known import NOTHING
from govern.admission.response import annotated
from govern.admission.surroundings import Surroundings
from govern.admission.trials import TRIALS
from govern.engine.embedded.engine import EmbeddedEngine
from govern.engine.settings import EngineSettings
from govern.errors import EngineError

if TYPE_CHECKING:
    from govern.admission.decision_log import DecisionLog
    from govern.admission.exchange import Reply
    from govern.admission.judge import Lane
    from govern.admission.metrics import Metrics
    from govern.admission.tracing import Tracing
    from govern.policies.policy_set import PolicySet


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """How reviews are judged.

    Attributes:
        children: Processes that judge.
        queue: Reviews that may wait for one.
        deadline: Seconds for one review, where the caller gives more.
        memory: MiB that a child may grow by.
        judge: Waivers, threshold and context.
    """

    children: int = 2
    queue: int = 256
    deadline: float = 2.5
    memory: int = 512
    judge: JudgeSettings = field(default_factory=JudgeSettings)


class Service:
    """Answers reviews; `adopt` before the first, `close` after the last."""

    def __init__(
        self,
        settings: ServiceSettings,
        metrics: Metrics,
        log: DecisionLog | None = None,
        tracing: Tracing | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._surroundings = surroundings or Surroundings(None, None)
        self._tracing = tracing
        self._log = log
        self._settings = settings
        self._metrics = metrics
        self._children = Children(settings.children, settings.queue)
        self._fallback: Fallback
        self.revision = ""

    @property
    def is_ready(self) -> bool:
        """Whether policies are in force and somebody can judge by them."""
        return bool(self.revision) and self._children.ready > 0

    async def adopt(self, policies: PolicySet, judge: JudgeSettings | None = None) -> None:
        """Put policies in force, once children have loaded them and judged trial reviews.

        Raises:
            PolicyError: a policy is refused; what was in force stays.
            EngineError: children cannot work by them; what was in force stays.
        """
        judge = judge or self._settings.judge
        prepared = await asyncio.to_thread(_prepared, policies)
        orders = Orders(
            policies=policies, prepared=prepared, judge=judge, memory=self._settings.memory
        )
        fallback = Fallback(policies, judge)
        await self._children.adopt(pickle.dumps(orders), TRIALS)
        self._fallback, self.revision = fallback, policies.revision
        self._surroundings.adopt(policies, audit_only=judge.audit_only)
        self._metrics.in_force(policies.revision)

    async def reply(self, body: bytes, lane: Lane, patience: float | None) -> Reply:
        """Return the answer to a review, in time.

        Args:
            body: The AdmissionReview.
            lane: Which webhook asks.
            patience: Seconds after which the caller goes on without an answer, if it said so.

        Raises:
            EngineError: no policies are in force.
        """
        if not self.revision:
            raise EngineError("no policies are in force yet")
        started, begun = time.monotonic(), time.time_ns()
        budget = self._settings.deadline
        if patience is not None:
            budget = min(budget, max(patience - _MARGIN, patience / 2))
        try:
            known = await self._surroundings.known(body, lane, budget)
            left = max(budget - (time.monotonic() - started), _LEAST)
            told = b"" if known is NOTHING else known.to_bytes()
            reply = await self._children.judge(lane, body, left, told)
        except Unjudged as unjudged:
            self._metrics.unjudged(lane.value, unjudged.kind)
            reply = self._fallback.reply(body, lane, unjudged.reason)
        if self._log is not None and reply.record is not None:
            place = self._log.offer(reply.record)
            reply = replace(reply, body=annotated(reply.body, {"record": place}))
        if reply.summary:
            self._metrics.reviewed(reply.summary, time.monotonic() - started)
            if self._tracing is not None:
                self._tracing.reviewed(reply.summary, begun, time.time_ns())
        else:
            self._metrics.malformed(reply.status)
        return reply

    def measure(self) -> bytes:
        """Return the metrics as of now, in Prometheus' text format."""
        children = self._children
        self._metrics.queue.set(children.waiting)
        self._metrics.children.set(children.ready)
        self._metrics.ended.set(children.died)
        self._metrics.broken.set(children.broken_rules)
        self._metrics.namespaces_stale.set(1 if self._surroundings.stale else 0)
        self._metrics.namespaces_watched.set(1 if self._surroundings.watched else 0)
        if self._log is not None:
            self._metrics.recorded(self._log)
        return self._metrics.text()

    async def close(self) -> None:
        """End the children."""
        await self._children.close()


_MARGIN = 0.2  # seconds that the answer may take to travel
_LEAST = 0.05  # seconds that judging always has


def _prepared(policies: PolicySet) -> dict[str, object]:
    """Load the policies in a process that may hang or end, and return them ready to be loaded."""
    with EmbeddedEngine(policies.modules, policies.data, EngineSettings(workers=1)) as engine:
        return engine.prepared
