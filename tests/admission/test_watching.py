"""Watches of an API server that says odd things; the real one is asked in test_namespaces.py."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest

from govern.admission.cluster import client as cluster_client
from govern.admission.cluster.client import ClusterClient, ClusterError
from govern.admission.cluster.watching import events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATH = "/api/v1/namespaces"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    status: ClassVar[int] = 200
    parts: ClassVar[tuple[bytes, ...]] = ()
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (*self.parts, b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def _answering(folder: Path, *parts: bytes, status: int = 200) -> Iterator[ClusterClient]:
    handler = type("Handler", (_Handler,), {"parts": parts, "status": status, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    path = folder / "kubeconfig"
    path.write_text(
        json.dumps(
            {
                "current-context": "c",
                "clusters": [{"name": "c", "cluster": {"server": address}}],
                "users": [{"name": "c", "user": {}}],
                "contexts": [{"name": "c", "context": {"cluster": "c", "user": "c"}}],
            }
        )
    )
    try:
        yield ClusterClient(str(path))
        assert f"{_PATH}?watch=1&allowWatchBookmarks=true&resourceVersion=7" in handler.asked[0]  # type: ignore[attr-defined]  # of the class above
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _line(kind: str, **content: object) -> bytes:
    return json.dumps({"type": kind, "object": content}).encode() + b"\n"


def test_events_come_whole_however_they_are_cut(tmp_path: Path) -> None:
    told = _line("ADDED", name="a") + b"\n" + _line("BOOKMARK", name="b") + _line("DELETED")
    pieces = tuple(told[at : at + 7] for at in range(0, len(told), 7))
    with _answering(tmp_path, *pieces) as client:
        found = list(events(client, _PATH, "7"))
    assert [one.type for one in found] == ["ADDED", "BOOKMARK", "DELETED"]
    assert found[0].object == {"name": "a"}


@pytest.mark.parametrize(
    ("part", "status", "code", "words"),
    [
        (_line("ERROR", code=410, message="too old resource version"), 200, 410, "410 too old"),
        (b'{"message": "namespaces is forbidden"}', 403, 403, "forbidden"),
        (b"no JSON\n", 200, 0, "no watch event"),
        (b"[]\n", 200, 0, "no watch event"),
        (_line("SOMETHING"), 200, 0, "no watch event"),
        (b'{"type": "ADDED", "object": 1}\n', 200, 0, "no watch event"),
        (b'{"type": ["ADDED"], "object": {}}\n', 200, 0, "no watch event"),
        (b'{"type": "ERROR", "object": 1}\n', 200, 0, "ends the watch"),
    ],
)
def test_what_is_no_event_ends_the_watch(
    tmp_path: Path, part: bytes, status: int, code: int, words: str
) -> None:
    with (
        _answering(tmp_path, part, status=status) as client,
        pytest.raises(ClusterError) as caught,
    ):
        list(events(client, _PATH, "7"))
    assert caught.value.status == code
    assert words in caught.value.diagnostics()


def test_a_line_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_client, "_LONGEST_LINE", 1000)  # instead of sending 16 MiB
    with (
        _answering(tmp_path, *[b"x" * 400] * 10) as client,
        pytest.raises(ClusterError, match="without end"),
    ):
        list(events(client, _PATH, "7"))
