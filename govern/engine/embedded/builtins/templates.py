"""`strings.render_template`: of Go's text/template, the fields of variables and nothing else."""

from __future__ import annotations

import re
from typing import Any

from govern.engine.embedded.builtins.operands import BuiltinError, text, type_name

_FIELD = re.compile(r"\{\{[ \t\r\n]*\.([A-Za-z_][A-Za-z0-9_]*)[ \t\r\n]*\}\}")
_NOTHING = "<no value>"  # Go's words for a key that is missing, wherever they come from
_UNDEFINED = "<undefined>"  # OPA's, which it puts in their place


def render_template(form: Any, variables: Any) -> str:
    """Put variables into a template such as `{{.name}}`.

    Raises:
        BuiltinError: an argument is wrong, or the template asks for more than fields.
    """
    if not isinstance(variables, dict) or not _is_json(variables):
        raise BuiltinError(f"argument 2 must be JSON and an object, not {type_name(variables)}")
    parts = _FIELD.split(text(form))
    # Of `{{{`, Go takes the first two, and regular expressions here the last two.
    if any("{{" in one for one in parts[::2]) or any(one[-1:] == "{" for one in parts[:-1:2]):
        raise BuiltinError("only fields of a template are known here; run this with --engine opa")
    fields = [_shown(variables.get(name)) for name in parts[1::2]]
    parts[1::2] = fields
    return "".join(parts).replace(_NOTHING, _UNDEFINED)


def _is_json(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(one) for key, one in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    return value is None or isinstance(value, str | int | float)


def _shown(value: Any) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    raise BuiltinError(
        f"how Go shows a value of type {type_name(value)} is not known here; "
        "run this with --engine opa"
    )
