"""Reads a synthetic Terraform plan and tells seconds and peak memory of each step.

    python benchmarks/plan_reading.py [--megabytes 100] [--keep PATH]

The plan is one line, as `terraform show -json` writes it: instances with network interfaces, tags
and user data, each in `planned_values`, `resource_changes` and, for half of them, `prior_state`;
one in ten holds a secret. The steps run in one fresh process, which does what the parser does.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 1024  # MB of peak memory that reading may take


def instance(number: int, rng: random.Random) -> dict[str, Any]:
    return {
        "ami": f"ami-{rng.getrandbits(64):017x}",
        "instance_type": rng.choice(["m5.large", "c6i.xlarge", "p4d.24xlarge"]),
        "monitoring": rng.random() < 0.5,
        "ebs_block_device": [
            {"device_name": f"/dev/sd{letter}", "encrypted": True, "volume_size": 100, "tags": {}}
            for letter in "fgh"
        ],
        "network_interface": [{"device_index": 0, "security_groups": ["sg-1", "sg-2"]}],
        "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required"}],
        "tags": {"Name": f"node-{number}", "team": "platform", "cost": str(number % 50)},
        "user_data": f'#!/bin/sh\necho "node {number}" > /etc/motd\n' * 3,
        "password": f"pw-{rng.getrandbits(80):020x}" if number % 10 == 0 else None,
    }


def write_plan(path: Path, megabytes: int) -> int:
    """Write a plan of about this size; return the number of its resources."""
    rng = random.Random(1)  # noqa: S311 - the same plan every time
    planned: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    prior: list[dict[str, Any]] = []
    size = 0
    while size < megabytes * 1_000_000:
        number = len(changes)
        values = instance(number, rng)
        marks = {"password": True, "tags": {}, "network_interface": [{}]}
        about = {
            "address": f'module.nodes["{number % 7}"].aws_instance.node[{number}]',
            "mode": "managed",
            "type": "aws_instance",
            "name": "node",
            "index": number,
            "provider_name": "registry.terraform.io/hashicorp/aws",
        }
        planned.append({**about, "values": values, "sensitive_values": marks})
        change = {
            "actions": ["create"],
            "before": None,
            "after": values,
            "after_unknown": {"id": True, "arn": True, "network_interface": [{}]},
            "before_sensitive": False,
            "after_sensitive": marks,
        }
        changes.append(
            {**about, "module_address": f'module.nodes["{number % 7}"]', "change": change}
        )
        size += len(json.dumps(planned[-1])) + len(json.dumps(changes[-1]))
        if number % 2:
            prior.append(planned[-1])
            size += len(json.dumps(planned[-1]))
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"child_modules": [{"resources": planned}]}},
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": prior}}},
        "configuration": {"provider_config": {}, "root_module": {}},
    }
    path.write_text(json.dumps(plan, separators=(",", ":")))
    return len(changes)


def measured(name: str, step: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = step()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:<30} {wall:6.2f} s wall {cpu:6.2f} s CPU, peak so far {peak:5d} MB", flush=True)
    return result


def measure(path: Path) -> int:
    """Run the steps on one plan; return the peak memory in MB."""
    from govern.documents.interface import Limits
    from govern.documents.terraform_plan.reading import read_plan
    from govern.documents.terraform_plan.redacted import redacted
    from govern.model import Source

    measured("nothing read yet", lambda: None)
    source = measured("bytes and sha256", lambda: Source.of("plan.json", path.read_bytes()))
    document = measured("read_plan", lambda: read_plan(source, Limits()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    count = len(document.resources) - 1
    step = max(1, count // 300)
    pointers = [f"/resource_changes/{i}/change/after/tags/team" for i in range(0, count, step)]
    measured(f"locate {len(pointers)} pointers", lambda: document.positions.locate(pointers))
    measured("first scrub of a message", lambda: document.redactor.scrub("node-1 has no owner"))
    many = [f"node-{n} of team platform has no owner" for n in range(1000)]
    measured("scrub 1,000 messages", lambda: [document.redactor.scrub(text) for text in many])
    measured("redacted(content)", lambda: redacted(document.content))
    return peak


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--keep", type=Path, help="write the plan here and leave it")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        print(f"{write_plan(options.write, options.megabytes)} resources", flush=True)
        return 0
    if options.measure:
        peak = measure(options.measure)
        print(f"reading peaked at {peak} MB (limit {LIMIT} MB)")
        return int(peak > LIMIT)
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder, "plan.json")
        # Each in a process of its own: the peak that a process inherits would hide the reading's.
        itself = [sys.executable, __file__, "--megabytes", str(options.megabytes)]
        subprocess.run([*itself, "--write", path], check=True)
        print(f"{path.stat().st_size / 1e6:.1f} MB", flush=True)
        return subprocess.run([*itself, "--measure", path], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
