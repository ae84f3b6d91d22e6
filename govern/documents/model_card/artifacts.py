"""The files of a model: what they are by content, and their digests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.model_card.draft import DERIVED
from govern.documents.model_card.file_globals import file_globals
from govern.documents.model_card.places import Place
from govern.documents.model_card.weight_format import (
    HEAD,
    SAFE,
    SUFFIXES,
    UNSAFE,
    WeightFormat,
    count_parameters,
    format_of,
    header_size,
    read_header,
    suffix_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.documents.interface import ParseContext
    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue

# Files that are no weights whatever they hold; everything else beside a card is looked into.
_OTHER = frozenset(
    {
        ".md", ".markdown", ".txt", ".rst", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".cfg",
        ".ini", ".py", ".pyi", ".ipynb", ".sh", ".js", ".ts", ".html", ".css", ".csv", ".tsv",
        ".xml", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf", ".mp4", ".wav", ".mp3",
        ".model", ".vocab", ".merges", ".lock", ".sig", ".sigstore", ".pem", ".crt", ".asc", ".tf",
        ".rego", ".c", ".cc", ".cpp", ".h", ".rs", ".go", ".java", ".parquet", ".arrow", ".log",
    }
)  # fmt: skip
_CARDS = frozenset({"readme.md", "mlmodel", "kitfile"})
_SIGNATURES = ("model.sig", "model.sigstore", "model.sigstore.json", "model.bundle")
_LFS = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n"
    rb"oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,18})\n"
)
_SHARD = re.compile(r"(.*)-[0-9]{5}-of-[0-9]{5}\.safetensors")


@dataclass(frozen=True, slots=True)
class _WeightFile:
    """One weight file; `is_read` tells a file from a Git LFS pointer that stands for one.

    `globals` is what loading it would import; None when that was not looked into.
    """

    name: str
    size: int
    sha256: str
    format: WeightFormat
    is_read: bool
    globals: list[str] | None = None


def fill_artifacts(draft: Draft, reading: Reading) -> None:
    """Add every weight file in and below the card's folder, with format and digest by content.

    Facts that were read from files always win over what a card claims about them. A card that is
    one file among others, and not its folder's, speaks for no file beside it.
    """
    if not reading.is_folder_card:
        return
    files = dict(_own_files(reading.files))
    bundle = next((name for name in _SIGNATURES if name in files), None)
    weights = [found for name in files if (found := _weight_file(reading, name))]
    for weight in weights:
        _add(draft, weight, bundle)
    _count_parameters(draft, weights)
    _check_shards(draft, reading, files)


def add_claimed(
    draft: Draft, reading: Reading, path: JsonValue, place: Place, *, sha256: JsonValue = None
) -> None:
    """Add an artifact that a card names: a file beside it, looked into, or something elsewhere."""
    if not isinstance(path, str) or not path.strip():
        return
    name = path.strip().removeprefix("./").rstrip("/")
    beside = [one for one in reading.files if one == name or one.startswith(name + "/")]
    weights = [found for one in beside if (found := _weight_file(reading, one))]
    for weight in weights:
        _add(draft, weight, None)
    if weights:
        return
    elsewhere = "://" in name or name.startswith("/")
    known = SUFFIXES.get(suffix_of(name))
    item: JsonObject = {
        "path": None if elsewhere else name,
        "uri": name if elsewhere else None,
        "format": known,
        "sha256": sha256,
        "pinned": sha256 is not None,
        "signed": {"verified": False},
        "unsafe": {"format": True if known in UNSAFE else None, "globals": None},
    }
    draft.add("/artifacts", item, place)


def _weight_file(reading: Reading, name: str) -> _WeightFile | None:
    """Look into a file; None when neither its content nor its name is that of weights."""
    context, size, suffix = reading.context, reading.files[name], suffix_of(name)
    if suffix in _OTHER:
        return None
    head = context.head_beside(name, HEAD)
    pointer = _LFS.fullmatch(head)
    if pointer is not None:
        claimed = WeightFormat(SUFFIXES.get(suffix))
        return _WeightFile(name, int(pointer[2]), pointer[1].decode(), claimed, is_read=False)
    found = _examined(context, name, size, head)
    if found.name is None and suffix not in SUFFIXES and not found.fault:
        return None
    imports = _globals(context, name, found)
    return _WeightFile(name, size, context.digest_beside(name), found, True, imports)


def _globals(context: ParseContext, name: str, found: WeightFormat) -> list[str] | None:
    if found.name in SAFE:
        return []
    with context.open_beside(name) as file:
        return file_globals(file, found.name)


def _own_files(files: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Yield the files that belong to this card: not those below a folder with a card of its own."""
    foreign = tuple(
        name.rpartition("/")[0] + "/"
        for name in files
        if "/" in name and name.rpartition("/")[2].lower() in _CARDS
    )
    for name, size in files.items():
        if not name.startswith(foreign):
            yield name, size


