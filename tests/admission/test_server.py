from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest

from govern.admission.review import MAX_BYTES
from tests.admission.reviews import DENY_NAMED_BAD, SLOW, body, pod, policies, rule
from tests.admission.webhook import Webhook, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policies")
    policies(folder, bad=rule("T1", DENY_NAMED_BAD), slow=rule("T2", SLOW))
    return folder


@pytest.fixture(scope="module")
def webhook(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Webhook]:
    with Webhook(tmp_path_factory.mktemp("webhook"), "--no-builtin", "-p", str(folder)) as one:
        yield one


def test_a_review_is_answered_with_a_decision(webhook: Webhook) -> None:
    assert webhook.ask(body()).response["allowed"] is True
    denied = webhook.ask(body(pod(name="bad")))
    assert denied.status == 200
    assert denied.headers["content-type"] == "application/json"
    assert "[T1, high] bad name" in denied.response["status"]["message"]


def test_the_audit_webhook_denies_nothing(webhook: Webhook) -> None:
    assert webhook.ask(body(pod(name="bad")), "/audit").response["allowed"] is True


@pytest.mark.parametrize(
    ("method", "path", "data", "kind", "status"),
    [
        ("GET", "/enforce", b"", "application/json", 405),
        ("POST", "/nothing", b"{}", "application/json", 404),
        ("POST", "/readyz", b"{}", "application/json", 405),
        ("GET", "/metrics", b"", "application/json", 404),
        ("POST", "/enforce", b"{}", "text/plain", 415),
        ("POST", "/enforce", b"{", "application/json", 400),
        ("POST", "/enforce", b"", "application/json", 400),
        ("POST", "/enforce", b'{"kind":"AdmissionReview"}', "application/json; charset=utf-8", 400),
    ],
)
def test_what_is_no_review_gets_a_status_and_a_sentence(
    webhook: Webhook, method: str, path: str, data: bytes, kind: str, status: int
) -> None:
    answer = webhook.ask(data, path, method, kind=kind)
    assert answer.status == status
    assert answer.body.endswith(b"\n") or answer.body.isascii()
    assert b"Traceback" not in answer.body
    assert "retry-after" not in answer.headers


def test_a_body_that_is_too_large_is_not_read(webhook: Webhook) -> None:
    assert webhook.ask(b" " * (MAX_BYTES + 1)).status == 413


def test_a_review_as_large_as_the_api_server_s_largest_is_judged(webhook: Webhook) -> None:
    large = pod(annotations={"filler": "x" * 3_000_000})
    assert webhook.ask(body(large, "UPDATE")).response["allowed"] is True


def test_an_answer_comes_before_the_caller_gives_up(webhook: Webhook) -> None:
    started = time.monotonic()
    answer = webhook.ask(body(pod(labels={"slow": "yes"})), "/enforce?timeout=1s")
    assert time.monotonic() - started < 1
    assert answer.response["allowed"] is False
    message = answer.response["status"]["message"]
    assert "[T1, T2] not decided, and so denied: " in message
    assert "no answer within 0.8 s" in message
    until(lambda: webhook.metric("govern_admission_children_ready") == 2, "both children are back")
    assert webhook.metric('govern_admission_unjudged_total{cause="timeout",lane="enforce"}') >= 1


def test_a_child_that_dies_is_replaced_while_others_answer(webhook: Webhook) -> None:
    ended = webhook.metric("govern_admission_children_ended")
    os.kill(webhook.children()[0], signal.SIGKILL)
    assert webhook.ask(body()).response["allowed"] is True
    until(
        lambda: (
            webhook.metric("govern_admission_children_ready") == 2
            and webhook.metric("govern_admission_children_ended") == ended + 1
        ),
        "it is replaced",
    )


def test_only_http_1_1_and_modern_tls_are_offered(webhook: Webhook) -> None:
    context = ssl.create_default_context(cafile=str(webhook.authority.file))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", webhook.port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
    ):
        assert secured.selected_alpn_protocol() == "http/1.1"
        assert secured.version() in {"TLSv1.2", "TLSv1.3"}


def test_plain_http_gets_no_review_answered(webhook: Webhook) -> None:
    assert webhook.watched("/enforce").status == 404
    assert webhook.watched("/healthz").status == 200
    assert webhook.watched("/readyz").status == 200


