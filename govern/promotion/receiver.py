"""Takes deliveries over HTTP, and judges aliases one after the other in a thread.

A delivery is answered as soon as it is known to be MLflow's (202), since judging takes longer than
MLflow waits. What could be lost by that, and by deliveries that never came, is found by looking
at all guarded aliases: at the start, and now and then.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from govern.admission.exposition import CONTENT_TYPE
from govern.errors import Error
from govern.promotion.deliveries import AliasSet, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from govern.admission.journal import Journal
    from govern.promotion.deliveries import Deliveries
    from govern.promotion.guard import Guard
    from govern.promotion.metrics import PromotionMetrics

    Message: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[Message]]
    Send: TypeAlias = Callable[[Message], Awaitable[None]]

PATH = "/mlflow"
_STOPPED = "aliases are not judged any more"
_MOST_BYTES = 256 * 1024  # of a delivery; MLflow's have less than one KiB
_WAITING = 1000  # aliases that may wait to be judged
_AGAIN = (1.0, 5.0, 25.0, 125.0)  # seconds until a registry that gave no answer is asked again


@dataclass(frozen=True, slots=True)
class _Work:
    told: AliasSet
    tried: int = 0
    not_before: float = 0.0


class Worker:
    """Judges aliases in a thread of its own.

    Args:
        guard: Judges one.
        aliases: Which ones are guarded.
        every: Seconds between two looks at all of them; None for none but deliveries.
        journal: Is told what happened.
        metrics: Where it is counted.
    """

    def __init__(
        self,
        guard: Guard,
        aliases: frozenset[str],
        every: float | None,
        journal: Journal,
        metrics: PromotionMetrics,
    ) -> None:
        self._metrics = metrics
        self._guard = guard
        self._aliases = aliases
        self._every = every
        self._journal = journal
        self._work: queue.Queue[_Work] = queue.Queue(_WAITING)
        self._later: list[_Work] = []
        self._judged: dict[AliasSet, str | None] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="aliases")

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """End after the alias that is being judged."""
        self._stopping.set()
        self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether aliases are judged at all."""
        return self._thread.is_alive()

    @property
    def waiting(self) -> int:
        """How many aliases wait to be judged, for the first time or again."""
        return self._work.qsize() + len(self._later)

    def guards(self, alias: str) -> bool:
        """Return whether an alias is guarded."""
        return alias in self._aliases

    def add(self, told: AliasSet) -> bool:
        """Let an alias be judged; False when too many wait already."""
        try:
            self._work.put_nowait(_Work(told))
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        look_at_all = time.monotonic() if self._every is not None else None
        while not self._stopping.is_set():
            now = time.monotonic()
            due = [one for one in self._later if one.not_before <= now]
            self._later = [one for one in self._later if one.not_before > now]
            for one in due:
                self._judge(one)
            if self._every is not None and look_at_all is not None and now >= look_at_all:
                look_at_all = now + self._every
                self._look_at_all()
            try:
                work = self._work.get(timeout=0.2)
            except queue.Empty:
                continue
            self._judge(work)

    def _look_at_all(self) -> None:
        try:
            found = [
                (AliasSet(model, alias), version)
                for model, aliases in self._guard.registry.all_aliases()
                for alias, version in aliases.items()
                if alias in self._aliases
            ]
        except Error as error:
            self._journal.warning("aliases not listed", cause=error.diagnostics())
            return
        for told, version in found:
            # What was judged already is judged anew when it names another version.
            if self._judged.get(told) != version and not self._stopping.is_set():
                self._judge(_Work(told))
        self._metrics.looked.set(time.time())

    def _judge(self, work: _Work) -> None:
        told, started = work.told, time.monotonic()
        try:
            last = work.tried >= len(_AGAIN)
            judged = self._guard.judge(told.model, told.alias, last=last)
        except Error as error:
            self._again(work, error)
            return
        self._metrics.judged(judged, time.monotonic() - started)
        self._judged[told] = judged.restored if judged.taken_back else judged.version
        tell = self._journal.warning if judged.taken_back else self._journal.info
        tell(
            "alias taken back" if judged.taken_back else "alias judged",
            model=told.model,
            alias=told.alias,
            version=judged.version,
            verdict=judged.verdict,
            restored=judged.restored,
            why=judged.why,
        )

    def _again(self, work: _Work, error: Error) -> None:
        told, cause = work.told, error.diagnostics()
        final = work.tried >= len(_AGAIN)
        self._metrics.unjudged(final=final)
        if final:
            self._journal.warning("alias not judged", model=told.model, alias=told.alias,
                                  cause=cause)  # fmt: skip
            return
        wait = _AGAIN[work.tried]
        self._later.append(_Work(told, work.tried + 1, time.monotonic() + wait))
        self._journal.warning("alias not judged yet", model=told.model, alias=told.alias,
                              cause=cause, again_in=wait)  # fmt: skip


@dataclass(slots=True)
class Receiver:
    """The ASGI application: POST /mlflow takes deliveries; /healthz and /readyz are probes.

    Where it is `watched`, it takes no deliveries, and GET /metrics answers instead.
    """

    deliveries: Deliveries
    worker: Worker
    journal: Journal
    metrics: PromotionMetrics
    watched: bool = False
    clock: Callable[[], float] = field(default=time.time)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path, looks = scope["path"], scope["method"] in {"GET", "HEAD"}
        status, words, kind = 404, "no such place\n", "text/plain"
        if path == PATH and not self.watched:
            status, words = await self._delivery(scope, receive)
        elif path in {"/healthz", "/readyz"} and looks:
            alive = self.worker.is_alive
            status, words = (200, "ok\n") if alive else (503, f"{_STOPPED}\n")
        elif path == "/metrics" and looks and self.watched:
            status, words, kind = 200, self._measured(), CONTENT_TYPE
        body = words.encode()
        headers = [
            (b"content-type", kind.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _measured(self) -> str:
        self.metrics.waiting.set(self.worker.waiting)
        self.metrics.alive.set(1 if self.worker.is_alive else 0)
        return self.metrics.text().decode()

    async def _delivery(self, scope: Message, receive: Receive) -> tuple[int, str]:
        if scope["method"] == "POST":
            status, words = await self._take(scope, receive)
        else:
            status, words = 405, "deliveries are sent by POST"
        self.metrics.delivered(status)
        return status, f"{words}\n"

    async def _take(self, scope: Message, receive: Receive) -> tuple[int, str]:
        if not self.worker.is_alive:
            return 503, _STOPPED
        body = await _body(receive)
        if body is None:
            return 413, f"a delivery has at most {_MOST_BYTES} bytes"
        headers = _once(scope["headers"])
        try:
            told = self.deliveries.take(headers, body, self.clock())
        except Refused as refused:
            self.journal.warning("delivery refused", status=refused.status, cause=refused.words)
            return refused.status, refused.words
        if told is None or not self.worker.guards(told.alias):
            return 200, "nothing to do"
        if not self.worker.add(told):
            self.deliveries.forget(headers)
            return 503, "too many aliases wait to be judged"
        return 202, "the alias will be judged"


def _once(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers that came once; which one of two counts, nobody could say."""
    names = [name for name, _ in headers]
    return {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in headers
        if names.count(name) == 1
    }


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body; None when it is too large."""
    parts: list[bytes] = []
    room = _MOST_BYTES
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        room -= len(part)
        if room < 0:
            return None
        parts.append(part)
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return b"".join(parts)
