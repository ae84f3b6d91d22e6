"""Decisions that are known not to be in the log: an entry says so, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.log.log import Addition
from govern.evidence.verify.entry import Entry, EntryKind
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from govern.evidence.log.log import Log

BREAK_GLASS = "break-glass"  # how the reason begins when somebody took the webhook away


def leave_gap(log: Log, why: str, now: datetime) -> int:
    """Append a gap of unknown size; return its entry.

    Raises:
        UsageError: the log cannot be written.
        VerificationError: the log is damaged.
    """
    gap = Entry(kind=EntryKind.GAP, time=rfc3339(now), reason=why)
    return log.append([Addition(gap)]).start
