"""Looks through every byte of a bundle for what was blacked out of it."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING

from govern.errors import UsageError
from govern.evidence.redaction.spellings import digests_in

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from govern.evidence.redaction.spellings import Spellings

_MOST_NAMED = 20  # places in a message


def require_gone(
    root: Path,
    texts: Spellings,
    digests: Container[bytes],
    *,
    here_only: bool,
) -> list[str]:
    """Return the files below `root` that hold one of the texts, when that is wanted.

    Args:
        root: The folder of a bundle.
        texts: What was blacked out.
        digests: The plain digests of what it was blacked out of: they would tell whether a guess
            is right.
        here_only: The texts may stay elsewhere.

    Raises:
        UsageError: there are such files, and they are not wanted.
    """
    told: list[str] = []
    named: list[str] = []
    for path in sorted(one for one in root.rglob("*") if one.is_file()):
        name = path.relative_to(root).as_posix()
        readings = list(_readings(name, path.read_bytes()))
        if any(map(texts.is_in, readings)):
            told.append(name)
        if any(any(digests_in(data, digests)) for data in readings):
            named.append(name)
    if told and not here_only:
        shown = ", ".join(told[:_MOST_NAMED])
        more = f" and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
        raise UsageError(
            "what is blacked out would still be in the bundle",
            cause=f"it is in {shown}{more}",
            hint="what records and policies say is signed and stays; leave these decisions out"
            " (--since, --until, --subject), or accept it: --redact-here-only",
        )
    if named:
        raise UsageError(
            "it holds the plain digest of what is blacked out, by which it could be tried out",
            path=named[0],
            hint="leave that decision out (--since, --until, --subject)",
        )
    return told


def _readings(name: str, data: bytes) -> Iterator[bytes]:
    """Yield a file's name and bytes, and what is signed in it."""
    yield name.encode()
    yield data
    if not name.endswith(".json"):
        return
    try:
        value = json.loads(data)
        envelope = value.get("dsseEnvelope", value)
        yield b64decode(envelope["payload"])
    except (ValueError, KeyError, TypeError, AttributeError):  # no envelope: it was read as it is
        return
