"""Rego of govern's own around Gatekeeper's templates."""

from __future__ import annotations

LIBRARY_PACKAGE = "govern_gatekeeper_review"
PARAMETERS = "govern_constraints"  # below `data`: the parameters of each constraint
INVENTORY = "govern_inventory"  # below `data`; what a template sees as `data.inventory`

REVIEW = f"data.{LIBRARY_PACKAGE}.review"

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
"""

# In the package of the template what it says is at hand; another package has to show it `input`.
_AT_HAND = """
govern_told := violation if {shown}
"""

_ELSEWHERE = """
govern_told := found if found := data.{template}.violation with input as {{
	"review": {review},
	"parameters": govern_parameters,
}}{inventory}
"""

_WRAPPER = """package {package}

import rego.v1

govern_parameters := {parameters}
{told}
govern_deny contains govern_finding(element) if {{
	{unless}some element in govern_told
}}

govern_finding(element) := {{"msg": element.msg, "details": {{"details": details}}}} if {{
	is_string(element.msg)
	details := object.get(element, "details", {{}})
}} else := {{"msg": null}}
"""

_UNKNOWN_NAMESPACE = """
govern_is_unknown if {
	input.context.namespace == null
	input.document.kind != "Namespace"
	input.document.metadata.namespace != ""
}

govern_undecided contains {"msg": msg} if {
	govern_is_unknown
	msg := sprintf(
		"the constraint asks for labels of the Namespace %s, which is not known; give its manifest",
		[input.document.metadata.namespace],
	)
}
"""


def told_at_hand(*, reads_review: bool) -> str:
    """Return what asks the template whose package the wrapper is in.

    Args:
        reads_review: Whether the template reads more of the review than the object. Nothing is
            said of what has no review.
    """
    return _AT_HAND.format(shown=REVIEW if reads_review else "is_string(input.document.apiVersion)")


def told_elsewhere(root: str, template: str, *, inventory: bool) -> str:
    """Return what asks a template in another package, and shows it `input`.

    Args:
        root: The package that the template and its libraries are below.
        template: The package of `violation`.
        inventory: Whether the template is shown the inventory.
    """
    return _ELSEWHERE.format(
        template=template,
        review=REVIEW,
        inventory=f"\n\twith data.{root}.inventory as data.{INVENTORY}" if inventory else "",
    )


def wrapper(package: str, told: str, parameters: str, *, asks_namespace: bool) -> str:
    """Return the module that asks a template for one constraint, and says what a rule says.

    Args:
        package: The module's own package.
        told: From `told_at_hand` or `told_elsewhere`.
        parameters: Where the constraint's parameters are, such as `data.x.y`.
        asks_namespace: Whether the constraint has a `namespaceSelector`.
    """
    text = _WRAPPER.format(
        package=package,
        told=told,
        parameters=parameters,
        unless="not govern_is_unknown\n\t" if asks_namespace else "",
    )
    return text + _UNKNOWN_NAMESPACE if asks_namespace else text


def entrypoints(package: str, *, asks_namespace: bool) -> dict[str, str]:
    """Return what to ask a wrapper for."""
    verbs = ("deny", "undecided") if asks_namespace else ("deny",)
    return {verb: f"data.{package}.govern_{verb}" for verb in verbs}
