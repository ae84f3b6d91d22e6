"""Standard input → one Source."""

from __future__ import annotations

import sys

from govern.model import Source
from govern.sources.filesystem import too_large

NAME = "<stdin>"


def read(max_bytes: int) -> Source:
    """Read standard input to its end.

    Raises:
        LimitExceeded: there is more than `max_bytes`.
    """
    data = sys.stdin.buffer.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(NAME, max_bytes)
    return Source.of(NAME, data, explicit=True)
