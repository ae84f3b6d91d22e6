"""HTTP to registries, through urllib3: bounded in time and size, without surprises.

The one module (with `connections`) that knows the HTTP library; its exceptions end here.
"""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    EmptyPoolError,
    HTTPError,
    LocationParseError,
    LocationValueError,
    ReadTimeoutError,
    SSLError,
)

from govern import __version__
from govern.errors import RegistryError
from govern.sources.oci.addresses import Origin, check_scheme, is_private, join, origin_of, refused
from govern.sources.oci.connections import Guard
from govern.sources.oci.messages import Request, Response
from govern.sources.oci.pools import Pools
from govern.sources.oci.reasons import Reason, malformed, too_large
from govern.sources.oci.waiting import retry_delay

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.sources.oci.limits import Budget, Limits

_CHUNK = 64 * 1024
_MOST_OF_REFUSAL = 64 * 1024
_MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {429, 500, 502, 503, 504}
_REPEATABLE = {"GET", "HEAD", "PUT"}  # a PUT to a registry names what it stores
_OURS = {"User-Agent": f"govern/{__version__}", "Accept-Encoding": "identity"}


class Transport:
    """Long-lived and shared by threads: connection pools, and what was learnt of hosts.

    Args:
        limits: Connections and retries.
        plain_hosts: Hosts (`host` or `host:port`) to which plain HTTP is allowed.
        ca_file: Further certificate authorities to trust, as PEM.
        sleep: Waits between retries.
        private: Tells an address that is not public.
    """

    def __init__(
        self,
        limits: Limits,
        plain_hosts: frozenset[str] = frozenset(),
        ca_file: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        private: Callable[[str], bool] = is_private,
    ) -> None:
        self._limits = limits
        self.plain_hosts = frozenset(map(str.lower, plain_hosts))
        self._sleep = sleep
        self._is_private = private
        self._pools = Pools(limits.connections, ca_file)
        self._private: dict[Origin, bool] = {}

    def send(self, request: Request, budget: Budget) -> Response:
        """Send a request, follow redirects, and try again when the registry is busy.

        Raises:
            RegistryError: no answer within the budget, or one that exceeds a limit. Any answer
                that did come, whatever its status, is returned.
        """
        for attempt in range(self._limits.retries + 1):
            last = attempt == self._limits.retries or request.method not in _REPEATABLE
            delay = retry_delay(attempt, {})
            try:
                response = self._follow(request, budget)
            except RegistryError as error:
                if last or error.reason != Reason.UNAVAILABLE or delay >= budget.remaining():
                    raise
            else:
                delay = retry_delay(attempt, response.headers)
                # Waiting longer than there is time is no use: the caller says what came.
                if last or response.status not in _BUSY or delay >= budget.remaining():
                    return response
            self._sleep(delay)
        raise AssertionError("the last attempt returns or raises")

    def _follow(self, request: Request, budget: Budget) -> Response:
        url, headers, home = request.url, dict(request.headers), origin_of(request.url)
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._once(request, url, headers, budget)
            location = response.headers.get("location")
            following = request.follow and request.method in {"GET", "HEAD"}
            if not (following and response.status in _REDIRECTS and location):
                return response
            url = join(url, location)
            if origin_of(url) != home:
                headers = {key: text for key, text in headers.items() if key != "Authorization"}
        raise malformed(str(home), f"more than {_MOST_REDIRECTS} redirects")

    def _once(
        self, request: Request, url: str, headers: Mapping[str, str], budget: Budget
    ) -> Response:
        origin = origin_of(url)
        check_scheme(origin, self.plain_hosts)
        manager, proxied = self._pools.to(origin)
        remaining = budget.remaining()
        private_allowed = proxied or self._may_be_private(origin, request)
        guard = Guard(remaining, private_allowed, self._is_private)
        timeout = urllib3.Timeout(
            connect=min(self._limits.connect_seconds, remaining), read=remaining
        )
        try:
            with guard:
                raw = manager.urlopen(
                    request.method,
                    url,
                    headers={**_OURS, **headers},
                    body=request.body,
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                    timeout=timeout,
                    pool_timeout=remaining,
                )
                try:
                    data = _read(raw, request, origin, budget)
                except BaseException:
                    raw.close()  # what is left unread would confuse the next request
                    raise
                raw.release_conn()
        except (HTTPError, OSError) as error:
            if guard.expired:
                raise budget.timeout() from None
            raise _translated(error, origin, budget) from None
        if guard.peer_is_private is not None and not proxied:
            self._private[origin] = guard.peer_is_private
        lower = {name.lower(): value for name, value in raw.headers.items()}
        return Response(raw.status, lower, data, url)

    def _may_be_private(self, origin: Origin, request: Request) -> bool:
        """Return whether a host may lie in a private network: if its registry does, or is it."""
        if origin == request.near or origin.scheme == "http":  # plain hosts were allowed by name
            return True
        return self._private.get(request.near, False)

    def close(self) -> None:
        """Close all idle connections."""
        self._pools.close()


def _read(raw: urllib3.BaseHTTPResponse, request: Request, origin: Origin, budget: Budget) -> bytes:
    """Return the body; of a refusal only its beginning, which says why."""
    if request.method == "HEAD":
        return b""
    announced = raw.headers.get("content-length", "")
    expected = int(announced) if announced.isascii() and announced.isdigit() else None
    refusal = raw.status >= 400
    most = _MOST_OF_REFUSAL if refusal else request.most_bytes
    if expected is not None and expected > most and not refusal:
        raise too_large(str(origin), f"{expected} bytes; at most {most} are read")
    data = bytearray()
    while chunk := raw.read1(_CHUNK):
        data += chunk
        if len(data) > most:
            if refusal:
                raw.close()
                return bytes(data[:most])
            raise too_large(str(origin), f"more than {most} bytes")
        budget.spend(len(chunk))
        budget.remaining()
    if expected is not None and len(data) < expected:
        raise urllib3.exceptions.IncompleteRead(len(data), expected - len(data))
    return bytes(data)


def _translated(error: Exception, origin: Origin, budget: Budget) -> RegistryError:
    if isinstance(error, EmptyPoolError | ReadTimeoutError | TimeoutError):
        return budget.timeout()
    if isinstance(error, LocationParseError | LocationValueError):
        return refused("an address", "it is not a plain http(s) URL")
    tls = isinstance(error, SSLError | ssl.SSLError)
    slow = isinstance(error, ConnectTimeoutError)
    cause = "no connection in time" if slow else type(error).__name__
    if tls:
        cause = getattr(error.args[0], "verify_message", "") if error.args else ""
        cause = cause or "the TLS connection could not be made"
    return RegistryError(
        f"the registry {origin.netloc} cannot be reached",
        reason=Reason.TLS if tls else Reason.UNAVAILABLE,
        path=budget.what or None,
        cause=cause,
        hint="check the host's certificate" if tls else "check the host and the network",
    )
