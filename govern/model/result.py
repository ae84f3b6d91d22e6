"""What came of rules and resources, and the decision over all of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from govern.model.rule import Enforcement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.model.baseline import BaselineUse
    from govern.model.document import Resource
    from govern.model.json import JsonObject
    from govern.model.location import Location
    from govern.model.rule import Severity
    from govern.model.waiver import WaiverUse


class Outcome(StrEnum):
    """What one rule says of one resource."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    WARN = "warn"
    WAIVED = "waived"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"


class FailOn(StrEnum):
    """The lowest severity that denies; `warn` lets warnings deny too."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    WARN = "warn"


class Verdict(StrEnum):
    """The decision in one word."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Snippet:
    """One source line to show beside a finding, already redacted and cut to a readable length.

    `column` and `end_column` are 1-based into `text`; equal when nothing is to be underlined.
    """

    text: str
    column: int
    end_column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Rule by resource: the outcome, why, and where.

    Attributes:
        rule_id: The rule's stable id; `govern:input` when an input could not be read.
        message: One sentence for a person, already redacted.
        location: The place in the input.
        origin: The place in the text that the input was made from (a `.tf` line for a plan).
        fingerprint: Stable over runs and over moved lines: sha256 hex of rule, input path,
            resource address and pointer.
        enforcement: What a fail does to the decision.
        blocking: Whether this Result alone keeps the decision from `allowed`.
        waiver: The waiver that covers it; on a `fail`, the expired one that used to.
        baseline: The baseline file that accepts it; empty when none does.
        details: What the policy added, already redacted.
    """

    rule_id: str
    title: str
    severity: Severity
    outcome: Outcome
    message: str
    resource: Resource
    location: Location
    fingerprint: str
    controls: tuple[str, ...] = ()
    remediation: str = ""
    enforcement: Enforcement = Enforcement.DENY
    blocking: bool = False
    waiver: WaiverUse | None = None
    baseline: str = ""
    origin: Location | None = None
    snippet: Snippet | None = None
    details: JsonObject = field(default_factory=dict)


def fingerprint(rule_id: str, path: str, resource: Resource, pointer: str) -> str:
    """Return the identity of a finding (sha256 hex); lines and messages may change, it does not."""
    inner = pointer.removeprefix(resource.pointer)
    identity = f"{rule_id}\0{path}\0{resource.address}\0{inner}"
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """What govern decided over all Results, and why in one sentence.

    Attributes:
        summary: A count per Outcome; every outcome is a key.
        waivers: What became of every waiver, sorted by id.
        fail_on: The threshold it was decided with.
        nothing_evaluated: No input or no matching rule; the verdict is then `undecided`, exit 3.
    """

    verdict: Verdict
    reason: str
    results: tuple[Result, ...]
    summary: Mapping[Outcome, int]
    waivers: tuple[WaiverUse, ...] = ()
    nothing_evaluated: bool = False
    baseline: BaselineUse | None = None
    fail_on: FailOn = FailOn.LOW

    @property
    def exit_code(self) -> int:
        """0 allowed, 1 denied, 3 nothing evaluated, 4 undecided (docs/reference/exit-codes.md)."""
        if self.nothing_evaluated:
            return 3
        return {Verdict.ALLOWED: 0, Verdict.DENIED: 1, Verdict.UNDECIDED: 4}[self.verdict]
