"""`govern check`: decide whether inputs are allowed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.approvals.gating import ApprovalGate, GateFlags, gate_options
from govern.cli.evidence.recording import RecordFlags, Recording, record_options
from govern.cli.options import PolicyFlags, policy_options, policy_settings, wants_colour
from govern.cli.outputs import Output, OutputType, check_outputs, replace_file, write
from govern.cli.progress import Progress
from govern.cli.verify.report_options import ReportFlags, report_options
from govern.cli.verify.verifying import FactSources, VerifyFlags, verify_options
from govern.configured import given, instant, read_config, settings_in
from govern.decision import FailOn
from govern.documents.render.mode import RenderMode
from govern.errors import UsageError
from govern.model import Kind
from govern.model.document import READ_KINDS
from govern.pipeline import check
from govern.policies.baseline import write_baseline
from govern.reporters import TextOptions, names_passes

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.config import Config
    from govern.model import Report
    from govern.pipeline import Loaded, RunSettings
    from govern.policies.assembly import PolicySettings

_EPILOG = """\b
Examples:
  govern check deploy/
  govern check plan.json --source-root infra/ --output sarif=govern.sarif
  govern check models/fraud --profile ml-production --fail-on high
  kubectl get deploy -o yaml | govern check -
  govern check . --write-baseline baseline.json     accept what is there today
  govern check . --baseline baseline.json           and deny only what is new
  govern check bom.json --vulnerabilities grype.json --vex vex.json
  govern check deploy/ --record                     and keep a signed record of the decision
  govern check deploy/ --verify                     and look up who signed the images

\b
Exit codes: 0 allowed, 1 denied, 2 usage or configuration, 3 nothing evaluated, 4 undecided.
"""

_KINDS = [kind.value for kind in READ_KINDS]


@click.command("check", epilog=_EPILOG)
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("-o", "--output", "outputs", type=OutputType(), multiple=True,
              help="A report to write; repeatable. text, json, sarif, junit, github, gitlab, "
                   "markdown, html. Without a path, to standard output.")  # fmt: skip
@click.option("--kind", type=click.Choice(_KINDS), help="What every input is, instead of looking.")
@click.option("--fail-on", type=click.Choice([level.value for level in FailOn]),
              help="The lowest severity that denies; `warn` makes warnings deny too.")  # fmt: skip
@click.option("--at", metavar="TIME", help="Decide as of this time (RFC 3339) instead of now.")
@click.option("-w", "--waivers", multiple=True, metavar="FILE", help="Waiver file; repeatable.")
@click.option("--baseline", metavar="FILE", help="Accept the findings listed in this file.")
@click.option("--write-baseline", metavar="FILE", help="Write the findings of this run, and exit.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out paths on a walk.")
@click.option("--source-root", metavar="DIR", help="Folder of the .tf files of the plans.")
@click.option("--render", type=click.Choice([mode.value for mode in RenderMode]),
              help="Render Kustomize folders and Helm charts with tools on PATH.")  # fmt: skip
@click.option("--scan", type=click.Choice(["off", "checkov"]),
              help="Run Checkov over plans and manifests, without a network.")  # fmt: skip
@click.option("--scan-deadline", type=click.FloatRange(1, 86400), metavar="SECONDS",
              help="Longest run of Checkov; 600 unless told.")  # fmt: skip
@click.option("--import-checkov", multiple=True, metavar="FILE",
              help="Findings that Checkov wrote with `-o json`; repeatable.")  # fmt: skip
@click.option("--environment", metavar="NAME", help="input.context.environment for rules.")
@click.option("--tier", metavar="NAME", help="input.context.tier for rules.")
@click.option("--engine", type=click.Choice(["embedded", "opa"]), help="Which Rego engine.")
@click.option("--deadline", type=click.FloatRange(0.01, 3600), metavar="SECONDS",
              help="Longest evaluation of one document.")  # fmt: skip
@click.option("--mode", type=click.Choice(["enforce", "warn", "audit", "dry-run"]),
              default="enforce", help="What the decision is for: warn and audit end in 0 even when"
              " it denies; the record says so.")  # fmt: skip
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto",
              help="Colour the text report; auto: on a terminal.")  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="Show passes and skipped files too.")
@click.option("-q", "--quiet", is_flag=True, help="Show only what keeps the decision from allowed.")
@verify_options
@report_options
@gate_options
@record_options
@policy_options
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Decide whether inputs are allowed.

    Reads Kubernetes manifests, Terraform plans (JSON), model cards and SBOMs from files, folders
    or standard input (`-`), and tells what each is from its content.
    """
    if not paths and not options["import_checkov"]:
        raise UsageError(
            "nothing to check", hint="name files or folders, or `-` for standard input"
        )
    policy = PolicyFlags.taken_from(options)
    recording = RecordFlags.taken_from(options)
    gating = GateFlags.taken_from(options)
    verifying = VerifyFlags.taken_from(options)
    reports = ReportFlags.taken_from(options)
    flags = _Flags(**options)
    outputs = flags.outputs or (Output("text", None),)
    check_outputs(outputs)
    config, base = read_config(policy.config)
    settings = flags.settings(policy_settings(policy, config, base), config, base)
    recorded = recording.settings(config, base)
    verifying.refuse_network(settings.engine.opa_url, recorded.key if recorded else None)
    gate = ApprovalGate(gating.joined(config, base), recording.log_in(config, base))
    with FactSources(verifying, config, base) as sources, gate:
        given_reports = reports.sources(config, base, settings.limits)
        settings = gate.added_to(replace(settings, facts=(*sources.opened(), *given_reports)))
        shown = any(names_passes(one.format, flags.text_options()) for one in outputs)
        settings = replace(settings, hold_passes=shown or recorded is not None)
        if flags.write_baseline:
            _write_baseline(flags.write_baseline, _run(paths, settings))
            return
        with Recording(recorded) as records:
            settings = replace(settings, at=records.time_of_run(settings.at))
            report = _run(paths, settings, records.watch)
            gate.keep(report, records.recorder, use=flags.binding)
            records.keep(report, settings, flags.mode)
    write(outputs, report, flags.text_options())
    raise click.exceptions.Exit(flags.exit_code(report))