def test_metrics_count_reviews_findings_and_expiry(webhook: Webhook) -> None:
    webhook.ask(body(pod(name="bad")))
    assert webhook.metric('govern_admission_findings_total{outcome="fail",rule="T1"}') >= 1
    line = 'govern_admission_review_duration_seconds_bucket{lane="enforce",le="10.0"}'
    assert webhook.metric(line) >= 1
    leaf = webhook.metric('govern_certificate_expiry_timestamp_seconds{certificate="leaf"}')
    assert 9 < (leaf - time.time()) / 86400 <= 10
    assert webhook.metric('govern_certificate_expiry_timestamp_seconds{certificate="ca"}') > leaf


def test_policies_are_swapped_and_a_broken_one_leaves_the_old_in_force(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    with Webhook(tmp_path, "--no-builtin", "-p", str(folder)) as webhook:
        assert webhook.ask(body()).response["allowed"] is True
        (folder / "one.rego").write_text(rule("T3", 'deny contains "all"'), encoding="utf-8")
        webhook.wait_for("policies are in force", 2)
        assert "T3" in webhook.ask(body()).response["status"]["message"]
        (folder / "one.rego").write_text("package broken\ndeny contains {", encoding="utf-8")
        webhook.wait_for("policies not taken")
        assert "T3" in webhook.ask(body()).response["status"]["message"]
        assert webhook.metric("govern_policy_stale") == 1
        (folder / "one.rego").write_text(rule("T4", 'deny contains "all"'), encoding="utf-8")
        webhook.wait_for("policies are in force", 3)
        until(lambda: webhook.metric("govern_policy_stale") == 0, "not stale any more")
        assert "T4" in webhook.ask(body()).response["status"]["message"]


def test_a_rotated_certificate_is_taken_and_connections_live_on(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    with Webhook(tmp_path, "--no-builtin", "-p", str(folder)) as webhook:
        connection = webhook.connect()
        before = _serial(webhook)
        assert webhook.ask(body(), connection=connection).status == 200
        newer = webhook.authority.issue("newer")
        shutil.copy(newer.key, webhook.leaf.key)  # halfway through a rotation
        webhook.wait_for("certificate not taken", seconds=10)  # it looks each 0.3 s
        assert _serial(webhook) == before
        shutil.copy(newer.certificate, webhook.leaf.certificate)
        webhook.wait_for("new certificate")
        assert _serial(webhook) != before
        assert webhook.ask(body(), connection=connection).status == 200
        connection.close()


def _serial(webhook: Webhook) -> str:
    connection = webhook.connect()
    connection.connect()
    shown = connection.sock.getpeercert(binary_form=True)
    connection.close()
    return hashlib.sha256(shown or b"").hexdigest()


def test_a_server_that_is_told_to_stop_drains(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    with Webhook(tmp_path, "--no-builtin", "-p", str(folder)) as webhook:
        connection = webhook.connect()
        assert "connection" not in webhook.ask(body(), connection=connection).headers
        children = webhook.children()
        webhook.terminate()
        webhook.wait_for("draining")
        assert webhook.watched("/readyz").status == 503
        last = webhook.ask(body(), connection=connection)
        assert last.response["allowed"] is True
        assert last.headers["connection"] == "close"
        assert webhook.wait() == 0
        assert not [pid for pid in children if os.path.exists(f"/proc/{pid}")]  # noqa: PTH110 - proc


def test_clients_of_another_authority_are_turned_away(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    policies(folder, one=rule("T1", DENY_NAMED_BAD))
    clients = Webhook(tmp_path / "clients").authority
    arguments = ("--no-builtin", "-p", str(folder), "--client-ca", str(clients.file))
    with Webhook(tmp_path, *arguments) as webhook:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            webhook.ask(body())
        mine = clients.issue("client")
        context = ssl.create_default_context(cafile=str(webhook.authority.file))
        context.load_cert_chain(mine.certificate, mine.key)
        connection = webhook.connect()
        connection._context = context  # type: ignore[attr-defined]  # http.client has no way to add a certificate later
        assert webhook.ask(body(), connection=connection).response["allowed"] is True
        connection.close()


def test_a_port_that_is_taken_is_a_clear_error(webhook: Webhook, tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="cannot listen on"),
        Webhook(tmp_path, port=webhook.port),
    ):
        pass


def test_a_certificate_that_cannot_be_used_is_a_clear_error(tmp_path: Path) -> None:
    webhook = Webhook(tmp_path)
    webhook.leaf.certificate.write_text("no certificate", encoding="utf-8")
    with pytest.raises(AssertionError, match="TLS certificate or its key"), webhook:
        pass
