"""Rules about one large file: in govern's form and Conftest's, and the programs that take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.contest import Contender
from benchmarks.peers.programs import (
    CHECK,
    FINDINGS,
    of_conftest,
    of_govern,
    of_opa_eval,
    path_of,
)

if TYPE_CHECKING:
    from pathlib import Path


def write_rule(folder: Path, name: str, native: str, conftest: str) -> None:
    """Write a rule in both forms, each in a folder of its name."""
    for form, text in (("native", native), ("conftest", conftest)):
        path = folder / form / f"{name}.rego"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def contenders(rules: str, file: str) -> tuple[Contender, ...]:
    """Return the programs that hold a file against the rules in a folder, where installed."""
    native, conftest = f"{rules}/native", f"{rules}/conftest"
    found = [Contender("govern", (*CHECK, "-p", native, file), of_govern, 1, FINDINGS)]
    if program := path_of("conftest"):
        command: tuple[str, ...] = (program, "test", "-p", conftest, file)
        found.append(Contender("conftest", command, of_conftest, 1, ("-o", "json")))
    if program := path_of("opa"):
        asked = ("-d", conftest, "-i", file, "--format", "raw")
        command = (program, "eval", *asked, "data.main.deny")
        found.append(Contender("opa eval", command, of_opa_eval, 0))
    return tuple(found)
