"""What a run renders, what it thereby need not read, and what it leaves as it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.render.mode import RenderMode
from govern.documents.render.roots import Root, find_roots
from govern.documents.render.tools import tools_for
from govern.model import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govern.documents.render.renderer import Renderer


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """The part of a run that rendering concerns.

    Attributes:
        roots: The folders to hand to `Renderer.render`, in order.
        read: The files that rendering reads, and the reason to show for not reading them alone.
        left: Folders that are not rendered, and why; their files are read as they are.
    """

    roots: tuple[Root, ...] = ()
    read: tuple[Skipped, ...] = ()
    left: tuple[Skipped, ...] = ()


def plan_rendering(paths: Iterable[str], mode: RenderMode, renderer: Renderer) -> RenderPlan:
    """Decide what of the files at `paths` is rendered.

    Under AUTO, a folder is left as it is where no tool for it is on PATH. Under KUSTOMIZE and HELM
    it stays a root, and `render` says what is missing.
    """
    roots: list[Root] = []
    left: list[Skipped] = []
    read: dict[str, Skipped] = {}
    for root in find_roots(paths, mode):
        if mode is RenderMode.AUTO and not renderer.can_render(root.mode):
            left.append(
                Skipped(root.folder, f"not rendered: {tools_for(root.mode)} is not on PATH")
            )
            continue
        roots.append(root)
        for path in root.read:
            read[path] = Skipped(path, f"read by rendering {root.folder}")
    return RenderPlan(tuple(roots), tuple(read[path] for path in sorted(read)), tuple(left))
