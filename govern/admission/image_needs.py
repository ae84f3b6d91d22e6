"""Which rules read facts about images, told from their Rego before any review comes.

Said too often costs a look into a cache; said too seldom would leave rules undecided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.judge import Lane, attested_rules, lanes_of
from govern.model import Kind, Resource
from govern.policies.readers import FACTS, readers_in
from govern.policies.selection import DEFAULT_OPERATIONS, selectors_of, selects

if TYPE_CHECKING:
    from govern.admission.review import Review
    from govern.model import Rule
    from govern.policies.policy_set import PolicySet


class ImageNeeds:
    """The rules of one PolicySet that read facts, by the webhook that asks them."""

    def __init__(self, policies: PolicySet, *, audit_only: bool = False) -> None:
        packages = readers_in(policies.modules, FACTS)
        self._rules = {
            lane: tuple(rule for rule in rules if rule.package in packages and not rule.idle)
            for lane, rules in lanes_of(policies.rules, audit_only=audit_only).items()
        }
        about = attested_rules(policies.rules, audit_only=audit_only)
        self._sboms = frozenset(
            lane for lane, rules in about.items() if any(not rule.idle for rule in rules)
        )

    def any_in(self, lane: Lane) -> bool:
        """Tell whether any rule of a webhook reads facts, or is about what they bring."""
        return bool(self._rules[lane]) or self.sboms_in(lane)

    def sboms_in(self, lane: Lane) -> bool:
        """Tell whether a webhook asks rules about SBOMs that are attested."""
        return lane in self._sboms

    def rules_for(self, review: Review, lane: Lane) -> frozenset[str]:
        """Return the ids of the rules that read facts and will be asked about a review."""
        version = "/".join(part for part in (review.group, review.version) if part)
        resource = Resource(review.kind, "", "", api_version=version)
        return frozenset(
            rule.id for rule in self._rules[lane] if _is_asked(rule, resource, review.operation)
        )


def _is_asked(rule: Rule, resource: Resource, operation: str) -> bool:
    if operation not in (rule.match.operations or DEFAULT_OPERATIONS):
        return False
    selectors = selectors_of(rule)
    return not selectors or selects(selectors, resource, Kind.KUBERNETES)
