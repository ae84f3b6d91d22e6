"""Go's regular expressions (RE2) → those of regorus (Rust): the same matches in linear time.

Rust's classes of digits, words and spaces know all of Unicode, Go's only ASCII; and the two differ
in what must be escaped, in sets of characters, and in what is an error.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, text

_CLASSES = {
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": "[0-9A-Za-z_]",
    "W": "[^0-9A-Za-z_]",
    "s": "[\\t\\n\\x0c\\r ]",
    "S": "[^\\t\\n\\x0c\\r ]",
}
_CONTROLS = {"a": "\\x07", "f": "\\x0c", "n": "\\n", "r": "\\r", "t": "\\t", "v": "\\x0b"}
_SPECIAL = frozenset("\\.+*?()|[]{}^$#&-~")
_GROUP = re.compile(r"\(\?(?:P?<[A-Za-z0-9_]+>|[imsU]*(?:-[imsU]+)?[:)])")
_REPEAT = re.compile(r"\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}", re.ASCII)
_HEX = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_PROPERTY = re.compile(r"([pP])(?:\{(\^?)(\w+)\}|(\w))")
_POSIX = re.compile(
    r"\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]"
)
_MOST_REPEATS = 1000
_REMEMBERED = 10_000  # characters of a pattern that is remembered
_INVALID = "("  # no expression to anybody


def for_rust(pattern: Any) -> str:
    """Return a pattern that matches with regorus what `pattern` matches with OPA.

    Raises:
        BuiltinError: Go refuses the pattern, or regorus cannot match it.
    """
    pattern = text(pattern)
    return _translated(pattern) if len(pattern) <= _REMEMBERED else _Translator(pattern).run()


@lru_cache(maxsize=512)
def _translated(pattern: str) -> str:
    """Remember: policies ask for few patterns, and for the same ones of every document."""
    return _Translator(pattern).run()


def for_rust_or_invalid(pattern: Any) -> str:
    """Do the same for `regex.is_valid`: what Go refuses becomes what regorus refuses too."""
    if not isinstance(pattern, str):
        return _INVALID
    try:
        return for_rust(pattern)
    except BuiltinError:
        return _INVALID


def template(pattern: Any, start: Any, end: Any) -> str:
    """Return the pattern of `regex.template_match`: regular expressions between delimiters."""
    pattern, start, end = text(pattern, 1), text(start, 3), text(end, 4)
    for delimiter in (start, end):
        if len(delimiter.encode()) != 1:
            raise BuiltinError("a delimiter has to be exactly one character long")
    pieces, literal, level, begun = ["^"], 0, 0, 0
    for index, character in enumerate(pattern):
        if character == start:
            level += 1
            if level == 1:
                begun = index
        elif character == end:
            level -= 1
            if level == 0:
                inside = pattern[begun + 1 : index]
                for_rust(f"^{inside}$")
                pieces += [quote_literal(pattern[literal:begun]), f"({inside})"]
                literal = index + 1
            elif level < 0:
                break
    if level:
        raise BuiltinError("unbalanced braces")
    return for_rust("".join(pieces) + quote_literal(pattern[literal:]) + "$")


def quote_literal(value: str) -> str:
    """Return a pattern for a text (Go's regexp.QuoteMeta)."""
    return re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", value)


class _Translator:
    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._out: list[str] = []
        self._repeated = False  # whether a repetition has just been read

    def run(self) -> str:
        while self._at < len(self._pattern):
            character = self._pattern[self._at]
            if character in "*+?" or (character == "{" and self._repeat()):
                self._repetition(character)
                continue
            self._repeated = False
            if character == "\\":
                self._out.append(self._escape())
            elif character == "[":
                self._out.append(self._set())
            elif character == "(":
                self._group()
            else:
                self._out.append(f"\\{character}" if character in "{}]" else character)
                self._at += 1
        return "".join(self._out)

    def _repeat(self) -> re.Match[str] | None:
        return _REPEAT.match(self._pattern, self._at)

    def _repetition(self, character: str) -> None:
        if self._repeated:
            raise BuiltinError("invalid nested repetition operator")
        match = self._repeat() if character == "{" else None
        shown = match[0] if match else character
        if match:
            least, most = int(match[1]), int(match[3] or match[1])
            if max(least, most) > _MOST_REPEATS or most < least:
                raise BuiltinError("invalid repeat count")
        self._at += len(shown)
        if self._pattern[self._at : self._at + 1] == "?":
            shown += "?"
            self._at += 1
        self._out.append(shown)
        self._repeated = True

    def _group(self) -> None:
        shown = "("
        if self._pattern.startswith("(?", self._at):
            match = _GROUP.match(self._pattern, self._at)
            if not match:
                raise BuiltinError("invalid or unsupported Perl syntax")
            shown = match[0]
        self._out.append(shown)
        self._at += len(shown)

    def _escape(self) -> str:
        """Translate an escape outside of a set."""
        following = self._pattern[self._at + 1 : self._at + 2]
        if following == "Q":
            end = self._pattern.find("\\E", self._at)
            end = len(self._pattern) if end < 0 else end
            literal = self._pattern[self._at + 2 : end]
            self._at = end + 2
            return "".join(map(_literal, literal))
        if following in _CLASSES:
            self._at += 2
            return _CLASSES[following]
        if following in {"A", "z"}:
            self._at += 2
            return f"\\{following}"
        if following == "b":
            self._at += 2
            return "(?-u:\\b)"
        if following == "B":
            raise BuiltinError("the embedded engine has no ASCII `\\B`; run this with --engine opa")
        return self._character_escape()

    def _character_escape(self) -> str:
        """Translate an escape that stands for a character or a Unicode class, in sets as well."""
        start = self._at + 1
        following = self._pattern[start : start + 1]
        if following in _CONTROLS:
            self._at += 2
            return _CONTROLS[following]
        for form in (_HEX, _OCTAL, _PROPERTY):
            match = form.match(self._pattern, start)
            if match:
                self._at = match.end()
                return _coded(form, match)
        if following.isascii() and following and not following.isalnum():
            self._at += 2
            return _literal(following)
        raise BuiltinError(f"invalid escape sequence: `\\{following}`")

    def _set(self) -> str:
        pattern = self._pattern
        out = ["["]
        self._at += 1
        if pattern.startswith("^", self._at):
            out.append("^")
            self._at += 1
        first = True
        while first or not pattern.startswith("]", self._at):
            if self._at >= len(pattern):
                raise BuiltinError("missing closing ]")
            first = False
            out.append(self._set_item())
        self._at += 1
        return "".join(out) + "]"

    def _set_item(self) -> str:
        posix = _POSIX.match(self._pattern, self._at)
        if posix:
            self._at = posix.end()
            return posix[0]
        if self._pattern.startswith("[:", self._at) and ":]" in self._pattern[self._at + 2 :]:
            raise BuiltinError("invalid character class range")
        if (
            self._pattern[self._at + 1 : self._at + 2] in _CLASSES
            and self._pattern[self._at] == "\\"
        ):
            self._at += 2
            return _CLASSES[self._pattern[self._at - 1]]
        low = self._set_character()
        after = self._pattern[self._at : self._at + 2]
        if (
            after[:1] == "-"
            and len(after) == 2
            and after[1] != "]"
            and low[:2] not in {"\\p", "\\P"}
        ):
            self._at += 1
            return f"{low}-{self._set_character()}"
        return low

    def _set_character(self) -> str:
        if self._at >= len(self._pattern):
            raise BuiltinError("missing closing ]")
        if self._pattern[self._at] == "\\":
            return self._character_escape()
        self._at += 1
        return _literal(self._pattern[self._at - 1])


def _coded(form: re.Pattern[str], match: re.Match[str]) -> str:
    if form is _PROPERTY:
        negated = (match[1] == "P") != (match[2] == "^")
        return f"\\{'P' if negated else 'p'}{{{match[3] or match[4]}}}"
    code = int(match[1] or match[2], 16) if form is _HEX else int(match[0], 8)
    if code > 0x10FFFF:
        raise BuiltinError("invalid escape sequence")
    return f"\\x{{{code:x}}}"


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SPECIAL else character
