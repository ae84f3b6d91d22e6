"""What the receiver of MLflow's webhooks counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.exposition import Exposition

if TYPE_CHECKING:
    from datetime import datetime

    from govern.promotion.guard import Judged

# A version's files are fetched for a judgement: that takes as long as they are large.
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)


class PromotionMetrics(Exposition):
    """The counters of one receiver."""

    def __init__(self) -> None:
        super().__init__()
        self._deliveries = self.counter(
            "govern_mlflow_deliveries", "Deliveries, by the HTTP status of the answer.", "status"
        )
        self._judged = self.counter(
            "govern_mlflow_aliases_judged", "Aliases judged.", "verdict", "taken_back"
        )
        self._unjudged = self.counter(
            "govern_mlflow_aliases_unjudged",
            "Judgements that broke off; they are tried again unless `final`.",
            "final",
        )
        self._duration = self.histogram(
            "govern_mlflow_judgement_duration_seconds",
            "Seconds that judging one alias took, with fetching its files.",
            buckets=_BUCKETS,
        )
        self.waiting = self.gauge("govern_mlflow_queue_depth", "Aliases that wait to be judged.")
        self.alive = self.gauge("govern_mlflow_judging", "1 while aliases are judged at all.")
        self.looked = self.gauge(
            "govern_mlflow_last_look_timestamp_seconds",
            "When all guarded aliases were last looked at, in seconds since 1970; 0: not yet.",
        )
        self._expiry = self.gauge(
            "govern_certificate_expiry_timestamp_seconds",
            "When a certificate expires, in seconds since 1970.",
            "certificate",
        )

    def delivered(self, status: int) -> None:
        """Count a request to the place of deliveries."""
        self._deliveries.labels(str(status)).inc()

    def judged(self, judged: Judged, seconds: float) -> None:
        """Count a judgement that came to its end."""
        taken_back = "true" if judged.taken_back else "false"
        self._judged.labels(judged.verdict or "none", taken_back).inc()
        self._duration.observe(seconds)

    def unjudged(self, *, final: bool) -> None:
        """Count a judgement that broke off."""
        self._unjudged.labels("true" if final else "false").inc()

    def expires(self, certificate: str, at: datetime) -> None:
        """Say when a certificate expires."""
        self._expiry.labels(certificate).set(at.timestamp())
