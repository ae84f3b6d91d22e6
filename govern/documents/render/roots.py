"""Which folders are rendered, and which files are thereby read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from govern.documents.render.kustomization import (
    NAMES,
    kustomization_in,
    read_kustomization,
)
from govern.documents.render.mode import RenderMode
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.documents.render.kustomization import Kustomization

_CHART = "Chart.yaml"
_CHART_FOLDERS = ("templates/", "crds/", "charts/")


@dataclass(frozen=True, slots=True)
class Root:
    """A folder to be rendered as one.

    Attributes:
        folder: The folder, as shown.
        mode: KUSTOMIZE or HELM.
        read: The files that the rendering reads, as shown; they are not read by themselves.
        fault: Why it cannot be rendered; None when it can.
    """

    folder: str
    mode: RenderMode
    read: frozenset[str]
    fault: InputError | None = None


def find_roots(paths: Iterable[str], mode: RenderMode) -> tuple[Root, ...]:
    """Return the folders to render among the files that a run found, sorted.

    Only the outermost are roots: an overlay, not the base that it names; a chart, not the charts
    inside it. A kustomization that nobody may render (it is remote, say) is a root with a fault.
    """
    paths = frozenset(paths)
    roots: list[Root] = []
    if mode in {RenderMode.AUTO, RenderMode.HELM}:
        roots += _charts(paths)
    if mode in {RenderMode.AUTO, RenderMode.KUSTOMIZE}:
        in_charts = {path for root in roots for path in root.read}
        roots += _kustomizations(paths - in_charts, paths)
    return tuple(sorted(roots, key=lambda root: root.folder))


def _charts(paths: frozenset[str]) -> list[Root]:
    roots: list[Root] = []
    for head in sorted((p for p in paths if PurePosixPath(p).name == _CHART), key=len):
        if not any(head in root.read for root in roots):
            folder = str(PurePosixPath(head).parent)
            prefix = "" if folder == "." else folder + "/"
            # Not all files below: a manifest beside a chart is no part of it.
            parts = (prefix + _CHART, *(prefix + part for part in _CHART_FOLDERS))
            roots.append(
                Root(folder, RenderMode.HELM, frozenset(p for p in paths if p.startswith(parts)))
            )
    return roots


def _kustomizations(candidates: frozenset[str], paths: frozenset[str]) -> list[Root]:
    tree = _Tree()
    starts = sorted(path for path in candidates if PurePosixPath(path).name in NAMES)
    for path in starts:
        tree.add(path)
    named = {
        folder for one in tree.known.values() for folder in one.folders if folder != one.folder
    }
    roots = []
    for path in starts:
        folder = str(PurePosixPath(path).parent)
        one = tree.known.get(path)
        if folder not in named and not (one and one.component):
            read, fault = tree.reached_from(path)
            roots.append(Root(folder, RenderMode.KUSTOMIZE, read & paths, fault))
    return roots


class _Tree:
    """Kustomizations and those they name, read from disk once each."""

    def __init__(self) -> None:
        self.known: dict[str, Kustomization] = {}
        self._faults: dict[str, InputError] = {}

    def add(self, path: str) -> None:
        """Read a kustomization file, and every one that it leads to."""
        waiting = [path]
        while waiting:
            path = waiting.pop()
            if path in self.known or path in self._faults:
                continue
            try:
                one = self.known[path] = read_kustomization(path)
            except InputError as fault:
                self._faults[path] = fault
            else:
                waiting.extend(_files_of(one))

    def reached_from(self, path: str) -> tuple[frozenset[str], InputError | None]:
        """Return all that a kustomization reads, and the first fault on the way."""
        seen: set[str] = set()
        files: set[str] = set()
        waiting = [path]
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                one = self.known.get(path)
                files.update(one.files if one else ())
                waiting.extend(_files_of(one) if one else ())
        fault = next((self._faults[path] for path in sorted(seen) if path in self._faults), None)
        return frozenset(seen | files), fault


def _files_of(one: Kustomization) -> list[str]:
    found = (kustomization_in(folder) for folder in one.folders)
    return [path for path in found if path is not None]
