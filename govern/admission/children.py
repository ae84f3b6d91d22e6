"""The pool of children: who works on what, until when, and what follows when one dies.

All of it runs on the server's event loop. A child works on one review at a time; a review whose
time is up is answered without it, and the child is killed and replaced. A review whose child ended
by itself is given to one other child.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from govern.admission import wire
from govern.admission.child_process import ChildProcess
from govern.admission.circuit import LATE, Circuit
from govern.admission.judge import Lane
from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from govern.admission.exchange import Reply

_LOADING = 30.0  # seconds until a child must have loaded the policies
_TRIAL = 10.0  # seconds for one review before the policies are in force
_NO_TRIAL = "the policies do not answer a trial review"
_PAUSE = 1.0  # seconds between attempts while children die as they start
_KINDS = {Lane.ENFORCE: wire.ENFORCE, Lane.AUDIT: wire.AUDIT}
_SMOOTH = 0.1  # weight of the newest review in the mean time of one


class Unjudged(Exception):  # noqa: N818 - names the condition
    """Nobody judged a review; `reason` says why as a clause, `kind` in one word for metrics."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


@dataclass(slots=True, eq=False)
class _Task:
    """One review on its way."""

    lane: Lane
    body: bytes
    budget: float  # seconds
    reply: asyncio.Future[Reply]
    facts: bytes = b""  # a govern.admission.known.Known, if anything is known
    begun: float = 0.0
    tried: bool = False  # by a child that ended


@dataclass(slots=True, eq=False)
class _Generation:
    """Children that work by the same orders."""

    orders: bytes
    trials: tuple[bytes, ...]
    circuit: Circuit = field(default_factory=Circuit)
    children: set[ChildProcess] = field(default_factory=set)
    retired: bool = False


