"""The Markdown body of a card: headings, tables and labelled lines, each with its place.

Only as much CommonMark as cards need: ATX and setext headings, fenced code, HTML comments, pipe
tables (GFM), and lines such as `- **Developed by:** Risk Team`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govern.documents.model_card.places import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t](.*))?$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DELIMITER_CELL = re.compile(r"[ \t]*:?-+:?[ \t]*")
_LABEL = re.compile(
    r"[ \t]*(?:[-*+][ \t]+)?(?P<mark>\*\*|__)(?P<label>[^*_|:]{2,80}?)[ \t]*"
    r"(?::[ \t]*(?P=mark)|(?P=mark)[ \t]*:)[ \t]*(?P<value>.*)$"
)
_BULLET = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]+(?P<text>.*)$")
_BREAK = re.compile(r"<br[ \t]*/?>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\(([^()\s]*)[^()]*\)|\[([^\[\]]*)\])?")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_MAX_CELLS = 64  # cells of one table row that are read


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and its TextPositions pointer."""

    text: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Label:
    """`**label:** value`; the value is as written, and may go on over several lines."""

    label: str
    value: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table: the header's cells, and rows of the same length."""

    header: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of any level.

    Attributes:
        level: 1 to 6; 0 for what comes before the first heading.
        title: The heading, as plain text.
        lines: The lines below it, without HTML comments.
        first_line: The line of the file that `lines[0]` is.
    """

    level: int
    title: str
    pointer: str
    first_line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text below the heading, as written."""
        return "\n".join(self.lines).strip()


def read_sections(body: str, first_line: int = 1) -> list[Section]:
    """Return the sections of a Markdown text in order; the first may be an untitled one."""
    sections = [Section(0, "", span(first_line, 1, 1), first_line)]
    previous = ""
    for number, line, is_code in _lines(body, first_line):
        heading = None if is_code else _ATX.match(line)
        if heading is not None:
            place = span(number, 1, len(line) + 1)
            sections.append(Section(len(heading[1]), _title(heading[2]), place, number + 1))
        elif not is_code and _is_underline(line, previous):
            sections[-1].lines.pop()
            level = 1 if line.lstrip().startswith("=") else 2
            place = span(number - 1, 1, len(previous) + 1)
            sections.append(Section(level, plain(previous), place, number + 1))
        else:
            sections[-1].lines.append(line)
            previous = "" if is_code else line
            continue
        previous = ""  # a heading's line or underline is no title of a next heading
    return sections if sections[0].text else sections[1:]


def _title(text: str | None) -> str:
    """Return a heading without its closing sequence of `#` (CommonMark section 4.2)."""
    title = (text or "").strip()
    bare = title.rstrip("#")
    return plain(bare if not bare or bare.endswith((" ", "\t")) else title)


def _is_underline(line: str, previous: str) -> bool:
    """Tell a setext underline from a thematic break, a table's delimiter row and a list."""
    if _SETEXT.match(line) is None or not previous.strip():
        return False
    return "|" not in previous and _BULLET.match(previous) is None


def _lines(body: str, first_line: int) -> Iterator[tuple[int, str, bool]]:
    """Yield (line number, line without HTML comments, whether it is fenced code)."""
    fence = ""
    in_comment = False
    for number, line in enumerate(re.split(r"\r\n|\n|\r", body), first_line):
        mark = None if in_comment else _FENCE.match(line)
        if fence:
            yield number, line, True
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
            yield number, line, True
        else:
            shown, in_comment = _without_comments(line, in_comment)
            yield number, shown, False


def _without_comments(line: str, in_comment: bool) -> tuple[str, bool]:
    """Blank out HTML comments, keeping columns; returns the line and whether one is still open."""
    out: list[str] = []
    at = 0
    while at < len(line):
        mark = line.find("-->" if in_comment else "<!--", at)
        if mark < 0:
            break
        end = mark + 3 if in_comment else mark
        out.append(" " * (end - at) if in_comment else line[at:end])
        at, in_comment = end, not in_comment
    rest = line[at:]
    return "".join(out) + (" " * len(rest) if in_comment else rest), in_comment


def read_tables(section: Section) -> Iterator[Table]:
    """Yield the pipe tables of a section."""
    lines = section.lines
    at = 0
    while at + 1 < len(lines):
        header, delimiter = lines[at], lines[at + 1]
        columns = _delimiter_cells(delimiter)
        if not columns or "|" not in header:
            at += 1
            continue
        number = section.first_line + at
        head = _cells(header, number, columns)
        at += 2
        rows: list[tuple[Text, ...]] = []
        while at < len(lines) and "|" in lines[at]:
            rows.append(_cells(lines[at], section.first_line + at, columns))
            at += 1
        yield Table(head, tuple(rows))


