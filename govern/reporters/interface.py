"""What every reporter offers: a Report in, text out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from govern.model import Report


class Reporter(Protocol):
    """Renders a Report; deterministic, and without any truth of its own."""

    def render(self, report: Report) -> str:
        """Return the rendering, ending in a newline."""
        ...


@dataclass(frozen=True, slots=True)
class TextOptions:
    """How the text report looks.

    Attributes:
        color: Whether to use ANSI colours; the caller knows whether a terminal reads it.
        width: Columns to wrap at.
        verbose: Show passes, inputs and every skipped file too.
        quiet: Show only what keeps the decision from `allowed`, and the decision.
    """

    color: bool = False
    width: int = 100
    verbose: bool = False
    quiet: bool = False
