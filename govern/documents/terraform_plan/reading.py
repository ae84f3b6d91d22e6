"""Terraform and OpenTofu plans in JSON, as `terraform show -json PLANFILE` writes them.

Format: https://developer.hashicorp.com/terraform/internals/json-format, versions 0.1 to 1.x.
The content is a projection: every member keeps the name and the JSON pointer that it has in the
plan, so positions and what people know of the format carry over. `planned_values` and
`prior_state` are left out; they repeat the changes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.documents.json_positions import JsonPositions
from govern.documents.terraform_plan.lookalikes import binary_plan, is_plan, lookalike
from govern.documents.terraform_plan.redaction import PlanRedactor
from govern.documents.terraform_plan.sections import Sections
from govern.documents.terraform_plan.sensitivity import at, members, objects
from govern.documents.terraform_plan.shape import Shape
from govern.documents.text import decode
from govern.errors import InputError, LimitExceeded
from govern.model import Document, Kind, Resource

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from govern.documents.interface import Limits
    from govern.model import JsonObject, JsonValue, Location, Source

_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
_MAX_CONFIGURATION = 20_000_000  # characters beyond which expressions are left out


class PlanPositions:
    """Positions in a plan; its text is decoded when asked for, not held beside the bytes."""

    __slots__ = ("_source",)

    def __init__(self, source: Source) -> None:
        self._source = source

    def locate(self, pointers: Collection[str]) -> Mapping[str, Location]:
        """Return the Location of each pointer; see JsonPositions."""
        text = decode(self._source.data, self._source.path)
        return JsonPositions(self._source.path, text).locate(pointers)


def read_plan(source: Source, limits: Limits) -> Document:
    """Return the Document of a plan.

    Raises:
        InputError: the source is not a plan that can be relied on; see docs/reference/inputs.
        LimitExceeded: it is larger or deeper than the limits allow.
    """
    if len(source.data) > limits.max_plan_bytes:
        raise LimitExceeded(
            f"the plan is larger than {limits.max_plan_bytes} bytes",
            path=source.path,
            hint="raise max_plan_bytes, or plan in smaller parts",
        )
    if error := binary_plan(source):
        raise error
    reader = _Reader(source, limits)
    content = reader.content()
    redactor = PlanRedactor(content)
    if redactor.lacks_marks:
        reader.notes.append("the plan does not say which values are sensitive: none is shown")
    return Document(
        source=source,
        kind=Kind.TERRAFORM_PLAN,
        name=source.path,
        content=content,
        resources=tuple(_resources(source, content, redactor)),
        positions=PlanPositions(source),
        redactor=redactor,
        format=f"terraform-plan-{content['format_version']}",
        diagnostics=tuple(reader.notes),
    )


def _resources(source: Source, content: JsonObject, redactor: PlanRedactor) -> list[Resource]:
    """Return the plan itself, then each of its resource changes in order."""
    own = Resource(kind=Kind.TERRAFORM_PLAN, name=source.path, address=source.path)
    return [own] + [
        Resource(
            kind=str(item["type"]),
            name=str(item["name"]),
            address=redactor.scrub_address(str(item["address"])),
            pointer=f"/resource_changes/{index}",
            actions=_actions(item),
        )
        for index, item in enumerate(objects(content["resource_changes"]))
    ]


def _actions(item: JsonObject) -> tuple[str, ...]:
    actions = at(item, "change", "actions")
    return tuple(str(one) for one in actions) if isinstance(actions, list) else ()


class _Reader:
    """Reads one plan into its content, and notes what a person should know of it."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.notes: list[str] = []
        self._path = source.path
        self._sections = Sections(source, limits)
        self._shape = Shape(self._refusal)

    def content(self) -> JsonObject:
        """Return the content; its keys and their types are always the same."""
        self._check_kind()
        version = self._format_version()
        read, shape = self._sections.read, self._shape
        changes = shape.changes(read("resource_changes"), "resource_changes")
        self._check_complete(changes)
        content: JsonObject = {
            "format_version": version,
            "terraform_version": read("terraform_version"),
            "timestamp": read("timestamp"),
            "errored": False,
            "applyable": read("applyable"),
            "complete": read("complete"),
            "resource_changes": changes,
            "deferred_changes": shape.deferred(read("deferred_changes")),
            "resource_drift": shape.drift(read("resource_drift")),
            "output_changes": shape.outputs(read("output_changes")),
            "action_invocations": shape.listing(read("action_invocations"), "action_invocations"),
            "checks": shape.listing(read("checks"), "checks"),
            "variables": shape.mapping(read("variables"), "variables"),
            "configuration": self._configuration(),
        }
        self._note(content)
        return content

    def _refusal(self, pointer: str, complaint: str) -> InputError:
        place = JsonPositions(self._path, self._sections.text).locate([pointer])[pointer]
        return InputError(
            "not a Terraform plan that can be relied on",
            path=self._path,
            line=place.line,
            column=place.column,
            cause=complaint,
        )

    def _check_kind(self) -> None:
        if error := lookalike(self._path, self._sections):
            raise error
        if not is_plan(self._sections):
            raise InputError(
                "this is not a Terraform plan",
                path=self._path,
                cause="it has neither `planned_values` nor `resource_changes`",
                hint="save the plan, then run: terraform show -json PLANFILE > plan.json",
            )

    def _format_version(self) -> str:
        version = self._sections.read("format_version")
        match = _VERSION.fullmatch(version) if isinstance(version, str) else None
        if match is None:
            raise self._refusal("/format_version", "`format_version` must be there, such as `1.2`")
        if int(match[1]) > 1:
            raise self._refusal(
                "/format_version",
                "govern knows the format up to 1.x; this is another major version",
            )
        if match[1] == "0":
            self.notes.append(f"plan format {match[0]} is older than the stable format 1.0")
        return match[0]

    def _check_complete(self, changes: list[JsonValue]) -> None:
        """Refuse what is not the whole plan: Terraform failed, or somebody took the changes out."""
        if self._sections.read("errored") not in (None, False):
            raise self._refusal(
                "/errored", "Terraform failed while planning, so the plan is partial"
            )
        if changes or "deferred_changes" in self._sections:
            return
        root = at(self._sections.read("planned_values"), "root_module")
        if at(root, "resources") or at(root, "child_modules"):
            raise self._refusal(
                "/planned_values", "it lists planned resources but no `resource_changes`"
            )

    def _configuration(self) -> JsonObject:
        whole = self._shape.mapping(self._sections.read("configuration"), "configuration")
        if self._sections.size("configuration") <= _MAX_CONFIGURATION:
            return whole
        self.notes.append("the configuration is too large to keep: its expressions are left out")
        root = _declarations(whole.get("root_module"))
        return {"provider_config": whole.get("provider_config"), "root_module": root}

    def _note(self, content: JsonObject) -> None:
        if deferred := len(objects(content["deferred_changes"])):
            self.notes.append(f"deferred changes: {deferred}; what they will do is not known yet")
        if content["complete"] is False:
            self.notes.append("after this plan is applied, another one is needed")
        if content["variables"] and not content["configuration"]:
            self.notes.append("there is no configuration: every variable counts as sensitive")


def _declarations(module: JsonValue) -> JsonValue:
    """Return a module's variables, outputs and calls, without any resource or expression."""
    if not isinstance(module, dict):
        return {}
    return {
        "variables": module.get("variables") or {},
        "outputs": module.get("outputs") or {},
        "module_calls": {
            name: {
                **{key: call[key] for key in ("source", "version_constraint") if key in call},
                "module": _declarations(call.get("module")),
            }
            for name, call in members(module.get("module_calls"))
        },
    }
