"""A time-bound, scoped, owned suppression of a Result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One waiver as written by its owner.

    Attributes:
        id: Unique among the waivers of a run.
        rules: Rule ids it covers; patterns with `*` are allowed, a bare `*` is not.
        resource: Pattern with `*` over `Resource.address`; must not be a bare `*`.
        path: Pattern with `*` over the input's path; empty covers every path.
        pointer: JSON pointer prefix inside the document; empty covers the whole resource.
        fingerprint: The one finding it covers, when it was made for exactly one.
        owner: Who answers for it.
        reason: Why the risk is accepted.
        expires: The first instant at which it no longer holds (UTC). Mandatory.
        file: Where it is written, for messages.
        compensating_control: What keeps the risk small meanwhile.
        approved_by: Who approved it, by a verified signature.
        signed: The digest (hex) of the signed statement that it is; empty for a plain file.
    """

    id: str
    rules: tuple[str, ...]
    resource: str
    owner: str
    reason: str
    expires: datetime
    path: str = ""
    pointer: str = ""
    fingerprint: str = ""
    ticket: str = ""
    file: str = ""
    line: int | None = None
    compensating_control: str = ""
    approved_by: tuple[str, ...] = ()
    signed: str = ""


class WaiverState(StrEnum):
    """What became of a waiver in one run."""

    USED = "used"
    EXPIRED = "expired"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver and what it did: how many Results it covered, or would have, had it not expired."""

    waiver: Waiver
    state: WaiverState
    count: int = 0
