"""Follows what changes in a thread of its own, and tells it on the event loop.

The thread is a daemon: it may wait for the API server for a minute, and nothing is lost when the
server ends meanwhile.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from govern.errors import EngineError, Error

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from govern.model import JsonObject

_SHORT = 5.0  # seconds; who ends a watch sooner than that is not asked again at once
_PAUSE = (0.5, 1.5)  # seconds; random, so that replicas do not ask all together


class Change(NamedTuple):
    """One change of an object.

    Attributes:
        version: The resourceVersion that it leads to.
        name: The object's name; empty when nothing but the version is told.
        object: The object as it is now; None when it is gone.
    """

    version: str
    name: str = ""
    object: JsonObject | None = None


class Following:
    """Begins at once, and follows until it is stopped or cannot go on.

    Args:
        changes: Yields what changes from a version on, until it is asked anew; blocks.
        since: The first version.
        changed: Told each change, on the event loop.
        ended: Told why it cannot go on, on the event loop.
    """

    def __init__(
        self,
        changes: Callable[[str], Generator[Change]],
        since: str,
        changed: Callable[[Change], None],
        ended: Callable[[Error], None],
    ) -> None:
        self._changes = changes
        self._changed = changed
        self._ended = ended
        self._stopped = threading.Event()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, args=(since,), name="following", daemon=True).start()

    def stop(self) -> None:
        """Tell nothing any more; the thread ends when it is told something next."""
        self._stopped.set()

    def _run(self, since: str) -> None:
        why: Error = EngineError("what follows changes has broken off")
        try:
            self._follow(since)
        except Error as error:
            why = error
        finally:  # also after what nobody expects: nobody must go on believing that it follows
            self._tell(self._ended, why)

    def _follow(self, since: str) -> None:
        while not self._stopped.is_set():
            begun = time.monotonic()
            with closing(self._changes(since)) as changes:
                for change in changes:
                    since = change.version or since
                    self._tell(self._changed, change)
                    if self._stopped.is_set():
                        return
            if time.monotonic() - begun < _SHORT:
                self._stopped.wait(random.uniform(*_PAUSE))  # noqa: S311 - spreads load, hides nothing

    def _tell(self, told: Callable[..., None], what: object) -> None:
        def tell() -> None:
            if not self._stopped.is_set():
                told(what)

        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:  # the event loop is closed: the server has ended
            self._stopped.set()
