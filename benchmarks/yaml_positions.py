"""What places cost: 10 MB of multi-document YAML, read with and without them.

    python benchmarks/yaml_positions.py [FILE] [--runs N]

Without FILE, a stream is made: Deployments, and CustomResourceDefinitions with deep schemas. CPU
time, the median of N runs; memory is what Python holds at its highest, in a run of its own.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.interface import Limits
from govern.documents.yaml_reader import YamlPositions, read_yaml, split_stream

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTES = 10
LIMITS = Limits()
POINTERS = ("/metadata/name", "/spec/template/spec/containers/0/image", "/spec/absent")


def main() -> None:
    """Print one line for each way of reading, and the ratio to reading without places."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    text = arguments.file.read_text(encoding="utf-8") if arguments.file else stream()
    documents = sum(1 for _ in split_stream(text))
    print(f"{len(text.encode()) / 1e6:.1f} MB, {documents} documents, {arguments.runs} runs")
    base = 0.0
    for name, every in (
        ("without places", 0),
        ("places of 1 document in 19 (those with findings)", 19),
        ("places of every document", 1),
    ):
        seconds = median(partial(read, text, every), arguments.runs)
        base = base or seconds
        peak = held(partial(read, text, every))
        print(f"{name:50} {seconds:6.2f} s   {seconds / base:4.2f}x   {peak / 1e6:6.1f} MB")


def read(text: str, every: int) -> None:
    """Read all documents, and find places in one of `every` (in none for 0)."""
    for index, chunk in enumerate(split_stream(text)):
        read_yaml(chunk.text, "f", LIMITS, first_line=chunk.first_line)
        positions = YamlPositions("f", chunk.text, chunk.first_line)
        if every and index % every == 0:
            positions.locate(POINTERS)


def median(function: Callable[[], None], runs: int) -> float:
    """Return the median CPU time of some runs, in seconds."""
    times = []
    for _ in range(runs):
        started = time.process_time()
        function()
        times.append(time.process_time() - started)
    return statistics.median(times)


def held(function: Callable[[], None]) -> int:
    """Return the most bytes that Python held during a run, beyond what it held before."""
    tracemalloc.start()
    function()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def stream() -> str:
    """Make about MEGABYTES of manifests, always the same."""
    documents: list[str] = []
    size = 0
    while size < MEGABYTES * 1_000_000:
        number = len(documents)
        documents.append(definition(number) if number % 10 == 0 else deployment(number))
        size += len(documents[-1]) + 4
    return "---\n".join(documents)


def deployment(number: int) -> str:
    """Return a Deployment of an ordinary size."""
    env = "".join(f"        - name: SETTING_{i}\n          value: 'value {i}'\n" for i in range(20))
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{number}
  namespace: payments
  labels: {{app: app-{number}, owner: payments, tier: "2"}}
spec:
  replicas: {number % 5 + 1}
  template:
    spec:
      automountServiceAccountToken: no  # as YAML 1.1 has it
      containers:
      - name: app
        image: "registry.example/app-{number}@sha256:{number:064x}"
        env:
{env}        resources: {{limits: {{cpu: 500m, memory: 512Mi}}, requests: {{cpu: 100m}}}}
"""


def definition(number: int) -> str:
    """Return a CustomResourceDefinition with a schema of three hundred fields."""
    fields = "".join(
        f"""\
                  field{i}:
                    description: |-
                      What field {i} is for, and what happens when it is left out.
                      It is described in two lines, as such fields are.
                    type: {("string", "integer", "boolean")[i % 3]}
"""
        for i in range(300)
    )
    return f"""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: things{number}.example.com}}
spec:
  group: example.com
  versions:
  - name: v1
    served: true
    schema:
      openAPIV3Schema:
        properties:
          spec:
            properties:
{fields.replace("                  ", "              ")}"""


if __name__ == "__main__":
    main()
