"""`govern log anchor`: lets somebody else know the head of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from govern.cli.evidence.elsewhere import endpoint_option, open_bucket
from govern.cli.evidence.log_place import LogPlace, log_options
from govern.cli.files import read_file, write_file
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.attest.signer import Signer
    from govern.evidence.anchoring import Kept
    from govern.evidence.log.log import Log

_WAYS = ("tsa", "git", "folder", "s3")


@click.command("anchor")
@click.option("--tsa", metavar="URL|FILE",
              help="A time-stamp authority, or its response to a checkpoint.")  # fmt: skip
@click.option("--git", metavar="REPO", help="Where to commit the checkpoint.")
@click.option("--folder", metavar="DIR",
              help="A volume that keeps files, to write the checkpoint to.")  # fmt: skip
@click.option("--s3", metavar="s3://BUCKET/PREFIX",
              help="Where to store the checkpoint, under object lock.")  # fmt: skip
@endpoint_option
@click.option("--retain-days", type=click.IntRange(1, 36500), metavar="N",
              help="With --s3: nobody can delete it for so long.")  # fmt: skip
@click.option("--lock", type=click.Choice(["compliance", "governance"]),
              help="With --s3: who may lift the lock: nobody (the default), or some.")  # fmt: skip
@click.option(
    "-o", "--output", metavar="FILE", help="Write the record here too, to keep elsewhere."
)
@log_options
def command(output: str | None, **options: Any) -> None:
    """Let somebody else know the head of the log, and write that into the log.

    Commits are made by your own git, which signs them if it is set to, and are not pushed.
    Buckets are spoken to with the credentials that boto3 finds.
    """
    _require_one_way(options)
    place = LogPlace.taken_from(options)
    if not place.signing_key:
        raise UsageError("the signing key is not named", hint="name it with --signing-key")
    if not place.log_key:
        raise UsageError("the log's key is not named", hint="name it with --log-key")
    from govern.attest.signing import open_signer  # noqa: PLC0415 - loads cryptography

    signer, log = open_signer(place.signing_key), place.open()
    kept = _anchored(log, signer, options, datetime.now(UTC))
    if output:
        write_file(output, kept.record)
    click.echo(f"entry {kept.entry}: {kept.anchored.text()}")


def _require_one_way(options: dict[str, Any]) -> None:
    if sum(options[one] is not None for one in _WAYS) != 1:
        raise UsageError("name one of --tsa, --git, --folder and --s3")
    if options["s3"] is None:
        for name in ("endpoint_url", "retain_days", "lock"):
            if options[name] is not None:
                flag = name.replace("_", "-")
                raise UsageError(f"--{flag} is about --s3, which is not given")
    elif options["retain_days"] is None:
        raise UsageError(
            "for how long the object has to be kept is not said",
            hint="name it with --retain-days; it cannot be shortened afterwards",
        )


def _anchored(log: Log, signer: Signer, options: dict[str, Any], now: datetime) -> Kept:
    from govern.evidence import anchoring  # noqa: PLC0415 - loads cryptography

    tsa = options["tsa"]
    if options["s3"]:
        return _in_bucket(log, signer, options, now)
    if options["folder"]:
        from govern.evidence.checkpoint_folder import CheckpointFolder  # noqa: PLC0415 - few need it

        return anchoring.anchor_in_folder(log, signer, CheckpointFolder(options["folder"]), now)
    if options["git"]:
        from govern.evidence.git_history import GitHistory  # noqa: PLC0415 - few need it

        return anchoring.anchor_in_git(log, signer, GitHistory(options["git"]), now)
    if "://" not in tsa:
        return anchoring.anchor_by_response(log, signer, read_file(tsa), now)
    from govern.evidence.timestamping import ask_authority  # noqa: PLC0415 - loads a network client

    return anchoring.anchor_in_time(log, signer, partial(ask_authority, tsa), now)


def _in_bucket(log: Log, signer: Signer, options: dict[str, Any], now: datetime) -> Kept:
    bucket = open_bucket(options["s3"], options["endpoint_url"])
    from govern.evidence.anchoring import anchor_in_bucket  # noqa: PLC0415 - loads cryptography
    from govern.evidence.object_lock import Lock  # noqa: PLC0415 - an extra
    from govern.evidence.verify.anchor import LockMode  # noqa: PLC0415 - loads cryptography

    until = (now + timedelta(days=options["retain_days"])).replace(microsecond=0)
    wanted = Lock(LockMode(options["lock"] or "compliance"), until)
    return anchor_in_bucket(log, signer, bucket, wanted, now)
