"""The admission webhook beside an OPA server with the same policies, over TLS."""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import ssl
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from benchmarks.admission import full_load
from benchmarks.peers.contest import UnequalError
from benchmarks.peers.dialects import write_admission, write_policies
from benchmarks.peers.programs import path_of
from benchmarks.peers.rule_table import TABLE, rules
from benchmarks.peers.workloads import manifest
from benchmarks.processes import cpu_so_far, resident
from govern.admission.asking import review_of
from tests.admission.webhook import Webhook
from tests.surroundings import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.peers.sizes import Sizes
    from tests.admission.authority import Authority

_START = 20.0  # seconds
_ROUNDS = 3
OPA = "opa run --server"


class Server(Protocol):
    """A server that answers reviews."""

    @property
    def pid(self) -> int:
        """Its process."""
        ...

    @property
    def port(self) -> int:
        """Where it listens."""
        ...


@dataclass(slots=True)
class Load:
    """What full load on one server showed.

    Attributes:
        name: Of the server.
        cpu: Seconds of CPU for each review, by round.
        rate: Reviews a second, by round.
        memory: Bytes that it held in the end.
    """

    name: str
    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    memory: int = 0

    @property
    def microseconds(self) -> float:
        """CPU of one review, the median."""
        return statistics.median(self.cpu) * 1e6

    @property
    def reviews(self) -> float:
        """Reviews a second, the median."""
        return statistics.median(self.rate)


def webhooks(sizes: Sizes, folder: Path) -> list[Load]:
    """Send the same reviews to both; empty without opa or h2load.

    Raises:
        UnequalError: they do not answer the same.
    """
    program = path_of("opa")
    if program is None or shutil.which("h2load") is None:
        return []
    made = rules(sizes.rules)
    write_policies(folder / "policies", made)
    write_admission(folder / "admission", made)
    body = folder / "review.json"
    body.write_bytes(review_of(manifest(), resource="deployments"))
    arguments = ("--no-builtin", "-p", str(folder / "policies" / "native"), "--children", "2")
    with (
        Webhook(folder, *arguments) as ours,
        _opa(program, folder, ours.authority) as theirs,
    ):
        servers: dict[str, tuple[Server, str]] = {
            "govern serve": (ours, "/enforce"),
            OPA: (theirs, "/"),
        }
        for name, (server, path) in servers.items():
            _require_answers(name, server, path, ours.authority)
            full_load(_url(server, path), body, 1)  # warm
        return _loads(servers, body, sizes)


def _loads(servers: dict[str, tuple[Server, str]], body: Path, sizes: Sizes) -> list[Load]:
    """Load the servers in turns."""
    loads = {name: Load(name) for name in servers}
    for _ in range(min(_ROUNDS, sizes.rounds)):
        for name, (server, path) in servers.items():
            before = cpu_so_far(server.pid)
            rate, _times = full_load(_url(server, path), body, sizes.load)
            loads[name].cpu.append((cpu_so_far(server.pid) - before) / (rate * sizes.load))
            loads[name].rate.append(rate)
            loads[name].memory = resident(server.pid)
    return list(loads.values())


def _url(server: Server, path: str) -> str:
    return f"https://127.0.0.1:{server.port}{path}"


def _require_answers(name: str, server: Server, path: str, authority: Authority) -> None:
    """Ask about an object that keeps all rules, and about one for each that breaks it."""
    context = ssl.create_default_context(cafile=str(authority.file))
    connection = http.client.HTTPSConnection("127.0.0.1", server.port, context=context)
    for number in (None, *range(len(TABLE))):
        breaches = () if number is None else (TABLE[number],)
        data = review_of(manifest(breaches), resource="deployments")
        connection.request("POST", path, data, {"Content-Type": "application/json"})
        answer = connection.getresponse().read()
        response = json.loads(answer)["response"]
        message = response.get("status", {}).get("message", "")
        if response["allowed"] is not (number is None) or (
            number is not None and f"R{number + 1:03}" not in message
        ):
            raise UnequalError(f"{name} answers wrongly about rule {number}: {answer[:500]!r}")
    connection.close()


@dataclass(frozen=True, slots=True)
class _Opa:
    pid: int
    port: int


@contextlib.contextmanager
def _opa(program: str, folder: Path, authority: Authority) -> Iterator[_Opa]:
    leaf, port = authority.issue(), free_port()
    command = (
        program, "run", "--server", "--addr", f"127.0.0.1:{port}", "--log-level", "error",
        "--tls-cert-file", leaf.certificate, "--tls-private-key-file", leaf.key,
        "--disable-telemetry", folder / "admission",
    )  # fmt: skip
    with (folder / "opa.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(port, authority)
        yield _Opa(process.pid, port)
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, authority: Authority) -> None:
    context = ssl.create_default_context(cafile=str(authority.file))
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline:
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise UnequalError(f"{OPA} is not ready within {_START:g} s")
