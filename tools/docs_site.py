"""What the site needs and GitHub does not: a hook of MkDocs, named in mkdocs.yml.

The pages are written for GitHub, where most people read them.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_LINK = re.compile(r"(\]\()([^)\s:]+)(\))")
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\S\n]*$", re.MULTILINE | re.DOTALL)
# GitHub starts a list right below a line of text, MkDocs wants a blank line.
_LIST_BELOW_TEXT = re.compile(r"^(?![ \t]|[-*|#>]|\d+\. |$)(.+)\n(?=(?:[-*]|\d+\.) )", re.MULTILINE)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links that leave docs/ to the repository, and set lists apart from text."""
    del files
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))
    source = f"{config.repo_url}/blob/main/"

    def outward(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        inside = link[2].startswith("#") or target.startswith("docs/")
        return link[0] if inside else f"{link[1]}{source}{target}{link[3]}"

    def prose(text: str) -> str:
        return _LIST_BELOW_TEXT.sub(r"\1\n\n", _LINK.sub(outward, text))

    parts, start = [], 0
    for fence in _FENCE.finditer(markdown):
        parts += [prose(markdown[start : fence.start()]), fence[0]]
        start = fence.end()
    return "".join([*parts, prose(markdown[start:])])
