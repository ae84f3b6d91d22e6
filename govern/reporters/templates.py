"""The templates that ship with govern, rendered strictly: a name that is missing is an error."""

from __future__ import annotations

from functools import cache

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    select_autoescape,
)
from markupsafe import Markup

from govern.assets import assets_root
from govern.errors import AssetsMissing
from govern.reporters.escape import markdown, visible
from govern.reporters.wording import last_day, outcome_word, where


@cache
def _environment() -> Environment:
    """Return the environment; HTML escapes by itself, Markdown through the filter `md`."""
    made = Environment(
        loader=FileSystemLoader(assets_root() / "evidence" / "templates"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["md"] = lambda text: Markup(markdown(str(text)))  # noqa: S704 - escaped right here
    made.filters["where"] = where
    made.filters["word"] = outcome_word
    made.filters["last_day"] = last_day
    return made


def render(name: str, **values: object) -> str:
    """Render a template.

    Raises:
        AssetsMissing: the installation lacks it.
    """
    try:
        return _environment().get_template(name).render(values)
    except TemplateNotFound as error:
        raise _missing(name) from error


def asset(name: str) -> str:
    """Return the text of a file beside the templates.

    Raises:
        AssetsMissing: the installation lacks it.
    """
    path = assets_root() / "evidence" / "templates" / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise _missing(name) from error


def _missing(name: str) -> AssetsMissing:
    return AssetsMissing(
        f"the report template {name} that ships with govern was not found",
        path=str(assets_root() / "evidence" / "templates"),
        hint="reinstall govern-engine",
    )


def _finalize(value: object) -> object:
    """Write out unseen characters in every value that a template shows; Markup is ours."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
