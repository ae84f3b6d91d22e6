"""Every builtin as a function in Rego, since only such functions can be replaced by `with`."""

from __future__ import annotations

from govern.engine.embedded.builtins.overlay import PACKAGE

MIRROR = "govern_builtins__"


def mirrored(name: str) -> str:
    """Return the name of a builtin's function in the mirror."""
    return name.replace(".", "_") + "_"


def module(arities: dict[str, int], overlaid: dict[str, tuple[str, int]]) -> str:
    """Return the mirror's Rego."""
    lines = [f"package {MIRROR}", ""]
    for name, arity in sorted(arities.items()):
        if arity:
            arguments = ", ".join(f"a{index}" for index in range(arity))
            target = f"data.{PACKAGE}.{overlaid[name][0]}" if name in overlaid else name
            lines.append(f"{mirrored(name)}({arguments}) := {target}({arguments})\n")
    return "\n".join(lines)
