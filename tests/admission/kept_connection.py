"""A TLS connection that is kept, and opened anew when the server closed it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class KeptConnection:
    """One connection at a time, as API servers keep them.

    Args:
        port: Of this machine.
        authority: Whom to believe, a PEM file.
    """

    def __init__(self, port: int, authority: Path) -> None:
        self._port = port
        self._context = ssl.create_default_context(cafile=str(authority))
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def streams(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return both ends, of a new connection if there is none."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(
                "127.0.0.1", self._port, ssl=self._context
            )
        return self._streams

    async def close(self) -> None:
        """Close it, if it is open."""
        if self._streams:
            _, writer = self._streams
            self._streams = None
            writer.transport.abort()  # nobody waits for TLS to say farewell
            with contextlib.suppress(OSError):
                await writer.wait_closed()
