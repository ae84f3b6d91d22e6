"""Reads members of a report that has no schema: what is needed and not there is an error.

A report in which the list of findings is missing or of another type must never be read as one
without findings.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from govern.model import JsonObject, JsonValue

MOST_FINDINGS = 50_000


def broken(path: str, pointer: str, cause: str) -> InputError:
    """Return the error for a report that is not what its scanner writes."""
    return InputError(
        f"not a vulnerability report that can be read: {pointer}",
        path=path,
        cause=cause,
        hint="write it with `grype -o json`, `trivy --format json`, or as SARIF 2.1.0",
    )


def listed(source: JsonObject, key: str, path: str, pointer: str = "") -> list[JsonObject]:
    """Return a list of objects that has to be there.

    Raises:
        InputError: it is missing or null, no list, or holds something else than objects.
        LimitExceeded: it has more than `MOST_FINDINGS` elements.
    """
    value = source.get(key)
    place = f"{pointer}/{key}"
    if not isinstance(value, list):
        raise broken(path, place, "it is no list")
    if len(value) > MOST_FINDINGS:
        raise LimitExceeded(f"{place} has more than {MOST_FINDINGS} elements", path=path)
    found = [item for item in value if isinstance(item, dict)]
    if len(found) != len(value):
        raise broken(path, place, "it holds something that is no object")
    return found


def optional(source: JsonObject, key: str, path: str, pointer: str = "") -> list[JsonObject]:
    """Return a list of objects that may be absent or null, as Go writes an empty one."""
    return [] if source.get(key) is None else listed(source, key, path, pointer)


def needed(source: JsonObject, key: str, path: str, pointer: str) -> str:
    """Return a string that has to be there and not blank.

    Raises:
        InputError: it is not.
    """
    value = source.get(key)
    if not isinstance(value, str) or not value.strip():
        raise broken(path, f"{pointer}/{key}", "it is no text")
    return value.strip()


def score_of(value: JsonValue) -> float | None:
    """Return a CVSS score, which some tools write as text; None for what is none."""
    try:
        score = float(value) if isinstance(value, int | float | str) else math.nan
    except ValueError:
        return None
    return score if 0 <= score <= 10 and not isinstance(value, bool) else None


def digests_in(references: tuple[str, ...]) -> tuple[str, ...]:
    """Return the digests of references such as `registry/app@sha256:…`, once each."""
    found = (one.rpartition("@")[2] for one in references)
    return tuple(dict.fromkeys(one.lower() for one in found if one.startswith("sha256:")))