def _run(
    paths: tuple[str, ...],
    settings: RunSettings,
    watch: Callable[[Loaded], Loaded] = lambda loaded: loaded,
) -> Report:
    progress = Progress()
    report = check(paths, settings, progress, watch)
    progress.clear()
    return report


def _write_baseline(path: str, report: Report) -> None:
    text, count = write_baseline(report.decision.results)
    replace_file(Path(path), text)
    click.echo(f"govern: wrote {count} findings to {path}", err=True)


@dataclass(frozen=True, slots=True)
class _Flags:
    """What the command line says besides inputs and policies; None where it says nothing."""

    outputs: tuple[Output, ...]
    kind: str | None
    fail_on: str | None
    at: str | None
    waivers: tuple[str, ...]
    baseline: str | None
    write_baseline: str | None
    exclude: tuple[str, ...]
    source_root: str | None
    render: str | None
    scan: str | None
    scan_deadline: float | None
    import_checkov: tuple[str, ...]
    environment: str | None
    tier: str | None
    engine: str | None
    deadline: float | None
    mode: str
    color: str
    verbose: bool
    quiet: bool

    def settings(self, policy: PolicySettings, config: Config | None, base: Path) -> RunSettings:
        """Join flags and file: flags win where they say something, and lists add up."""
        inside = settings_in(config, base)
        checkov = None if self.scan is None else self.scan == "checkov"
        return replace(
            inside,
            policy=policy,
            engine=replace(inside.engine, **given(name=self.engine, deadline=self.deadline)),
            scan=replace(inside.scan, **given(checkov=checkov, seconds=self.scan_deadline)),
            waiver_files=(*inside.waiver_files, *self.waivers),
            exclude=(*inside.exclude, *self.exclude),
            **given(
                kind=Kind(self.kind) if self.kind else None,
                fail_on=FailOn(self.fail_on) if self.fail_on else None,
                at=instant(self.at, "--at") if self.at else None,
                baseline=self.baseline,
                source_root=self.source_root,
                import_checkov=self.import_checkov,
                render=RenderMode(self.render) if self.render else None,
                environment=self.environment,
                tier=self.tier,
            ),
        )

    @property
    def binding(self) -> bool:
        """Whether something happens or does not by this decision."""
        return self.mode == "enforce"

    def exit_code(self, report: Report) -> int:
        """Return the decision's exit code; a denial that is told, or written down, stops nothing.

        What could not be decided stays that: it says nothing about the inputs.
        """
        code = report.decision.exit_code
        if self.mode not in ("warn", "audit") or code != 1:
            return code
        click.echo(f"govern: denied, and not binding (--mode {self.mode})", err=True)
        return 0

    def text_options(self) -> TextOptions:
        """Return how the text report is to look."""
        return TextOptions(
            color=wants_colour(self.color),
            width=shutil.get_terminal_size().columns,
            verbose=self.verbose,
            quiet=self.quiet,
        )
