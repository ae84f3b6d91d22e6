"""What the webhook counts, with the names that such webhooks use."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from govern.admission.exposition import Exposition

if TYPE_CHECKING:
    from datetime import datetime

    from govern.admission.decision_log import DecisionLog
    from govern.model import JsonObject


class Metrics(Exposition):
    """The counters of one webhook."""

    def __init__(self) -> None:
        super().__init__()
        self._count_surroundings()
        self._reviews = self.counter(
            "govern_admission_reviews",
            "Reviews answered with a decision.",
            *("lane", "operation", "verdict", "allowed"),
        )
        self._duration = self.histogram(
            "govern_admission_review_duration_seconds",
            "Seconds from a review's last byte to its answer.",
            "lane",
        )
        self._findings = self.counter(
            "govern_admission_findings", "Results of rules that were no pass.", "rule", "outcome"
        )
        self._unjudged = self.counter(
            "govern_admission_unjudged", "Reviews left to failure policies.", "lane", "cause"
        )
        self._malformed = self.counter(
            "govern_admission_malformed_requests", "Requests that were no review.", "status"
        )
        self._evaluation = self.counter(
            "govern_admission_evaluation_cpu_seconds", "CPU time of evaluating rules.", "lane"
        )
        self.queue = self.gauge("govern_admission_queue_depth", "Reviews that wait.")
        self.children = self.gauge("govern_admission_children_ready", "Children that work.")
        self.ended = self.gauge("govern_admission_children_ended", "Children that ended unasked.")
        self.broken = self.gauge("govern_admission_rules_broken", "Rules not asked any more.")
        self.stale = self.gauge("govern_policy_stale", "1 while newer policies are refused.")
        self._policy = self.gauge("govern_policy_info", "The policies in force.", "revision")
        self._expiry = self.gauge(
            "govern_certificate_expiry_timestamp_seconds",
            "When a certificate expires, in seconds since 1970.",
            "certificate",
        )
        self._count_records()

    def _count_surroundings(self) -> None:
        self._images = self.counter(
            "govern_image_facts", "Images that reviews asked for, by what was known.", "known"
        )
        self._verified = self.histogram(
            "govern_image_verification_seconds",
            "Seconds that one look at an image in its registry took.",
        )
        self.namespaces_stale = self.gauge(
            "govern_namespaces_stale", "1 while the API server does not list Namespaces."
        )
        self.namespaces_watched = self.gauge(
            "govern_namespaces_watched", "1 while the API server tells what changes of Namespaces."
        )
        self.trust_stale = self.gauge(
            "govern_trust_stale", "1 while a newer trust configuration is refused."
        )

    def _count_records(self) -> None:
        self._written = self.counter("govern_decision_log_written", "Records on disk.")
        self._dropped = self.counter("govern_decision_log_dropped", "Records lost.", "reason")
        self._queued = self.gauge("govern_decision_log_queue_bytes", "Records that wait.")
        self._told: dict[str, int] = {}

    def recorded(self, log: DecisionLog) -> None:
        """Say what became of records of decisions."""
        now = {**log.dropped, "": log.written}
        for reason, count in now.items():
            new = count - self._told.get(reason, 0)
            (self._dropped.labels(reason) if reason else self._written).inc(new)
        self._told = now
        self._queued.set(log.waiting_bytes)

    def reviewed(self, summary: JsonObject, seconds: float) -> None:
        """Count a review that was answered (govern.admission.exchange.summary_of)."""
        lane, allowed = str(summary["lane"]), "true" if summary["allowed"] else "false"
        labels = (lane, str(summary["operation"]), str(summary["verdict"]), allowed)
        self._reviews.labels(*labels).inc()
        self._duration.labels(lane).observe(seconds)
        self._evaluation.labels(lane).inc(cast("float", summary["evaluation_cpu"]))
        findings = cast("list[tuple[str, str, int]]", summary["findings"])
        for rule, outcome, count in findings:
            self._findings.labels(rule, outcome).inc(count)

    def unjudged(self, lane: str, cause: str) -> None:
        """Count a review that nobody judged."""
        self._unjudged.labels(lane, cause).inc()

    def malformed(self, status: int) -> None:
        """Count a request that was no review."""
        self._malformed.labels(str(status)).inc()

    def image_fact(self, known: str) -> None:
        """Count a look into what is known: `hit`, `miss`, `pending`, `settled` or `error`."""
        self._images.labels(known).inc()

    def image_verified(self, seconds: float) -> None:
        """Count a look at an image in its registry."""
        self._verified.observe(seconds)

    def in_force(self, revision: str) -> None:
        """Say which policies decide."""
        self._policy.clear()
        self._policy.labels(revision).set(1)

    def expires(self, certificate: str, at: datetime) -> None:
        """Say when a certificate (`leaf` or `ca`) expires."""
        self._expiry.labels(certificate).set(at.timestamp())
