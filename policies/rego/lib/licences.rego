# METADATA
# title: Licences by class
# description: >-
#   Looks licences up in `data.licenses`, by id or alias (SPDX identifiers are among these). Classes go from
#   `permissive` over `weak`, `copyleft`, `noncommercial` and `use-restricted` to `custom`.
package govern.lib.licences

# METADATA
# description: Everything known of a licence by the name it was given; undefined when it is unknown.
known(name) := entries[0] if {
	is_string(name)
	entries := [entry |
		some entry in data.licenses.licenses
		_is_called(entry, lower(name))
	]
	count(entries) > 0
}

_is_called(entry, name) if lower(entry.id) == name

_is_called(entry, name) if name in entry.aliases
