"""Logs for tests: a real file, a real key."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Addition, Log
from govern.evidence.log.sqlite_store import SqliteStore
from govern.evidence.verify.entry import Entry, EntryKind

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "example.com/payments"
KEY = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32), ORIGIN)
OTHER_KEY = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"o" * 32), ORIGIN)


def key_pem(key: CheckpointKey = KEY) -> bytes:
    """Return a key as the PEM file that the command reads."""
    return key._private.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )


def an_addition(number: int) -> Addition:
    record = b"record %d" % number
    digest = hashlib.sha256(record).hexdigest()
    entry = Entry(
        kind=EntryKind.DECISION,
        time="2026-11-21T12:00:00Z",
        sha256=digest,
        media_type="application/vnd.dev.sigstore.bundle.v0.3+json",
    )
    return Addition(entry, {digest: record})


def a_log(path: Path, size: int = 0, key: CheckpointKey | None = KEY) -> Log:
    log = Log(SqliteStore(str(path), ORIGIN), key)
    for number in range(size):
        log.append([an_addition(number)])
    return log
