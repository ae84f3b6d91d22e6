"""Which rules apply to a Document; decided here, before any evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.model import Kind
from govern.policies.constraint_match import constraint_matches, kinds_named
from govern.policies.inputs import Request, RunContext, input_of
from govern.policies.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.model import Document, JsonObject, Resource, Rule

__all__ = [
    "DEFAULT_OPERATIONS",
    "Request",
    "RunContext",
    "Selector",
    "applicable",
    "input_of",
    "matched_resources",
    "selectors_of",
    "selects",
]

DEFAULT_OPERATIONS = ("CREATE", "UPDATE")  # of a rule that names none
_WORKLOADS = "workloads"


def applicable(rule: Rule, document: Document, operation: str = "CREATE") -> bool:
    """Return whether a rule is to be asked about a document; CI counts as CREATE."""
    match = rule.match
    if match.kind not in {None, document.kind}:
        return False
    if operation not in (match.operations or DEFAULT_OPERATIONS):
        return False
    return not match.resources or any(_selects(rule, one) for one in document.resources)


def matched_resources(rule: Rule, document: Document) -> tuple[Resource, ...]:
    """Return the resources that a rule's selectors name; all of them when it has none."""
    if not rule.match.resources:
        return document.resources
    return tuple(one for one in document.resources if _selects(rule, one))


class Selector:
    """Answers `applicable` for many documents: documents with the same resource types share it.

    Args:
        rules: In the order in which they are to be returned.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_kind: dict[Kind, list[Rule]] = {kind: [] for kind in Kind}
        for rule in rules:
            if rule.idle:
                continue
            for kind in Kind if rule.match.kind is None else (rule.match.kind,):
                self._by_kind[kind].append(rule)
        self._has_constraints = any(
            rule.match.constraint for kind in Kind for rule in self._by_kind[kind]
        )
        self._seen: dict[tuple[object, ...], tuple[Rule, ...]] = {}

    def rules_for(
        self,
        document: Document,
        operation: str = "CREATE",
        scope: str = "document",
        namespace: JsonObject | None = None,
    ) -> tuple[Rule, ...]:
        """Return the rules to ask about a document; `namespace` is its whole Namespace, if known.

        Rules of Gatekeeper's look at the object itself, at each one anew.
        """
        types = frozenset((one.api_version, one.kind) for one in document.resources)
        key = (document.kind, operation, scope, types)
        if key not in self._seen:
            self._seen[key] = tuple(
                rule
                for rule in self._by_kind[document.kind]
                if rule.match.scope == scope and applicable(rule, document, operation)
            )
        if not self._has_constraints:
            return self._seen[key]
        return tuple(
            rule
            for rule in self._seen[key]
            if rule.match.constraint is None
            or constraint_matches(rule.match.constraint, document.content, namespace)
        )


def selects(selectors: Iterable[str], resource: Resource, kind: Kind | None) -> bool:
    """Return whether any selector of a rule (`Match.resources`) names a resource.

    Args:
        selectors: As in METADATA.
        resource: The resource.
        kind: The rule's own kind of Document, which says what selectors can mean.
    """
    return any(_matches(selector, resource, kind) for selector in selectors)


def selectors_of(rule: Rule) -> tuple[str, ...]:
    """Return the selectors of a rule, those of a Gatekeeper constraint included; empty for all."""
    constraint = rule.match.constraint
    return rule.match.resources if constraint is None else kinds_named(constraint)


def _selects(rule: Rule, resource: Resource) -> bool:
    return selects(rule.match.resources, resource, rule.match.kind)


def _matches(selector: str, resource: Resource, kind: Kind | None) -> bool:
    if kind is Kind.KUBERNETES:
        if selector == _WORKLOADS:
            # Only runs over Kubernetes need the table of workload kinds.
            from govern.documents.kubernetes.workloads import (  # noqa: PLC0415 - see above
                is_workload,
            )

            return is_workload(resource.api_version, resource.kind)
        if "/" in selector:
            return matches(selector, f"{resource.api_version}/{resource.kind}")
    return matches(selector, resource.kind)
