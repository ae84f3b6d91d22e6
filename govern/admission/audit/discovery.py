"""What a cluster serves, and which of it the rules are about.

The API server itself says what it serves, so a kind of the organisation's own needs no description.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import orjson

from govern.admission.cluster.client import ClusterError
from govern.admission.registration.kinds import FORBIDDEN, known_kinds
from govern.model import Kind, Resource
from govern.policies.selection import DEFAULT_OPERATIONS, selectors_of, selects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from govern.admission.cluster.client import ClusterClient
    from govern.model import JsonObject, Rule

# What is measured or reported is no subject of an audit, and often served by what may be away.
_REPORTS = frozenset(
    {
        "custom.metrics.k8s.io",
        "external.metrics.k8s.io",
        "metrics.k8s.io",
        "openreports.io",
        "reports.kyverno.io",
        "wgpolicyk8s.io",
    }
)
_NOT_STORED = frozenset({"ComponentStatus"})


@dataclass(frozen=True, slots=True)
class ServedKind:
    """One kind as the API server serves it.

    Attributes:
        group: API group; empty for the core group.
        version: The version.
        kind: As in manifests.
        plural: As in paths.
        namespaced: Whether its objects are in namespaces.
    """

    group: str
    version: str
    kind: str
    plural: str
    namespaced: bool

    @property
    def api_version(self) -> str:
        """As in manifests."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def name(self) -> str:
        """As `kubectl api-resources` would name it: `deployments.apps`."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def path(self, namespace: str = "") -> str:
        """Return where its objects are listed: everywhere, or in one namespace."""
        root = f"/apis/{self.group}" if self.group else "/api"
        within = f"/namespaces/{namespace}" if namespace else ""
        return f"{root}/{self.version}{within}/{self.plural}"


@dataclass(frozen=True, slots=True)
class Served:
    """All that can be listed.

    Attributes:
        kinds: In each group the preferred version first.
        unknown: Group versions that do not say what they serve, and why.
    """

    kinds: tuple[ServedKind, ...]
    unknown: tuple[tuple[str, ClusterError], ...] = ()


def discover(client: ClusterClient) -> Served:
    """Ask the API server what it serves.

    Raises:
        ClusterError: it cannot be reached, or does not say what groups there are.
    """
    kinds: list[ServedKind] = []
    unknown: list[tuple[str, ClusterError]] = []
    for group, version in (("", "v1"), *_versions(orjson.loads(client.read("/apis")))):
        if group in _REPORTS:
            continue
        path = f"/apis/{group}/{version}" if group else f"/api/{version}"
        try:
            kinds += _listed(group, version, orjson.loads(client.read(path)))
        except ClusterError as error:
            if not group:
                raise
            unknown.append((f"{group}/{version}", error))
    return Served(tuple(kinds), tuple(unknown))


def subjects(rules: Iterable[Rule], served: Sequence[ServedKind]) -> tuple[ServedKind, ...]:
    """Return the kinds that the rules are about, each in one version, in a steady order.

    A rule that names no kind is about all of them. Left out is what the control plane writes all
    the time, unless a rule names it, and what is stored under another group as well.
    """
    selectors = _selectors(rules)
    chosen: list[ServedKind] = []
    # Of the versions of a kind the first that a rule is about: the preferred one comes first.
    by_name = sorted(served, key=lambda one: (one.group, one.plural))
    for _, versions in groupby(by_name, key=attrgetter("name")):
        found = next((one for one in versions if _is_asked(one, selectors)), None)
        if found is not None:
            chosen.append(found)
    return tuple(chosen)


def not_served(rules: Iterable[Rule], served: Iterable[ServedKind]) -> tuple[str, ...]:
    """Return `kind.group` of the kinds that rules name and the cluster does not know."""
    there = {(one.group, one.kind) for one in served}
    named = [one for one in _selectors(rules) if one]
    return tuple(
        sorted(
            f"{kind.kind}.{kind.group}" if kind.group else kind.kind
            for kind in known_kinds()
            if not kind.on_demand
            and (kind.group, kind.kind) not in there
            and any(_names(named, kind.kind, one) for one in kind.api_versions())
        )
    )


def _selectors(rules: Iterable[Rule]) -> frozenset[str]:
    """Return every selector of the rules; the empty one stands for a rule without any."""
    return frozenset(
        selector
        for rule in rules
        if rule.match.kind in {Kind.KUBERNETES, None}
        and "CREATE" in (rule.match.operations or DEFAULT_OPERATIONS)
        for selector in selectors_of(rule) or ("",)
    )


def _is_asked(one: ServedKind, selectors: frozenset[str]) -> bool:
    if "" in selectors and one.kind not in FORBIDDEN | _NOT_STORED:
        return True
    named = [selector for selector in selectors if selector]
    return _names(named, one.kind, one.api_version)


def _names(selectors: Iterable[str], kind: str, api_version: str) -> bool:
    return selects(selectors, Resource(kind, "", "", api_version=api_version), Kind.KUBERNETES)


def _versions(groups: JsonObject) -> Iterator[tuple[str, str]]:
    """Yield group and version of an APIGroupList, the preferred version of each group first."""
    for group in _mappings(groups, "groups"):
        preferred = group.get("preferredVersion")
        first = preferred.get("version") if isinstance(preferred, dict) else None
        versions = [str(one.get("version")) for one in _mappings(group, "versions")]
        for version in sorted(versions, key=lambda one: one != first):
            yield str(group.get("name")), version


def _listed(group: str, version: str, found: JsonObject) -> Iterator[ServedKind]:
    """Yield what an APIResourceList says can be listed; subresources cannot."""
    for one in _mappings(found, "resources"):
        verbs, plural = one.get("verbs"), str(one.get("name"))
        if isinstance(verbs, list) and "list" in verbs and "/" not in plural:
            yield ServedKind(
                group, version, str(one.get("kind")), plural, one.get("namespaced") is True
            )


def _mappings(value: JsonObject, key: str) -> Iterator[JsonObject]:
    found = value.get(key)
    yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
