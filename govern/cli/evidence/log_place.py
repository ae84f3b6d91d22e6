"""Which log a command is about, and its keys: flags, and `[evidence]` of govern.toml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.configured import below_one, log_below, read_config
from govern.errors import UsageError
from govern.evidence.log.key import CheckpointKey
from govern.evidence.log.log import Log
from govern.evidence.log.opening import open_store
from govern.model.predicates import SSH_NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.evidence.verify.notes import LogKey

_Command = TypeVar("_Command", bound="Callable[..., object]")


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Which log, and its keys, out of flags and `[evidence]`."""

    path: str
    log_key: str | None
    signing_key: str | None
    people: str | None = None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> LogPlace:
        """Take the options of `log_options` out of what click collected.

        Raises:
            UsageError: no log is named.
        """
        from govern.cli.evidence.recording import key_of  # noqa: PLC0415 - beside its only use

        config, base = read_config(options.pop("config"))
        log, log_key = options.pop("log"), options.pop("log_key")
        signing_key = options.pop("signing_key")
        if config is not None:
            log = log or log_below(base, config.evidence.log)
            log_key = log_key or below_one(base, config.evidence.log_key)
            signing_key = signing_key or key_of(base, config.evidence.key)
        people = below_one(base, config.approvals.people) if config is not None else None
        if not log:
            raise UsageError(
                "no log is named", hint="name it with --log, or as log in [evidence] of govern.toml"
            )
        return cls(log, log_key, signing_key, people)

    def allowed_signers(self) -> str:
        """Return the public keys of people, where `[approvals]` names a directory of them."""
        if self.people is None:
            return ""
        from govern.facts.approvals.people import read_people  # noqa: PLC0415 - few need it

        return read_people(self.people).allowed_signers(SSH_NAMESPACE)

    def open(self) -> Log:
        """Open the log, with its key when one is named."""
        store = open_store(self.path)
        key = CheckpointKey.load(self.log_key, store.origin) if self.log_key else None
        return Log(store, key)

    def public_key(self, origin: str) -> LogKey:
        """Return the public half of the log's key.

        Raises:
            UsageError: none is named.
        """
        if not self.log_key:
            raise UsageError(
                "the log's key is not named", hint="name it with --log-key, or in [evidence]"
            )
        return CheckpointKey.load(self.log_key, origin).public


def log_options(command: _Command) -> _Command:
    """Add the options that choose a log and its keys; `LogPlace.taken_from` collects them."""
    return with_options(command, _LOG_OPTIONS)


_LOG_OPTIONS = (
    click.option("-c", "--config", metavar="FILE", help="Configuration, as of `govern check`."),
    click.option("--log", metavar="PLACE", help="The evidence log: FILE, or postgresql://…"),
    click.option("--log-key", metavar="FILE", help="Its key: an Ed25519 PEM file."),
    click.option("--signing-key", metavar="KEY", help="What signs records: PEM file or KMS URI."),
)
