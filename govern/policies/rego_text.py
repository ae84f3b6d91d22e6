"""What can be told of Rego without an engine: its package, its rule heads, its comment blocks.

Engines parse Rego; this module only reads what must be known before one is chosen. It never
decides what a rule means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Strings, raw strings and comments: everything that may hold brackets that are none.
_OPAQUE = re.compile(r'"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|#[^\n]*')
_NOT_NEWLINE = re.compile(r"[^\n]")
_PACKAGE = re.compile(
    r"^[ \t]*package[ \t\r\n]+"
    r'([A-Za-z_]\w*(?:[ \t]*\.[ \t]*[A-Za-z_]\w*|[ \t]*\[[ \t]*"(?:[^"\\\n]|\\.)*"[ \t]*\])*)',
    re.MULTILINE,
)
_PACKAGE_PART = re.compile(r'([A-Za-z_]\w*)|\[[ \t]*"((?:[^"\\\n]|\\.)*)"[ \t]*\]')
_PLAIN = re.compile(r"[A-Za-z_]\w*\Z")
_METADATA = re.compile(r"^#[ \t]*METADATA[ \t]*\r?$")
_HEAD = re.compile(
    r"[{(\[]|[})\]]|^[ \t]*(default[ \t]+)?([A-Za-z_]\w*)(?=(?:[ \t\r]|$|[\[(.:={]))", re.MULTILINE
)
_KEYWORDS = frozenset(
    {"package", "import", "default", "else", "some", "every", "not", "with", "if"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """The start of one rule definition: its name, its 1-based line, the rest of that line."""

    name: str
    line: int
    rest: str
    default: bool = False


@dataclass(frozen=True, slots=True)
class CommentBlock:
    """One `# METADATA` block: the YAML in it, where that starts, and what it stands above."""

    line: int  # of `# METADATA`, 1-based
    yaml: str  # the comment text, `#` removed; starts on the line after `line`
    above: str  # the first code line after the block, stripped; empty at the end of the file


def blanked(text: str) -> str:
    """Return `text` with strings and comments replaced by spaces; every offset stays the same."""
    return _OPAQUE.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    opaque = match[0]
    return _NOT_NEWLINE.sub(" ", opaque) if "\n" in opaque else " " * len(opaque)


def package_of(text: str) -> tuple[str, int] | None:
    """Return the package path (without `data.`) and its 1-based line; None when there is none.

    A part that is no plain name is written `["like this"]`, as Rego writes it.
    """
    for match in _PACKAGE.finditer(text):
        if blanked(text[: match.end(1)])[match.start(1)] == " ":  # inside a string or a comment
            continue
        names = [plain or quoted for plain, quoted in _PACKAGE_PART.findall(match[1])]
        path = "".join(f".{name}" if _PLAIN.match(name) else f'["{name}"]' for name in names)
        return path.removeprefix("."), text.count("\n", 0, match.start(1)) + 1
    return None


def heads(text: str) -> Iterator[Head]:
    """Yield the rule definitions at the top level, in order."""
    code = blanked(text)
    depth = 0
    for match in _HEAD.finditer(code):
        token = match[0]
        if token in {"{", "(", "["}:
            depth += 1
        elif token in {"}", ")", "]"}:
            depth = max(0, depth - 1)
        elif depth == 0 and match[2] not in _KEYWORDS:
            end = text.find("\n", match.end())
            rest = text[match.end() : end if end >= 0 else len(text)]
            line = text.count("\n", 0, match.start(2)) + 1
            yield Head(match[2], line, rest, default=bool(match[1]))


def bracket_depth(text: str) -> tuple[int, int]:
    """Return how deep brackets nest at most, and the 1-based line where they do."""
    depth = deepest = where = 0
    for match in re.finditer(r"[{(\[]|[})\]]", blanked(text)):
        if match[0] in "{([":
            depth += 1
            if depth > deepest:
                deepest, where = depth, match.start()
        else:
            depth = max(0, depth - 1)
    return deepest, text.count("\n", 0, where) + 1


def metadata_blocks(text: str) -> Iterator[CommentBlock]:
    """Yield the `# METADATA` blocks, in order: the comment lines that follow without a gap."""
    lines = text.splitlines()
    index = 0
    while index < len(lines):
        start = index
        index += 1
        if not _METADATA.match(lines[start]):
            continue
        while index < len(lines) and lines[index].startswith("#"):
            index += 1
        body = "\n".join(line[1:] for line in lines[start + 1 : index])
        above = next((line for line in lines[index:] if _is_code(line)), "")
        yield CommentBlock(start + 1, body, above.strip())


def _is_code(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#")
