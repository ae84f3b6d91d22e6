"""`govern serve-mlflow`: take back aliases in MLflow that name what is not allowed."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from govern.cli.evidence.recording import RecordFlags, Recording, record_options
from govern.cli.models.mlflow_options import MlflowFlags, mlflow_options
from govern.cli.models.promoting import decided_on, promotion_settings
from govern.cli.options import PolicyFlags, policy_options
from govern.cli.verify.verifying import FactSources, VerifyFlags, verify_options
from govern.configured import given, read_config
from govern.decision import FailOn
from govern.errors import UsageError
from govern.promotion.history import Decided
from govern.sources.mlflow.client import Client
from govern.sources.mlflow.names import checked_alias
from govern.sources.mlflow.registry import ModelRegistry
from govern.sources.mlflow.version_folder import version_folder

if TYPE_CHECKING:
    from govern.evidence.recorder import RecordSettings
    from govern.pipeline import RunSettings
    from govern.promotion.guard import Guard
    from govern.promotion.serving import Listening
    from govern.sources.mlflow.version_folder import VersionFolder

_SECRET = "GOVERN_MLFLOW_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
_SHORTEST = 16  # characters of a secret
_EPILOG = """\b
Examples:
  govern serve-mlflow --alias prod --secret-file secret --tls-cert tls.crt --tls-key tls.key
  govern serve-mlflow --alias prod --alias canary --plain-http --port 8444      behind a proxy

\b
MLflow sends model_version_alias.created to https://HOST:PORT/mlflow, signed with the secret.
The alias is set by then: it is judged, and where that is not allowed it names the version it named
before again, or nothing. To decide before it is set: govern promote.
"""


@click.command("serve-mlflow", epilog=_EPILOG)
@click.option("--alias", "aliases", required=True, multiple=True, metavar="NAME",
              help="An alias to guard; repeatable.")  # fmt: skip
@click.option("--secret-file", "secret_files", multiple=True, metavar="FILE",
              help=f"Holds the webhook's secret; several while one replaces another. "
                   f"Default: {_SECRET}.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8444, show_default=True, help="Port to listen on; 0 for any.")
@click.option("--metrics-port", type=click.IntRange(0, 65_535), metavar="PORT",
              help="Port of GET /metrics, without TLS. Default: none.")  # fmt: skip
@click.option("--tls-cert", metavar="FILE", help="Certificate chain, PEM.")
@click.option("--tls-key", metavar="FILE", help="Its private key, PEM.")
@click.option("--plain-http", is_flag=True, help="Without TLS, behind a proxy that ends it.")
@click.option("--every", default=3600.0, show_default=True, type=click.FloatRange(0, 604_800),
              metavar="SECONDS",
              help="Look so often at all guarded aliases, and at the start; 0: never.")  # fmt: skip
@mlflow_options
@click.option("--fail-on", type=click.Choice([level.value for level in FailOn]),
              help="The lowest severity that denies; `warn` makes warnings deny too.")  # fmt: skip
@click.option("-w", "--waivers", multiple=True, metavar="FILE", help="Waiver file; repeatable.")
@click.option("--environment", metavar="NAME", help="input.context.environment for rules.")
@click.option("--tier", metavar="NAME", help="input.context.tier for rules.")
@verify_options
@record_options
@policy_options
def command(**options: Any) -> None:
    """Take back aliases in MLflow's registry that name what is not allowed."""
    try:
        from govern.promotion import serving  # noqa: PLC0415 - an extra, and 0.3 s
    except ModuleNotFoundError as error:
        raise UsageError(
            f"`govern serve-mlflow` needs {error.name}", hint="pip install govern-engine[server]"
        ) from error
    from govern.admission.journal import Journal  # noqa: PLC0415 - as above
    from govern.promotion.deliveries import Deliveries  # noqa: PLC0415 - as above
    from govern.promotion.metrics import PromotionMetrics  # noqa: PLC0415 - as above
    from govern.promotion.receiver import Receiver, Worker  # noqa: PLC0415 - as above

    aliases = frozenset(checked_alias(one) for one in options.pop("aliases"))
    secrets, every = _secrets(options.pop("secret_files")), options.pop("every")
    listening, journal = _listening(options), Journal()
    mlflow = MlflowFlags.taken_from(options)
    policy, recording = PolicyFlags.taken_from(options), RecordFlags.taken_from(options)
    verifying = VerifyFlags.taken_from(options)
    config, base = read_config(policy.config)
    settings = _settings(promotion_settings(policy, config, base), options)
    record = recording.settings(config, base)
    with (
        Recording(record),  # keys and log must open before anything is judged
        FactSources(verifying, config, base) as facts,
        Client(mlflow.address(os.environ), mlflow.seconds) as client,
    ):
        settings = replace(settings, facts=facts.opened())
        guard = _guard(ModelRegistry(client), mlflow, settings, record)
        metrics = PromotionMetrics()
        worker = Worker(guard, aliases, every or None, journal, metrics)
        receiver = Receiver(Deliveries(secrets), worker, journal, metrics)
        serving.serve(listening, receiver, journal)


