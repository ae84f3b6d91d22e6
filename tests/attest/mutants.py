"""Bundles that are almost right: one value, one byte or one key of a good one is changed."""

from __future__ import annotations

import base64
import copy
import json
from typing import TYPE_CHECKING, Any

from tests.attest.sigstore_in_memory import b64

if TYPE_CHECKING:
    import random


def mutants(bundle: bytes, count: int, chance: random.Random) -> list[bytes]:
    """Return bundles with one value, one byte or one key changed."""
    made = []
    for _ in range(count):
        value = json.loads(bundle)
        path = chance.choice(_paths(value))
        holder = value
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = _mutated(copy.deepcopy(holder[path[-1]]), chance)
        if chance.random() < 0.1:
            del holder[path[-1]]
        made.append(json.dumps(value).encode())
    return made


def _paths(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    found = [prefix] if prefix else []
    for key, inner in items:
        found += _paths(inner, (*prefix, key))
    return found


def _mutated(value: Any, chance: random.Random) -> Any:
    if not isinstance(value, str) or not value or chance.random() < 0.2:
        return chance.choice([None, 0, -1, "", "A", [], {}, [value, value], True, 2**70])
    if chance.random() < 0.7:
        try:
            raw = bytearray(base64.b64decode(value, validate=True))
        except ValueError:
            raw = bytearray()
        if raw:
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            return b64(bytes(raw))
    place = chance.randrange(len(value))
    return value[:place] + chr(chance.randrange(32, 127)) + value[place + 1 :]
