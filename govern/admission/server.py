"""The running server: policies first, then TLS, then ready; and out again without a lost call."""

from __future__ import annotations

import asyncio
import signal
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from govern.admission.app import App, State
from govern.admission.certificates import Certificates
from govern.admission.decision_log import DecisionLog
from govern.admission.hot_facts import HotFacts, Pending
from govern.admission.image_cache import ImageCache
from govern.admission.journal import Journal
from govern.admission.listener import Listener
from govern.admission.metrics import Metrics
from govern.admission.namespaces import LiveNamespaces
from govern.admission.service import Service, ServiceSettings
from govern.admission.surroundings import Surroundings
from govern.admission.tracing import Tracing
from govern.errors import EngineError, Error, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from govern.admission.certificates import CertificateFiles
    from govern.admission.image_cache import ImageLooker
    from govern.admission.namespaces import NamespaceReader
    from govern.admission.policy_feed import PolicyFeed
    from govern.evidence.recorder import RecordSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """How the webhook is served.

    Attributes:
        certificates: The TLS files.
        host: Address to listen on.
        port: Port of the webhook; 0 for any.
        metrics_port: Port of metrics and probes without TLS; None for no such port.
        refresh: Seconds between two looks at certificates and policies.
        drain: Seconds to go on serving after SIGTERM.
        service: How reviews are judged.
        record: The log that decisions go to; None for none.
        traces: Whether to send traces.
        otlp_endpoint: Where to; None for what OpenTelemetry's environment variables say.
    """

    certificates: CertificateFiles
    host: str = "0.0.0.0"  # noqa: S104 - a pod is reached by its own address, which it cannot know
    port: int = 8443
    metrics_port: int | None = 8080
    refresh: float = 10.0
    drain: float = 10.0
    service: ServiceSettings = field(default_factory=ServiceSettings)
    record: RecordSettings | None = None
    traces: bool = False
    otlp_endpoint: str | None = None


