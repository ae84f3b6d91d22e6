"""GraphQL as OPA reads it: documents changed at random, given to us and to a real OPA."""

from __future__ import annotations

import json
import random
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from govern.engine.embedded.builtins.graphql import parse_query, parse_schema, schema_is_valid
from govern.engine.embedded.builtins.graphql_tokens import GraphQLError
from govern.engine.embedded.builtins.operands import BuiltinError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TOKEN = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"])*"|\.\.\.|#[^\n]*|-?\d[\d.eE+-]*|\w+|\s+|.')
_SCHEMAS = (
    (
        'type Query { a(b: Int! = 1, c: [In!]): [Out!]! @deprecated(reason: "x") d: E }\n'
        'input In { a: String = "x" b: In @deprecated }\n'
        "interface Base { id: ID! }\n"
        "interface Out implements Base @one { id: ID! name(long: Boolean): String }\n"
        "type One implements Out & Base { id: ID! name(long: Boolean, x: Int): String }\n"
        'union U = | One | Query\nenum E { A B @deprecated }\nscalar Date @specifiedBy(url: "u")\n'
        "directive @one(a: Int, b: Date! = 1) repeatable on "
        "INTERFACE | SCALAR | SCHEMA | ENUM_VALUE\n"
        "schema @one(a: 1) { query: Query mutation: One }\n"
    ),
    (
        "extend type Query implements Node { u: U n: Node self: [[Query]!] }\n"
        "interface Node { u: U n: Node }\ntype A { u: B } type B implements Node { u: A n: B }\n"
        "union U = A | B\nextend union U = Query\n"
        "extend enum F { X Y }\nextend input G { a: F = X }\n"
        "extend scalar S @two\ndirective @two(x: G @deprecated) on SCALAR | OBJECT\n"
        "extend interface Node @two { a: Int }\nextend schema { subscription: A }\n"
        '"""\n  What it\n    is.\n"""\ntype T @two { "d" f("e" g: S = {a: [1, -2.5e3, $x]}): S! }\n'
    ),
)
_QUERIES = (
    (
        'query Q($a: [Int!]! = [1, 2] @d, $b: In = {c: "x\\u00e9\\n", d: null}) @d(x: $a) {\n'
        "  one: two(a: $a, b: -1.5e3, c: ENUM, d: true) { three ...F @skip(if: $b) }\n"
        '  ... on T @include(if: false) { four(x: """a\n   b\n  c""") }\n  ... { five }\n}\n'
        "fragment F($v: Int = 1) on T { a b: c }\n"
        "subscription { s }\nmutation M { m(o: {}, l: []) }\n"
    ),
)
_EXTRA = (
    "# c\n",
    *("{", "}", "(", ")", "[", "]", "!", ":", "=", "@", "|", "&", "$", "...", '"', '""', '"""'),
    *("on", "null", "true", "extend", "type", "input", "implements", "Query", "Int", "__Type"),
    *("__x", "@deprecated", "@one", "@oneOf", '"on"', '"\\ud83d"', '"\\x"', "01", "1.", "1e", "-"),
    *("é", "\ufeff", "\x0b", "\r", ",", "'", "interface", "union", "A", "One", "Base", " "),
    *("directive @skip on OBJECT ", "scalar Int ", "query", "fragment", "schema", "0", "1a"),
)


