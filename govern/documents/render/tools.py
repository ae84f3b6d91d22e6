"""The tools that render, as they are found on PATH."""

from __future__ import annotations

import json
from dataclasses import dataclass
from shutil import which

from govern.documents.render.isolation import Bounds, run_isolated
from govern.documents.render.mode import RenderMode

_FOLDER = "{folder}"  # stands for the folder in a command
_LOOK = Bounds(seconds=10.0, output_bytes=64 * 1024)  # for asking a tool its version


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool and how it is called. `path` is where it is, `name` what people call it."""

    name: str
    path: str
    arguments: tuple[str, ...]
    version: str

    def on(self, folder: str) -> tuple[str, ...]:
        """Return the command that renders `folder`."""
        return (self.path, *(folder if part == _FOLDER else part for part in self.arguments))


def tools_for(mode: RenderMode) -> str:
    """Return, for messages, which tools render KUSTOMIZE or HELM."""
    return "helm" if mode is RenderMode.HELM else "kustomize or kubectl"


def find_kustomize() -> Tool | None:
    """Return kustomize, or kubectl which has it built in; None if neither works here.

    Neither is ever given `--enable-helm`, `--enable-exec` or `--enable-alpha-plugins`.
    """
    if (path := which("kustomize")) and (version := _said([path, "version"])):
        return Tool("kustomize", path, ("build", _FOLDER), version)
    if path := which("kubectl"):
        said = _said([path, "version", "--client", "--output", "json"])
        if version := _kustomize_in(said):
            return Tool("kubectl kustomize", path, ("kustomize", _FOLDER), version)
    return None


def find_helm() -> Tool | None:
    """Return helm, or None if it is not there or does not work."""
    path = which("helm")
    if path is None:
        return None
    version = _said([path, "version", "--template", "{{.Version}}"])
    # The namespace is the one that a chart gets where nobody chooses.
    arguments = ("template", "release", _FOLDER, "--include-crds", "--namespace", "default")
    return Tool("helm", path, arguments, version) if version else None


def _kustomize_in(said: str) -> str:
    try:
        answer = json.loads(said)
    except ValueError:
        return ""
    version = answer.get("kustomizeVersion") if isinstance(answer, dict) else None
    return version if isinstance(version, str) else ""


def _said(command: list[str]) -> str:
    finished = run_isolated(command, _LOOK)
    if finished.status or finished.stopped:
        return ""
    return finished.output.decode(errors="replace").strip()
