"""The only module that touches opa-python-client; its words and quirks stop here.

Why not its query methods: they encode the input anew, give `{}` for undefined and for an empty
object alike, retry what timed out, and leave OPA's reasons inside of exceptions of `requests`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import requests
from opa_client.opa import OpaClient

from govern.engine.settings import time_for
from govern.errors import Error, UsageError

if TYPE_CHECKING:
    from govern.engine.settings import EngineSettings

_DATA_PARAMS = "strict-builtin-errors=true"
_JSON = {"Content-Type": "application/json"}
_PORTS = {"http": 80, "https": 443}


class Unavailable(Error):  # noqa: N818 - says what the server is
    """The server cannot be reached, refuses to talk, or is no OPA."""


class TimedOut(Error):  # noqa: N818 - says what happened
    """The server did not answer in time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One of OPA's own errors; `path` is the name that a module was uploaded by."""

    message: str
    code: str = ""
    path: str | None = None
    line: int | None = None


class Refused(Error):  # noqa: N818 - says what OPA did
    """OPA answered with errors."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(reasons[0].message)
        self.reasons = reasons


class OpaServer:
    """One OPA server.

    Args:
        url: `http://host:port` or `https://host:port`.
        settings: Token, certificates and deadline.
    """

    def __init__(self, url: str, settings: EngineSettings) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
            raise UsageError(
                f"not the URL of an OPA server: {url}", hint="such as https://opa.example.com:8181"
            )
        secure = parts.scheme == "https"
        # `ssl` is handed on as `requests` understands it: True, or the path of CA certificates.
        trust: bool | str = (settings.opa_ca or True) if secure else False
        self._client = OpaClient(
            host=f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            ssl=trust,
            cert=_certificate(settings),
            token=settings.opa_token,
            retries=0,  # what is asked again is decided here
            timeout=settings.deadline,
        )
        # Else the environment's proxies, passwords and certificates would win over the settings.
        self._client._session.trust_env = False  # noqa: SLF001 - it cannot be told otherwise
        self._timeout = settings.deadline

    def health(self, timeout: float) -> None:
        """Raise Unavailable, TimedOut or Refused unless the server is up."""
        base = self._client.root_url.rpartition("/")[0]
        self._send("GET", f"{base}/health", timeout=timeout)

    def version(self) -> str:
        """Return OPA's version."""
        rows = self.query("version = opa.runtime().version", None)
        return str(rows[0].get("version", "unknown")) if rows else "unknown"

    def put_policy(self, name: str, text: str) -> None:
        """Upload a module; never with the client's silent change from v0 to v1."""
        self._send(
            "PUT", self._url("policies", name), text.encode(), {"Content-Type": "text/plain"}
        )

    def delete_policy(self, name: str) -> None:
        """Remove a module."""
        self._send("DELETE", self._url("policies", name))

    def put_data(self, path: tuple[str, ...], data: bytes) -> None:
        """Put data (JSON) at a path."""
        self._send("PUT", self._url("data", *path), data, _JSON)

    def delete_data(self, path: tuple[str, ...]) -> None:
        """Remove what is at a path."""
        self._send("DELETE", self._url("data", *path))

    def ask(self, path: tuple[str, ...], input_json: bytes) -> dict[str, Any]:
        """Evaluate what is at a path, strictly; the answer has `result` unless it is undefined."""
        body = b'{"input":' + input_json + b"}" if input_json else b"{}"
        url = f"{self._url('data', *path)}?{_DATA_PARAMS}"
        found = self._send("POST", url, body, _JSON, again=True)
        if not isinstance(found, dict):
            raise Unavailable("the server's answer is no answer of OPA")
        return found

    def query(self, text: str, input_json: bytes | None) -> list[dict[str, Any]]:
        """Evaluate a query; return its bindings, an empty list when it is undefined."""
        query = json.dumps(text).encode()
        extra = b',"input":' + input_json if input_json else b""
        body = b'{"query":' + query + extra + b"}"
        found = self._send("POST", f"{self._client.root_url}/query", body, _JSON, again=True)
        rows = found.get("result", []) if isinstance(found, dict) else None
        if not isinstance(rows, list):
            raise Unavailable("the server's answer is no answer of OPA")
        return rows

    def close(self) -> None:
        """Close the connections."""
        self._client.close_connection()

    def _url(self, api: str, *path: str) -> str:
        names = "/".join(quote(name, safe="") for part in path for name in part.split("/"))
        return f"{self._client.root_url}/{api}/{names}"

    def _send(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        timeout: float | None = None,
        again: bool = False,
    ) -> Any:
        """Send a request; one that changes nothing is sent `again` when a connection was lost."""
        timeout = timeout or time_for(self._timeout, len(body or b""))
        session = self._client._session  # noqa: SLF001 - its methods encode what must stay as it is
        try:
            response = session.request(method, url, data=body, headers=headers, timeout=timeout)
        except requests.Timeout as error:
            raise TimedOut("OPA did not answer in time") from error
        except requests.RequestException as error:
            if again:
                return self._send(method, url, body, headers, timeout=timeout)
            raise Unavailable("OPA cannot be reached", cause=_words(error)) from error
        return _understood(response)


def _certificate(settings: EngineSettings) -> str | tuple[str, str] | None:
    if settings.opa_cert and settings.opa_key:
        return settings.opa_cert, settings.opa_key
    return settings.opa_cert


def _words(error: requests.RequestException) -> str:
    """Return the innermost reason, without addresses of objects in it."""
    inner = error.args[0] if error.args else error
    reason = getattr(inner, "reason", inner)
    return str(reason).rpartition(">: ")[2] or type(error).__name__


def _understood(response: requests.Response) -> Any:
    if response.status_code in {401, 403}:
        raise Unavailable(f"OPA refuses to answer us (status {response.status_code})")
    if response.status_code == 204 or not response.content:
        if response.ok:
            return {}
        raise Unavailable(f"the server answers with status {response.status_code}")
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise Unavailable(
            f"the server's answer (status {response.status_code}) is no answer of OPA"
        ) from error
    if response.ok:
        return body
    if not isinstance(body, dict) or "code" not in body:
        raise Unavailable(f"the server answers with status {response.status_code}")
    raise Refused(_reasons(body))


def _reasons(body: dict[str, Any]) -> list[Reason]:
    errors = body.get("errors") or []
    found = [_reason(error) for error in errors if isinstance(error, dict)]
    return found or [Reason(str(body.get("message", "")), str(body.get("code", "")))]


def _reason(error: dict[str, Any]) -> Reason:
    place = error.get("location") or {}
    return Reason(
        str(error.get("message", "")),
        str(error.get("code", "")),
        str(place["file"]) if place.get("file") else None,
        place.get("row"),
    )
