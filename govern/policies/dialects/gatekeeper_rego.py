"""Rego of govern's own around Gatekeeper's templates."""

from __future__ import annotations

LIBRARY_PACKAGE = "govern_gatekeeper_review"
PARAMETERS = "govern_constraints"  # below `data`: the parameters of each constraint
INVENTORY = "govern_inventory"  # below `data`; what a template sees as `data.inventory`

LIBRARY = f"""package {LIBRARY_PACKAGE}

import rego.v1

# What Gatekeeper shows as input.review: an AdmissionRequest with the Namespace. Of what is in a
# file there is no operation and no user, as in `gator test`.
review := object.union_n([asked, identity, known])

identity := {{"kind": kind, "object": input.document}}

parts := split(input.document.apiVersion, "/")

kind := {{
	"group": concat("/", array.slice(parts, 0, count(parts) - 1)),
	"version": parts[count(parts) - 1],
	"kind": input.document.kind,
}}

known := object.union(named, {{"namespaceObject": namespace}})

named := {{key: value |
	some key in ["name", "namespace"]
	value := input.document.metadata[key]
	is_string(value)
	value != ""
}}

namespace := {{}} if input.context.namespace == null

namespace := input.context.namespace if input.context.namespace != null

nothing := {{
	"uid": "",
	"resource": {{"group": "", "version": "", "resource": ""}},
	"oldObject": null,
	"options": null,
}}

asked := object.union(nothing, {{"operation": "", "userInfo": {{}}}}) if input.request == null

asked := object.union(nothing, {{
	"operation": input.request.operation,
	"userInfo": input.request.user,
	"oldObject": input.request.old_object,
	"dryRun": input.request.dry_run,
	"subResource": input.request.subresource,
}}) if {{
	input.request != null
}}

said(told) := {{finding |
	some element in told
	finding := _finding(element)
}}

_finding(element) := {{"msg": element.msg, "details": {{"details": details}}}} if {{
	is_string(element.msg)
	details := object.get(element, "details", {{}})
}}

misshapen(told) := {{finding |
	some element in told
	not _finding(element)
	finding := {{"msg": "the template says something that has no text `msg`"}}
}}
"""

_WRAPPER = """package {package}

import data.{library}
import rego.v1

shown := {{"review": {library}.review, "parameters": {parameters}}}

told := found if found := data.{template}.violation with input as shown{inventory}

deny contains finding if {{
	{unless}some finding in {library}.said(told)
}}

undecided contains finding if {{
	{unless}some finding in {library}.misshapen(told)
}}
"""

_UNKNOWN_NAMESPACE = """
is_unknown if {
	input.context.namespace == null
	input.document.kind != "Namespace"
	input.document.metadata.namespace != ""
}

undecided contains {"msg": msg} if {
	is_unknown
	msg := sprintf(
		"the constraint asks for labels of the Namespace %s, which is not known; give its manifest",
		[input.document.metadata.namespace],
	)
}
"""


def wrapper(
    package: str,
    root: str,
    template: str,
    parameters: str,
    *,
    asks_namespace: bool,
    inventory: bool,
) -> str:
    """Return the module that asks a template for one constraint, and says what a rule says.

    Args:
        package: The module's own package.
        root: The package that the template and its libraries are below.
        template: The package of `violation`.
        parameters: Where the constraint's parameters are, such as `data.x.y`.
        asks_namespace: Whether the constraint has a `namespaceSelector`.
        inventory: Whether the template is shown the inventory.
    """
    text = _WRAPPER.format(
        package=package,
        library=LIBRARY_PACKAGE,
        template=template,
        parameters=parameters,
        inventory=f"\n\twith data.{root}.inventory as data.{INVENTORY}" if inventory else "",
        unless="not is_unknown\n\t" if asks_namespace else "",
    )
    return text + _UNKNOWN_NAMESPACE if asks_namespace else text
