"""HTTP for the webhook: what is asked where, within which limits. An ASGI application.

Nothing here keeps the API server waiting: whatever goes wrong has an answer, and only requests
that are no reviews get another status than 200.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from govern.admission.exposition import CONTENT_TYPE
from govern.admission.judge import Lane
from govern.admission.review import MAX_BYTES
from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import TypeAlias

    from govern.admission.service import Service

    Message: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[Message]]
    Send: TypeAlias = Callable[[Message], Awaitable[None]]

_LANES = {"/enforce": Lane.ENFORCE, "/audit": Lane.AUDIT}
_JSON = b"application/json"
_PLAIN = b"text/plain; charset=utf-8"
_DURATION = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(ms|s|m)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}


@dataclass(slots=True)
class State:
    """Where the server stands; its applications share it.

    Attributes:
        serving: TLS has been seen to work.
        draining: The server is about to stop: it is not ready any more, and asks callers to
            connect elsewhere.
    """

    serving: bool = False
    draining: bool = False


class App:
    """Answers HTTP requests.

    Args:
        service: What judges.
        state: Where the server stands.
        watched: Whether this is the port for probes and metrics, which takes no reviews.
    """

    def __init__(self, service: Service, state: State, *, watched: bool = False) -> None:
        self._service = service
        self._state = state
        self._watched = watched

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != "http":
            raise RuntimeError(f"the server was told to speak HTTP alone, not {scope['type']}")
        path, method = scope["path"], scope["method"]
        if path in _LANES and not self._watched:
            await self._review(scope, receive, send)
        elif method not in {"GET", "HEAD"}:
            await self._plain(send, 404 if path not in _PLACES else 405, "no such place")
        elif path == "/healthz":
            await self._plain(send, 200, "ok")
        elif path == "/readyz":
            await self._readiness(send)
        elif path == "/metrics" and self._watched:
            await self._send(send, 200, self._service.measure(), CONTENT_TYPE.encode())
        else:
            await self._plain(send, 404, "no such place")

    async def _review(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await self._plain(send, 405, "reviews are sent by POST")
            return
        if not _says_json(scope["headers"]):
            await self._plain(send, 415, "the content type must be application/json")
            return
        body = await _body(receive)
        if body is None:
            await self._plain(send, 413, f"the body is larger than {MAX_BYTES} bytes")
            return
        patience = _patience(scope.get("query_string", b""))
        try:
            reply = await self._service.reply(body, _LANES[scope["path"]], patience)
        except EngineError as error:
            await self._plain(send, 503, error.message)
            return
        kind = _JSON if reply.status == 200 else _PLAIN
        await self._send(send, reply.status, reply.body, kind)

    async def _readiness(self, send: Send) -> None:
        if self._state.draining:
            await self._plain(send, 503, "the server is about to stop")
        elif not self._state.serving:
            await self._plain(send, 503, "TLS is not served yet")
        elif not self._service.is_ready:
            await self._plain(send, 503, "no policies are in force")
        else:
            await self._plain(send, 200, "ok")

    async def _plain(self, send: Send, status: int, text: str) -> None:
        await self._send(send, status, f"{text}\n".encode(), _PLAIN)

    async def _send(self, send: Send, status: int, body: bytes, kind: bytes) -> None:
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        if self._state.draining:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


_PLACES = frozenset({*_LANES, "/healthz", "/readyz", "/metrics"})


def _says_json(headers: list[tuple[bytes, bytes]]) -> bool:
    kinds = [value for name, value in headers if name == b"content-type"]
    return len(kinds) == 1 and kinds[0].split(b";")[0].strip().lower() == _JSON


async def _body(receive: Receive) -> bytes | None:
    """Return the whole body; None when it is too large to be read."""
    parts: list[bytes] = []
    room = MAX_BYTES
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        part: bytes = message.get("body", b"")
        room -= len(part)
        if room < 0:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _patience(query: bytes) -> float | None:
    """Return the seconds in `?timeout=3s` (Go's time.Duration); None when there are none."""
    given = parse_qs(query.decode("latin-1")).get("timeout", [""])[-1]
    found = _DURATION.fullmatch(given)
    return float(found[1]) * _SECONDS[found[2]] if found else None
