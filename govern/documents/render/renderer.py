"""Runs the tool for a folder, and keeps what is needed to run it again."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.render.isolation import Bounds, Finished, network_is_denied, run_isolated
from govern.documents.render.mode import RenderMode
from govern.documents.render.tools import Tool, find_helm, find_kustomize, tools_for
from govern.errors import InputError, LimitExceeded, UsageError
from govern.model import Source

if TYPE_CHECKING:
    from govern.documents.render.roots import Root

_MOST_FILES = 20_000  # of a chart


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered folder.

    Attributes:
        source: The manifests, under a name that tells folder and tool; `source.sha256` is the
            digest of the output.
        tool: `kustomize`, `kubectl kustomize` or `helm`.
        version: What the tool says its version is.
        command: The command line, with the folder as the user named it.
        network_denied: The tool ran where there was no network.
    """

    source: Source
    tool: str
    version: str
    command: tuple[str, ...]
    network_denied: bool


@dataclass(slots=True)
class Renderer:
    """Renders roots; tools are looked for on PATH when the first root needs one."""

    bounds: Bounds = field(default_factory=Bounds)
    _tools: dict[RenderMode, Tool | None] = field(default_factory=dict)

    def can_render(self, mode: RenderMode) -> bool:
        """Return whether a tool for KUSTOMIZE or HELM is on PATH."""
        return self._tool(mode) is not None

    def render(self, root: Root) -> Rendering:
        """Render one folder.

        Raises:
            UsageError: no tool for it is on PATH.
            InputError: the folder cannot be rendered, or refers to what is not in it.
            LimitExceeded: the tool took too long or wrote too much.
        """
        if root.fault is not None:
            raise root.fault
        tool = self._tool(root.mode)
        if tool is None:
            raise missing_tool(root)
        if root.mode is RenderMode.HELM:
            _refuse_links_out(root.folder)
        finished = run_isolated(tool.on(str(Path(root.folder).resolve())), self.bounds)
        _refuse_failure(root, tool, finished)
        name = f"{root.folder} (rendered by {tool.name})"
        return Rendering(
            source=Source.of(name, finished.output, explicit=True),
            tool=tool.name,
            version=tool.version,
            command=tool.on(root.folder),
            network_denied=network_is_denied(),
        )

    def _tool(self, mode: RenderMode) -> Tool | None:
        if mode not in self._tools:
            find = find_helm if mode is RenderMode.HELM else find_kustomize
            self._tools[mode] = find()
        return self._tools[mode]


def missing_tool(root: Root) -> UsageError:
    """Return the error for a folder that was to be rendered, and no tool is there for it."""
    return UsageError(
        f"{tools_for(root.mode)} is needed to render this folder, and is not on PATH",
        path=root.folder,
        hint="install it, or leave out --render to check the files as they are",
    )


def _refuse_failure(root: Root, tool: Tool, finished: Finished) -> None:
    if finished.stopped:
        raise LimitExceeded(
            f"{tool.name} was stopped while it rendered this folder",
            path=root.folder,
            cause=finished.stopped,
        )
    if finished.status:
        raise InputError(
            f"{tool.name} could not render this folder",
            path=root.folder,
            cause=finished.complaint or f"it ended with status {finished.status}",
            hint="it ran without a network; what it needs must lie in the folder",
        )


def _refuse_links_out(folder: str) -> None:
    """Refuse a chart with links that leave it: Helm would follow them and show what they lead to.

    Kustomize looks to this itself.
    """
    top = Path(folder).resolve()
    count = 0
    for parent, folders, files in os.walk(top):  # which does not follow links
        count += len(folders) + len(files)
        if count > _MOST_FILES:
            raise LimitExceeded(f"a chart of more than {_MOST_FILES} files", path=folder)
        for path in (Path(parent, name) for name in (*folders, *files)):
            if not path.resolve().is_relative_to(top):
                shown = Path(folder, path.relative_to(top)).as_posix()
                raise InputError("a link leads out of the chart", path=shown)
