"""`govern doctor`: what this installation can do, and what is missing."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import click
import orjson

import govern
from govern.engine.factory import EngineSettings, open_engine
from govern.engine.interface import Value
from govern.errors import Error
from govern.policies.assembly import PolicySettings, assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXTRAS = {
    "opa-python-client": "opa: a real OPA server as the engine",
    "sigstore": "verify: keyless signatures",
    "securesystemslib": "sign: signing evidence with keys, PKCS#11 and KMS",
    "kubernetes": "cluster: auditing a running cluster",
    "uvicorn": "server: the admission webhook",
}
_TOOLS = {
    "opa": "the second engine, and the language's own tools",
    "kubectl": "rendering Kustomize folders",
    "helm": "rendering Helm charts",
    "cosign": "not needed; checks what govern signs",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `ok` is None when it is only missing and not needed."""

    name: str
    ok: bool | None
    detail: str


@click.command("doctor", epilog="\b\nExamples:\n  govern doctor\n  govern doctor --format json\n")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people, or for programs.",
)
@click.option(
    "--install-checkov", is_flag=True, help="First install Checkov for --scan, below the cache."
)
def command(form: str, install_checkov: bool) -> None:
    """Say what this installation can do, and what is missing.

    Exits 4 when something that `govern check` needs does not work.
    """
    if install_checkov:
        # Only this needs the paths of other environments.
        from govern.facts.checkov.installation import install  # noqa: PLC0415 - as said

        install()
    checks = [*_platform(), *_library(), *_optional()]
    if form == "json":
        rows = [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in checks]
        click.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
    else:
        words = {True: "ok  ", False: "FAIL", None: "-   "}
        for one in checks:
            click.echo(f"{words[one.ok]} {one.name}: {one.detail}")
    raise click.exceptions.Exit(4 if any(one.ok is False for one in checks) else 0)


def _platform() -> Iterator[Check]:
    yield Check("govern", True, govern.__version__)
    yield Check("python", sys.version_info >= (3, 11), platform.python_version())


def _library() -> Iterator[Check]:
    """Load the shipped rules and ask the engine a question that has one right answer."""
    try:
        policies = assemble(PolicySettings())
        with open_engine(policies, EngineSettings()) as engine:
            answer = engine.query("1 + 1", b"null")
            right = isinstance(answer, Value) and answer.value == 2
            name = f"{engine.name} {engine.version}"
    except Error as error:
        yield Check("engine and library", ok=False, detail=error.diagnostics())
        return
    yield Check("engine", right, name if right else f"{name}: 1 + 1 gave {answer}")
    yield Check("library", bool(policies.rules), f"{len(policies.rules)} rules are selected")


def _optional() -> Iterator[Check]:
    for package, purpose in _EXTRAS.items():
        extra = purpose.partition(":")[0]
        try:
            yield Check(package, ok=True, detail=f"{version(package)} ({purpose})")
        except PackageNotFoundError:
            hint = f"pip install 'govern-engine[{extra}]'"
            yield Check(package, ok=None, detail=f"not installed ({purpose}): {hint}")
    for tool, purpose in _TOOLS.items():
        path = shutil.which(tool)
        yield Check(tool, ok=True if path else None, detail=f"{path or 'not on PATH'} ({purpose})")
    yield _checkov()


def _checkov() -> Check:
    """Look for Checkov where --scan does."""
    from govern.facts.checkov.tool import find_checkov  # noqa: PLC0415 - only this runs tools

    try:
        return Check("checkov", ok=True, detail=f"{find_checkov()} (--scan checkov)")
    except Error as error:
        return Check("checkov", ok=None, detail=f"{error.message} (--scan checkov): {error.hint}")
