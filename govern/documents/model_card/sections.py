"""Sections of a card's body: the `sections` of govern.model/v1, and what prose says of fields."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from govern.documents.model_card.draft import PROSE
from govern.documents.model_card.headings import canonical_slug, is_card_title, slug_of
from govern.documents.model_card.licences import add_licences_from_text
from govern.documents.model_card.markdown import read_blocks
from govern.documents.model_card.values import is_placeholder
from govern.model.json import pointer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.markdown import Section, Text
    from govern.documents.model_card.places import Place
    from govern.model import JsonObject

# Which fields the blocks of a section fill.
_FIELDS = {
    "intended-use": ("/use/intended",),
    "direct-use": ("/use/intended",),
    "downstream-use": ("/use/intended",),
    "intended-uses-and-limitations": ("/use/intended", "/use/limitations"),
    "intended-users": ("/use/users",),
    "out-of-scope-use": ("/use/out_of_scope",),
    "limitations": ("/use/limitations",),
    "bias-risks-limitations": ("/use/limitations",),
    "tradeoffs": ("/use/tradeoffs",),
}
_RISKS = {"ethical-considerations": "ethics", "fairness": "bias", "bias-risks-limitations": "bias"}
_WHOLE = {
    "human-oversight": "/use/human_oversight",
    "acceptable-use-policy": "/use/acceptable_use_policy",
    "contact": "/parties/contact",
}


@dataclass(slots=True)
class Part:
    """A section and the sections below it that have no canonical slug of their own."""

    slug: str
    section: Section
    absorbed: list[Section] = field(default_factory=list)
    is_parent: bool = False

    @property
    def text(self) -> str:
        """The text, with the titles of absorbed sections."""
        below = (f"{one.title}\n{one.text}" for one in self.absorbed)
        return "\n\n".join(text for text in (self.section.text, *below) if text.strip())

    @property
    def is_placeholder(self) -> bool:
        """Whether nothing but placeholders stands here; never so for a mere parent."""
        own = (self.section.text, *(one.text for one in self.absorbed))
        return not (self.is_parent and not self.text) and all(is_placeholder(one) for one in own)

    def blocks(self) -> Iterator[Text]:
        """Yield the paragraphs and list items."""
        for section in (self.section, *self.absorbed):
            yield from read_blocks(section)


def parts_of(sections: list[Section]) -> list[Part]:
    """Group sections into Parts, in order; a section without a slug belongs to the one above."""
    parts: list[Part] = []
    ancestors: list[Part] = []
    title = title_of(sections)
    for section in sections:
        is_title = section is title or not section.level
        part = Part("overview" if is_title else slug_of(section.title), section)
        parts.append(part)
        if is_title:
            continue
        while ancestors and ancestors[-1].section.level >= section.level:
            ancestors.pop()
        if canonical_slug(section.title) is None:
            for above in _up_to_canonical(ancestors):
                above.absorbed.append(section)
        for above in ancestors:
            above.is_parent = True
        ancestors.append(part)
    return parts


def _up_to_canonical(ancestors: list[Part]) -> Iterator[Part]:
    for above in reversed(ancestors):
        yield above
        if canonical_slug(above.section.title) is not None:
            return


def title_of(sections: list[Section]) -> Section | None:
    """Return the section whose heading is the document's title, if one is."""
    first = next((section for section in sections if section.level), None)
    if first is None or first.level != 1:
        return None
    alone = not any(section.level == 1 for section in sections if section is not first)
    named = is_card_title(first.title) or canonical_slug(first.title) is None
    return first if alone or named else None


def fill_sections(draft: Draft, parts: list[Part], body: Place) -> None:
    """Write the `sections` of the document, and note those that hold only placeholders."""
    for part in parts:
        if part.slug == "overview" and not part.text:
            continue  # a title has no text of its own to be missing
        here = "/sections" + pointer_of((part.slug,))
        words = sum(len(block.text.split()) for block in part.blocks())
        place = body_place(body, part.section.pointer, part.slug)
        known = draft.sections.get(part.slug)
        if isinstance(known, dict):
            draft.sections[part.slug] = _joined(known, part, words)
        else:
            draft.point(here, place)
            draft.sections[part.slug] = {
                "title": part.section.title,
                "text": part.text,
                "words": words,
                "placeholder": part.is_placeholder,
            }
        if part.is_placeholder and part.section.level:
            message = f"the section {part.section.title!r} has not been written"
            draft.note("placeholder", here, message, place)


def _joined(known: JsonObject, part: Part, words: int) -> JsonObject:
    """Return a section to which a second one of the same meaning is added."""
    texts = (str(known["text"]), part.text)
    return {
        "title": known["title"] or part.section.title,
        "text": "\n\n".join(text for text in texts if text),
        "words": int(str(known["words"])) + words,
        "placeholder": bool(known["placeholder"]) and part.is_placeholder,
    }


def fill_from_prose(draft: Draft, parts: list[Part], body: Place) -> None:
    """Fill the fields that sections of a known kind speak about, with confidence `prose`."""
    wanted = {pointer for pointers in _FIELDS.values() for pointer in pointers}
    open_fields = {pointer for pointer in wanted if not draft.knows(pointer)}
    wants_risks = not draft.knows("/risks")
    advice = " ".join(
        part.text for part in parts if part.slug == "recommendations" and not part.is_placeholder
    )
    for part in parts:
        if part.is_placeholder:
            continue
        for pointer in _FIELDS.get(part.slug, ()):
            if pointer in open_fields:
                _add_blocks(draft, pointer, part, body)
        if part.slug in _RISKS and wants_risks:
            _add_risk(draft, part, advice, body)
        if part.slug == "license":
            text = "\n".join(block.text for block in part.blocks())
            place = body_place(body, part.section.pointer, part.slug)
            add_licences_from_text(draft, text, place, PROSE)
        if part.slug in _WHOLE:
            text = " ".join(block.text for block in part.blocks())
            place = body_place(body, part.section.pointer, part.slug)
            draft.put(_WHOLE[part.slug], text or None, place, PROSE)


def _add_risk(draft: Draft, part: Part, advice: str, body: Place) -> None:
    """Add a section about risks as one risk; only its author could tell one from another."""
    if any(True for _ in part.blocks()):
        risk: JsonObject = {
            "name": part.section.title,
            "category": _RISKS[part.slug],
            "mitigation": advice or None,
        }
        draft.add("/risks", risk, body_place(body, part.section.pointer, part.slug), PROSE)


def _add_blocks(draft: Draft, pointer: str, part: Part, body: Place) -> None:
    for block in part.blocks():
        draft.add(pointer, block.text, body_place(body, block.pointer, part.slug), PROSE)


def body_place(body: Place, pointer: str, slug: str) -> Place:
    """Return the place of a piece of the body; provenance calls it by its section."""
    return replace(body, pointer=pointer, name=slug)
