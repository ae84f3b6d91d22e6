"""Rego of govern's own around Conftest's rules."""

from __future__ import annotations

PACKAGE = "govern_conftest"

LIBRARY = f"""package {PACKAGE}

import rego.v1

# What conftest shows as data.conftest. It cuts the absolute path; here it is the path as named, so
# that a decision is the same on every machine.
conftest := {{"file": {{"name": name, "dir": dir}}}}

everything := {{"file": {{"name": "Combined", "dir": "."}}}}

parts := split(input.source.path, "/")

name := parts[count(parts) - 1]

folder := concat("/", array.slice(parts, 0, count(parts) - 1))

dir := "." if count(parts) == 1

dir := "/" if {{
	count(parts) > 1
	folder == ""
}}

dir := folder if folder != ""

# What conftest --combine shows as input.
combined := [{{"path": member[0], "contents": input.document.documents[member[1]].document}} |
	some member in sort([[each.path, index] | some index, each in input.document.documents])
]

said(told) := {{finding |
	some element in told
	finding := _finding(element)
}}

_finding(element) := {{"msg": element}} if is_string(element)

_finding(element) := {{"msg": element.msg, "details": object.remove(element, {{"msg"}})}} if {{
	is_object(element)
	is_string(element.msg)
}}

misshapen(told) := {{finding |
	some element in told
	not _finding(element)
	finding := {{"msg": "the rule says something that is neither a text nor has the text `msg`"}}
}} if {{
	type_name(told) in {{"set", "array"}}
}}

misshapen(told) := {{finding}} if {{
	not type_name(told) in {{"set", "array"}}
	finding := {{"msg": sprintf("the rule gives one %s, not a set of findings", [type_name(told)])}}
}}
"""

_WRAPPER = """package {package}

import data.govern_conftest
import rego.v1

told := found if found := data.{rule} with input as {shown} with data.conftest as {file}

{verb} contains finding if {{
	{unless}some finding in govern_conftest.said(told)
}}

undecided contains finding if {{
	{unless}some finding in govern_conftest.misshapen(told)
}}
"""

_EXCEPTED = """
is_excepted if {{
	data.{namespace}.exception[_][_] == "{suffix}" with input as {shown}
		with data.conftest as {file}
}}

excepted contains object.union(finding, {{"msg": msg}}) if {{
	is_excepted
	some finding in govern_conftest.said(told)
	msg := concat("", ["excepted by the policy itself: ", finding.msg])
}}
"""


def wrapper(
    package: str, namespace: str, rule: str, verb: str, suffix: str | None, *, combine: bool
) -> str:
    """Return the module that asks one rule and says its outcome as a native rule does.

    Args:
        package: The module's own package.
        namespace: The package of the rule.
        rule: Its name.
        verb: What its findings are: `deny` or `warn`.
        suffix: What `exception` must list to silence it; None when there are no exceptions.
        combine: Whether the rule sees all inputs at once.
    """
    shown = f"data.{PACKAGE}.combined" if combine else "input.document"
    file = f"data.{PACKAGE}.{'everything' if combine else 'conftest'}"
    text = _WRAPPER.format(
        package=package,
        rule=f"{namespace}.{rule}",
        verb=verb,
        shown=shown,
        file=file,
        unless="" if suffix is None else "not is_excepted\n\t",
    )
    if suffix is not None:
        text += _EXCEPTED.format(namespace=namespace, suffix=suffix, shown=shown, file=file)
    return text
