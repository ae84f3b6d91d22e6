"""Answers a registry's challenge: basic credentials, or a bearer token from its token service.

Distribution specification, "Token Authentication" and "OAuth2 Token Authentication". A token is
kept until shortly before it expires, for its own registry, repository and scope alone.
"""

from __future__ import annotations

import base64
import re
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from govern.errors import RegistryError
from govern.sources.oci.addresses import check_scheme, origin_of
from govern.sources.oci.manifest import read_object
from govern.sources.oci.messages import Request
from govern.sources.oci.reasons import Reason, malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject
    from govern.sources.oci.addresses import Origin
    from govern.sources.oci.challenge import Challenge
    from govern.sources.oci.credentials import Credential, Credentials
    from govern.sources.oci.limits import Budget
    from govern.sources.oci.reference import Reference
    from govern.sources.oci.transport import Transport

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,32768}\Z")  # RFC 6750 section 2.1
_MOST_BYTES = 128 * 1024  # of a token service's answer
_LEAST_SECONDS = 60  # "for compatibility", when the answer does not say
_MOST_SECONDS = 3600
_EARLY = 10  # seconds before its end that a token is no longer used
_CLIENT = "govern"


@dataclass(slots=True)
class _Kept:
    header: str
    until: float


@dataclass(slots=True)
class Tokens:
    """Gets and keeps `Authorization` headers; shared by threads.

    Attributes:
        transport: How token services are reached.
        credentials: Who we are.
    """

    transport: Transport
    credentials: Credentials
    _kept: dict[tuple[str, str, str], _Kept] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _getting: dict[tuple[str, str, str], threading.Lock] = field(default_factory=dict, repr=False)

    def kept(self, origin: Origin, reference: Reference, actions: str) -> str | None:
        """Return the header that worked before and is still fresh, if any."""
        found = self._kept.get(_key(origin, reference, actions))
        return found.header if found and found.until > time.monotonic() else None

    def answer(
        self,
        challenges: tuple[Challenge, ...],
        origin: Origin,
        reference: Reference,
        actions: str,
        budget: Budget,
        refused: str | None,
    ) -> str:
        """Return a header that answers the challenges of `origin`, other than the refused one.

        Threads that meet the same challenge at once get one token together.

        Raises:
            RegistryError: no challenge can be answered, or the token service refuses.
        """
        key = _key(origin, reference, actions)
        with self._lock:
            getting = self._getting.setdefault(key, threading.Lock())
        with getting:
            fresh = self.kept(origin, reference, actions)
            if fresh is not None and fresh != refused:
                return fresh
            kept = self._get(challenges, origin, reference, actions, budget)
            if kept.header == refused:
                raise _unauthorized(reference, "the registry does not accept the credentials")
            self._kept[key] = kept
            return kept.header

    def _get(
        self,
        challenges: tuple[Challenge, ...],
        origin: Origin,
        reference: Reference,
        actions: str,
        budget: Budget,
    ) -> _Kept:
        credential = self.credentials.find(reference)
        for challenge in challenges:
            if challenge.scheme == "bearer":
                return self._bearer(challenge, credential, origin, reference, actions, budget)
        for challenge in challenges:
            if challenge.scheme == "basic":
                if credential is None or not credential.username:
                    raise _unauthorized(reference, "the registry asks for a name and password")
                return _Kept(_basic(credential), time.monotonic() + _MOST_SECONDS)
        schemes = ", ".join(challenge.scheme for challenge in challenges) or "none"
        raise _unauthorized(reference, f"the registry offers no known way to log in: {schemes}")

    def _bearer(
        self,
        challenge: Challenge,
        credential: Credential | None,
        origin: Origin,
        reference: Reference,
        actions: str,
        budget: Budget,
    ) -> _Kept:
        realm = challenge.parameters.get("realm", "")
        service = origin_of(realm)
        check_scheme(service, self.transport.plain_hosts)
        scope = challenge.parameters.get("scope") or f"repository:{reference.repository}:{actions}"
        asked = {"service": challenge.parameters.get("service", ""), "scope": scope}
        request = _token_request(realm, asked, credential, origin)
        response = self.transport.send(request, budget)
        if response.status in {401, 403}:
            who = "the credentials" if credential else "an anonymous user"
            raise _unauthorized(reference, f"the token service {service.netloc} refuses {who}")
        if response.status != 200:
            rate = response.status == 429
            raise RegistryError(
                f"the token service {service.netloc} gave no token",
                reason=Reason.RATE_LIMITED if rate else Reason.UNAVAILABLE,
                path=str(reference),
                cause=f"HTTP status {response.status}",
            )
        return _read_token(read_object(response.data, str(service)), str(service))


def _key(origin: Origin, reference: Reference, actions: str) -> tuple[str, str, str]:
    return str(origin), reference.repository, actions


def _basic(credential: Credential) -> str:
    plain = f"{credential.username}:{credential.password}".encode()
    return "Basic " + base64.b64encode(plain).decode()


def _token_request(
    realm: str, asked: dict[str, str], credential: Credential | None, origin: Origin
) -> Request:
    """Return the request for a token; it follows no redirect, since it may carry a password."""
    asked = {key: value for key, value in asked.items() if value}
    if credential is not None and credential.identity_token:
        form = {
            **asked,
            "grant_type": "refresh_token",
            "refresh_token": credential.identity_token,
            "client_id": _CLIENT,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        return Request("POST", realm, _MOST_BYTES, origin, headers, body, follow=False)
    headers = {"Authorization": _basic(credential)} if credential else {}
    url = f"{realm}{'&' if '?' in realm else '?'}{urlencode(asked)}"
    return Request("GET", url, _MOST_BYTES, origin, headers, follow=False)


def _read_token(answer: JsonObject, service: str) -> _Kept:
    token = next(_strings(answer, "token", "access_token"), "")
    if not _TOKEN.match(token):
        raise malformed(service, "the token service's answer holds no token")
    seconds = answer.get("expires_in")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds <= 0:
        seconds = _LEAST_SECONDS
    until = time.monotonic() + min(seconds, _MOST_SECONDS) - _EARLY
    return _Kept(f"Bearer {token}", until)


def _strings(answer: JsonObject, *keys: str) -> Iterator[str]:
    for key in keys:
        value = answer.get(key)
        if isinstance(value, str) and value:
            yield value


def _unauthorized(reference: Reference, cause: str) -> RegistryError:
    return RegistryError(
        f"not allowed to read {reference.name}",
        reason=Reason.UNAUTHORIZED,
        path=str(reference),
        cause=cause,
        hint="log in to the registry with your container tool, or set GOVERN_REGISTRY_USERNAME",
    )
