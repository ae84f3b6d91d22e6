"""Digests of a bundle's files, as OPA states and checks them (v1/bundle/hash.go).

Rego is hashed as it is; documents are parsed, and hashed as JSON without spaces and with sorted
keys, so that they may be written in any way.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from govern.documents.interface import Limits
from govern.documents.yaml_reader import read_yaml
from govern.errors import InputError, PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable

ALGORITHMS: dict[str, Callable[[bytes], Any]] = {
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}
_STRUCTURED = frozenset({"data.json", "data.yaml", "data.yml", ".manifest", ".signatures.json"})


class _Literal(str):
    """A number as it is written: OPA hashes its text."""

    __slots__ = ()


def hash_of(name: str, data: bytes, algorithm: str, path: str) -> str:
    """Return the hex digest of a file of a bundle.

    Args:
        name: Its name in the bundle.
        data: Its bytes.
        algorithm: One of ALGORITHMS.
        path: The bundle, for messages.

    Raises:
        PolicyError: a document cannot be parsed.
    """
    if name.rpartition("/")[2] in _STRUCTURED:
        data = _walked(_parsed(name, data, path)).encode()
    digest: str = ALGORITHMS[algorithm](data).hexdigest()
    return digest


def _parsed(name: str, data: bytes, path: str) -> Any:
    try:
        if name.endswith((".yaml", ".yml")):
            return read_yaml(data.decode(), f"{path}/{name}", Limits())
        return json.loads(data, parse_int=_Literal, parse_float=_Literal)
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            f"the bundle's {name} is no JSON", path=path, cause=type(error).__name__
        ) from error
    except InputError as error:
        raise PolicyError(f"the bundle's {name}: {error.message}", path=path) from error


def _walked(value: Any) -> str:
    if isinstance(value, dict):
        items = (f"{_primitive(key)}:{_walked(value[key])}" for key in sorted(value))
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_walked, value)) + "]"
    return _primitive(value)


def _primitive(value: Any) -> str:
    """Return JSON as Go's encoder writes it without HTML escapes."""
    if isinstance(value, _Literal):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    # Go escapes these two always, since JavaScript takes them for line ends.
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
