"""Builtins in Rego: regorus' own, with what must come before or after to answer like OPA.

A call of `count` becomes one of `data.govern__.count_`, and so on; the module below is loaded
beside the policies that need it. Where a value may be a set of arrays or objects, no function of
ours can take it, and regorus' own is used.
"""

from __future__ import annotations

PACKAGE = "govern__"

# builtin → (function in the module below, arity)
OVERLAID: dict[str, tuple[str, int]] = {
    "all": ("all_", 1),
    "any": ("any_", 1),
    "array.flatten": ("array_flatten", 1),
    "array.slice": ("array_slice", 3),
    "cast_array": ("cast_array_", 1),
    "cast_boolean": ("cast_boolean_", 1),
    "cast_null": ("cast_null_", 1),
    "cast_object": ("cast_object_", 1),
    "cast_set": ("cast_set_", 1),
    "cast_string": ("cast_string_", 1),
    "count": ("count_", 1),
    "glob.match": ("glob_match", 3),
    "json.filter": ("json_filter", 2),
    "json.is_valid": ("json_is_valid", 1),
    "json.marshal": ("json_marshal", 1),
    "json.marshal_with_options": ("json_marshal_with_options", 2),
    "json.match_schema": ("json_match_schema", 2),
    "json.remove": ("json_remove", 2),
    "max": ("max_", 1),
    "min": ("min_", 1),
    "object.subset": ("object_subset", 2),
    "re_match": ("regex_match", 2),
    "regex.find_all_string_submatch_n": ("regex_find_all", 3),
    "regex.find_n": ("regex_find", 3),
    "regex.is_valid": ("regex_is_valid", 1),
    "regex.match": ("regex_match", 2),
    "regex.replace": ("regex_replace", 3),
    "regex.split": ("regex_split", 2),
    "regex.template_match": ("regex_template_match", 4),
    "set_diff": ("set_diff_", 2),
    "sort": ("sort_", 1),
    "sprintf": ("sprintf_", 2),
    "yaml.marshal": ("yaml_marshal", 1),
}

