"""What an unquoted YAML scalar means: three schemas, chosen by who reads the file in the end.

KUBECTL follows sigs.k8s.io/yaml (go-yaml v2 and a passage through JSON), which kubectl and the API
server use: `yes` is true, `0644` is 420, `1e3` is 1000, `12:30` and dates are text. CORE is the
YAML 1.2 core schema (YAML 1.2.2 section 10.3) for front matter. FAILSAFE (section 10.1) leaves all
scalars as their text, so that a version written `1.10` can be had as it was written.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Scalar: TypeAlias = "bool | int | float | str | None"


class Schema(Enum):
    """How unquoted scalars are typed, and how mapping keys become strings."""

    KUBECTL = "kubectl"
    CORE = "core"
    FAILSAFE = "failsafe"


class Typing(NamedTuple):
    """The functions of a schema; each raises ValueError, in plain words, for what it refuses."""

    words: frozenset[str]  # unquoted texts that are no strings
    starts: frozenset[str]  # first characters of further ones that may be none, as numbers are
    plain: Callable[[str], Scalar]  # an unquoted scalar → its value
    tagged: Callable[[str, str], Scalar]  # (short tag such as `int`, text) → its value
    key: Callable[[str], tuple[str, bool]]  # an unquoted key → its name; was it not a string?


TAG_PREFIX = "tag:yaml.org,2002:"
_LARGEST = 2**63  # int64, beyond which Go's JSON reading turns an integer into a float64
_MOST_DIGITS = 400  # more than any float64 has; bounds the work on one number

_TRUE = ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON")
_FALSE = ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF")
_NULL = ("", "~", "null", "Null", "NULL")
_NOT_FINITE: dict[str, Scalar] = {
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_GO_WORDS: Mapping[str, Scalar] = {
    **dict.fromkeys(_TRUE, True),
    **dict.fromkeys(_FALSE, False),
    **dict.fromkeys(_NULL, None),
    **_NOT_FINITE,
}
_CORE_WORDS: Mapping[str, Scalar] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(_NULL, None),
}

_NUMBER_START = frozenset("+-.0123456789")
_DECIMAL_FLOAT = r"(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
# strconv.ParseInt(text, 0, 64), without the underscores that go-yaml has already taken out
_GO_INT = re.compile(
    r"([-+]?)(?:0[xX](?P<x>[0-9a-fA-F]+)|0[bB](?P<b>[01]+)|0[oO]?(?P<o>[0-7]+)"
    r"|(?P<d>0|[1-9][0-9]*))"
)
_GO_SIGNED_BINARY = re.compile(r"0b([-+]?)(?P<b>[01]+)")  # go-yaml's own second attempt
_GO_FLOAT = re.compile(r"[-+]?" + _DECIMAL_FLOAT)
# strconv.ParseFloat on a text that begins with a dot: single underscores between digits
_GO_DOT_FLOAT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_SHORT = 16  # characters
_BASES = {"x": 16, "b": 2, "o": 8, "d": 10}

_CORE_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_CORE_FLOAT = re.compile(r"[-+]?" + _DECIMAL_FLOAT)


def _go_scalar(text: str) -> Scalar:
    """Return what go-yaml v2 resolves an unquoted scalar to, as Python types."""
    if text in _GO_WORDS:
        return _GO_WORDS[text]
    first = text[0]
    if first not in _NUMBER_START:
        return text
    if first == ".":
        return _finite(text.replace("_", ""), text) if _GO_DOT_FLOAT.fullmatch(text) else text
    bare = text.replace("_", "")
    value = _go_int(_GO_INT.fullmatch(bare))
    if value is None and _GO_FLOAT.fullmatch(bare):
        return _finite(bare, text)
    if value is None:
        value = _go_int(_GO_SIGNED_BINARY.fullmatch(bare))
    return text if value is None else value


def _go_int(match: re.Match[str] | None) -> int | None:
    """Return the integer, if it is one that fits an int64 or, unsigned, a uint64."""
    if match is None or match.lastgroup is None:
        return None
    digits = match[match.lastgroup].lstrip("0") or "0"
    if len(digits) > 64:
        return None
    value = int(digits, _BASES[match.lastgroup])
    if match[1] == "-":
        return -value if value <= _LARGEST else None
    return value if value < _LARGEST or (value < 2 * _LARGEST and not match[1]) else None


def _finite(number: str, otherwise: str) -> Scalar:
    """Return the number as a float, or `otherwise` where it is too large to be one."""
    value = float(number)
    return otherwise if math.isinf(value) else value


def _through_json(value: Scalar) -> Scalar:
    """Return what is left of a value after Go wrote it to JSON and read it back."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if not math.isfinite(value):
        raise ValueError("infinities and NaN cannot be said in JSON")
    if isinstance(value, float):
        if value != int(value):
            return value
        value = _shortest_integer(value)
    return value if -_LARGEST <= value < _LARGEST else float(value)


