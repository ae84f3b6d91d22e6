"""Which addresses we talk to: HTTPS only, and no way from the public into the private network."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from govern.errors import RegistryError
from govern.sources.oci.reasons import Reason

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: credentials given to one origin are shown to no other."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """Host and port as a URL writes them, without the scheme's own port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if _PORTS[self.scheme] == self.port else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


def origin_of(url: str) -> Origin:
    """Return the origin of an absolute HTTP(S) URL.

    Raises:
        RegistryError: it is none, or carries a user name or password.
    """
    parts = _split(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    known = parts.scheme in _PORTS and parts.hostname and port != -1
    if not known or parts.username is not None or parts.password is not None:
        raise refused("an address", "it is not a plain http(s) URL")
    return Origin(parts.scheme, (parts.hostname or "").lower(), port or _PORTS[parts.scheme])


def join(base: str, location: str) -> str:
    """Return `location` as an absolute URL, seen from `base`; fragments are dropped.

    Raises:
        RegistryError: it is no URL.
    """
    try:
        return urljoin(base, location).partition("#")[0]
    except ValueError:
        raise refused("an address", "it is not a URL") from None


def check_scheme(origin: Origin, plain_hosts: frozenset[str]) -> None:
    """Refuse plain HTTP to a host that is not explicitly allowed.

    Raises:
        RegistryError: the origin is plain HTTP and not in `plain_hosts` (host, or host:port).
    """
    if origin.scheme == "https":
        return
    if origin.netloc not in plain_hosts and f"{origin.host}:{origin.port}" not in plain_hosts:
        raise refused(str(origin), "plain HTTP is used only for hosts that are explicitly allowed")


def is_private(address: str) -> bool:
    """Return whether an IP address is no public one: loopback, RFC 1918, link-local, …."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global


def refused(what: str, cause: str) -> RegistryError:
    """Return the error for an address that we do not talk to."""
    return RegistryError(
        f"{what} is not contacted",
        reason=Reason.REFUSED,
        cause=cause,
        hint="allow the host explicitly if it is yours",
    )


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise refused("an address", "it is not a URL") from None
