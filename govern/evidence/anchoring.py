"""Writes into the log that somebody else knows its head: an authority, a git history, a bucket.

An anchor is an entry like others, so it is exported, counted and proved as they are.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.attest.signing import bundle_of
from govern.attest.statement import STATEMENT_V1, Statement
from govern.errors import UsageError
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.locked_checkpoints import key_of
from govern.evidence.log.log import Addition
from govern.evidence.predicates import ANCHOR
from govern.evidence.verify.anchor import AnchorKind, verify_anchor
from govern.evidence.verify.entry import SIGNED, Entry, EntryKind
from govern.evidence.verify.notes import Checkpoint
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from govern.attest.signer import Signer
    from govern.attest.timestamp import TimestampRequest
    from govern.evidence.checkpoint_folder import CheckpointFolder
    from govern.evidence.git_history import GitHistory
    from govern.evidence.log.log import Log
    from govern.evidence.object_lock import Lock, LockedBucket
    from govern.evidence.verify.anchor import Anchored


@dataclass(frozen=True, slots=True)
class Kept:
    """An anchor in the log: its entry, what it says, and the record's bytes to keep elsewhere."""

    entry: int
    anchored: Anchored
    record: bytes


def anchor_in_time(
    log: Log, signer: Signer, ask: Callable[[TimestampRequest], bytes], now: datetime
) -> Kept:
    """Have the head of the log time-stamped, and write that into the log.

    Args:
        log: The log, with its key.
        signer: Signs the record.
        ask: Sends a request to an authority; returns its response (DER).
        now: The time of the log entry.

    Raises:
        Rejected: the response is none, or not about this head or this request.
    """
    from govern.attest import timestamp  # noqa: PLC0415 - loads the vendor's library

    head = log.checkpoint()
    note = head.text().encode()
    request = timestamp.TimestampRequest.over(note)
    response = ask(request)
    timestamp.stated_time(response, note, request.nonce)
    said = {"request": _b64(request.der), "response": _b64(response)}
    return _keep(log, signer, AnchorKind.TIMESTAMP, head, said, now)


def anchor_by_response(log: Log, signer: Signer, response: bytes, now: datetime) -> Kept:
    """Write a response into the log that was obtained elsewhere, over a checkpoint of this log.

    Raises:
        UsageError: it is over none of the log's checkpoints.
    """
    from govern.attest import timestamp  # noqa: PLC0415 - loads the vendor's library

    seen = timestamp.imprint(response)
    with log.store.reading() as reader:
        notes = (text for _, text in reader.checkpoints())
        found = next((text for text in notes if timestamp.is_imprint(seen, text.encode())), None)
    if found is None:
        raise UsageError(
            "the time-stamp is of no checkpoint of this log",
            hint="have the output of `govern log checkpoint` stamped, byte for byte",
        )
    said = {"request": None, "response": _b64(response)}
    return _keep(log, signer, AnchorKind.TIMESTAMP, Checkpoint.parse(found), said, now)


def anchor_in_git(log: Log, signer: Signer, history: GitHistory, now: datetime) -> Kept:
    """Commit the head of the log to a git repository, and write that into the log."""
    head = log.checkpoint()
    words = f"Checkpoint of {head.origin} over {head.size} entries"
    name = history.file_of(head.origin)
    commit = history.commit(name, head.text().encode(), words)
    objects = [_b64(one) for one in history.objects(commit)]
    said = {"commit": commit, "path": name, "objects": objects}
    return _keep(log, signer, AnchorKind.GIT, head, said, now)


def anchor_in_bucket(
    log: Log, signer: Signer, bucket: LockedBucket, wanted: Lock, now: datetime
) -> Kept:
    """Store the head of the log in a bucket under a lock, and write that into the log.

    Raises:
        UsageError: the bucket has no object lock.
        VerificationError: it holds another head of this log over as many entries, or does not keep
            the lock that was asked for.
        ObjectStoreError: it gives no answer, or refuses.
    """
    head = log.checkpoint()
    stored, lock = bucket.keep(key_of(bucket, head), head.text().encode(), wanted)
    said = {
        "endpoint": bucket.endpoint,
        "bucket": bucket.bucket,
        "key": stored.key,
        "version": stored.version,
        "mode": lock.mode.value,
        "retain_until": rfc3339(lock.until),
    }
    return _keep(log, signer, AnchorKind.OBJECT, head, said, now)


def anchor_in_folder(log: Log, signer: Signer, folder: CheckpointFolder, now: datetime) -> Kept:
    """Write the head of the log into a folder that keeps files, and that into the log.

    Raises:
        UsageError: the file cannot be written.
        VerificationError: there is another head of this log over as many entries.
    """
    head = log.checkpoint()
    key = key_of(folder, head)
    folder.keep(key, head.text().encode())
    return _keep(log, signer, AnchorKind.FILE, head, {"file": key}, now)


def anchors_in(log: Log) -> list[tuple[int, bytes]]:
    """Return the anchors' records in a log, with their entries."""
    found = []
    with log.store.reading() as reader:
        for index, line in reader.entries(0, reader.size()):
            if b'"anchor"' not in line:
                continue
            entry = Entry.parse(line, path=f"entry {index}")
            record = reader.payload(entry.sha256) if entry.kind is EntryKind.ANCHOR else None
            if record is not None:  # a missing one is found when the log is verified
                found.append((index, record))
    return found


def _keep(
    log: Log,
    signer: Signer,
    kind: AnchorKind,
    head: Checkpoint,
    said: Mapping[str, object],
    now: datetime,
) -> Kept:
    note = head.text().encode()
    statement = canonical(
        {
            "_type": STATEMENT_V1,
            "subject": [{"name": "checkpoint", "digest": {"sha256": sha256_hex(note)}}],
            "predicateType": ANCHOR,
            "predicate": {"kind": kind.value, "size": head.size, "note": _b64(note), **said},
        }
    )
    anchored = verify_anchor(Statement.parse(statement), None, "the anchor")
    record = bundle_of(statement, signer)
    digest = sha256_hex(record)
    entry = Entry(kind=EntryKind.ANCHOR, time=rfc3339(now), sha256=digest, media_type=SIGNED)
    index = log.append([Addition(entry, {digest: record})]).start
    return Kept(index, anchored, record)


def _b64(data: bytes) -> str:
    return b64encode(data).decode()
