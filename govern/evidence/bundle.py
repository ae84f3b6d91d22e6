"""Exports a stretch of the log as a bundle that anybody can verify without us.

The folder is the truth; the archive is how it travels. With a key in a file, everything is the
same, byte by byte, whenever the same stretch is exported.
"""

from __future__ import annotations

import tempfile
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from govern.attest.dsse import Envelope
from govern.attest.signing import bundle_of
from govern.attest.strict_json import parse_object
from govern.errors import UsageError, VerificationError
from govern.evidence.archive import pack
from govern.evidence.bundle_manifest import manifest_statement
from govern.evidence.bundle_texts import readme_text, trust_text, verify_text
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.choosing import chosen_entries
from govern.evidence.log import tree
from govern.evidence.log.log import proof_of
from govern.evidence.redaction.redacting import Redaction
from govern.evidence.redaction.sealing import unseal
from govern.evidence.redaction.wanted import Wanted
from govern.evidence.verify import layout
from govern.evidence.verify.entry import UNSIGNED, Entry, EntryKind
from govern.evidence.verify.kinds import KINDS
from govern.evidence.verify.notes import Checkpoint
from govern.evidence.verify.payload import predicate_of
from govern.evidence.verify.sealed import sealed_in
from govern.evidence.verify.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.attest.signer import Signer
    from govern.evidence.log.interface import Reader, Store
    from govern.evidence.verify.notes import LogKey
    from govern.evidence.verify.sealed import Sealed

_TOP = "evidence"  # the one folder in an archive
_EVERYTHING = Selection()
_NOTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Period:
    """Entries written at or after `since` and before `until`; None leaves a side open."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, time: str) -> bool:
        """Tell whether an entry's time is within."""
        at = datetime.fromisoformat(time)
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)

    @classmethod
    def said(cls, value: Mapping[str, str | None]) -> Period:
        """Return the period that a manifest names."""
        sides = (value["since"], value["until"])
        return cls(*(datetime.fromisoformat(side) if side else None for side in sides))


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: entries first <= index < last, and the digest of an archive (hex).

    Attributes:
        redaction: What was blacked out.
        left: Files that hold the same all the same, where that was wanted.
    """

    path: str
    first: int
    last: int
    counts: Mapping[str, int]
    sha256: str = ""
    redaction: Redaction | None = None
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What a bundle is about to hold: entries first <= index < last under one checkpoint.

    Attributes:
        chosen: Entries of it whose records are in the bundle.
        people: Lines of an allowed-signers file.
        redacted: Roots of sealed files of which parts are blacked out.
    """

    reader: Reader
    period: Period
    first: int
    last: int
    head: Checkpoint
    selection: Selection
    chosen: frozenset[int]
    people: str
    redacted: frozenset[str]

    def unsealed(self, sealed: Sealed) -> bytes | None:
        """Return a sealed file; None where parts of it are blacked out."""
        hidden = sealed.root in self.redacted
        return None if hidden else unseal(self.reader, sealed).data


# Makes files about a stretch: name → content.
Attach: TypeAlias = "Callable[[Stretch], Mapping[str, bytes]]"


