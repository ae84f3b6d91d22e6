"""`govern evidence`: hand decisions to others, and check what others hand over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from govern.cli.evidence.reading import verified
from govern.cli.evidence.replay import command as replay
from govern.cli.files import text_of
from govern.cli.lazy_group import LazyGroup
from govern.model.unseen import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

_EPILOG = """\b
Examples:
  govern evidence export --since 2026-10-01 --until 2027-01-01 -o q4.tar.gz
  govern evidence export --framework soc2 --subject 'apps/v1/Deployment/*/api' -o soc2.tar.gz
  govern evidence export -o oci://registry.example/audit/payments:q4
  govern evidence reveal q4.tar.gz /metadata/labels/owner -o owner.json
  govern evidence verify q4.tar.gz --trust keys.txt     keys that came by another way
  govern evidence replay q4.tar.gz --trust keys.txt     decide again, as it was or by new policies
  govern evidence report q4.tar.gz --trust keys.txt -o q4.html
  govern evidence diff q3.tar.gz q4.tar.gz --trust keys.txt

\b
Exit codes: 0 it holds, 2 usage or configuration, 4 whole, but nobody said by whose keys,
5 it was changed.
"""


@click.group(
    "evidence",
    epilog=_EPILOG,
    cls=LazyGroup,
    lazy={
        "export": (".evidence.export", "Write the decisions of a period as a bundle."),
        "reveal": (".evidence.reveal", "Show one thing that an export has blacked out."),
        "diff": (".evidence.diff", "Say what changed between two bundles or logs."),
        "report": (".evidence.report", "Write what a bundle or a log shows."),
    },
)
def command() -> None:
    """Hand decisions to others, and check what others hand over."""


@command.command("verify")
@click.argument("path")
@click.option("--trust", metavar="FILE", help="Public keys that came by another way.")
@click.option("--allow-unsigned", is_flag=True, help="Accept records written without a key.")
@click.option("--checkpoint", "checkpoints", multiple=True, metavar="FILE",
              help="A checkpoint that was kept elsewhere. Repeatable.")  # fmt: skip
@click.option("--revealed", multiple=True, metavar="FILE",
              help="What was shown later of what is blacked out. Repeatable.")  # fmt: skip
def verify(
    path: str, trust: str | None, allow_unsigned: bool, checkpoints: tuple[str, ...],
    revealed: tuple[str, ...],
) -> None:  # fmt: skip
    """Verify a bundle, offline; the first file that does not hold is named."""
    found = verified(path, trust, allow_unsigned=allow_unsigned, checkpoints=checkpoints)
    counts = ", ".join(f"{count} {name}" for name, count in found.counts.items() if count)
    click.echo(f"{path}: entries {found.first} to {found.last - 1} of {found.origin} hold")
    click.echo(f"{counts}; {', '.join(f'{n} {word}' for word, n in found.decisions.items())}")
    if found.selection:
        left = ", ".join(f"{count} {kind}" for kind, count in found.left_out.items()) or "nothing"
        click.echo(f"only decisions about {found.selection.text()}; left out: {left}")
    if found.redaction:
        click.echo(f"blacked out: {visible(', '.join(found.redaction))}")
    for anchored in found.anchors:
        click.echo(anchored.text(found.first))
    for line in _revealed(path, revealed):
        click.echo(line)
    if not found.trusted:
        raise click.exceptions.Exit(4)


def _revealed(bundle: str, names: tuple[str, ...]) -> Iterator[str]:
    from govern.evidence.verify.revealed import verify_revealed  # noqa: PLC0415 - few bundles have it

    for name in names:
        for one in verify_revealed(bundle, text_of(name), name):
            said = visible(one.data.decode("utf-8", "backslashreplace").strip())
            yield f"{one.file}: the mark {one.mark} stands for {said}"


command.add_command(replay)
