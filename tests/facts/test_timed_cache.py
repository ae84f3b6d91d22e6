from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from govern.facts.timed_cache import TimedCache


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_value_is_kept_for_its_time_and_no_longer() -> None:
    clock = Clock()
    cache: TimedCache[int] = TimedCache(10, 5, clock=clock)
    values = iter(range(9))
    assert cache.get("a", lambda: next(values)) == 0
    clock.now = 9.9
    assert cache.get("a", lambda: next(values)) == 0
    clock.now = 10.0
    assert cache.get("a", lambda: next(values)) == 1


def test_the_one_not_asked_for_longest_goes_first() -> None:
    cache: TimedCache[str] = TimedCache(10, 2, clock=Clock())
    for key in ("a", "b", "a", "c"):
        cache.get(key, lambda key=key: key)  # type: ignore[misc]  # a bound default
    assert (cache.peek("a"), cache.peek("b"), cache.peek("c")) == ("a", None, "c")


def test_what_is_kept_has_a_weight_in_all() -> None:
    cache: TimedCache[str] = TimedCache(10, 10, len, Clock())
    cache.get("a", lambda: "x" * 4)
    cache.get("b", lambda: "x" * 6)
    assert (cache.peek("a"), cache.peek("b")) == ("xxxx", "xxxxxx")
    cache.put("b", "y" * 7)
    assert (cache.peek("a"), cache.peek("b")) == (None, "yyyyyyy")
    assert cache.get("c", lambda: "z" * 11) == "z" * 11
    assert (cache.peek("b"), cache.peek("c")) == ("yyyyyyy", None)


def test_a_failure_is_not_kept() -> None:
    cache: TimedCache[int] = TimedCache(10, 2, clock=Clock())

    def fail() -> int:
        raise ValueError("not now")

    with pytest.raises(ValueError, match="not now"):
        cache.get("a", fail)
    assert cache.get("a", lambda: 7) == 7


def test_equal_work_is_done_once_and_all_get_its_value() -> None:
    cache: TimedCache[int] = TimedCache(10, 2)
    waiting, calls = threading.Barrier(9, timeout=20), []
    started, go = threading.Event(), threading.Event()

    def work() -> int:
        calls.append(1)
        started.set()
        assert go.wait(20)
        return 42

    def ask() -> int:
        waiting.wait()
        return cache.get("a", work)

    with ThreadPoolExecutor(8) as threads:
        futures = [threads.submit(ask) for _ in range(8)]
        waiting.wait()
        assert started.wait(20)
        go.set()
        assert [one.result(20) for one in futures] == [42] * 8
    assert len(calls) == 1


def test_whoever_waits_for_work_that_fails_gets_the_failure() -> None:
    cache: TimedCache[int] = TimedCache(10, 2)
    started, go = threading.Event(), threading.Event()

    def work() -> int:
        started.set()
        assert go.wait(20)
        raise ValueError("broken")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(cache.get, "a", work)
        assert started.wait(20)
        second = threads.submit(cache.get, "a", work)
        while not second.running():
            pass
        go.set()
        for one in (first, second):
            with pytest.raises(ValueError, match="broken"):
                one.result(20)
