"""Finds the decision that is to be approved: in a file, or in the log."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.attest.dsse import Envelope
from govern.attest.rejection import Rejected
from govern.attest.statement import Statement
from govern.attest.strict_json import parse_object
from govern.errors import InputError, UsageError, VerificationError
from govern.evidence.predicates import DECISION
from govern.evidence.verify.entry import Entry, EntryKind
from govern.sources.filesystem import Found, read

if TYPE_CHECKING:
    from govern.evidence.log.interface import Reader, Store

_MOST_BYTES = 64 * 1024 * 1024
LAST = "last"


@dataclass(frozen=True, slots=True)
class DecidedChange:
    """A decision that was recorded; `sha256` (hex) is over its statement, however it was signed."""

    statement: Statement = field(repr=False)

    @property
    def sha256(self) -> str:
        """The digest of the statement."""
        return hashlib.sha256(self.statement.data).hexdigest()

    @property
    def predicate(self) -> Any:
        """What the record says."""
        return self.statement.predicate


def find_decision(name: str, store: Store | None) -> DecidedChange:
    """Return a decision by the path of its record, or by its place in the log.

    Args:
        name: A file; or an entry's index, the beginning (12 digits or more) of its record's
            digest, or `last`.
        store: The log, when one is at hand.

    Raises:
        UsageError: there is no such decision, or no log to look in.
        VerificationError: it is no decision's record.
    """
    if Path(name).is_file():
        try:
            return _decision(read(Found(name, explicit=True), _MOST_BYTES).data, name)
        except InputError as error:
            raise UsageError(error.message, path=name, cause=error.cause) from error
    if store is None:
        raise UsageError(
            f"there is no file {name!r}, and no log to look it up in",
            hint="name the log with --log, or in [evidence] of govern.toml",
        )
    with store.reading() as reader:
        index, entry = _entry(reader, name)
        record = reader.payload(entry.sha256)
    if record is None or hashlib.sha256(record).hexdigest() != entry.sha256:
        raise VerificationError(f"the record of entry {index} is missing or was changed")
    return _decision(record, f"entry {index}")


def _entry(reader: Reader, name: str) -> tuple[int, Entry]:
    found: tuple[int, Entry] | None = None
    for index, line in reader.entries(0, reader.size()):
        entry = Entry.parse(line)
        if entry.kind is EntryKind.DECISION and (
            name in (LAST, str(index)) or (len(name) >= 12 and entry.sha256.startswith(name))
        ):
            found = (index, entry)
            if name != LAST:
                return found
    if found is None:
        raise UsageError(
            f"the log holds no decision {name!r}",
            hint="`govern check --record` prints the number of its entry, and the digest",
        )
    return found


def _decision(data: bytes, where: str) -> DecidedChange:
    try:
        fields = parse_object(data, "record")
        if fields.has("dsseEnvelope"):
            data = Envelope.of(fields.object("dsseEnvelope")).payload
        statement = Statement.parse(data)
    except Rejected as error:
        raise VerificationError(error.message, path=where, cause=error.cause) from error
    if statement.predicate_type != DECISION:
        raise VerificationError("not the record of a decision", path=where)
    return DecidedChange(statement)
