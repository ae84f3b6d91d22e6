"""Raw values of cards → typed values; nothing is guessed, and a placeholder is no value."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govern.model import JsonValue

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
WORD = re.compile(r"[a-z0-9]+(?:[.+][a-z0-9]+)*\+*")
_EDGES = " \t\r\n.:;*_`<>[](){}\"'|"
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

# Compared after brackets, punctuation and case are taken away.
_PLACEHOLDERS = frozenset(
    {
        "",
        "...",
        "\u2026",
        "-",
        "--",
        "\u2013",
        "\u2014",
        "?",
        "coming soon",
        "fill in",
        "fill me in",
        "fixme",
        "insert response here",
        "more info needed",
        "more information is needed",
        "more information needed",
        "n/a",
        "needs more information",
        "not applicable",
        "not applicable (n/a",
        "not available",
        "not disclosed",
        "not specified",
        "placeholder",
        "tba",
        "tbc",
        "tbd",
        "to be added",
        "to be announced",
        "to be completed",
        "to be confirmed",
        "to be defined",
        "to be determined",
        "todo",
        "undisclosed",
        "unspecified",
        "xxx",
        "your answer here",
    }
)
# Sentences that templates leave behind; they say nothing about the model at hand.
_BOILERPLATE = (
    (
        "users (both direct and downstream) should be made aware of the risks, biases and"
        " limitations of the model. more information needed for further recommendations"
    ),
    (
        "carbon emissions can be estimated using the [machine learning impact calculator]"
        "(https://mlco2.github.io/impact#compute) presented in [lacoste et al. (2019)]"
        "(https://arxiv.org/abs/1910.09700)"
    ),
    "use the code below to get started with the model",
)
_UNFILLED = re.compile(
    r"\{\{.*\}\}|\[\s*(?:insert|enter|your)\b[^\]]*\]|<\s*insert\b[^>]*>", re.IGNORECASE
)


def is_placeholder(text: str) -> bool:
    """Return whether `text` only holds the place of a value that nobody has written yet.

    A text of several lines is one when every line is.
    """
    lines = _COMMENT.sub("", text).split("\n")
    return all(_is_placeholder_line(line) for line in lines)


def _is_placeholder_line(line: str) -> bool:
    bare = " ".join(line.split()).lstrip("-*+ ").strip(_EDGES).casefold()
    if bare in _PLACEHOLDERS:
        return True
    if any(bare == known or bare == known.strip(_EDGES) for known in _BOILERPLATE):
        return True
    return _UNFILLED.fullmatch(line.strip().lstrip("-*+ ").rstrip(" .")) is not None


def text_of(value: JsonValue) -> str | None:
    """Return a scalar as text, trimmed; None for null, an empty text, an object or a list.

    Numbers are written as JSON writes them, booleans as `true` and `false`.
    """
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return None


def number_of(value: JsonValue) -> int | float | None:
    """Return a plain, finite number, also one written as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        text = value.strip()
        if _INTEGER.fullmatch(text) and len(text) <= 18:
            return int(text)
        number = float(text)
        return number if math.isfinite(number) else None
    return None


def integer_of(value: JsonValue) -> int | None:
    """Return a count: a whole number, also written as text with thousands commas."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and len(value) <= 24 and _INTEGER.fullmatch(value.strip()):
        return int(value.strip().replace(",", ""))
    return None


def boolean_of(value: JsonValue) -> bool | None:
    """Return a boolean, also one written as the text `true` or `false` (YAML 1.2 core)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return None


def date_of(value: JsonValue) -> str | None:
    """Return an ISO 8601 date or date and time, unchanged; None for anything else."""
    text = text_of(value)
    if text is None or len(text) > 40 or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None
    return text


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text that is compared without case, spacing and punctuation."""
    return tuple(WORD.findall(text.casefold().replace("&", " and ")))
