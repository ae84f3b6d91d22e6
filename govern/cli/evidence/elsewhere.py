"""What somebody else knows of a log, gathered from where `govern log verify` is told to look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.cli.files import read_file, text_of
from govern.errors import UsageError
from govern.evidence.checkpoint_folder import CheckpointFolder
from govern.evidence.libraries import require_installed
from govern.evidence.locked_checkpoints import require_stored, stored_checkpoints
from govern.evidence.verify.notes import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from govern.evidence.log.log import Log
    from govern.evidence.object_lock import LockedBucket
    from govern.evidence.verify.anchor import Anchored
    from govern.evidence.verify.notes import LogKey

_Command = TypeVar("_Command", bound="Callable[..., object]")
endpoint_option = click.option(
    "--endpoint-url", metavar="URL",
    help="The store of --s3, when it is not Amazon's.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Heads that the log has to fit.

    Attributes:
        heads: Checkpoints that somebody kept.
        anchors: What the log, and files, say about who else knows it.
        told: What to say of them once the log fits.
    """

    heads: tuple[Checkpoint, ...]
    anchors: tuple[Anchored, ...]
    told: tuple[str, ...]

    @classmethod
    def gathered(
        cls, log: Log, key: LogKey | None, options: dict[str, Any], now: datetime
    ) -> Elsewhere:
        """Read what the options of `elsewhere_options` name.

        Raises:
            Error: it cannot be read, or does not hold by itself.
        """
        trust, repository, bucket = options["trust"], options["git"], options["s3"]
        if options["endpoint_url"] and not bucket:
            raise UsageError("--endpoint-url is about --s3, which is not given")
        heads = [Checkpoint.parse(text_of(one), path=one) for one in options["checkpoints"]]
        if repository:
            heads += _committed(repository, log.store.origin)
        anchors = _known_elsewhere(log, options["anchors"], trust)
        told = [one.text() for one in anchors]
        if options["folder"]:
            files = stored_checkpoints(CheckpointFolder(options["folder"]), log.store.origin, key)
            heads += [head for _, head in files]
            told.append(f"{len(files)} checkpoints are in {options['folder']}, and fit")
        if bucket:
            place = open_bucket(bucket, options["endpoint_url"])
            stored = stored_checkpoints(place, log.store.origin, key)
            require_stored(place, [one for one, _ in stored], anchors, now)
            heads += [head for _, head in stored]
            told.append(f"{len(stored)} checkpoints are in {bucket}, and fit")
        return cls(tuple(heads), tuple(anchors), tuple(told))


def elsewhere_options(command: _Command) -> _Command:
    """Add the options that `Elsewhere.gathered` reads."""
    return with_options(command, _OPTIONS)


_OPTIONS = (
    click.option("--checkpoint", "checkpoints", multiple=True, metavar="FILE",
                 help="A checkpoint that was kept elsewhere; repeatable."),
    click.option("--anchor", "anchors", multiple=True, metavar="FILE",
                 help="An anchor's record that was kept elsewhere; repeatable."),
    click.option("--git", metavar="REPO",
                 help="A repository with committed checkpoints; best a clone."),
    click.option("--folder", metavar="DIR",
                 help="A volume with checkpoints that `govern log anchor` wrote."),
    click.option("--s3", metavar="s3://BUCKET/PREFIX",
                 help="A bucket with checkpoints under object lock."),
    endpoint_option,
    click.option("--trust", metavar="FILE",
                 help="Public keys, and certificates of time-stamp authorities."),
)  # fmt: skip


def open_bucket(address: str, endpoint: str | None) -> LockedBucket:
    """Open a folder of a bucket, with the credentials that boto3 finds.

    Raises:
        UsageError: the address is none, or boto3 is not installed.
    """
    require_installed("a bucket needs", "s3", "boto3")
    from govern.evidence.object_lock import LockedBucket  # noqa: PLC0415 - an extra

    return LockedBucket(address, endpoint)


def _committed(repository: str, origin: str) -> list[Checkpoint]:
    from govern.evidence.git_history import GitHistory  # noqa: PLC0415 - few need it

    name = GitHistory.file_of(origin)
    versions = GitHistory(repository).versions(name)
    if not versions:
        raise UsageError(f"no commit holds {name}", path=repository)
    return [Checkpoint.parse(text, path=f"{commit}:{name}") for commit, text in versions]


def _known_elsewhere(log: Log, paths: tuple[str, ...], trust: str | None) -> list[Anchored]:
    """Return the anchors in the log and in files, each checked by itself."""
    from govern.evidence.anchoring import anchors_in  # noqa: PLC0415 - loads cryptography

    records = [(f"entry {index}", record) for index, record in anchors_in(log)]
    records += [(path, read_file(path)) for path in paths]
    if not records and not trust:
        return []
    from govern.evidence.verify.anchor import read_anchor  # noqa: PLC0415 - as above
    from govern.evidence.verify.trust import Trust  # noqa: PLC0415 - as above

    believed = Trust.parse(text_of(trust), path=trust) if trust else None
    return [read_anchor(record, believed, path) for path, record in records]
