"""Sets an alias, when nothing changed since it was decided.

MLflow cannot compare and set, so the registry is read again right before, and right after. What
changes in between, within milliseconds, is seen afterwards and said; it cannot be undone for sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import Error, RegistryError
from govern.promotion.history import tag_decided, tag_history

if TYPE_CHECKING:
    from govern.promotion.history import Decided
    from govern.sources.mlflow.registry import ModelRegistry, Registered


def set_alias(
    registry: ModelRegistry, decided_on: Registered, alias: str, decided: Decided
) -> str | None:
    """Let the alias name the version that was decided on; returns which one it named before.

    Raises:
        RegistryError: version or alias changed, and nothing was set; or the registry failed.
    """
    name, former = decided_on.name, decided_on.aliases.get(alias)
    now = registry.look(name)
    if (now.said, dict(now.files)) != (decided_on.said, dict(decided_on.files)):
        raise _changed(f"{name} is no longer what was decided on")
    if now.aliases.get(alias) != former:
        was, is_now = former or "no version", now.aliases.get(alias) or "no version"
        raise _changed(f"{alias} named {was} then, and {is_now} now")
    tag_decided(registry, name, decided)
    registry.set_alias(name, alias)
    _confirm(registry, decided_on, alias)
    try:
        tag_history(registry, name, alias, former, decided)
    except Error as error:
        raise RegistryError(
            f"{alias} names {name} now, but its history could not be written",
            reason="history",
            path=registry.origin,
            cause=error.cause or error.message,
            hint="promote it once more: the alias stays, and the history is written",
        ) from error
    return former


def _confirm(registry: ModelRegistry, wanted: Registered, alias: str) -> None:
    holder = registry.holder(wanted.name.model, alias)
    if holder != wanted.name.version:
        raise RegistryError(
            f"{alias} was set to {wanted.name}, and names {holder or 'no version'} right after",
            reason="changed",
            path=registry.origin,
            hint="somebody else sets this alias; find out who, and let govern alone do it",
        )


def _changed(cause: str) -> RegistryError:
    return RegistryError(
        "the registry changed after the decision, so nothing was set",
        reason="changed",
        cause=cause,
        hint="promote once more: it is then decided on what is there now",
    )
