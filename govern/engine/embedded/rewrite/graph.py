"""Rules that depend on themselves; OPA refuses them, regorus would overflow its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.engine.embedded.rewrite.survey import Path, Use


def cycles(uses: Iterable[Use]) -> list[list[Path]]:
    """Return each group of rules that depend on one another, as a path that closes."""
    edges: dict[Path, set[Path]] = {}
    for use in uses:
        edges.setdefault(use.definition.path, set())
    index = _index(edges)
    for use in uses:
        for reference in use.references:
            edges[use.definition.path] |= index.get(reference, set()) or _prefix(edges, reference)
    return [_loop(group, edges) for group in _components(edges) if _is_cycle(group, edges)]


def _index(paths: Iterable[Path]) -> dict[Path, set[Path]]:
    """Map every prefix of a rule's path to the rules below it: `data.a` needs all of them."""
    below: dict[Path, set[Path]] = {}
    for path in paths:
        for length in range(1, len(path) + 1):
            below.setdefault(path[:length], set()).add(path)
    return below


def _prefix(paths: Mapping[Path, object], reference: Path) -> set[Path]:
    """Return the rule that a longer reference reaches into."""
    for length in range(len(reference) - 1, 1, -1):
        if reference[:length] in paths:
            return {reference[:length]}
    return set()


def _is_cycle(group: list[Path], edges: Mapping[Path, set[Path]]) -> bool:
    return len(group) > 1 or group[0] in edges[group[0]]


def _loop(group: list[Path], edges: Mapping[Path, set[Path]]) -> list[Path]:
    """Return a way from the group's first rule back to itself."""
    start, members = min(group), set(group)
    trail, seen = [start], {start}
    while True:
        following = sorted(edges[trail[-1]] & members)
        if start in following:
            return [*trail, start]
        fresh = [path for path in following if path not in seen]
        if not fresh:
            return [*trail, start]
        trail.append(fresh[0])
        seen.add(fresh[0])


def _components(edges: Mapping[Path, set[Path]]) -> list[list[Path]]:
    """Return the strongly connected components (Kosaraju), without recursion."""
    backwards: dict[Path, set[Path]] = {path: set() for path in edges}
    for path, targets in edges.items():
        for target in targets:
            backwards[target].add(path)
    seen: set[Path] = set()
    finished = [path for root in edges for path in _depth_first(root, edges, seen)]
    seen = set()
    groups = (_depth_first(root, backwards, seen) for root in reversed(finished))
    return [group for group in groups if group]


def _depth_first(root: Path, edges: Mapping[Path, set[Path]], seen: set[Path]) -> list[Path]:
    """Return what is reached from `root` and not in `seen` yet, in the order of leaving it."""
    if root in seen:
        return []
    seen.add(root)
    left: list[Path] = []
    work = [(root, iter(sorted(edges[root])))]
    while work:
        node, successors = work[-1]
        fresh = next((one for one in successors if one not in seen), None)
        if fresh is None:
            left.append(node)
            work.pop()
        else:
            seen.add(fresh)
            work.append((fresh, iter(sorted(edges[fresh]))))
    return left
