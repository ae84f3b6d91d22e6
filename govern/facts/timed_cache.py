"""A bounded memory of what was worked out; equal work is done once, by whoever asks first."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[_Value]):
    value: _Value
    until: float
    weight: int


class TimedCache(Generic[_Value]):
    """Thread-safe. What raises is not kept: whoever asks next tries again.

    Args:
        seconds: How long a value is kept.
        most: The weight of all that is kept; what was not asked for longest goes first, and a
            value heavier than all of it is not kept.
        weigh: The weight of a value; each counts 1 unless told.
        clock: Seconds that never go backwards.
    """

    def __init__(
        self,
        seconds: float,
        most: int,
        weigh: Callable[[_Value], int] = lambda _value: 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Kept[_Value]] = OrderedDict()
        self._underway: dict[Hashable, Future[_Value]] = {}

    def get(self, key: Hashable, work: Callable[[], _Value]) -> _Value:
        """Return the value for a key: kept, or worked out here, or by whoever is at it already."""
        with self._lock:
            kept = self._fresh(key)
            if kept is not None:
                return kept.value
            future = self._underway.get(key)
            mine = future is None
            if future is None:
                future = self._underway[key] = Future()
        if mine:
            self._work(key, work, future)
        return future.result()

    def peek(self, key: Hashable) -> _Value | None:
        """Return the value that is kept for a key, if any."""
        with self._lock:
            kept = self._fresh(key)
        return kept.value if kept is not None else None

    def put(self, key: Hashable, value: _Value) -> None:
        """Keep a value that was worked out elsewhere."""
        with self._lock:
            self._keep(key, value)

    def forget(self, key: Hashable) -> None:
        """Keep nothing for a key any more."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything that is kept."""
        with self._lock:
            self._kept.clear()
            self._weight = 0

    def _keep(self, key: Hashable, value: _Value) -> None:
        self._drop(key)
        weight = self._weigh(value)
        if weight > self._most:
            return
        self._kept[key] = _Kept(value, self._clock() + self._seconds, weight)
        self._weight += weight
        while self._weight > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._weight -= kept.weight

    def _fresh(self, key: Hashable) -> _Kept[_Value] | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        if kept.until <= self._clock():
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def _work(self, key: Hashable, work: Callable[[], _Value], future: Future[_Value]) -> None:
        try:
            value = work()
        except BaseException as error:
            with self._lock:
                del self._underway[key]
            future.set_exception(error)
            raise
        with self._lock:
            del self._underway[key]
            self._keep(key, value)
        future.set_result(value)
