"""A minute of mixed load while children are killed, and a rolling restart without a loss."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import select
import shutil
import signal
import socket
import socketserver
import threading
from typing import TYPE_CHECKING, Self

import pytest

from tests.admission.load import storm
from tests.admission.reviews import DENY_NAMED_BAD, body, pod, policies, rule
from tests.admission.webhook import Webhook, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECONDS = float(os.environ.get("GOVERN_SOAK_SECONDS", "60"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 2 * _SECONDS)]

_RATE = 200


def mixed() -> Iterator[tuple[bytes, int]]:
    """Reviews that are allowed and denied, large ones, and what is no review."""
    chance = random.Random(7)  # noqa: S311 - the same mix each time
    usual = [
        (body(), 200),
        (body(pod(name="bad")), 200),
        (body(operation="UPDATE"), 200),
        (body(operation="DELETE"), 200),
        (body(pod(annotations={"filler": "x" * 100_000})), 200),
        (b"{", 400),
        (b"\x00" * 100, 400),
        (b'{"kind":"AdmissionReview"}', 400),
    ]
    weights = [60, 20, 8, 4, 1, 3, 2, 2]
    while True:
        yield chance.choices(usual, weights)[0]


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 - a proc file
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def descriptors(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - a count


def test_every_review_is_answered_in_time_while_children_are_killed(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    with Webhook(tmp_path, "--no-builtin", "-p", str(folder)) as webhook:
        # What is kept for good (connections, caches) is there after a few seconds.
        storm(webhook.port, webhook.authority.file, mixed(), rate=_RATE, seconds=5)
        before, open_before = resident(webhook.pid), descriptors(webhook.pid)
        due = itertools.count(5, 5)
        next_kill = next(due)

        def kill_one(passed: float) -> None:
            nonlocal next_kill
            if passed >= next_kill:
                next_kill = next(due)
                with contextlib.suppress(ProcessLookupError, IndexError):
                    os.kill(webhook.children()[0], signal.SIGKILL)

        outcome = storm(
            webhook.port,
            webhook.authority.file,
            mixed(),
            rate=_RATE,
            seconds=_SECONDS,
            meanwhile=kill_one,
        )
        assert not outcome.failures, outcome.failures[:5]
        assert len(outcome.seconds) == int(_RATE * _SECONDS)
        assert outcome.slowest < 3  # as the API server counts, which opens more connections
        assert outcome.allowed > outcome.denied > 0
        until(lambda: len(webhook.children()) == 2, "two children are left")
        assert abs(resident(webhook.pid) - before) < before / 10
        assert descriptors(webhook.pid) <= open_before + 2
        assert webhook.metric("govern_admission_children_ended") >= _SECONDS // 5 - 1


def test_a_rolling_restart_of_two_replicas_loses_no_call(tmp_path: Path) -> None:
    """What a Deployment does: a new replica is ready before an old one is told to stop."""
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    arguments = ("--no-builtin", "-p", str(folder), "--drain", "2")
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(Webhook(tmp_path / "a", *arguments))
        leaf, authority = first.leaf, first.authority
        second = stack.enter_context(Webhook(tmp_path / "b", *arguments, leaf=leaf))
        balancer = stack.enter_context(_Balancer([first, second]))

        def restart() -> None:
            for number, old in enumerate((first, second)):
                fresh = Webhook(tmp_path / f"new{number}", *arguments, leaf=leaf)
                balancer.add(stack.enter_context(fresh))
                old.terminate()
                until(lambda old=old: old.watched("/readyz").status == 503, "it is not ready")  # type: ignore[misc]  # bound now
                balancer.remove(old)
                assert old.wait() == 0

        restarting = threading.Thread(target=restart)
        restarting.start()
        outcome = storm(balancer.port, authority.file, mixed(), rate=100, seconds=15)
        restarting.join(60)
        assert not restarting.is_alive()
        assert not outcome.failures, outcome.failures[:5]
        assert len(outcome.seconds) == 1500


def test_policies_and_certificates_change_under_load_without_a_lost_call(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    with Webhook(tmp_path, "--no-builtin", "-p", str(folder)) as webhook:
        changes = itertools.count(1)

        def change(passed: float) -> None:
            if passed < done[0] * 2:
                return
            done[0] = number = next(changes)
            if number % 2:
                text = rule(f"T{number + 1}", DENY_NAMED_BAD)
                (folder / "one.rego").write_text(text, encoding="utf-8")
            else:
                newer = webhook.authority.issue(f"leaf{number}")
                shutil.copy(newer.key, webhook.leaf.key)
                shutil.copy(newer.certificate, webhook.leaf.certificate)

        done = [0]
        outcome = storm(
            webhook.port,
            webhook.authority.file,
            mixed(),
            rate=100,
            seconds=16,
            meanwhile=change,
        )
        assert not outcome.failures, outcome.failures[:5]
        assert len(outcome.seconds) == 1600
        webhook.wait_for("policies are in force", 4)
        webhook.wait_for("new certificate", 3)
        assert webhook.metric("govern_policy_stale") == 0


class _Balancer(socketserver.ThreadingTCPServer):
    """Forwards TCP connections to replicas that are ready, as a Service does."""

    daemon_threads = True

    def __init__(self, replicas: list[Webhook]) -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self._replicas = list(replicas)
        self._turn = itertools.count()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self.port = int(self.server_address[1])

    def add(self, replica: Webhook) -> None:
        self._replicas.append(replica)

    def remove(self, replica: Webhook) -> None:
        self._replicas.remove(replica)

    def next_port(self) -> int:
        replicas = self._replicas
        return replicas[next(self._turn) % len(replicas)].port

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join(10)
        self.server_close()


class _Forward(socketserver.BaseRequestHandler):
    """Passes bytes on in both directions until either side closes."""

    def handle(self) -> None:
        assert isinstance(self.server, _Balancer)
        with socket.create_connection(("127.0.0.1", self.server.next_port())) as there:
            ways = {self.request: there, there: self.request}
            with contextlib.suppress(ConnectionError):
                while True:
                    for end in select.select(list(ways), [], [])[0]:
                        data = end.recv(1 << 16)
                        if not data:
                            return
                        ways[end].sendall(data)
