"""What people hand over in place of a plan's JSON, and what to say to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    from govern.model import Source

_SHOW = "terraform show -json PLANFILE > plan.json"
_ZIP = b"PK\x03\x04"


def is_plan(keys: Collection[str]) -> bool:
    """Tell whether an object with these keys is a plan in JSON."""
    return "planned_values" in keys or (
        "resource_changes" in keys and ("format_version" in keys or "terraform_version" in keys)
    )


def binary_plan(source: Source) -> InputError | None:
    """Return the error for a plan file as `terraform plan -out` writes it: a zip archive."""
    if source.data.startswith(_ZIP) and b"tfplan" in source.data[:256]:
        return InputError(
            "this is a plan in Terraform's own binary form", path=source.path, hint=f"run: {_SHOW}"
        )
    return None


def lookalike(path: str, keys: Collection[str]) -> InputError | None:
    """Return the error for JSON that comes from Terraform and is not a plan; None for the rest."""
    if is_plan(keys):
        return None
    message = None
    if "values" in keys and "format_version" in keys:
        message = "this is a Terraform state, not a plan"
    elif {"serial", "lineage"} <= set(keys):
        message = "this is a Terraform state file, not a plan"
    elif {"@level", "@message"} <= set(keys):
        message = "this is the log of `terraform plan -json`, not a plan"
    return (
        InputError(message, path=path, hint=f"save the plan, then run: {_SHOW}")
        if message
        else None
    )
