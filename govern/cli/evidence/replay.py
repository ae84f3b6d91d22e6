"""`govern evidence replay`: make the decisions of a bundle again, also under other policies."""

from __future__ import annotations

from typing import Any

import click

from govern.cli.declaring import text_or_json
from govern.cli.evidence.reading import verified
from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import read_config

_EPILOG = """\b
Examples:
  govern evidence replay q4.tar.gz --trust keys.txt                   the same again, to the byte
  govern evidence replay q4.tar.gz --trust keys.txt --policy next/    what they would have said
  govern evidence replay q4.tar.gz --trust keys.txt --engine opa      what another engine says

\b
Exit codes: 0 as recorded, 1 something differs, 2 usage or configuration, 4 something was not
replayed, or nobody said by whose keys, 5 the bundle was changed.
"""


@click.command("replay", epilog=_EPILOG)
@click.argument("path")
@click.option("--trust", metavar="FILE", help="Public keys that came by another way.")
@click.option("--allow-unsigned", is_flag=True, help="Accept records written without a key.")
@click.option("--engine", type=click.Choice(["embedded", "opa"]),
              help="Decide with this engine, instead of the one that decided.")  # fmt: skip
@text_or_json("-o", "--output", "form", shows="What to write.")
@policy_options
def command(
    path: str, trust: str | None, allow_unsigned: bool, engine: str | None, form: str,
    **options: Any,
) -> None:  # fmt: skip
    """Make the decisions of a bundle again, from what it keeps of them.

    Without further options every decision must come out as it was recorded, byte by byte. With
    `--policy`, `--profile`, `--data` or `--config` other policies decide: the impact of a change,
    over what really happened.
    """
    from govern.evidence.replay.impact import Impact  # noqa: PLC0415 - loads the pipeline
    from govern.evidence.replay.replay import State, replay  # noqa: PLC0415 - as above
    from govern.policies.assembly import assemble  # noqa: PLC0415 - as above

    policies = None
    flags = PolicyFlags.taken_from(options)
    if flags.config or flags.policy or flags.profile or flags.data or not flags.builtin:
        config, base = read_config(flags.config or "none")
        policies = assemble(policy_settings(flags, config, base))
    found = verified(path, trust, allow_unsigned=allow_unsigned)
    decisions = list(replay(path, policies=policies, engine=engine))
    impact = Impact(path, decisions, policies.revision if policies else "", engine or "")
    click.echo(impact.as_json() if form == "json" else impact.as_text(), nl=False)
    if impact.states[State.DIFFERS]:
        raise click.exceptions.Exit(1)
    if impact.states[State.NOT_REPLAYED] or not found.trusted:
        raise click.exceptions.Exit(4)
