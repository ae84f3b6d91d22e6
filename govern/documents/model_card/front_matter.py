"""Splits a Markdown card into its YAML front matter and its body, and fails where others shrug.

Readers of the field drop the metadata silently when it has a byte order mark, no end, the wrong
end or is a list. What cannot be read here is an error, so that a rule never sees an empty card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.documents.model_card.card_yaml import MAX_BYTES, SCHEMA, card_limits, read_card_yaml
from govern.documents.yaml_reader import YamlPositions
from govern.errors import InputError, LimitExceeded

if TYPE_CHECKING:
    from govern.documents.interface import Limits
    from govern.model import JsonObject

# The opening that Hugging Face accepts: blank lines before it, indented, trailing spaces. The
# quantifiers are possessive, since backtracking over `\r\n` would take exponential time.
_OPENING = re.compile(r"(?:[ \t]*+(?>\r\n|\n|\r))*+[ \t]*+---[ \t]*+(?:\r\n|\n|\r|\Z)")
_LINE_END = re.compile(r"\r\n|\n|\r")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata block of a card.

    Attributes:
        values: What it says; empty when there is no block at all.
        positions: Where; None when there is no block.
        body: The Markdown after it.
        body_line: The line that the body starts on.
    """

    values: JsonObject
    positions: YamlPositions | None
    body: str
    body_line: int


def block_of(text: str) -> tuple[str, int] | None:
    """Return the text after the opening `---` and its first line, or None without an opening."""
    opening = _OPENING.match(text)
    if opening is None:
        return None
    return text[opening.end() :], 1 + len(_LINE_END.findall(opening[0]))


def read_front_matter(text: str, path: str, limits: Limits) -> FrontMatter:
    """Return front matter and body of a Markdown text; a text without a block is all body.

    Raises:
        InputError: the block has no end, ends with `...`, is no mapping, or is not valid YAML.
        LimitExceeded: the block is larger than 1 MiB or too deep.
    """
    text = text.removeprefix("\ufeff")
    opened = block_of(text)
    if opened is None:
        return FrontMatter({}, None, text, 1)
    rest, first_line = opened
    block, body, body_line = _split(rest, path, first_line)
    if len(block) > MAX_BYTES:
        raise LimitExceeded("the front matter is larger than 1 MiB", path=path, line=first_line - 1)
    values = read_card_yaml(block, path, card_limits(limits), first_line=first_line)
    if values is None:
        values = {}
    if not isinstance(values, dict):
        raise InputError(
            "the front matter is not a mapping of keys to values",
            path=path,
            line=first_line,
            cause=f"it is a {'list' if isinstance(values, list) else 'single value'}",
            hint="write `key: value` lines between the two `---` lines",
        )
    positions = YamlPositions(path, block, first_line, SCHEMA)
    return FrontMatter(values, positions, body, body_line)


def _split(rest: str, path: str, first_line: int) -> tuple[str, str, int]:
    """Return block, body and the body's first line."""
    # Line ends are made alike so that `$` sees the lone carriage returns that Markdown allows.
    even = _LINE_END.sub("\n", rest)
    closing = _CLOSING.search(even)
    if closing is None:
        raise InputError(
            "the front matter has no end",
            path=path,
            line=first_line - 1,
            cause="no line holds only `---` after the opening one",
            hint="close the block with `---` at the start of a line",
        )
    block = even[: closing.start()]
    line = first_line + block.count("\n")
    if closing[0].startswith("."):
        raise InputError(
            "the front matter ends with `...`",
            path=path,
            line=line,
            cause="readers of model cards only know `---` and would drop all of the metadata",
            hint="end the block with `---`",
        )
    return block, even[closing.end() + 1 :], line + 1
