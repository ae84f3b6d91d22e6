"""Decisions on their way to the log: a bounded queue, and the process that writes.

Whatever happens to the log, admission goes on: the queue never grows beyond its bound, allows are
given up before denials, and what is lost is counted. Each record has a number in this server's
epoch, which is in the API server's audit log too, so that gaps show. A record may be written twice
when the writer dies between its commit and saying so; epoch and number tell.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from govern.admission.log_writer import FAILED, SAID, WRITTEN, frame
from govern.admission.spawning import kill, spawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.admission.journal import Journal
    from govern.evidence.recorder import RecordSettings
    from govern.model import JsonObject

_ROOM = 32 << 20  # bytes of records that wait
_UNDERWAY = 1 << 20  # bytes handed to the writer and not yet read by it
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds before a writer is started anew
_LEAVING = 5.0  # seconds that the last records may take
_ENDING = 2.0  # seconds that a writer without a socket may take to end


@dataclass(frozen=True, slots=True)
class _Waiting:
    number: int
    data: bytes


class DecisionLog:
    """Takes records and never waits; `start` before the first, `close` after the last.

    Attributes:
        epoch: Of this server's life; numbers of records begin at 1 in each.
        dropped: Records lost so far, by reason.
        written: Records on disk so far.
    """

    def __init__(self, settings: RecordSettings, journal: Journal, room: int = _ROOM) -> None:
        self._settings = frame({**asdict(settings)})
        self._journal = journal
        self._room = room
        self._queue: deque[_Waiting] = deque()
        self._bytes = 0
        self._sent = 0  # how many of the queue the writer has been handed
        self._writer: _Connection | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._life: asyncio.Task[None] | None = None
        self._empty = asyncio.Event()
        self._number = 0
        self.epoch = f"{socket.gethostname()[:63]}-{secrets.token_hex(6)}"
        self.dropped = {"queue_full": 0, "shutdown": 0}
        self.written = 0

    @property
    def waiting_bytes(self) -> int:
        """How much waits to be written."""
        return self._bytes

    def start(self) -> None:
        """Start the writer, and start it anew whenever it ends."""
        self._life = asyncio.get_running_loop().create_task(self._keep_alive())

    def offer(self, record: JsonObject) -> str:
        """Take a record (govern.admission.recorded.record_of), or count it as lost.

        Returns its epoch and number for the API server's audit log, whether it is lost or not.
        """
        self._number += 1
        numbered: JsonObject = {
            "epoch": self.epoch,
            "sequence": self._number,
            "salt": record["salt"],
            "statement": record["statement"],
        }
        data = frame(numbered)
        # Allows have half of the room, so that they never push a denial out.
        room = self._room if record["denied"] else self._room // 2
        if self._bytes + len(data) > room:
            self.dropped["queue_full"] += 1
        else:
            self._queue.append(_Waiting(self._number, data))
            self._bytes += len(data)
            self._empty.clear()
            self._send()
        return f"{self.epoch}/{self._number}"

    async def close(self) -> None:
        """Give the last records their time, and end the writer."""
        if self._queue:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), _LEAVING)
        if self._life is not None:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)
        self.dropped["shutdown"] += len(self._queue)
        if self._queue:
            self._journal.warning("decisions were not recorded", count=len(self._queue))
        if self._writer is not None:
            self._writer.close()
        await self._bury()

    # ------------------------------------------------------------------ the writer

    async def _keep_alive(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            before = self.written
            try:
                writer = await self._started()
                await writer.lost.wait()
                cause = writer.why
            except OSError as error:
                cause = str(error)
            self._writer, self._sent = None, 0
            await self._bury()
            pause = _FIRST_PAUSE if self.written > before else min(2 * pause, _LONGEST_PAUSE)
            self._journal.warning("the decision log's writer ended", cause=cause, again_in=pause)
            await asyncio.sleep(pause)

    async def _started(self) -> _Connection:
        # Keys of clouds and databases are named in the environment.
        self._process, ours = await spawn("govern.admission.log_writer", os.environ)
        loop = asyncio.get_running_loop()
        _, writer = await loop.create_connection(lambda: _Connection(self._took), sock=ours)
        writer.send(self._settings)
        self._writer = writer
        self._send()
        return writer

    async def _bury(self) -> None:
        """Wait for the writer's end, and see to it."""
        if self._process is None:
            return
        try:
            await asyncio.wait_for(self._process.wait(), _ENDING)
        except TimeoutError:
            kill(self._process)
            await self._process.wait()

    def _send(self) -> None:
        """Hand the writer what it has room for."""
        writer = self._writer
        while writer and self._sent < len(self._queue) and writer.pending < _UNDERWAY:
            writer.send(self._queue[self._sent].data)
            self._sent += 1

    def _took(self, number: int) -> None:
        """Forget what is on disk."""
        while self._queue and self._queue[0].number <= number:
            self._bytes -= len(self._queue.popleft().data)
            self._sent -= 1
            self.written += 1
        if not self._queue:
            self._empty.set()
        self._send()


class _Connection(asyncio.Protocol):
    """The writer as the server sees it."""

    def __init__(self, took: Callable[[int], None]) -> None:
        self._took = took
        self._inbox = bytearray()
        self._transport: asyncio.Transport
        self.lost = asyncio.Event()
        self.why = "the process ended"

    @property
    def pending(self) -> int:
        """Bytes that it has not read yet."""
        return self._transport.get_write_buffer_size()

    def send(self, data: bytes) -> None:
        """Hand over bytes."""
        self._transport.write(data)

    def close(self) -> None:
        """Say that nothing follows."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection (asyncio.Protocol)."""
        self._transport = cast("asyncio.Transport", transport)  # a stream socket's is one

    def data_received(self, data: bytes) -> None:
        """Take what the writer says (asyncio.Protocol)."""
        self._inbox += data
        while len(self._inbox) >= SAID.size:
            what, number, size = SAID.unpack_from(self._inbox)
            end = SAID.size + size
            if len(self._inbox) < end:
                return
            words = bytes(self._inbox[SAID.size : end]).decode()
            del self._inbox[:end]
            if what == WRITTEN:
                self._took(number)
            elif what == FAILED:
                self.why = words

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell that the writer is gone (asyncio.Protocol)."""
        self.lost.set()
