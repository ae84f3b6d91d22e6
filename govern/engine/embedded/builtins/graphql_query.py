"""A GraphQL query → its tree, in the shape that OPA gives it; and what queries share with schemas.

A tree is JSON: what is null, an empty list or an empty object is left out of it. The names of its
members are OPA's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govern.engine.embedded.builtins.graphql_tokens import (
    BLOCK,
    END,
    FLOAT,
    INT,
    NAME,
    STRING,
    GraphQLError,
    Token,
    tokens,
)
from govern.engine.embedded.builtins.operands import BuiltinError

if TYPE_CHECKING:
    from collections.abc import Callable

_DEEPEST = 50  # selections, lists and objects inside of each other
_VARIABLE, _BOOLEAN, _NULL, _ENUM, _LIST, _OBJECT = 0, 5, 6, 7, 8, 9
_LITERALS = {INT: 1, FLOAT: 2, STRING: 3, BLOCK: 4}
_WORDS = {"true": _BOOLEAN, "false": _BOOLEAN, "null": _NULL}
_OPERATIONS = frozenset({"query", "mutation", "subscription"})

Tree = dict[str, Any]


def tree(**members: Any) -> Tree:
    """Return an object without the members that are nothing."""
    return {name: value for name, value in members.items() if value not in (None, [], {})}


class Reader:
    """Reads values, types and directives from a document's tokens.

    Every method reads what it is named after and raises GraphQLError where that does not stand,
    and BuiltinError where it nests too deeply to be read here.
    """

    def __init__(self, source: str) -> None:
        self._tokens = tokens(source)
        self._at = self._depth = 0

    @property
    def ahead(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    def next(self) -> Token:
        """Take the next token."""
        token = self.ahead
        self._at += token.kind != END
        return token

    def skip(self, kind: str) -> bool:
        """Take the next token if it is of a kind, and say whether it was."""
        found = self.ahead.kind == kind
        if found:
            self.next()
        return found

    def unexpected(self) -> GraphQLError:
        """Return the error that names the next token."""
        return self.wrong(f"Unexpected {self.ahead}")

    def wrong(self, what: str) -> GraphQLError:
        """Return an error at the next token."""
        place = f"{self.ahead.line}:{self.ahead.column}"
        return GraphQLError(f"{what} in GraphQL string at location {place}")

    def expect(self, kind: str) -> Token:
        """Take a token of a kind."""
        if self.ahead.kind != kind:
            raise self.wrong(f"Expected {kind}, found {self.ahead}")
        return self.next()

    def keyword(self, word: str) -> None:
        """Take a word."""
        if self.ahead.kind != NAME or self.ahead.text != word:
            raise self.wrong(f'Expected "{word}", found {self.ahead}')
        self.next()

    def name(self) -> str:
        """Read a name."""
        return self.expect(NAME).text

    def many(self, marks: str, read: Callable[[], Tree], *, least: int = 0) -> list[Tree]:
        """Read what stands between two marks, such as `()`; nothing if the first is not ahead."""
        found: list[Tree] = []
        if not self.skip(marks[0]):
            return found
        self._depth += 1
        if self._depth > _DEEPEST:
            raise BuiltinError("the document nests too deeply; run this with --engine opa")
        while self.ahead.kind != marks[1]:
            found.append(read())
        if len(found) < least:
            raise self.wrong(f"expected at least one definition, found {self.ahead}")
        self.next()
        self._depth -= 1
        return found

    def directives(self, *, constant: bool) -> list[Tree]:
        """Read `@a @b(c: 1)`."""
        found = []
        while self.skip("@"):
            name = self.name()
            found.append(tree(Name=name, Arguments=self.arguments(constant=constant), Location=""))
        return found

    def arguments(self, *, constant: bool) -> list[Tree]:
        """Read `(a: 1, b: $c)`, if it is there."""
        return self.many("()", lambda: self._named(constant=constant))

    def value(self, *, constant: bool) -> Tree:
        """Read a value; a constant has no variables."""
        token = self.ahead
        if token.kind in "[{":
            return self._composite(constant=constant)
        if token.kind == "$" and not constant:
            return _value(_VARIABLE, self.variable())
        if token.kind == NAME:
            kind = _WORDS.get(token.text, _ENUM)
        elif token.kind in _LITERALS:
            kind = _LITERALS[token.kind]
        else:
            raise self.unexpected()
        return _value(kind, self.next().text)

    def variable(self) -> str:
        """Read `$name`."""
        self.expect("$")
        return self.name()

    def type(self) -> Tree:
        """Read `[String!]!`."""
        brackets = 0
        while self.skip("["):
            brackets += 1
        if brackets > _DEEPEST:
            raise BuiltinError("the document nests too deeply; run this with --engine opa")
        found: Tree = {"NamedType": self.name(), "NonNull": self.skip("!")}
        for _ in range(brackets):
            self.expect("]")
            found = {"NamedType": "", "Elem": found, "NonNull": self.skip("!")}
        return found

    def _composite(self, *, constant: bool) -> Tree:
        if self.ahead.kind == "[":
            items = self.many("[]", lambda: {"Name": "", "Value": self.value(constant=constant)})
            return _value(_LIST, "", items)
        return _value(_OBJECT, "", self.many("{}", lambda: self._named(constant=constant)))

    def _named(self, *, constant: bool) -> Tree:
        name = self.name()
        self.expect(":")
        return {"Name": name, "Value": self.value(constant=constant)}


def _value(kind: int, raw: str, children: list[Tree] | None = None) -> Tree:
    return tree(Raw=raw, Kind=kind, Children=children, ExpectedTypeHasDefault=False)


class _QueryReader(Reader):
    def document(self) -> Tree:
        """Read everything."""
        operations, fragments = [], []
        if any(one.commented for one in self._tokens[1:]) or (
            self.ahead.commented and self.ahead.kind != "{"
        ):
            raise BuiltinError("a comment stands in the query; run this with --engine opa")
        while self.ahead.kind != END:
            word = self.ahead.text if self.ahead.kind == NAME else ""
            if word in _OPERATIONS or self.ahead.kind == "{":
                operations.append(self._operation(word))
            elif word == "fragment":
                fragments.append(self._fragment())
            else:
                raise self.unexpected()
        return tree(Operations=operations, Fragments=fragments)

    def _operation(self, word: str) -> Tree:
        if not word:
            return tree(Operation="query", Name="", SelectionSet=self._selections())
        self.next()
        return tree(
            Operation=word,
            Name=self.next().text if self.ahead.kind == NAME else "",
            VariableDefinitions=self.many("()", self._variable_definition),
            Directives=self.directives(constant=False),
            SelectionSet=self._selections(),
        )

    def _fragment(self) -> Tree:
        self.next()
        name = self._fragment_name()
        variables = self.many("()", self._variable_definition)
        self.keyword("on")
        return tree(
            Name=name,
            VariableDefinition=variables,
            TypeCondition=self.name(),
            Directives=self.directives(constant=False),
            SelectionSet=self._selections(),
        )

    def _fragment_name(self) -> str:
        if self.ahead.text == "on":
            raise self.unexpected()
        return self.name()

    def _variable_definition(self) -> Tree:
        name = self.variable()
        self.expect(":")
        return tree(
            Variable=name,
            Type=self.type(),
            DefaultValue=self.value(constant=True) if self.skip("=") else None,
            Directives=self.directives(constant=False),
            Used=False,
        )

    def _selections(self) -> list[Tree]:
        if self.ahead.kind != "{":
            raise self.wrong(f"Expected {{, found {self.ahead}")
        return self.many("{}", self._selection, least=1)

    def _selection(self) -> Tree:
        if not self.skip("..."):
            return self._field()
        if self.ahead.kind == NAME and self.ahead.text != "on":
            return tree(Name=self.name(), Directives=self.directives(constant=False))
        condition = ""
        if self.ahead.text == "on":  # a string as well, as OPA takes it
            self.next()
            condition = self.name()
        return tree(
            TypeCondition=condition,
            Directives=self.directives(constant=False),
            SelectionSet=self._selections(),
        )

    def _field(self) -> Tree:
        alias = self.name()
        return tree(
            Alias=alias,
            Name=self.name() if self.skip(":") else alias,
            Arguments=self.arguments(constant=False),
            Directives=self.directives(constant=False),
            SelectionSet=self._selections() if self.ahead.kind == "{" else None,
        )


def read_query(source: str) -> Tree:
    """Return a query's tree.

    Raises:
        GraphQLError: it is no query.
        BuiltinError: it may be one, but cannot be read here.
    """
    return _QueryReader(source).document()
