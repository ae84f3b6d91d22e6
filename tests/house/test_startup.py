"""Start-up is part of the product: a gate runs on every commit."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.surroundings import ROOT

# Each costs 20 ms to 1.5 s to import; the command that needs one imports it itself.
_HEAVY = (
    "regorus",
    "opa_client",
    "kubernetes",
    "sigstore",
    "cyclonedx",
    "cryptography",
    "securesystemslib",
    "pydantic",
    "jinja2",
    "jsonschema_rs",
    "boto3",
    "xml.etree",
    "asyncio",
)


def _loaded_by(statement: str) -> list[str]:
    script = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded: list[str] = json.loads(done.stdout)
    return [name for name in _HEAVY if name in loaded]


def test_the_command_line_loads_no_heavy_library() -> None:
    assert _loaded_by("import govern.cli.main") == []


def test_the_check_command_loads_no_heavy_library_until_it_is_needed() -> None:
    assert _loaded_by("import govern.cli.check") == []


def test_the_probe_sees_a_library_that_is_loaded() -> None:
    assert _loaded_by("import jinja2") != []
