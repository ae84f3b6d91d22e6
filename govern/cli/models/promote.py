"""`govern promote`: set an alias of a model in MLflow, if that is allowed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.approvals.gating import ApprovalGate, GateFlags, gate_options
from govern.cli.evidence.recording import RecordFlags, Recording, record_options
from govern.cli.models.mlflow_options import MlflowFlags, mlflow_options
from govern.cli.models.promoting import decided_on, promotion_settings
from govern.cli.options import PolicyFlags, policy_options, wants_colour
from govern.cli.outputs import Output, OutputType, check_outputs, write
from govern.cli.verify.verifying import FactSources, VerifyFlags, verify_options
from govern.configured import given, instant, read_config
from govern.decision import FailOn
from govern.model import Verdict
from govern.promotion.acting import set_alias
from govern.reporters import TextOptions
from govern.sources.mlflow.client import Client
from govern.sources.mlflow.names import VersionName, checked_alias
from govern.sources.mlflow.registry import ModelRegistry
from govern.sources.mlflow.version_folder import version_folder

if TYPE_CHECKING:
    from govern.config import Config
    from govern.pipeline import RunSettings

_EPILOG = """\b
Examples:
  govern promote fraud@7 --alias prod
  govern promote fraud@7 --alias prod --dry-run             decide, and set nothing
  govern promote fraud@7 --alias prod --profile eu-ai-act --record
  govern promote fraud@7 --alias prod --record --require-approval high --people people.toml

\b
The server is MLFLOW_TRACKING_URI; who asks is MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME
and MLFLOW_TRACKING_PASSWORD. Where neither --profile nor govern.toml names rules, they are those of
the profile ml-production. Rules see the alias as input.context.environment, unless told otherwise.

\b
Exit codes: 0 allowed and set, 1 denied, 2 usage or configuration, 3 nothing evaluated,
4 undecided, or version or alias changed meanwhile; nothing is then set.
"""


@click.command("promote", epilog=_EPILOG)
@click.argument("version", metavar="MODEL@VERSION")
@click.option("--alias", required=True, metavar="NAME", help="The alias to set, such as prod.")
@click.option("--dry-run", is_flag=True, help="Decide and report, and set nothing.")
@mlflow_options
@click.option("-o", "--output", "outputs", type=OutputType(), multiple=True,
              help="A report to write, as of `govern check`; repeatable.")  # fmt: skip
@click.option("--fail-on", type=click.Choice([level.value for level in FailOn]),
              help="The lowest severity that denies; `warn` makes warnings deny too.")  # fmt: skip
@click.option("--at", metavar="TIME", help="Decide as of this time (RFC 3339) instead of now.")
@click.option("-w", "--waivers", multiple=True, metavar="FILE", help="Waiver file; repeatable.")
@click.option("--environment", metavar="NAME", help="input.context.environment for rules.")
@click.option("--tier", metavar="NAME", help="input.context.tier for rules.")
@verify_options
@gate_options
@record_options
@policy_options
def command(version: str, alias: str, **options: Any) -> None:
    """Set an alias of a model in MLflow's registry, if that is allowed.

    Reads the version's tags, descriptions, metrics and files, makes one model card of them, and
    decides on it. Only if it is allowed, and nothing changed meanwhile, the alias is set.
    """
    name, alias = VersionName.parse(version), checked_alias(alias)
    mlflow = MlflowFlags.taken_from(options)
    policy, recording = PolicyFlags.taken_from(options), RecordFlags.taken_from(options)
    gating, verifying = GateFlags.taken_from(options), VerifyFlags.taken_from(options)
    flags = _Flags(alias=alias, **options)
    outputs = flags.outputs or (Output("text", None),)
    check_outputs(outputs)
    config, base = read_config(policy.config)
    settings = flags.settings(config, base, policy)
    records = Recording(recording.settings(config, base))
    gate = ApprovalGate(gating.joined(config, base), recording.log_in(config, base))
    facts = FactSources(verifying, config, base)
    client = Client(mlflow.address(os.environ), mlflow.seconds)
    with records, gate, facts, client:
        settings = gate.added_to(replace(settings, facts=facts.opened()))
        registry = ModelRegistry(client)
        with version_folder(
            registry, name, Path(mlflow.folder), most=mlflow.most_bytes, keep=mlflow.keep_files
        ) as folder:
            report, decided = decided_on(folder, settings, records, gate, dry_run=flags.dry_run)
        write(outputs, report, flags.text_options())
        if report.decision.verdict is Verdict.ALLOWED and not flags.dry_run:
            former = set_alias(registry, folder.registered, alias, decided)
            _say_set(name, alias, former)
        else:
            click.echo(f"govern: nothing was set; {alias} is as it was", err=True)
    raise click.exceptions.Exit(report.decision.exit_code)


def _say_set(name: VersionName, alias: str, former: str | None) -> None:
    before = f"before, it named {former}" if former else "it named no version before"
    click.echo(f"govern: {alias} of {name.model} now names version {name.version}; {before}",
               err=True)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flags:
    """What the command line says besides registry, policies and evidence."""

    alias: str
    dry_run: bool
    outputs: tuple[Output, ...]
    fail_on: str | None
    at: str | None
    waivers: tuple[str, ...]
    environment: str | None
    tier: str | None

    def settings(self, config: Config | None, base: Path, policy: PolicyFlags) -> RunSettings:
        """Join flags and file; what neither says is said for promotions."""
        inside = promotion_settings(policy, config, base)
        return replace(
            inside,
            waiver_files=(*inside.waiver_files, *self.waivers),
            environment=self.environment or inside.environment or self.alias,
            **given(
                fail_on=FailOn(self.fail_on) if self.fail_on else None,
                at=instant(self.at, "--at") if self.at else None,
                tier=self.tier,
            ),
        )

    def text_options(self) -> TextOptions:
        """Return how the text report is to look."""
        return TextOptions(
            color=wants_colour("auto"),
            width=shutil.get_terminal_size().columns,
            verbose=False,
            quiet=False,
        )
