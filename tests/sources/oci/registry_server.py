"""An OCI registry in this process, as well- or ill-behaved as a test asks for."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping
    from typing import Self

INDEX = "application/vnd.oci.image.index.v1+json"
_ROUTE = re.compile(r"/v2/(.+)/(manifests|blobs|referrers)/([^/]+)\Z")


@dataclass(frozen=True)
class Seen:
    """One request that came in."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Answer:
    """What to send back; `drip` seconds between single bytes of the body."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    length: int | None = None  # a Content-Length other than the true one


@dataclass
class Registry:
    """Use it as a context manager; `host` is `ADDRESS:PORT`.

    Attributes:
        referrers: `on`; `empty`: the API answers but knows nothing; `off`: 404; or a status.
        auth: None, `basic`, or `bearer` (with a token service in the same server).
        users: Name → password; an anonymous token is given when it is empty.
        overrides: (method pattern and path pattern) → an Answer, or a function of the request.
    """

    referrers: str | int = "on"
    auth: str | None = None
    users: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    realm: str | None = None
    page: int = 1000
    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    attached: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    overrides: list[tuple[str, Answer | Callable[[Seen], Answer | None]]] = field(
        default_factory=list
    )
    seen: list[Seen] = field(default_factory=list)
    token: str = "token-of-the-test"
    uploads: dict[str, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"owner": self})
        self.server = _Server((self.address, 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def host(self) -> str:
        return f"{self.address}:{self.server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}"

    # ------------------------------------------------------------------ what tests put in

    def add_blob(self, data: bytes) -> dict[str, Any]:
        digest = digest_of(data)
        self.blobs[digest] = data
        return {"mediaType": "application/octet-stream", "digest": digest, "size": len(data)}

    def add_manifest(
        self, content: Mapping[str, Any] | bytes, repository: str = "app", tag: str | None = None
    ) -> dict[str, Any]:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        kind = json.loads(data).get("mediaType", "application/vnd.oci.image.manifest.v1+json")
        self.store(repository, tag or digest_of(data), kind, data)
        return {"mediaType": kind, "digest": digest_of(data), "size": len(data)}

    def store(self, repository: str, target: str, kind: str, data: bytes) -> str:
        digest = digest_of(data)
        with self.lock:
            self.manifests[digest] = (kind, data)
            if not target.startswith("sha256:"):
                self.tags[(repository, target)] = digest
            content = json.loads(data)
            if isinstance(content.get("subject"), dict):
                entry = {
                    "mediaType": kind,
                    "digest": digest,
                    "size": len(data),
                    "artifactType": content.get("artifactType") or content["config"]["mediaType"],
                    "annotations": content.get("annotations", {}),
                }
                self.attached.setdefault(content["subject"]["digest"], []).append(entry)
        return digest

    # ------------------------------------------------------------------ what it answers

    def answer(self, request: Seen) -> Answer:
        for pattern, override in self.overrides:
            if re.search(pattern, f"{request.method} {request.path}"):
                found = override(request) if callable(override) else override
                if found is not None:
                    return found
        if request.path == "/token":
            return self._token(request)
        if self.auth and not self._is_allowed(request):
            realm = self.realm or f"{self.url}/token"
            challenge = 'Basic realm="test"'
            if self.auth == "bearer":
                challenge = f'Bearer realm="{realm}",service="test"'
            return Answer(401, errors("UNAUTHORIZED"), {"WWW-Authenticate": challenge})
        if request.method in {"GET", "HEAD"}:
            return self._read(request)
        return self._write(request)

    def _is_allowed(self, request: Seen) -> bool:
        shown = request.headers.get("authorization", "")
        if self.auth == "bearer":
            return shown == f"Bearer {self.token}"
        return self._user(shown)

    def _user(self, shown: str) -> bool:
        if not shown.startswith("Basic "):
            return False
        name, _, password = base64.b64decode(shown[6:]).decode().partition(":")
        return self.users.get(name) == password

    def _token(self, request: Seen) -> Answer:
        shown = request.headers.get("authorization", "")
        if self.users and request.method == "GET" and not self._user(shown):
            return Answer(401, errors("UNAUTHORIZED"))
        return Answer(200, json.dumps({"token": self.token, "expires_in": 300}).encode())

    def _read(self, request: Seen) -> Answer:
        route = _ROUTE.match(request.path)
        if route is None:
            return Answer(404, errors("NAME_UNKNOWN"))
        repository, what, target = route.groups()
        if what == "blobs":
            data = self.blobs.get(target)
            return Answer(404, errors("BLOB_UNKNOWN")) if data is None else Answer(200, data)
        if what == "manifests":
            digest = target if ":" in target else self.tags.get((repository, target), "")
            if digest not in self.manifests:
                return Answer(404, errors("MANIFEST_UNKNOWN"))
            kind, data = self.manifests[digest]
            return Answer(200, data, {"Content-Type": kind, "Docker-Content-Digest": "sha256:lie"})
        return self._referrers(request, repository, target)

    def _referrers(self, request: Seen, repository: str, digest: str) -> Answer:
        if self.referrers == "off":
            return Answer(404, errors("NOT_FOUND"))
        if isinstance(self.referrers, int):
            return Answer(self.referrers, errors("UNSUPPORTED"))
        entries = self.attached.get(digest, []) if self.referrers == "on" else []
        start = int(request.query.get("start", ["0"])[0])
        headers = {"Content-Type": INDEX}
        if start + self.page < len(entries):
            following = f"/v2/{repository}/referrers/{digest}?start={start + self.page}"
            headers["Link"] = f'<{following}>; rel="next"'
        page = entries[start : start + self.page]
        body = {"schemaVersion": 2, "mediaType": INDEX, "manifests": page}
        return Answer(200, json.dumps(body).encode(), headers)

    def _write(self, request: Seen) -> Answer:
        if request.method == "POST":
            upload = f"{request.path}{len(self.uploads)}"
            self.uploads[upload] = b""
            return Answer(202, headers={"Location": upload})
        if request.path in self.uploads:
            digest = digest_of(request.body)
            if request.query.get("digest") != [digest]:
                return Answer(400, errors("DIGEST_INVALID"))
            self.blobs[digest] = request.body
            return Answer(201, headers={"Docker-Content-Digest": digest})
        route = _ROUTE.match(request.path)
        if route is None or route[2] != "manifests":
            return Answer(404, errors("NAME_UNKNOWN"))
        kind = request.headers["content-type"]
        digest = self.store(route[1], route[3], kind, request.body)
        headers = {"Docker-Content-Digest": digest}
        subject = json.loads(request.body).get("subject")
        if subject and self.referrers == "on":
            headers["OCI-Subject"] = subject["digest"]
        return Answer(201, headers=headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away in the middle are what some tests are about."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    owner: Registry
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        if self.owner.tls is not None:  # here, in the connection's own thread
            self.request = self.owner.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(length)
        seen = Seen(self.command, parts.path, parse_qs(parts.query), headers, body)
        self.owner.seen.append(seen)
        answer = self.owner.answer(seen)
        data = b"" if self.command == "HEAD" else answer.body
        head = [f"HTTP/1.1 {answer.status} x"]
        length = len(answer.body) if answer.length is None else answer.length
        fields = {"Content-Length": str(length), **answer.headers}
        head += [f"{name}: {value}" for name, value in fields.items()]
        whole = "\r\n".join(head).encode() + b"\r\n\r\n"
        try:
            if answer.drip:
                self.wfile.write(whole)
                for byte in data:
                    threading.Event().wait(answer.drip)
                    self.wfile.write(bytes([byte]))
            else:
                self.wfile.write(whole + data)
        except OSError:
            self.close_connection = True  # the client went away, as some tests want
        if length != len(answer.body):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = _serve  # noqa: N815 - http.server's names

    def log_message(self, *_: object) -> None:
        """Tests have their own record."""


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def errors(code: str) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": "secret words"}]}).encode()
