"""Markdown cards: Hugging Face model folders, and plain Markdown with headings and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.model_card.artifacts import fill_artifacts
from govern.documents.model_card.croissant import fill_from_croissant
from govern.documents.model_card.front_matter import read_front_matter
from govern.documents.model_card.hugging_face import (
    fill_configs,
    fill_eval_results,
    fill_front_matter,
    fill_licence_file,
)
from govern.documents.model_card.identity import fill_identity
from govern.documents.model_card.labels import fill_from_labels
from govern.documents.model_card.markdown import read_sections
from govern.documents.model_card.overlay import merge_overlay
from govern.documents.model_card.places import Place, TextPositions
from govern.documents.model_card.result_tables import fill_from_result_tables
from govern.documents.model_card.sections import fill_from_prose, fill_sections, parts_of
from govern.documents.model_card.sidecar import merge_sidecar
from govern.errors import LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.front_matter import FrontMatter
    from govern.documents.model_card.reading import Reading
    from govern.documents.model_card.sections import Part
    from govern.model import JsonObject

# NVIDIA's Model Card++ splits a card over several files.
_MAX_TEXT = 4 * 1024 * 1024  # characters; published cards stay below 0.3 MiB
_MAX_SECTIONS = 2000
_SUBCARD = re.compile(r"(?:bias|explainability|privacy|safety)[^/]*\.md", re.IGNORECASE)


def is_subcard(name: str) -> bool:
    """Return whether a file name is that of a part of a card, read with the README.md beside it."""
    return _SUBCARD.fullmatch(name) is not None


def read_markdown(reading: Reading) -> Iterator[Draft]:
    """Yield the one model of a Markdown card.

    Raises:
        InputError: the front matter, or a file that belongs to the card, cannot be read.
        LimitExceeded: the text is larger than any real card, or has more headings.
    """
    front = _front_matter(reading)
    is_readme = reading.name.lower() == "readme.md"
    form = "huggingface" if front.positions is not None or is_readme else "markdown"
    root = reading.place(front.positions)
    draft = reading.draft(root, form)
    files = _fill(draft, reading, front)
    merge_sidecar(draft, reading, files)
    fill_from_croissant(draft, reading)
    fill_artifacts(draft, reading)
    fill_licence_file(draft, reading)
    draft.raw = {"front_matter": front.values, "files": files}
    draft.point("/raw/front_matter", root)
    yield draft


def fill_from_markdown(draft: Draft, reading: Reading) -> None:
    """Fill a draft of another format with what a Markdown card beside it says.

    Raises:
        InputError: as of `read_markdown`.
        LimitExceeded: as of `read_markdown`.
    """
    _fill(draft, reading, _front_matter(reading))


def _front_matter(reading: Reading) -> FrontMatter:
    if len(reading.text) > _MAX_TEXT:
        raise LimitExceeded(
            f"the card is larger than {_MAX_TEXT // 2**20} MiB",
            path=reading.source.path,
            line=1,
            hint="a card of this size is most likely a log or a data dump",
        )
    return read_front_matter(reading.text, reading.source.path, reading.context.limits)


def _fill(draft: Draft, reading: Reading, front: FrontMatter) -> JsonObject:
    """Fill a draft from the text and the files that Hugging Face knows; returns those, as read."""
    is_readme = reading.name.lower() == "readme.md"
    root = reading.place(front.positions)
    fill_front_matter(draft, front.values, root)
    files = fill_eval_results(draft, reading)
    merge_overlay(draft, front.values.get("x-govern"), root.at("x-govern"))
    if front.positions is not None or is_readme:
        files.update(fill_configs(draft, reading))
    _body(draft, reading, front, is_readme=is_readme)
    return files


def _body(draft: Draft, reading: Reading, front: FrontMatter, *, is_readme: bool) -> None:
    body = Place(reading.name, TextPositions(reading.source.path))
    sections = read_sections(front.body, front.body_line)
    if len(sections) > _MAX_SECTIONS:
        raise LimitExceeded(
            f"the card has more than {_MAX_SECTIONS} headings", path=reading.source.path, line=1
        )
    parts = parts_of(sections)
    fill_sections(draft, parts, body)
    fill_from_labels(draft, parts, body)
    for name, also in _subcards(draft, reading) if is_readme else ():
        fill_from_labels(draft, also, Place(name, TextPositions(reading.shown(name))))
    fill_from_prose(draft, parts, body)
    fill_from_result_tables(draft, parts, body)
    metadata: JsonObject = front.values
    fill_identity(draft, reading, sections, body, metadata)


def _subcards(draft: Draft, reading: Reading) -> Iterator[tuple[str, list[Part]]]:
    """Yield the parts of the card that stand in files of their own."""
    for name in reading.files:
        text = reading.text_beside(draft, name) if is_subcard(name) else None
        if text is not None:
            yield name, parts_of(read_sections(text))
