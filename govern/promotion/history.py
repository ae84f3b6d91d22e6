"""What is written at a model and its version about promotions: tags `govern.gate.*`.

They tell people what happened. Whoever may set an alias may set tags as well, so nothing is ever
believed because of a tag; the proof is the record in the evidence log, whose digest they name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern import __version__
from govern.model.instant import rfc3339
from govern.sources.mlflow import OWN_TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from govern.sources.mlflow.names import VersionName
    from govern.sources.mlflow.registry import ModelRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision about one version.

    Attributes:
        verdict: allowed, denied or undecided.
        decision: sha256 (hex) of its record in the log, or of its JSON report where none is kept.
        policy_revision: Of the rules that decided.
        content: sha256 (hex) of what was decided on.
        at: When.
    """

    verdict: str
    decision: str
    policy_revision: str
    content: str
    at: datetime


def tag_decided(registry: ModelRegistry, name: VersionName, decided: Decided) -> None:
    """Write the decision at the version."""
    for key, value in _words(decided).items():
        registry.tag_version(name, f"{OWN_TAGS}{key}", value)


def tag_history(
    registry: ModelRegistry, name: VersionName, alias: str, former: str | None, decided: Decided
) -> None:
    """Write at the model which version its alias now names, and which one it named before.

    One tag a promotion, never written again, and one with the last of them.
    """
    text = _history(registry, name, alias, {"former": former}, decided)
    registry.tag_model(name.model, f"{OWN_TAGS}alias.{alias}", text)


def tag_refused(
    registry: ModelRegistry, name: VersionName, alias: str, restored: str | None, decided: Decided
) -> None:
    """Write at the model that its alias named a version without leave, and what it names again."""
    _history(registry, name, alias, {"restored": restored}, decided)


def _history(
    registry: ModelRegistry,
    name: VersionName,
    alias: str,
    about: Mapping[str, str | None],
    decided: Decided,
) -> str:
    entry = {
        "alias": alias,
        "version": name.version,
        **about,
        **_words(decided),
        "by": f"govern {__version__}",
    }
    text = json.dumps(entry, sort_keys=True)
    moment = decided.at.strftime("%Y%m%dT%H%M%S.%fZ")
    registry.tag_model(name.model, f"{OWN_TAGS}history.{alias}.{moment}", text)
    return text


def last_promoted(own_tags: Mapping[str, str], alias: str) -> str | None:
    """Return the version that an alias was last seen to name with leave; None when nobody says."""
    try:
        entry = json.loads(own_tags.get(f"{OWN_TAGS}alias.{alias}", ""))
    except (ValueError, RecursionError):
        return None
    version = entry.get("version") if isinstance(entry, dict) else None
    return version if isinstance(version, str) else None


def _words(decided: Decided) -> dict[str, str]:
    return {
        "verdict": decided.verdict,
        "decision": decided.decision,
        "policy_revision": decided.policy_revision,
        "content": decided.content,
        "at": rfc3339(decided.at.replace(microsecond=0)),
    }