class TrustFeed(Protocol):
    """Where it is written who is trusted for which image."""

    def newer(self) -> Callable[[], AbstractContextManager[ImageLooker]] | None:
        """Return how to look at images if that has changed since it was last returned.

        Raises:
            Error: there is something new, and it is wrong. It is tried again next time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Images:
    """That images are verified.

    Attributes:
        trust: Who is trusted for which.
        pending: What to answer until it is known.
        settled_seconds: So long, what was verified counts for images that were there before.
    """

    trust: TrustFeed
    pending: Pending
    settled_seconds: float = 0.0


def serve(
    settings: ServerSettings,
    feed: PolicyFeed,
    images: Images | None = None,
    namespaces: NamespaceReader | None = None,
    listening: Callable[[int], None] = lambda _port: None,
) -> None:
    """Serve until SIGTERM or SIGINT, then drain.

    Args:
        settings: How.
        feed: Where policies come from.
        images: How images are verified; None: they are not.
        namespaces: Where Namespaces are looked up; None: rules know those of the feed alone.
        listening: Told the webhook's port once it is ready.

    Raises:
        UsageError: the certificates cannot be used, or a port is taken.
        PolicyError: the policies are refused.
        EngineError: no child can work by them.
    """
    asyncio.run(_Server(settings, feed, images, namespaces, listening).run())


class _Server:
    def __init__(
        self,
        settings: ServerSettings,
        feed: PolicyFeed,
        images: Images | None,
        namespaces: NamespaceReader | None,
        listening: Callable[[int], None],
    ) -> None:
        self._settings = settings
        self._feed = feed
        self._listening = listening
        self._journal = Journal()
        self._metrics = Metrics()
        self._certificates = Certificates(settings.certificates)
        self._log = DecisionLog(settings.record, self._journal) if settings.record else None
        self._tracing = Tracing(settings.otlp_endpoint) if settings.traces else None
        self._trust = images.trust if images else None
        self._opening: Callable[[], AbstractContextManager[ImageLooker]] | None = None
        settled = images.settled_seconds if images else 0.0
        self._images = ImageCache(self._metrics, settled_seconds=settled)
        self._surroundings = Surroundings(
            HotFacts(self._images, images.pending) if images else None,
            LiveNamespaces(namespaces, self._journal) if namespaces else None,
        )
        self._service = Service(
            settings.service, self._metrics, self._log, self._tracing, self._surroundings
        )
        self._state = State()
        self._refused = False  # policies that could be read, but not be put in force
        self._refreshing: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        try:
            if self._log is not None:
                self._log.start()
            await self._serve()
        finally:
            await self._service.close()
            if self._log is not None:
                await self._log.close()
            if self._tracing is not None:
                await asyncio.to_thread(self._tracing.close)
            await self._images.close()
            await self._surroundings.close()

    async def _serve(self) -> None:
        await self._take_trust()
        loaded = await asyncio.to_thread(self._feed.load)
        await self._service.adopt(loaded.policies, loaded.judge)
        self._journal.info("policies are in force", revision=self._service.revision)
        await self._surroundings.refresh()
        settings = self._settings
        app, context = App(self._service, self._state), self._certificates.context
        webhook = Listener(app, settings.host, settings.port, context)
        servers = [webhook]
        if settings.metrics_port is not None:
            watched = App(self._service, self._state, watched=True)
            servers.append(
                Listener(watched, settings.host, settings.metrics_port, None, "--metrics-port")
            )
        running = [asyncio.create_task(server.run_until_told()) for server in servers]
        try:
            await self._ready(webhook, running)
            await self._watch(running)
            await self._drain()
        finally:
            for server in servers:
                server.should_exit = True
            if self._refreshing is not None:
                self._refreshing.cancel()
                running.append(self._refreshing)
            await asyncio.gather(*running, return_exceptions=True)

    async def _ready(self, webhook: Listener, running: list[asyncio.Task[None]]) -> None:
        """Wait until TLS is seen to work, with the certificate that the files hold."""
        while not webhook.started:
            for server in running:
                if server.done():
                    await server  # it says why it could not start
            await asyncio.sleep(0.01)
        port = webhook.port
        if self._settings.certificates.clients is None:
            await _see(port, self._certificates.leaf())
        self._tell_expiries()
        self._state.serving = True
        self._journal.info("ready", port=port)
        self._listening(port)

    async def _watch(self, running: list[asyncio.Task[None]]) -> None:
        """Follow certificates and policies until it is time to stop."""
        stopping = asyncio.create_task(self._stop.wait())
        while True:
            done, _ = await asyncio.wait(
                [stopping, *running],
                timeout=self._settings.refresh,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if stopping in done:
                return
            if done:
                raise EngineError("a server has ended by itself")
            self._refresh_certificates()
            self._refresh_sources()

    def _refresh_sources(self) -> None:
        """Look for what is newer, unless the last look still waits for somebody."""
        if self._refreshing is None or self._refreshing.done():
            if self._refreshing is not None:
                self._refreshing.result()  # what it does not expect ends the server
            self._refreshing = asyncio.create_task(self._refresh_all())

    def _refresh_certificates(self) -> None:
        try:
            if self._certificates.refresh():
                self._journal.info("new certificate")
                self._tell_expiries()
        except UsageError as error:
            self._journal.warning("certificate not taken", cause=error.diagnostics())

    async def _refresh_all(self) -> None:
        await self._refresh_trust()
        await self._refresh_policies()
        await self._surroundings.refresh()

    async def _take_trust(self) -> None:
        newer = await asyncio.to_thread(self._trust.newer) if self._trust else None
        self._opening = newer or self._opening
        if self._opening is not None:
            await self._images.adopt(self._opening)
            self._opening = None
            self._journal.info("signers are trusted as configured")

    async def _refresh_trust(self) -> None:
        try:
            await self._take_trust()
        except Error as error:
            self._metrics.trust_stale.set(1)
            self._journal.warning("trust configuration not taken", cause=error.diagnostics())
        else:
            self._metrics.trust_stale.set(0)

    async def _refresh_policies(self) -> None:
        loaded = None
        try:
            loaded = await asyncio.to_thread(self._feed.newer)
            if loaded is not None:
                await self._service.adopt(loaded.policies, loaded.judge)
                self._journal.info("policies are in force", revision=self._service.revision)
        except Error as error:
            self._refused = self._refused or loaded is not None
            self._metrics.stale.set(1)
            self._journal.warning("policies not taken", cause=error.diagnostics())
        else:
            if loaded is not None:
                self._refused = False
            # Nothing new is good news only when the last news was taken.
            self._metrics.stale.set(1 if self._refused else 0)

    def _tell_expiries(self) -> None:
        for name, at in self._certificates.expiries().items():
            self._metrics.expires(name, at)

    async def _drain(self) -> None:
        """Go on serving while callers learn that we are about to stop."""
        self._state.draining = True
        self._journal.info("draining", seconds=self._settings.drain)
        await asyncio.sleep(self._settings.drain)


async def _see(port: int, expected: bytes) -> None:
    """Connect as a client would, and see the certificate that is meant to be there.

    Raises:
        EngineError: TLS is not served, or with another certificate.
    """
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # only its bytes matter
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    except OSError as error:
        raise EngineError("TLS is not served", cause=str(error)) from error
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    if shown != expected:
        raise EngineError("TLS is served with another certificate than the file holds")
