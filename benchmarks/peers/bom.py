"""One large bill of materials, held against four rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.peers.contest import Contender, contest
from benchmarks.peers.programs import (
    CHECK,
    FINDINGS,
    of_conftest,
    of_govern,
    of_opa_eval,
    path_of,
)
from benchmarks.peers.task import Task, commands_of
from benchmarks.sbom_reading import made

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.contest import Findings
    from benchmarks.peers.sizes import Sizes

_NATIVE = """\
# METADATA
# title: {title}
# custom:
#   id: {id}
#   severity: high
#   match: {{kind: sbom}}
package peers.{package}

deny contains {{"msg": msg, "path": ["components", i]}} if {{
\tsome i, component in input.document.components
\t{condition}
\tmsg := sprintf("{id}: %s: {title}", [component.name])
}}
"""
_CONFTEST = """\
package main

deny contains msg if {{
\tsome component in input.components
\t{condition}
\tmsg := sprintf("{id}: %s: {title}", [component.name])
}}
"""
# Title, what breaks the rule in the form that govern shows, and in the file as it is: govern says
# null and [] for what is not there.
_RULES = (
    ("components have a purl", "component.purl == null", "not component.purl"),
    ("components have a hash", "count(component.hashes) == 0", "not component.hashes"),
    ("components have a supplier", "component.supplier == null", "not component.supplier"),
    (
        "components are not under BUSL-1.1",
        'some licence in component.licenses; licence.id == "BUSL-1.1"',
        'some licence in component.licenses; licence.license.id == "BUSL-1.1"',
    ),
)
_BROKEN = 50  # of so many components one breaks a rule


def bill_of_materials(sizes: Sizes, folder: Path) -> Task:
    """Hold a bill of materials against the rules."""
    for number, (title, native, plain) in enumerate(_RULES, start=1):
        known = {"title": title, "id": f"B{number:03}", "package": f"b{number:03}"}
        for form, text, condition in (("native", _NATIVE, native), ("conftest", _CONFTEST, plain)):
            path = folder / "bom-rules" / form / f"b{number:03}.rego"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format(condition=condition, **known), encoding="utf-8")
    bom, found = _broken(made(sizes.components))
    text = json.dumps(bom)
    (folder / "bom.cdx.json").write_text(text, encoding="utf-8")
    contenders = _contenders()
    scores = contest(contenders, found, rounds=sizes.rounds, folder=folder)
    title = f"{sizes.components:,} components, {len(text) / 1e6:.1f} MB, {len(_RULES)} rules"
    return Task(title, commands_of(contenders), scores)


def _contenders() -> tuple[Contender, ...]:
    json_ = ("-o", "json")
    ours = (*CHECK, "-p", "bom-rules/native", "bom.cdx.json")
    found = [Contender("govern", ours, of_govern, 1, FINDINGS)]
    if program := path_of("conftest"):
        command: tuple[str, ...] = (program, "test", "-p", "bom-rules/conftest", "bom.cdx.json")
        found.append(Contender("conftest", command, of_conftest, 1, json_))
    if program := path_of("opa"):
        asked = ("-d", "bom-rules/conftest", "-i", "bom.cdx.json", "--format", "raw")
        command = (program, "eval", *asked, "data.main.deny")
        found.append(Contender("opa eval", command, of_opa_eval, 0))
    return tuple(found)


def _broken(bom: dict[str, Any]) -> tuple[dict[str, Any], Findings]:
    """Break some components; return the bill and what is wrong with it."""
    found = set()
    for index, component in enumerate(bom["components"]):
        turn, left = divmod(index, _BROKEN)
        if left != _BROKEN // 2:
            continue
        number = turn % len(_RULES)
        found.add((component["name"], f"B{number + 1:03}"))
        if number < len(_RULES) - 1:
            del component[("purl", "hashes", "supplier")[number]]
        else:
            component["licenses"] = [{"license": {"id": "BUSL-1.1"}}]
    return bom, frozenset(found)
