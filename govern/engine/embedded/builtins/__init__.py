"""Builtins that govern answers itself, because regorus lacks them or answers unlike OPA.

A family is a module; its functions are found by the table below and loaded when first called.
"""

from __future__ import annotations

from govern.engine.embedded.builtins.catalogue import NATIVE

__all__ = ["ANSWERED", "arity_of"]

# name → (module, function, arity)
ANSWERED: dict[str, tuple[str, str, int]] = {}


def arity_of(name: str) -> int | None:
    """Return how many arguments a builtin takes; None when nobody here answers it."""
    if name in ANSWERED:
        return ANSWERED[name][2]
    return NATIVE.get(name)
