"""`govern audit`: judge what already runs."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.evidence.recording import RecordFlags, Recording, record_options
from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.cli.outputs import replace_file
from govern.cli.progress import Progress
from govern.cli.verify.verifying import FactSources, VerifyFlags, verify_options
from govern.configured import given, read_config, settings_in
from govern.decision import FailOn
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.admission.audit.audit import Audit
    from govern.config import Config
    from govern.pipeline import RunSettings
    from govern.policies.policy_set import PolicySet

_EPILOG = """\b
Examples:
  govern audit --cluster
  govern audit --cluster --context prod -n payments -o json=audit.json
  govern audit --cluster --write-reports openreports     and PolicyReports in the cluster
  govern audit --from dump.yaml                          what `kubectl get … -o yaml` wrote

\b
It reads with the rights of the kubeconfig, or of the pod's service account: list on what the rules
are about. What it may not list is undecided. What the cluster does not serve is passed over.
Exit codes: 0 allowed, 1 denied, 2 usage or configuration, 3 nothing evaluated, 4 undecided.
"""
_OF_CLUSTERS = (
    "kubeconfig", "context", "in_namespace", "exclude_namespace", "exclude_kind", "write_reports",
)  # fmt: skip
_FORMATS = ("text", "json", "openreports", "wgpolicyk8s")


@click.command("audit", epilog=_EPILOG)
@click.option("--cluster", is_flag=True, help="Judge what runs in a cluster.")
@click.option("--from", "dumps", multiple=True, metavar="FILE",
              help="Judge a dump of a cluster instead (YAML or JSON); repeatable.")  # fmt: skip
@click.option("--kubeconfig", metavar="FILE", help="Which cluster; as kubectl takes it.")
@click.option("--context", metavar="NAME", help="Which of its contexts.")
@click.option("-n", "--in-namespace", multiple=True, metavar="NAME",
              help="Look into this namespace alone; repeatable.")  # fmt: skip
@click.option("--exclude-namespace", multiple=True, metavar="NAME",
              help="Leave this namespace out; repeatable.")  # fmt: skip
@click.option("--exclude-kind", multiple=True, metavar="KIND",
              help="Leave this kind out (Secret, or secrets); repeatable.")  # fmt: skip
@click.option("-o", "--output", "outputs", multiple=True, metavar="FORMAT[=PATH]",
              help="text, json, openreports or wgpolicyk8s; repeatable.")  # fmt: skip
@click.option("--write-reports", type=click.Choice(_FORMATS[2:]),
              help="Write PolicyReports of this kind into the cluster.")  # fmt: skip
@click.option("--report-limit", default=500, show_default=True, type=click.IntRange(0, 2000),
              help="Most results in one PolicyReport.")  # fmt: skip
@click.option("--fail-on", type=click.Choice([level.value for level in FailOn]),
              help="The lowest severity that denies.")  # fmt: skip
@click.option("-w", "--waivers", multiple=True, metavar="FILE", help="Waiver file; repeatable.")
@click.option("--baseline", metavar="FILE", help="Accept the findings listed in this file.")
@click.option("--environment", metavar="NAME", help="input.context.environment for rules.")
@click.option("--tier", metavar="NAME", help="input.context.tier for rules.")
@click.option("-v", "--verbose", is_flag=True, help="Show every finding.")
@verify_options
@record_options
@policy_options
def command(**options: Any) -> None:
    """Judge what already runs, by the rules that guard the door today.

    Reads page by page and holds findings alone, so that a large cluster needs little memory.
    """
    policy = PolicyFlags.taken_from(options)
    recording = RecordFlags.taken_from(options)
    verifying = VerifyFlags.taken_from(options)
    _refuse_contradictions(options)
    outputs = tuple(map(_output, options["outputs"] or ("text",)))
    if sum(path is None for _, path in outputs) > 1:
        raise UsageError("two reports cannot share standard output", hint="give one a path")
    config, base = read_config(policy.config)
    settings = _settings(policy, config, base, options)
    recorded = recording.settings(config, base)
    verifying.refuse_network(settings.engine.opa_url, recorded.key if recorded else None)
    with FactSources(verifying, config, base) as sources, Recording(recorded) as records:
        at = records.time_of_run(settings.at)
        settings = replace(settings, at=at, facts=sources.opened())
        found = _audited(options, settings)
        _keep(records, found, settings)
    _write(outputs, found, options)
    if options["write_reports"]:
        _deliver(found, options)
    raise click.exceptions.Exit(found.report.decision.exit_code)


def _refuse_contradictions(options: dict[str, Any]) -> None:
    if options["cluster"] is bool(options["dumps"]):
        raise UsageError(
            "say what to audit: a cluster, or a dump of one", hint="--cluster, or --from FILE"
        )
    for name in _OF_CLUSTERS:
        if options["dumps"] and options[name]:
            raise UsageError(f"--{name.replace('_', '-')} speaks of a cluster; --from reads a file")


def _output(text: str) -> tuple[str, str | None]:
    form, _, path = text.partition("=")
    if form not in _FORMATS:
        raise UsageError(f"{form!r} is none of {', '.join(_FORMATS)}")
    if path and not Path(path).parent.is_dir():
        raise UsageError("the folder for a report does not exist", path=path)
    return form, path or None


def _settings(
    policy: PolicyFlags, config: Config | None, base: Path, options: dict[str, Any]
) -> RunSettings:
    inside = settings_in(config, base)
    return replace(
        inside,
        policy=policy_settings(policy, config, base),
        waiver_files=(*inside.waiver_files, *options["waivers"]),
        **given(
            fail_on=FailOn(options["fail_on"]) if options["fail_on"] else None,
            baseline=options["baseline"],
            environment=options["environment"],
            tier=options["tier"],
        ),
    )


def _audited(options: dict[str, Any], settings: RunSettings) -> Audit:
    from govern.admission.audit.audit import audit  # noqa: PLC0415 - loads the engine
    from govern.policies.assembly import assemble  # noqa: PLC0415 - as above

    policies = assemble(settings.policy)
    progress = Progress(unit="objects")
    if options["dumps"]:
        from govern.model import Kind  # noqa: PLC0415 - as above
        from govern.pipeline import intake_of  # noqa: PLC0415 - as above

        dumps = options["dumps"]
        intake = intake_of(dumps, replace(settings, kind=Kind.KUBERNETES))
        found = audit(policies, intake, settings, ", ".join(dumps), progress=progress)
    else:
        found = _of_cluster(policies, options, settings, progress)
    progress.clear()
    return found


def _of_cluster(
    policies: PolicySet, options: dict[str, Any], settings: RunSettings, progress: Progress
) -> Audit:
    from govern.admission.audit.audit import audit_cluster  # noqa: PLC0415 - loads the engine
    from govern.admission.audit.live import LiveObjects  # noqa: PLC0415 - as above
    from govern.admission.cluster.client import ClusterClient  # noqa: PLC0415 - an extra

    live = LiveObjects(
        ClusterClient(options["kubeconfig"], options["context"]),
        policies.rules,
        namespaces=tuple(dict.fromkeys(options["in_namespace"])),
        without=frozenset(options["exclude_namespace"]),
        without_kinds=frozenset(options["exclude_kind"]),
    )
    return audit_cluster(live, policies, settings, progress)


def _keep(records: Recording, found: Audit, settings: RunSettings) -> None:
    if records.recorder is None or settings.at is None:
        return
    from govern.evidence.ci import ci_run  # noqa: PLC0415 - most audits record nothing
    from govern.evidence.record import Mode  # noqa: PLC0415 - as above

    now = datetime.now(UTC)
    done = records.recorder.record(
        found.report, settings.at, ci_run(os.environ), now, mode=Mode.AUDIT
    )
    unsigned = "" if done.signed else ", UNSIGNED: nobody vouches for it"
    click.echo(
        f"govern: recorded as entry {done.index} of the log, sha256 {done.sha256}{unsigned}",
        err=True,
    )


def _write(
    outputs: tuple[tuple[str, str | None], ...], found: Audit, options: dict[str, Any]
) -> None:
    for form, path in outputs:
        text = _rendered(form, found, options)
        if path is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            replace_file(Path(path), text)


def _rendered(form: str, found: Audit, options: dict[str, Any]) -> str:
    from govern.admission.audit.audit_json import audit_json  # noqa: PLC0415 - as needed
    from govern.admission.audit.policy_reports import (  # noqa: PLC0415 - as needed
        FORMS,
        policy_reports,
        report_list,
    )
    from govern.admission.audit.summary import audit_text  # noqa: PLC0415 - as needed

    if form == "json":
        return audit_json(found)
    if form == "text":
        return audit_text(found, verbose=options["verbose"])
    return report_list(policy_reports(found, FORMS[form], options["report_limit"]))


def _deliver(found: Audit, options: dict[str, Any]) -> None:
    from govern.admission.audit.delivery import deliver  # noqa: PLC0415 - as needed
    from govern.admission.audit.policy_reports import FORMS, policy_reports  # noqa: PLC0415 - above
    from govern.admission.cluster.client import ClusterClient  # noqa: PLC0415 - an extra

    form = FORMS[options["write_reports"]]
    # What was not looked at is not stale.
    within = None if not options["in_namespace"] else frozenset(options["in_namespace"])
    done = deliver(
        ClusterClient(options["kubeconfig"], options["context"]),
        policy_reports(found, form, options["report_limit"]),
        form,
        within=within,
        without=frozenset(options["exclude_namespace"]),
        keep_stale=found.incomplete,
    )
    click.echo(f"govern: {done}", err=True)
