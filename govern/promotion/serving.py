"""The running receiver: TLS that follows its files, and an end without a half-judged alias."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from govern.errors import UsageError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from govern.admission.certificates import Certificates
    from govern.admission.journal import Journal
    from govern.promotion.receiver import Receiver

_REFRESH = 10.0  # seconds between two looks at the certificate
_STOPPING = 5  # seconds that a request may still take


@dataclass(frozen=True, slots=True)
class Listening:
    """Where deliveries are taken; without certificates in plain HTTP, behind somebody's TLS."""

    host: str
    port: int
    certificates: Certificates | None


class _Uvicorn(uvicorn.Server):
    """Leaves signals to us, and tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listens.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(listening: Listening, receiver: Receiver, journal: Journal) -> None:
    """Serve until SIGTERM or SIGINT, and end after the alias that is being judged.

    Raises:
        UsageError: the port is taken.
    """
    asyncio.run(_serve(listening, receiver, journal))


async def _serve(listening: Listening, receiver: Receiver, journal: Journal) -> None:
    certificates = listening.certificates
    context = certificates.context if certificates else None
    server = _Uvicorn(
        uvicorn.Config(
            receiver,
            host=listening.host,
            port=listening.port,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_STOPPING,
            ssl_context_factory=(lambda _config, _default: context) if context else None,
        )
    )

    def leave() -> None:
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    watching = asyncio.create_task(_watch(server, certificates, journal))
    receiver.worker.start()
    try:
        await server.serve()
    except SystemExit as error:  # uvicorn exits the interpreter when it cannot listen
        raise UsageError(
            f"cannot listen on {listening.host}:{listening.port}",
            hint="another process has the port; choose one with --port",
        ) from error
    finally:
        watching.cancel()
        await asyncio.to_thread(receiver.worker.stop)


async def _watch(server: _Uvicorn, certificates: Certificates | None, journal: Journal) -> None:
    """Tell when the server listens, then follow the certificate's files."""
    await server.listens.wait()
    journal.info("ready", port=server.servers[0].sockets[0].getsockname()[1])
    while True:
        await asyncio.sleep(_REFRESH)
        try:
            if certificates and certificates.refresh():
                journal.info("new certificate")
        except UsageError as error:
            journal.warning("certificate not taken", cause=error.diagnostics())