def export(  # noqa: PLR0913 - what a bundle is made of
    store: Store,
    output: str,
    *,
    period: Period,
    signer: Signer,
    log_key: LogKey,
    people: str = "",
    cosigned: Checkpoint | None = None,
    selection: Selection = _EVERYTHING,
    attach: Attach | None = None,
    wanted: Wanted = _NOTHING,
) -> Exported:
    """Write a bundle, whole or not at all.

    Args:
        store: The log.
        output: A folder that does not exist yet, or a path that ends in `.tar.gz`.
        period: Which entries. The stretch between the first and the last of them is exported
            without holes, whatever clocks said.
        signer: Signs the manifest.
        log_key: The public key of the log, copied into the bundle.
        people: Lines of an allowed-signers file, for what people signed; copied likewise.
        cosigned: A checkpoint of this log that witnesses cosigned: the stretch goes on to it.
        selection: Of which decisions the records are exported; the entries of all are.
        attach: Makes files about the stretch, such as reports; each in a folder of
            `layout.ATTACHED`.
        wanted: What is blacked out of inputs.

    Raises:
        UsageError: nothing in the period is selected, there is no checkpoint, `output` exists, or
            what is to be blacked out cannot be, or would be in the bundle all the same.
        VerificationError: the log is damaged.
    """
    place = Path(output)
    archive = output.endswith((".tar.gz", ".tgz"))
    if place.exists():
        raise UsageError("the bundle exists already", path=output, hint="choose another name")
    try:
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".govern-evidence-") as folder:
            made = Path(folder) / _TOP
            with store.reading() as reader:
                writer = _Writer(reader, made, period, selection, Redaction(wanted))
                writer.write(signer, log_key, people, cosigned, attach)
                left = writer.redaction.require_gone(made)
            if archive:
                packed = Path(folder) / "archive"
                pack(made, packed, _TOP)
                made = packed
            made.replace(place)
    except OSError as error:
        raise UsageError("cannot be written", path=output, cause=error.strerror) from error
    return Exported(
        output,
        writer.first,
        writer.last,
        dict(writer.counts),
        sha256_hex(place.read_bytes()) if archive else "",
        writer.redaction,
        tuple(left),
    )


