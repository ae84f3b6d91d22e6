"""A review → what is known of its images, in time and without asking a registry for it.

What is not known yet is being found out meanwhile; what the review is answered until then is chosen
with `--pending`. Workloads are looked at like the Pods that they will bring, so that those find
everything known.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from govern.admission.image_cache import pending
from govern.admission.image_needs import ImageNeeds
from govern.admission.judge import Lane
from govern.admission.known import NOTHING, Known
from govern.admission.newcomers import brings_no_new_image
from govern.documents.kubernetes.workloads import images
from govern.facts.images.source import images_fact
from govern.facts.merging import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.admission.review import Review
    from govern.facts.images.source import Looked
    from govern.policies.policy_set import PolicySet

_SHARE = 0.6  # of a review's time that waiting for images may take; judging needs the rest
_TENDING = frozenset({"CREATE", "UPDATE"})  # operations that may bring Pods


class Pending(StrEnum):
    """What a review is answered while its images are being verified."""

    DENY = "deny"
    WAIT = "wait"
    ALLOW = "allow"


class ImageKnowledge(Protocol):
    """What is known of images."""

    def find(self, reference: str, namespace: str, *, settled: bool = False) -> Looked | None:
        """Return what is known of an image; None when it is being found out.

        Args:
            reference: The image.
            namespace: Of the review.
            settled: It was there before: what was verified of it earlier may do.
        """
        ...

    def last(self, reference: str, namespace: str) -> Looked | None:
        """Return what was found out last, though it may be old."""
        ...

    def keep_inputs(self, *, wanted: bool) -> None:
        """Keep what is attested as inputs from now on, or do not."""
        ...

    async def wait(self, references: list[str], namespace: str, seconds: float) -> None:
        """Wait until images are found out, or the time is up."""
        ...


class HotFacts:
    """Facts for reviews; `adopt` before the first.

    Args:
        cache: What is known of images.
        answer: What a review is answered while its images are being verified.
    """

    def __init__(self, cache: ImageKnowledge, answer: Pending) -> None:
        self._cache = cache
        self._answer = answer
        self._needs: ImageNeeds

    def adopt(self, policies: PolicySet, *, audit_only: bool) -> None:
        """Look at which rules read facts."""
        self._needs = ImageNeeds(policies, audit_only=audit_only)
        self._cache.keep_inputs(wanted=any(map(self._needs.sboms_in, Lane)))

    def may_tell(self, body: bytes, lane: Lane) -> bool:
        """Return whether anything could be known of a review; it is not read for that."""
        return self._needs.any_in(lane) and b"mage" in body

    async def known(self, review: Review, lane: Lane, budget: float) -> Known:
        """Return what is known of a review's images.

        Args:
            review: The review.
            lane: Which webhook asks.
            budget: Seconds until the review must be answered.
        """
        started = time.monotonic()
        asked = self._needs.rules_for(review, lane)
        if not asked and review.operation not in _TENDING:
            return NOTHING
        content = review.old_object if review.operation == "DELETE" else review.object
        references = list(dict.fromkeys(one for _, one in images(content or {})))
        settled = brings_no_new_image(review)
        found = {
            one: self._cache.find(one, review.namespace, settled=settled) for one in references
        }
        sboms = self._needs.sboms_in(lane) and review.operation in _TENDING
        if not (asked or sboms) or not references:
            return NOTHING
        missing = [one for one, looked in found.items() if looked is None]
        if missing and self._answer is Pending.WAIT:
            left = budget * _SHARE - (time.monotonic() - started)
            await self._cache.wait(missing, review.namespace, left)
            found |= {one: self._cache.find(one, review.namespace) for one in missing}
        if self._answer is Pending.ALLOW:  # what was refused a minute ago is not let through
            found |= {one: self._cache.last(one, review.namespace) for one in missing}
        return self._told(found, asked, sboms=sboms)

    def _told(self, found: dict[str, Looked | None], asked: Iterable[str], *, sboms: bool) -> Known:
        missing = tuple(one for one, looked in found.items() if looked is None)
        each = {one: looked or pending(one) for one, looked in found.items()}
        seen = (looked for looked in found.values() if looked is not None)
        only_pending = not any("error" in looked.fact for looked in seen)
        tolerant = self._answer is Pending.ALLOW and missing and only_pending
        whole = joined([images_fact(each)])
        return Known(
            whole.to_object(),
            missing,
            frozenset(asked) if tolerant else frozenset(),
            whole.inputs if sboms else (),
        )
