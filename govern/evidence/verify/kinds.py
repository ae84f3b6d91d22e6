"""The kinds of records: the statement that each is, and where it lies in a bundle.

A further kind of record takes one member of `EntryKind`, one line here, and one in the schema of
log entries; log, export and verification follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.evidence.predicates import (
    ANCHOR,
    APPROVAL,
    DECISION,
    OBSERVATION,
    REQUEST,
    REVOCATION,
    SVR,
    USE,
    VSA,
    WAIVER,
)
from govern.evidence.verify.entry import EntryKind

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What is known of one kind of record.

    Attributes:
        predicate: The type of its statement.
        folder: Its folder in a bundle; the name of its count in the manifest, where it has one.
        suffix: What tells its file from those of other kinds in the same folder.
        proved: Whether a bundle holds a proof for each: for what people look up one by one.
    """

    predicate: str
    folder: str
    suffix: str = ""
    proved: bool = True


# A gap has no record.
KINDS: Mapping[EntryKind, RecordKind] = {
    EntryKind.DECISION: RecordKind(DECISION, "decisions"),
    EntryKind.VSA: RecordKind(VSA, "summaries", ".vsa", proved=False),
    EntryKind.SVR: RecordKind(SVR, "summaries", ".svr", proved=False),
    EntryKind.REQUEST: RecordKind(REQUEST, "requests"),
    EntryKind.APPROVAL: RecordKind(APPROVAL, "approvals"),
    EntryKind.REVOCATION: RecordKind(REVOCATION, "revocations"),
    EntryKind.OBSERVATION: RecordKind(OBSERVATION, "observations"),
    EntryKind.WAIVER: RecordKind(WAIVER, "waivers"),
    EntryKind.USE: RecordKind(USE, "uses"),
    EntryKind.ANCHOR: RecordKind(ANCHOR, "anchors"),
}
# These are signed by people, not by whoever keeps the log.
BY_PEOPLE = frozenset(
    {EntryKind.APPROVAL, EntryKind.REVOCATION, EntryKind.OBSERVATION, EntryKind.WAIVER}
)
