"""Options that say which MLflow server is asked, and what may be fetched from it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.sources.mlflow.address import Address

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_Command = TypeVar("_Command", bound="Callable[..., object]")
_MOST_BYTES = 20 * 1024**3


@dataclass(frozen=True, slots=True)
class MlflowFlags:
    """What the command line says about the server.

    Attributes:
        folder: Where the files of a version are put to be looked at.
        most_bytes: Of all files of a version.
        seconds: For everything that is asked of the server about one version.
    """

    tracking_uri: str | None
    allow_http: bool
    folder: str
    keep_files: bool
    most_bytes: int
    seconds: float

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> MlflowFlags:
        """Take the options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))

    def address(self, environment: Mapping[str, str]) -> Address:
        """Return the server.

        Raises:
            UsageError: none is named, or the way to it is not safe.
        """
        return Address.of(self.tracking_uri, environment, allow_http=self.allow_http)


def mlflow_options(command: _Command) -> _Command:
    """Add the options; `MlflowFlags.taken_from` collects them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option("--tracking-uri", metavar="URL",
                 help="The MLflow server; default: MLFLOW_TRACKING_URI."),
    click.option("--allow-http", is_flag=True, help="Ask it without TLS, though it is elsewhere."),
    click.option("--folder", default=".govern/mlflow", show_default=True, metavar="DIR",
                 help="Files of a version are put in DIR/MODEL/VERSION, and taken away again."),
    click.option("--keep-files", is_flag=True, help="Leave them there, to look at them."),
    click.option("--most-bytes", default=_MOST_BYTES, show_default=True, type=click.IntRange(1),
                 metavar="N", help="Of all files of a version together."),
    click.option("--seconds", default=1800.0, show_default=True,
                 type=click.FloatRange(1, 86_400), help="For all that is asked of the server."),
)  # fmt: skip
