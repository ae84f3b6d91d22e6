"""Reports in every format, by name; a format's module is imported only when it is asked for."""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from govern.errors import UsageError
from govern.reporters.interface import Reporter, TextOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FORMATS", "Reporter", "TextOptions", "names_passes", "reporter_for"]

# Format → the module and class that render it.
FORMATS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "text": ("text", "TextReporter"),
        "json": ("json_v1", "JsonReporter"),
        "sarif": ("sarif", "SarifReporter"),
        "junit": ("junit", "JUnitReporter"),
        "github": ("github", "GitHubReporter"),
        "gitlab": ("gitlab", "GitLabReporter"),
        "markdown": ("markdown", "MarkdownReporter"),
        "html": ("html_page", "HtmlReporter"),
    }
)


# Formats that name no single pass; text does when it is verbose.
_WITHOUT_PASSES = frozenset({"text", "sarif", "github", "gitlab"})


def names_passes(name: str, options: TextOptions) -> bool:
    """Return whether a format names results that pass, so that a run has to hold them."""
    return name not in _WITHOUT_PASSES or (name == "text" and options.verbose)


def reporter_for(name: str, options: TextOptions | None = None) -> Reporter:
    """Return the reporter for a format; only `text` looks at the options.

    Raises:
        UsageError: there is no such format.
    """
    if name not in FORMATS:
        raise UsageError(
            f"there is no report format {name!r}", hint=f"the formats are {', '.join(FORMATS)}"
        )
    module, class_name = FORMATS[name]
    reporter = getattr(importlib.import_module(f"govern.reporters.{module}"), class_name)
    made = reporter(options or TextOptions()) if name == "text" else reporter()
    return cast("Reporter", made)
