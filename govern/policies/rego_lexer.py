"""Rego's tokens (openpolicyagent.org/docs/policy-reference#grammar), for respelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govern.errors import PolicyError

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+)
    |(?P<newline>\n)
    |(?P<comment>\#[^\n]*)
    |(?P<template>\$["`])
    |(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
    |(?P<number>\d(?:[eE][+-]|[\w.])*)
    |(?P<word>[A-Za-z_]\w*)
    |(?P<mark>:=|==|!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
QUIET = frozenset({"space", "newline", "comment"})  # kinds of tokens that mean nothing


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text: `kind` is word, number, string, template, mark, comment, newline, space.

    A template's `parts` are its literal texts (as Rego strings) and the texts of its expressions
    by turns, starting and ending with a literal.
    """

    kind: str
    text: str
    start: int
    parts: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.start + len(self.text)


def tokens(text: str, path: str) -> list[Token]:
    """Return every token of a text; joined, they are the text.

    Raises:
        PolicyError: a template string does not end.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # not reached: the last alternative takes any character
            raise AssertionError(at)
        kind = match.lastgroup or ""
        token = Token(kind, match[0], at)
        if kind == "template":
            token = _template(text, at, path)
        found.append(token)
        at = token.end
    return found


def one_line(text: bytes) -> bytes:
    """Return a text without comments and line ends, for a copy that must not move other lines."""
    if b"\n" not in text:
        return text
    kept = (
        " " if token.kind in {"newline", "comment"} else token.text
        for token in tokens(text.decode(), "")
    )
    return "".join(kept).encode()


def _template(text: str, start: int, path: str) -> Token:
    """Read a template string: `$"… {expression} …"` or with backquotes."""
    quote = text[start + 1]
    raw = quote == "`"
    parts: list[str] = []
    literal: list[str] = []
    at = start + 2
    while at < len(text):
        character = text[at]
        if character == quote:
            parts.append(_literal(literal, raw=raw))
            return Token("template", text[start : at + 1], start, tuple(parts))
        if character == "\n" and not raw:
            break
        if character == "{":
            end = _end_of_expression(text, at + 1, path)
            parts += [_literal(literal, raw=raw), text[at + 1 : end]]
            literal = []
            at = end + 1
        elif character == "\\" and text[at + 1 : at + 2] in {"{", "}"}:
            literal.append(text[at + 1])
            at += 2
        elif character == "\\" and not raw:
            literal.append(text[at : at + 2])
            at += 2
        else:
            literal.append(character)
            at += 1
    raise PolicyError(
        "a template string does not end", path=path, line=text.count("\n", 0, start) + 1
    )


def _end_of_expression(text: str, at: int, path: str) -> int:
    depth = 0
    start = at
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:  # not reached, as above
            raise AssertionError(at)
        if match.lastgroup == "template":
            at = _template(text, at, path).end
            continue
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            if depth == 0:
                return at
            depth -= 1
        at = match.end()
    raise PolicyError(
        "an expression in a template string does not end",
        path=path,
        line=text.count("\n", 0, start) + 1,
    )


def _literal(pieces: list[str], *, raw: bool) -> str:
    content = "".join(pieces)
    return f"`{content}`" if raw else f'"{content}"'
