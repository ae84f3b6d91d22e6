"""What a module defines, calls and refers to, with names resolved to whole paths."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from govern.engine.embedded.rewrite.syntax import (
    arguments,
    ground_path,
    inner,
    kind,
    line,
    nodes,
    rule_parts,
)

if TYPE_CHECKING:
    from govern.engine.embedded.rewrite.syntax import Node, Tree

Path: TypeAlias = "tuple[str, ...]"

_REFERENCES = frozenset({"Var", "RefDot", "RefBrack"})


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule or function.

    Attributes:
        path: Its whole path; of `p[x].q` only what comes before the variable.
        arity: None for a rule that takes no arguments.
        computed: How many keys follow from such a variable on, an element of a set included.
    """

    path: Path
    arity: int | None
    line: int
    default: bool
    computed: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A call of `name`: a builtin's own name, or a whole path that begins with `data`."""

    name: Path
    arguments: int
    line: int
    node: Node = field(repr=False)


@dataclass(slots=True)
class Use:
    """What the body of one definition needs: other paths, each with the line that names it."""

    definition: Definition
    references: dict[Path, int] = field(default_factory=dict)


@dataclass(slots=True)
class Survey:
    """One module, surveyed.

    Attributes:
        local: Names that the whole package defines.
        statement_calls: Calls that are whole statements, by the identity of their node; such a
            call may have one argument more, which takes the result.
        assigned: Assignments of a call's result, by the identity of the call's node.
        mocked: References before `as` in `with name as …` that are no `data` or `input`.
        mocks: Names after `as` in `with … as name`, with their nodes.
        negates_bodies: Negations are of whole bodies, see not_bodies.py.
        constants: JSON in place of calls, by the identity of their node, see annotations.py.
    """

    tree: Tree
    local: frozenset[str] = frozenset()
    aliases: dict[str, Path] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    mocks: list[Call] = field(default_factory=list)
    mocked: list[Node] = field(default_factory=list)
    statement_calls: set[int] = field(default_factory=set)
    assigned: dict[int, Node] = field(default_factory=dict)
    negates_bodies: bool = False
    constants: dict[int, str] = field(default_factory=dict)


def survey(tree: Tree, *, negates_bodies: bool = False) -> Survey:
    """Survey a module; calls and references stay unresolved until `resolve`."""
    found = Survey(tree, negates_bodies=negates_bodies)
    for item in tree.ast["imports"]:
        _, names, _ = ground_path(item["refr"])
        alias = names[-1]
        if item.get("as"):
            span = item["as"]
            alias = tree.source[span["start"] : span["end"]].decode()
        found.aliases[alias] = tuple(names)
    for rule in tree.ast["rules"]:
        reference, _ = rule_parts(rule)
        _, names, rest = ground_path(reference)
        parameters = arguments(rule)
        found.definitions.append(
            Definition(
                ("data", *tree.package, *names),
                None if parameters is None else len(parameters),
                line(reference),
                "Default" in rule,
                _computed(rule, reference) if rest else 0,
            )
        )
    return found


def _computed(rule: Node, reference: Node) -> int:
    """Count the keys of a head from its first computed one on."""
    keys: list[bool] = []
    while kind(reference) in {"RefDot", "RefBrack"}:
        index = inner(reference).get("index")
        keys.append(index is not None and kind(index) not in {"String", "RawString"})
        reference = inner(reference)["refr"]
    keys.reverse()
    return len(keys) - keys.index(True) + ("Set" in rule.get("Spec", {}).get("head", {}))


def resolve(found: Survey, local: set[str]) -> None:
    """Fill in calls and references; `local` are the names that the whole package defines."""
    tree = found.tree
    found.local = frozenset(local)
    for rule, definition in zip(tree.ast["rules"], found.definitions, strict=True):
        use = Use(definition)
        visitor = _Visitor(found, local - declared(tree, rule).keys(), use)
        reference, head = rule_parts(rule)
        visitor.visit(ground_path(reference)[2])
        visitor.visit({key: value for key, value in (head or {}).items() if key != "refr"})
        visitor.visit(
            {key: value for key, value in inner(rule).items() if key not in {"head", "refr"}}
        )
        found.uses.append(use)


def declared(tree: Tree, rule: Node) -> Counter[str]:
    """Count where a rule declares names for itself: arguments, `some`, `every`, `:=`."""
    names = Counter(_variables(arguments(rule)))
    for name, value in nodes(rule):
        if name == "SomeVars":
            names.update(_text(tree, one) for one in value["vars"])
        elif name == "SomeIn":
            names.update(_variables([value["key"], value["value"]]))
        elif name == "Every":
            names.update(_text(tree, one) for one in (value["key"], value["value"]) if one)
        elif name == "AssignExpr" and value["op"] == "ColEq":
            names.update(_variables(value["lhs"]))
    return names


def _text(tree: Tree, span: Node) -> str:
    return tree.source[span["start"] : span["end"]].decode()


def _variables(value: Any) -> set[str]:
    return {node["value"] for name, node in nodes(value) if name == "Var"}


class _Visitor:
    """Walks one rule's tree; `local` are the package's names that it does not declare anew."""

    def __init__(self, found: Survey, local: set[str], use: Use) -> None:
        self._found = found
        self._local = local
        self._use = use

    def visit(self, value: Any) -> None:
        """Note every call and reference below `value`."""
        if isinstance(value, list):
            for item in value:
                self.visit(item)
        elif isinstance(value, dict):
            for key, child in value.items():
                self._visit(key, child)

    def _visit(self, key: str, child: Any) -> None:
        if key in _REFERENCES and isinstance(child, dict):
            self._reference({key: child})
        elif key == "Call":
            self._call(child)
        elif key == "with_mods":
            for mod in child:
                self._mocked(mod["refr"])
                self._mock(mod["as"])
        elif key != "span":
            if key == "AssignExpr" and "Call" in child["rhs"]:
                self._found.assigned[id(child["rhs"]["Call"])] = child
            if key in {"Expr", "NotExpr"} and "Call" in child["expr"]:
                self._found.statement_calls.add(id(child["expr"]["Call"]))
            self.visit(child)

    def _reference(self, node: Node) -> None:
        base, names, rest = ground_path(node)
        self.visit(rest)
        if base is not None:
            self.visit(base)
            return
        path = self._whole(names)
        if path is not None and path[0] == "data":
            self._use.references.setdefault(path, line(node))

    def _whole(self, names: list[str]) -> Path | None:
        """Return the path that begins with `data` or `input`; None for a variable."""
        if names[0] in {"data", "input"}:
            return tuple(names)
        if names[0] in self._found.aliases:
            return (*self._found.aliases[names[0]], *names[1:])
        if names[0] in self._local:
            return ("data", *self._found.tree.package, *names)
        return None

    def _call(self, node: Node) -> None:
        _, names, _ = ground_path(node["fcn"])
        path = (self._whole(names) or tuple(names)) if names else ()
        count = len(node["params"])
        self._found.calls.append(Call(path, count, line(node["fcn"]), node))
        if path[:1] == ("data",):
            self._use.references.setdefault(path, line(node["fcn"]))
        self.visit(node["params"])

    def _mocked(self, node: Node) -> None:
        _, names, _ = ground_path(node)
        if names and names[0] not in {"data", "input"} and self._whole(names) is None:
            self._found.mocked.append(node)

    def _mock(self, node: Node) -> None:
        if kind(node) in _REFERENCES:
            _, names, rest = ground_path(node)
            if names and not rest and self._whole(names) is None:
                self._found.mocks.append(Call(tuple(names), -1, line(node), node))
        self.visit(node)
