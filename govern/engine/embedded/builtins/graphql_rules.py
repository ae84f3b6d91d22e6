"""Whether a GraphQL schema is valid, by the rules that OPA knows.

They are those of sections 3.3 to 3.13 of the specification that are below, and not all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.engine.embedded.builtins.operands import BuiltinError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govern.engine.embedded.builtins.graphql_query import Tree

_IN = frozenset({"SCALAR", "ENUM", "INPUT_OBJECT"})
_OUT = frozenset({"SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM"})
_MEMBERS = ("Directives", "Interfaces", "Fields", "Types", "EnumValues")
_RESERVED = "__"
_NULL = 6  # the kind of a value that is `null`
# What every schema has: the types and directives of section 3.5, 3.13 and 4.2.
_SCALARS = ("Int", "Float", "String", "Boolean", "ID")
_INTROSPECTION = {
    "__Schema": "OBJECT",
    "__Type": "OBJECT",
    "__TypeKind": "ENUM",
    "__Field": "OBJECT",
    "__InputValue": "OBJECT",
    "__EnumValue": "OBJECT",
    "__Directive": "OBJECT",
    "__DirectiveLocation": "ENUM",
}
_EXECUTABLE = ("FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT")
_FIELDS = ("FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE")
_DIRECTIVES: dict[str, tuple[Sequence[str], dict[str, tuple[str, bool]]]] = {
    "include": (_EXECUTABLE, {"if": ("Boolean", True)}),
    "skip": (_EXECUTABLE, {"if": ("Boolean", True)}),
    "deprecated": (_FIELDS, {"reason": ("String", False)}),
    "specifiedBy": (("SCALAR",), {"url": ("String", True)}),
    "defer": (_EXECUTABLE[1:], {"if": ("Boolean", False), "label": ("String", False)}),
    "oneOf": (("INPUT_OBJECT",), {}),
}


class InvalidError(Exception):
    """A schema breaks a rule."""


def check_schema(document: Tree) -> None:
    """Check a schema's tree.

    Raises:
        InvalidError: OPA calls it invalid.
        BuiltinError: what OPA does with it is not known here.
    """
    schema = _Schema()
    schema.define(document.get("Definitions", ()), document.get("Extensions", ()))
    schema.define_directives(document.get("Directives", ()))
    schema.check_roots(document.get("Schema", ()), document.get("SchemaExtension", ()))
    for name in sorted(schema.types):
        if name not in _INTROSPECTION:
            schema.check_type(schema.types[name])
    for _, directive in sorted(schema.directives.items()):
        _check_name(directive["Name"])
        schema.check_arguments(directive.get("Arguments", ()), directive["Name"])


def _named(kind: str, name: str) -> Tree:
    return {"Kind": kind, "Name": name, "BuiltIn": True}


def _builtin_directive(name: str) -> Tree:
    locations, arguments = _DIRECTIVES[name]
    return {
        "Name": name,
        "Locations": list(locations),
        "Arguments": [
            {"Name": argument, "Type": {"NamedType": kind, "NonNull": required}}
            for argument, (kind, required) in arguments.items()
        ],
    }


class _Schema:
    """Types and directives by name, and what a value of each type may be."""

    def __init__(self) -> None:
        self.types: dict[str, Tree] = {name: _named("SCALAR", name) for name in _SCALARS}
        self.types |= {name: _named(kind, name) for name, kind in _INTROSPECTION.items()}
        self.directives: dict[str, Tree] = {name: _builtin_directive(name) for name in _DIRECTIVES}
        self._possible: dict[str, list[Tree | None]] = {}

    def define(self, definitions: Iterable[Tree], extensions: Iterable[Tree]) -> None:
        for one in definitions:
            if one["Name"] in self.types:
                raise InvalidError(f"{one['Name']} is defined twice")
            self.types[one["Name"]] = dict(one)
        for one in extensions:
            name = one["Name"]
            if name in _INTROSPECTION:
                raise BuiltinError(
                    f"the schema extends {name}, which is not done here; run this with --engine opa"
                )
            base = self.types.setdefault(name, {"Kind": one["Kind"], "Name": name})
            if base["Kind"] != one["Kind"]:
                raise InvalidError(f"{name} is no {one['Kind']}")
            for member in _MEMBERS:
                base[member] = [*base.get(member, ()), *one.get(member, ())]
        for one in self.types.values():
            self._add_possible(one)

    def _add_possible(self, one: Tree) -> None:
        name = one["Name"]
        if one["Kind"] == "UNION":
            self._possible.setdefault(name, []).extend(map(self.types.get, one.get("Types", ())))
        if one["Kind"] in {"INPUT_OBJECT", "OBJECT", "INTERFACE"}:
            for interface in one.get("Interfaces", ()):
                self._possible.setdefault(interface, []).append(one)
        if one["Kind"] in {"INPUT_OBJECT", "OBJECT"}:
            self._possible.setdefault(name, []).append(one)

    def define_directives(self, directives: Iterable[Tree]) -> None:
        for one in directives:
            if one["Name"] in self.directives and one["Name"] not in _DIRECTIVES:
                raise InvalidError(f"@{one['Name']} is defined twice")
            self.directives[one["Name"]] = one

    def check_roots(self, schemas: Sequence[Tree], extensions: Sequence[Tree]) -> None:
        if len(schemas) > 1:
            raise InvalidError("there are several schemas")
        for one in (*schemas, *extensions):
            for root in one.get("OperationTypes", ()):
                if root["Type"] not in self.types:
                    raise InvalidError(f"{root['Type']} is not defined")
            self._check_directives(one, "SCHEMA")

    def check_type(self, one: Tree) -> None:
        fields = one.get("Fields", ())
        kind = one["Kind"]
        location = "INPUT_FIELD_DEFINITION" if kind == "INPUT_OBJECT" else "FIELD_DEFINITION"
        for field in fields:
            _check_name(field["Name"])
            self._kind_of(field["Type"])
            self.check_arguments(field.get("Arguments", ()))
            self._check_directives(field, location)
        for member in one.get("Types", ()):
            if self._defined(member)["Kind"] != "OBJECT":
                raise InvalidError(f"{member} is no object")
        _check_once(one.get("Types", ()))
        for interface in one.get("Interfaces", ()):
            self._check_implements(one, interface)
        self._check_members(one)
        _check_once([field["Name"] for field in fields])
        if not one.get("BuiltIn"):
            _check_name(one["Name"])
        self._check_directives(one, kind, once=False)  # as OPA has it

    def _check_members(self, one: Tree) -> None:
        kind = one["Kind"]
        if kind in {"OBJECT", "INTERFACE", "INPUT_OBJECT"}:
            fields = one.get("Fields", ())
            allowed = _IN if kind == "INPUT_OBJECT" else _OUT
            if not fields or any(self._kind_of(field["Type"]) not in allowed for field in fields):
                raise InvalidError(f"{one['Name']} has no fields, or one of a wrong kind")
        if kind == "ENUM":
            values = one.get("EnumValues", ())
            names = [value["Name"] for value in values]
            if not names or {"true", "false", "null"} & set(names):
                raise InvalidError(f"{one['Name']} has no values, or one that is a literal")
            _check_once(names)
            for value in values:
                self._check_directives(value, "ENUM_VALUE")

    def check_arguments(self, arguments: Iterable[Tree], directive: str | None = None) -> None:
        """Check the arguments of a field, or of the definition of a directive."""
        for one in arguments:
            _check_name(one["Name"])
            if self._kind_of(one["Type"]) not in _IN:
                raise InvalidError(f"the argument {one['Name']} is no input")
            self._check_directives(one, "ARGUMENT_DEFINITION", directive)

    def _check_directives(
        self, one: Tree, location: str, inside: str | None = None, *, once: bool = True
    ) -> None:
        """Check directives; none may be the one `inside` whose definition they stand."""
        seen: set[str] = set()
        for use in one.get("Directives", ()):
            name = use["Name"]
            _check_name(name)
            found = self.directives.get(name)
            if found is None or name == inside or location not in found["Locations"]:
                raise InvalidError(f"@{name} may not stand there")
            if once and name in seen and not found.get("IsRepeatable"):
                raise InvalidError(f"@{name} stands there twice")
            seen.add(name)
            _check_given(found.get("Arguments", ()), use.get("Arguments", ()))

    def _check_implements(self, one: Tree, name: str) -> None:
        interface = self._defined(name)
        if interface["Kind"] != "INTERFACE":
            raise InvalidError(f"{name} is no interface")
        own = {field["Name"]: field for field in reversed(one.get("Fields", ()))}
        for wanted in interface.get("Fields", ()):
            field = own.get(wanted["Name"])
            if field is None or not self._fits(wanted["Type"], field["Type"]):
                raise InvalidError(f"{one['Name']} lacks {wanted['Name']}")
            _check_compatible(wanted.get("Arguments", ()), field.get("Arguments", ()))
        for further in interface.get("Interfaces", ()):
            if further not in one["Interfaces"]:
                raise InvalidError(f"{one['Name']} must implement {further}")

    def _fits(self, wanted: Tree, given: Tree) -> bool:
        """Whether what is given may stand where something is wanted."""
        if wanted["NonNull"] and not given["NonNull"]:
            return False
        if "Elem" in wanted:
            return "Elem" in given and self._fits(wanted["Elem"], given["Elem"])
        name = given["NamedType"]
        if wanted["NamedType"] == name:
            return True
        for possible in self._possible.get(wanted["NamedType"], ()):
            if possible is None:
                raise BuiltinError("a union has a member that is not defined")
            if possible["Name"] == name:
                return True
        return False

    def _defined(self, name: str) -> Tree:
        found = self.types.get(name)
        if found is None:
            raise InvalidError(f"{name} is not defined")
        return found

    def _kind_of(self, type_: Tree) -> str:
        while "Elem" in type_:
            type_ = type_["Elem"]
        kind: str = self._defined(type_["NamedType"])["Kind"]
        return kind


def _check_name(name: str) -> None:
    if name.startswith(_RESERVED):
        raise InvalidError(f"{name} begins with two underscores")


def _check_once(names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        raise InvalidError("something is named twice")


def _check_given(defined: Iterable[Tree], given: Sequence[Tree]) -> None:
    """Check the arguments that are given to a directive; of two with one name, the first counts."""
    values = {one["Name"]: one["Value"] for one in reversed(given)}
    names = set()
    for one in defined:
        names.add(one["Name"])
        required = one["Type"]["NonNull"] and "DefaultValue" not in one
        value = values.get(one["Name"])
        if required and (value is None or value["Kind"] == _NULL):
            raise InvalidError(f"the argument {one['Name']} is missing")
    if not names >= values.keys():
        raise InvalidError("an argument is not known")


def _check_compatible(wanted: Sequence[Tree], given: Sequence[Tree]) -> None:
    """Check a field's arguments against those of the interface's field."""
    own = {one["Name"]: one for one in reversed(given)}
    for one in wanted:
        if one["Name"] not in own or not _is_compatible(one["Type"], own[one["Name"]]["Type"]):
            raise InvalidError(f"the argument {one['Name']} is missing or of another type")
    known = {one["Name"] for one in wanted}
    for one in given:
        if one["Name"] not in known and one["Type"]["NonNull"] and "DefaultValue" not in one:
            raise InvalidError(f"the argument {one['Name']} must not be required")


def _is_compatible(wanted: Tree, given: Tree) -> bool:
    if wanted["NamedType"] != given["NamedType"] or ("Elem" in wanted and "Elem" not in given):
        return False
    if "Elem" in wanted and not _is_compatible(wanted["Elem"], given["Elem"]):
        return False
    return wanted["NonNull"] or not given["NonNull"]
