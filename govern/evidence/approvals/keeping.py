"""Keeps approvals in the log, and sees to it that they let one thing through, once.

Whoever signed an approval signed it for the folder; the log holds the very bytes, so a bundle shows
them without anybody's word. The use is an entry of ours, and the first one in the log wins.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govern.attest.statement import STATEMENT_V1
from govern.errors import VerificationError
from govern.evidence.canonical import canonical, sha256_hex
from govern.evidence.log.log import Addition
from govern.evidence.predicates import APPROVAL, OBSERVATION, REVOCATION, USE, WAIVER
from govern.evidence.verify.entry import BY_PERSON, SIGNED, Entry, EntryKind
from govern.evidence.verify.payload import predicate_of
from govern.facts.approvals.source import Use
from govern.model.instant import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from govern.evidence.log.interface import Reader, Store
    from govern.evidence.log.log import Log
    from govern.evidence.recorder import Recorder
    from govern.facts.approvals.folder import SignedFile
    from govern.facts.approvals.request import ApprovalRequest, Scope

_KINDS = {
    APPROVAL: EntryKind.APPROVAL,
    OBSERVATION: EntryKind.OBSERVATION,
    REVOCATION: EntryKind.REVOCATION,
    WAIVER: EntryKind.WAIVER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a gated run relied on: the request, what people signed, and who they are."""

    request: ApprovalRequest
    files: tuple[SignedFile, ...]
    counted: tuple[str, ...]
    directory_sha256: str
    directory: bytes


def keep(recorder: Recorder, gate: Gate, now: datetime, *, use: bool) -> int | None:
    """Write request, approvals and revocations into the log; and their use, where they were used.

    What the log holds already is not written again. Returns the entry of the use.

    Raises:
        VerificationError: another run used the approvals before this one.
    """
    log = recorder.log
    additions = [recorder.own_record(EntryKind.REQUEST, gate.request.data, now)]
    additions += [_by_person(file, now) for file in gate.files]
    missing = _missing(log, additions)
    if use:
        missing.append(_use(recorder, gate, now))
    if not missing:
        return None
    indexes = log.append(missing)
    if not use:
        return None
    entry = indexes.stop - 1
    with log.store.reading() as reader:
        earlier = [one for one in _uses(reader, entry) if _is_of(one, gate.request)]
    if earlier:
        raise VerificationError(
            f"another run used these approvals first (entry {earlier[0]['entry']} of the log)",
            hint="approvals let one thing through, once; ask again: `govern request`",
        )
    return entry


def keep_signed(recorder: Recorder, files: Iterable[SignedFile], now: datetime) -> None:
    """Write what people signed into the log, unless it is there: granted and revoked waivers."""
    missing = _missing(recorder.log, [_by_person(file, now) for file in files])
    if missing:
        recorder.log.append(missing)


def _missing(log: Log, additions: list[Addition]) -> list[Addition]:
    with log.store.reading() as reader:
        return [one for one in additions if reader.payload(one.entry.sha256) is None]


def uses_of(store: Store, decision: str, scope: Scope) -> tuple[Use, ...]:
    """Return the uses of a decision's approvals in a scope that the log holds."""
    with store.reading() as reader:
        return tuple(
            Use(one["entry"], str(one["at"]))
            for one in _uses(reader, reader.size())
            if one["decision"] == decision and one["scope"] == scope.value()
        )


def _uses(reader: Reader, end: int) -> Iterator[dict[str, Any]]:
    for index, line in reader.entries(0, end):
        if b'"kind":"use"' not in line:  # most entries are something else
            continue
        entry = Entry.parse(line)
        record = reader.payload(entry.sha256)
        if record is None or sha256_hex(record) != entry.sha256:
            raise VerificationError(f"the record of entry {index} is missing or was changed")
        predicate: Any = predicate_of(record, entry.media_type, f"entry {index}")
        yield {
            "entry": index,
            "at": predicate.get("used_at"),
            "decision": predicate.get("decision", {}).get("sha256"),
            "scope": predicate.get("scope"),
        }


def _is_of(use: dict[str, Any], request: ApprovalRequest) -> bool:
    return bool(use["decision"] == request.decision and use["scope"] == request.scope.value())


def _use(recorder: Recorder, gate: Gate, now: datetime) -> Addition:
    request = gate.request
    statement = canonical(
        {
            "_type": STATEMENT_V1,
            "subject": [{"name": "decision", "digest": {"sha256": request.decision}}],
            "predicateType": USE,
            "predicate": {
                "decision": {"sha256": request.decision},
                "request": {"sha256": request.sha256},
                "scope": request.scope.value(),
                "used_at": rfc3339(now),
                "approvals": [{"sha256": one} for one in sorted(gate.counted)],
                "directory": {"sha256": gate.directory_sha256},
            },
        }
    )
    addition = recorder.own_record(EntryKind.USE, statement, now)
    kept = {**addition.payloads, gate.directory_sha256: gate.directory}
    return Addition(addition.entry, kept)


def _by_person(file: SignedFile, now: datetime) -> Addition:
    plain = "mediaType" not in json.loads(file.data)
    entry = Entry(
        kind=_KINDS[file.statement.predicate_type],
        time=rfc3339(now),
        sha256=file.sha256,
        media_type=BY_PERSON if plain else SIGNED,
    )
    return Addition(entry, {file.sha256: file.data})


def counted_in(facts: Iterable[Any]) -> tuple[str, ...]:
    """Return the ids of the approvals that a run's facts hold as verified."""
    return tuple(
        str(approval["id"])
        for one in facts
        for approval in one.facts.get("approvals", ())
        if approval.get("verified")
    )
