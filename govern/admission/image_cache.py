"""What is known of images by now; what is not is found out beside the reviews, never by them.

Lives on the server's event loop. Registries are asked by a few threads: one look at a time for an
image, a bounded number that wait, and each with its own limits of time and bytes.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

import orjson

from govern.errors import Error
from govern.facts.images.findings import IMAGES
from govern.facts.images.source import Looked
from govern.facts.interface import FactError
from govern.facts.timed_cache import TimedCache

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from govern.admission.metrics import Metrics

_TAG_SECONDS = 60.0  # a tag may be moved
_DIGEST_SECONDS = 600.0  # what a digest stands for may not; signatures may be added
_NEGATIVE_SECONDS = 15.0  # what is not signed may be signed a moment later
_MOST_BYTES = 64 * 1024 * 1024  # of all facts and SBOMs that are kept
_MOST_WAITING = 256  # images that wait to be verified
_THREADS = 4
_DIGEST = "@sha256:"
_MOST_SETTLED_BYTES = 64 * 1024 * 1024  # of those that count for longer
_RETRY = 5  # seconds after which people are told to try again


class ImageLooker(Protocol):
    """Looks at one image; govern.facts.images.source.ImageFacts does."""

    @property
    def namespaces(self) -> frozenset[str]:
        """The namespaces that have rules of their own."""
        ...

    def at_once(self, reference: str, namespace: str | None) -> Looked | None:
        """Return what can be said without asking a registry."""
        ...

    def look(self, reference: str, namespace: str | None, at: datetime) -> Looked:
        """Return what is verified of an image; asks its registry."""
        ...


_Key: TypeAlias = "tuple[str, str | None]"  # an image, and the namespace if that has its own rules


@dataclass(frozen=True, slots=True)
class _Kept:
    looked: Looked
    size: int
    renew: float  # monotonic time from when on a look in the background is worthwhile
    until: float


@dataclass(slots=True, eq=False)
class _Generation:
    """What was opened by one trust configuration, and the looks that use it."""

    looker: ImageLooker
    opened: ExitStack
    kept: TimedCache[_Kept]
    settled: TimedCache[Looked]
    underway: dict[_Key, asyncio.Task[Looked]] = field(default_factory=dict)

    def key(self, reference: str, namespace: str) -> _Key:
        return reference, namespace if namespace in self.looker.namespaces else None


class ImageCache:
    """Answers at once what is known of an image, and sees to it that it becomes known.

    Args:
        metrics: Where hits, misses and times are counted.
        clock: Seconds that never go backwards.
        settled_seconds: So long, what was verified counts for images that were there before.
    """

    def __init__(
        self,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
        settled_seconds: float = 0.0,
    ) -> None:
        self._metrics = metrics
        self._settled_seconds = settled_seconds
        self._clock = clock
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="images")
        self._now: _Generation | None = None
        self._keeps_inputs = False
        self._leaving: set[asyncio.Task[None]] = set()

    async def adopt(self, opening: Callable[[], AbstractContextManager[ImageLooker]]) -> None:
        """Trust as this says from now on, and forget what was found out before.

        Raises:
            Error: it cannot be opened; what was trusted before stays.
        """
        opened = ExitStack()
        looker = await asyncio.to_thread(lambda: opened.enter_context(opening()))
        kept: TimedCache[_Kept] = TimedCache(
            _DIGEST_SECONDS, _MOST_BYTES, lambda one: one.size, self._clock
        )
        settled: TimedCache[Looked] = TimedCache(
            self._settled_seconds, _MOST_SETTLED_BYTES, _size, self._clock
        )
        old = self._now
        self._now = _Generation(looker, opened, kept, settled)
        if old is not None:
            self._retire(old)

    def keep_inputs(self, *, wanted: bool) -> None:
        """Keep what is attested as inputs from now on, or do not; what lacks them is forgotten."""
        if wanted and not self._keeps_inputs and self._now is not None:
            self._now.kept.clear()
            self._now.settled.clear()
        self._keeps_inputs = wanted

    def find(self, reference: str, namespace: str, *, settled: bool = False) -> Looked | None:
        """Return what is known of an image; None when it is being found out.

        Of one that was there before (`settled`), what was verified earlier does while nothing
        newer is known: it is looked at anew meanwhile, and what is then found wrong counts.
        """
        now = self._adopted()
        key = now.key(reference, namespace)
        how, looked = self._find(now, key)
        if settled and (looked is None or "error" in looked.fact):
            before = now.settled.peek(key)
            how, looked = ("settled", before) if before is not None else (how, looked)
        self._metrics.image_fact(how)
        return looked

    def _adopted(self) -> _Generation:
        if self._now is None:
            raise RuntimeError("nobody is trusted yet: adopt first")
        return self._now

    def _find(self, now: _Generation, key: _Key) -> tuple[str, Looked | None]:
        kept = now.kept.peek(key)
        if kept is not None and self._clock() < kept.until:
            if self._clock() >= kept.renew and len(now.underway) < _MOST_WAITING:
                self._start(now, key)
            return "error" if "error" in kept.looked.fact else "hit", kept.looked
        if key in now.underway:
            return "pending", None
        known = now.looker.at_once(*key)
        if known is not None:
            return "hit", known
        if len(now.underway) >= _MOST_WAITING:
            return "miss", unseen(key[0], "overload", "too many images wait to be verified")
        self._start(now, key)
        return "miss", None

    def last(self, reference: str, namespace: str) -> Looked | None:
        """Return what was found out last, in the last ten minutes, though its time is up."""
        now = self._adopted()
        kept = now.kept.peek(now.key(reference, namespace))
        return kept.looked if kept is not None else None

    async def wait(self, references: list[str], namespace: str, seconds: float) -> None:
        """Wait until images are found out, or the time is up."""
        now = self._adopted()
        keys = [now.key(one, namespace) for one in references]
        tasks = [now.underway[key] for key in keys if key in now.underway]
        if tasks and seconds > 0:
            await asyncio.wait(tasks, timeout=seconds)

    async def close(self) -> None:
        """Let go of registries; a look that is under way ends by its own limits."""
        now = self._now
        self._threads.shutdown(wait=False, cancel_futures=True)
        if now is not None:
            for task in now.underway.values():
                task.cancel()
            await asyncio.to_thread(now.opened.close)

    def _start(self, now: _Generation, key: _Key) -> None:
        task = asyncio.get_running_loop().create_task(self._look(now, key))
        now.underway[key] = task
        task.add_done_callback(lambda done: self._ended(now, key, done))

    def _ended(self, now: _Generation, key: _Key, task: asyncio.Task[Looked]) -> None:
        del now.underway[key]
        if not task.cancelled() and task.exception() is not None:
            # An image that verification cannot cope with must not stay pending for ever.
            self._keep(now, key, unseen(key[0], "failed", "its verification broke off"))

    async def _look(self, now: _Generation, key: _Key) -> Looked:
        started = self._clock()
        reference, namespace = key
        loop = asyncio.get_running_loop()
        try:
            looked = await loop.run_in_executor(
                self._threads, now.looker.look, reference, namespace, datetime.now(UTC)
            )
        except Error as error:
            looked = unseen(reference, "failed", error.message)
        self._metrics.image_verified(self._clock() - started)
        self._keep(now, key, looked)
        return looked

    def _keep(self, now: _Generation, key: _Key, looked: Looked) -> None:
        """Keep what was found; that a registry is silent does not undo what it said before."""
        at = self._clock()
        have = now.kept.peek(key)
        if "error" in looked.fact and have is not None and at < have.until:
            return
        seconds = _seconds(key[0], looked)
        if looked.inputs and not self._keeps_inputs:
            looked = replace(looked, inputs=())
        now.kept.put(key, _Kept(looked, _size(looked), at + seconds / 2, at + seconds))
        self._settle(now, key, looked)

    def _settle(self, now: _Generation, key: _Key, looked: Looked) -> None:
        """Keep what is verified of a digest for longer; what is found wrong ends that."""
        if "error" in looked.fact:
            return
        if looked.fact.get("unmet") or looked.errors:
            now.settled.forget(key)
        elif self._settled_seconds and _DIGEST in key[0]:
            now.settled.put(key, looked)

    def _retire(self, old: _Generation) -> None:
        task = asyncio.get_running_loop().create_task(_leave(old))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def unseen(reference: str, reason: str, words: str) -> Looked:
    """Return that nobody could look at an image, and why."""
    return Looked(
        {"error": words, "reason": reason}, (FactError(IMAGES, reason, words, reference),)
    )


def pending(reference: str) -> Looked:
    """Return that an image is being verified."""
    words = f"image signatures are being verified, try again in {_RETRY} s"
    return unseen(reference, "pending", words)


def _seconds(reference: str, looked: Looked) -> float:
    if "error" in looked.fact or looked.fact.get("unmet"):
        return _NEGATIVE_SECONDS
    return _DIGEST_SECONDS if _DIGEST in reference else _TAG_SECONDS


def _size(looked: Looked) -> int:
    """Return about how many bytes it takes."""
    size = len(orjson.dumps(looked.fact)) + 1000
    return size + sum(len(one.source.data) + len(orjson.dumps(one.facts)) for one in looked.inputs)


async def _leave(old: _Generation) -> None:
    """Close what nobody uses any more."""
    if old.underway:
        await asyncio.wait(list(old.underway.values()))
    await asyncio.to_thread(old.opened.close)