def _guard(
    registry: ModelRegistry,
    mlflow: MlflowFlags,
    settings: RunSettings,
    record: RecordSettings | None,
) -> Guard:
    from govern.promotion.guard import Guard  # noqa: PLC0415 - beside its only use

    def decide(folder: VersionFolder, alias: str) -> Decided:
        within = replace(settings, environment=settings.environment or alias)
        with Recording(record) as records:
            return decided_on(folder, within, records)[1]

    def undecided() -> Decided:
        at = datetime.now(UTC)
        return Decided(verdict="undecided", decision="", policy_revision="", content="", at=at)

    fetch = partial(
        version_folder, registry, parent=Path(mlflow.folder), most=mlflow.most_bytes,
        keep=mlflow.keep_files,
    )  # fmt: skip
    return Guard(registry=registry, fetch=fetch, decide=decide, undecided=undecided)


def _settings(settings: RunSettings, options: dict[str, Any]) -> RunSettings:
    return replace(
        settings,
        waiver_files=(*settings.waiver_files, *options["waivers"]),
        **given(
            fail_on=FailOn(options["fail_on"]) if options["fail_on"] else None,
            environment=options["environment"],
            tier=options["tier"],
        ),
    )


def _secrets(files: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the secrets that may have signed; their values are never shown."""
    found = []
    for file in files:
        try:
            found.append(Path(file).read_bytes().strip())
        except OSError as error:
            raise UsageError(
                "the webhook's secret cannot be read", path=file, cause=error.strerror
            ) from error
    if not files and os.environ.get(_SECRET):
        found.append(os.environ[_SECRET].encode())
    if not found:
        raise UsageError("the webhook's secret is not named", hint=f"--secret-file, or {_SECRET}")
    if any(len(one) < _SHORTEST for one in found):
        raise UsageError(
            f"the webhook's secret has less than {_SHORTEST} characters",
            hint="openssl rand -hex 32 > secret",
        )
    return tuple(found)


def _listening(options: dict[str, Any]) -> Listening:
    from govern.admission.certificates import CertificateFiles, Certificates  # noqa: PLC0415 - slow
    from govern.promotion.serving import Listening  # noqa: PLC0415 - an extra

    certificate, key = options.pop("tls_cert"), options.pop("tls_key")
    host, port, plain = options.pop("host"), options.pop("port"), options.pop("plain_http")
    metrics_port = options.pop("metrics_port")
    if plain == bool(certificate and key) or bool(certificate) != bool(key):
        raise UsageError(
            "deliveries are taken over TLS, or in plain HTTP behind a proxy",
            hint="--tls-cert and --tls-key together, or --plain-http",
        )
    if plain:
        return Listening(host, port, None, metrics_port)
    files = CertificateFiles(certificate=Path(certificate), key=Path(key))
    return Listening(host, port, Certificates(files), metrics_port)
