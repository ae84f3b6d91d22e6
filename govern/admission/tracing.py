"""OpenTelemetry traces: one span for each review, with the names and verdicts of its summary.

Spans are sent by a thread of the library's, in batches, over OTLP/HTTP; what cannot be sent is
dropped there. Loaded only when traces are asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from govern import __version__
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model import JsonObject

_ENVIRONMENT = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
# Of a summary: nothing that could hold more than names and verdicts.
_TOLD = (
    "id", "uid", "lane", "allowed", "verdict", "operation", "kind", "resource", "subresource",
    "namespace", "name", "dry_run",
)  # fmt: skip


def is_wanted(endpoint: str | None, environment: Mapping[str, str]) -> bool:
    """Return whether traces are asked for: by an endpoint, or as OpenTelemetry's own variables do.

    `OTEL_SDK_DISABLED=true` and `OTEL_TRACES_EXPORTER=none` switch them off.
    """
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "") == "none":
        return False
    return endpoint is not None or any(environment.get(name) for name in _ENVIRONMENT)


class Tracing:
    """Sends spans; `close` sends the last ones.

    Args:
        endpoint: Where OTLP/HTTP is taken, such as `http://collector:4318`; None for what
            OpenTelemetry's environment variables say.

    Raises:
        UsageError: the extra is not installed.
    """

    def __init__(self, endpoint: str | None) -> None:
        try:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an extra
                OTLPSpanExporter,
            )
            from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
            from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
            from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above
        except ModuleNotFoundError as error:
            raise UsageError(
                f"traces need {error.name}", hint="pip install govern-engine[otel]"
            ) from error
        place = f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None
        own: dict[str, str] = {"service.version": __version__}
        if not os.environ.get("OTEL_SERVICE_NAME"):
            own["service.name"] = "govern"
        self._provider = TracerProvider(resource=Resource.create(own))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=place)))
        self._tracer = self._provider.get_tracer("govern.admission", __version__)

    def reviewed(self, summary: JsonObject, begun: int, ended: int) -> None:
        """Tell of one review; times are nanoseconds since 1970."""
        told = {
            f"govern.review.{key}": value
            for key in _TOLD
            if isinstance(value := summary.get(key), (str, bool))
        }
        span = self._tracer.start_span("review", attributes=told, start_time=begun)
        span.end(end_time=ended)

    def close(self) -> None:
        """Send what waits, and stop."""
        self._provider.shutdown()
