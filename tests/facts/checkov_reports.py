"""Small reports in Checkov's form; every one carries a canary wherever Checkov copies values."""

from __future__ import annotations

from typing import Any

CANARY = "canary-7Qx2-hunter2"


def check(check_id: str, resource: str, result: str = "FAILED", **changes: Any) -> dict[str, Any]:
    return {
        "check_id": check_id,
        "check_name": f"Name of {check_id}",
        "check_result": {
            "result": result,
            "evaluated_keys": ["password"],
            "entity": {"password": CANARY},
            "suppress_comment": "vendor\n image",
        },
        "code_block": [[1, f"password = {CANARY}"]],
        "file_path": "/main.tf",
        "repo_file_path": "/infra/main.tf",
        "file_abs_path": f"/home/{CANARY}/infra/main.tf",
        "file_line_range": [3, 9],
        "resource": resource,
        "resource_address": None,
        "fixed_definition": CANARY,
        "entity_tags": {"owner": CANARY},
        "evaluations": {"x": CANARY},
        "severity": None,
        "connected_node": {"code_block": CANARY},
        **changes,
    }


def report(framework: str = "terraform", **lists: Any) -> dict[str, Any]:
    lists = {name: lists.get(name, []) for name in ("failed", "passed", "skipped", "parsing")}
    unparsed = lists.pop("parsing")
    return {
        "check_type": framework,
        "results": {
            **{f"{name}_checks": checks for name, checks in lists.items()},
            "parsing_errors": unparsed,
        },
        "summary": {
            **{name: len(checks) for name, checks in lists.items()},
            "parsing_errors": len(unparsed),
            "checkov_version": "3.3.30",
        },
    }
