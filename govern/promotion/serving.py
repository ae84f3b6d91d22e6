"""The running receiver: TLS that follows its files, and an end without a half-judged alias."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govern.admission.listener import Listener
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.admission.certificates import Certificates
    from govern.admission.journal import Journal
    from govern.promotion.metrics import PromotionMetrics
    from govern.promotion.receiver import Receiver

_REFRESH = 10.0  # seconds between two looks at the certificate


@dataclass(frozen=True, slots=True)
class Listening:
    """Where deliveries are taken; without certificates in plain HTTP, behind somebody's TLS.

    Metrics are told on a port of their own, without TLS; None for nowhere.
    """

    host: str
    port: int
    certificates: Certificates | None
    metrics_port: int | None = None


def serve(listening: Listening, receiver: Receiver, journal: Journal) -> None:
    """Serve until SIGTERM or SIGINT, and end after the alias that is being judged.

    Raises:
        UsageError: a port is taken.
    """
    asyncio.run(_serve(listening, receiver, journal))


async def _serve(listening: Listening, receiver: Receiver, journal: Journal) -> None:
    certificates, host = listening.certificates, listening.host
    context = certificates.context if certificates else None
    servers = [Listener(receiver, host, listening.port, context)]
    if listening.metrics_port is not None:
        watched = replace(receiver, watched=True)
        servers.append(Listener(watched, host, listening.metrics_port, None, "--metrics-port"))

    def leave() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    receiver.worker.start()
    running = [asyncio.create_task(server.run_until_told()) for server in servers]
    watching = asyncio.create_task(_watch(servers, certificates, receiver.metrics, journal))
    try:
        for ended in (await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED))[0]:
            ended.result()  # it says why it could not listen
    finally:
        leave()
        watching.cancel()
        await asyncio.gather(*running, watching, return_exceptions=True)
        await asyncio.to_thread(receiver.worker.stop)


async def _watch(
    servers: list[Listener],
    certificates: Certificates | None,
    metrics: PromotionMetrics,
    journal: Journal,
) -> None:
    """Tell when the server listens, then follow the certificate's files."""
    for server in servers:
        await server.listens.wait()
    _tell_expiries(certificates, metrics)
    journal.info("ready", port=servers[0].port)
    while True:
        await asyncio.sleep(_REFRESH)
        try:
            if certificates and certificates.refresh():
                journal.info("new certificate")
                _tell_expiries(certificates, metrics)
        except UsageError as error:
            journal.warning("certificate not taken", cause=error.diagnostics())


def _tell_expiries(certificates: Certificates | None, metrics: PromotionMetrics) -> None:
    for name, at in certificates.expiries().items() if certificates else ():
        metrics.expires(name, at)
