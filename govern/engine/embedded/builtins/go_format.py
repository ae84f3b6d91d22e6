"""`sprintf`: Go's fmt.Sprintf for what OPA hands to it (int64, float64 and string)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, text
from govern.engine.embedded.builtins.terms import number_text, quoted, written

_DIRECTIVE = re.compile(
    r"%(?P<flags>[+\-# 0]*)"
    r"(?P<width_index>\[\d+\])?(?P<width>\*|\d+)?"
    r"(?:(?P<dot>\.)(?P<precision_index>\[\d+\])?(?P<precision>\*|\d+)?)?"
    r"(?P<index>\[\d+\])?(?P<verb>.)?",
    re.DOTALL,
)
_PLAIN_VERB = re.compile(r"%([dqsv])")
_MOST_KEPT = 10_000  # characters of a format that is remembered
_MOST_WIDE = 1_000_000
_EXPONENT_FROM = 21  # powers of ten from which %v writes an exponent
_BASES = {"b": "b", "o": "o", "O": "o", "d": "d", "x": "x", "X": "X"}
_PREFIXES = {"b": "0b", "o": "0", "O": "0o", "x": "0x", "X": "0X", "d": ""}


@dataclass(slots=True)
class _Spec:
    """One directive: its flags, width and precision."""

    flags: str
    width: int = 0
    precision: int | None = None

    def has(self, flag: str) -> bool:
        return flag in self.flags


def sprintf(form: Any, arguments: Any) -> str:
    """Format; what does not fit is said in place, such as `%!d(string=a)`."""
    if not isinstance(arguments, list):
        raise BuiltinError("argument 2 must be an array")
    form = text(form, 1)
    simple = _simply(_parts(form), arguments) if len(form) <= _MOST_KEPT else None
    if simple is not None:
        return simple
    return _Printer(form, [_argument(one) for one in arguments]).run()


@lru_cache(maxsize=512)
def _parts(form: str) -> tuple[str, ...]:
    """Return texts and, between them, verbs; empty when there is more than the plainest verbs."""
    parts = _PLAIN_VERB.split(form)
    return () if any("%" in one for one in parts[::2]) else tuple(parts)


def _simply(parts: tuple[str, ...], arguments: list[Any]) -> str | None:
    """Format what most policies format: texts and integers, one for each verb; else None."""
    if len(parts) != 2 * len(arguments) + 1:
        return None
    out: list[str] = []
    for start, verb, value in zip(parts[::2], parts[1::2], arguments, strict=False):
        if type(value) is str and verb != "d":
            out += (start, quoted(value) if verb == "q" else value)
        elif type(value) is int and verb in {"d", "v"}:
            out += (start, str(value))
        else:
            return None
    return "".join((*out, parts[-1]))


def _argument(value: Any) -> int | float | str:
    if isinstance(value, bool) or value is None:
        return written(value)
    if isinstance(value, float):
        number_text(value)  # one that was written with an exponent would be a text to Go
        return value
    return value if isinstance(value, int | str) else written(value)


class _Printer:
    def __init__(self, form: str, arguments: list[int | float | str]) -> None:
        self._form = form
        self._arguments = arguments
        self._next = 0
        self._reordered = False
        self._good = True
        self._out: list[str] = []

    def run(self) -> str:
        at = 0
        while at < len(self._form):
            start = self._form.find("%", at)
            if start < 0:
                self._out.append(self._form[at:])
                break
            self._out.append(self._form[at:start])
            match = _DIRECTIVE.match(self._form, start)
            at = match.end() if match else start + 1
            if match:
                self._good = True
                self._directive(match)
        self._tell_extra()
        return "".join(self._out)

    def _directive(self, match: re.Match[str]) -> None:
        spec = _Spec(match["flags"])
        self._measure(spec, match)
        if match["index"]:
            self._jump(match["index"])
        verb = match["verb"]
        if verb is None:
            self._out.append("%!(NOVERB)")
        elif verb == "%":
            self._out.append("%")
        elif not self._good:
            self._out.append(f"%!{verb}(BADINDEX)")
        elif self._next >= len(self._arguments):
            self._out.append(f"%!{verb}(MISSING)")
        else:
            value = self._arguments[self._next]
            self._next += 1
            self._out.append(_formatted(value, verb, spec))

    def _measure(self, spec: _Spec, match: re.Match[str]) -> None:
        """Read width and precision, which may be arguments."""
        if match["width_index"]:
            self._jump(match["width_index"])
        if match["width"] == "*":
            width = self._star("%!(BADWIDTH)")
            if width is not None and width < 0:
                spec.flags = spec.flags.replace("0", "") + "-"
                width = -width
            spec.width = width or 0
        elif match["width"]:
            spec.width = _bounded(match["width"])
            if match["width_index"]:  # "%[3]2d": the index stands where it must not
                self._good = False
        if match["dot"]:
            if match["precision_index"]:
                self._jump(match["precision_index"])
            if match["precision"] == "*":
                precision = self._star("%!(BADPREC)")
                spec.precision = precision if precision is not None and precision >= 0 else None
            else:
                spec.precision = _bounded(match["precision"] or "0")
                if match["precision_index"]:
                    self._good = False

    def _star(self, complaint: str) -> int | None:
        if self._next >= len(self._arguments):
            self._out.append(complaint)
            return None
        value = self._arguments[self._next]
        self._next += 1
        if not isinstance(value, int) or abs(value) > _MOST_WIDE:
            self._out.append(complaint)
            return None
        return value

    def _jump(self, index: str) -> None:
        self._reordered = True
        number = int(index[1:-1])
        if 1 <= number <= len(self._arguments):
            self._next = number - 1
        else:
            self._good = False

    def _tell_extra(self) -> None:
        if not self._reordered and self._next < len(self._arguments):
            rest = ", ".join(f"{_type(one)}={_plain(one)}" for one in self._arguments[self._next :])
            self._out.append(f"%!(EXTRA {rest})")


def _bounded(digits: str) -> int:
    number = int(digits)
    if number > _MOST_WIDE:
        raise BuiltinError("a width or precision in the format is too large")
    return number


def _formatted(value: float | str, verb: str, spec: _Spec) -> str:
    if verb == "T":
        return _padded(_type(value), spec)
    if verb == "p":
        return _bad(value, verb, spec)
    if isinstance(value, str):
        return _string(value, verb, spec)
    if isinstance(value, int):
        return _integer(value, verb, spec)
    return _float(value, verb, spec)


def _string(value: str, verb: str, spec: _Spec) -> str:
    cut = value if spec.precision is None else value[: spec.precision]
    if verb == "v" and spec.has("#"):
        return _padded(_quote(cut, spec, plus=False), spec)
    if verb in "vs":
        return _padded(cut, spec)
    if verb in "xX":
        return _padded(_hexadecimal(value, verb, spec), spec)
    if verb == "q":
        return _padded(_quote(cut, spec, plus=spec.has("+")), spec)
    return _bad(value, verb, spec)


def _quote(value: str, spec: _Spec, *, plus: bool) -> str:
    if spec.has("#") and "`" not in value and all(c.isprintable() or c == "\t" for c in value):
        return f"`{value}`"
    if plus:
        return "".join(
            c if c.isascii() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"
            for c in quoted(value)
        )
    return quoted(value)


def _hexadecimal(value: str, verb: str, spec: _Spec) -> str:
    data = value.encode()
    if spec.precision is not None:
        data = data[: spec.precision]
    prefix = f"0{verb}" if spec.has("#") else ""
    digits = [f"{byte:02{verb}}" for byte in data]
    if spec.has(" "):
        return " ".join(prefix + pair for pair in digits)
    return prefix + "".join(digits) if digits else ""


def _integer(value: int, verb: str, spec: _Spec) -> str:
    if verb == "v":
        verb = "d"
    if verb in _BASES:
        return _based(value, verb, spec)
    if verb in "cqU":
        return _character(value, verb, spec)
    return _bad(value, verb, spec)


def _based(value: int, verb: str, spec: _Spec) -> str:
    digits = format(abs(value), _BASES[verb])
    if spec.precision is not None:
        digits = "" if spec.precision == 0 and value == 0 else digits.rjust(spec.precision, "0")
    sign = "-" if value < 0 else "+" if spec.has("+") else " " if spec.has(" ") else ""
    prefix = _PREFIXES[verb] if spec.has("#") or verb == "O" else ""
    if verb == "o" and digits.startswith("0"):
        prefix = ""
    if spec.has("0") and not spec.has("-") and spec.precision is None:
        digits = digits.rjust(spec.width - len(sign), "0")
    return _padded(sign + prefix + digits, spec, zero=False)


def _character(value: int, verb: str, spec: _Spec) -> str:
    valid = 0 <= value < 0x110000 and not 0xD800 <= value < 0xE000
    character = chr(value) if valid else "\ufffd"
    if verb == "U":
        if value < 0:
            raise BuiltinError("a negative number has no code point")
        shown = f"U+{value:0{max(4, spec.precision or 0)}X}"
        if spec.has("#") and valid and character.isprintable():
            shown += f" '{character}'"
        return _padded(shown, spec, zero=False)
    if verb == "c":
        return _padded(character, spec)
    inside = "\\'" if character == "'" else '"' if character == '"' else quoted(character)[1:-1]
    return _padded(f"'{inside}'", spec)


def _float(value: float, verb: str, spec: _Spec) -> str:
    if verb not in "veEfFgG":
        return _bad(value, verb, spec)
    if spec.has("#"):
        raise BuiltinError("the flag # of sprintf is not known for numbers with a fraction")
    body = _digits(abs(value), "g" if verb == "v" else verb, spec)
    sign = "-" if value < 0 else "+" if spec.has("+") else " " if spec.has(" ") else ""
    if spec.has("0") and not spec.has("-"):
        body = body.rjust(spec.width - len(sign), "0")
    return _padded(sign + body, spec, zero=False)


def _digits(value: float, verb: str, spec: _Spec) -> str:
    if verb in "gG":
        if spec.precision is None:
            return _shortest(value, verb.replace("g", "e").replace("G", "E"))
        return format(value, f".{spec.precision or 1}{verb}")
    return format(
        value, f".{6 if spec.precision is None else spec.precision}{verb.replace('F', 'f')}"
    )


def _shortest(value: float, letter: str) -> str:
    """Return Go's %g: the fewest digits, with an exponent below 1e-4 and from 1e21 on."""
    digits = repr(value).partition("e")[0].replace(".", "").strip("0") or "0"
    power = Decimal(repr(value)).adjusted()
    if -4 <= power < _EXPONENT_FROM:
        return _positional(digits, power)
    head = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{head}{letter}{'-' if power < 0 else '+'}{abs(power):02d}"


def _positional(digits: str, power: int) -> str:
    if power < 0:
        return "0." + "0" * (-power - 1) + digits
    whole = digits[: power + 1].ljust(power + 1, "0")
    rest = digits[power + 1 :]
    return f"{whole}.{rest}" if rest else whole


def _padded(shown: str, spec: _Spec, *, zero: bool = True) -> str:
    if spec.has("-"):
        return shown.ljust(spec.width)
    fill = "0" if zero and spec.has("0") else " "
    return shown.rjust(spec.width, fill)


def _type(value: float | str) -> str:
    return {int: "int64", float: "float64", str: "string"}[type(value)]


def _plain(value: float | str) -> str:
    return _formatted(value, "v", _Spec(""))


def _bad(value: float | str, verb: str, spec: _Spec) -> str:
    return f"%!{verb}({_type(value)}={_formatted(value, 'v', spec)})"
