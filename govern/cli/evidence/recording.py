"""Options for recording decisions, and how they join with `[evidence]` of `govern.toml`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.closing import Closing
from govern.configured import below_one, log_below
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govern.config import Config
    from govern.evidence.materials.tape import Tape
    from govern.evidence.recorder import Recorded, Recorder, RecordSettings
    from govern.model import Report
    from govern.pipeline import Loaded, RunSettings

_Command = TypeVar("_Command", bound="Callable[..., object]")
_REMOTE_KEY = re.compile(r"[a-z0-9]{2,}:")  # hsm:, awskms:, …; a Windows drive has one letter


@dataclass(frozen=True, slots=True)
class RecordFlags:
    """What the command line says about recording; None where it says nothing."""

    record: bool | None
    record_unsigned: bool
    log: str | None
    log_origin: str | None
    signing_key: str | None
    log_key: str | None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> RecordFlags:
        """Take the recording options out of what click collected."""
        return cls(*(options.pop(field.name) for field in fields(cls)))

    def log_in(self, config: Config | None, base: Path) -> str | None:
        """Return where the log is, whether this run records or not."""
        return self.log or (log_below(base, config.evidence.log) if config else None)

    def settings(self, config: Config | None, base: Path) -> RecordSettings | None:
        """Join flags and file; None when nothing is to be recorded.

        Raises:
            UsageError: `--no-record` and `--record-unsigned` at once.
        """
        section = config.evidence if config else None
        wanted = self.record
        if wanted is None:
            wanted = self.record_unsigned or (section is not None and section.record)
        if self.record is False and self.record_unsigned:
            raise UsageError("--no-record and --record-unsigned contradict each other")
        if not wanted:
            return None
        from govern.evidence.recorder import RecordSettings  # noqa: PLC0415 - most runs record nothing

        unsigned = self.record_unsigned
        if section is None:
            return RecordSettings(
                log=self.log, origin=self.log_origin, key=self.signing_key,
                log_key=self.log_key, unsigned=unsigned,
            )  # fmt: skip
        return RecordSettings(
            log=self.log or log_below(base, section.log),
            origin=self.log_origin or section.origin,
            key=self.signing_key or key_of(base, section.key),
            log_key=self.log_key or below_one(base, section.log_key),
            unsigned=unsigned,
            also=section.also,
            keep_inputs=section.keep_inputs,
            redactable=section.redactable,
        )


class Recording(Closing):
    """The recording of one run, or none at all. Keys and log are opened before the run."""

    def __init__(self, settings: RecordSettings | None) -> None:
        self._recorder: Recorder | None = None
        self._tape: Tape | None = None
        if settings is not None:
            from govern.evidence.recorder import Recorder  # noqa: PLC0415 - most runs record nothing

            self._recorder = Recorder.open(settings)
            from govern.evidence.materials.tape import Tape  # noqa: PLC0415 - as above

            self._tape = Tape()

    @property
    def recorder(self) -> Recorder | None:
        """What writes the record; None when nothing is recorded."""
        return self._recorder

    def time_of_run(self, chosen: datetime | None) -> datetime | None:
        """Return the time to decide for: one that is recorded is fixed before the run."""
        return chosen or (datetime.now(UTC) if self._recorder else None)

    def watch(self, loaded: Loaded) -> Loaded:
        """Watch what a run decides with, if it is recorded."""
        return self._tape.watch(loaded) if self._tape else loaded

    def keep(self, report: Report, settings: RunSettings, mode: str = "enforce") -> Recorded | None:
        """Record the decision, say where, and return it; None when nothing is recorded.

        Args:
            report: What was decided.
            settings: What it was decided with.
            mode: What it was for (`record.Mode`).

        Raises:
            UsageError: the log cannot be written.
            VerificationError: the log is damaged.
        """
        if self._recorder is None or self._tape is None or settings.at is None:
            return None
        from govern.evidence.ci import ci_run  # noqa: PLC0415 - most runs record nothing
        from govern.evidence.record import Mode  # noqa: PLC0415 - as above

        done = self._recorder.record(
            report,
            settings.at,
            ci_run(os.environ),
            datetime.now(UTC),
            run=(self._tape, settings),
            mode=Mode(mode),
        )
        unsigned = "" if done.signed else ", UNSIGNED: nobody vouches for it"
        click.echo(
            f"govern: recorded as entry {done.index} of the log, sha256 {done.sha256}{unsigned}",
            err=True,
        )
        return done

    def close(self) -> None:
        """Close the log, if something is recorded."""
        if self._recorder is not None:
            self._recorder.close()


def record_options(command: _Command) -> _Command:
    """Add the options for recording; `RecordFlags.taken_from` collects them."""
    return with_options(command, _RECORD_OPTIONS)


_RECORD_OPTIONS = (
    click.option(
        "--record/--no-record", default=None, help="Write a signed record of the decision to a log."
    ),
    click.option(
        "--record-unsigned", is_flag=True, help="Write a record without keys, marked as unsigned."
    ),
    click.option(
        "--log", metavar="PLACE", help="The log: a file, or postgresql://…; made at need."
    ),
    click.option("--log-origin", metavar="NAME", help="Its name, such as example.com/payments."),
    click.option("--signing-key", metavar="KEY", help="Signs records: a PEM file, or a KMS URI."),
    click.option("--log-key", metavar="FILE", help="Signs the log's checkpoints: Ed25519 PEM."),
)


def key_of(base: Path, key: str | None) -> str | None:
    """Return a key as the file names it: a URI as it is, a path relative to the user."""
    return key if key is None or _REMOTE_KEY.match(key) else below_one(base, key)
