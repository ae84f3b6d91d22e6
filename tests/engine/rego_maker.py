"""Makes Rego at random, the same for a seed: expressions in many places, and calls of builtins."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

    from govern.model import JsonObject

LIBRARY = """package l

pos(x) if x > 0

name(x) := x.name

same(a, b) if a == b

flag := true if input.flag

val := input.a.b

items contains i if some i in input.xs
"""
HEADER = """package a

import data.l
import data.l.val as v

own := input.missing

own_too := input.a.b

own_set contains y if some y in input.xs

"""
INPUTS: tuple[dict[str, Any], ...] = (
    {
        "a": {"b": "b"},
        "n": 3,
        "s": "bb",
        "xs": ["b", {"name": "q", "z": 1}, 3, [1]],
        "z": None,
        "f": False,
        "flag": True,
    },
    {"a": {"b": 1}, "n": -1, "s": "x", "xs": [], "missing": {"z": 3}},
    {},
)
DATA: JsonObject = {"cfg": {"k": 1}}
_PLACES = (
    *("x if not {e}", "x if {{ not {e} }}", "x if {{ y := input.a; not {e} }}"),
    *("x := [1 | y := input.a; not {e}]", "x := 1 if not {e} else := 2"),
    'x if every y in [{{"z": 1}}, 2] {{ not {e} }}',
    'x if {{ y := input.a; not {e} with input.missing as {{"z": 3}} }}',
    "x if {{ some y in input.xs; not {e}; y != null }}",
    "x if {{ y := input.a\n not {e}\n (1+1) == 2 }}",
    *("x if {{ {e} }}", "x if {{ y := input.a; {e} }}", "x := 1 if {e} else := 2"),
    'default x := "d"\nx := y if {{ y := input.a; {e} }}',
    *(
        "x contains y if {{ some y in input.xs; {e} }}",
        "x[k] := y if {{ some k, y in input.a; {e} }}",
    ),
    *("f(y) if {{ {e} }}\nx if f(input.a)", "x := {e}", 'x := {{"r": {e}}}'),
    "f(y) := z if {{ z := y.z; {e} }} else := 7\nx := f(input.a)",
    "f(y) := {e} if {{ y }} else := 8\nx := f(input.a)",
    *("x := {{y: 1 | some y in input.xs; {e}}}", "x if {{ some i, y in input.xs; {e}; i >= 0 }}"),
    "x if {{ every k, y in input.a {{ k != 3; {e} }} }}",
    "x contains t if {{ some y in input.xs; t := {e} }}",
)
_ATOMS = (
    *("input.a", "input.a.b", "input.missing", "input.missing.z", "input.n", "input.s", "input.xs"),
    *("input.xs[0]", "input.xs[9]", 'input["s"]', '"b"', "3", "true", "null", "l.val", "l.flag"),
    *("l.items", "l.nope", "y", "y.z", "data.cfg.k", "data.cfg.q", "input.z", "input.f", "own"),
    *("own_too", "own_set", "input", "v"),
)
_ONE = ("count({})", "lower({})", "l.name({})", "object.keys({})", "is_null({})", "sum({})")
_TWO = ("concat({}, {})", "startswith({}, {})", 'object.get({}, "b", {})', "l.same({}, {})")


@dataclass
class Maker:
    """Makes modules; each has a rule `x`."""

    source: random.Random

    def module(self) -> str:
        return HEADER + self.source.choice(_PLACES).format(e=self.expression(2)) + "\n"

    def expression(self, depth: int) -> str:
        form = self.source.choice(
            ("term", "order", "order", "in", "call", "call", "equal", "unify")
        )
        one, other = self.term(depth), self.term(depth)
        match form:
            case "term":
                return one
            case "order":
                return f"{one} {self.source.choice(('!=', '<', '>', '<=', '>='))} {other}"
            case "equal" | "unify":
                return f"{one} {'==' if form == 'equal' else '='} {other}"
            case "in":
                return f"{one} in {other}"
            case _:
                if self.source.random() < 0.5:
                    return self.source.choice(_TWO).format(one, other)
                return self.source.choice(("l.pos({})", "is_string({})", *_ONE)).format(one)

    def term(self, depth: int) -> str:
        if depth == 0 or self.source.random() < 0.5:
            return self.source.choice(_ATOMS)
        one, other = self.term(depth - 1), self.term(depth - 1)
        forms = (
            self.source.choice(_ONE).format(one),
            self.source.choice(_TWO).format(one, other),
            *(f"[{one}, {other}]", f"{{{one}}}", f'{{"k": {one}}}', f"input.xs[{one}]"),
            f"({one} {self.source.choice('+-*')} {other})",
            f"[q | q := {one}]",
            f"{{q | some q in {one}; not {self.expression(depth - 1)}}}",
            f"({one} {self.source.choice('|&')} {other})",
        )
        return self.source.choice(forms)


_TEXTS = (
    *("", "a", "abc", "ABC", "aXbXc", "\u00e9", "\U0001f600a", "a b", "  a  ", "\t\na\r", "%d %s"),
    *("1", "-1", "1.5", "0x10", " 7", "true", '{"a":[1,2]}', "[1,", "a: 1\nb: [x, yes]", "YWJj"),
    *("YQ", "-_8=", "6162", "10.0.0.0/8", "10.1.2.3", "10.1.2.3/16", "::1", "fe80::/10", "1.2.3"),
    *("v1.2.3", "1.2.3-rc.1+b", "2024-02-29", "2006-01-02", "2024-01-01T00:00:00Z", "1h30m"),
    *("100Mi", "1.5G", "5k", "http://a.b/c?d=e&f=g#h", "a/b", "a%20b+c", "a.*", "^a+$", r"\d+"),
    *("[a-z]*", "(a)(b)?", "a*", "*.b", "{a,b}", "\u00df", "\u0130", "\u01c5", "\ufb01", "\u03a3"),
    *("\u0663", "\u2028", "<>&", "UTC", "America/New_York", "RFC3339", "aaaa", "aa", "x"),
)
_NUMBERS = (
    *("0", "1", "-1", "2", "1.5", "-2.5", "10", "100", "255", "1000000", "0.1", "3", "64", "7"),
    *("1704067200000000000", "9007199254740993", "0.25"),
)


@dataclass
class Values:
    """Makes Rego values of the types that OPA's capabilities name."""

    source: random.Random

    def call(self, builtin: dict[str, Any]) -> str:
        arguments = (self.value(one, 2) for one in builtin["decl"].get("args", []))
        return f"{builtin['name']}({', '.join(arguments)})"

    def value(self, kind: dict[str, Any], depth: int) -> str:
        scalars = {
            "string": json.dumps(self.source.choice(_TEXTS)),
            "number": self.source.choice(_NUMBERS),
            "boolean": self.source.choice(("true", "false")),
            "null": "null",
        }
        if kind["type"] in scalars:
            return scalars[kind["type"]]
        if kind["type"] == "any":
            return self._any(kind, depth)
        if kind["type"] == "object":
            return self._object(kind, depth)
        if kind["type"] == "array":
            return f"[{', '.join(self._items(kind, depth))}]"
        items = self._items({"dynamic": kind.get("of", {"type": "any"})}, depth)
        return f"{{{', '.join(items)}}}" if items else "set()"

    def _any(self, kind: dict[str, Any], depth: int) -> str:
        if kind.get("of"):
            return self.value(self.source.choice(kind["of"]), depth)
        scalars = ("string", "number", "boolean", "null")
        names = scalars if depth <= 0 else (*scalars, "array", "object", "set")
        return self.value({"type": self.source.choice(names)}, depth - 1)

    def _items(self, kind: dict[str, Any], depth: int) -> list[str]:
        if kind.get("static") and "dynamic" not in kind:
            return [self.value(one, depth - 1) for one in kind["static"]]
        inner = kind.get("dynamic", {"type": "any"})
        return [self.value(inner, depth - 1) for _ in range(self.source.randrange(4))]

    def _object(self, kind: dict[str, Any], depth: int) -> str:
        pairs = [
            f"{json.dumps(one['key'])}: {self.value(one['value'], depth - 1)}"
            for one in kind.get("static", [])
        ]
        inner = (kind.get("dynamic") or {}).get("value", {"type": "any"})
        keys = self.source.sample(("a", "b", "c"), self.source.randrange(3))
        pairs += [f'"{key}": {self.value(inner, depth - 1)}' for key in keys]
        return f"{{{', '.join(pairs)}}}"
