"""Verifies an evidence bundle, offline, and names the first file that does not hold.

Order of trust: keys → manifest → SHA256SUMS → every file; and, independent of whoever exported,
log key → checkpoint → every entry → every record → every input.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govern.attest.dsse import Envelope
from govern.attest.rejection import Rejected
from govern.attest.statement import Statement
from govern.attest.strict_json import parse_object
from govern.errors import VerificationError
from govern.evidence.predicates import EVIDENCE_BUNDLE
from govern.evidence.verify import layout
from govern.evidence.verify.anchor import verify_anchor
from govern.evidence.verify.entry import BY_PERSON, SIGNED, Entry, EntryKind
from govern.evidence.verify.files import Files, open_files
from govern.evidence.verify.heads import require_heads, require_within
from govern.evidence.verify.kinds import BY_PEOPLE, KINDS
from govern.evidence.verify.manifest import (
    is_plain,
    redaction_in,
    require_period,
    selection_in,
)
from govern.evidence.verify.merkle import EMPTY_ROOT, Frontier, leaf_hash
from govern.evidence.verify.notes import Checkpoint, Proof
from govern.evidence.verify.people import require_signed_before, verify_by_person
from govern.evidence.verify.redacted import verify_sealed
from govern.evidence.verify.sealed import sealed_in
from govern.evidence.verify.selection import Selection
from govern.evidence.verify.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from govern.evidence.verify.anchor import Anchored

_SUM_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")


@dataclass(frozen=True, slots=True)
class Verified:
    """What holds in a bundle.

    Attributes:
        counts: Files, entries, decisions, signed, unsigned, gaps and inputs.
        trusted: The keys came from the verifier; False when they came with the bundle itself.
        anchors: What somebody else knows of the log, in order.
        selection: Which decisions the bundle holds.
        left_out: How many records of each kind it lacks for that; their entries are there.
        redaction: What was asked to be blacked out, in words; empty for nothing.
    """

    origin: str
    first: int
    last: int
    counts: Mapping[str, int]
    trusted: bool
    decisions: Mapping[str, int] = field(default_factory=dict)
    anchors: tuple[Anchored, ...] = ()
    selection: Selection = field(default_factory=Selection)
    left_out: Mapping[str, int] = field(default_factory=dict)
    redaction: tuple[str, ...] = ()


def verify_bundle(
    path: str,
    trust: Trust | None = None,
    *,
    allow_unsigned: bool = False,
    now: datetime | None = None,
    earlier: Sequence[tuple[str, Checkpoint]] = (),
) -> Verified:
    """Verify a bundle: a folder, or a .tar.gz of one.

    Args:
        path: The bundle.
        trust: Whom to believe; None takes the keys that came with the bundle, which shows that
            it is whole, but not who made it.
        allow_unsigned: Accept records that were written without a key on purpose.
        now: The verifier's clock, for what says that it is later; None has none.
        earlier: Checkpoints that somebody kept elsewhere, each with the file it is from.

    Raises:
        UsageError: there is no bundle, or it says nothing about a checkpoint of `earlier`.
        VerificationError: something does not hold; its `path` is the first file concerned.
    """
    with open_files(path) as files:
        believed = trust or Trust.parse(files.text(layout.TRUST), path=layout.TRUST)
        bundle = _Bundle(files, believed, allow_unsigned, now, earlier)
        return bundle.verify(trusted=trust is not None)


class _Bundle:
    def __init__(
        self,
        files: Files,
        trust: Trust,
        allow_unsigned: bool,
        now: datetime | None,
        earlier: Sequence[tuple[str, Checkpoint]],
    ) -> None:
        self._files = files
        self._trust = trust
        self._allow_unsigned = allow_unsigned
        self._now = now
        self._earlier = earlier
        self._sums: dict[str, str] = {}
        self._met: set[str] = set()  # records, proofs and inputs that an entry accounts for
        self._counts: Counter[str] = Counter()
        self._decisions: Counter[str] = Counter()
        self._selection = Selection()
        self._left_out: Counter[str] = Counter()
        self._anchors: list[tuple[str, Anchored]] = []

    def verify(self, *, trusted: bool) -> Verified:
        manifest = self._manifest()
        self._selection = selection_in(manifest)
        self._every_file()
        head = self._checkpoint(manifest)
        first, last = self._entries(manifest, head)
        self._no_strangers()
        redaction = redaction_in(manifest)
        if self._counts["redacted"] and not redaction:
            raise VerificationError(
                "parts are blacked out, and the manifest does not say so", path=layout.MANIFEST
            )
        self._counts["files"] = len(self._sums)
        self._counts["left_out"] = self._left_out.total()
        counts = {name: self._counts[name] for name in layout.COUNTS}
        for name, count in counts.items():
            said = manifest["counts"].get(name, 0)
            if said != count:
                raise VerificationError(
                    f"{count} {name} where the manifest says {said}", path=layout.MANIFEST
                )
        anchors = tuple(anchored for _, anchored in self._anchors)
        return Verified(
            head.origin, first, last, counts, trusted, dict(self._decisions), anchors,
            self._selection, dict(self._left_out), redaction,
        )  # fmt: skip

    def _manifest(self) -> Any:
        """Check the signed root, and what it says of SHA256SUMS."""
        statement = self._signed(layout.MANIFEST, EVIDENCE_BUNDLE)
        data = self._files.read(layout.MANIFEST)
        envelope = _envelope(data, layout.MANIFEST)
        signature = envelope.signatures[0].value
        key = self._trust.require_signature(signature, envelope.pae, layout.MANIFEST)
        if not is_plain(data, envelope, key):
            raise VerificationError("more was written than was signed", path=layout.MANIFEST)
        copies = {
            layout.MANIFEST_PAE: envelope.pae,
            layout.MANIFEST_SIGNATURE: signature,
        }
        for name, expected in copies.items():
            if self._files.read(name) != expected:
                raise VerificationError("not what the manifest holds", path=name)
        wanted = [s.digests.get("sha256") for s in statement.subjects if s.name == layout.SUMS]
        if wanted != [self._files.sha256(layout.SUMS)]:
            raise VerificationError("not the list that the manifest signs", path=layout.SUMS)
        predicate: Any = statement.predicate
        if not isinstance(predicate.get("counts"), dict) or not isinstance(
            predicate.get("log"), dict
        ):
            raise VerificationError("counts or log range are missing", path=layout.MANIFEST)
        require_period(predicate.get("period"))
        return predicate

    def _every_file(self) -> None:
        listed = layout.lines_in(self._files.read(layout.SUMS), layout.SUMS)
        for number, line in enumerate(listed, 1):
            found = _SUM_LINE.fullmatch(line.decode("ascii", "replace"))
            if not found or found[2] in self._sums or found[2] in layout.ABOVE_SUMS:
                raise VerificationError("not a list of digests", path=layout.SUMS, line=number)
            self._sums[found[2]] = found[1]
        for name, digest in self._sums.items():
            if self._files.sha256(name) != digest:
                raise VerificationError("the file was changed", path=name)
        for name in sorted(self._files.names - self._sums.keys() - layout.ABOVE_SUMS):
            raise VerificationError("the file is not on the list", path=name)

    def _checkpoint(self, manifest: Any) -> Checkpoint:
        head = Checkpoint.parse(self._files.text(layout.CHECKPOINT), path=layout.CHECKPOINT)
        self._trust.require_checkpoint(head, layout.CHECKPOINT, self._now)
        log = manifest["log"]
        said = (log.get("origin"), log.get("size"), _b64(log.get("root"), layout.MANIFEST))
        if said != (head.origin, head.size, head.root):
            raise VerificationError("not the checkpoint of the manifest", path=layout.CHECKPOINT)
        return head

    def _entries(self, manifest: Any, head: Checkpoint) -> tuple[int, int]:
        """Check that the entries are exactly [from, to) of the log, then what they name."""
        first, edge = self._left_edge(manifest["log"].get("from"))
        lines = layout.lines_in(self._files.read(layout.ENTRIES), layout.ENTRIES)
        for line in lines:
            edge.append(leaf_hash(line))
        said = manifest["log"].get("to")
        if (edge.size, edge.root()) != (head.size, head.root) or said != edge.size:
            raise VerificationError(
                f"these are not entries {first} to {said} of the log",
                path=layout.ENTRIES,
                cause="an entry was changed, left out, added or moved",
            )
        for number, line in enumerate(lines):
            self._entry(first + number, line, number + 1, head)
        known = [(path, anchored.head) for path, anchored in self._anchors]
        for path, earlier in self._earlier:
            self._trust.require_log(earlier, path)
            require_within(earlier, first, edge.size, path)
            known.append((path, earlier))
        if known:
            require_heads(known, self._left_edge(first)[1], lines)
        return first, edge.size

    def _left_edge(self, said: object) -> tuple[int, Frontier]:
        fields = parse_object(self._files.read(layout.RANGE), layout.RANGE).content
        first, left = fields.get("from"), fields.get("left")
        if (
            type(first) is not int
            or first != said
            or not 0 <= first < 2**62
            or not isinstance(left, list)
            or len(left) != first.bit_count()
        ):
            raise VerificationError("not the edge of a tree", path=layout.RANGE)
        nodes = [_b64(one, layout.RANGE) for one in left]
        if any(len(node) != len(EMPTY_ROOT) for node in nodes):
            raise VerificationError("not the edge of a tree", path=layout.RANGE)
        return first, Frontier(first, nodes)

    def _entry(self, index: int, line: bytes, number: int, head: Checkpoint) -> None:
        entry = Entry.parse(line, path=layout.ENTRIES, line=number)
        entry.require_past(self._now, path=layout.ENTRIES, line=number)
        self._counts["entries"] += 1
        if entry.kind is EntryKind.GAP:
            self._counts["gaps"] += 1
            return
        path = layout.record_path(index, entry)
        if path not in self._sums and self._selection.may_leave_out(entry.kind):
            self._left_out[entry.kind.value] += 1
            return
        self._met.add(path)
        if self._sums.get(path) != entry.sha256:
            problem = "not the record" if path in self._sums else "missing: it is the record"
            raise VerificationError(f"{problem} of entry {index} of the log", path=path)
        statement = self._record(path, entry)
        if KINDS[entry.kind].proved:
            self._counts[KINDS[entry.kind].folder] += 1
            self._proof(index, line, head)
        if entry.kind is EntryKind.DECISION:
            self._decision(path, statement)
        elif entry.kind is EntryKind.ANCHOR:
            anchored = verify_anchor(statement, self._trust, path)
            if anchored.head.size > index or anchored.head.origin != head.origin:
                raise VerificationError("not an anchor of what the log held then", path=path)
            self._anchors.append((path, anchored))

    def _record(self, path: str, entry: Entry) -> Statement:
        if entry.kind in BY_PEOPLE and entry.media_type in (SIGNED, BY_PERSON):
            self._counts["signed"] += 1
            statement = verify_by_person(self._files.read(path), self._trust, path)
            require_signed_before(statement, entry, path)
            return _typed(statement, KINDS[entry.kind].predicate, path)
        if entry.media_type == SIGNED:
            self._counts["signed"] += 1
            return self._signed(path, KINDS[entry.kind].predicate)
        self._counts["unsigned"] += 1
        if not self._allow_unsigned:
            raise VerificationError(
                "the record is not signed",
                path=path,
                hint="--allow-unsigned accepts records that nobody vouches for",
            )
        return _statement(self._files.read(path), KINDS[entry.kind].predicate, path)

    def _decision(self, path: str, statement: Statement) -> None:
        self._decisions[str(statement.predicate.get("decision"))] += 1
        try:
            kept = layout.kept_files(statement.predicate)
            sealed = sealed_in(statement.predicate)
            selected = self._selection.holds(statement.predicate)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise VerificationError("its inputs cannot be read", path=path) from error
        if not selected:
            raise VerificationError("not one of the decisions that were selected", path=path)
        for name, sha256 in kept.items():
            if name not in self._sums:
                raise VerificationError("missing: it is an input", path=name, cause=f"see {path}")
            if self._sums[name] != sha256:
                raise VerificationError("not the input of its name", path=name)
            self._counts[name.partition("/")[0]] += name not in self._met
            self._met.add(name)
        for one in sealed:
            names = verify_sealed(self._files, self._sums, one, path)
            self._counts["inputs"] += 1
            self._counts["redacted"] += one.redacted_path in names
            self._met.update(names)

    def _proof(self, index: int, line: bytes, head: Checkpoint) -> None:
        path = layout.proof_path(index)
        self._met.add(path)
        proof = Proof.parse(self._files.text(path), path=path)
        if proof.checkpoint != head or proof.index != index or not proof.shows(leaf_hash(line)):
            raise VerificationError(f"not the proof of entry {index}", path=path)

    def _no_strangers(self) -> None:
        for name in sorted(self._sums):
            folder = name.partition("/")[0]
            self._counts["attached"] += folder in layout.ATTACHED
            known = name in self._met or name in layout.FIXED or folder in layout.ATTACHED
            if not known:
                raise VerificationError("no entry of the log accounts for the file", path=name)

    def _signed(self, path: str, predicate_type: str) -> Statement:
        envelope = _envelope(self._files.read(path), path)
        for signature in envelope.signatures:
            self._trust.require_signature(signature.value, envelope.pae, path)
        return _statement(envelope.payload, predicate_type, path, envelope.payload_type)


def _envelope(data: bytes, path: str) -> Envelope:
    try:
        fields = parse_object(data, "signed record")
        if fields.text("mediaType") != SIGNED:
            raise VerificationError("not a Sigstore bundle v0.3", path=path)
        return Envelope.of(fields.object("dsseEnvelope"))
    except Rejected as error:
        raise VerificationError(error.message, path=path, cause=error.cause) from error


def _statement(data: bytes, predicate_type: str, path: str, payload_type: str = "") -> Statement:
    try:
        statement = Statement.parse(data, payload_type) if payload_type else Statement.parse(data)
    except Rejected as error:
        raise VerificationError(error.message, path=path, cause=error.cause) from error
    return _typed(statement, predicate_type, path)


def _typed(statement: Statement, predicate_type: str, path: str) -> Statement:
    if statement.predicate_type != predicate_type:
        raise VerificationError(
            f"a statement of the type {statement.predicate_type!r} does not belong here", path=path
        )
    return statement


def _b64(value: object, path: str) -> bytes:
    try:
        return b64decode(str(value), validate=True)
    except ValueError as error:
        raise VerificationError("not base64", path=path, cause=str(error)) from error
