"""How long to wait before asking a busy registry again."""

from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIRST = 0.2  # seconds
_LONGEST = 300.0  # however long a registry asks for


def retry_delay(attempt: int, headers: Mapping[str, str]) -> float:
    """Return the seconds to wait: as `Retry-After` says (RFC 9110), else doubling, with jitter."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) <= 9:
        return min(float(said), _LONGEST)
    if said:
        try:
            return min(max(0.0, parsedate_to_datetime(said).timestamp() - time.time()), _LONGEST)
        except (ValueError, OverflowError, OSError):
            pass  # not a date either: wait as if nothing was said
    jitter = random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
    return _FIRST * 2.0**attempt * jitter
