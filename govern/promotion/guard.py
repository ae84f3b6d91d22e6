"""Judges what an alias names, and takes it back where that is not allowed.

MLflow's webhooks come after the fact: the alias is set already, and whoever loads it until it is
taken back gets what it names. What is judged is what the alias names by then, whatever a delivery
said, so late, doubled and forged deliveries can do nothing but ask for one more look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import InputError, RegistryError
from govern.promotion.history import last_promoted, tag_decided, tag_history, tag_refused
from govern.sources.mlflow.names import VersionName

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from govern.promotion.history import Decided
    from govern.sources.mlflow.registry import ModelRegistry
    from govern.sources.mlflow.version_folder import VersionFolder

# Reasons that may pass by themselves; all others say that the version cannot be looked at.
_PASSING = frozenset(
    {"busy", "changed", "denied", "not_mlflow", "not_ready", "refused", "timeout", "unreachable"}
)
_OURS = "busy"  # never the version's fault: another process of ours looks at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of an alias.

    Attributes:
        version: What it named; None for nothing.
        verdict: allowed, denied, undecided; empty where there was nothing to judge.
        restored: The version that it names again; None where it was deleted, or left alone.
        taken_back: Whether it was changed.
        why: Why it could not be decided; empty when it could.
    """

    version: str | None = None
    verdict: str = ""
    restored: str | None = None
    taken_back: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """Guards aliases of one registry.

    Attributes:
        registry: Where they are.
        fetch: Fetches the files of a version.
        decide: Decides on them, for an alias.
        undecided: Returns what is written of a version that could not be decided on.
    """

    registry: ModelRegistry
    fetch: Callable[[VersionName], AbstractContextManager[VersionFolder]]
    decide: Callable[[VersionFolder, str], Decided]
    undecided: Callable[[], Decided]

    def judge(self, model: str, alias: str, *, last: bool = False) -> Judged:
        """Judge what an alias names, and act upon it.

        Args:
            model: The registered model.
            alias: One of its aliases.
            last: It will not be tried again: what still cannot be looked at, in a registry that
                answers, is then taken back. Else a file that nobody can fetch would pass for ever.

        Raises:
            Error: it could not be judged, for reasons that lie in the registry or here and not
                in the version: the alias stays as it is.
        """
        self.registry.client.begin()
        version = self.registry.holder(model, alias)
        if version is None:
            return Judged()
        name = VersionName(model, version)
        decided, why = self._decided(name, alias, last=last)
        if decided.verdict == "allowed":
            self._tell(name, alias, decided)
            return Judged(version=version, verdict=decided.verdict)
        self.registry.client.begin()  # files that took all the time are no reason to leave it
        former = self._former(name, alias, last=last)
        if self.registry.holder(model, alias) != version:
            raise RegistryError("the alias was set anew meanwhile", reason="changed")
        if former is None:
            self.registry.delete_alias(model, alias)
        else:
            self.registry.set_alias(VersionName(model, former), alias)
        tag_decided(self.registry, name, decided)
        tag_refused(self.registry, name, alias, former, decided)
        return Judged(
            version=version, verdict=decided.verdict, restored=former, taken_back=True, why=why
        )

    def _decided(self, name: VersionName, alias: str, *, last: bool) -> tuple[Decided, str]:
        """Decide on a version; one that cannot be looked at is undecided, and never allowed."""
        try:
            with self.fetch(name) as folder:
                return self.decide(folder, alias), ""
        except RegistryError as error:
            if error.reason in _PASSING and (not last or error.reason == _OURS):
                raise
            return self.undecided(), error.cause or error.message
        except InputError as error:
            return self.undecided(), error.cause or error.message

    def _former(self, name: VersionName, alias: str, *, last: bool) -> str | None:
        """Return the version that the alias named before, if that is allowed today.

        Whoever sets aliases can write the tag that names it, so it is decided on like any other.
        """
        version = last_promoted(self.registry.own_tags(name.model), alias)
        if version is None or version == name.version or not VersionName.is_version(version):
            return None
        decided, _ = self._decided(VersionName(name.model, version), alias, last=last)
        return version if decided.verdict == "allowed" else None

    def _tell(self, name: VersionName, alias: str, decided: Decided) -> None:
        """Write the history of what was set past `govern promote`, and is allowed."""
        before = last_promoted(self.registry.own_tags(name.model), alias)
        if before != name.version:
            tag_decided(self.registry, name, decided)
            tag_history(self.registry, name, alias, before, decided)
