"""One port of a server: HTTP/1.1 by uvicorn, over TLS or not, and no word but ours."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import uvicorn

from govern.errors import UsageError

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Iterator

_IDLE = 75  # seconds that an unused connection stays open
_STOPPING = 5  # seconds that a request may still take when the server ends


class Listener(uvicorn.Server):
    """Serves an ASGI application, and leaves signals to us.

    Args:
        app: The application.
        host: Address to listen on.
        port: Port to listen on; 0 for any.
        tls: With which certificate; None for plain HTTP.
        option: What the user chooses another port with.

    Attributes:
        listens: Set once connections are taken.
    """

    def __init__(
        self, app: Any, host: str, port: int, tls: ssl.SSLContext | None, option: str = "--port"
    ) -> None:
        self._option = option
        self.listens = asyncio.Event()
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http="httptools",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=_IDLE,
                timeout_graceful_shutdown=_STOPPING,
                ssl_context_factory=(lambda _config, _default: tls) if tls else None,
            )
        )

    @property
    def port(self) -> int:
        """The port, once it listens."""
        found: int = self.servers[0].sockets[0].getsockname()[1]
        return found

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listens.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield

    async def run_until_told(self) -> None:
        """Serve until `should_exit` is set.

        Raises:
            UsageError: the port is taken; uvicorn would exit the interpreter.
        """
        try:
            await self.serve()
        except SystemExit as error:
            raise UsageError(
                f"cannot listen on {self.config.host}:{self.config.port}",
                hint=f"another process has the port; choose one with {self._option}",
            ) from error
