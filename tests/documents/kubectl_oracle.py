"""What a real kubectl makes of manifests: the reference that the YAML reader is held to.

`kubectl annotate --local` decodes files as `kubectl apply` does, without a server. One call reads a
folder of files and goes on after a broken one, so that hundreds of texts cost one process.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: n%d}\n"
"""The start of a manifest; `%d` is its number, which its name carries through kubectl."""


def decode(kubectl: Path, texts: Sequence[str]) -> list[list[dict[str, Any]]]:
    """Return, for each manifest text, the objects that kubectl read from it, in order.

    A text's objects are told by their names, which must be `n<number of the text>`.
    """
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:06}.yaml").write_bytes(text.encode())
        command = [
            *(str(kubectl), "annotate", "--local", "--dry-run=client", "--filename", folder),
            *("govern/oracle=1", "--output", "json"),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=60,
            check=False,  # it fails when any file is broken, and still prints the others
            env={"PATH": "/usr/bin:/bin", "HOME": folder},
        )
    found: list[list[dict[str, Any]]] = [[] for _ in texts]
    for value in _stream(done.stdout.decode()):
        found[int(value["metadata"]["name"].removeprefix("n"))].append(_without_annotation(value))
    return found


def _stream(text: str) -> list[dict[str, Any]]:
    decoder, values, at = json.JSONDecoder(), [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        values.append(value)
        at += len(text[at:]) - len(text[at:].lstrip())
    return values


def _without_annotation(value: dict[str, Any]) -> dict[str, Any]:
    del value["metadata"]["annotations"]["govern/oracle"]
    if not value["metadata"]["annotations"]:
        del value["metadata"]["annotations"]
    return value


def same(ours: object, theirs: object) -> bool:
    """Compare as JSON: types count; beyond 64 bits Go prints a float as an integer."""
    if isinstance(ours, float) and type(theirs) is int and not -(2**63) <= theirs < 2**63:
        return ours == float(theirs)
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(ours[k], theirs[k]) for k in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return ours == theirs
