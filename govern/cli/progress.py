"""A progress line on standard error: only on a terminal, and only for work of over two seconds."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_QUIET = 2.0  # seconds before the first line
_EVERY = 0.1  # seconds between updates
_WIDTH = 30  # characters of the bar


class Progress:
    """Call it with what is done and what there is in all.

    Args:
        stream: Where to.
        unit: What is counted.
    """

    def __init__(self, stream: TextIO = sys.stderr, unit: str = "files") -> None:
        self._stream = stream
        self._unit = unit
        self._shown = False
        self._live = stream.isatty()
        self._started = self._last = time.monotonic()

    def __call__(self, done: int, total: int = 0) -> None:
        """Show `done` of `total`; 0 where nobody knows how many there will be."""
        now = time.monotonic()
        if not self._live or now - self._started < _QUIET or now - self._last < _EVERY:
            return
        self._last = now
        filled = round(_WIDTH * done / total) if total else 0
        bar = "#" * filled + "-" * (_WIDTH - filled)
        rate = done / (now - self._started)
        share = f"[{bar}] {done}/{total}" if total else f"{done}"
        self._stream.write(f"\r{share} {self._unit}, {rate:.0f}/s ")
        self._stream.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
