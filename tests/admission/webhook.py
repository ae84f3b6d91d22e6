"""A running `govern serve`, as tests and benchmarks start it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from tests import surroundings
from tests.admission.authority import Authority

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.admission.authority import Leaf

_READY = 60.0


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def response(self) -> dict[str, Any]:
        """The AdmissionReview's response."""
        found: dict[str, Any] = json.loads(self.body)["response"]
        return found


class Webhook:
    """`govern serve` in a process of its own; use it in a `with` block.

    Args:
        folder: Where certificates and the log go.
        arguments: Further arguments of `govern serve`.
        program: What runs govern, if it is not this very Python.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        leaf: Leaf | None = None,
        port: int = 0,
        program: tuple[str, ...] = (sys.executable, "-m", "govern"),
    ) -> None:
        self.authority = Authority(folder / "tls")
        self.leaf = leaf or self.authority.issue()
        self.port = port
        self.metrics_port = 0
        self.log: list[dict[str, Any]] = []
        self._arguments = arguments
        self._program = program
        self._listens = threading.Event()
        self._process: subprocess.Popen[bytes]
        self._reader: threading.Thread

    def __enter__(self) -> Self:
        self.metrics_port = surroundings.free_port()
        self._process = subprocess.Popen(
            [
                *self._program, "serve", "--config", "none",
                "--tls-cert", str(self.leaf.certificate), "--tls-key", str(self.leaf.key),
                "--tls-ca", str(self.authority.file), "--host", "127.0.0.1",
                "--port", str(self.port), "--metrics-port", str(self.metrics_port),
                "--drain", "0.5", "--refresh", "0.3", *self._arguments,
            ],
            cwd=surroundings.ROOT,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._listens.wait(_READY) or "ready" not in self.events():
            self._process.kill()
            self.wait()
            raise AssertionError(f"the webhook is not ready: {self.log}")
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self.wait()

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    def children(self) -> list[int]:
        """The processes that judge."""
        path = f"/proc/{self.pid}/task/{self.pid}/children"
        with open(path, encoding="ascii") as file:  # noqa: PTH123 - a proc file
            return [int(pid) for pid in file.read().split()]

    def terminate(self) -> None:
        """Ask it to stop, as a kubelet does."""
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        """Return its exit status once it has ended."""
        status = self._process.wait(60)
        self._reader.join(10)
        if self._process.stderr:
            self._process.stderr.close()
        return status

    def events(self) -> list[str]:
        """What it has logged."""
        return [str(one.get("event")) for one in list(self.log)]

    def wait_for(self, event: str, count: int = 1, seconds: float = 30) -> None:
        """Wait until it has logged something so many times."""
        until(lambda: self.events().count(event) >= count, f"{event} in {self.events()}", seconds)

    def connect(self) -> http.client.HTTPSConnection:
        """Open a connection that trusts the authority alone."""
        context = ssl.create_default_context(cafile=str(self.authority.file))
        return http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=60)

    def ask(
        self,
        data: bytes,
        path: str = "/enforce?timeout=30s",
        method: str = "POST",
        connection: http.client.HTTPSConnection | None = None,
        kind: str = "application/json",
    ) -> Answer:
        """Send one request."""
        used = connection or self.connect()
        try:
            used.request(method, path, data, {"Content-Type": kind})
            answer = used.getresponse()
            headers = {key.lower(): value for key, value in answer.getheaders()}
            return Answer(answer.status, answer.read(), headers)
        finally:
            if connection is None:
                used.close()

    def watched(self, path: str) -> Answer:
        """Ask the port for probes and metrics."""
        used = http.client.HTTPConnection("127.0.0.1", self.metrics_port, timeout=10)
        used.request("GET", path)
        answer = used.getresponse()
        found = Answer(answer.status, answer.read())
        used.close()
        return found

    def metric(self, line: str) -> float:
        """Return the value of the metric whose line begins so."""
        for one in self.watched("/metrics").body.decode().splitlines():
            if one.startswith(line):
                return float(one.rsplit(" ", 1)[1])
        raise AssertionError(f"no metric {line}")

    def _read(self) -> None:
        assert self._process.stderr is not None
        for raw in self._process.stderr:
            try:
                entry = json.loads(raw)
            except ValueError:
                entry = {"event": raw.decode().rstrip()}
            self.log.append(entry)
            if entry["event"] == "ready":
                self.port = entry["port"]
                self._listens.set()
        self._listens.set()  # it ended; whoever waits need not wait longer


def until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)
