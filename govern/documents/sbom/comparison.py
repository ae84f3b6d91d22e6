"""What changed from one BOM to another: components, their licences and digests, vulnerabilities.

A component keeps its identity over versions: it is known by its package URL without version, or
by type, group and name. Two BOMs may come from different tools and formats.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.sbom.vex import current, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.documents.sbom.model import Component, Sbom
    from govern.model import JsonObject

CHANGES = ("added", "removed", "version", "licenses", "hashes", "vulnerabilities")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        kind: One of `CHANGES`.
        identity: The component without its version, or the vulnerability's id.
        before: What it was in the first BOM; empty when it was not there.
        after: What it is in the second.
    """

    kind: str
    identity: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def to_object(self) -> JsonObject:
        """Return it as JSON."""
        return {
            "kind": self.kind,
            "identity": self.identity,
            "before": [*self.before],
            "after": [*self.after],
        }


def compare(first: Sbom, second: Sbom) -> tuple[Change, ...]:
    """Return every difference, in the order of `CHANGES`, then by identity."""
    changes = [*_component_changes(first, second), *_vulnerability_changes(first, second)]
    changes.sort(key=lambda one: (CHANGES.index(one.kind), one.identity, one.before, one.after))
    return tuple(changes)


def _component_changes(first: Sbom, second: Sbom) -> Iterator[Change]:
    old, new = _by_identity(first), _by_identity(second)
    for identity in old.keys() | new.keys():
        before, after = old.get(identity, {}), new.get(identity, {})
        gone = [version for version in before if version not in after]
        come = [version for version in after if version not in before]
        if len(gone) == len(come) == 1:
            yield Change("version", identity, (gone[0],), (come[0],))
            yield from _within(identity, before[gone[0]], after[come[0]])
        else:
            yield from (Change("removed", identity, (version,)) for version in gone)
            yield from (Change("added", identity, (), (version,)) for version in come)
        for version in before.keys() & after.keys():
            # Digests of another version differ by nature; of the same version they must not.
            yield from _within(identity, before[version], after[version], digests=True)


def _within(
    identity: str, old: list[Component], new: list[Component], *, digests: bool = False
) -> Iterator[Change]:
    licenses = _licenses(old), _licenses(new)
    if licenses[0] != licenses[1]:
        yield Change("licenses", identity, *licenses)
    hashes = _hashes(old), _hashes(new)
    if digests and hashes[0] != hashes[1]:
        yield Change("hashes", identity, *hashes)


def _by_identity(sbom: Sbom) -> dict[str, dict[str, list[Component]]]:
    """Return identity → version → the components listed with both; an unknown version is empty."""
    found: dict[str, dict[str, list[Component]]] = defaultdict(lambda: defaultdict(list))
    main = (sbom.metadata.component,) if sbom.metadata.component else ()
    for one in (*main, *sbom.components):
        found[identity_of(one)][one.version or ""].append(one)
    return found


def identity_of(component: Component) -> str:
    """Return what names a component whatever its version: its purl's part before `@`, or its name.

    Qualifiers (`?arch=amd64`) are left out: tools disagree about them.
    """
    if component.purl:
        return unversioned(component.purl)
    name = f"{component.group}/{component.name}" if component.group else component.name
    return f"{component.type} {name}"


def unversioned(purl: str) -> str:
    """Return a package URL without version, qualifiers and subpath (purl specification, §5)."""
    bare = purl.partition("#")[0].partition("?")[0]
    name, at, version = bare.rpartition("@")
    # A scope (`pkg:npm/@acme/x`) has its `@` before a slash; a version has none behind it.
    return name if at and "/" not in version else bare


def _licenses(components: Iterable[Component]) -> tuple[str, ...]:
    return tuple(
        sorted(
            {
                statement.expression or statement.id or statement.name or ""
                for one in components
                for statement in one.licenses
            }
        )
    )


def _hashes(components: Iterable[Component]) -> tuple[str, ...]:
    return tuple(sorted({f"{one.alg}:{one.content}" for each in components for one in each.hashes}))


def _vulnerability_changes(first: Sbom, second: Sbom) -> Iterator[Change]:
    old, new = _states(first), _states(second)
    for identity in old.keys() | new.keys():
        before, after = old.get(identity, ()), new.get(identity, ())
        if before != after:
            yield Change("vulnerabilities", identity, before, after)


def _states(sbom: Sbom) -> dict[str, tuple[str, ...]]:
    """Return id → severity and the statuses that VEX gives; unrated ones are `unrated`."""
    said: dict[str, set[str]] = defaultdict(set)
    for vulnerability, _, statement in current(statements_of(sbom)):
        said[vulnerability].add(statement.status.value)
    found: dict[str, tuple[str, ...]] = {}
    for one in sbom.vulnerabilities:
        if one.id:
            found[one.id] = (one.severity or "unrated", *sorted(said[one.id]))
    return found
