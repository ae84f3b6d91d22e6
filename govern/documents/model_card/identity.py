"""What a model is called: its id, as far as the card, its folder or its title tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.model_card.draft import DERIVED, PROSE
from govern.documents.model_card.headings import canonical_slug
from govern.documents.model_card.sections import body_place, title_of
from govern.documents.model_card.values import is_placeholder

if TYPE_CHECKING:
    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.markdown import Section
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject

_BEFORE = re.compile(r"model card(?: for)?(?: the)?[ \t]*[:\u2013\u2014-]?[ \t]*", re.IGNORECASE)
_AFTER = re.compile(r"[ \t]*[:\u2013\u2014-]?[ \t]*model card$", re.IGNORECASE)


def title_name(sections: list[Section]) -> tuple[str, Section] | None:
    """Return the model's name out of the document's title, without the words `model card`."""
    title = title_of(sections)
    if title is None or canonical_slug(title.title) is not None:
        return None
    name = title.title.strip()
    before = _BEFORE.match(name)
    name = name[before.end() :] if before else _AFTER.sub("", name)
    return (name, title) if name and not is_placeholder(name) else None


def fill_identity(
    draft: Draft, reading: Reading, sections: list[Section], body: Place, metadata: JsonObject
) -> None:
    """Set id and name of a Markdown card: declared, else the folder's name, the title, the file's.

    A folder gives its name to the README.md in it, as a repository does.
    """
    index = metadata.get("model-index")
    first = index[0] if isinstance(index, list) and index else None
    declared = first.get("name") if isinstance(first, dict) else None
    place = draft.root.at("model-index", 0, "name")
    draft.put("/model/id", declared, place)
    draft.put("/model/name", declared, place)
    titled = title_name(sections)
    if titled is not None:
        there = body_place(body, titled[1].pointer, "title")
        draft.put("/model/name", titled[0], there, PROSE)
    if reading.name.lower() == "readme.md":
        draft.put("/model/id", reading.folder_name, reading.place(), DERIVED)
    if titled is not None:
        draft.put("/model/id", titled[0], there, PROSE)
    draft.put("/model/id", reading.stem, reading.place(), DERIVED)
