"""Frames between the server and its children; both ends are the same program on one machine.

To a child: kind, payload length. From a child: status, body length, summary length. A child works
on one review at a time, so that answers need no numbers.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

REQUEST = struct.Struct("=BI")
ANSWER = struct.Struct("=HII")

# Kinds of requests
LOAD = 1  # payload: a pickled govern.admission.child.Orders
ENFORCE = 2  # payload: the review's bytes
AUDIT = 3  # as ENFORCE, through the webhook that only watches
SUSPECT = 4  # payload: JSON {apart, broken}: how carefully to ask from now on
FACTS = 5  # payload: a govern.admission.known.Known, for the review that follows

# Statuses of answers that are no HTTP statuses
LOADED = 1  # body: the engine's version
REFUSED = 2  # body: why the policies cannot be loaded
ASKING = 3  # body: the rule that is asked next; only while rules are asked one by one


def read_exactly(connection: socket.socket, size: int) -> bytes:
    """Read exactly `size` bytes; none when the other end is gone."""
    data = bytearray()
    while len(data) < size:
        part = connection.recv(size - len(data))
        if not part:
            return b""
        data += part
    return bytes(data)


def request(kind: int, payload: bytes) -> bytes:
    """Return the bytes of a request."""
    return REQUEST.pack(kind, len(payload)) + payload


def answer(status: int, body: bytes = b"", summary: bytes = b"") -> bytes:
    """Return the bytes of an answer."""
    return ANSWER.pack(status, len(body), len(summary)) + body + summary
