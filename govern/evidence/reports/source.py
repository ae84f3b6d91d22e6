"""Where a report takes its facts from: a bundle that was verified, or a log that was audited."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from govern.errors import VerificationError
from govern.evidence.bundle import Period
from govern.evidence.canonical import sha256_hex
from govern.evidence.redaction.sealing import unseal
from govern.evidence.reports.signers import Signers
from govern.evidence.verify import layout
from govern.evidence.verify.entry import UNSIGNED, Entry, EntryKind
from govern.evidence.verify.files import open_files
from govern.evidence.verify.payload import payload_of
from govern.evidence.verify.redacted import shown_in
from govern.evidence.verify.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from govern.evidence.bundle import Stretch
    from govern.evidence.log.interface import Reader, Store
    from govern.evidence.verify.sealed import Sealed

    # index → (entry) of every entry, in the order of the log
    Entries = Callable[[], Iterator[tuple[int, Entry]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRange:
    """Which stretch of which log: entries first <= index < last, under one checkpoint.

    Attributes:
        size: How many entries the checkpoint is over; 0 when nobody signed one.
        root: Its root, base64.
    """

    origin: str
    first: int
    last: int
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of the log with what it names; a gap has no statement.

    Attributes:
        file: Where the record lies in a bundle.
        signer: The person who signed it, or the fingerprint of the key; empty for records of
            whoever keeps the log.
        statement_sha256: Digest of the statement, however it was signed.
    """

    index: int
    entry: Entry
    file: str
    statement_sha256: str = ""
    signer: str = ""
    predicate: Mapping[str, Any] = field(default_factory=dict)

    @property
    def signed(self) -> bool:
        """Whether anybody vouches for it."""
        return self.entry.media_type != UNSIGNED


@dataclass(frozen=True, slots=True)
class Evidence:
    """Records to report on.

    Attributes:
        name: What it was read from, for people.
        seal: The digest of what ties it together: of a file of a bundle, or a log's root.
        sealed: The file in the bundle that `seal` is the digest of; empty for a log.
        checked: What was verified before, a sentence each.
        period: Only entries in it are reported.
        selection: Of which decisions there are records.
        unsealed: Reads what is sealed; None where parts of it are blacked out.
    """

    name: str
    seal: str
    sealed: str
    log: LogRange
    checked: tuple[str, ...]
    period: Period
    _entries: Entries
    _read: Callable[[str, str], bytes]
    _signers: Signers
    selection: Selection = field(default_factory=Selection)
    unsealed: Callable[[Sealed], bytes | None] = field(kw_only=True)

    def records(self) -> Iterator[Record]:
        """Yield what lies in the period, in the order of the log.

        Raises:
            VerificationError: a record is missing or is none.
        """
        for index, entry in self._entries():
            if self.period.holds(entry.time):
                yield self._record(index, entry)

    def material(self, part: str, sha256: str) -> bytes:
        """Return what is kept of a decision, such as an archive of policies.

        Raises:
            VerificationError: it is missing, or was changed.
        """
        return self._checked(layout.material_path(part, sha256), sha256)

    def _record(self, index: int, entry: Entry) -> Record:
        if entry.kind is EntryKind.GAP:
            return Record(index, entry, "")
        file = layout.record_path(index, entry)
        data = self._checked(file, entry.sha256)
        payload = payload_of(data, entry.media_type, file)
        try:
            predicate = json.loads(payload)["predicate"]
        except (ValueError, KeyError, TypeError) as error:
            raise VerificationError("the record cannot be read", path=file) from error
        signer = self._signers.name(data, entry)
        return Record(index, entry, file, sha256_hex(payload), signer, predicate)

    def _checked(self, file: str, sha256: str) -> bytes:
        data = self._read(file, sha256)
        if sha256_hex(data) != sha256:
            raise VerificationError("the file was changed", path=file)
        return data


