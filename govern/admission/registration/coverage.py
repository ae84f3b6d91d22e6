"""Rules → what the API server must ask about: the exact union of what they match, never more.

A webhook that is registered for everything is asked about leases and endpoints, and can stop a
cluster that it was never meant to judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.registration.kinds import FORBIDDEN, known_kinds
from govern.errors import PolicyError
from govern.model import Kind, Resource
from govern.policies.selection import DEFAULT_OPERATIONS, selectors_of, selects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.admission.registration.kinds import RegisteredKind
    from govern.model import JsonObject, JsonValue, Rule


def webhook_rules(
    rules: Iterable[Rule], described: Sequence[RegisteredKind] = ()
) -> list[JsonValue]:
    """Return `webhooks[].rules` (admissionregistration.k8s.io/v1, RuleWithOperations).

    Args:
        rules: What one webhook asks.
        described: Kinds of the organisation's own.

    Raises:
        PolicyError: a rule is about a kind that nobody has described, or about one that must not
            be registered.
    """
    kinds = (*known_kinds(), *described)
    covered: dict[tuple[str, tuple[str, ...], bool, tuple[str, ...]], set[str]] = {}
    operations: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        for kind in _kinds_of(rule, kinds):
            key = (kind.group, kind.kind)
            operations.setdefault(key, set()).update(rule.match.operations or DEFAULT_OPERATIONS)
    for kind in kinds:
        if asked := operations.get((kind.group, kind.kind)):
            group = (kind.group, kind.versions, kind.namespaced, tuple(sorted(asked)))
            covered.setdefault(group, set()).update(kind.resources)
    return [_rule(*key, resources) for key, resources in sorted(covered.items())]


def _kinds_of(rule: Rule, kinds: Sequence[RegisteredKind]) -> list[RegisteredKind]:
    """Return the kinds that a rule is about; with no selectors all that are no subresources."""
    selectors = selectors_of(rule)
    if not selectors:
        return [kind for kind in kinds if not kind.on_demand and _in_scope(rule, kind)]
    found = [kind for kind in kinds if any(_names(one, kind) for one in selectors)]
    for selector in selectors:
        if _kind_in(selector) in FORBIDDEN:
            raise PolicyError(
                f"rule {rule.id} is about {selector}, which no webhook may stand in the way of",
                path=rule.file,
                hint="leave the rule to `govern audit`, or to CI",
            )
        # A constraint names groups and kinds apart: not every kind is in each of its groups.
        same = [one for one in selectors if _kind_in(one) == _kind_in(selector)]
        if not any(_names(one, kind) for one in same for kind in found):
            raise PolicyError(
                f"rule {rule.id} is about {selector}, whose plural is not known",
                path=rule.file,
                hint="describe it: --resource GROUP/VERSION/PLURAL=KIND, as `kubectl "
                "api-resources` tells",
            )
    return [kind for kind in found if _in_scope(rule, kind)]


def _in_scope(rule: Rule, kind: RegisteredKind) -> bool:
    """Tell whether a constraint's `scope` has room for the objects of a kind."""
    scope = rule.match.constraint.scope if rule.match.constraint else "*"
    return {"Cluster": not kind.namespaced, "Namespaced": kind.namespaced}.get(scope, True)


def _kind_in(selector: str) -> str:
    return selector.rpartition("/")[2]


def _names(selector: str, kind: RegisteredKind) -> bool:
    if kind.on_demand and _kind_in(selector) == "*":
        return False  # what is sent for subresources is meant by name alone
    return any(
        selects((selector,), Resource(kind.kind, "", "", api_version=version), Kind.KUBERNETES)
        for version in kind.api_versions()
    )


def _rule(
    group: str,
    versions: tuple[str, ...],
    namespaced: bool,
    operations: tuple[str, ...],
    resources: set[str],
) -> JsonObject:
    return {
        "apiGroups": [group],
        "apiVersions": [*versions],
        "operations": [*operations],
        "resources": [*sorted(resources)],
        "scope": "Namespaced" if namespaced else "Cluster",
    }
