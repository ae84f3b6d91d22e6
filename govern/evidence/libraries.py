"""Libraries beyond the core installation: asked for before they are imported, by their extra."""

from __future__ import annotations

from importlib.util import find_spec

from govern.errors import UsageError


def require_installed(who: str, extra: str, *modules: str) -> None:
    """Demand modules that an extra installs.

    Args:
        who: Subject and verb of the message, such as `PDF needs`.
        extra: The extra of this distribution.
        modules: Their names.

    Raises:
        UsageError: one is not installed.
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        what = "a library that is" if len(modules) == 1 else "libraries that are"
        raise UsageError(
            f"{who} {what} not installed",
            cause=f"no {' and no '.join(missing)}",
            hint=f"pip install 'govern-engine[{extra}]'",
        )
