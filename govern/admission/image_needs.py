"""Which rules read facts about images, told from their Rego before any review comes.

Said too often costs a look into a cache; said too seldom would leave rules undecided. So a rule
counts when its module, or any module that it refers to, speaks of `facts` at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.admission.judge import Lane, attested_rules, lanes_of
from govern.model import Kind, Resource
from govern.policies.selection import DEFAULT_OPERATIONS, selectors_of, selects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.admission.review import Review
    from govern.model import Module, Rule
    from govern.policies.policy_set import PolicySet

_FACTS = re.compile(r"\bfacts\b")
_REFERENCE = re.compile(r"\bdata\.([A-Za-z_][\w.]*)")


class ImageNeeds:
    """The rules of one PolicySet that read facts, by the webhook that asks them."""

    def __init__(self, policies: PolicySet, *, audit_only: bool = False) -> None:
        packages = readers_in(policies.modules)
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


def readers_in(modules: Iterable[Module]) -> frozenset[str]:
    """Return the packages whose modules read facts, themselves or through others."""
    texts: dict[str, str] = {}
    for module in modules:
        texts[module.package] = texts.get(module.package, "") + "\n" + module.text
    readers = {package for package, text in texts.items() if _FACTS.search(text)}
    named = {package: set(_REFERENCE.findall(text)) for package, text in texts.items()}
    while True:
        more = {
            package
            for package, references in named.items()
            if package not in readers and any(_reaches(one, readers) for one in references)
        }
        if not more:
            return frozenset(readers)
        readers |= more


def _reaches(reference: str, packages: Iterable[str]) -> bool:
    """Tell whether `data.<reference>` may be in, or hold, one of the packages."""
    reference = reference.rstrip(".")
    return any(
        f"{reference}.".startswith(f"{one}.") or f"{one}.".startswith(f"{reference}.")
        for one in packages
    )
