"""One large bill of materials, held against four rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.peers.contest import contest
from benchmarks.peers.file_rules import contenders, write_rule
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
        name = f"b{number:03}"
        known = {"title": title, "id": name.upper(), "package": name}
        write_rule(
            folder / "bom-rules",
            name,
            _NATIVE.format(condition=native, **known),
            _CONFTEST.format(condition=plain, **known),
        )
    bom, found = _broken(made(sizes.components))
    text = json.dumps(bom)
    (folder / "bom.cdx.json").write_text(text, encoding="utf-8")
    programs = contenders("bom-rules", "bom.cdx.json")
    scores = contest(programs, found, rounds=sizes.rounds, folder=folder)
    title = f"{sizes.components:,} components, {len(text) / 1e6:.1f} MB, {len(_RULES)} rules"
    return Task(title, commands_of(programs), scores)


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
