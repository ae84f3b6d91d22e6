"""One child as the server sees it: started, fed, heard, and killed when need be."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

import orjson

from govern.admission import wire
from govern.admission.exchange import Reply
from govern.admission.spawning import kill, spawn
from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

_ENVIRONMENT = {"LC_ALL": "C.UTF-8"}  # nothing of ours; it needs no secrets


class ChildProcess(asyncio.Protocol):
    """A process that judges reviews, one at a time.

    Attributes:
        loaded: Done once it has loaded its policies, or cannot.
        rule: The rule that it said it would ask next; empty while it asks all at once.
        asked: Monotonic time of the last review given, or of `rule` if later.
        suspects: What it has last been told about rules to be careful with.
    """

    def __init__(
        self,
        on_reply: Callable[[ChildProcess, Reply], None],
        on_end: Callable[[ChildProcess], None],
    ) -> None:
        self.loaded: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.rule = ""
        self.asked = 0.0
        self.suspects = b""
        self._on_reply = on_reply
        self._on_end = on_end
        self._process: asyncio.subprocess.Process
        self._transport: asyncio.Transport
        self._inbox = bytearray()

    async def start(self, orders: bytes) -> None:
        """Start the process and give it its orders (a pickled govern.admission.child.Orders)."""
        self._process, ours = await spawn("govern.admission.child", _ENVIRONMENT)
        await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)
        self.send(wire.LOAD, orders)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def send(self, kind: int, payload: bytes) -> None:
        """Hand over one request."""
        self.rule, self.asked = "", time.monotonic()
        self._transport.write(wire.request(kind, payload))

    def kill(self) -> None:
        """End it now; `on_end` follows."""
        kill(self._process)

    async def wait(self) -> int:
        """Return the exit status once it has ended; negative for a signal."""
        return await self._process.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection (asyncio.Protocol)."""
        self._transport = cast("asyncio.Transport", transport)  # a stream socket's is one

    def data_received(self, data: bytes) -> None:
        """Take what the child says (asyncio.Protocol)."""
        self._inbox += data
        head = wire.ANSWER.size
        while len(self._inbox) >= head:
            status, body, summary = wire.ANSWER.unpack_from(self._inbox)
            end = head + body + summary
            if len(self._inbox) < end:
                return
            payload = bytes(self._inbox[head : head + body])
            rest = bytes(self._inbox[head + body : end])
            del self._inbox[:end]
            self._take(status, payload, rest)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell that the child is gone (asyncio.Protocol)."""
        if not self.loaded.done():
            self.loaded.set_exception(
                EngineError("a child ended before it had loaded the policies")
            )
            self.loaded.exception()  # whoever waits gets it; asyncio need not report it as lost
        self.kill()  # a child without its socket has nothing left to do
        self._on_end(self)

    def _take(self, status: int, body: bytes, summary: bytes) -> None:
        if status == wire.ASKING:
            self.rule, self.asked = body.decode(), time.monotonic()
        elif status == wire.LOADED:
            self.loaded.set_result(body.decode())
        elif status == wire.REFUSED:
            self.loaded.set_exception(
                EngineError("a child cannot load the policies", cause=body.decode())
            )
        else:
            told = orjson.loads(summary) if summary else {}
            self._on_reply(self, Reply(status, body, told, told.pop("record", None)))
