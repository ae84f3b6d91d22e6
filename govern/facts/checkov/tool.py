"""Where Checkov is, and how it is run: without a network, a home, or the user's settings."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from govern.documents.render.isolation import Bounds, run_isolated
from govern.errors import EngineError, LimitExceeded
from govern.facts.checkov.installation import VERSION, installed

_OUTPUT_BYTES = 256 * 1024 * 1024
_COMPLAINT_CHARACTERS = 1_000_000
_HINT = (
    f"install it (`govern doctor --install-checkov`, or `pipx install checkov=={VERSION}`),"
    " or name it in GOVERN_CHECKOV"
)
# Neither updates, nor guidelines, nor modules are fetched; the network is denied besides.
_ENVIRONMENT = {
    "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true",
    "BC_SKIP_MAPPING": "TRUE",
    "LOG_LEVEL": "WARNING",
}
_ARGUMENTS = (
    *("--framework", "terraform_plan", "kubernetes"),
    *("--skip-download", "--compact", "--soft-fail", "--output", "json"),
)
_BROKEN = re.compile(r"Failed to run check (CKV\w+) on (\S+?):")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of Checkov left.

    Attributes:
        output: Its report, JSON.
        broken: Checks (id, file) that ended with an error of their own; no report lists them.
    """

    output: bytes
    broken: tuple[tuple[str, str], ...]


def find_checkov() -> str:
    """Return the path of Checkov: `$GOVERN_CHECKOV`, on PATH, or the one that govern installed.

    Raises:
        EngineError: there is none.
    """
    if named := os.environ.get("GOVERN_CHECKOV"):
        if found := shutil.which(named):
            return str(Path(found).absolute())
        raise EngineError(
            "there is no program at $GOVERN_CHECKOV", path=named, hint="correct it, or unset it"
        )
    if found := shutil.which("checkov") or installed():
        return str(Path(found).absolute())
    raise EngineError("Checkov was asked for and is not installed", hint=_HINT)


def run_checkov(checkov: str, folder: str, seconds: float) -> Run:
    """Run Checkov once over all plans and manifests in a folder.

    It runs in that folder, so that no `.checkov.yaml` of the user's repository can add code or
    leave out checks. Of its complaints only ids of checks are read: the rest may hold values.

    Raises:
        LimitExceeded: it took too long or wrote too much.
        EngineError: it could not be started, or failed.
    """
    command = (checkov, "--directory", folder, *_ARGUMENTS)
    # Its own folder, for a launcher that looks for the Python beside it.
    environment = {**_ENVIRONMENT, "PATH": str(Path(checkov).parent)}
    bounds = Bounds(seconds, _OUTPUT_BYTES, _COMPLAINT_CHARACTERS)
    try:
        done = run_isolated(command, bounds, environment=environment, folder=folder)
    except OSError as error:
        raise EngineError(
            "Checkov could not be started", path=checkov, cause=error.strerror, hint=_HINT
        ) from error
    if done.stopped:
        raise LimitExceeded(
            "Checkov was stopped",
            cause=done.stopped,
            hint="scan fewer inputs, or allow more with --scan-deadline",
        )
    if done.status:
        raise EngineError(
            "Checkov failed",
            path=checkov,
            cause=f"it ended with status {done.status}",
            hint=f"see whether `{checkov} --version` works; govern was tested with {VERSION}",
        )
    broken = {(check, Path(file).name) for check, file in _BROKEN.findall(done.complaint)}
    return Run(done.output, tuple(sorted(broken)))
