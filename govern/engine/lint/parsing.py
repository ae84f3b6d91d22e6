"""Syntax trees of policies, and what the embedded engine refuses of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govern.engine.embedded.interpreter import Fault, Interpreter
from govern.engine.embedded.oneshot import ask_child
from govern.engine.embedded.rewrite.module import prepare
from govern.engine.embedded.rewrite.prepared import Source
from govern.engine.embedded.rewrite.spelling import respell
from govern.engine.embedded.rewrite.syntax import Tree
from govern.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.model import Module

_PATIENCE = 60.0  # seconds for all files together


def parsed(modules: Sequence[Module]) -> tuple[list[Tree], list[tuple[str, int, str, str]]]:
    """Return the trees of what can be parsed, and complaints: (path, line, code, message).

    Raises:
        EngineError: the child that parses ended early or took too long.
    """
    order = [[one.path, one.text, one.rego_version] for one in modules]
    answer = ask_child("govern.engine.lint.parsing:look", order, _PATIENCE)
    trees = [Tree(path, text.encode(), ast) for path, text, ast in answer["trees"]]
    return trees, [(path, line, code, message) for path, line, code, message in answer["said"]]


def look(order: list[list[Any]]) -> dict[str, Any]:
    """What the child does: parse each module, and prepare them all as for an evaluation."""
    interpreter = Interpreter()
    trees, said, sound = [], [], []
    for path, text, version in order:
        try:
            respelled = respell(text, path, version)
            trees.append([path, respelled, interpreter.parse(path, respelled, version)])
            sound.append(Source(path, text, version))
        except Fault as fault:
            said.append([path, fault.line or 1, "syntax", fault.message])
        except PolicyError as error:
            hint = f"; {error.hint}" if error.hint else ""
            said.append([path, error.line or 1, "engine-refuses", error.message + hint])
    _, refused = prepare(sound, interpreter.parse)
    said += [
        [one.path, one.line, "engine-refuses", f"{one.message}; {one.hint}".rstrip("; ")]
        for one in refused
    ]
    return {"trees": trees, "said": said}
