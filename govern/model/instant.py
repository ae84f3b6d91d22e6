"""Instants as text: one spelling for everything that is written for others."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def rfc3339(at: datetime) -> str:
    """Return an instant in UTC as RFC 3339 writes it: `2027-01-01T00:00:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