@contextmanager
def bundle_evidence(
    path: str, period: Period, checked: tuple[str, ...], people: str
) -> Iterator[Evidence]:
    """Open a bundle that was verified; without a period of its own, the bundle's counts.

    Args:
        path: A folder or an archive.
        period: What to report on; both sides open for all of it.
        checked: What was verified.
        people: Lines of an allowed-signers file that give keys their names.
    """
    with open_files(path) as files:
        first = json.loads(files.read(layout.RANGE))["from"]
        lines = layout.lines_in(files.read(layout.ENTRIES), layout.ENTRIES)
        envelope = json.loads(files.read(layout.MANIFEST))["dsseEnvelope"]
        said = json.loads(b64decode(envelope["payload"]))["predicate"]

        def entries() -> Iterator[tuple[int, Entry]]:
            for index, line in enumerate(lines, first):
                entry = Entry.parse(line, path=layout.ENTRIES)
                gap = entry.kind is EntryKind.GAP
                # What is missing was not selected: the bundle was verified.
                if gap or layout.record_path(index, entry) in files.names:
                    yield index, entry

        log = said["log"]
        yield Evidence(
            PurePath(path).name,
            files.sha256(layout.SUMS),
            layout.SUMS,
            LogRange(
                origin=log["origin"],
                first=log["from"],
                last=log["to"],
                size=log["size"],
                root=log["root"],
            ),
            checked,
            period if period != Period() else Period.said(said["period"]),
            entries,
            lambda file, _: files.read(file),
            Signers.parse(people),
            Selection.said(said.get("selection")),
            unsealed=lambda sealed: shown_in(files, sealed),
        )


@contextmanager
def log_evidence(
    store: Store, period: Period, checked: tuple[str, ...], people: str
) -> Iterator[Evidence]:
    """Open a log that was audited; arguments as of `bundle_evidence`."""
    from govern.evidence.verify.notes import Checkpoint  # noqa: PLC0415 - bundles are more common

    with store.reading() as reader:
        text = reader.checkpoint()
        head = Checkpoint.parse(text) if text else None
        size = reader.size()
        root = b64encode(head.root).decode() if head else ""
        yield Evidence(
            f"the log {store.origin}",
            head.root.hex() if head else "",
            "",
            LogRange(
                origin=store.origin, first=0, last=size, size=head.size if head else 0, root=root
            ),
            checked,
            period,
            lambda: _entries(reader, 0, size),
            _reading(reader),
            Signers.parse(people),
            unsealed=lambda sealed: unseal(reader, sealed).data,
        )


def stretch_evidence(stretch: Stretch) -> Evidence:
    """Return what a bundle is about to hold, as evidence for the report inside it.

    The report cannot name the bundle's seal, which covers the report; it names the checkpoint.
    """
    head = stretch.head
    span = f"Entries {stretch.first} to {stretch.last - 1} of the log {head.origin}"
    return Evidence(
        "this bundle",
        sha256_hex(head.text().encode()),
        layout.CHECKPOINT,
        LogRange(
            origin=head.origin,
            first=stretch.first,
            last=stretch.last,
            size=head.size,
            root=b64encode(head.root).decode(),
        ),
        (
            f"{span}, as the bundle holds them that this report lies in.",
            "Nothing was verified while it was written: verify the bundle.",
        ),
        stretch.period,
        lambda: (
            (index, entry)
            for index, entry in _entries(stretch.reader, stretch.first, stretch.last)
            if index in stretch.chosen
        ),
        _reading(stretch.reader),
        Signers.parse(stretch.people),
        stretch.selection,
        unsealed=stretch.unsealed,
    )


def _entries(reader: Reader, first: int, last: int) -> Iterator[tuple[int, Entry]]:
    for index, line in reader.entries(first, last):
        yield index, Entry.parse(line, path=f"entry {index}")


def _reading(reader: Reader) -> Callable[[str, str], bytes]:
    def read(file: str, sha256: str) -> bytes:
        data = reader.payload(sha256)
        if data is None:
            raise VerificationError("it is not in the log (any more)", path=file)
        return data

    return read
