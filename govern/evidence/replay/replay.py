"""Replays the decisions of a bundle: again as they were, or under other policies or engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from govern.errors import VerificationError
from govern.evidence.canonical import sha256_hex
from govern.evidence.inputs import InputEvidence
from govern.evidence.record import Mode, decision_statement, titles_only
from govern.evidence.replay.comparison import Comparison, compare
from govern.evidence.replay.kept_run import CannotReplay, KeptRun, reading
from govern.evidence.verify import layout
from govern.evidence.verify.entry import Entry, EntryKind
from govern.evidence.verify.files import open_files
from govern.evidence.verify.payload import payload_of
from govern.evidence.verify.redacted import shown_in
from govern.evidence.verify.sealed import sealed_in
from govern.pipeline import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.evidence.verify.files import Files
    from govern.model import Report
    from govern.policies.policy_set import PolicySet


class State(StrEnum):
    """What came of replaying one decision."""

    REPRODUCED = "reproduced"  # the same record, byte by byte
    SAME = "same"  # under other policies or another engine: the same verdict and findings
    DIFFERS = "differs"
    NOT_REPLAYED = "not_replayed"  # too little is kept, or it cannot be decided here


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision and what came of it.

    Attributes:
        index: Of its entry in the log.
        recorded: The decision then; `replayed` the one now, empty when there is none.
        why: Why it was not replayed.
        comparison: What differs; None where nothing can be said.
    """

    index: int
    time: str
    recorded: str
    state: State
    replayed: str = ""
    why: str = ""
    comparison: Comparison | None = None


def replay(
    path: str, *, policies: PolicySet | None = None, engine: str | None = None
) -> Iterator[Replayed]:
    """Replay every decision of a bundle that was verified, in the order of the log.

    Args:
        path: The bundle: a folder or an archive.
        policies: Decide by these, instead of those that decided.
        engine: Decide with this engine, instead of the one that decided.

    Raises:
        VerificationError: what is kept does not fit together.
        EngineError: the engine cannot be started.
    """
    with open_files(path) as files:
        first = json.loads(files.read(layout.RANGE))["from"]
        lines = layout.lines_in(files.read(layout.ENTRIES), layout.ENTRIES)
        for index, line in enumerate(lines, first):
            entry = Entry.parse(line, path=layout.ENTRIES)
            if entry.kind is not EntryKind.DECISION:
                continue
            # A record that is not there was not selected: the bundle was verified.
            if layout.record_path(index, entry) in files.names:
                yield _replayed(files, index, entry, policies, engine)


def _replayed(
    files: Files, index: int, entry: Entry, policies: PolicySet | None, engine: str | None
) -> Replayed:
    path = layout.record_path(index, entry)
    statement = payload_of(files.read(path), entry.media_type, path)
    predicate = json.loads(statement)["predicate"]
    recorded, time = predicate["decision"], predicate["evaluated_at"]

    def read(part: str, digest: str) -> bytes:
        data = files.read(layout.material_path(part, digest))
        if sha256_hex(data) != digest:
            raise VerificationError("the file was changed", path=layout.material_path(part, digest))
        return data

    try:
        run = KeptRun.of(predicate, reading(predicate, read, lambda one: shown_in(files, one)))
        settings = run.settings(engine)
        loaded = run.loaded(policies or run.policies(), settings)
    except CannotReplay as reason:
        return Replayed(index, time, recorded, State.NOT_REPLAYED, why=str(reason))
    report = judge(loaded, settings)
    again = _record_of(report, predicate)
    verdict = report.decision.verdict.value
    if again == statement:
        return Replayed(index, time, recorded, State.REPRODUCED, verdict)
    comparison = compare(predicate, json.loads(again)["predicate"])
    changed = verdict != recorded or comparison.appeared or comparison.disappeared
    other = policies is not None or engine is not None
    state = State.SAME if other and not changed else State.DIFFERS
    return Replayed(index, time, recorded, state, verdict, comparison=comparison)


# An input that is taken for something else than it was then: the comparison shows it.
_UNKNOWN: Mapping[str, Any] = {"digest": {"sha256": ""}, "kept": False, "withheld": ""}


def _record_of(report: Report, predicate: Mapping[str, Any]) -> bytes:
    """Return the statement about the decision made again.

    What no replay can find out anew is taken from the record: salted digests, what was kept, and
    which run of CI it was.
    """
    known = {(one["path"], one["kind"]): one for one in predicate["inputs"]}
    inputs = []
    for record in report.inputs:
        said = known.get((record.path, record.kind), _UNKNOWN)
        ((name, value),) = said["digest"].items()
        digest = (name, record.sha256 if name == "sha256" else value)
        data = b"" if said["kept"] else None
        inputs.append(InputEvidence(record, digest, b"", data, said["withheld"] or ""))
    quotes = not sealed_in(predicate)
    return decision_statement(
        report if quotes else titles_only(report),
        inputs,
        datetime.fromisoformat(predicate["evaluated_at"]),
        predicate["ci"] or {},
        mode=Mode(predicate["mode"]),
        materials=predicate["materials"],
    )
