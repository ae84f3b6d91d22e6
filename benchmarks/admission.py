"""How many reviews a second the webhook answers, and what one costs beside its evaluation.

    .venv/bin/python -m benchmarks.admission [--seconds 10] [--children 2]

A Pod of about 7 KB and the twenty Pod Security and image rules, over TLS with kept connections,
driven by h2load (Debian: nghttp2-client) on the same machine. Prints reviews a second at full load,
percentiles at 100 a second, and the CPU time of the server for each review at full load beside what
evaluating the rules took of it (`govern_admission_evaluation_cpu_seconds_total`); the ratio is what
everything around the evaluation costs. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import repeat
from pathlib import Path
from typing import Any

from benchmarks.processes import cpu_so_far
from govern.admission.asking import review_of
from tests.admission.load import storm
from tests.admission.webhook import Webhook

_RULES = [f"K{number:03}" for number in range(1, 21)]
_EVALUATED = 'govern_admission_evaluation_cpu_seconds_total{lane="enforce"}'


def pod() -> dict[str, Any]:
    """A Pod that all rules let pass, as large as real ones with their managed fields."""
    container: dict[str, Any] = {
        "name": "c",
        "image": f"registry.example/api@sha256:{'a' * 64}",
        "env": [{"name": f"SETTING_{i}", "value": "x" * 40} for i in range(20)],
        "ports": [{"containerPort": 8080}],
        "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"memory": "1Gi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    }
    fields: dict[str, Any] = {f"f:field-{i}": {"f:inner": {}} for i in range(60)}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "api",
            "namespace": "payments",
            "labels": {"app": "api"},
            "managedFields": [{"manager": "kubectl", "fieldsV1": fields}],
        },
        "spec": {
            "containers": [container, {**container, "name": "d"}],
            "initContainers": [{**container, "name": "i"}],
        },
    }


def full_load(url: str, body: Path, seconds: float) -> tuple[float, str]:
    """Return reviews a second, and h2load's words on their times."""
    command = [
        "h2load", "--h1", "-c", "8", "-t", "1", "-D", f"{seconds:g}", "-d", str(body),
        "-H", "content-type: application/json", url,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rate = re.search(r"finished in .*?, ([\d.]+) req/s", done.stdout)
    failed = re.search(r"(\d+) failed", done.stdout)
    times = re.search(r"^(time for request|request) *:.*$", done.stdout, re.MULTILINE)
    if not rate or not failed or failed[1] != "0":
        sys.exit(done.stdout)
    return float(rate[1]), times[0] if times else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--children", type=int, default=2)
    given = parser.parse_args()
    if shutil.which("h2load") is None:
        sys.exit("h2load is not installed (Debian: nghttp2-client)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = folder / "twenty.yaml"
        rules = ", ".join(_RULES)
        profile.write_text(f"name: twenty\ntitle: Twenty rules\nrules: [{rules}]\n")
        body = folder / "review.json"
        body.write_bytes(review_of(pod(), resource="pods"))
        arguments = ("--profile", str(profile), "--children", str(given.children))
        with Webhook(folder, *arguments) as webhook:
            answer = webhook.ask(body.read_bytes())
            if not answer.response["allowed"]:
                sys.exit(answer.body.decode())
            url = f"https://127.0.0.1:{webhook.port}/enforce"
            full_load(url, body, 2)  # warm
            before, evaluated = cpu_so_far(webhook.pid), webhook.metric(_EVALUATED)
            rate, times = full_load(url, body, given.seconds)
            cpu, evaluated = (
                cpu_so_far(webhook.pid) - before,
                webhook.metric(_EVALUATED) - evaluated,
            )
            steady = storm(
                webhook.port,
                webhook.authority.file,
                repeat((body.read_bytes(), 200)),
                rate=100,
                seconds=given.seconds,
            )
    print(f"full load: {rate:.0f} reviews/s with {given.children} children; {times}")
    print(
        f"at 100 reviews/s: p50 {steady.percentile(0.5) * 1e3:.1f} ms, "
        f"p99 {steady.percentile(0.99) * 1e3:.1f} ms, {len(steady.failures)} failed"
    )
    reviews = rate * given.seconds
    print(
        f"CPU of a review: {cpu / reviews * 1e6:.0f} us, of which its evaluation "
        f"{evaluated / reviews * 1e6:.0f} us; ratio {cpu / evaluated:.2f}"
    )


if __name__ == "__main__":
    main()
