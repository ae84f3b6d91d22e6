"""Cuts bytes into the pieces that can be shown or not, one by one.

How a file was cut is in its record, and a way of cutting never changes: an exporter cuts again.
"""

from __future__ import annotations

import re

WORDS = "words/1"
BLOCKS = "blocks/1"
_MOST_FOR_WORDS = 1024 * 1024  # bytes; hashing a piece for each word takes about 1 s for 5 MiB
_BLOCK = 1024  # bytes

# Quoted text in one line, what stands between texts, plain text with single spaces, or one byte.
_PIECE = re.compile(
    rb"\"(?:[^\"\\\n]|\\[^\n])*\""
    rb"|'(?:[^'\n]|'')*'"
    rb"|[\s,:\[\]{}<>=]+"
    rb"|[^\s,:\[\]{}<>=\"'](?:[^\s,:\[\]{}<>=\"]|:(?!\s)| (?![\s#]))*"
    rb"|[\s\S]"
)


def way_to_cut(data: bytes) -> str:
    """Return how to cut: by words, and large files by blocks."""
    return WORDS if len(data) <= _MOST_FOR_WORDS else BLOCKS


def cut(data: bytes, way: str) -> list[bytes]:
    """Return the pieces; put together they are the bytes again. Nothing is one empty piece.

    Raises:
        ValueError: there is no such way.
    """
    if way == WORDS:
        return _PIECE.findall(data) or [b""]
    if way == BLOCKS:
        return [data[at : at + _BLOCK] for at in range(0, len(data), _BLOCK)] or [b""]
    raise ValueError(f"no way to cut: {way!r}")
