"""What is kept of a run, so that the decision can be made again (`govern.run/v1`).

One JSON document says how everything belongs together; the bytes lie beside it by digest. What may
hold secrets is not among them: a plan is kept redacted, other inputs not at all, and then the
document says why the decision cannot be made again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from govern.documents.intake import Unreadable
from govern.documents.redaction.credentials import credential_shapes
from govern.errors import Error, InputError, LimitExceeded
from govern.evidence.canonical import sha256_hex
from govern.evidence.inputs import read_again
from govern.evidence.materials.beside import Pieces
from govern.evidence.materials.copies import copy_without_secrets
from govern.evidence.materials.policy_archive import archive_of
from govern.evidence.materials.values import as_json
from govern.evidence.record import QUIET
from govern.evidence.redaction.sealing import seal
from govern.evidence.verify.sealed import SALT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govern.evidence.inputs import InputEvidence
    from govern.evidence.materials.beside import Kept
    from govern.evidence.materials.tape import TakenInput, Tape
    from govern.evidence.verify.sealed import Sealed
    from govern.model import Report
    from govern.model.baseline import Baseline
    from govern.pipeline import RunSettings

SCHEMA = "govern.run/v1"
_MOST_KEPT = 256 * 1024 * 1024  # bytes kept for one decision


@dataclass(slots=True)
class Materials:
    """Bytes by digest, and what part each plays.

    Parts are `run`, `policy`, `input`, `redacted`, `beside` and `messages`.

    Attributes:
        new_salt: Draws a salt for each part but policies, which is then sealed; None seals nothing.
        rows: What opens sealed parts, private: by salted digest and root (hex).
    """

    new_salt: Callable[[int], bytes] | None = None
    payloads: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    rows: dict[str, bytes] = field(default_factory=dict)
    total: int = 0
    _sealed: dict[str, Sealed] = field(default_factory=dict)  # by plain digest

    def keep(self, data: bytes, part: str, salt: bytes = b"") -> str:
        """Keep bytes, and return the digest (hex) that the record names them by.

        Args:
            data: The bytes.
            part: What they are.
            salt: Seals them with this salt, instead of one that is drawn.
        """
        digest = sha256_hex(data)
        if digest not in self.payloads:
            self.payloads[digest] = data
            self.total += len(data)
            if self.new_salt is None or part == "policy":
                self.parts[digest] = part
            else:
                sealed, rows = seal(part, data, salt or self.new_salt(SALT_BYTES))
                self._sealed[digest] = sealed
                self.rows |= rows
        known = self._sealed.get(digest)
        return known.salted_sha256 if known else digest

    def listed(self) -> list[dict[str, str | int]]:
        """Return the parts, as a record lists them."""
        found = sorted((part, digest) for digest, part in self.parts.items())
        plain: list[dict[str, str | int]] = [{"part": part, "sha256": one} for part, one in found]
        sealed = sorted(self._sealed.values(), key=lambda one: (one.part, one.salted_sha256))
        return plain + [one.value() for one in sealed]


def sealed_inputs(inputs: Sequence[InputEvidence], new_salt: Callable[[int], bytes]) -> Materials:
    """Return materials that seal what they keep, and keep the bytes of inputs so."""
    kept = Materials(new_salt)
    for one in inputs:
        if one.data is not None:
            kept.keep(one.data, "input", one.salt)
    return kept


def materials_of(
    tape: Tape,
    report: Report,
    inputs: Sequence[InputEvidence],
    settings: RunSettings,
    new_kept: Callable[[], Materials] = Materials,
) -> Materials:
    """Return what to keep of a run that was watched.

    Args:
        tape: What was seen.
        report: What was decided.
        inputs: What the record says of the inputs, and their bytes where they may be kept.
        settings: What the run was decided with.
        new_kept: Makes what is added to.
    """
    kept = new_kept()
    loaded = tape.loaded
    assert loaded is not None  # noqa: S101 - the tape was handed to the run
    run: dict[str, Any] = {
        "schema": SCHEMA,
        "policy": kept.keep(archive_of(loaded.policies), "policy"),
        "settings": _settings(settings),
        "waivers": loaded.waivers,
        "baseline": _baseline(loaded.baseline),
        "imported": [
            {**asdict(one), "details": {}, "snippet": None}
            for one in (*tape.scanned, *loaded.imported)
        ],
        "inputs": _inputs(kept, tape, report, inputs),
        "left_out": [asdict(one) for one in loaded.intake.left_out],
        "facts": report.facts,
    }
    if kept.new_salt is not None:
        kept.keep(as_json(_messages(report)), "messages")
    if kept.total > _MOST_KEPT:
        kept = new_kept()
        run = {"schema": SCHEMA, "withheld": f"it would be more than {_MOST_KEPT} bytes"}
    kept.keep(as_json(run), "run")
    return kept


def _messages(report: Report) -> list[dict[str, str]]:
    """Return the messages of findings, which a record does not quote where inputs are sealed."""
    return [
        {
            "rule_id": one.rule_id,
            "path": one.location.path,
            "resource": one.resource.address,
            "pointer": one.location.pointer,
            "message": one.message,
        }
        for one in report.decision.results
        if one.outcome not in QUIET
    ]


def _baseline(baseline: Baseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    return {"accepted": dict(baseline.accepted), "file": baseline.file}


def _settings(settings: RunSettings) -> dict[str, Any]:
    return {
        "kind": settings.kind,
        "fail_on": settings.fail_on,
        "environment": settings.environment,
        "tier": settings.tier,
        "limits": settings.limits,
        "deadline": settings.engine.deadline,
        "memory": settings.engine.memory,
    }


def _inputs(
    kept: Materials, tape: Tape, report: Report, inputs: Sequence[InputEvidence]
) -> list[dict[str, Any]]:
    recorded: dict[str, list[InputEvidence]] = {}
    for one in inputs:
        recorded.setdefault(one.record.path, []).append(one)
    listed = []
    for taken in tape.taken:
        if isinstance(taken, Unreadable):
            listed.append({"path": taken.path, "unreadable": error_value(taken.error)})
        elif taken.path in recorded:  # otherwise it was skipped, and `left_out` says why
            listed.append(_input(kept, taken, recorded[taken.path], report))
    return listed


def _input(
    kept: Materials, taken: TakenInput, recorded: list[InputEvidence], report: Report
) -> dict[str, Any]:
    head: dict[str, Any] = {"path": taken.path, "explicit": taken.explicit}
    if taken.kind is not None:
        head["kind"] = taken.kind.value
    beside, withheld = _beside(kept, taken)
    withheld = withheld or next((one.withheld for one in recorded if one.withheld), "")
    data = next((one.data for one in recorded if one.data is not None), None)
    if data is not None and not withheld:
        return {**head, "sha256": kept.keep(data, "input"), "beside": beside}
    copy = _copy(taken, recorded)
    if copy is None:
        return {**head, "withheld": withheld or "its bytes were not kept"}
    places = _places(taken.path, report)
    return {**head, "redacted": kept.keep(copy, "redacted"), "places": places}


def _copy(taken: TakenInput, recorded: list[InputEvidence]) -> bytes | None:
    """Return a copy without secrets, of an input that was read as one thing with nothing beside."""
    (record, *others) = [one.record for one in recorded]
    data = taken.data if taken.data is not None else read_again(record)
    if others or data is None or record.documents == 0:
        return None
    return copy_without_secrets(record, data)


def _places(path: str, report: Report) -> dict[str, list[int | None]]:
    """Return where findings stand in the original, which a copy does not show."""
    return {
        at.pointer: [at.line, at.column, at.end_line, at.end_column]
        for at in (one.location for one in report.decision.results)
        if at.path == path and at.line is not None
    }


def _beside(kept: Materials, taken: TakenInput) -> tuple[list[dict[str, Any]] | None, str]:
    """Return the questions with their answers, and why they cannot be kept, if they cannot."""
    if not taken.has_folder:
        return None, ""
    listed = []
    for (what, name, count), answer in sorted(taken.asked.items(), key=lambda item: item[0]):
        withheld = _is_withheld(name, answer)
        if withheld:
            return None, withheld
        question = {"ask": what, "name": name, "count": count}
        listed.append({**question, **_answer(kept, answer)})
    return listed, ""


def _is_withheld(name: str, answer: Kept) -> str:
    read = [answer] if isinstance(answer, bytes) else []
    if isinstance(answer, Pieces):
        if answer.too_much:
            return f"too much was read of {name} to be kept"
        read = [data for _, data in answer.parts]
    for data in read:
        if any(True for _ in credential_shapes(data.decode("utf-8", "replace"))):
            return f"{name}, beside it, holds what looks like a credential"
    return ""


def _answer(kept: Materials, answer: Kept) -> dict[str, Any]:
    if isinstance(answer, InputError):
        return {"error": error_value(answer)}
    if isinstance(answer, bytes):
        return {"bytes": kept.keep(answer, "beside")}
    if isinstance(answer, Pieces):
        parts = [{"at": at, "bytes": kept.keep(data, "beside")} for at, data in answer.parts]
        return {"size": answer.size, "parts": parts}
    return {"value": answer}


def error_value(error: Error) -> dict[str, Any]:
    """Return an input error as JSON says it."""
    return {
        "limit": isinstance(error, LimitExceeded),
        "message": error.message,
        "path": error.path,
        "line": error.line,
        "column": error.column,
        "cause": error.cause,
        "hint": error.hint,
    }
