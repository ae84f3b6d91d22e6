"""Anchors: what somebody else knows of the log's head, so that it cannot be rewritten later.

A time-stamp (RFC 3161) shows that a checkpoint existed at a time. A git commit shows that it lies
in a history of which others have clones; whether a commit is in theirs, they can look up. An object
under lock (S3 Object Lock) stays in its bucket until a day; whether it is there, the store says.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from govern.attest.dsse import Envelope
from govern.attest.rejection import Rejected
from govern.attest.statement import Statement
from govern.attest.strict_json import parse_object
from govern.errors import VerificationError
from govern.evidence.predicates import ANCHOR
from govern.evidence.verify.git_objects import require_file
from govern.evidence.verify.notes import Checkpoint
from govern.model.unseen import visible

if TYPE_CHECKING:
    from govern.evidence.verify.trust import Trust


class AnchorKind(StrEnum):
    """Who else knows."""

    TIMESTAMP = "rfc3161"
    GIT = "git"
    OBJECT = "s3"
    FILE = "file"


class LockMode(StrEnum):
    """Who may lift an object's lock: nobody, or those whom the bucket's owner lets."""

    COMPLIANCE = "compliance"
    GOVERNANCE = "governance"


@dataclass(frozen=True, slots=True)
class LockedAt:
    """The version of an object that holds a checkpoint, and its lock, as the record says."""

    endpoint: str
    bucket: str
    key: str
    version: str
    mode: LockMode
    until: datetime

    def text(self) -> str:
        """Say it in words."""
        until = self.until.isoformat()
        return f"{visible(f's3://{self.bucket}/{self.key}')}, under {self.mode} lock until {until}"


@dataclass(frozen=True, slots=True)
class Anchored:
    """A checkpoint that somebody else knows.

    Attributes:
        where: In whose hands it is, in words.
        time: When a trusted authority saw it; None where none says so.
        locked: The object that holds it; None for other kinds.
    """

    head: Checkpoint
    kind: AnchorKind
    where: str
    time: datetime | None = None
    locked: LockedAt | None = None

    def text(self, first: int = 0) -> str:
        """Say it in one line, to somebody whose evidence begins with the entry `first`."""
        covered = f"the first {self.head.size} entries"
        if self.head.size < first:
            return f"{covered} are anchored; NOT compared, since this begins with entry {first}"
        if self.time is not None:
            return f"{covered} existed at {self.time.isoformat()}, says a trusted authority"
        return f"{covered} are in {self.where}, NOT checked further"


def read_anchor(record: bytes, trust: Trust | None, path: str) -> Anchored:
    """Check an anchor's record that came alone; without trust, whoever signed it.

    Raises:
        VerificationError: it does not hold.
    """
    try:
        fields = parse_object(record, "anchor")
        envelope = Envelope.of(fields.object("dsseEnvelope"))
        statement = Statement.parse(envelope.payload, envelope.payload_type)
    except Rejected as error:
        raise VerificationError(error.message, path=path, cause=error.cause) from error
    if statement.predicate_type != ANCHOR:
        raise VerificationError("not the record of an anchor", path=path)
    if trust is not None:
        for signature in envelope.signatures:
            trust.require_signature(signature.value, envelope.pae, path)
    return verify_anchor(statement, trust, path)


def verify_anchor(statement: Statement, trust: Trust | None, path: str) -> Anchored:
    """Check an anchor's record by itself: whether it is about the checkpoint that it holds.

    Whether the log fits that checkpoint is for the caller to see. Without trust, or when nobody is
    named as a time-stamp authority, a time-stamp's signature is not checked and gives no time.

    Raises:
        VerificationError: it does not hold.
    """
    predicate: Any = statement.predicate
    try:
        note = b64decode(predicate["note"], validate=True)
        head = Checkpoint.parse(note.decode(), path=path)
        kind = AnchorKind(predicate["kind"])
        wanted = {"sha256": hashlib.sha256(note).hexdigest()}
        subjects = [one.digests for one in statement.subjects]
        if subjects != [wanted] or predicate["size"] != head.size:
            raise VerificationError("its subject is not its checkpoint", path=path)
        if trust is not None:
            trust.require_log(head, path)
        if kind is AnchorKind.GIT:
            return _in_git(head, note, predicate, path)
        if kind is AnchorKind.OBJECT:
            return _in_object(head, predicate)
        if kind is AnchorKind.FILE:
            return _in_file(head, predicate)
        return _stamped(head, note, predicate, trust)
    except Rejected as error:
        raise VerificationError(error.message, path=path, cause=error.cause) from error
    except (KeyError, TypeError, ValueError) as error:
        raise VerificationError("the anchor cannot be read", path=path, cause=str(error)) from error


def _in_git(head: Checkpoint, note: bytes, predicate: Any, path: str) -> Anchored:
    objects = [b64decode(one, validate=True) for one in predicate["objects"]]
    require_file(predicate["commit"], predicate["path"], objects, note, path)
    return Anchored(head, AnchorKind.GIT, f"commit {predicate['commit']}")


def _in_object(head: Checkpoint, predicate: Any) -> Anchored:
    names = [predicate[one] for one in ("endpoint", "bucket", "key", "version")]
    until = datetime.fromisoformat(predicate["retain_until"])
    if not all(isinstance(one, str) and one for one in names) or until.tzinfo is None:
        raise ValueError("it does not say which object under which lock")
    endpoint, bucket, key, version = names
    locked = LockedAt(endpoint, bucket, key, version, LockMode(predicate["mode"]), until)
    return Anchored(head, AnchorKind.OBJECT, locked.text(), locked=locked)


def _in_file(head: Checkpoint, predicate: Any) -> Anchored:
    name = predicate["file"]
    if not isinstance(name, str) or not name:
        raise ValueError("it does not say which file")
    return Anchored(head, AnchorKind.FILE, f"the file {visible(name)!r}")


def _stamped(head: Checkpoint, note: bytes, predicate: Any, trust: Trust | None) -> Anchored:
    from govern.attest import timestamp  # noqa: PLC0415 - few bundles hold anchors

    response = b64decode(predicate["response"], validate=True)
    stated = timestamp.stated_time(response, note)
    authorities = timestamp.read_certificates(trust.authorities) if trust is not None else ()
    if not authorities:
        return Anchored(head, AnchorKind.TIMESTAMP, f"a time-stamp of {stated.isoformat()}")
    when = timestamp.verify_timestamp(response, note, authorities)
    return Anchored(head, AnchorKind.TIMESTAMP, "a time-stamp", when)
