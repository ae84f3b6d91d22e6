"""Finds the blocks of a `.tf` file: enough of HCL's lexical grammar not to be fooled, and no more.

Comments, quoted strings with templates in them, and heredocs are stepped over, so that a brace or
a `resource "a" "b"` inside of them is never taken for code. Specification:
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(
    r"""(?P<comment>\#[^\n]*|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))
      | <<-?(?P<heredoc>[^\W\d][\w-]*)[^\n]*\n
      | (?P<quote>")
      | (?P<open>[{\[(])
      | (?P<close>[}\])])
      | (?P<word>[^\W\d][\w-]*)""",
    re.VERBOSE,
)
_LABEL = r'(?:"([^"\\\n]*)"|([^\W\d][\w-]*))'
_HEADER = re.compile(rf"(resource|data)[ \t]+{_LABEL}[ \t]+{_LABEL}[ \t]*(?=\{{)")
_IN_STRING = re.compile(r'\\.|\$\$\{|%%\{|[$%]\{|"|\n')
_IN_TEMPLATE = re.compile(r'/\*[\s\S]*?\*/|["{}]')


@dataclass(frozen=True, slots=True)
class Block:
    """The header of a `resource` or `data` block: `text[start:end]`."""

    keyword: str
    type: str
    name: str
    start: int
    end: int


def resource_blocks(text: str) -> Iterator[Block]:
    """Yield the `resource` and `data` blocks at the top level of a file, in order.

    Of a file that is not valid HCL, the blocks up to where it stops making sense.
    """
    at = depth = 0
    while match := _CODE.search(text, at):
        at = match.end()
        if match["quote"]:
            at = _after_string(text, at)
        elif match["heredoc"]:
            at = _after_heredoc(text, at, match["heredoc"])
        elif match["open"]:
            depth += 1
        elif match["close"]:
            depth = max(0, depth - 1)
        elif match["word"] and depth == 0 and (header := _HEADER.match(text, match.start())):
            keyword, type_, bare_type, name, bare_name = header.groups()
            end = header.start() + len(header[0].rstrip())
            yield Block(keyword, type_ or bare_type, name or bare_name, header.start(), end)
            at = header.end()


def _after_string(text: str, at: int) -> int:
    """Return the offset after a quoted string; `at` is after its opening quote.

    A template in a string is code, in which strings may stand, in which templates may stand …
    """
    inside = ['"']
    while inside:
        in_string = inside[-1] == '"'
        match = (_IN_STRING if in_string else _IN_TEMPLATE).search(text, at)
        if match is None:
            return len(text)
        at, found = match.end(), match[0]
        if in_string and found == "\n":  # not closed: HCL strings end on their line
            return at
        if found == ('"' if in_string else "}"):
            inside.pop()
        elif found in {"${", "%{"} or (not in_string and found == "{"):
            inside.append("{")
        elif not in_string and found == '"':
            inside.append('"')
    return at


def _after_heredoc(text: str, at: int, tag: str) -> int:
    closing = re.compile(rf"^[ \t]*{re.escape(tag)}[ \t]*\r?$", re.MULTILINE)
    match = closing.search(text, at)
    return match.end() if match else len(text)
