r"""GraphQL text → tokens, as OPA's own parser of GraphQL takes it apart.

The grammar is section 2.1 of the GraphQL specification, but for what OPA's parser does otherwise:
`1a` is two tokens, a surrogate escape is U+FFFD, and there is no `\u{…}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from govern.engine.embedded.builtins.operands import BuiltinError

NAME, INT, FLOAT, STRING, BLOCK, END = "Name", "Int", "Float", "String", "BlockString", "<EOF>"

_TOKEN = re.compile(
    r"(?P<space>[\ufeff\t\r\n ,]+)"
    r"|(?P<comment>\#[^\x00-\x08\x0a-\x1f]*)"
    r"|(?P<mark>\.\.\.|[!$&():=@\[\]{}|])"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>-?(?:0(?![0-9])|[1-9][0-9]*+)"
    r"(?P<rest>(?:\.[0-9]++|(?!\.))(?:[eE][+-]?[0-9]++|(?![eE]))))"
    r'|"""(?P<block>(?:\\"""|(?!""")[^\x00-\x08\x0b\x0c\x0e-\x1f])*+)"""'
    r'|(?!""")"(?P<string>(?:\\(?:["/\\bfnrt]|u[0-9a-fA-F]{4})|[^"\\\x00-\x08\x0a-\x1f])*+)"'
)
_ESCAPE = re.compile(r'\\(?:u(.{4})|(["/\\bfnrt]))')
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class GraphQLError(BuiltinError):
    """A text is no GraphQL; OPA says the same."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token.

    Attributes:
        kind: One of the kinds above, or the mark itself.
        text: A name's, number's or mark's text; a string's value.
        commented: Whether comments stand between it and the token before.
    """

    kind: str
    text: str
    line: int
    column: int
    commented: bool

    def __str__(self) -> str:
        named = self.kind in {NAME, INT, FLOAT, STRING, BLOCK}
        return f'{self.kind} "{self.text}"' if named else self.kind


def tokens(source: str) -> list[Token]:
    """Take a document apart; the last token is the END.

    Raises:
        GraphQLError: at a character that begins no token.
    """
    found: list[Token] = []
    at = 0
    line, begins, commented = 1, 0, False
    while at < len(source):
        match = _TOKEN.match(source, at)
        if not match:
            raise GraphQLError(f"unexpected character at {line}:{at - begins + 1}")
        kind = match.lastgroup if match["number"] is None else "number"
        if kind == "comment":
            commented = True
        elif kind != "space":
            found.append(Token(*_read(kind, match), line, at - begins + 1, commented))
            commented = False
        for ending in re.finditer(r"\r\n|\r|\n", match[0]):
            line, begins = line + 1, at + ending.end()
        at = match.end()
    found.append(Token(END, "", line, at - begins + 1, commented))
    return found


def _read(kind: str | None, match: re.Match[str]) -> tuple[str, str]:
    """Return a token's kind and text."""
    if kind == "mark":
        return match[0], match[0]
    if kind == "name":
        return NAME, match[0]
    if kind == "number":
        return (FLOAT if match["rest"] else INT), match[0]
    if kind == "block":
        return BLOCK, _dedented(match["block"].replace('\\"""', '"""'))
    return STRING, _ESCAPE.sub(_unescaped, match["string"])


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return _ESCAPED.get(match[2], match[2])
    code = int(match[1], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _dedented(raw: str) -> str:
    """Section 2.9.4, BlockStringValue; but to OPA, the first line's margin counts as well."""
    lines = re.split(r"\r\n|\r|\n", raw)
    margins = [len(one) - len(one.lstrip(" \t")) for one in lines if one.strip(" \t")]
    margin = min(margins, default=0)
    lines[1:] = [one[margin:] for one in lines[1:]]
    while lines and not lines[0].strip(" \t"):
        del lines[0]
    while lines and not lines[-1].strip(" \t"):
        del lines[-1]
    return "\n".join(lines)
