"""Model cards for tests: written into real folders, read through the real sources."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

from govern.documents.interface import Limits, ParseContext
from govern.documents.model_card import PARSER
from govern.documents.probe import Probe
from govern.model import Source
from govern.sources.beside import Beside
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govern.model import Document, Location

SCHEMA = ROOT / "evidence" / "schemas" / "govern.model.v1.schema.json"


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read_all(path: Path, limits: Limits | None = None) -> list[Document]:
    """Read a file with everything beside it; every document is checked against the schema."""
    limits = limits or Limits()
    beside = Beside(path.parent, limits.max_bytes)
    context = ParseContext(
        limits, beside.read, beside.list, beside.digest, beside.head, open_beside=beside.open
    )
    documents = list(PARSER.parse(Source.of(path.as_posix(), path.read_bytes()), context))
    for document in documents:
        check(document)
    return documents


def read(path: Path) -> Document:
    (document,) = read_all(path)
    return document


def read_card(folder: Path, text: str, files: Mapping[str, str | bytes] | None = None) -> Document:
    """Read `README.md` in a folder of its own, beside the given files."""
    write(folder, {"README.md": text, **(files or {})})
    return read(folder / "README.md")


def check(document: Document) -> None:
    """Check what holds for every document: the schema, and a line for everything in it."""
    errors = sorted(
        f"{error.json_path}: {error.message[:200]}"
        for error in validator().iter_errors(document.content)
    )
    assert not errors
    for location in document.positions.locate(list(pointers(document.content))).values():
        assert location.line is not None
        assert location.line >= 1


def pointers(value: Any, prefix: str = "", depth: int = 4) -> Iterable[str]:
    """Yield the pointers of a value and its parts, some levels deep."""
    yield prefix
    if depth and isinstance(value, dict):
        for key, one in value.items():
            name = str(key).replace("~", "~0").replace("/", "~1")
            yield from pointers(one, f"{prefix}/{name}", depth - 1)
    elif depth and isinstance(value, list):
        for at, one in enumerate(value):
            yield from pointers(one, f"{prefix}/{at}", depth - 1)


def at(document: Document, pointer: str) -> Any:
    value: Any = document.content
    for key in pointer.split("/")[1:]:
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


def place(document: Document, pointer: str) -> Location:
    return document.positions.locate([pointer])[pointer]


def place_of(document: Document, pointer: str) -> tuple[str, int | None]:
    """Return file name and line of a pointer."""
    location = place(document, pointer)
    return Path(location.path).name, location.line


def codes(document: Document) -> list[str]:
    return [note["code"] for note in at(document, "/source/diagnostics")]


def notes(document: Document, code: str) -> list[dict[str, str]]:
    return [note for note in at(document, "/source/diagnostics") if note["code"] == code]


def confidence(document: Document, pointer: str) -> str:
    found: str = at(document, "/provenance")[pointer]["confidence"]
    return found


def recognises(name: str, text: str | bytes, *siblings: str) -> bool:
    data = text.encode() if isinstance(text, str) else text
    return PARSER.recognises(Probe(Source.of(name, data), siblings))


def safetensors(shape: tuple[int, ...] = (2, 3), **header: Any) -> bytes:
    size = 4
    for side in shape:
        size *= side
    tensors = {"w": {"dtype": "F32", "shape": list(shape), "data_offsets": [0, size]}, **header}
    text = json.dumps(tensors).encode()
    return struct.pack("<Q", len(text)) + text + bytes(size)


def pickled(protocol: int) -> bytes:
    return pickle.dumps({"weights": [1.0, 2.0], "name": "w"}, protocol=protocol)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()
