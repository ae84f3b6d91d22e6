"""Names that imports bring in, written out: `images.parse(x)` as `data.govern.lib.images.parse(x)`.

What an import stands for is looked up by regorus in the function's own package first, and there it
takes the name for one without a value once all of that package has been evaluated: the reference is
undefined, silently, where OPA has a value. And all of it is evaluated whenever another module reads
one rule of it by an imported name. A whole path names the rule alone and is never lost; calls have
no need of one, but cost the same.

What looks faster with the names as they were is functions that no longer find anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.survey import declared
from govern.engine.embedded.rewrite.syntax import inner, join, nodes, rule_parts

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.edits import Edits
    from govern.engine.embedded.rewrite.survey import Survey

_DOCUMENTS = frozenset({"data", "input"})


def write_out(found: Survey, edits: Edits) -> None:
    """Add the edits that put the whole path in place of each imported name."""
    paths = {alias: join(path) for alias, path in found.aliases.items() if path[0] in _DOCUMENTS}
    if not paths:
        return
    for rule in found.tree.ast["rules"]:
        hidden = declared(found.tree, rule)
        reference, _ = rule_parts(rule)
        own = next((id(node) for name, node in nodes({"refr": reference}) if name == "Var"), None)
        for name, node in nodes(inner(rule)):
            alias = node.get("value") if name == "Var" else None
            if alias in paths and alias not in hidden and id(node) != own:
                span = node["span"]
                path = paths[alias].encode()
                edits.add(span["start"], span["end"], lambda _render, path=path: path)  # type: ignore[misc]  # the default binds it
