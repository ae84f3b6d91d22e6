"""Line coverage by the embedded engine: one child process that runs tests and counts lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from govern.engine.embedded.interpreter import Fault, Interpreter
from govern.engine.embedded.oneshot import ask_child
from govern.engine.embedded.rewrite.module import prepare
from govern.engine.embedded.rewrite.prepared import Source
from govern.engine.embedded.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.settings import EngineSettings
    from govern.model import JsonObject, Module

Lines: TypeAlias = "dict[str, tuple[set[int], set[int]]]"


def lines_of(
    modules: Sequence[Module],
    data: JsonObject,
    groups: Sequence[Sequence[str]],
    settings: EngineSettings,
) -> Lines:
    """Evaluate groups of rules and return, by path, the lines evaluated and those not.

    Raises:
        EngineError: the child ended early, or took longer than a deadline for each group.
    """
    order = {
        "modules": [[one.path, one.text, one.rego_version] for one in modules],
        "data": data,
        "groups": [list(group) for group in groups],
    }
    patience = settings.load_deadline + settings.deadline * max(1, len(groups))
    rows = ask_child("govern.engine.embedded.coverage:count", order, patience)
    return {path: (set(hit), set(missed)) for path, hit, missed in rows}


def count(order: dict[str, Any]) -> list[list[Any]]:
    """What the child does: run the tests, and return a row for each file: path, hit, missed."""
    sources = [Source(*one) for one in order["modules"]]
    prepared, _ = prepare(sources, Interpreter().parse)
    # The careful texts are those that are never in doubt, so that no line is evaluated elsewhere.
    shelf = Shelf(sources, prepared.careful, orjson.dumps(order["data"]).decode())
    found: Lines = {one.path: (set(), set()) for one in sources}
    for group in order["groups"]:
        interpreter = shelf.for_rules(group)
        interpreter.measure_coverage()
        for rule in group:
            try:
                interpreter.ask(rule)
            except Fault:
                continue  # the run before has told of it
        for path, (hit, missed) in interpreter.coverage().items():
            if path in found:  # not a module of govern's own
                found[path] = (found[path][0] | hit, found[path][1] | missed)
    return [[path, sorted(hit), sorted(missed)] for path, (hit, missed) in found.items()]
