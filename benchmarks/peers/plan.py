"""One large Terraform plan, held against five rules that Checkov has as well."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.peers.contest import Contender, Step, climb
from benchmarks.peers.file_rules import contenders, write_rule
from benchmarks.peers.programs import of_checkov, path_of
from benchmarks.peers.task import Task, commands_of

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.peers.contest import Findings
    from benchmarks.peers.sizes import Sizes

_NATIVE = """\
# METADATA
# title: {title}
# custom:
#   id: {id}
#   severity: high
#   match: {{kind: terraform_plan, resources: [aws_instance]}}
package peers.{package}

deny contains {{"msg": msg, "path": ["resource_changes", i, "change", "after"]}} if {{
\tsome i, resource in input.document.resource_changes
\tresource.type == "aws_instance"
\t{condition}
\tmsg := sprintf("{checkov}: %s: {title}", [resource.address])
}}
"""
_CONFTEST = """\
package main

deny contains msg if {{
\tsome resource in input.resource_changes
\tresource.type == "aws_instance"
\t{condition}
\tmsg := sprintf("{checkov}: %s: {title}", [resource.address])
}}
"""
_BROKEN = 10  # of so many instances one breaks a rule


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule, the check of Checkov that asks the same, and the values that break it."""

    checkov: str
    title: str
    condition: str
    breach: dict[str, Any]


_AFTER = "resource.change.after"
_RULES = (
    _Rule("CKV_AWS_8", "disks are encrypted",
          f"some disk in {_AFTER}.root_block_device; not disk.encrypted == true",
          {"root_block_device": [{"volume_size": 50, "encrypted": False}]}),
    _Rule("CKV_AWS_79", "metadata needs a token",
          f'some options in {_AFTER}.metadata_options; not options.http_tokens == "required"',
          {"metadata_options": [{"http_endpoint": "enabled", "http_tokens": "optional"}]}),
    _Rule("CKV_AWS_88", "there is no public address",
          f"{_AFTER}.associate_public_ip_address == true",
          {"associate_public_ip_address": True}),
    _Rule("CKV_AWS_126", "monitoring is on", f"not {_AFTER}.monitoring == true",
          {"monitoring": False}),
    _Rule("CKV_AWS_135", "disks have their own bandwidth", f"not {_AFTER}.ebs_optimized == true",
          {"ebs_optimized": False}),
)  # fmt: skip


def terraform_plans(sizes: Sizes, folder: Path) -> list[Task]:
    """Hold plans against the rules."""
    for number, rule in enumerate(_RULES, start=1):
        known = {"checkov": rule.checkov, "title": rule.title, "condition": rule.condition}
        known |= {"id": f"P{number:03}", "package": f"p{number:03}"}
        native, conftest = _NATIVE.format_map(known), _CONFTEST.format_map(known)
        write_rule(folder / "plan-rules", known["package"], native, conftest)
    steps, titles = [], []
    for size in sizes.plans:
        name = f"plan-{size}.json"
        plan, found = _plan(size)
        (folder / name).write_text(plan, encoding="utf-8")
        count = plan.count('"ebs_optimized"') // 2
        titles.append(f"{len(plan) / 1e6:.1f} MB, {count:,} instances")
        steps.append(Step(size, _contenders(name), found))
    rounds = min(3, sizes.rounds)
    return [
        Task(title, commands_of(step.contenders), scores)
        for title, step, scores in zip(
            titles, steps, climb(steps, rounds=rounds, folder=folder), strict=True
        )
    ]


def _contenders(plan: str) -> tuple[Contender, ...]:
    found = contenders("plan-rules", plan)
    program = path_of("checkov")
    if program is None:
        return found
    checks = ",".join(rule.checkov for rule in _RULES)
    asked = ("--framework", "terraform_plan", "--check", checks, "--quiet", "--compact")
    command = (program, "-f", plan, *asked, "--skip-download")
    return (*found, Contender("checkov", command, of_checkov, 1, ("-o", "json")))


def _plan(size: int) -> tuple[str, Findings]:
    """Return a plan of about so many bytes, and what is wrong with it."""
    planned: list[str] = []
    changes: list[str] = []
    found: set[tuple[str, str]] = set()
    written = 0
    while written < size:
        number = len(planned)
        about = _about(number)
        values = _values(number)
        turn, left = divmod(number, _BROKEN)
        if left == _BROKEN - 1:
            rule = _RULES[turn % len(_RULES)]
            values |= rule.breach
            found.add((about["address"], rule.checkov))
        planned.append(_line({**about, "values": values, "sensitive_values": {}}))
        change = {
            "actions": ["create"], "before": None, "after": values,
            "after_unknown": {"id": True, "arn": True}, "before_sensitive": False,
            "after_sensitive": {},
        }  # fmt: skip
        changes.append(_line({**about, "change": change}))
        written += len(planned[-1]) + len(changes[-1]) + 2
    return _WHOLE % (",".join(planned), ",".join(changes)), frozenset(found)


_WHOLE = (
    '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":'
    '{"resources":[%s]}},"resource_changes":[%s],"configuration":{"provider_config":{},'
    '"root_module":{}}}'
)


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"))


def _about(number: int) -> dict[str, Any]:
    return {
        "address": f"aws_instance.node_{number}",
        "mode": "managed",
        "type": "aws_instance",
        "name": f"node_{number}",
        "provider_name": "registry.terraform.io/hashicorp/aws",
    }


def _values(number: int) -> dict[str, Any]:
    return {
        "ami": f"ami-{number:017x}",
        "instance_type": "m5.large",
        "monitoring": True,
        "ebs_optimized": True,
        "associate_public_ip_address": False,
        "root_block_device": [{"volume_size": 50, "encrypted": True}],
        "ebs_block_device": [
            {"device_name": f"/dev/sd{letter}", "encrypted": True, "volume_size": 100, "tags": {}}
            for letter in "fgh"
        ],
        "network_interface": [{"device_index": 0, "network_interface_id": f"eni-{number:017x}"}],
        "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required"}],
        "tags": {"Name": f"node-{number}", "team": "platform", "cost": str(number % 50)},
        "user_data": f'#!/bin/sh\necho "node {number}" > /etc/motd\n' * 3,
    }