def _examined(context: ParseContext, name: str, size: int, head: bytes) -> WeightFormat:
    found = format_of(head, name)
    if found.name != "safetensors":
        return found
    length = header_size(head)
    if length is None:
        return WeightFormat(None, fault="its safetensors header is larger than any real one")
    return read_header(head if length <= len(head) else context.head_beside(name, length), size)


def _add(draft: Draft, weight: _WeightFile, bundle: str | None) -> None:
    # A weight file has no lines; what is wrong with it is shown at the start of its card.
    place = Place(weight.name, draft.root.positions, draft.root.pointer)
    facts: JsonObject = {
        "path": weight.name,
        "format": weight.format.name,
        "sha256": weight.sha256,
        "size": weight.size,
        "pinned": True,
        "signed": {"verified": False, "bundle": bundle},
        "unsafe": {
            "format": weight.format.is_unsafe,
            "globals": None if weight.globals is None else [*weight.globals],
        },
    }
    paths = [item["path"] for item in draft.items("/artifacts")]
    if weight.name in paths:
        here = f"/artifacts/{paths.index(weight.name)}"
        _reconcile(draft, here, facts, place)
    else:
        here = f"/artifacts/{len(paths)}"
        draft.add("/artifacts", facts, place, DERIVED)
    if weight.is_read:
        draft.related[weight.name] = weight.sha256
    if weight.format.fault:
        draft.note("unsafe-file", here, f"{weight.name}: {weight.format.fault}", place)


def _reconcile(draft: Draft, here: str, facts: JsonObject, place: Place) -> None:
    """Let facts win over a claimed artifact; a claimed digest that differs is a diagnostic."""
    claimed = draft.get(here)
    if not isinstance(claimed, dict):
        return
    path, digest, form = facts["path"], facts["sha256"], facts["format"]
    said, said_form = claimed["sha256"], claimed["format"]
    agrees = isinstance(said, str) and said.lower() == digest
    if said is not None and not agrees:
        message = f"the card claims sha256 {said} for {path}, whose digest is {digest}"
        draft.note("digest-mismatch", f"{here}/sha256", message)
    if said_form not in (None, form):
        message = f"the card claims format {said_form} for {path}, but by content it is {form}"
        draft.note("format-mismatch", f"{here}/format", message)
    claimed.update({key: facts[key] for key in ("format", "sha256", "size", "pinned")})
    for group in ("signed", "unsafe"):
        known, read = claimed[group], facts[group]
        if isinstance(known, dict) and isinstance(read, dict):
            known.update(read)
    if not agrees:
        draft.credit(f"{here}/sha256", place, DERIVED)


def _count_parameters(draft: Draft, weights: list[_WeightFile]) -> None:
    """Derive the number of parameters from one safetensors file, or from one set of shards.

    Adapters, and several files side by side (precisions, pipelines), say nothing about the total.
    """
    names = [_SHARD.fullmatch(weight.name) for weight in weights]
    sets = {match[1] for match in names if match is not None}
    one_set = len(weights) == 1 or (None not in names and len(sets) == 1)
    headers = [weight.format.header for weight in weights if weight.format.header is not None]
    if not one_set or len(headers) != len(weights) or "adapter" in weights[0].name:
        return
    place = Place(weights[0].name, draft.root.positions, draft.root.pointer)
    total = sum(count_parameters(header) for header in headers)
    draft.put("/model/parameters", total or None, place, DERIVED)


def _check_shards(draft: Draft, reading: Reading, files: dict[str, int]) -> None:
    """Note shards that an index lists and that are not there."""
    for name in files:
        read = reading.json_beside(draft, name) if name.endswith(".index.json") else None
        if read is None:
            continue
        index, place = read
        weights = index.get("weight_map") if isinstance(index, dict) else None
        folder, slash, _ = name.rpartition("/")
        listed = {str(one) for one in weights.values()} if isinstance(weights, dict) else set()
        for shard in sorted(listed):
            if folder + slash + shard not in files:
                message = f"{name} lists {shard}, which is not there"
                draft.note("missing-file", "/artifacts", message, place.at("weight_map"))
