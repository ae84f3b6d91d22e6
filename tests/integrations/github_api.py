"""The part of GitHub's REST API that is about comments, served from memory on a real port."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


class Comments(ThreadingHTTPServer):
    """Comments on pull requests of acme/shop; who writes with the token is a bot."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.token = "t0ken"
        self.comments: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.status: int | None = None  # answer everything with this instead

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def say(self, body: str, kind: str = "User") -> dict[str, Any]:
        number = len(self.comments) + 1
        one = {
            "id": number,
            "body": body,
            "user": {"type": kind},
            "html_url": f"{self.url}/c{number}",
        }
        self.comments.append(one)
        return one


class _Handler(BaseHTTPRequestHandler):
    server: Comments

    def _answer(self) -> None:
        place = urlsplit(self.path)
        self.server.requests.append((self.command, place.path))
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.status or self.headers["Authorization"] != f"Bearer {self.server.token}":
            self._send(self.server.status or 401, {"message": "no"})
        elif self.command == "GET" and place.path == "/repos/acme/shop/issues/7/comments":
            query = parse_qs(place.query)
            size, page = int(query["per_page"][0]), int(query["page"][0])
            self._send(200, self.server.comments[(page - 1) * size : page * size])
        elif self.command == "POST" and place.path == "/repos/acme/shop/issues/7/comments":
            self._send(201, self.server.say(json.loads(content)["body"], "Bot"))
        elif self.command == "PATCH":
            number = int(place.path.removeprefix("/repos/acme/shop/issues/comments/"))
            one = self.server.comments[number - 1]
            one["body"] = json.loads(content)["body"]
            self._send(200, one)
        else:
            self._send(404, {"message": "not found"})

    do_GET = _answer  # noqa: N815 - http.server's name
    do_POST = _answer  # noqa: N815 - as above
    do_PATCH = _answer  # noqa: N815 - as above

    def _send(self, status: int, content: object) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Comments]:
    with Comments() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
