"""The templates that ship with govern, rendered strictly: a name that is missing is an error."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

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
from govern.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def environment(filters: Mapping[str, Callable[..., object]]) -> Environment:
    """Return an environment with these filters; HTML escapes by itself, other forms do not."""
    made = Environment(
        loader=FileSystemLoader(assets_root() / "evidence" / "templates"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(filters)
    return made


def render(made: Environment, name: str, values: Mapping[str, object]) -> str:
    """Render a template.

    Raises:
        AssetsMissing: the installation lacks it.
    """
    try:
        return made.get_template(name).render(values)
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


def inline(text: str) -> tuple[Markup, str]:
    """Return our own style or script for a page, and its source in the page's security policy."""
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own file, allowed by its hash


def _missing(name: str) -> AssetsMissing:
    return AssetsMissing(
        f"the report template {name} that ships with govern was not found",
        path=str(assets_root() / "evidence" / "templates"),
        hint="reinstall govern-engine",
    )


def _finalize(value: object) -> object:
    """Write out unseen characters in every value that a template shows; Markup is ours."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
