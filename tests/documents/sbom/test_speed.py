"""A large BOM is validated and read quickly; a second of its own would be felt in every CI run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.documents.sbom.builders import cyclonedx, library
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_COMPONENTS = 5000
_MOST_SECONDS = 0.5  # of processor time, since a busy machine is no defect
# In a process of its own, which no coverage measurement slows down.
_MEASURE = """
import sys, time
from tests.documents.sbom.builders import cyclonedx, parse
data = open(sys.argv[1], "rb").read()
parse(cyclonedx())  # schemas are compiled once in a run
seconds = []
for _ in range(3):
    before = time.process_time()
    document = parse(data)
    seconds.append(time.process_time() - before)
    assert len(document.resources) == 5001
print(min(seconds))
"""


def test_five_thousand_components_are_validated_and_read_in_half_a_second(tmp_path: Path) -> None:
    components = [
        library(
            f"package-{number}",
            version=f"1.{number}.0",
            purl=f"pkg:npm/package-{number}@1.{number}.0",
            licenses=[{"license": {"id": "MIT"}}],
            hashes=[{"alg": "SHA-256", "content": f"{number:064x}"}],
            supplier={"name": "Acme"},
            **{"bom-ref": f"ref-{number}"},
        )
        for number in range(_COMPONENTS)
    ]
    dependencies = [{"ref": f"ref-{n}", "dependsOn": [f"ref-{n + 1}"]} for n in range(4999)]
    path = tmp_path / "bom.json"
    path.write_text(json.dumps(cyclonedx(components=components, dependencies=dependencies)))
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)],
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < _MOST_SECONDS, f"{float(done.stdout):.2f} s"
