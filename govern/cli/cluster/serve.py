"""`govern serve`: the validating admission webhook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.evidence.recording import RecordFlags, record_options
from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import below, given, read_config
from govern.decision import FailOn
from govern.errors import UsageError

if TYPE_CHECKING:
    from govern.admission.certificates import CertificateFiles
    from govern.admission.judge import JudgeSettings
    from govern.admission.namespaces import NamespaceReader
    from govern.admission.policy_feed import PolicyFeed
    from govern.admission.server import ServerSettings
    from govern.config import Config
    from govern.evidence.recorder import RecordSettings
    from govern.policies.assembly import PolicySettings

_EPILOG = """\b
Examples:
  govern serve --tls-cert tls.crt --tls-key tls.key
  govern serve --tls-cert tls.crt --tls-key tls.key --profile ml-production --children 4
  govern serve --tls-cert tls.crt --tls-key tls.key --audit-only    watch, and deny nothing

\b
The API server calls POST /enforce (rules that deny) and POST /audit (rules that warn or run dry).
Probes: GET /healthz and /readyz on either port; Prometheus metrics: GET /metrics on --metrics-port.
SIGTERM drains: not ready any more, and serving for --drain seconds longer.
"""

_CLUSTER = "cluster"  # as --namespaces


@click.command("serve", epilog=_EPILOG)
@click.option("--tls-cert", required=True, metavar="FILE", help="Certificate chain, PEM.")
@click.option("--tls-key", required=True, metavar="FILE", help="Its private key, PEM.")
@click.option("--tls-ca", metavar="FILE", help="Its authority, to watch its expiry.")
@click.option("--client-ca", metavar="FILE", help="Take calls only from clients of this authority.")
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on.")  # noqa: S104 - a pod cannot know its own
@click.option("--port", default=8443, show_default=True, help="Port of the webhook; 0 for any.")
@click.option("--metrics-port", default=8080, show_default=True,
              help="Port of metrics and probes, without TLS; -1 for none.")  # fmt: skip
@click.option("--children", default=2, show_default=True, type=click.IntRange(1, 64),
              help="Processes that judge; one for each core.")  # fmt: skip
@click.option("--queue", default=256, show_default=True, type=click.IntRange(1, 10_000),
              help="Reviews that may wait for one.")  # fmt: skip
@click.option("--deadline", default=2.5, show_default=True, type=click.FloatRange(0.05, 29),
              metavar="SECONDS", help="Longest judgement of one review.")  # fmt: skip
@click.option("--drain", default=10.0, show_default=True, type=click.FloatRange(0, 600),
              metavar="SECONDS", help="Go on serving for so long after SIGTERM.")  # fmt: skip
@click.option("--refresh", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600),
              metavar="SECONDS",
              help="Look so often for new certificates and policies.")  # fmt: skip
@click.option("--policy-poll", default=60.0, show_default=True, type=click.FloatRange(1, 86_400),
              metavar="SECONDS",
              help="Look so often for new policy bundles in registries (oci://…).")  # fmt: skip
@click.option("--verify-images/--no-verify-images", default=None,
              help="Verify who signed the images of reviews, in the background.")  # fmt: skip
@click.option("--pending", default="deny", show_default=True,
              type=click.Choice(["deny", "wait", "allow"]),
              help="What to answer while an image is being verified.")  # fmt: skip
@click.option("--offline", is_flag=True,
              help="Use no registry at all; what needs one is undecided.")  # fmt: skip
@click.option("--audit-only", is_flag=True, help="Every rule only watches; nothing is denied.")
@click.option("--fail-on", type=click.Choice([level.value for level in FailOn]),
              help="The lowest severity that denies.")  # fmt: skip
@click.option("-w", "--waivers", multiple=True, metavar="FILE", help="Waiver file; repeatable.")
@click.option("--namespaces", multiple=True, metavar="WHERE",
              help="Namespaces that rules may look at: a manifest, or `cluster` to ask the API "
                   "server; repeatable.")  # fmt: skip
@click.option("--environment", metavar="NAME", help="input.context.environment for rules.")
@click.option("--tier", metavar="NAME", help="input.context.tier for rules.")
@click.option("--record-allows", default=0.0, show_default=True, type=click.FloatRange(0, 1),
              metavar="SHARE",
              help="Record this share of what is allowed, too.")  # fmt: skip
@click.option("--record-messages", is_flag=True,
              help="Record what rules say and where, not only titles; redacted.")  # fmt: skip
@click.option("--otlp-endpoint", metavar="URL",
              help="Send traces there (OTLP/HTTP); OTEL_* variables are heeded.")  # fmt: skip
@record_options
@policy_options
def command(**options: Any) -> None:
    """Serve the validating admission webhook.

    It gives the same answers as `govern check` for the same objects, and always in time: what
    cannot be decided is answered by each rule's own failure policy.
    """
    try:
        from govern.admission import server  # noqa: PLC0415 - an extra, and 0.3 s
    except ModuleNotFoundError as error:
        raise UsageError(
            f"`govern serve` needs {error.name}", hint="pip install govern-engine[server]"
        ) from error
    from govern.admission.hot_facts import Pending  # noqa: PLC0415 - as above
    from govern.cli.cluster.serving_images import images_of  # noqa: PLC0415 - as above

    recording = RecordFlags.taken_from(options)
    flags = PolicyFlags.taken_from(options)
    settings, feed = _settings(flags, recording, options)
    images = images_of(flags.config, options, Pending(options["pending"]))
    server.serve(settings, feed, images, _namespaces(options["namespaces"]))


def _settings(
    policy: PolicyFlags, recording: RecordFlags, options: dict[str, Any]
) -> tuple[ServerSettings, PolicyFeed]:
    from govern.admission.server import ServerSettings  # noqa: PLC0415 - an extra
    from govern.admission.service import ServiceSettings  # noqa: PLC0415 - as above
    from govern.admission.tracing import is_wanted  # noqa: PLC0415 - as above

    config, base = read_config(policy.config)
    record = _record(recording.settings(config, base), options)
    judge = _judge(config, options, records=record is not None)
    waivers = (*(below(base, config.waivers.files) if config else ()), *options["waivers"])
    service = ServiceSettings(
        children=options["children"],
        queue=options["queue"],
        deadline=options["deadline"],
        judge=judge,
    )
    settings = ServerSettings(
        certificates=_certificates(options),
        host=options["host"],
        port=options["port"],
        metrics_port=options["metrics_port"] if options["metrics_port"] >= 0 else None,
        refresh=options["refresh"],
        drain=options["drain"],
        service=service,
        record=record,
        traces=is_wanted(options["otlp_endpoint"], os.environ),
        otlp_endpoint=options["otlp_endpoint"],
    )
    policies = policy_settings(policy, config, base)
    return settings, _feed(policies, waivers, judge, options)


def _judge(config: Config | None, options: dict[str, Any], *, records: bool) -> JudgeSettings:
    from govern.admission.judge import JudgeSettings, Keeping  # noqa: PLC0415 - an extra

    found = config.model_dump() if config else {}
    fail_on = options["fail_on"] or found.get("fail_on")
    context = found.get("context", {})
    keeping = Keeping(allows=options["record_allows"], messages=options["record_messages"])
    return JudgeSettings(
        keeping=keeping if records else None,
        audit_only=options["audit_only"],
        environment=options["environment"] or context.get("environment"),
        tier=options["tier"] or context.get("tier"),
        **given(fail_on=FailOn(fail_on) if fail_on else None),
    )


def _certificates(options: dict[str, Any]) -> CertificateFiles:
    from govern.admission.certificates import CertificateFiles  # noqa: PLC0415 - an extra

    return CertificateFiles(
        certificate=Path(options["tls_cert"]),
        key=Path(options["tls_key"]),
        authority=Path(options["tls_ca"]) if options["tls_ca"] else None,
        clients=Path(options["client_ca"]) if options["client_ca"] else None,
    )


def _feed(
    policies: PolicySettings,
    waivers: tuple[str, ...],
    judge: JudgeSettings,
    options: dict[str, Any],
) -> PolicyFeed:
    """Files are followed, and registries polled where bundles lie there."""
    from govern.admission.policy_feed import FileFeed  # noqa: PLC0415 - an extra
    from govern.admission.registry_feed import (  # noqa: PLC0415 - as above
        RegistryFeed,
        remote_sources,
    )

    remote = remote_sources(policies)
    manifests = tuple(one for one in options["namespaces"] if one != _CLUSTER)
    if remote and options["offline"]:
        hint = "govern policy pull, and name the file"
        raise UsageError("--offline forbids policies in a registry", path=remote[0], hint=hint)
    if remote:
        poll = options["policy_poll"]
        return RegistryFeed(policies, waivers, judge, poll, namespaces=manifests)
    return FileFeed(policies, waivers, judge, manifests)


def _namespaces(given_as: tuple[str, ...]) -> NamespaceReader | None:
    """Return how the API server is asked for Namespaces, if it is to be.

    What it asks with is looked for when it is asked: a cluster that is away keeps nothing from
    starting.
    """
    if _CLUSTER not in given_as:
        return None
    from govern.admission.cluster.namespaces import (  # noqa: PLC0415 - an extra
        ClusterNamespaces,
    )

    return ClusterNamespaces()


def _record(settings: RecordSettings | None, options: dict[str, Any]) -> RecordSettings | None:
    """Refuse what cannot work; whether the log can be opened is the writer's to find out.

    A log that is away must not keep the webhook from starting.
    """
    if settings is None:
        if options["record_allows"] or options["record_messages"]:
            raise UsageError("--record-allows and --record-messages need --record")
        return None
    if not settings.log or not settings.origin:
        raise UsageError(
            "there is nowhere to record decisions",
            hint="name `log` and `origin` in [evidence] of govern.toml, or --log and --log-origin",
        )
    if not settings.unsigned and not (settings.key and settings.log_key):
        raise UsageError(
            "there is no key to sign records with",
            hint="--signing-key and --log-key, or --record-unsigned",
        )
    return settings
