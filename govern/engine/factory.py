"""Opens the engine that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.settings import EngineSettings
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.engine.embedded.inline import InlineEngine
    from govern.engine.interface import Engine
    from govern.policies.policy_set import PolicySet

__all__ = ["EngineSettings", "inline_engine", "open_engine"]


def open_engine(policies: PolicySet, settings: EngineSettings | None = None) -> Engine:
    """Return an engine that has loaded the policies; close it after use.

    Raises:
        PolicyError: a module is refused; the error names file and line.
        EngineError: the engine cannot be started.
        UsageError: there is no engine of that name.
    """
    settings = settings or EngineSettings()
    if settings.name == "embedded":
        from govern.engine.embedded.engine import EmbeddedEngine  # noqa: PLC0415 - one engine a run

        return EmbeddedEngine(policies.modules, policies.data, settings)
    if settings.name == "opa":
        return _open_opa(policies, settings)
    raise UsageError(f"there is no engine named {settings.name!r}", hint="engines: embedded, opa")


def inline_engine(policies: PolicySet) -> InlineEngine:
    """Return an engine in this very process; its policies were loaded in another one before.

    Raises:
        PolicyError: a module is refused, or loading it hangs or ends the interpreter.
        EngineError: that other process cannot be started.
    """
    from govern.engine.embedded.engine import EmbeddedEngine  # noqa: PLC0415 - one engine a run
    from govern.engine.embedded.inline import InlineEngine  # noqa: PLC0415 - as above

    with EmbeddedEngine(policies.modules, policies.data, EngineSettings(workers=1)) as engine:
        return InlineEngine(policies.modules, policies.data, engine.prepared)


def _open_opa(policies: PolicySet, settings: EngineSettings) -> Engine:
    try:
        from govern.engine.opa.engine import OpaEngine  # noqa: PLC0415 - 0.5 s, and an extra
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the engine `opa` needs {error.name}", hint="pip install govern-engine[opa]"
        ) from error
    return OpaEngine(policies.modules, policies.data, settings)
