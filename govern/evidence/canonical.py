"""Canonical JSON (RFC 8785) and digests: one spelling for everything that is signed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.libraries import require_installed

if TYPE_CHECKING:
    from collections.abc import Mapping


def require_libraries() -> None:
    """Demand what recording needs beyond the core installation.

    Raises:
        UsageError: something is not installed.
    """
    require_installed("recording decisions needs", "sign", "rfc8785", "cryptography")


def canonical(value: Mapping[str, object]) -> bytes:
    """Return the one canonical text of a JSON object.

    Raises:
        UsageError: the value holds what JSON cannot say (NaN, integers beyond 2**53, half
            a character).
    """
    import rfc8785  # noqa: PLC0415 - only a run that records needs it

    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # its own errors judge the content
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise UsageError("a record cannot be written as JSON", cause=str(error)) from error


def sha256_hex(data: bytes) -> str:
    """Return the hex digest."""
    return hashlib.sha256(data).hexdigest()
