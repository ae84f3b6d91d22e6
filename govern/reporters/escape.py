"""Making text harmless for whoever reads it: what is reported on is written by strangers.

Names, messages and source lines can hold terminal escape sequences, characters that turn the
direction of the text (CVE-2021-42574), Markdown, or commands for the CI system that reads the log.
"""

from __future__ import annotations

import re

from govern.model.unseen import UNSEEN, visible

__all__ = ["UNSEEN", "cut", "inert", "markdown", "visible"]

# Lines that a CI runner would take for a command: GitHub's `::` at the start and `##[` anywhere,
# Azure's `##vso[`, TeamCity's `##teamcity[`.
_COMMAND_START = re.compile(r"^(\s*)::", re.MULTILINE)
_COMMAND_ANYWHERE = re.compile(r"##(?=(?:vso|teamcity)?\[)")


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def inert(text: str) -> str:
    """Return lines for a CI log, none of which the runner takes for a command."""
    return _COMMAND_ANYWHERE.sub(r"#\\#", _COMMAND_START.sub(r"\1\\::", text))


# What makes markup, HTML, maths, links (also bare ones) and emoji anywhere in a line …
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&$]|:(?=//|[\w+-]+:)")
# … what makes a heading, list or rule of one …
_BLOCK_START = re.compile(r"^(?=[#+=-])|^\d+(?=[.)])")
# … and what makes a mention, an issue reference or a link of plain text.
_MENTION = re.compile(r"[@#](?=\w)|(?<=\bGH)-(?=\d)|(?<=\bwww)\.", re.IGNORECASE)


def markdown(text: str) -> str:
    """Return the text so that CommonMark and GitHub's and GitLab's dialects show it as it is.

    No markup, HTML, link, mention, issue reference or emoji comes of it, also inside a table cell.
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", visible(text).strip())
    # A comment between `@` and the name is the one thing that stops a mention for certain.
    return _BLOCK_START.sub(r"\g<0>\\", _MENTION.sub(r"\g<0><!-- -->", escaped))


def code_span(text: str) -> str:
    """Return the text as a Markdown code span (CommonMark section 6.1), also for a table cell."""
    shown = visible(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown or not shown.strip() else f"`{shown}`"