class Children:
    """Judges reviews in processes that can be killed.

    Args:
        count: Children that work.
        queue: Reviews that may wait for one; more are turned away at once.
    """

    def __init__(self, count: int, queue: int = 256) -> None:
        self._count = count
        self._most_waiting = queue
        self._now: _Generation | None = None
        self._idle: deque[ChildProcess] = deque()
        self._busy: dict[ChildProcess, _Task] = {}
        self._alive: set[ChildProcess] = set()
        self._trying: set[ChildProcess] = set()  # not yet given real reviews
        self._waiting: deque[_Task] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._mean = 0.0  # seconds of one review
        self.killed = 0
        self.died = 0

    @property
    def ready(self) -> int:
        """How many children have loaded the policies."""
        at_work = (
            child
            for child, task in self._busy.items()
            if child not in self._trying and not task.reply.done()  # given up: about to end
        )
        return len(self._idle) + sum(1 for _ in at_work)

    @property
    def waiting(self) -> int:
        """How many reviews wait for a child."""
        return len(self._waiting)

    @property
    def broken_rules(self) -> int:
        """How many rules are not asked any more."""
        return len(self._now.circuit.broken) if self._now else 0

    async def adopt(self, orders: bytes, trials: Sequence[bytes] = ()) -> None:
        """Work by these orders from now on: new children first, then the old ones leave.

        Reviews under way are finished by whom they were given to.

        Args:
            orders: A pickled govern.admission.child.Orders.
            trials: Reviews that every child must answer before a real one is given to it.

        Raises:
            EngineError: a child cannot load the policies or answer a trial; the orders before
                stay in force.
        """
        new = _Generation(orders, tuple(trials))
        try:
            fresh = await asyncio.gather(*(self._start(new) for _ in range(self._count)))
        except BaseException:
            self._retire(new)
            raise
        if len(new.children) < self._count:
            self._retire(new)
            raise EngineError("a child ended as soon as it had loaded the policies")
        old, self._now = self._now, new
        if old:
            self._retire(old)
        for child in fresh:
            self._employ(new, child)

    async def judge(self, lane: Lane, body: bytes, budget: float, facts: bytes = b"") -> Reply:
        """Return a child's answer to a review.

        Args:
            lane: Which webhook asks.
            body: The AdmissionReview.
            budget: Seconds until there must be an answer.
            facts: What is known of its images (govern.admission.known.Known), if anything.

        Raises:
            Unjudged: no child answered in time, or there is no room.
        """
        ahead = len(self._waiting)
        if ahead >= self._most_waiting or self._mean * ahead / self._count > budget:
            raise Unjudged("overload", f"{ahead} reviews wait already")
        loop = asyncio.get_running_loop()
        task = _Task(lane, body, budget, loop.create_future(), facts)
        timer = loop.call_later(budget, self._give_up, task)
        if self._idle and self._now:
            self._give(self._idle.popleft(), self._now, task)
        else:
            self._waiting.append(task)
        try:
            return await task.reply
        finally:
            timer.cancel()

    async def close(self) -> None:
        """End every child and wait for it."""
        now, self._now = self._now, None
        if now:
            self._retire(now)
        for child in list(self._alive):
            child.kill()
            await child.wait()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -------------------------------------------------------------- a review's way

    async def _try(self, child: ChildProcess, generation: _Generation, body: bytes) -> None:
        """Let a child that does not work yet judge a review.

        Raises:
            EngineError: it does not answer, or with something else than a decision.
        """
        task = _Task(Lane.ENFORCE, body, _TRIAL, asyncio.get_running_loop().create_future())
        self._trying.add(child)
        self._give(child, generation, task)
        try:
            reply = await asyncio.wait_for(task.reply, _TRIAL)
        except (TimeoutError, Unjudged) as error:
            child.kill()
            raise EngineError(_NO_TRIAL, cause=str(error)) from error
        finally:
            self._trying.discard(child)
        if reply.status != 200:
            cause = reply.body.decode("utf-8", "replace")
            raise EngineError(_NO_TRIAL, cause=cause)

    def _give(self, child: ChildProcess, generation: _Generation, task: _Task) -> None:
        circuit = generation.circuit
        if not circuit.is_clear and child.suspects != circuit.orders():
            child.suspects = circuit.orders()
            child.send(wire.SUSPECT, child.suspects)
        self._busy[child] = task
        task.begun = time.monotonic()
        if task.facts:
            child.send(wire.FACTS, task.facts)
        child.send(_KINDS[task.lane], task.body)

    def _replied(self, generation: _Generation, child: ChildProcess, reply: Reply) -> None:
        task = self._busy.pop(child)
        if not task.reply.done():
            task.reply.set_result(reply)
        if child in self._trying:
            return
        spent = time.monotonic() - task.begun
        self._mean += _SMOOTH * (spent - self._mean)
        if generation.retired:
            child.kill()
        else:
            self._employ(generation, child)

    def _employ(self, generation: _Generation, child: ChildProcess) -> None:
        """Give a child that is free its next review."""
        while self._waiting:
            task = self._waiting.popleft()
            if not task.reply.done():
                self._give(child, generation, task)
                return
        self._idle.append(child)

    def _give_up(self, task: _Task) -> None:
        if task.reply.done():
            return
        child = next((one for one, its in self._busy.items() if its is task), None)
        if child is None:
            self._waiting.remove(task)
            task.reply.set_exception(Unjudged("overload", "no process was free in time"))
            return
        task.reply.set_exception(Unjudged("timeout", f"no answer within {task.budget:.1f} s"))
        self.killed += 1
        child.kill()

    # -------------------------------------------------------------- children's lives

    async def _start(self, generation: _Generation) -> ChildProcess:
        child = ChildProcess(partial(self._replied, generation), partial(self._ended, generation))
        self._alive.add(child)
        await child.start(generation.orders)
        generation.children.add(child)
        try:
            await asyncio.wait_for(asyncio.shield(child.loaded), _LOADING)
        except TimeoutError as error:
            child.kill()
            raise EngineError(
                f"a child has not loaded the policies within {_LOADING:g} s"
            ) from error
        for trial in generation.trials:
            await self._try(child, generation, trial)
        return child

    def _ended(self, generation: _Generation, child: ChildProcess) -> None:
        self._follow(self._bury(child))
        with contextlib.suppress(ValueError):
            self._idle.remove(child)
        task = self._busy.pop(child, None)
        if task is not None:
            late = task.reply.done()
            own = time.monotonic() - child.asked
            cause = LATE if late else "the process ended"
            generation.circuit.blame(child.rule, own, task.budget, cause)
            if not late:
                self._try_again(task)
        if child in generation.children:
            generation.children.discard(child)
            if generation is self._now:
                self.died += 1
                self._follow(self._successor(generation))

    def _try_again(self, task: _Task) -> None:
        """Give a review whose child ended to another one, once: the child may not be to blame."""
        if task.tried:
            task.reply.set_exception(Unjudged("crash", "the processes that judged it ended"))
            return
        task.tried = True
        if self._idle and self._now:
            self._give(self._idle.popleft(), self._now, task)
        else:
            self._waiting.appendleft(task)

    async def _bury(self, child: ChildProcess) -> None:
        await child.wait()
        self._alive.discard(child)

    def _follow(self, work: Coroutine[None, None, None]) -> None:
        """Run something beside everything else, and keep it from being forgotten."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _successor(self, generation: _Generation) -> None:
        while generation is self._now:
            try:
                child = await self._start(generation)
            except (EngineError, OSError):
                await asyncio.sleep(_PAUSE)  # readiness is lost meanwhile, which is seen
                continue
            self._employ(generation, child)
            return

    def _retire(self, generation: _Generation) -> None:
        """Send the children of a generation away as soon as each is free."""
        generation.retired = True
        for child in list(generation.children):
            generation.children.discard(child)
            if child in self._busy:
                continue  # `_replied` ends it after its review
            with contextlib.suppress(ValueError):
                self._idle.remove(child)
            child.kill()
