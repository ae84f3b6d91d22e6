"""A run as it is kept (`govern.run/v1`) → what `pipeline.judge` decides with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.documents.intake import Intake, Taken, Unreadable
from govern.documents.interface import Limits
from govern.engine.factory import EngineSettings
from govern.errors import InputError, LimitExceeded, VerificationError
from govern.evidence.canonical import sha256_hex
from govern.evidence.materials.beside import KeptBeside, Pieces
from govern.evidence.materials.materials import SCHEMA
from govern.evidence.materials.policy_archive import policies_in
from govern.evidence.materials.values import baseline_of, from_json, result_of, waiver_of
from govern.evidence.verify.sealed import sealed_in
from govern.facts.interface import FactError, Gathered
from govern.model import Document, Kind, Location, Skipped, Source
from govern.model.result import FailOn
from govern.pipeline import Loaded, RunSettings
from govern.policies.assembly import PolicySettings
from govern.sources.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from typing import TypeAlias

    from govern.evidence.materials.beside import Kept, Question
    from govern.evidence.verify.sealed import Sealed
    from govern.facts.interface import GatherContext
    from govern.model import JsonObject
    from govern.policies.policy_set import PolicySet

    # line, column, end line, end column
    _Place: TypeAlias = tuple[int | None, int | None, int | None, int | None]
    Read: TypeAlias = Callable[[str, str], bytes]  # (part, sha256) → bytes


class CannotReplay(Exception):  # noqa: N818 - no error: some decisions keep too little, on purpose
    """The evidence keeps too little to make this decision again; the text says what is missing."""


def reading(
    predicate: Mapping[str, Any], plain: Read, unsealed: Callable[[Sealed], bytes | None]
) -> Read:
    """Return what reads the materials of a decision.

    Args:
        predicate: Of the decision's statement.
        plain: Reads what is named by its digest.
        unsealed: Reads what is sealed; None where parts of it are blacked out.
    """
    sealed = {one.salted_sha256: one for one in sealed_in(predicate)}

    def read(part: str, digest: str) -> bytes:
        if digest not in sealed:
            return plain(part, digest)
        data = unsealed(sealed[digest])
        if data is None:
            view = sealed[digest].view_path
            raise CannotReplay(f"parts of what it was decided on are redacted: {view}")
        return data

    return read


@dataclass(frozen=True, slots=True)
class KeptRun:
    """What a decision was made from.

    Attributes:
        predicate: What the record says of the decision.
    """

    predicate: Mapping[str, Any]
    _run: Mapping[str, Any]
    _read: Read

    @classmethod
    def of(cls, predicate: Mapping[str, Any], read: Read) -> KeptRun:
        """Return the run behind a decision.

        Args:
            predicate: Of the decision's statement.
            read: Returns the bytes of a material, verified.

        Raises:
            CannotReplay: too little is kept.
            VerificationError: what is kept is not what it should be.
        """
        found = [
            one["salted_sha256" if "root" in one else "sha256"]
            for one in predicate.get("materials", ())
            if one["part"] == "run"
        ]
        if not found:
            raise CannotReplay("nothing but the inputs was kept of it")
        run = from_json(read("run", found[0]), "what is kept of a run")
        if run.get("schema") != SCHEMA:
            raise VerificationError(f"a run is not in the form {SCHEMA}")
        if run.get("withheld"):
            raise CannotReplay(f"it was not kept: {run['withheld']}")
        return cls(predicate, run, read)

    def policies(self) -> PolicySet:
        """Return the policies that decided."""
        archive = self._read("policy", self._run["policy"])
        return policies_in(archive, self.predicate["policy"]["revision"])

    def settings(self, engine: str | None = None) -> RunSettings:
        """Return the settings of the run; `engine` chooses another engine."""
        kept = self._run["settings"]
        return RunSettings(
            policy=PolicySettings(profile=self.predicate["policy"]["profile"]),
            engine=EngineSettings(
                name=engine or ("opa" if self.predicate["engine"]["name"] == "opa" else "embedded"),
                deadline=kept["deadline"],
                memory=kept["memory"],
            ),
            limits=Limits(**kept["limits"]),
            kind=Kind(kept["kind"]) if kept["kind"] else None,
            fail_on=FailOn(kept["fail_on"]),
            environment=kept["environment"],
            tier=kept["tier"],
            at=datetime.fromisoformat(self.predicate["evaluated_at"]),
        )

    def loaded(self, policies: PolicySet, settings: RunSettings) -> Loaded:
        """Return what the run decided with, under these policies.

        Raises:
            CannotReplay: an input was withheld.
        """
        facts = {(one["path"], one["index"]): one["facts"] for one in self._run["facts"]}
        places = {one["path"]: one["places"] for one in self._run["inputs"] if "places" in one}
        return Loaded(
            policies=policies,
            intake=_KeptIntake(
                (),
                kind=settings.kind,
                limits=settings.limits,
                given=[self._input(one, settings.limits) for one in self._run["inputs"]],
                left_out=[Skipped(**one) for one in self._run["left_out"]],
            ).placed(places),
            waivers=tuple(waiver_of(one) for one in self._run["waivers"]),
            baseline=baseline_of(self._run["baseline"]),
            imported=tuple(result_of(one) for one in self._run["imported"]),
            facts=(_KeptFacts(facts),) if facts else (),
            origins=lambda _document: {},
        )

    def _input(self, kept: Mapping[str, Any], limits: Limits) -> Taken | Unreadable:
        path = kept["path"]
        if "unreadable" in kept:
            return Unreadable(path, _error(kept["unreadable"]))
        if "withheld" in kept:
            raise CannotReplay(f"{path} was not kept: {kept['withheld']}")
        if "redacted" in kept:
            data = self._read("redacted", kept["redacted"])
            source = Source(path, data, sha256_hex(data), kept["explicit"])
            return Taken(source, Beside(None, limits.max_bytes))
        data = self._read("input", kept["sha256"])
        source = Source(path, data, sha256_hex(data), kept["explicit"])
        kind = Kind(kept["kind"]) if "kind" in kept else None
        if kept["beside"] is None:
            return Taken(source, Beside(None, limits.max_bytes), kind)
        asked: dict[Question, Kept] = {
            (one["ask"], one["name"], one["count"]): self._answer(one) for one in kept["beside"]
        }
        folder = Path(path).parent  # a name for messages; nobody looks into it
        return Taken(source, KeptBeside(folder, limits.max_bytes, asked=asked))

    def _answer(self, kept: Mapping[str, Any]) -> Kept:
        if "error" in kept:
            return _error(kept["error"])
        if "bytes" in kept:
            return self._read("beside", kept["bytes"])
        if "parts" in kept:
            parts = [(one["at"], self._read("beside", one["bytes"])) for one in kept["parts"]]
            return Pieces(kept["size"], parts)
        value: Kept = kept["value"]
        return value


def _error(kept: Mapping[str, Any]) -> InputError:
    words = {key: value for key, value in kept.items() if key not in {"limit", "message"}}
    return (LimitExceeded if kept["limit"] else InputError)(kept["message"], **words)


class _KeptIntake(Intake):
    """Shows the places of the original where only a redacted copy is kept."""

    _places: Mapping[str, Mapping[str, _Place]]

    def placed(self, places: Mapping[str, Mapping[str, _Place]]) -> _KeptIntake:
        self._places = places
        return self

    def __iter__(self) -> Iterator[Document | Unreadable]:
        for item in Intake.__iter__(self):
            known = self._places.get(item.source.path) if isinstance(item, Document) else None
            if isinstance(item, Document) and known is not None:
                yield replace(item, positions=_KeptPositions(item.source.path, known))
            else:
                yield item


_NOWHERE: _Place = (None, None, None, None)


@dataclass(frozen=True, slots=True)
class _KeptPositions:
    path: str
    known: Mapping[str, _Place]

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the places that are kept, and for others the file alone."""
        return {one: Location(self.path, *self.known.get(one, _NOWHERE), one) for one in pointers}


class _KeptFacts:
    """Gives each document the facts that were established then."""

    name = "evidence"

    def __init__(self, facts: Mapping[tuple[str, int], JsonObject]) -> None:
        self._facts = facts

    def gather(self, document: Document, _context: GatherContext) -> Gathered:
        facts = self._facts.get((document.source.path, document.index), {})
        errors = facts.get("errors")
        return Gathered(
            {key: value for key, value in facts.items() if key != "errors"},
            tuple(
                FactError(
                    str(one["fact"]), str(one["reason"]), str(one["message"]), str(one["about"])
                )
                for one in (errors if isinstance(errors, list) else ())
                if isinstance(one, dict)
            ),
        )
