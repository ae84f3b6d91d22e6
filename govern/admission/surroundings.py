"""What is known around a review before it is judged: facts about its images, and its Namespace."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from govern.admission.known import NOTHING
from govern.admission.review import MalformedReview, read_review
from govern.policies.cluster import needs_namespaces

if TYPE_CHECKING:
    from govern.admission.hot_facts import HotFacts
    from govern.admission.judge import Lane
    from govern.admission.known import Known
    from govern.admission.namespaces import LiveNamespaces
    from govern.admission.review import Review
    from govern.policies.policy_set import PolicySet

_SHARE = 0.4  # of a review's time that asking for its Namespace may take; judging needs the rest
_LARGE = 256 * 1024  # bytes of a review that the event loop does not parse by itself


class Surroundings:
    """Finds out what rules want to know; `adopt` before the first review.

    Args:
        facts: About images; None when they are not verified.
        namespaces: Of the cluster; None when it is not asked.
    """

    def __init__(self, facts: HotFacts | None, namespaces: LiveNamespaces | None) -> None:
        self._facts = facts
        self._namespaces = namespaces
        self._needs_namespaces = False

    def adopt(self, policies: PolicySet, *, audit_only: bool) -> None:
        """Look at what rules want to know."""
        self._needs_namespaces = needs_namespaces(policies)
        if self._facts is not None:
            self._facts.adopt(policies, audit_only=audit_only)

    async def refresh(self) -> None:
        """Look anew at what changes by itself."""
        if self._namespaces is not None and self._needs_namespaces:
            await self._namespaces.refresh()

    @property
    def stale(self) -> bool:
        """Whether the last look failed."""
        return self._namespaces is not None and self._namespaces.stale

    @property
    def watched(self) -> bool:
        """Whether the API server tells what changes of Namespaces."""
        return self._namespaces is not None and self._namespaces.watched

    async def known(self, body: bytes, lane: Lane, budget: float) -> Known:
        """Return what is known around a review.

        Args:
            body: The AdmissionReview; what is none is left to whoever judges.
            lane: Which webhook asks.
            budget: Seconds until the review must be answered.
        """
        facts = self._facts if self._facts and self._facts.may_tell(body, lane) else None
        namespaces = self._namespaces if self._needs_namespaces else None
        if facts is None and namespaces is None:
            return NOTHING
        started = time.monotonic()
        try:
            large = len(body) > _LARGE
            review = await asyncio.to_thread(read_review, body) if large else read_review(body)
        except MalformedReview:
            return NOTHING
        known = NOTHING
        if namespaces is not None and (name := _namespace(review)):
            found = await namespaces.find(name, budget * _SHARE)
            known = replace(known, namespace=found)
        if facts is not None:
            left = budget - (time.monotonic() - started)
            told = await facts.known(review, lane, left)
            known = replace(told, namespace=known.namespace)
        return known

    async def close(self) -> None:
        """Wait for what is under way."""
        if self._namespaces is not None:
            await self._namespaces.close()


def _namespace(review: Review) -> str:
    """Return the namespace that an object is in; none for a Namespace itself."""
    return "" if review.kind == "Namespace" and not review.group else review.namespace
