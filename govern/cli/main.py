"""`govern`: the root command, and the one place where errors become words and exit codes."""

from __future__ import annotations

import errno
import gc
import json
import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

import govern
from govern.cli import streams
from govern.cli.lazy_group import LazyGroup
from govern.errors import Error, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Command → (module below here, one line of help). A module is imported only when its command
# runs, so that `govern check` never pays for what `govern verify` needs.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "admission": (".cluster.admission", "Register the admission webhook, or take it away."),
    "approve": (".approvals.approve", "Sign that a decision may take effect."),
    "audit": (".cluster.audit", "Judge what already runs in a cluster."),
    "check": (".check", "Decide whether inputs are allowed."),
    "doctor": (".doctor", "Say what this installation can do, and what is missing."),
    "eval": (".eval", "Evaluate a Rego query, for debugging."),
    "evidence": (".evidence.group", "Hand decisions to others, and check what they hand over."),
    "explain": (".explain", "Explain a rule: what, why, and how to fix it."),
    "init": (".init", "Write a configuration, a CI job and a first policy."),
    "log": (".evidence.log", "Verify the evidence log, and prove its entries."),
    "observe": (".approvals.observe", "Record approvals given on GitHub or GitLab."),
    "policy": (".policy.group", "Look at policies; test, lint, bundle and sign them."),
    "promote": (".models.promote", "Set an alias of a model in MLflow, if that is allowed."),
    "reject": (".approvals.reject", "Sign that a decision must not take effect."),
    "request": (".approvals.request", "Ask people to approve a decision."),
    "revoke": (".approvals.revoke", "Take back an approval, a rejection or a waiver."),
    "sbom": (".verify.sbom", "Look at SBOMs: valid, complete, and what changed."),
    "serve": (".cluster.serve", "Serve the validating admission webhook."),
    "serve-mlflow": (".models.serve_mlflow", "Take back aliases in MLflow that are not allowed."),
    "sign": (".sign", "Sign files and images, or statements about them."),
    "trust": (".verify.trust", "Show whose signatures count; fetch a trusted root."),
    "verify": (".verify.group", "Verify signatures of files, models, attestations, images."),
    "waiver": (".approvals.waiver", "Accept findings for a time, with signatures."),
}

_AS_JSON = "govern.cli.main.as_json"
_COLLECT_AFTER = 50_000  # new objects

# Where output went is full or broken: a matter of the machine, not of our code.
_NO_DEFECT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})

_EPILOG = """\b
Examples:
  govern check deploy/                          decide on a folder of manifests
  terraform show -json plan.out | govern check --kind terraform_plan -
  govern check . --output text --output sarif=govern.sarif
  govern explain K020                           what a rule wants, and why

\b
Exit codes: 0 allowed, 1 denied, 2 usage or configuration, 3 nothing evaluated,
4 undecided or tool failure, 5 integrity failure.
"""


def _keep_form(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    context.meta[_AS_JSON] = value


def _show_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if not value:
        if context.meta[_AS_JSON]:
            raise UsageError("--json goes with --version", hint="commands have their own --output")
        return
    if context.meta[_AS_JSON]:
        from govern.cli.version import versions  # noqa: PLC0415 - loads the policies

        click.echo(json.dumps(versions(), indent=2))
    else:
        click.echo(f"govern, version {govern.__version__}")
    context.exit()


@click.command(
    cls=LazyGroup, lazy=_COMMANDS, epilog=_EPILOG, context_settings={"max_content_width": 100}
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit; with --json, also what it is made of.",
)
@click.option(
    "--json",
    "form",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_keep_form,
    help="With --version: engines, policies and schemas too.",
)
def cli() -> None:
    """One policy decision for CI and the cluster, with evidence that others can verify."""


def main() -> None:
    """Run the command line and exit with a code of the contract (docs/reference/exit-codes.md)."""
    # What a run reads and decides lives until its report, and has few cycles to be looked for.
    gc.set_threshold(_COLLECT_AFTER)
    streams.prepare()
    try:
        # Without standalone mode, click returns the code of `Exit` instead of raising it.
        code = cli.main(prog_name="govern", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        code = 2
    except Error as error:
        click.echo(f"govern: {error.diagnostics()}", err=True)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("govern: interrupted; nothing was decided", err=True)
        code = 130
    except BrokenPipeError:
        # Whoever read our output went away; what was decided was not delivered.
        streams.abandon_output()
        code = 4
    except OSError as error:
        code = _report_system(error)
    except Exception as error:  # noqa: BLE001 - the process border: a bug must not look like a denial
        code = _report_bug(error)
    # Python looks for cycles once more before it ends: 20 ms, of no use to anybody.
    gc.freeze()
    sys.exit(code)


def _report_system(error: OSError) -> int:
    """Say what the system refused; a file that we name ourselves has an error of its own."""
    if error.errno not in _NO_DEFECT:
        return _report_bug(error)
    streams.abandon_output()
    click.echo(
        f"govern: what was to be written could not be: {error.strerror}\n"
        "  next: make room, or write the output to another place",
        err=True,
    )
    return 4


def _report_bug(error: Exception) -> int:
    if os.environ.get("GOVERN_DEBUG"):
        traceback.print_exc()
    else:
        click.echo(
            f"govern: internal error: {type(error).__name__}\n"
            "  cause: this is a defect in govern, not in your input\n"
            "  next: run again with GOVERN_DEBUG=1 and report what it prints (it may hold values"
            " from your input)",
            err=True,
        )
    return 4