MODULE = f"""package {PACKAGE}

count_(x) := count(x) if {{
	not is_string(x)
}} else := govern.length(x)

member_2(value, values) := value in values

# A set's elements are their own keys.
member_3(key, value, values) := [key == value, value in values] == [true, true] if {{
	is_set(values)
}} else := key, value in values

items(x) := x if {{
	is_composite(x)
}} else := []

# OPA puts objects before sets, regorus after them.
less(a, b) := is_object(a) if {{
	is_mixed(a, b)
}} else := a < b

less_or_equal(a, b) := is_object(a) if {{
	is_mixed(a, b)
}} else := a <= b

greater(a, b) := is_set(a) if {{
	is_mixed(a, b)
}} else := a > b

greater_or_equal(a, b) := is_set(a) if {{
	is_mixed(a, b)
}} else := a >= b

is_mixed(a, b) if {{
	is_set(a)
	is_object(b)
}}

is_mixed(a, b) if {{
	is_object(a)
	is_set(b)
}}

has_mixed(values) if {{
	some one in values
	is_set(one)
	some other in values
	is_object(other)
}}

max_(values) := max(values) if {{
	not has_mixed(values)
}} else := govern.refuse("sets and objects are put in another order here")

min_(values) := min(values) if {{
	not has_mixed(values)
}} else := govern.refuse("sets and objects are put in another order here")

sort_(values) := sort(values) if {{
	not has_mixed(values)
}} else := govern.refuse("sets and objects are put in another order here")

minus(a, b) := a - b if {{
	is_set(a)
}} else := govern.minus(a, b)

sprintf_(form, values) := govern.sprintf(form, values) if {{
	not has_composite_set(values)
}} else := govern.sprintf(form, [text(value) | some value in values])

has_composite_set(values) if {{
	some value in values
	is_composite(value)
	walk(value, [_, set_])
	is_set(set_)
	some element in set_
	is_risky(element)
}}

is_risky(element) if is_composite(element)

# Python takes true and 1 for the same element.
is_risky(element) if is_boolean(element)

is_composite(x) if is_array(x)

is_composite(x) if is_object(x)

is_composite(x) if is_set(x)

text(x) := govern.checked_text(sprintf("%v", [x])) if {{
	is_composite(x)
}} else := x

array_slice(array_, start, stop) := array.slice(array_, govern.integer(start), govern.integer(stop))

array_flatten(array_) := [item |
	some outer in array_
	some item in as_list(outer)
]

as_list(x) := x if {{
	is_array(x)
}} else := [x]

json_marshal(x) := govern.html_safe(json.marshal(x))

json_marshal_with_options(x, options) := govern.json_indented(json_marshal(x), options)

json_remove(x, paths) := json.remove(x, paths) if {{
	not has_empty(paths)
}} else := govern.refuse("an empty path is not known here")

json_filter(x, paths) := json.filter(x, paths) if {{
	not has_empty(paths)
}} else := govern.refuse("an empty path is not known here")

has_empty(paths) if [] in paths

json_is_valid(x) := json.is_valid(x) if {{
	is_string(x)
}} else := false

json_match_schema(document, schema) := [true, []] if {{
	is_json(document)
	is_json(schema)
	json.match_schema(document, schema)[0]
}} else := govern.fail("invalid JSON string") if {{
	not is_json(document)
}} else := govern.fail("invalid JSON string") if {{
	not is_json(schema)
}} else := govern.refuse("how OPA words the errors of json.match_schema is not known here")

is_json(x) := json.is_valid(x) if {{
	is_string(x)
}} else := is_object(x)

yaml_marshal(x) := govern.checked_yaml(yaml.marshal(x))

object_subset(a, b) := true if {{
	is_array(a)
	b == []
}} else := count([e | some e in a; e in b]) >= count(b) if {{
	is_array(a)
	is_set(b)
	count(a) > 0
}} else := false if {{
	is_array(a)
	is_set(b)
}} else := object.subset(a, b) if {{
	type_name(a) == type_name(b)
	is_composite(a)
}} else := govern.fail("both arguments object.subset must be of the same type or array and set")

glob_match(pattern, delimiters, match) :=
	regex.match(govern.glob(pattern, delimiters), govern.text(match))

regex_is_valid(pattern) := regex.is_valid(govern.regex_or_invalid(pattern))

regex_match(pattern, value) := regex.match(govern.regex(pattern), value)

regex_find(pattern, value, number) :=
	regex.find_n(govern.regex(pattern), value, govern.integer(number))

regex_find_all(pattern, value, number) :=
	regex.find_all_string_submatch_n(govern.regex(pattern), value, govern.integer(number))

regex_replace(value, pattern, replacement) :=
	regex.replace(govern.text(value), checked_regex(pattern), replacement)

regex_split(pattern, value) := parts if {{
	translated := govern.regex(pattern)
	not regex.match(sprintf("^(?:%s)$", [translated]), "")
	parts := regex.split(translated, value)
}} else := govern.split_parts(parts, found) if {{
	translated := govern.regex(pattern)
	parts := regex.split(translated, value)
	found := regex.find_n(translated, value, -1)
}}

# regorus leaves regex.replace undefined when the pattern is wrong; regex.match fails.
checked_regex(pattern) := translated if {{
	translated := govern.regex(pattern)
	regex.match(translated, "") in {{true, false}}
}}

regex_template_match(pattern, value, start, end) := regex.match(
	govern.regex_template(pattern, value, start, end),
	value,
)

all_(x) := false if {{
	some element in x
	element != true
}} else := true

any_(x) := true if {{
	some element in x
	element == true
}} else := false

set_diff_(a, b) := a - b if {{
	is_set(a)
	is_set(b)
}} else := govern.fail("set_diff: arguments must be sets")

cast_array_(x) := [element | some element in x] if {{
	type_name(x) in {{"array", "set"}}
}} else := govern.fail("cast_array: argument must be an array or a set")

cast_set_(x) := {{element | some element in x}} if {{
	type_name(x) in {{"array", "set"}}
}} else := govern.fail("cast_set: argument must be an array or a set")

cast_string_(x) := x if {{
	is_string(x)
}} else := govern.fail("cast_string: argument must be a string")

cast_boolean_(x) := x if {{
	is_boolean(x)
}} else := govern.fail("cast_boolean: argument must be a boolean")

cast_null_(x) := x if {{
	is_null(x)
}} else := govern.fail("cast_null: argument must be null")

cast_object_(x) := x if {{
	is_object(x)
}} else := govern.fail("cast_object: argument must be an object")
"""
