"""base64, hex, urlquery, JSON and YAML as Go's packages read and write them."""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from typing import Any

from govern.documents.interface import Limits
from govern.documents.yaml_reader import read_yaml
from govern.documents.yaml_stream import split_stream
from govern.engine.embedded.builtins.operands import BuiltinError, text
from govern.errors import InputError

_STANDARD = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_URL_SAFE = re.compile(r"(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^"{}\[\],:\s]+')
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HTML = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)
_LIMITS = Limits(max_bytes=16 << 20)


def base64_is_valid(value: Any) -> bool:
    """Return whether it is padded base64; line ends count for nothing."""
    return isinstance(value, str) and _STANDARD.fullmatch(_one_line(value)) is not None


def base64_decode(value: Any) -> str:
    """Decode padded base64; line ends count for nothing."""
    value = _one_line(text(value))
    if not _STANDARD.fullmatch(value):
        raise BuiltinError("illegal base64 data")
    return _decoded(base64.b64decode(value))


def base64url_decode(value: Any) -> str:
    """Decode base64url, with or without its padding."""
    return _decoded(base64url_bytes(value))


def base64url_bytes(value: Any) -> bytes:
    """Decode base64url, with or without its padding, into bytes."""
    value = text(value)
    if not value.endswith("="):
        value += "=" * (-len(value.encode()) % 4)
    value = _one_line(value)
    if not _URL_SAFE.fullmatch(value):
        raise BuiltinError("illegal base64url string")
    return base64.urlsafe_b64decode(value)


def hex_decode(value: Any) -> str:
    """Decode pairs of hexadecimal digits."""
    value = text(value)
    if not _HEX.fullmatch(value):
        raise BuiltinError("illegal hexadecimal data")
    return _decoded(binascii.unhexlify(value))


def _one_line(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def _decoded(data: bytes) -> str:
    """A Rego text is a Unicode text to regorus, but any bytes to OPA."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise BuiltinError("the decoded bytes are no text; run this with --engine opa") from None


def urlquery_decode(value: Any) -> str:
    """Decode a query component (Go's url.QueryUnescape)."""
    value = text(value)
    if _BAD_ESCAPE.search(value):
        raise BuiltinError("invalid URL escape")
    return _decoded(urllib.parse.unquote_to_bytes(value.replace("+", " ")))


def urlquery_decode_object(value: Any) -> dict[str, list[str]]:
    """Decode a whole query (Go's url.ParseQuery)."""
    found: dict[str, list[str]] = {}
    for pair in text(value).split("&"):
        if ";" in pair:
            raise BuiltinError("invalid semicolon separator in query")
        if pair:
            key, _, one = pair.partition("=")
            found.setdefault(urlquery_decode(key), []).append(urlquery_decode(one))
    return found


def urlquery_encode(value: Any) -> str:
    """Encode a query component (Go's url.QueryEscape)."""
    return urllib.parse.quote_plus(text(value), safe="")


def urlquery_encode_object(value: Any) -> str:
    """Encode a whole query, sorted by key (Go's url.Values.Encode)."""
    if not isinstance(value, dict):
        raise BuiltinError("argument 1 must be an object")
    pairs = []
    for key in sorted(value):
        given = value[key]
        if isinstance(given, str):
            given = [given]
        elif isinstance(given, set | frozenset):
            given = sorted(given)
        if not isinstance(given, list):
            raise BuiltinError("values must be string, array[string], or set[string]")
        pairs += [f"{urlquery_encode(key)}={urlquery_encode(one)}" for one in given]
    return "&".join(pairs)


def html_safe(value: Any) -> str:
    """Escape JSON text as Go's json.Marshal does, so that it may stand in HTML."""
    return text(value).translate(_HTML)


def json_indented(value: Any, options: Any) -> str:
    """Spread JSON text over lines as Go's json.MarshalIndent, where the options want it."""
    if not isinstance(options, dict) or not set(options) <= {"prefix", "indent", "pretty"}:
        raise BuiltinError("object contained unknown key")
    prefix, indent = text(options.get("prefix", "")), text(options.get("indent", "\t"))
    pretty = options.get("pretty", bool({"prefix", "indent"} & set(options)))
    if not isinstance(pretty, bool):
        raise BuiltinError("key pretty failed cast to bool")
    return prefix + _indented(text(value), prefix, indent) if pretty else text(value)


def _indented(value: str, prefix: str, indent: str) -> str:
    marks = _JSON_TOKEN.findall(value)
    depth = 0
    pieces: list[str] = []
    for before, mark, after in zip(["", *marks], marks, [*marks[1:], ""], strict=False):
        depth -= mark in "}]"
        if mark in "}]" and before not in "{[":
            pieces.append(f"\n{prefix}{indent * depth}")
        pieces.append(": " if mark == ":" else mark)
        depth += mark in "{["
        if mark == "," or (mark in "{[" and after not in "}]"):
            pieces.append(f"\n{prefix}{indent * depth}")
    return "".join(pieces)


def yaml_unmarshal(value: Any) -> Any:
    """Read YAML as sigs.k8s.io/yaml does: typed as Go's YAML 1.1 types it; one document."""
    try:
        documents = [chunk.text for chunk in split_stream(text(value))]
        return read_yaml(documents[0] if documents else "", "<yaml>", _LIMITS)
    except InputError as error:
        raise BuiltinError(f"not valid YAML: {error.message}") from None


def yaml_is_valid(value: Any) -> bool:
    """Return whether a value is a text that holds YAML."""
    if not isinstance(value, str):
        return False
    try:
        yaml_unmarshal(value)
    except BuiltinError:
        return False
    return True
