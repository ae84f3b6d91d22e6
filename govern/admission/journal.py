"""What the server tells of itself: one JSON object a line, on standard error.

Names and verdicts only: no object, and nothing of one, is ever logged.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from typing import TextIO


class Journal:
    """Writes log lines."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def info(self, event: str, **about: object) -> None:
        """Say what happened."""
        self._write("info", event, about)

    def warning(self, event: str, **about: object) -> None:
        """Say what somebody should look at."""
        self._write("warning", event, about)

    def _write(self, level: str, event: str, about: dict[str, object]) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = orjson.dumps({"time": at, "level": level, "event": event, **about}, default=str)
        self._stream.write(line.decode() + "\n")
        self._stream.flush()
