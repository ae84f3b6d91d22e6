"""Line coverage by a real OPA: `opa test --coverage`, since a server does not count lines."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from govern.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.engine.settings import EngineSettings
    from govern.model import JsonObject, Module

Lines: TypeAlias = "dict[str, tuple[set[int], set[int]]]"

_INDEX = re.compile(r"m(\d{5})\.rego$")


def lines_of(
    modules: Sequence[Module],
    data: JsonObject,
    groups: Sequence[Sequence[str]],
    settings: EngineSettings,
) -> Lines:
    """Run the tests in `groups` and return, by path, the lines evaluated and those not.

    Raises:
        EngineError: there is no `opa` on PATH, or it fails.
    """
    program = shutil.which("opa")
    if program is None:
        raise EngineError("coverage needs `opa` on PATH", hint="or use the embedded engine")
    wanted = "|".join(re.escape(rule) for group in groups for rule in group)
    with tempfile.TemporaryDirectory(prefix="govern-opa-") as folder:
        _write(Path(folder), modules, data)
        command = [program, "test", "--bundle", folder, "--coverage", "--format=json"]
        done = subprocess.run(
            [*command, f"--run=^({wanted})$"] if len(wanted) < 100_000 else command,
            capture_output=True,
            check=False,
            timeout=settings.deadline * max(1, len(groups)),
        )
    try:
        report = orjson.loads(done.stdout)
    except orjson.JSONDecodeError as error:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        cause = words[-1][:300] if words else "it said nothing"
        raise EngineError("`opa test --coverage` failed", cause=cause) from error
    return _by_module(report, modules)


def _by_module(report: dict[str, Any], modules: Sequence[Module]) -> Lines:
    """Put OPA's names back; it lists a file of a bundle twice, once without lines."""
    lines: Lines = {}
    for path, one in report.get("files", {}).items():
        if found := _INDEX.search(path):
            covered, missed = lines.setdefault(modules[int(found[1])].path, (set(), set()))
            covered |= _lines(one.get("covered"))
            missed |= _lines(one.get("not_covered"))
    return lines


def _write(folder: Path, modules: Sequence[Module], data: JsonObject) -> None:
    versions = {}
    for index, module in enumerate(modules):
        name = f"m{index:05}.rego"
        (folder / name).write_text(module.text, encoding="utf-8")
        versions[f"/{name}"] = module.rego_version
    (folder / "data.json").write_bytes(orjson.dumps(data))
    manifest = {"roots": [""], "rego_version": 1, "file_rego_versions": versions}
    (folder / ".manifest").write_bytes(orjson.dumps(manifest))


def _lines(spans: list[dict[str, dict[str, int]]] | None) -> set[int]:
    return {
        row for span in spans or () for row in range(span["start"]["row"], span["end"]["row"] + 1)
    }
