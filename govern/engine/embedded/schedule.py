"""Who works on what, and what is to be done when a worker dies."""

from __future__ import annotations

import select
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from govern.engine.embedded import rewritten_cache, wire
from govern.engine.embedded.process import WorkerDiedError, WorkerProcess
from govern.engine.interface import Failure, FailureKind
from govern.engine.settings import time_for
from govern.errors import EngineError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.embedded.jobs import Job
    from govern.engine.embedded.process import Frame
    from govern.engine.settings import EngineSettings
    from govern.model import JsonObject, Module

_QUEUE = 8  # jobs waiting at one worker
_QUEUE_BYTES = 8 << 20  # bytes of input waiting at one worker
_GRACE = 2.0  # seconds after which a worker that missed its own deadline is killed
_STRIKES = 2  # workers that one rule may kill
_TOLD = 10  # refusals beside the first that are told
_RESTARTS = 3  # workers in a row that may die before they have loaded the policies
_ANSWERS = frozenset({wire.VALUE, wire.UNDEFINED, wire.FAULT, wire.LISTED})
_ABOUT_JOBS = _ANSWERS | {wire.STARTED, wire.APART}


@dataclass(slots=True, eq=False)
class _Seat:
    """A worker and its jobs; the first is the one being worked on."""

    process: WorkerProcess
    heard: float  # monotonic time at which it last did something
    jobs: deque[Job] = field(default_factory=deque)
    loaded: bool = False
    parsing: int = 0
    size: int = 0  # bytes of input in `jobs`

    @property
    def is_full(self) -> bool:
        return len(self.jobs) >= _QUEUE or self.size > _QUEUE_BYTES


