"""Cuts bytes into the pieces that can be shown or not, one by one.

How a file was cut is in its record, and a way of cutting never changes: an exporter cuts again.
"""

from __future__ import annotations

import re

WORDS = "words/1"
BLOCKS = "blocks/1"
_MOST_FOR_WORDS = 1024 * 1024  # bytes
_MOST_WORDS = 100_000  # pieces; sealing them takes about 0.2 s
_BLOCK = 1024  # bytes

# Quoted text in one line, what stands between texts, plain text with single spaces, or one byte.
# A quote that nothing closes goes on to the end of its line, so that no line is walked twice.
_PIECE = re.compile(
    rb"\"(?:[^\"\\\n]|\\[^\n])*\"?"
    rb"|'(?:[^'\n]|'')*'?"
    rb"|[\s,:\[\]{}<>=]+"
    rb"|[^\s,:\[\]{}<>=\"'](?:[^\s,:\[\]{}<>=\"]|:(?!\s)| (?![\s#]))*"
    rb"|[\s\S]"
)


def cut_well(data: bytes) -> tuple[str, list[bytes]]:
    """Return the pieces, and how they were cut: by words, and what is large by blocks."""
    if len(data) <= _MOST_FOR_WORDS:
        pieces = cut(data, WORDS)
        if len(pieces) <= _MOST_WORDS:
            return WORDS, pieces
    return BLOCKS, cut(data, BLOCKS)


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