# Each is valid or not by one rule alone.
_RULES = (
    'scalar X @specifiedBy(url:"x")',
    "scalar X @specifiedBy(url:1)",
    "scalar X @specifiedBy(url:null)",
    'scalar X @specifiedBy(url:"x", b: 1)',
    "scalar X @specifiedBy(b: 1)",
    "directive @defer on SCALAR scalar X @defer",
    "directive @stream on SCALAR scalar X @stream",
    "directive @oneOf on SCALAR scalar X @oneOf",
    "directive @skip on SCALAR scalar X @skip",
    "directive @foo on SCALAR scalar X @foo",
    "directive @foo(a:Int!) on SCALAR scalar X @foo",
    "directive @foo(a:Int!=1) on SCALAR scalar X @foo",
    "directive @foo(a:Int!=1) on SCALAR scalar X @foo(a:null)",
    "directive @foo(a:Int) on SCALAR scalar X @foo(b:1)",
    'directive @foo(a:Int) on SCALAR scalar X @foo(a:"x")',
    "directive @foo(a:Int) on SCALAR scalar X @foo @foo",
    "directive @foo repeatable on SCALAR scalar X @foo @foo",
    "enum X {A @foo}",
    "enum X {A @skip}",
    "enum X {A A}",
    "enum X {true}",
    "enum X {__A}",
    "scalar X extend schema @foo",
    "schema @foo {query: Q} type Q {a:Int}",
    "directive @foo on SCALAR directive @foo on SCALAR",
    "directive @foo(a:Int a:Int) on SCALAR",
    "type X {a(b:Int b:Int):Int}",
    "interface I{a:Int} type X implements I & I {a:Int}",
    'directive @foo(a:Int="x") on SCALAR',
    'type X {a(b:Int="x"):Int}',
    'type X {a(b:Missing="x"):Int}',
    "schema {query: Q query: Q} type Q {a:Int}",
    "schema {query: Q} extend schema {query: Q} type Q {a:Int}",
    "schema {query: S} scalar S",
    "union U = A | A type A {a:Int}",
    "union U",
    "union U = B interface B {a:Int}",
    "scalar Int",
    "scalar __X",
    "type Query {a:Int}",
    "type Query {__schema:Int}",
    "input I {a: I!}",
    "input I {a:Int! = 1 @deprecated}",
    "input I {a:Int! @deprecated}",
    "type X{a(b:Int! @deprecated):Int}",
    "input I @oneOf {a:Int!}",
    "input I @oneOf {a:Int=1}",
    "extend scalar Int @deprecated",
    "extend type __Type {a:Int}",
    "extend type __Type {b__:Int}",
    'extend scalar Foo @specifiedBy(url:"a")',
    "directive @foo(a: Foo) on SCALAR scalar Foo",
    "directive @__foo on SCALAR",
    "directive @foo(__a: Int) on SCALAR",
    "directive @foo(a: Int @foo) on ARGUMENT_DEFINITION",
    "directive @foo(a: Int @deprecated) on ARGUMENT_DEFINITION",
    "directive @foo(a:Foo) on INPUT_OBJECT input Foo @foo {a:Int}",
    "union U = A extend union U = A type A {a:Int}",
    "enum E {A} extend enum E {A}",
    "directive @oneOf on SCALAR directive @oneOf on ENUM",
    "directive @skip on SCALAR directive @skip on ENUM",
    "directive @defer on SCALAR directive @defer on ENUM",
    "interface A implements A {a:Int}",
    "interface A implements B {a:Int} interface B implements A {a:Int}",
    "type X implements I {a:Int} interface I {a(b:[Int]):Int}",
    "scalar X @deprecated",
    "input X {a: X!}",
    "type X {a:Int} type Y {b: X @specifiedBy}",
    "directive @foo(a: In) on SCALAR input In {a:Int @foo}",
    (
        "directive @foo(a: In @bar) on SCALAR|ARGUMENT_DEFINITION directive "
        "@bar(a: In @foo) on ARGUMENT_DEFINITION input In {a:Int}"
    ),
    'scalar X @specifiedBy(url:"a", url:"b")',
    'scalar X @specifiedBy(url:null, url:"b")',
    'scalar X @specifiedBy(url:"b", url:null)',
    "directive @foo(a:Int!, a: Int) on SCALAR scalar X @foo",
    "directive @foo(a:Int, a: Int!) on SCALAR scalar X @foo",
    "interface I {a:Int} type X implements I {a:String a:Int}",
    "interface I {a(b:Int b:String):Int} type X implements I {a(b:Int):Int}",
    "interface I {a(b:Int):Int} type X implements I {a(b:String b:Int):Int}",
    "interface I {a(b:Int):Int} type X implements I {a(b:Int c:Int! c:Int):Int}",
    "interface I {a(b:Int):Int} type X implements I {a(b:Int c:Int c:Int!):Int}",
)
_EVERYWHERE = (
    "directive @f on SCALAR|OBJECT|FIELD_DEFINITION|ARGUMENT_DEFINITION|INTERFACE|UNION|ENUM"
    "|ENUM_VALUE|INPUT_OBJECT|INPUT_FIELD_DEFINITION|SCHEMA\n"
    "directive @r repeatable on FIELD_DEFINITION|ENUM_VALUE\n"
)
_TWICE = (
    "scalar X D",
    "type X D {a:Int}",
    "type X {a:Int D}",
    "type X {a(b:Int D):Int}",
    "interface X D {a:Int}",
    "interface X {a:Int D}",
    "union X D",
    "enum X D {A}",
    "enum X {A D}",
    "input X D {a:Int}",
    "input X {a:Int D}",
    "schema D {query:Q} type Q {a:Int}",
    "extend schema D",
    "directive @g(a:Int D) on SCALAR",
    "scalar X @f extend scalar X @f",
    "type X @f {a:Int} extend type X @f",
    "type X {a:Int @r @r}",
    "type X {a:Int @deprecated @f @deprecated}",
    "schema @f {query:Q} type Q {a:Int} extend schema @f",
)


