"""Blacks out parts of what a bundle shows, and refuses to leave the same elsewhere in it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from govern.errors import InputError, UsageError, VerificationError
from govern.evidence.canonical import sha256_hex
from govern.evidence.materials.values import from_json
from govern.evidence.redaction.fields import fields_of
from govern.evidence.redaction.leftovers import require_gone
from govern.evidence.redaction.sealing import unseal
from govern.evidence.redaction.spellings import Spellings, digests_in, is_telling
from govern.evidence.verify import layout
from govern.evidence.verify.redacted import Piece, redacted_text, salt_text, view_of
from govern.evidence.verify.sealed import Sealed, leaves_of, sealed_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from govern.evidence.log.interface import Reader
    from govern.evidence.redaction.sealing import Opened
    from govern.evidence.redaction.wanted import Wanted

_WITH_FIELDS = frozenset({"input", "redacted"})  # parts that pointers are about


@dataclass(slots=True)
class Redaction:
    """What is blacked out of one bundle: first look at every decision, then ask for `files`.

    Attributes:
        wanted: What is asked for.
        places: How many fields were found.
        short: How many of their values are too short to be looked for elsewhere.
        unread: Inputs that have no fields, being neither JSON nor YAML.
    """

    wanted: Wanted
    places: int = 0
    short: int = 0
    unread: set[str] = field(default_factory=set)
    _spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # by root
    _texts: set[str] = field(default_factory=set)
    _seen: list[Sealed] = field(default_factory=list)
    _digests: set[bytes] = field(default_factory=set)  # plain ones of what is redacted, in hex
    _redacted: set[str] = field(default_factory=set)  # roots
    _found: set[str] = field(default_factory=set)
    _spellings: Spellings = field(default_factory=lambda: Spellings(()))

    def look(self, reader: Reader, predicate: Any, entry: str, *, all_sealed: bool = False) -> None:
        """Find what is asked for in the sealed inputs of a decision.

        Args:
            reader: The log.
            predicate: Of the decision.
            entry: Its name in messages.
            all_sealed: Refuse a decision that has what is asked for in inputs without a seal.

        Raises:
            UsageError: it is refused.
            VerificationError: the log lacks an input.
        """
        kinds = _inputs_of(reader, predicate)
        if all_sealed:
            self._require_sealed(reader, predicate, entry, kinds)
        for one in sealed_in(predicate):
            self._seen.append(one)
            if one.part in _WITH_FIELDS:
                path, kind = kinds.get(one.salted_sha256, (entry, ""))
                spans = self._fields(unseal(reader, one).data, path, kind)
                if spans:
                    self._spans[one.root] = spans

    def _require_sealed(
        self, reader: Reader, predicate: Any, entry: str, kinds: Mapping[str, tuple[str, str]]
    ) -> None:
        for name, sha256 in layout.kept_files(predicate).items():
            known = kinds.get(sha256) if name.startswith(layout.INPUTS) else None
            if known and self._fields(_payload(reader, sha256), *known):
                raise UsageError(
                    "the input was not recorded so that parts of it can be blacked out",
                    path=known[0],
                    cause=f"{entry} was recorded without `redactable = true` in [evidence]",
                    hint="choose a period or --subject without this decision",
                )

    def settle(self, reader: Reader) -> None:
        """End looking: find what else says the same, and what is named by a digest of it.

        Raises:
            UsageError: something that was asked for is nowhere.
            VerificationError: the log lacks an input.
        """
        for one in self.wanted.fields:
            if one.said not in self._found:
                raise UsageError(
                    f"no input has the field {one.said!r}",
                    hint="pointers go from the top of a file, a List's items included",
                )
        everywhere = set() if self.wanted.here_only else self._texts
        self._spellings = Spellings.of(everywhere | set(self.wanted.texts))
        for sealed in self._seen:
            opened = unseal(reader, sealed)
            if self.spans(opened, sealed):
                self._digests.add(sha256_hex(opened.data).encode())

    def files(self, reader: Reader, sealed: Sealed) -> Mapping[str, bytes]:
        """Return the files that show a sealed file, or what is left of it.

        Raises:
            VerificationError: the log lacks it.
        """
        opened = unseal(reader, sealed)
        spans = [*self.spans(opened, sealed), *digests_in(opened.data, self._digests)]
        if not spans:
            salt = salt_text(opened.salt)
            return {sealed.whole_path: opened.data, sealed.salt_path: salt}
        self._redacted.add(sealed.root)
        cut, salts = opened.pieces(sealed)
        hidden = touched(cut, spans)
        leaves = leaves_of(cut, salts)
        pieces = [
            Piece(None, hidden=leaves[at]) if at in hidden else Piece(data, salts[at])
            for at, data in enumerate(cut)
        ]
        return {
            sealed.redacted_path: redacted_text(sealed, pieces),
            sealed.view_path: view_of(pieces),
        }

    def spans(self, opened: Opened, sealed: Sealed) -> list[tuple[int, int]]:
        """Return where in the bytes of a sealed file that is which was asked for."""
        return [*self._spans.get(sealed.root, ()), *self._spellings.found(opened.data)]

    def require_gone(self, root: Path) -> list[str]:
        """Return where in a bundle what is blacked out stands all the same, if that is wanted.

        Raises:
            UsageError: it does, and is not wanted.
        """
        if not self.wanted:
            return []
        everywhere = Spellings.of(self._texts | set(self.wanted.texts))
        return require_gone(root, everywhere, self._digests, here_only=self.wanted.here_only)

    @property
    def redacted(self) -> frozenset[str]:
        """The roots of the files of which parts were blacked out so far."""
        return frozenset(self._redacted)

    def value(self) -> dict[str, object]:
        """Return what a manifest says of it; of texts only how many."""
        return {
            "fields": [one.said for one in self.wanted.fields],
            "texts": len(self.wanted.texts),
        }

    def _fields(self, data: bytes, path: str, kind: str) -> list[tuple[int, int]]:
        asked = [one for one in self.wanted.fields if one.kind in ("", kind)]
        if not asked:
            return []
        whole = [(0, len(data)) for one in asked if not one.keys]
        self._found.update(one.said for one in asked if not one.keys)
        self.places += len(whole)
        if len(whole) == len(asked):
            return whole
        try:
            fields = fields_of(data, path)
        except InputError:  # told by `unread`; what it says is looked for as text
            self.unread.add(path)
            return whole
        nodes = []
        for one in asked:
            found = list(fields.matching(one.keys)) if one.keys else []
            nodes += found
            self._found.update([one.said] if found else [])
        for text in {text for node in nodes for text in node.texts()}:
            if is_telling(text):
                self._texts.add(text)
            else:
                self.short += 1
        self.places += len(nodes)
        return whole + fields.in_bytes(nodes)


def _inputs_of(reader: Reader, predicate: Any) -> dict[str, tuple[str, str]]:
    """Return path and kind of each input that is kept, by the digest of the input or its copy."""
    kinds = {str(one["path"]): str(one["kind"]) for one in predicate["inputs"]}
    found = {
        str(value): (str(one["path"]), str(one["kind"]))
        for one in predicate["inputs"]
        for value in one["digest"].values()
    }
    runs = [unseal(reader, one).data for one in sealed_in(predicate) if one.part == "run"]
    runs += [
        _payload(reader, one["sha256"])
        for one in predicate.get("materials") or ()
        if one["part"] == "run" and "root" not in one
    ]
    for run in runs:
        for one in from_json(run, "what is kept of a run").get("inputs", ()):
            if "redacted" in one:
                found[one["redacted"]] = (one["path"], kinds.get(one["path"], ""))
    return found


def _payload(reader: Reader, sha256: str) -> bytes:
    data = reader.payload(sha256)
    if data is None:
        raise VerificationError("the log does not keep an input any more")
    return data


def touched(pieces: Sequence[bytes], spans: Sequence[tuple[int, int]]) -> set[int]:
    """Return the indexes of the pieces that some span touches.

    A span without bytes touches what stands there: that a value is empty is not told either.
    """
    ends = list(accumulate(map(len, pieces)))
    found: set[int] = set()
    for start, end in spans:
        first = min(bisect_right(ends, start), len(pieces) - 1)
        last = first if end <= start else bisect_right(ends, end - 1)
        found.update(range(first, min(last, len(pieces) - 1) + 1))
    return found
