"""`uri.parse` and `uri.is_valid` as OPA has them, which reads as Go's net/url does."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from govern.engine.embedded.builtins.operands import BuiltinError, text

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_USER = re.compile(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*")
_PORT = re.compile(r"(?::[0-9]*)?")
# What may stand in a host as it is (net/url's shouldEscape); beyond ASCII, anything.
_HOST = re.compile(
    r"""(?:[A-Za-z0-9\-._~!$&'()*+,;=:\[\]<>"]|[^\x00-\x7f]|%(?:25|[89A-Fa-f][0-9A-Fa-f]))*"""
)
_ZONE = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")
_IN_PATH = "-_.~$&+,/:;=@"  # what Go leaves as it is when it writes a path


@dataclass(frozen=True, slots=True)
class _Uri:
    scheme: str = ""
    host: str = ""  # with its port
    path: str = ""
    raw_path: str = ""  # where `path` would be written otherwise
    query: str = ""
    fragment: str = ""


def parse(value: Any) -> dict[str, str]:
    """Return the parts that a URI has."""
    found = _parsed(text(value))
    hostname, port = _split(found.host)
    parts = {
        "scheme": found.scheme,
        "hostname": hostname,
        "port": port,
        "path": found.path,
        "raw_path": found.raw_path or found.path,
        "raw_query": found.query,
        "fragment": found.fragment,
    }
    return {name: part for name, part in parts.items() if part}


def is_valid(value: Any) -> bool:
    """Return whether it is a URI; what is empty or no text is none."""
    if not isinstance(value, str) or not value:
        return False
    try:
        _parsed(value, decode=False)
    except BuiltinError:
        return False
    return True


def _parsed(value: str, *, decode: bool = True) -> _Uri:
    """Take a URI apart; without `decode` escapes are checked and left."""
    if _CONTROL.search(value):
        raise BuiltinError("net/url: invalid control character in URL")
    rest, _, fragment = value.partition("#")
    fragment = _unescaped(fragment, decode=decode)
    if rest == "*":
        return _Uri(path="*", fragment=fragment)
    scheme, rest = _scheme(rest)
    rest, _, query = rest.partition("?")
    host = ""
    if not rest.startswith("/"):
        if scheme:  # opaque, such as mailto:
            return _Uri(scheme, query=query, fragment=fragment)
        if ":" in rest.partition("/")[0]:
            raise BuiltinError("first path segment in URL cannot contain colon")
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        host, rest = _authority(authority, decode=decode), slash + path
    path = _unescaped(rest, decode=decode)
    written = quote_from_bytes(path.encode(), safe=_IN_PATH)
    return _Uri(scheme, host, path, "" if written == rest else rest, query, fragment)


def _scheme(value: str) -> tuple[str, str]:
    if value.startswith(":"):
        raise BuiltinError("missing protocol scheme")
    match = _SCHEME.fullmatch(value)
    return (match[1].lower(), match[2]) if match else ("", value)


def _authority(value: str, *, decode: bool) -> str:
    user, _, host = value.rpartition("@")
    if not _USER.fullmatch(user):
        raise BuiltinError("net/url: invalid userinfo")
    _unescaped(user, decode=False)
    return _host(host, decode=decode)


def _host(value: str, *, decode: bool) -> str:
    if value.startswith("["):
        return _literal(value, decode=decode)
    colon = value.rfind(":")
    if colon >= 0 and not _PORT.fullmatch(value[colon:]):
        raise BuiltinError(f"invalid port {value[colon:]!r} after host")
    if "[" in value or not _HOST.fullmatch(value):
        raise BuiltinError("invalid character in host name")
    return _unescaped(value, decode=decode)


def _literal(value: str, *, decode: bool) -> str:
    """Read an address in brackets, with its zone and port."""
    address, bracket, port = value[1:].rpartition("]")
    if not bracket:
        raise BuiltinError("missing ']' in host")
    if not _PORT.fullmatch(port):
        raise BuiltinError(f"invalid port {port!r} after host")
    plain, escape, zone = address.partition("%25")
    try:
        ipaddress.IPv6Address(plain)
    except ValueError:
        raise BuiltinError("invalid host") from None
    if not _ZONE.fullmatch(zone):
        raise BuiltinError("invalid URL escape")
    shown = f"{plain}%{_unescaped(zone, decode=decode)}" if escape else plain
    return f"[{shown}]{port}"


def _unescaped(value: str, *, decode: bool) -> str:
    bad = _BAD_ESCAPE.search(value)
    if bad:
        raise BuiltinError(f"invalid URL escape {value[bad.start() : bad.start() + 3]!r}")
    if not decode:
        return value
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        raise BuiltinError("the decoded bytes are no text; run this with --engine opa") from None


def _split(host: str) -> tuple[str, str]:
    """Return host and port, without brackets."""
    name, colon, port = host.rpartition(":")
    if not colon or not _PORT.fullmatch(f":{port}") or host.endswith("]"):
        name, port = host, ""
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    return name, port