def _changed(source: random.Random, text: str) -> str:
    parts = _TOKEN.findall(text)
    for _ in range(source.choice((0, 1, 1, 1, 2, 3))):
        at = source.randrange(len(parts))
        change = source.randrange(4)
        if change == 0:
            del parts[at]
        elif change == 1:
            parts.insert(at, source.choice(_EXTRA))
        elif change == 2:
            parts[at] = source.choice((*_EXTRA, source.choice(parts)))
        else:
            other = source.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
    return "".join(parts)


def _less(source: random.Random, text: str) -> str:
    """Leave out some definitions, so that names are no longer defined."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if source.random() > 0.08)


def _said(program: Path, name: str, documents: list[Any], place: Path) -> dict[int, Any]:
    """Return what OPA answers, by the number of the document; without what is an error."""
    place.write_text(json.dumps(documents), encoding="utf-8")
    shown = subprocess.run(
        [
            str(program),
            "eval",
            "-f",
            "json",
            "-i",
            str(place),
            f"[[i, x] | some i, d in input; x := graphql.{name}(d)]",
        ],
        check=True,
        capture_output=True,
    )
    pairs = json.loads(shown.stdout)["result"][0]["expressions"][0]["value"]
    return dict(pairs)


_NOTHING = object()


def _differences(
    program: Path, name: str, answer: Callable[[Any], Any], documents: list[Any], place: Path
) -> tuple[list[str], int]:
    said = _said(program, name, documents, place)
    wrong, answered = [], 0
    for number, document in enumerate(documents):
        try:
            mine = answer(document)
        except GraphQLError:
            mine = _NOTHING
        except BuiltinError:
            continue
        answered += 1
        if mine != said.get(number, _NOTHING):
            wrong.append(f"{document}\n{mine}\n{said.get(number)}")
    return wrong, answered


@pytest.mark.server("opa")
@pytest.mark.parametrize(
    ("name", "answer", "seeds"),
    [
        ("parse_query", parse_query, _QUERIES),
        ("parse_schema", parse_schema, _SCHEMAS),
        ("schema_is_valid", schema_is_valid, _SCHEMAS),
    ],
)
def test_no_document_is_read_otherwise(
    require_tool: Callable[[str], Path],
    tmp_path: Path,
    name: str,
    answer: Callable[[Any], Any],
    seeds: tuple[str, ...],
) -> None:
    source = random.Random(7)  # noqa: S311 - repeatable
    documents = [_changed(source, _less(source, source.choice(seeds))) for _ in range(1500)]
    wrong, answered = _differences(
        require_tool("opa"), name, answer, documents, tmp_path / "documents.json"
    )
    assert answered > 1000
    assert not wrong, "\n\n".join(wrong[:5])


@pytest.mark.server("opa")
def test_no_rule_for_schemas_is_another(
    require_tool: Callable[[str], Path], tmp_path: Path
) -> None:
    documents = [*_RULES, *(_EVERYWHERE + one.replace("D", "@f @f") for one in _TWICE)]
    wrong, answered = _differences(
        require_tool("opa"), "schema_is_valid", schema_is_valid, documents, tmp_path / "rules.json"
    )
    assert answered >= len(documents) - 2
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("document", _SCHEMAS)
def test_a_tree_is_as_valid_as_its_text(document: str) -> None:
    parsed = parse_schema(document.replace("$x", "1"))
    assert schema_is_valid(parsed) is schema_is_valid(document.replace("$x", "1"))


@pytest.mark.parametrize(
    "tree",
    [
        {"Definitions": [{"Kind": "OBJECT", "Name": 1}]},
        {"Definitions": [{"Kind": "THING", "Name": "A"}]},
        {"definitions": []},
        {"Definitions": [{"Kind": "OBJECT", "Name": "A", "Fields": [{"Name": "a"}]}]},
        {"Directives": [{"Name": "a", "Locations": None}]},
    ],
)
def test_a_tree_that_no_parser_makes_is_refused(tree: Any) -> None:
    with pytest.raises(BuiltinError, match="no shape that is known"):
        schema_is_valid(tree)


@pytest.mark.parametrize(
    ("parse", "document", "message"),
    [
        (parse_query, "query { a # why\n }", "a comment stands in the query"),
        (parse_schema, "scalar A # why", "a comment stands in the schema"),
        (parse_query, "{a" * 60 + "}" * 60, "nests too deeply"),
        (parse_schema, "type A { a: " + "[" * 60 + "A" + "]" * 60 + "}", "nests too deeply"),
        (schema_is_valid, "extend type __Type { a: Int }", "extends __Type"),
    ],
)
def test_what_is_not_known_is_refused(
    parse: Callable[[Any], Any], document: str, message: str
) -> None:
    with pytest.raises(BuiltinError, match=message) as caught:
        parse(document)
    assert not isinstance(caught.value, GraphQLError)


def test_an_error_names_its_place() -> None:
    with pytest.raises(GraphQLError, match=r"Expected Name, found } .* at location 2:4"):
        parse_query("{ a {\n b:}}")
