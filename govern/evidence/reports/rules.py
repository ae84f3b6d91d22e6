"""The rules that decided, read from the policies that are kept beside the decisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.evidence.materials.policy_archive import policies_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from govern.evidence.reports.source import Evidence, Record

    Rules: TypeAlias = Mapping[str, "KnownRule"]


@dataclass(frozen=True, slots=True)
class KnownRule:
    """What a report says of a rule."""

    id: str
    title: str
    severity: str
    controls: tuple[str, ...]
    remediation: str


@dataclass(slots=True)
class KeptRules:
    """Rules by revision of the policies, each revision read once."""

    evidence: Evidence
    unknown: int = 0  # decisions whose policies are not kept
    _revisions: dict[str, Rules] = field(default_factory=dict)

    def of(self, record: Record) -> Rules:
        """Return the rules that made a decision; none where its policies are not kept.

        Raises:
            VerificationError: what is kept is not what the decision names.
        """
        revision = str(record.predicate["policy"]["revision"])
        if revision in self._revisions:
            return self._revisions[revision]
        for one in record.predicate.get("materials") or ():
            if one["part"] == "policy":
                archive = self.evidence.material("policy", one["sha256"])
                self._revisions[revision] = _rules(archive, revision)
                return self._revisions[revision]
        self.unknown += 1
        return {}

    def keeps(self, revision: str) -> bool:
        """Tell whether the policies of a revision are at hand."""
        return revision in self._revisions

    def all(self) -> Rules:
        """Return every rule that was loaded in the period; of two versions, the later one."""
        found: dict[str, KnownRule] = {}
        for rules in self._revisions.values():
            found.update(rules)
        return found


def _rules(archive: bytes, revision: str) -> Rules:
    return {
        rule.id: KnownRule(
            rule.id, rule.title, rule.severity.value, tuple(rule.controls), rule.remediation
        )
        for rule in policies_in(archive, revision).rules
    }