def _shortest_integer(value: float) -> int:
    """Return the integer that Go prints for an integral float: its shortest digits, then zeros."""
    digits, _, power = repr(value).partition("e")
    whole, _, fraction = digits.partition(".")
    if not power:
        return int(whole)
    return int((whole + fraction).ljust(int(power) + len(whole), "0"))


def _kubectl_plain(text: str) -> Scalar:
    return _kubectl_short(text) if len(text) <= _SHORT else _through_json(_go_scalar(text))


@lru_cache(maxsize=1024)  # ports, counts, true and false recur in every manifest
def _kubectl_short(text: str) -> Scalar:
    return _through_json(_go_scalar(text))


def _kubectl_tagged(tag: str, text: str) -> Scalar:
    return _through_json(_tagged(tag, text, _go_scalar))


def _kubectl_key(text: str) -> tuple[str, bool]:
    value = _go_scalar(text)
    if value is None:
        raise ValueError("a null key")
    if isinstance(value, str):
        return value, False
    if isinstance(value, bool):
        return ("true" if value else "false"), True
    if isinstance(value, float):
        return _go_float_key(value), True
    if value >= _LARGEST:
        raise ValueError("a key that is an integer of more than 63 bits")
    return str(value), True


def _go_float_key(value: float) -> str:
    """Return strconv.FormatFloat(value, 'g', -1, 32), which is how keys lose their precision."""
    single = struct.pack("f", value)  # native, so that what is too large becomes an infinity
    value = struct.unpack("f", single)[0]
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else (".inf" if value > 0 else "-.inf")
    texts = (f"{value:.{digits}e}" for digits in range(9))  # nine digits tell all float32 apart
    shortest = next(text for text in texts if struct.pack("f", float(text)) == single)
    mantissa, _, power = shortest.partition("e")
    exponent = int(power)
    if -4 <= exponent < 6:
        decimals = len(mantissa.lstrip("-").replace(".", "")) - 1 - exponent
        return f"{float(shortest):.{max(decimals, 0)}f}"
    return f"{mantissa}e{exponent:+03d}"


def _tagged(tag: str, text: str, plain: Callable[[str], Scalar]) -> Scalar:
    """Return the value of a scalar with an explicit standard tag, quoted or not."""
    if tag in {"str", "timestamp"}:
        return text
    if tag == "binary":
        return _decode_binary(text)
    value = plain(text)
    kind = type(value)
    if tag == "float" and kind is int:
        return float(value or 0)
    if (tag, kind) in {("int", int), ("float", float), ("bool", bool), ("null", type(None))}:
        return value
    raise ValueError(f"the text is not what its tag !!{tag} says")


def _decode_binary(text: str) -> str:
    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
        return data.decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("!!binary must be the base64 form of a UTF-8 text") from None


def _core_plain(text: str) -> Scalar:
    """Type by YAML 1.2.2 section 10.3.2; what JSON has no number for stays text."""
    if text in _CORE_WORDS:
        return _CORE_WORDS[text]
    if text[0] not in _NUMBER_START or len(text) > _MOST_DIGITS:
        return text
    if _CORE_INT.fullmatch(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        value = int(text, base)
        return value if -_LARGEST <= value < _LARGEST else _finite(str(value), text)
    return _finite(text, text) if _CORE_FLOAT.fullmatch(text) else text


def _core_tagged(tag: str, text: str) -> Scalar:
    return _tagged(tag, text, _core_plain)


def _text(text: str) -> str:
    return text


def _text_of_tagged(_tag: str, text: str) -> str:
    return text


def _text_key(text: str) -> tuple[str, bool]:
    return text, False


TYPINGS: Mapping[Schema, Typing] = {
    Schema.KUBECTL: Typing(
        frozenset(_GO_WORDS), _NUMBER_START, _kubectl_plain, _kubectl_tagged, _kubectl_key
    ),
    Schema.CORE: Typing(
        frozenset(_CORE_WORDS), _NUMBER_START, _core_plain, _core_tagged, _text_key
    ),
    Schema.FAILSAFE: Typing(frozenset(), frozenset(), _text, _text_of_tagged, _text_key),
}


def key_name(typing: Typing, text: str, *, plain: bool) -> tuple[str | None, bool]:
    """Return the member name that a key stands for, and whether the key was not a string.

    The name is None for a merge key: a `<<` that is `plain`, that is neither quoted nor tagged.

    Raises:
        ValueError: the schema refuses such a key.
    """
    if not plain:
        return text, False
    if text == "<<":
        return None, False
    return typing.key(text) if text[:1] in typing.starts or text in typing.words else (text, False)
