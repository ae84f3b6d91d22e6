"""What `govern admission manifests` and `register` share: the options, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from govern.cli.declaring import with_options
from govern.cli.files import read_file
from govern.cli.options import PolicyFlags, policy_options, policy_settings
from govern.configured import read_config
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from govern.model import JsonObject

_Command = TypeVar("_Command", bound="Callable[..., Any]")

name_option = click.option(
    "--name",
    default="govern",
    show_default=True,
    help="Name of the ValidatingWebhookConfiguration.",
)
kubeconfig_option = click.option(
    "--kubeconfig", metavar="FILE", help="Which cluster; as kubectl takes it."
)
context_option = click.option("--context", metavar="NAME", help="Which of its contexts.")

_OPTIONS = (
    name_option,
    click.option("--govern-namespace", default="govern-system", show_default=True,
                 help="Where govern runs; it is never asked about."),
    click.option("--service", default="govern", show_default=True, help="Its Service."),
    click.option("--service-account", default="govern", show_default=True,
                 help="Its ServiceAccount."),
    click.option("--url", metavar="URL", help="Where govern listens, instead of a Service."),
    click.option("--ca", metavar="FILE", help="PEM certificates that the API server is to trust."),
    click.option("--inject-from", metavar="NAMESPACE/NAME",
                 help="The cert-manager Certificate that fills in the authority."),
    click.option("--fail", is_flag=True, help="Deny requests while govern cannot be reached."),
    click.option("--timeout", default=3, show_default=True, type=int, metavar="SECONDS",
                 help="How long the API server waits."),
    click.option("--exclude-namespace", multiple=True, metavar="NAME",
                 help="Never ask about this namespace; repeatable."),
    click.option("--resource", multiple=True, metavar="GROUP/VERSION/PLURAL=KIND",
                 help="What the API server calls a kind of your own; repeatable."),
    click.option("--audit-only", is_flag=True, help="Every rule only watches."),
    click.option("--spare-owned", is_flag=True,
                 help="Leave out Pods that controllers make from objects that are judged."),
    policy_options,
)  # fmt: skip


def registration_options(command: _Command) -> _Command:
    """Add the options that say how the webhook is registered, and for which policies."""
    return with_options(command, _OPTIONS)


def computed_configuration(options: dict[str, Any], authority: bytes | None = None) -> JsonObject:
    """Return the ValidatingWebhookConfiguration that the options ask for.

    Args:
        options: Those of `registration_options`, by name.
        authority: PEM certificates to trust, instead of `--ca`.
    """
    from govern.admission.registration.configuration import (  # noqa: PLC0415 - loads the library
        RegistrationSettings,
        configuration,
    )
    from govern.policies.assembly import assemble  # noqa: PLC0415 - as above

    policy = PolicyFlags.taken_from(dict(options))  # it takes them out
    settings = RegistrationSettings(
        name=options["name"],
        namespace=options["govern_namespace"],
        service=options["service"],
        service_account=options["service_account"],
        url=options["url"],
        authority=authority if authority is not None else read_authority(options["ca"]),
        inject_from=options["inject_from"],
        fail=options["fail"],
        timeout=options["timeout"],
        excluded=options["exclude_namespace"],
        kinds=tuple(map(_kind, options["resource"])),
        audit_only=options["audit_only"],
        spare_owned=options["spare_owned"],
    )
    config, base = read_config(policy.config)
    return configuration(assemble(policy_settings(policy, config, base)), settings)


def read_authority(path: str | None) -> bytes:
    """Return a file of PEM certificates; nothing for no file.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    if path is None:
        return b""
    data = read_file(path)
    if b"-----BEGIN CERTIFICATE-----" not in data or b"PRIVATE KEY" in data:
        raise UsageError(
            "is not a file of certificates alone", path=path, hint="give the authority's PEM file"
        )
    return data


def _kind(text: str) -> Any:
    from govern.admission.registration.kinds import RegisteredKind  # noqa: PLC0415 - as above

    place, separator, kind = text.partition("=")
    parts = place.split("/")
    if not separator or not kind or len(parts) not in {2, 3} or "*" in text or not all(parts):
        raise UsageError(
            f"{text!r} describes no kind",
            hint="write GROUP/VERSION/PLURAL=KIND, such as example.com/v1/widgets=Widget",
        )
    group = parts[0] if len(parts) == 3 else ""
    return RegisteredKind(group, (parts[-2],), kind, (parts[-1],))
