"""`govern doctor`: what this installation can do, and what is missing."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import click
import orjson

import govern
from govern.cli.declaring import text_or_json
from govern.cli.options import policy_options
from govern.engine.factory import EngineSettings, open_engine
from govern.engine.interface import Value
from govern.errors import Error, UsageError
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


_EPILOG = """\b
Examples:
  govern doctor
  govern doctor --format json
  govern doctor --engine-diff deploy/ -p policies/
  govern doctor --engine-diff deploy/ --mutations 40 --seed 7

\b
Exit codes: 0 all is well, 1 the engines differ, 2 usage or configuration, 3 nothing was compared,
4 something that `govern check` needs does not work, or some answers could not be compared.
"""


@click.command("doctor", epilog=_EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@text_or_json("--format", "form", shows="For people, or for programs.")
@click.option(
    "--install-checkov", is_flag=True, help="First install Checkov for --scan, below the cache."
)
@click.option("--engine-diff", is_flag=True,
              help="Evaluate PATHs on both engines, and compare.")  # fmt: skip
@click.option("--mutations", type=click.IntRange(0, 100_000), default=0, metavar="N",
              help="Compare N changed copies of each input as well.")  # fmt: skip
@click.option("--seed", type=int, default=0, metavar="N",
              help="Which changes: the same seed makes the same ones.")  # fmt: skip
@click.option("--deadline", type=click.FloatRange(0.01, 3600), default=10.0, metavar="SECONDS",
              help="Longest evaluation of one document by one engine.")  # fmt: skip
@click.option("--opa-url", metavar="URL", help="The OPA to compare with; without it, `opa` is run.")
@policy_options
def command(paths: tuple[str, ...], form: str, install_checkov: bool, **options: Any) -> None:
    """Say what this installation can do, and what is missing.

    With --engine-diff, evaluate your policies over your inputs on both engines instead, and print
    every difference.
    """
    if install_checkov:
        # Only this needs the paths of other environments.
        from govern.facts.checkov.installation import install  # noqa: PLC0415 - as said

        install()
    if options.pop("engine_diff"):
        from govern.cli.engine_diff import compare  # noqa: PLC0415 - only this option needs it

        compare(paths, form, options)
    if paths:
        raise UsageError("inputs are read with --engine-diff only", path=paths[0])
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
