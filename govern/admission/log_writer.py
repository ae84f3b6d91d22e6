"""A process that writes decisions to the evidence log, so that no disk is waited for elsewhere.

It takes frames (length, JSON) over its socket: first the settings, then records. After each commit
it says up to which number records are on disk. When the log cannot be written, it says why, and
ends.
"""

from __future__ import annotations

import contextlib
import select
import signal
import socket
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import orjson

from govern.admission.wire import read_exactly
from govern.errors import Error
from govern.evidence.canonical import canonical
from govern.evidence.log.log import Addition
from govern.evidence.recorder import Recorder, RecordSettings
from govern.evidence.verify.entry import EntryKind

if TYPE_CHECKING:
    from govern.model import JsonObject

FRAME = struct.Struct("=I")
SAID = struct.Struct("=BQI")  # what, a record's number, the length of words that follow
WRITTEN, FAILED, READY = 1, 2, 3
_MOST_AT_ONCE = 200  # records in one commit
_PATIENCE = 0.02  # seconds to wait for more of them


def run(descriptor: int) -> None:
    """Serve the socket at this file descriptor until it closes or the log fails."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # what is queued is still written
    with socket.socket(fileno=descriptor) as connection, contextlib.suppress(BrokenPipeError):
        _Writer(connection).serve()


def frame(value: JsonObject) -> bytes:
    """Return a frame that holds a value."""
    data = orjson.dumps(value)
    return FRAME.pack(len(data)) + data


@dataclass(slots=True)
class _Writer:
    connection: socket.socket

    def serve(self) -> None:
        settings = self._next()
        if settings is None:
            return
        number = 0
        try:
            recorder = Recorder.open(RecordSettings(**cast("dict[str, Any]", settings)))
            self._say(READY, 0)
            while batch := self._batch():
                recorder.log.append([_addition(recorder, one) for one in batch])
                number = _number(batch[-1])
                self._say(WRITTEN, number)
            recorder.close()
        except Error as error:
            self._say(FAILED, number, error.diagnostics())

    def _batch(self) -> list[JsonObject]:
        """Return records that wait, at least one; none when the server is gone."""
        first = self._next()
        batch = [first] if first is not None else []
        while batch and len(batch) < _MOST_AT_ONCE:
            ready, _, _ = select.select([self.connection], [], [], _PATIENCE)
            record = self._next() if ready else None
            if record is None:
                break
            batch.append(record)
        return batch

    def _next(self) -> JsonObject | None:
        header = read_exactly(self.connection, FRAME.size)
        if not header:
            return None
        data = read_exactly(self.connection, FRAME.unpack(header)[0])
        return cast("JsonObject", orjson.loads(data)) if data else None

    def _say(self, what: int, number: int, words: str = "") -> None:
        text = words.encode("utf-8", "replace")
        self.connection.sendall(SAID.pack(what, number, len(text)) + text)


def _number(record: JsonObject) -> int:
    return int(str(record["sequence"]))


def _addition(recorder: Recorder, record: JsonObject) -> Addition:
    """Return a record as an entry of the log, signed when there is a key."""
    statement: Any = record["statement"]
    statement["predicate"]["admission"] |= {
        "epoch": record["epoch"],
        "sequence": record["sequence"],
    }
    made = recorder.own_record(EntryKind.DECISION, canonical(statement), datetime.now(UTC))
    salt = bytes.fromhex(str(record["salt"]))
    if not salt:
        return made
    salted = statement["subject"][0]["digest"]["salted_sha256"]
    return Addition(made.entry, made.payloads, {salted: salt})
