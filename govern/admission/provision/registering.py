"""Registers the webhook once it answers, and never before: a registration without one is an outage.

What it replaces keeps its other labels and annotations, and its authorities for as long as they
live (govern.admission.provision.bundle).
"""

from __future__ import annotations

import base64
import binascii
import json
import ssl
import time
from http.client import HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from govern.admission.cluster.client import ClusterError
from govern.admission.provision.bundle import merged
from govern.errors import EngineError, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from govern.admission.cluster.client import ClusterClient

_PATH = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
_PAUSE = 1.0
_TRIES = 3  # of a change that somebody else's change was in the way of


def wait_until_ready(
    url: str, authority: Callable[[], bytes], seconds: float, now: Callable[[], float] = time.time
) -> None:
    """Wait until the webhook says that it is ready, over TLS that the authority vouches for.

    Args:
        url: `https://host:port`, as the API server will call it.
        authority: Gives the PEM of whom to trust; asked each time, since it may not exist yet.
        seconds: How long to wait.
        now: The clock.

    Raises:
        UsageError: the URL is not https.
        EngineError: it was not ready in time; the cause says what was last in the way.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise UsageError(f"{url!r} is not https://HOST[:PORT]")
    end = now() + seconds
    while (reason := _why_not_ready(parts.hostname, parts.port or 443, authority)) is not None:
        if now() >= end:
            raise EngineError(
                f"the webhook at {url} is not ready; nothing was registered",
                cause=reason,
                hint="look at its pods: kubectl describe pods -l app.kubernetes.io/name=govern",
            )
        time.sleep(_PAUSE)


def _why_not_ready(host: str, port: int, authority: Callable[[], bytes]) -> str | None:
    try:
        trusted = authority().decode("ascii")
        context = ssl.create_default_context(cadata=trusted)
    except (ClusterError, UnicodeDecodeError, ssl.SSLError) as error:
        return f"the authority is not there yet: {error}"
    connection = HTTPSConnection(host, port, timeout=5, context=context)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        said = answer.read(200).decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
    return None if answer.status == 200 else f"{answer.status} {said}"


def register(
    client: ClusterClient, configuration: dict[str, Any], now: dt.datetime, *, keep_old: bool = True
) -> str:
    """Create the configuration or replace it, and return which: `created`, `changed`, `unchanged`.

    Args:
        client: The cluster.
        configuration: A ValidatingWebhookConfiguration.
        now: The present instant; authorities that have expired are left out.
        keep_old: Whether authorities that are trusted now stay trusted until they expire.

    Raises:
        ClusterError: it was not registered.
        InputError: no authority in it is valid.
    """
    for attempt in range(_TRIES):
        found = _found(client, configuration["metadata"]["name"])
        try:
            return _put(client, _joined(configuration, found, now, keep_old=keep_old), found)
        except ClusterError as error:
            if error.status != 409 or attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


def trust_also(client: ClusterClient, name: str, authority: bytes, now: dt.datetime) -> bool:
    """Let a registration trust further authorities; return whether there was one to change.

    Raises:
        ClusterError: it was not changed.
        InputError: no authority is valid.
    """
    found = _found(client, name)
    if found is None:
        return False
    encoded = base64.b64encode(authority).decode()
    changed = {**found, "webhooks": [_trusting(one, encoded) for one in found["webhooks"]]}
    register(client, changed, now)
    return True


def _trusting(webhook: dict[str, Any], encoded: str) -> dict[str, Any]:
    return {**webhook, "clientConfig": {**webhook["clientConfig"], "caBundle": encoded}}


def _joined(
    wanted: dict[str, Any], found: dict[str, Any] | None, now: dt.datetime, *, keep_old: bool
) -> dict[str, Any]:
    old = {one["name"]: _bundle(one) for one in (found or {}).get("webhooks") or []}
    webhooks = []
    for one in wanted["webhooks"]:
        new = _bundle(one)
        kept = old.get(one["name"], b"") if keep_old else b""
        bundle = merged(new, kept, now) if new or kept else b""
        webhooks.append(_trusting(one, base64.b64encode(bundle).decode()) if bundle else one)
    metadata = dict(wanted["metadata"])
    if found:
        for key in ("labels", "annotations"):
            metadata[key] = {**(found["metadata"].get(key) or {}), **(metadata.get(key) or {})}
        metadata["resourceVersion"] = found["metadata"]["resourceVersion"]
    return {**wanted, "metadata": metadata, "webhooks": webhooks}


def _bundle(webhook: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(webhook["clientConfig"].get("caBundle") or "", validate=True)
    except binascii.Error:
        return b""  # a placeholder that somebody put there; the API server could not use it either


def _put(client: ClusterClient, wanted: dict[str, Any], found: dict[str, Any] | None) -> str:
    if found is None:
        client.send("POST", _PATH, wanted)
        return "created"
    if wanted["webhooks"] == found.get("webhooks") and all(
        wanted["metadata"].get(key) == found["metadata"].get(key)
        for key in ("labels", "annotations")
    ):
        return "unchanged"
    client.send("PUT", f"{_PATH}/{wanted['metadata']['name']}", wanted)
    return "changed"


def _found(client: ClusterClient, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(client.read(f"{_PATH}/{name}"))
    except ClusterError as error:
        if error.status == 404:
            return None
        raise
    return found
