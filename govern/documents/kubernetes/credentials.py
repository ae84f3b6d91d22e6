"""What in a Kubernetes object is a secret: by its place, by its name, or by its shape."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject, JsonValue

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

# Names that promise a credential, and endings which say that the value only leads to one.
_NAME = re.compile(
    r"pass(?:word|wd|phrase)|secret|token|api[_.-]?key|(?:access|private|signing|encryption)"
    r"[_.-]?key|credential|connection[_.-]?string|(?:^|[_.-])(?:auth|dsn|pwd|pat)(?:$|[_.-])",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"(?:name|file|path|dir|mount|ttl|expiry|expires(?:[_.-]?in)?|enabled|url|uri|endpoint|ref"
    r"|algorithm|length|size|type)$",
    re.IGNORECASE,
)
_TELLS_NOTHING = frozenset({"", "true", "false", "yes", "no", "on", "off", "none", "null"})
_REFERENCE = re.compile(r"\$\([A-Za-z_][\w.-]*\)")  # Kubernetes puts another variable here

# Values that are credentials wherever they stand. The secret is the named group, else the whole
# match. Every repetition that can fail is bounded, so that no text makes the search slow.
_SHAPES = re.compile(
    r"eyJ[\w-]{8,2048}\.eyJ[\w-]{8,4096}\.[\w-]*"  # JSON Web Token
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}"  # AWS access key id
    r"|gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}"  # GitHub, GitLab
    r"|xox[abeoprs]-[\w-]{10,}"  # Slack
    r"|(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][\w-]{16,}|sk-\w{32,}"  # Stripe, model APIs
    r"|hf_[A-Za-z0-9]{30,}|AIza[\w-]{35}|ya29\.[\w-]{20,}"  # Hugging Face, Google
    r"|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?"
    r"|[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{0,256}:(?P<url>[^\s/@]{1,256})@"  # a password in a URL
    r"|(?i:pass(?:word|wd)?|secret|token|api[_-]?key)[ \t]{0,8}[=:][ \t]{0,8}"
    r"[\"']?(?P<given>[^\s\"'$,;]{4,})"  # --password=…, or PASSWORD: … inside a script or file
)


def credentials_of(value: JsonObject) -> set[str]:
    """Return the texts in a Kubernetes object that must not leave the process.

    These are the values of a Secret (as written and decoded), values whose name promises a
    credential (of environment variables, annotations, and ConfigMaps), the same in what kubectl
    applied last, and whatever has the shape of a credential anywhere.
    """
    found: set[str] = set()
    item: JsonObject | None = value
    while item is not None:  # each was applied before the other: a chain as short as the text
        found.update(_of_secret(item))
        found.update(_by_name_or_shape(item))
        item, unread = _applied_before(item)
        if unread is not None:
            found.add(unread)
    return {text for text in found if text.strip().lower() not in _TELLS_NOTHING}


def looks_like_credential(name: str, value: str) -> bool:
    """Return whether a name promises a credential and the value may be one."""
    if _NAME.search(name) is None or _NO_VALUE.search(name) is not None:
        return False
    return value.lower() not in _TELLS_NOTHING and _REFERENCE.fullmatch(value) is None


def _of_secret(item: JsonObject) -> Iterator[str]:
    """Yield the values of a Secret, as written and decoded."""
    if item.get("kind") != "Secret":
        return
    for field in ("data", "stringData"):
        for text in _texts(item.get(field)).values():
            yield text
            if field == "data":
                yield from _decoded(text)


def _decoded(text: str) -> Iterator[str]:
    try:
        yield base64.b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return  # no text: it cannot appear in a report other than as written


def _by_name_or_shape(item: JsonObject) -> Iterator[str]:
    if item.get("kind") == "ConfigMap":
        yield from _promised(_texts(item.get("data")))
    waiting: list[JsonValue] = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield from (match[match.lastgroup or 0] for match in _SHAPES.finditer(value))
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
            name, given = value.get("name"), value.get("value")
            if isinstance(name, str) and isinstance(given, str):
                yield from _promised({name: given})
            yield from _promised(_texts(value.get("annotations")))


def _promised(members: dict[str, str]) -> Iterator[str]:
    return (text for name, text in members.items() if looks_like_credential(name, text))


def _applied_before(item: JsonObject) -> tuple[JsonObject | None, str | None]:
    """Return the object that kubectl applied last, or its text where that cannot be read."""
    metadata = item.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    text = _texts(annotations).get(LAST_APPLIED)
    if text is None:
        return None, None
    try:
        value = read_json(text, LAST_APPLIED, Limits())
    except InputError:
        return None, text
    return (value, None) if isinstance(value, dict) else (None, text)


def _texts(value: JsonValue) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}
