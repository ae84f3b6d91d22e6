from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.admission.hot_facts import HotFacts, Pending
from govern.admission.image_cache import ImageCache, unseen
from govern.admission.judge import Lane
from govern.admission.metrics import Metrics
from govern.admission.review import read_review
from govern.facts.images.source import Looked
from tests.admission.reviews import POD, body, policies, rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_IMAGE = "registry.example/api:1"  # of the review
_SIGNED = Looked({"signatures": [{}], "attestations": [], "unmet": []})
_UNSIGNED = Looked({"signatures": [], "attestations": [], "unmet": ["a signature"]})
_READS = "deny contains 1 if input.facts.images[_].unmet[_]"


@dataclass
class Looker:
    """Says what a test wants, once it may (govern.admission.image_cache.ImageLooker)."""

    says: Looked | None = None
    namespaces: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)
    may: threading.Event = field(default_factory=threading.Event)

    def at_once(self, reference: str, namespace: str | None) -> Looked | None:
        return None

    def look(self, reference: str, namespace: str | None, at: datetime) -> Looked:
        self.asked.append(reference)
        self.may.wait(10)
        if self.says is None:
            raise ZeroDivisionError
        return self.says

    @contextmanager
    def open(self) -> Iterator[Looker]:
        yield self


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


async def _settled(cache: ImageCache) -> None:
    await cache.wait([_IMAGE], "", 10)
    await asyncio.sleep(0)


def test_equal_looks_are_one_and_a_result_is_kept_for_its_time() -> None:
    async def run() -> None:
        looker, clock = Looker(_SIGNED), Clock()
        cache = ImageCache(Metrics(), clock)
        await cache.adopt(looker.open)
        assert [cache.find(_IMAGE, "") for _ in range(3)] == [None] * 3
        looker.may.set()
        await _settled(cache)
        assert looker.asked == [_IMAGE]
        clock.now = 29
        assert cache.find(_IMAGE, "") is _SIGNED
        assert looker.asked == [_IMAGE]
        clock.now = 31  # past half of its time: looked at anew, while what is known still counts
        looker.says = unseen(_IMAGE, "unavailable", "down")
        assert cache.find(_IMAGE, "") is _SIGNED
        await _settled(cache)
        assert len(looker.asked) == 2
        assert cache.find(_IMAGE, "") is _SIGNED
        await _settled(cache)
        clock.now = 61
        assert cache.find(_IMAGE, "") is None
        await cache.close()

    asyncio.run(run())


def test_a_refusal_is_soon_forgotten() -> None:
    async def run() -> None:
        looker, clock = Looker(_UNSIGNED), Clock()
        looker.may.set()
        cache = ImageCache(Metrics(), clock)
        await cache.adopt(looker.open)
        cache.find(_IMAGE, "payments")
        await _settled(cache)
        assert cache.find(_IMAGE, "payments") is _UNSIGNED
        clock.now = 31  # a refusal counts for half a minute at most
        assert cache.find(_IMAGE, "payments") is None
        await _settled(cache)
        await cache.close()

    asyncio.run(run())


def test_what_breaks_off_is_an_error_and_not_pending_for_ever() -> None:
    async def run() -> None:
        looker = Looker()
        looker.may.set()
        cache = ImageCache(Metrics(), Clock())
        await cache.adopt(looker.open)
        assert cache.find(_IMAGE, "") is None
        await _settled(cache)
        found = cache.find(_IMAGE, "")
        assert found is not None
        assert found.fact["reason"] == "failed"
        await cache.close()

    asyncio.run(run())


def test_what_was_refused_is_not_let_through_when_its_time_is_up(tmp_path: Path) -> None:
    async def run() -> None:
        looker, clock = Looker(_UNSIGNED), Clock()
        cache = ImageCache(Metrics(), clock)
        await cache.adopt(looker.open)
        facts = HotFacts(cache, Pending.ALLOW)
        facts.adopt(policies(tmp_path / "p", reads=rule("T1", _READS)), audit_only=False)
        first = await facts.known(read_review(body()), Lane.ENFORCE, 1)
        assert first.pending == (_IMAGE,)
        assert first.tolerated == {"T1"}
        looker.may.set()
        await _settled(cache)
        looker.may.clear()
        clock.now = 20
        again = await facts.known(read_review(body()), Lane.ENFORCE, 1)
        assert (again.pending, again.tolerated) == ((), frozenset())
        assert again.facts == {"images": {_IMAGE: _UNSIGNED.fact}}
        looker.may.set()
        await _settled(cache)
        await cache.close()

    asyncio.run(run())