class Schedule:
    """Workers that have loaded the same policies, started as they are needed."""

    def __init__(
        self, modules: Sequence[Module], data: JsonObject, settings: EngineSettings
    ) -> None:
        self._modules = tuple(modules)
        self._kept = rewritten_cache.path_for(self._modules)
        self._paths = {module.package: module.path for module in reversed(self._modules)}
        self._settings = settings
        self._orders: dict[str, object] = {
            "modules": [[one.path, one.text, one.rego_version] for one in modules],
            "data": orjson.dumps(data).decode(),
            "prepared": rewritten_cache.read(self._kept) if self._kept else None,
            "deadline": settings.deadline,
            "load_deadline": settings.load_deadline,
            "prints": settings.on_print is not None,
        }
        self._seats: dict[int, _Seat] = {}  # by the descriptor that answers come from
        self._poll = select.poll()
        self._writing: dict[int, _Seat] = {}  # seats with unsent bytes, by descriptor
        self._strikes: dict[str, int] = {}
        self._failed_starts = 0
        self._proven = self._orders["prepared"] is not None  # these policies were loaded before

    def start(self) -> None:
        """Start one worker; unless it can but succeed, wait until it has loaded the policies.

        Raises:
            PolicyError: a module is refused.
            EngineError: no worker can be started.
        """
        self._hire()
        while not self._proven:
            self.pump(wait=True)

    @property
    def prepared(self) -> dict[str, Any]:
        """What workers load in place of the policies; known once one has started."""
        prepared = self._orders["prepared"]
        assert isinstance(prepared, dict)  # noqa: S101 - `start` returns after it has been told
        return prepared

    @property
    def window(self) -> int:
        """How many questions may be under way or wait for an earlier one's answers."""
        return 2 * _QUEUE * self._settings.worker_count

    @property
    def has_room(self) -> bool:
        """Whether another job can be given out now."""
        return len(self._seats) < self._settings.worker_count or any(
            not seat.is_full for seat in self._seats.values()
        )

    def submit(self, job: Job) -> None:
        """Give a job to the worker with the fewest; start another worker when all are full."""
        seat = min(self._seats.values(), key=lambda one: len(one.jobs), default=None)
        if seat is None or (seat.is_full and len(self._seats) < self._settings.worker_count):
            seat = self._hire()
        self._give(seat, job)

    def pump(self, *, wait: bool) -> None:
        """Move bytes both ways; with `wait`, until something has happened or is overdue."""
        self._watch_writers()
        events = self._poll.poll(self._patience() if wait else 0)
        active = set()
        for descriptor, _ in events:
            if descriptor in self._writing:
                seat = self._writing[descriptor]
                seat.process.flush()
                seat.heard = time.monotonic()
            elif descriptor in self._seats:
                seat = self._seats[descriptor]
                active.add(seat)
                self._listen(seat)
        if wait:
            self._kill_overdue(active)

    def abandon(self) -> None:
        """Drop every job; workers that are busy are stopped."""
        for seat in list(self._seats.values()):
            if seat.jobs:
                self._dismiss(seat)
                seat.process.close()

    def close(self) -> None:
        """Stop every worker."""
        for seat in list(self._seats.values()):
            self._dismiss(seat)
            seat.process.close()

    def _hire(self) -> _Seat:
        seat = _Seat(WorkerProcess(self._settings.memory << 20), time.monotonic())
        self._seats[seat.process.answers] = seat
        self._poll.register(seat.process.answers, select.POLLIN)
        seat.process.send(wire.request(wire.LOAD, 0, orjson.dumps(self._orders), b"\0"))
        return seat

    def _dismiss(self, seat: _Seat) -> None:
        process = seat.process
        del self._seats[process.answers]
        self._poll.unregister(process.answers)
        self._stop_writing(process.requests)

    def _stop_writing(self, descriptor: int) -> None:
        if descriptor in self._writing:
            del self._writing[descriptor]
            self._poll.unregister(descriptor)

    def _give(self, seat: _Seat, job: Job) -> None:
        for index, rule in enumerate(job.rules if self._strikes else ()):
            if job.answers[index] is None and self._strikes.get(rule, 0) >= _STRIKES:
                message = f"not tried again: it ended {_STRIKES} workers"
                job.settle(index, self._failure(FailureKind.CIRCUIT_OPEN, rule, message))
        if job.done:
            return
        if not seat.jobs:
            seat.heard = time.monotonic()
        seat.jobs.append(job)
        seat.size += job.size
        seat.process.send(job.request())

    def _watch_writers(self) -> None:
        for seat in self._seats.values():
            process = seat.process
            if process.unsent and process.requests not in self._writing:
                self._writing[process.requests] = seat
                self._poll.register(process.requests, select.POLLOUT)
            elif not process.unsent:
                self._stop_writing(process.requests)

    def _patience(self) -> int:
        """Return for how many milliseconds nothing need happen."""
        now = time.monotonic()
        waits = [self._limit(seat) - (now - seat.heard) for seat in self._busy()]
        return max(0, int(min(waits, default=0) * 1000) + 1)

    def _busy(self) -> list[_Seat]:
        return [seat for seat in self._seats.values() if seat.jobs or not seat.loaded]

    def _limit(self, seat: _Seat) -> float:
        if not seat.loaded:
            return self._settings.load_deadline + _GRACE
        return time_for(self._settings.deadline, seat.jobs[0].size) + _GRACE

    def _kill_overdue(self, active: set[_Seat]) -> None:
        now = time.monotonic()
        for seat in self._busy():
            if seat not in active and now - seat.heard > self._limit(seat):
                seat.process.stop(overdue=True)
                seat.heard = now

    def _listen(self, seat: _Seat) -> None:
        seat.heard = time.monotonic()
        try:
            for frame in seat.process.receive():
                self._take(seat, frame)
        except WorkerDiedError as death:
            self._dismiss(seat)
            self._replace(seat, death)

    def _take(self, seat: _Seat, frame: Frame) -> None:
        status, number, index, spent, payload = frame
        if status in _ABOUT_JOBS:
            job = seat.jobs[0]
            if job.number != number:
                raise EngineError("a worker answered out of order")
            if status in _ANSWERS:
                job.take(status, index, spent, payload)
                if job.answered == len(job.todo):
                    seat.size -= seat.jobs.popleft().size
            else:
                job.started, job.together = True, False
        elif status == wire.PRINTED:
            for line in orjson.loads(payload):
                if self._settings.on_print:
                    self._settings.on_print(line)
        else:
            self._take_loading(seat, status, index, payload)

    def _take_loading(self, seat: _Seat, status: int, index: int, payload: bytes) -> None:
        if status == wire.PARSING:
            seat.parsing = index
        elif status == wire.PREPARED:
            self._orders["prepared"] = orjson.loads(payload)
            if self._kept:
                rewritten_cache.write(self._kept, self._orders["prepared"])
        elif status == wire.LOADED:
            seat.loaded = self._proven = True
            self._failed_starts = 0
        elif status == wire.REFUSED:
            raise _refused(orjson.loads(payload))

    def _replace(self, seat: _Seat, death: WorkerDiedError) -> None:
        """Note what a dead worker was doing, and let another go on with the rest."""
        if not seat.loaded:
            self._refuse(seat, death)
        elif seat.jobs:
            self._blame(seat.jobs[0], death)
        left = [job for job in seat.jobs if not job.done]
        if left:
            successor = self._hire()
            for job in left:
                self._give(successor, job)

    def _refuse(self, seat: _Seat, death: WorkerDiedError) -> None:
        if not self._proven:
            module = self._modules[min(seat.parsing, len(self._modules) - 1)]
            raise PolicyError(
                f"the policy cannot be loaded: {death.message}",
                path=module.path,
                cause="parsing it takes too long or too much memory, or ends the interpreter",
                hint="deeply nested literals are the usual reason",
            )
        self._failed_starts += 1
        if self._failed_starts >= _RESTARTS:
            raise EngineError("workers cannot be restarted", cause=death.message)

    def _blame(self, job: Job, death: WorkerDiedError) -> None:
        if job.together:
            job.apart = True  # asked one by one, what is to blame can be told
            return
        if not job.started:
            message = f"the input cannot be read by the interpreter: {death.message}"
            job.fail(Failure(death.kind, message))
            return
        rule = job.rules[job.running]
        deadline = time_for(self._settings.deadline, job.size)
        own = deadline - job.spent / 1e6  # seconds that this rule had for itself
        message = death.message
        if death.kind is FailureKind.TIMEOUT:
            message = f"no answer within {deadline:.4g} s"
            if own < deadline / 2:
                message += ", most of which other rules had used"
            else:
                self._strikes[rule] = self._strikes.get(rule, 0) + 1
        else:
            self._strikes[rule] = self._strikes.get(rule, 0) + 1
        job.settle(job.running, self._failure(death.kind, rule, message))

    def _failure(self, kind: FailureKind, rule: str, message: str) -> Failure:
        package = rule.removeprefix("data.").rpartition(".")[0]
        return Failure(kind, message, self._paths.get(package))


def _refused(refusals: list[dict[str, Any]]) -> PolicyError:
    """Return one error for everything that is refused: the first in full, the others as cause."""
    first, *others = refusals
    rest = [f"{one['path']}:{one['line']}: {one['message']}" for one in others[:_TOLD]]
    if len(others) > _TOLD:
        rest.append(f"and {len(others) - _TOLD} more")
    return PolicyError(
        f"the policy is refused: {first['message']}",
        path=first["path"] or None,
        line=first["line"] or None,
        cause="; ".join(["also " + rest[0], *rest[1:]]) if rest else None,
        hint=first["hint"] or None,
    )
