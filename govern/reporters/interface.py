"""What every reporter offers: a Report in, text out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from govern.model import Report


class Reporter(Protocol):
    """Renders a Report; deterministic, and without any truth of its own."""

    def render(self, report: Report) -> str:
        """Return the rendering, ending in a newline."""
        ...
