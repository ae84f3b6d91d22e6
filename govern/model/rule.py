"""One annotated Rego rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.model.constraint import ConstraintMatch
    from govern.model.document import Kind
    from govern.model.json import JsonObject


OWN_RULES = "govern:"  # ids of what govern itself reports begin so; they can never be waived
SCANNER_RULES = ("checkov:",)  # ids of what other tools report begin so; no Rego stands behind them


class Severity(StrEnum):
    """How bad it is when a rule is broken."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """4 for critical down to 1 for low."""
        return _RANK[self]


_RANK = {Severity.CRITICAL: 4, Severity.HIGH: 3, Severity.MEDIUM: 2, Severity.LOW: 1}


class Enforcement(StrEnum):
    """What a broken rule does to the decision (Gatekeeper's enforcementAction)."""

    DENY = "deny"
    WARN = "warn"
    DRYRUN = "dryrun"


class FailurePolicy(StrEnum):
    """What the cluster does when a rule could not be decided (Kubernetes' failurePolicy)."""

    FAIL = "fail"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule applies to; the host selects before any evaluation.

    Attributes:
        kind: The Document kind; None: every kind.
        resources: Resource selectors: a kind (`Deployment`), an `apiVersion/Kind`, a pattern with
            `*` (`aws_s3_*`), or `workloads` for every PodSpec-bearing Kubernetes kind. Empty: all.
        operations: Admission operations; CI counts as CREATE. Empty: CREATE and UPDATE.
        scope: `document` (one input at a time), `set` (all documents of the kind at once) or
            `everything` (all documents of all kinds at once).
        constraint: Which objects a Gatekeeper constraint looks at.
        inventory: Whether the rule sees all manifests of the run as `data.inventory`.
    """

    kind: Kind | None
    resources: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    scope: str = "document"
    constraint: ConstraintMatch | None = None
    inventory: bool = False

    @property
    def kind_name(self) -> str:
        """The kind as people read it."""
        return self.kind.value if self.kind else "any"


@dataclass(frozen=True, slots=True)
class Reads:
    """What one definition of a rule of another dialect refers to, told from its text.

    Attributes:
        paths: Places in the document (or in one document of a set), `*` for any key.
        texts: What its messages are made of, with the verbs of `sprintf`.
    """

    paths: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One annotated Rego rule with a stable id.

    Attributes:
        id: Stable for ever: `K020`, `MC001`, `ORG042`.
        package: Rego package path without `data.`: `govern.kubernetes.image_digest`.
        entrypoints: Which of `deny`, `warn` and `undecided` the rule defines, each with the full
            rule path to ask the engine for (`data.govern.kubernetes.image_digest.deny`).
        parameters: Declared parameters with defaults: `{group: {name: default}}`, seen by Rego
            as `data.params.<group>.<name>`.
        effective_on: Before this instant a `deny` is reported as a warning.
        file: Path of the Rego file, for people.
        dialect: `native`, `conftest` or `gatekeeper`.
        reads: Of another dialect: what each of its definitions refers to; where a finding names
            no place, this shows it.
        idle: Why it can never apply, though it was written down; empty for a rule that can.
        failure_policy: Whether admission goes on without this rule's answer; CI never does.
    """

    id: str
    title: str
    severity: Severity
    match: Match
    package: str
    entrypoints: Mapping[str, str]
    description: str = ""
    remediation: str = ""
    controls: tuple[str, ...] = ()
    parameters: Mapping[str, JsonObject] = field(default_factory=dict)
    effective_on: datetime | None = None
    enforcement: Enforcement = Enforcement.DENY
    file: str = ""
    dialect: str = "native"
    help_uri: str = ""
    reads: tuple[Reads, ...] = field(default=(), repr=False)
    idle: str = ""
    failure_policy: FailurePolicy = FailurePolicy.FAIL
