"""govern: one policy decision for CI and the cluster, with evidence that others can verify.

`govern.check("deploy/")` is the Python API (docs/python-api.md). Importing this package loads
nothing else: each name below is taken from its module when it is first used (PEP 562). Types of
those names are in `__init__.pyi`, so that no module depends on all others by way of this one.
"""

from __future__ import annotations

__version__ = "0.1.0.dev0"

__all__ = [
    "Decision",
    "EngineError",
    "Error",
    "Location",
    "Outcome",
    "PolicyError",
    "Report",
    "Resource",
    "Result",
    "Severity",
    "UsageError",
    "Verdict",
    "check",
    "render",
]

_ERRORS = ("EngineError", "Error", "PolicyError", "UsageError")


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'govern' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - `import govern` itself stays free

    place = "api" if name in {"check", "render"} else "errors" if name in _ERRORS else "model"
    return getattr(import_module(f"govern.{place}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