def _delimiter_cells(line: str) -> int:
    """Return how many columns a delimiter row has; 0 when it is none."""
    if "|" not in line or "-" not in line:
        return 0
    cells = line.strip().removeprefix("|").removesuffix("|").split("|")
    if len(cells) > _MAX_CELLS or not all(_DELIMITER_CELL.fullmatch(cell) for cell in cells):
        return 0
    return len(cells)


def _cells(line: str, number: int, columns: int) -> tuple[Text, ...]:
    """Return the cells of a row, padded or cut to the table's width (GFM section 4.10)."""
    cells: list[Text] = []
    at = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    if line[at : at + 1] == "|":
        at += 1
    for piece in re.split(r"(?<!\\)\|", line[at:end]):
        text = piece.strip()
        start = at + len(piece) - len(piece.lstrip()) + 1
        cells.append(Text(text.replace("\\|", "|"), span(number, start, start + len(text))))
        at += len(piece) + 1
        if len(cells) == columns:
            break
    missing = Text("", span(number, 1, end + 1))
    return (*cells, *[missing] * (columns - len(cells)))


def read_labels(section: Section) -> Iterator[Label]:
    """Yield the labelled lines of a section.

    A value runs to the next blank line or label; one that is empty or ends with a colon takes in
    the list that follows.
    """
    lines = section.lines
    at = 0
    while at < len(lines):
        match = _LABEL.match(lines[at])
        if match is None:
            at += 1
            continue
        number = section.first_line + at
        first = match["value"]
        value, at = _continued([first], lines, at + 1)
        # A label above a list has no value of its own to point to.
        column = match.start("value" if first else "mark") + 1
        end = match.end("value") + 1
        yield Label(plain(match["label"]), Text(value, span(number, column, end)))


def _continued(value: list[str], lines: Sequence[str], at: int) -> tuple[str, int]:
    """Return a label's whole value and the index of the line after it."""
    while at < len(lines) and lines[at].strip() and not _ends_value(lines[at]):
        value.append(lines[at])
        at += 1
    text = "\n".join(value).strip()
    if not _BREAK.sub("", text).strip() or text.endswith(":"):
        while at < len(lines) and not lines[at].strip():
            at += 1
        while at < len(lines) and _BULLET.match(lines[at]) and not _LABEL.match(lines[at]):
            value.append(lines[at])
            at += 1
    return "\n".join(value).strip(), at


def _ends_value(line: str) -> bool:
    return _LABEL.match(line) is not None or _BULLET.match(line) is not None or "|" in line[:1]


def read_blocks(section: Section) -> Iterator[Text]:
    """Yield the paragraphs and list items of a section; not its tables and code.

    A label without a value (`**Limitations:**` above a list) says nothing by itself.
    """
    block: list[str] = []
    start = 0
    fence = ""
    for at, line in enumerate([*section.lines, ""]):
        mark = _FENCE.match(line)
        if fence or mark:
            fence = _fence_after(fence, mark[1] if mark else "", line)
            ends, skips = True, True
        else:
            bullet = _BULLET.match(line)
            skips = not line.strip() or line.lstrip().startswith("|")
            ends = skips or bullet is not None or _LABEL.match(line) is not None
        if ends and block:
            label = _LABEL.match(block[0])
            text = _block(block, section.first_line + start)
            if text.text and (label is None or label["value"] or len(block) > 1):
                yield text
            block = []
        if not skips:
            start = at if not block else start
            block.append(line)


def _fence_after(fence: str, mark: str, line: str) -> str:
    if not fence:
        return mark
    closes = mark.startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _block(lines: list[str], number: int) -> Text:
    bullet = _BULLET.match(lines[0])
    first = bullet["text"] if bullet else lines[0].strip()
    column = lines[0].find(first) + 1
    text = plain("\n".join([first, *lines[1:]]))
    return Text(" ".join(text.split()), span(number, column, column + len(first)))


def plain(markdown: str) -> str:
    """Return inline Markdown as plain text: no marks, link targets, images or HTML tags."""
    text = _BREAK.sub("\n", markdown)
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _MARKS.sub("", text)
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def link_in(markdown: str) -> str | None:
    """Return the target of the first inline link, if there is one."""
    match = re.search(r"\]\(([^()\s]+)", markdown) or re.search(r"(https?://[^\s)>\]]+)", markdown)
    return match[1] if match else None
