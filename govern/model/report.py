"""Everything a reporter may show; a rendering carries no new truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govern.model.json import JsonObject
    from govern.model.result import Decision
    from govern.model.rule import Rule


@dataclass(frozen=True, slots=True)
class InputRecord:
    """One input that was read: `kind` is a Kind, `documents` how many it held."""

    path: str
    kind: str
    sha256: str
    documents: int = 1
    format: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """One file that was found but not evaluated, and why; nothing is silently dropped."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class PolicyInfo:
    """Which policies decided.

    Attributes:
        revision: sha256 (hex) over Rego, data, parameters and overrides.
        data_sha256: Digest of all of Rego's `data` alone; empty where nobody asked for it.
        params_sha256: Digest of `data.params` alone; likewise.
    """

    revision: str
    sources: tuple[str, ...]
    engine: str
    engine_version: str
    profile: str = ""
    data_sha256: str = ""
    params_sha256: str = ""


@dataclass(frozen=True, slots=True)
class FactsRecord:
    """What rules saw as `input.facts` of one document: the one at `index` in the file `path`."""

    path: str
    index: int
    facts: JsonObject


@dataclass(frozen=True, slots=True)
class Report:
    """One run of govern.

    Attributes:
        at: Set only when the caller fixed the time (`--at`).
        facts: What was verified about documents, in their order; empty ones are left out.
    """

    decision: Decision
    inputs: tuple[InputRecord, ...]
    skipped: tuple[Skipped, ...]
    policy: PolicyInfo
    rules: tuple[Rule, ...]
    at: str | None = None
    notes: tuple[str, ...] = ()
    facts: tuple[FactsRecord, ...] = ()
