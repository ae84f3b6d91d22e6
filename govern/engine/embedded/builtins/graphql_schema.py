"""A GraphQL schema → its tree, in the shape that OPA gives it (see graphql_query.py)."""

from __future__ import annotations

from govern.engine.embedded.builtins.graphql_query import Reader, Tree, tree
from govern.engine.embedded.builtins.graphql_tokens import BLOCK, END, NAME, STRING
from govern.engine.embedded.builtins.operands import BuiltinError

KINDS = {
    "scalar": "SCALAR",
    "type": "OBJECT",
    "interface": "INTERFACE",
    "union": "UNION",
    "enum": "ENUM",
    "input": "INPUT_OBJECT",
}
_LOCATIONS = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
        "SCHEMA",
        "SCALAR",
        "OBJECT",
        "FIELD_DEFINITION",
        "ARGUMENT_DEFINITION",
        "INTERFACE",
        "UNION",
        "ENUM",
        "ENUM_VALUE",
        "INPUT_OBJECT",
        "INPUT_FIELD_DEFINITION",
    }
)
_OPERATIONS = frozenset({"query", "mutation", "subscription"})


class _SchemaReader(Reader):
    @property
    def has_comments(self) -> bool:
        """Whether there are comments, which OPA puts into the tree."""
        return any(one.commented for one in self._tokens)

    def document(self) -> Tree:
        """Read everything."""
        found: dict[str, list[Tree]] = {}
        while self.ahead.kind != END:
            before = self._at
            description = self._description()
            word = self.ahead.text if self.ahead.kind == NAME else ""
            if word == "extend" and description:
                self._at = before
                raise self.unexpected()
            if word == "extend":
                self.next()
                member, one = self._extension()
            elif word in KINDS:
                member, one = "Definitions", self._definition(description)
            elif word == "schema":
                self.next()
                member, one = "Schema", self._schema(description)
            elif word == "directive":
                member, one = "Directives", self._directive_definition(description)
            else:
                raise self.unexpected()
            found.setdefault(member, []).append(one)
        return tree(**found)

    def _extension(self) -> tuple[str, Tree]:
        if self.ahead.kind == NAME and self.ahead.text == "schema":
            self.next()
            one = self._schema("")
            if "Directives" not in one and "OperationTypes" not in one:
                raise self.unexpected()
            return "SchemaExtension", one
        if self.ahead.kind != NAME or self.ahead.text not in KINDS:
            raise self.unexpected()
        one = self._definition("", extends=True)
        if not one.keys() - {"Kind", "Description", "Name", "BuiltIn"}:
            raise self.unexpected()
        return "Extensions", one

    def _description(self) -> str:
        return self.next().text if self.ahead.kind in {STRING, BLOCK} else ""

    def _schema(self, description: str) -> Tree:
        return tree(
            Description=description,
            Directives=self.directives(constant=True),
            OperationTypes=self.many("{}", self._operation_type, least=1),
        )

    def _operation_type(self) -> Tree:
        if self.ahead.text not in _OPERATIONS:
            raise self.unexpected()
        operation = self.next().text
        self.expect(":")
        return {"Operation": operation, "Type": self.name()}

    def _definition(self, description: str, *, extends: bool = False) -> Tree:
        word = self.next().text
        found = {
            "Kind": KINDS[word],
            "Description": description,
            "Name": self.name(),
            "BuiltIn": False,
        }
        if word == "type" or (word == "interface" and not extends):
            found["Interfaces"] = self._interfaces()
        found["Directives"] = self.directives(constant=word != "input" or not extends)
        if word in {"type", "interface"}:
            found["Fields"] = self.many("{}", self._field, least=1)
        elif word == "input":
            found["Fields"] = self.many("{}", self._input_value, least=1)
        elif word == "enum":
            found["EnumValues"] = self.many("{}", self._enum_value, least=1)
        elif word == "union" and self.skip("="):
            found["Types"] = self._names("|")
        return tree(**found)

    def _interfaces(self) -> list[str]:
        if self.ahead.text != "implements":  # a string as well, as OPA takes it
            return []
        self.next()
        return self._names("&")

    def _names(self, mark: str) -> list[str]:
        self.skip(mark)
        found = [self.name()]
        while self.skip(mark):
            found.append(self.name())
        return found

    def _field(self) -> Tree:
        description = self._description()
        name = self.name()
        arguments = self.many("()", self._input_value, least=1)
        self.expect(":")
        return tree(
            Description=description,
            Name=name,
            Arguments=arguments,
            Type=self.type(),
            Directives=self.directives(constant=True),
        )

    def _input_value(self) -> Tree:
        description = self._description()
        name = self.name()
        self.expect(":")
        return tree(
            Description=description,
            Name=name,
            Type=self.type(),
            DefaultValue=self.value(constant=True) if self.skip("=") else None,
            Directives=self.directives(constant=True),
        )

    def _enum_value(self) -> Tree:
        return tree(
            Description=self._description(),
            Name=self.name(),
            Directives=self.directives(constant=True),
        )

    def _directive_definition(self, description: str) -> Tree:
        self.next()
        self.expect("@")
        name = self.name()
        arguments = self.many("()", self._input_value, least=1)
        repeatable = self.ahead.kind == NAME and self.ahead.text == "repeatable"
        if repeatable:
            self.next()
        self.keyword("on")
        return tree(
            Description=description,
            Name=name,
            Arguments=arguments,
            IsRepeatable=repeatable,
            Locations=self._locations(),
        )

    def _locations(self) -> list[str]:
        found: list[str] = []
        self.skip("|")
        while not found or self.skip("|"):
            if self.ahead.kind != NAME or self.ahead.text not in _LOCATIONS:
                raise self.unexpected()
            found.append(self.next().text)
        return found


def read_schema(source: str, *, comments: bool) -> Tree:
    """Return a schema's tree; `comments` says whether there may be any, which are left out of it.

    Raises:
        GraphQLError: it is no schema.
        BuiltinError: it may be one, but cannot be read here.
    """
    reader = _SchemaReader(source)
    found = reader.document()
    if reader.has_comments and not comments:
        raise BuiltinError("a comment stands in the schema; run this with --engine opa")
    return found
