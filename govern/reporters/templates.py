"""The templates of reports on a run, with the words that these use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from govern import templates
from govern.reporters.escape import markdown
from govern.reporters.wording import last_day, outcome_word, where

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    """Return the environment; Markdown escapes through the filter `md`."""
    return templates.environment(
        {
            "md": lambda text: Markup(markdown(str(text))),  # noqa: S704 - escaped right here
            "where": where,
            "word": outcome_word,
            "last_day": last_day,
        }
    )


def render(name: str, **values: object) -> str:
    """Render a template.

    Raises:
        AssetsMissing: the installation lacks it.
    """
    return templates.render(_environment(), name, values)
