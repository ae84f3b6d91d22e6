"""One entry of the log: a small JSON object that names a record by digest (`govern.log-entry/v1`).

The leaf of the tree is the hash of exactly these bytes; the record itself is kept beside the log,
under its digest.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson

from govern.attest.trust import CLOCK_SKEW
from govern.errors import UsageError, VerificationError

SCHEMA = "govern.log-entry/v1"
SIGNED = "application/vnd.dev.sigstore.bundle.v0.3+json"  # a record in a signed envelope
BY_PERSON = "application/vnd.dsse.envelope.v1+json"  # a person's SSH signature, in an envelope
UNSIGNED = "application/vnd.in-toto+json"  # a bare statement: nobody vouches for it
_KEYS = {"schema", "kind", "time", "sha256", "media_type", "reason", "lost"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 10_000


class EntryKind(StrEnum):
    """What an entry stands for."""

    DECISION = "decision"
    VSA = "vsa"  # SLSA verification summary of a decision
    SVR = "svr"  # in-toto simple verification result of a decision
    REQUEST = "request"  # asks people for their word on a decision
    APPROVAL = "approval"  # a person's word on a decision
    REVOCATION = "revocation"  # takes an approval or a waiver back
    OBSERVATION = "observation"  # what another system says that a person approved
    WAIVER = "waiver"  # an accepted finding, for a time
    USE = "use"  # the one time that approvals of a decision let something through
    ANCHOR = "anchor"  # what somebody else knows of the log's head
    GAP = "gap"  # records that are known to be missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry.

    Attributes:
        time: When it was made, RFC 3339 in UTC, by the clock of whoever wrote it.
        sha256: Hex digest of the record's bytes; empty for a gap.
        media_type: What the record's bytes are.
        reason: Why records are missing; only for a gap.
        lost: How many are missing; None when that is not known.
    """

    kind: EntryKind
    time: str
    sha256: str = ""
    media_type: str = ""
    reason: str = ""
    lost: int | None = None

    def value(self) -> dict[str, str | int | None]:
        """Return the entry as JSON says it."""
        head: dict[str, str | int | None] = {
            "schema": SCHEMA,
            "kind": self.kind.value,
            "time": self.time,
        }
        if self.kind is EntryKind.GAP:
            return {**head, "reason": self.reason, "lost": self.lost}
        return {**head, "sha256": self.sha256, "media_type": self.media_type}

    def line(self) -> bytes:
        """Return the entry as the log holds it: canonical JSON (RFC 8785).

        Without fractions, and with keys in ASCII, sorted compact JSON is canonical.

        Raises:
            UsageError: a text of it is not Unicode.
        """
        try:
            return orjson.dumps(self.value(), option=orjson.OPT_SORT_KEYS)
        except TypeError as error:
            raise UsageError("an entry of the log is no JSON", cause=str(error)) from error

    @classmethod
    def parse(cls, data: bytes, *, path: str | None = None, line: int | None = None) -> Entry:
        """Read an entry.

        Raises:
            VerificationError: the bytes are no entry.
        """
        try:
            entry = cls._read(data)
        except (ValueError, TypeError, RecursionError, UsageError) as error:
            raise VerificationError(
                "not an entry of an evidence log", path=path, line=line, cause=str(error)
            ) from error
        return entry

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.time)

    def require_past(
        self, now: datetime | None, *, path: str | None = None, line: int | None = None
    ) -> None:
        """Refuse an entry of the future, as far as clocks agree; without a clock, none.

        Raises:
            VerificationError: as said.
        """
        if now is not None and self.at > now + CLOCK_SKEW:
            raise VerificationError(
                f"an entry of the future: it was made at {self.time}",
                path=path,
                line=line,
                cause=f"here it is {now.isoformat()}; one of the clocks is wrong",
            )

    @classmethod
    def _read(cls, data: bytes) -> Entry:
        if len(data) > _MOST_BYTES:
            raise ValueError("too long")
        value = json.loads(data, object_pairs_hook=_unique)
        if not isinstance(value, dict) or not set(value) <= _KEYS:
            raise ValueError("not an object with the keys of an entry")
        if value.pop("schema", None) != SCHEMA:
            raise ValueError(f"not {SCHEMA}")
        entry = cls(**{**value, "kind": EntryKind(str(value.get("kind")))})
        entry._require()
        if entry.line() != data:  # one entry is one text, whatever reads it
            raise ValueError("not written canonically")
        return entry

    def _require(self) -> None:
        if not all(isinstance(one, str) for one in (self.sha256, self.media_type, self.reason)):
            raise TypeError("a field of it is no text")
        if not self.time.endswith("Z") or datetime.fromisoformat(self.time).tzinfo is None:
            raise ValueError("its time is not UTC")
        if self.kind is EntryKind.GAP:
            if self.sha256 or not self.reason or not isinstance(self.lost, int | None):
                raise ValueError("a gap names a reason, and no record")
        elif not _SHA256.fullmatch(self.sha256):
            raise ValueError("it names no record")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a key that is there twice: readers disagree on which one counts."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key of it is there twice")
    return value