_PINNED = f"registry.example/api@sha256:{'1' * 64}"


async def _looked_at(cache: ImageCache, reference: str, *, settled: bool = False) -> Looked | None:
    """Ask, wait for the look that may come of it, and ask again."""
    cache.find(reference, "", settled=settled)
    await cache.wait([reference], "", 10)
    await asyncio.sleep(0)
    return cache.find(reference, "", settled=settled)


def test_an_image_that_was_there_before_counts_as_verified_while_its_registry_is_away() -> None:
    async def run() -> None:
        looker, clock = Looker(_SIGNED), Clock()
        looker.may.set()
        cache = ImageCache(Metrics(), clock, settled_seconds=3600)
        await cache.adopt(looker.open)
        assert await _looked_at(cache, _PINNED) is _SIGNED
        looker.says = unseen(_PINNED, "unavailable", "down")
        clock.now = 1800
        silent = await _looked_at(cache, _PINNED)
        assert silent is not None
        assert silent.fact["reason"] == "unavailable", "what is new is looked at anew"
        assert await _looked_at(cache, _PINNED, settled=True) is _SIGNED
        assert len(looker.asked) == 2
        clock.now = 3700
        assert await _looked_at(cache, _PINNED, settled=True) is looker.says
        await cache.close()

    asyncio.run(run())


def test_what_is_found_wrong_counts_for_what_was_there_before_too() -> None:
    async def run() -> None:
        looker, clock = Looker(_SIGNED), Clock()
        looker.may.set()
        cache = ImageCache(Metrics(), clock, settled_seconds=3600)
        await cache.adopt(looker.open)
        assert await _looked_at(cache, _PINNED) is _SIGNED
        looker.says, clock.now = _UNSIGNED, 1800
        assert cache.find(_PINNED, "", settled=True) is _SIGNED, "while it is looked at anew"
        assert await _looked_at(cache, _PINNED, settled=True) is _UNSIGNED
        looker.says, clock.now = unseen(_PINNED, "unavailable", "down"), 1900
        assert await _looked_at(cache, _PINNED, settled=True) is looker.says
        await cache.adopt(looker.open)  # other signers are trusted: nothing from before counts
        assert cache.find(_PINNED, "", settled=True) is None
        await cache.close()

    asyncio.run(run())


def test_nothing_settles_unless_asked_for_and_never_a_tag() -> None:
    async def run() -> None:
        for reference, seconds in ((_PINNED, 0.0), (_IMAGE, 3600.0)):
            looker, clock = Looker(_SIGNED), Clock()
            looker.may.set()
            cache = ImageCache(Metrics(), clock, settled_seconds=seconds)
            await cache.adopt(looker.open)
            assert await _looked_at(cache, reference, settled=True) is _SIGNED
            clock.now = 700
            looker.may.clear()
            assert cache.find(reference, "", settled=True) is None
            looker.may.set()
            await cache.close()

    asyncio.run(run())


def test_rules_see_what_was_verified_of_images_that_are_no_news(tmp_path: Path) -> None:
    async def run() -> None:
        looker, clock = Looker(_SIGNED), Clock()
        looker.may.set()
        cache = ImageCache(Metrics(), clock, settled_seconds=3600)
        await cache.adopt(looker.open)
        facts = HotFacts(cache, Pending.DENY)
        facts.adopt(policies(tmp_path / "p", reads=rule("T1", _READS)), audit_only=False)
        await _looked_at(cache, _PINNED)
        looker.may.clear()
        clock.now = 1800
        pinned = {**POD, "spec": {"containers": [{"name": "c", "image": _PINNED}]}}
        update = await facts.known(read_review(body(pinned, "UPDATE")), Lane.ENFORCE, 1)
        assert (update.pending, update.facts) == ((), {"images": {_PINNED: _SIGNED.fact}})
        new = await facts.known(read_review(body(pinned)), Lane.ENFORCE, 1)
        assert new.pending == (_PINNED,)
        looker.may.set()
        await cache.wait([_PINNED], "", 10)
        await cache.close()

    asyncio.run(run())
