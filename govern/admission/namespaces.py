"""The Namespaces of reviews, as the API server has them: listed, then watched, asked for when new.

No review waits long for one: what is not known in time stays unknown, and rules that need it are
undecided. No more is held than fits. Where watching is not allowed, or breaks, they are listed
again each time that `refresh` is called.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Protocol

import orjson

from govern.admission.following import Following
from govern.errors import Error
from govern.policies.cluster import cluster_from

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from govern.admission.following import Change
    from govern.admission.journal import Journal
    from govern.model import JsonObject

_ROOM = 32 << 20  # bytes of Namespaces that are held
_LIFE = 300.0  # seconds that what is known counts while the API server does not answer
_ANEW = 300.0  # seconds after which what is watched is listed all the same
_ABSENT = 2.0  # seconds that a Namespace which is not there is not asked for again
_TOGETHER = 4  # Namespaces that are asked for at once
_MOST_ASKED = 256  # that wait for that
_MOST_ABSENT = 10_000  # that are remembered
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")  # RFC 1123, label


class Listed(Protocol):
    """Namespaces as of one version, which is known from the first one on; empty: unknown."""

    @property
    def version(self) -> str:
        """The version."""
        ...

    def __iter__(self) -> Iterator[JsonObject]:
        """Yield each Namespace."""
        ...


class NamespaceReader(Protocol):
    """An API server that may list, get and watch Namespaces; all calls block."""

    def all(self) -> Listed:
        """Return every Namespace.

        Raises:
            Error: they cannot be listed; also while they are read.
        """
        ...

    def changes(self, since: str) -> Generator[Change]:
        """Yield what changes from a version on, for a while; the version itself first.

        Raises:
            Error: that is not allowed, not possible any more, or broke off.
        """
        ...

    def one(self, name: str) -> JsonObject | None:
        """Return a Namespace; None when there is none.

        Raises:
            Error: it cannot be read.
        """
        ...


class LiveNamespaces:
    """Namespaces for reviews; `refresh` now and then.

    Args:
        reader: The API server.
        journal: Told of what goes wrong.

    Attributes:
        stale: Whether the last look failed.
        watched: Whether the API server tells what changes.
    """

    def __init__(self, reader: NamespaceReader, journal: Journal) -> None:
        self._reader = reader
        self._journal = journal
        self._held = _Held()
        self._listed = 0.0  # monotonic time of the last list
        self._since = 0.0  # monotonic time when what is known was last known to be true
        self._following: Following | None = None
        self._told = False  # anything by that
        self._unwatched = ""  # why, as it was said last
        self._absent: dict[str, float] = {}
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._found_meanwhile: dict[str, JsonObject] = {}
        self._gate = asyncio.Semaphore(_TOGETHER)
        self.stale = False

    @property
    def watched(self) -> bool:
        """Whether the API server tells what changes."""
        return self._following is not None and self._told

    async def refresh(self) -> None:
        """List them anew unless they are watched; what was known stays when that fails."""
        begun = time.monotonic()
        if self.watched and begun - self._listed < _ANEW:
            return
        if self._following is not None:  # for too long, or it has told nothing yet
            self._since = begun if self._told else self._since
            self._following.stop()
            self._following = None
        self._found_meanwhile = {}
        try:
            held, version = await asyncio.to_thread(_within_room, self._reader)
        except Error as error:
            self.stale = True
            self._journal.warning("Namespaces are not known anew", cause=error.diagnostics())
            if begun - self._since > _LIFE:
                self._held = _Held()
            return
        # One that was made while the list was on its way may not be in it.
        for name, one in self._found_meanwhile.items():
            if name not in held:
                held.put(name, one)
        self._held, self._absent, self.stale = held, {}, False
        self._listed = self._since = begun
        if version:
            self._told = False
            self._following = Following(
                self._reader.changes, version, self._changed, self._watch_ended
            )

    def _changed(self, change: Change) -> None:
        self._told, self._unwatched = True, ""
        if not change.name:
            return
        self._absent.pop(change.name, None)
        if change.object is None:
            self._held.drop(change.name)
        else:
            for name, one in cluster_from([change.object]).namespaces.items():
                self._held.put(name, one)

    def _watch_ended(self, why: Error) -> None:
        """Go back to lists; the next one tries to watch again."""
        self._following, self._since = None, time.monotonic()
        cause = why.diagnostics()
        if cause != self._unwatched:
            self._unwatched = cause
            self._journal.warning("Namespaces are not watched", cause=cause)

    async def find(self, name: str, seconds: float) -> JsonObject | None:
        """Return a Namespace; None when there is none, or when it is not known in time."""
        if name not in self._held and self._may_ask(name):
            task = self._asked.get(name)
            if task is None:
                task = self._asked[name] = asyncio.create_task(self._ask(name))
            await asyncio.wait([task], timeout=max(seconds, 0.0))
        return self._held.get(name)

    def _may_ask(self, name: str) -> bool:
        """Tell whether asking makes sense, and would not cost the API server too much."""
        now = time.monotonic()
        if self._absent.get(name, 0.0) > now:
            return False
        if len(self._absent) >= _MOST_ABSENT:
            self._absent = {one: until for one, until in self._absent.items() if until > now}
        room = len(self._asked) < _MOST_ASKED and len(self._absent) < _MOST_ABSENT
        return room and _NAME.fullmatch(name) is not None

    async def close(self) -> None:
        """Follow no longer, and wait for what is under way."""
        if self._following is not None:
            self._following.stop()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def _ask(self, name: str) -> None:
        try:
            async with self._gate:
                found = await asyncio.to_thread(self._reader.one, name)
        except Error as error:
            self._journal.warning("a Namespace is not known", name=name, cause=error.diagnostics())
            found = None
        finally:
            del self._asked[name]
        if found is None:
            self._absent[name] = time.monotonic() + _ABSENT
        else:
            one = cluster_from([found]).namespaces
            self._found_meanwhile |= one
            if name not in self._held:  # what was told meanwhile is newer
                self._held.put(name, one[name])


class _Held:
    """Namespaces by name; those that were put first go when there is no room."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[JsonObject, int]] = {}
        self.room = _ROOM

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def get(self, name: str) -> JsonObject | None:
        found = self._found.get(name)
        return found[0] if found else None

    def put(self, name: str, one: JsonObject) -> None:
        self.drop(name)
        size = len(orjson.dumps(one))
        self._found[name] = (one, size)
        self.room -= size
        while self.room < 0:
            self.drop(next(iter(self._found)))

    def drop(self, name: str) -> None:
        self.room += self._found.pop(name, (None, 0))[1]


def _within_room(reader: NamespaceReader) -> tuple[_Held, str]:
    """Return as many Namespaces as there is room for, and their version.

    The others are asked for one by one.
    """
    held, listed = _Held(), reader.all()
    for one in listed:
        if len(orjson.dumps(one)) > held.room:
            break
        for name, known in cluster_from([one]).namespaces.items():
            held.put(name, known)
    return held, listed.version
