"""Pods that a controller makes from an object that was judged: when nobody need be asked again.

Only what the API server's own controllers make is spared, told by who sends it: a reference to an
owner can be written by anybody. And only when each rule about Pods is about their owners as well.
What a mutating webhook adds to such a Pod is then not seen; so it is off unless asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.admission.newcomers import CONTROLLERS
from govern.errors import UsageError
from govern.model import Kind, Resource
from govern.policies.selection import DEFAULT_OPERATIONS, selectors_of, selects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.model import JsonObject, Rule

_POD = Resource("Pod", "", "", api_version="v1")
_OWNERS = {
    user: Resource(controller.owner, "", "", api_version=controller.api_version)
    for user, controller in CONTROLLERS.items()
    if controller.makes == _POD.kind
}


def sparing_condition(rules: Iterable[Rule]) -> JsonObject:
    """Return the matchCondition that leaves out Pods whose owners the same webhook judges.

    Args:
        rules: Those that the webhook asks.

    Raises:
        UsageError: a rule is about Pods and not about their owners, or not in the same way.
    """
    for rule in rules:
        if not rule.idle and _is_about(rule, _POD):
            _demand_owners(rule)
    users = ", ".join(f"'{user}'" for user in sorted(_OWNERS))
    return {
        "name": "not-owned",
        "expression": "!(request.operation == 'CREATE' && request.kind.group == '' && "
        f"request.kind.kind == 'Pod' && request.userInfo.username in [{users}])",
    }


def _demand_owners(rule: Rule) -> None:
    missing = [one.kind for one in _OWNERS.values() if not _is_about(rule, one)]
    constraint = rule.match.constraint
    if constraint is not None and (constraint.labels or constraint.name):
        missing = ["owners with other labels or names"]
    if missing:
        raise UsageError(
            f"Pods of controllers cannot be spared: rule {rule.id} is about Pods, and not about "
            f"{missing[0]}",
            path=rule.file,
            hint="leave out --spare-owned, or write the rule about `workloads`",
        )


def _is_about(rule: Rule, resource: Resource) -> bool:
    if "CREATE" not in (rule.match.operations or DEFAULT_OPERATIONS):
        return False
    selectors = selectors_of(rule)
    return not selectors or selects(selectors, resource, Kind.KUBERNETES)
