"""Where the server's policies come from, and whether there are newer ones: files and folders.

A ConfigMap that is mounted is a folder whose link is swapped; a bundle that a sidecar pulls is a
file. Both are seen by what the files are, not by when somebody looked.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from govern.policies.assembly import PolicySettings, assemble
from govern.policies.cluster import namespaces_in
from govern.policies.source import PolicySource
from govern.policies.waivers import read_waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.admission.judge import JudgeSettings
    from govern.policies.policy_set import PolicySet

_ENFORCEMENT_POINT = "validation.gatekeeper.sh"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Policies, and what else a judgement depends on."""

    policies: PolicySet
    judge: JudgeSettings


class PolicyFeed(Protocol):
    """Where policies come from."""

    def load(self) -> Loaded:
        """Return what is there now.

        Raises:
            PolicyError: a policy or a waiver is wrong.
            InputError: a manifest of a Namespace is wrong.
        """
        ...

    def newer(self) -> Loaded | None:
        """Return what is there now if it is not what was returned last.

        Raises:
            PolicyError: there is something new, and it is wrong. It is tried again next time.
        """
        ...


class FileFeed:
    """Policies, data and waivers in files (PolicyFeed).

    Args:
        settings: Which policies; with the library that ships with govern, or without.
        waivers: Waiver files.
        judge: Threshold and context; its waivers and Namespaces are replaced by those in the files.
        namespaces: Manifests of Namespaces.
    """

    def __init__(
        self,
        settings: PolicySettings,
        waivers: tuple[str, ...],
        judge: JudgeSettings,
        namespaces: tuple[str, ...] = (),
    ) -> None:
        sources = tuple(map(_at_admission, settings.sources))
        self._settings = replace(settings, sources=sources)
        self._sources = tuple(one.path for one in sources)
        self._waivers = waivers
        self._namespaces = namespaces
        self._judge = judge
        self._seen: frozenset[tuple[object, ...]] | None = None

    def load(self) -> Loaded:
        """Return what the files hold (PolicyFeed)."""
        seen = self._look()
        loaded = Loaded(
            assemble(self._settings),
            replace(
                self._judge,
                waivers=read_waivers(self._waivers),
                cluster=namespaces_in(self._namespaces),
            ),
        )
        self._seen = seen
        return loaded

    def newer(self) -> Loaded | None:
        """Return what the files hold if any has changed (PolicyFeed)."""
        return None if self._look() == self._seen else self.load()

    def _look(self) -> frozenset[tuple[object, ...]]:
        """Return the identity of every file, without reading any."""
        return frozenset(identity_of(path) for path in self._files())

    def _files(self) -> Iterator[Path]:
        named = (*self._sources, *self._settings.data, *self._waivers, *self._namespaces)
        profile = self._settings.profile
        if "/" in profile or profile.endswith((".yaml", ".yml")):
            named = (*named, profile)
        for name in named:
            path = Path(name)
            if not path.is_dir():
                yield path
                continue
            for folder, _, files in os.walk(path, followlinks=True):
                yield from (Path(folder, file) for file in files)


def _at_admission(source: str | PolicySource) -> PolicySource:
    """Return the source with Gatekeeper's scoped actions taken as its webhook takes them."""
    named = PolicySource(source) if isinstance(source, str) else source
    return replace(named, enforcement_point=_ENFORCEMENT_POINT)


def identity_of(path: Path) -> tuple[object, ...]:
    """Return what changes when a file is written anew or swapped; nothing of it is read."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return (str(path), None)
    return (str(path), status.st_ino, status.st_size, status.st_mtime_ns, status.st_dev)
