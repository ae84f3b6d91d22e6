"""Many writers, few commits: entries that wait at the same time are made durable together.

A commit waits for the disk, so one for each decision bounds a busy webhook. Here a single thread
writes: it takes whatever waits and commits it at once, and each caller returns when its own entry
is on disk. What could not be written is missing for good: the next commit begins with a gap.
"""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from govern.closing import Closing
from govern.errors import Error, UsageError
from govern.evidence.log.log import Addition
from govern.evidence.verify.entry import Entry, EntryKind
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self, TypeAlias

    from govern.evidence.log.log import Log

    _Waiting: TypeAlias = "tuple[Sequence[Addition], Future[range]]"

_MOST_AT_ONCE = 1000  # requests in one commit
_PATIENCE = 0.002  # seconds that a commit waits for others: less than the disk takes


class GroupCommit(Closing):
    """Appends to a log for many threads; use it in a `with`, which waits for all that is queued.

    Args:
        log: The log, which nobody else in this process may write to meanwhile.
        most_waiting: Requests that may wait; beyond it, `append` waits for room.
        clock: Tells the time of gaps.
    """

    def __init__(
        self,
        log: Log,
        most_waiting: int = 10_000,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._log = log
        self._clock = clock
        self._lost = 0
        self._why = ""
        self._waiting: queue.Queue[_Waiting | None] = queue.Queue(most_waiting)
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="govern-log", daemon=True)

    def append(self, additions: Sequence[Addition]) -> range:
        """Append entries that belong together; when this returns, they are on disk.

        Raises:
            UsageError: the log cannot be written, or was closed.
            VerificationError: the log is damaged.
        """
        return self.submit(additions).result()

    def submit(self, additions: Sequence[Addition]) -> Future[range]:
        """Queue entries; the future is done when they are on disk, or failed.

        Raises:
            UsageError: the log was closed.
        """
        done: Future[range] = Future()
        with self._gate:
            if self._closed:
                raise UsageError("the evidence log was closed", hint="nothing was recorded")
            self._waiting.put((additions, done))
        return done

    def _run(self) -> None:
        last = False
        expected = 1
        while not last:
            batch: list[_Waiting] = []
            item = self._waiting.get()
            until = monotonic() + _PATIENCE
            while item is not None:
                batch.append(item)
                try:
                    item = self._next(len(batch), expected, until)
                except queue.Empty:
                    break
            last = item is None
            self._commit(batch)
            expected = len(batch)

    def _next(self, have: int, expected: int, until: float) -> _Waiting | None:
        """Return what waits; where as many wrote a moment ago, wait for them for a moment.

        Writers that a commit lets go come back at about the same time: half of them would be too
        late for the next commit, and there would be twice as many.

        Raises:
            queue.Empty: the commit is to be made.
        """
        if have >= _MOST_AT_ONCE:
            raise queue.Empty
        patience = until - monotonic() if have < expected else 0.0
        if patience <= 0:
            return self._waiting.get_nowait()
        return self._waiting.get(timeout=patience)

    def _commit(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        wanted = [one for additions, _ in batch for one in additions]
        gap = self._gap()
        try:
            added = self._log.append([*gap, *wanted])
        except BaseException as error:  # noqa: BLE001 - whoever waits must learn of it, whatever it is
            self._lost += len(wanted)
            self._why = error.message if isinstance(error, Error) else type(error).__name__
            for _, done in batch:
                done.set_exception(error)
            return
        self._lost = 0
        start = added.start + len(gap)
        for additions, done in batch:
            done.set_result(range(start, start + len(additions)))
            start += len(additions)

    def _gap(self) -> list[Addition]:
        """Return the entry that tells of what was lost since the last commit, if anything was."""
        if not self._lost:
            return []
        time = rfc3339(self._clock())
        gap = Entry(kind=EntryKind.GAP, time=time, reason=self._why, lost=self._lost)
        return [Addition(gap)]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        """Write what is queued, and take nothing more."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()
