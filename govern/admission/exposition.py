"""What a server counts, in Prometheus' text format, with buckets that all of ours share.

Buckets reach 10 s: the API server waits that long by default, and what is capped below that looks
the same as what never answered.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)


class Exposition:
    """The metrics of one server; each instance has its own registry."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()

    def counter(self, name: str, words: str, *labels: str) -> Counter:
        """Add what only grows; `_total` is added to its name."""
        return Counter(name, words, labels, registry=self._registry)

    def gauge(self, name: str, words: str, *labels: str) -> Gauge:
        """Add what goes up and down."""
        return Gauge(name, words, labels, registry=self._registry)

    def histogram(
        self, name: str, words: str, *labels: str, buckets: tuple[float, ...] = BUCKETS
    ) -> Histogram:
        """Add what is spread, in seconds."""
        return Histogram(name, words, labels, buckets=buckets, registry=self._registry)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
