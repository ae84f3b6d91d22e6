"""Findings that were there before the gate was, accepted one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Baseline:
    """The accepted findings of a baseline file.

    Attributes:
        accepted: How many findings are accepted for each fingerprint. Two findings of one rule at
            one place share a fingerprint; a third one there is new, and is not accepted.
        file: Where it is written, for messages.
    """

    accepted: Mapping[str, int] = field(default_factory=Counter)
    file: str = "baseline"


@dataclass(frozen=True, slots=True)
class BaselineUse:
    """What a baseline did in one run: findings it covered, and entries that matched nothing."""

    file: str
    accepted: int
    gone: int
