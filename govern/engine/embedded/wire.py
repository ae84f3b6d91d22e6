"""Frames between the engine and its workers.

A frame is a fixed header and a payload. To a worker: payload length, operation, job number. From
a worker: payload length, status, job number, index of the rule in the job, microseconds spent on
the job so far. Both ends are the same program on the same machine, so there is no version.
"""

from __future__ import annotations

import struct

REQUEST = struct.Struct("=QBQ")
ANSWER = struct.Struct("=QBQIQ")

# Operations
LOAD = 1  # payload: JSON {modules: [[path, text, version]], data, prepared, and settings}
EVALUATE = 2  # payload: rule paths joined by newlines, a NUL byte, the input's JSON text
QUERY = 3  # payload: the query, a NUL byte, the input's JSON text
TOGETHER = 4  # as EVALUATE; all rules are asked at once, and one by one only if that fails

# Statuses
PARSING = 1  # the module with this index is being parsed
LOADED = 2  # the policies are loaded
REFUSED = 3  # payload: JSON list of {message, path, line, hint}
STARTED = 4  # the input has been read; each rule is asked on its own and answered by a frame
VALUE = 5  # payload: JSON text
UNDEFINED = 6
FAULT = 7  # payload: JSON fault: {kind, message, path, line}
PRINTED = 8  # payload: JSON list of lines
APART = 10  # asking all rules at once failed; from here on they are asked one by one
PREPARED = 9  # payload: JSON {texts, arities}: what other workers can load right away
LISTED = 11  # the answers to all rules; payload: as `Interpreter.ask_together` returns them


def request(operation: int, job: int, *payload: bytes) -> list[bytes]:
    """Return the pieces of a request; they are not joined, since an input can be large."""
    return [REQUEST.pack(sum(map(len, payload)), operation, job), *payload]


def answer(status: int, job: int, index: int = 0, spent: int = 0, payload: bytes = b"") -> bytes:
    """Return the bytes of one answer."""
    return ANSWER.pack(len(payload), status, job, index, spent) + payload