class _Writer:
    """Writes the files of one bundle and remembers their digests."""

    def __init__(
        self,
        reader: Reader,
        root: Path,
        period: Period,
        selection: Selection,
        redaction: Redaction,
    ) -> None:
        self._reader = reader
        self._root = root
        self.period = period
        self.selection = selection
        self.redaction = redaction
        self._sums: dict[str, str] = {}
        self.counts: Counter[str] = Counter(dict.fromkeys(layout.COUNTS, 0))
        self.first = self.last = 0

    def write(
        self,
        signer: Signer,
        log_key: LogKey,
        people: str,
        cosigned: Checkpoint | None,
        attach: Attach | None,
    ) -> None:
        self.first, self.last = self._stretch()
        head = self._end_at(cosigned) if cosigned else self._head()
        chosen = chosen_entries(self._reader, self.first, self.last, self.selection)
        if self.redaction.wanted:
            self._look(chosen)
        with self._open(layout.ENTRIES) as lines:
            for index, line in self._reader.entries(self.first, self.last):
                lines.write(line + b"\n")
                self.counts["entries"] += 1
                if index in chosen:
                    self._entry(index, Entry.parse(line), head)
                else:
                    self.counts["left_out"] += 1
        self._sums[layout.ENTRIES] = _digest_of(self._root / layout.ENTRIES)
        self._put(layout.CHECKPOINT, head.text().encode())
        self._put(layout.RANGE, self._range())
        self._put(layout.SIGNER_KEY, signer.public_key.pem)
        self._put(layout.TRUST, trust_text(signer.public_key, log_key, people))
        if people:
            self._put(layout.PEOPLE, people.encode())
        if attach is not None:
            stretch = Stretch(
                reader=self._reader, period=self.period, first=self.first, last=self.last,
                head=head, selection=self.selection, chosen=chosen, people=people,
                redacted=self.redaction.redacted,
            )  # fmt: skip
            self._attach(attach(stretch))
        self._put(layout.README, readme_text(self.selection).encode())
        self._put(layout.VERIFY, verify_text(signer.public_key).encode())
        self.counts["files"] = len(self._sums)
        self._seal(signer, head)

    def _look(self, chosen: frozenset[int]) -> None:
        for index, line in self._reader.entries(self.first, self.last):
            entry = Entry.parse(line)
            if index in chosen and entry.kind is EntryKind.DECISION:
                what = f"entry {index}"
                record = self._payload(entry.sha256, f"the record of {what}")
                predicate = predicate_of(record, entry.media_type, what)
                self.redaction.look(self._reader, predicate, what, all_sealed=True)
        self.redaction.settle(self._reader)

    def _stretch(self) -> tuple[int, int]:
        found = [
            index
            for index, line in self._reader.entries(0, self._reader.size())
            if self.period.holds(Entry.parse(line).time)
        ]
        if not found:
            raise UsageError("no entry of the log lies in this period")
        return found[0], found[-1] + 1

    def _head(self) -> Checkpoint:
        """Return the checkpoint that ends the stretch; appending signed one for each batch."""
        text = self._reader.checkpoint(self.last)
        if text is not None:
            return Checkpoint.parse(text)
        ends = [size for size, _ in self._reader.checkpoints() if size > self.last]
        if not ends:
            raise UsageError(
                "the log has no signed checkpoint over these entries",
                hint="sign one with: govern log checkpoint",
            )
        self.last = ends[0]
        return Checkpoint.parse(self._reader.checkpoint(self.last) or "")

    def _end_at(self, head: Checkpoint) -> Checkpoint:
        size = self._reader.size()
        if not self.last <= head.size <= size:
            raise UsageError(
                f"the cosigned checkpoint is over {head.size} entries, and the period ends with"
                f" entry {self.last - 1} of {size}",
                hint="have a later checkpoint cosigned",
            )
        if tree.frontier(self._reader, head.size).root() != head.root:
            raise VerificationError("the log does not fit the cosigned checkpoint")
        self.last = head.size
        return head

    def _range(self) -> bytes:
        edge = tree.frontier(self._reader, self.first)
        left = [b64encode(node).decode() for node in edge.nodes]
        return canonical({"from": self.first, "left": left})

    def _entry(self, index: int, entry: Entry, head: Checkpoint) -> None:
        if entry.kind is EntryKind.GAP:
            self.counts["gaps"] += 1
            return
        record = self._payload(entry.sha256, f"the record of entry {index}")
        self._put(layout.record_path(index, entry), record)
        self.counts["unsigned" if entry.media_type == UNSIGNED else "signed"] += 1
        kind = KINDS[entry.kind]
        if not kind.proved:
            return
        self.counts[kind.folder] += 1
        self._put(layout.proof_path(index), proof_of(self._reader, index, head).text().encode())
        if entry.kind is not EntryKind.DECISION:
            return
        predicate: Any = predicate_of(record, entry.media_type, f"entry {index}")
        for path, sha256 in layout.kept_files(predicate).items():
            if path not in self._sums:
                self._put(path, self._payload(sha256, f"an input of entry {index}"))
                self.counts[path.partition("/")[0]] += 1
        for sealed in sealed_in(predicate):
            for path, data in self.redaction.files(self._reader, sealed).items():
                self._put(path, data)
                self.counts["redacted"] += path == sealed.redacted_path
            self.counts["inputs"] += 1

    def _payload(self, sha256: str, what: str) -> bytes:
        data = self._reader.payload(sha256)
        if data is None or sha256_hex(data) != sha256:
            raise VerificationError(
                f"{what} is missing or was changed", hint="run `govern log verify`"
            )
        return data

    def _attach(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            self._put(name, data)
            self.counts["attached"] += 1

    def _seal(self, signer: Signer, head: Checkpoint) -> None:
        lines = (f"{digest}  {name}\n" for name, digest in sorted(self._sums.items()))
        sums = "".join(lines).encode()
        statement = manifest_statement(
            head, self.first, self.last, sha256_hex(sums),
            period=self.period, selection=self.selection, counts=self.counts,
            redaction=self.redaction.value() if self.redaction.wanted else None,
        )  # fmt: skip
        manifest = bundle_of(statement, signer)
        envelope = Envelope.of(parse_object(manifest, "manifest").object("dsseEnvelope"))
        self._put(layout.SUMS, sums)
        self._put(layout.MANIFEST, manifest)
        self._put(layout.MANIFEST_PAE, envelope.pae)
        self._put(layout.MANIFEST_SIGNATURE, envelope.signatures[0].value)
        for path in (self._root, *self._root.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)

    def _open(self, name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a binary file
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    def _put(self, name: str, data: bytes) -> None:
        with self._open(name) as file:
            file.write(data)
        self._sums[name] = sha256_hex(data)


def _digest_of(path: Path) -> str:
    return sha256_hex(path.read_bytes())
