"""GraphQL: queries and schemas parsed, schemas checked, as OPA does it."""

from __future__ import annotations

from typing import Any

from govern.engine.embedded.builtins.graphql_query import Tree, read_query
from govern.engine.embedded.builtins.graphql_rules import InvalidError, check_schema
from govern.engine.embedded.builtins.graphql_schema import KINDS, read_schema
from govern.engine.embedded.builtins.graphql_tokens import GraphQLError
from govern.engine.embedded.builtins.operands import BuiltinError, text

# The shape of a schema's tree: each member's type, or a list with the type of its items; the
# members without which there is no such object; and a deeper one by its name.
_SHAPES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "document": (
        {
            "Schema": ["schema"],
            "SchemaExtension": ["schema"],
            "Directives": ["directive definition"],
            "Definitions": ["definition"],
            "Extensions": ["definition"],
        },
        (),
    ),
    "schema": ({"Description": str, "Directives": ["directive"], "OperationTypes": ["root"]}, ()),
    "root": ({"Operation": str, "Type": str}, ("Operation", "Type")),
    "definition": (
        {
            "Kind": str,
            "Description": str,
            "Name": str,
            "BuiltIn": bool,
            "Directives": ["directive"],
            "Interfaces": [str],
            "Fields": ["field"],
            "Types": [str],
            "EnumValues": ["enum value"],
        },
        ("Kind", "Name"),
    ),
    "field": (
        {
            "Description": str,
            "Name": str,
            "Arguments": ["field"],
            "DefaultValue": "value",
            "Type": "type",
            "Directives": ["directive"],
        },
        ("Name", "Type"),
    ),
    "enum value": ({"Description": str, "Name": str, "Directives": ["directive"]}, ("Name",)),
    "directive definition": (
        {
            "Description": str,
            "Name": str,
            "Arguments": ["field"],
            "IsRepeatable": bool,
            "Locations": [str],
        },
        ("Name", "Locations"),
    ),
    "directive": ({"Name": str, "Location": str, "Arguments": ["argument"]}, ("Name",)),
    "argument": ({"Name": str, "Value": "value"}, ("Name", "Value")),
    "type": ({"NamedType": str, "NonNull": bool, "Elem": "type"}, ("NamedType", "NonNull")),
    "value": (
        {"Raw": str, "Kind": int, "Children": ["argument"], "ExpectedTypeHasDefault": bool},
        ("Raw", "Kind"),
    ),
}


def parse_query(source: Any) -> Tree:
    """Return the tree of a query."""
    return read_query(text(source))


def parse_schema(source: Any) -> Tree:
    """Return the tree of a schema."""
    return read_schema(text(source), comments=False)


def schema_is_valid(schema: Any) -> bool:
    """Whether a schema, a text or a tree, is valid.

    Raises:
        BuiltinError: what OPA says of it is not known here.
    """
    try:
        if isinstance(schema, dict):
            _check_shape(schema, "document")
            check_schema(schema)
        elif isinstance(schema, str):
            check_schema(read_schema(schema, comments=True))
        else:
            return False
    except (GraphQLError, InvalidError):
        return False
    return True


def _check_shape(value: Any, wanted: Any) -> None:
    """Refuse trees that no parser makes; OPA would take some of them for something else."""
    if isinstance(wanted, type):
        sound = type(value) is wanted
    elif isinstance(wanted, list):
        sound = isinstance(value, list)
        for one in value if sound else ():
            _check_shape(one, wanted[0])
    else:
        members, needed = _SHAPES[wanted]
        sound = isinstance(value, dict) and value.keys() <= members.keys() >= set(needed)
        sound = sound and all(name in value for name in needed)
        sound = sound and (wanted != "definition" or value["Kind"] in KINDS.values())
        for name, one in value.items() if sound else ():
            _check_shape(one, members[name])
        sound = sound and (wanted != "type" or (value["NamedType"] == "") == ("Elem" in value))
    if not sound:
        raise BuiltinError("the tree of the schema has no shape that is known here")
