"""The Namespaces of reviews, as the API server has them: listed now and then, asked for when new.

No review waits long for one: what is not known in time stays unknown, and rules that need it are
undecided. Nothing is watched, and no more is held than fits.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import TYPE_CHECKING, Protocol

import orjson

from govern.errors import Error
from govern.policies.cluster import cluster_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.admission.journal import Journal
    from govern.model import JsonObject

_ROOM = 32 << 20  # bytes of Namespaces that are held
_LIFE = 300.0  # seconds that what was listed counts while the API server does not answer
_ABSENT = 2.0  # seconds that a Namespace which is not there is not asked for again
_TOGETHER = 4  # Namespaces that are asked for at once
_MOST_ASKED = 256  # that wait for that
_MOST_ABSENT = 10_000  # that are remembered until the next list
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")  # RFC 1123, label


class NamespaceReader(Protocol):
    """An API server that may list and get Namespaces; both calls block."""

    def all(self) -> Iterable[JsonObject]:
        """Return every Namespace.

        Raises:
            Error: they cannot be listed.
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
    """

    def __init__(self, reader: NamespaceReader, journal: Journal) -> None:
        self._reader = reader
        self._journal = journal
        self._held: dict[str, JsonObject] = {}
        self._since = 0.0  # monotonic time of the last list
        self._absent: dict[str, float] = {}
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._found_meanwhile: dict[str, JsonObject] = {}
        self._gate = asyncio.Semaphore(_TOGETHER)
        self.stale = False

    async def refresh(self) -> None:
        """List them anew; what was known stays when that fails."""
        self._found_meanwhile = {}
        begun = time.monotonic()
        try:
            held = await asyncio.to_thread(_within_room, self._reader)
        except Error as error:
            self.stale = True
            self._journal.warning("Namespaces are not known anew", cause=error.diagnostics())
            if begun - self._since > _LIFE:
                self._held = {}
            return
        # One that was made while the list was on its way may not be in it.
        self._held = {**self._found_meanwhile, **held}
        self._since, self._absent, self.stale = begun, {}, False

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
        if self._absent.get(name, 0.0) > time.monotonic():
            return False
        room = len(self._asked) < _MOST_ASKED and len(self._absent) < _MOST_ABSENT
        return room and _NAME.fullmatch(name) is not None

    async def close(self) -> None:
        """Wait for what is under way."""
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
            self._held |= one
            self._found_meanwhile |= one


def _within_room(reader: NamespaceReader) -> dict[str, JsonObject]:
    """Return as many Namespaces as there is room for; the others are asked for one by one."""
    held: dict[str, JsonObject] = {}
    room = _ROOM
    for one in reader.all():
        room -= len(orjson.dumps(one))
        if room < 0:
            break
        held |= cluster_from([one]).namespaces
    return held
