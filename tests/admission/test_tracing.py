"""Spans of `govern serve`, as a collector receives them."""

from __future__ import annotations

import http.server
import queue
import threading
from typing import TYPE_CHECKING

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from govern.admission.tracing import is_wanted
from tests.admission.reviews import DENY_NAMED_BAD, body, pod, policies, rule
from tests.admission.webhook import Webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Collector(http.server.ThreadingHTTPServer):
    received: queue.Queue[tuple[str, bytes]]


class _Taking(http.server.BaseHTTPRequestHandler):
    server: _Collector

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.put((self.path, data))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - the base class's name


@pytest.fixture
def collector() -> Iterator[_Collector]:
    server = _Collector(("127.0.0.1", 0), _Taking)
    server.received = queue.Queue()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_each_review_is_a_span_of_names_and_verdicts(collector: _Collector, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    policies(folder, bad=rule("T1", DENY_NAMED_BAD))
    with Webhook(
        tmp_path / "webhook", "--no-builtin", "-p", str(folder),
        "--otlp-endpoint", f"http://127.0.0.1:{collector.server_port}",
    ) as webhook:  # fmt: skip
        webhook.ask(body(pod(name="bad", annotations={"note": "nobody-may-see-this"})))
        webhook.ask(body(pod(name="good")))
        webhook.terminate()
        assert webhook.wait() == 0  # the last spans are sent before it ends
    spans = []
    while not collector.received.empty():
        path, data = collector.received.get()
        assert path == "/v1/traces"
        assert b"nobody-may-see-this" not in data
        assert b"registry.example" not in data
        for resource in ExportTraceServiceRequest.FromString(data).resource_spans:
            named = {one.key: one.value.string_value for one in resource.resource.attributes}
            assert named["service.name"] == "govern"
            spans += [span for scope in resource.scope_spans for span in scope.spans]
    told = [{one.key: one.value for one in span.attributes} for span in spans]
    assert [one["govern.review.name"].string_value for one in told] == ["bad", "good"]
    assert [one["govern.review.allowed"].bool_value for one in told] == [False, True]
    assert all(span.end_time_unix_nano > span.start_time_unix_nano for span in spans)


def test_a_collector_that_is_away_is_in_nobodys_way(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    policies(folder, bad=rule("T1", DENY_NAMED_BAD))
    with Webhook(
        tmp_path / "webhook", "--no-builtin", "-p", str(folder),
        "--otlp-endpoint", "http://127.0.0.1:9",
    ) as webhook:  # fmt: skip
        assert webhook.ask(body(pod(name="good"))).response["allowed"] is True
        assert webhook.ask(body(pod(name="bad"))).response["allowed"] is False


@pytest.mark.parametrize(
    ("endpoint", "environment", "wanted"),
    [
        (None, {}, False),
        ("http://collector:4318", {}, True),
        (None, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}, True),
        ("http://collector:4318", {"OTEL_SDK_DISABLED": "true"}, False),
        ("http://collector:4318", {"OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_sent_only_when_asked_for(
    endpoint: str | None, environment: dict[str, str], wanted: bool
) -> None:
    assert is_wanted(endpoint, environment) is wanted
