# METADATA
# title: Values of any type
# description: >-
#   Documents hold null where a list is meant, and texts where a mapping is; what is asked here
#   never fails on that.
package govern.lib.values

# METADATA
# description: The value to iterate over; anything but a list or mapping has no elements.
each(value) := value if _iterable(value)

each(value) := [] if not _iterable(value)

# METADATA
# description: What stands at a path, or null where nothing does.
at(value, path) := object.get(value, path, null) if is_object(value)

at(value, _) := null if not is_object(value)

# METADATA
# description: A list of one for a single value, the list itself for a list, nothing for null.
listed(value) := value if is_array(value)

listed(value) := [] if value == null

listed(value) := [value] if {
	value != null
	not is_array(value)
}

# METADATA
# description: Whether a value says nothing.
empty(value) if value in {null, ""}

empty(value) if value == []

_iterable(value) if is_array(value)

_iterable(value) if is_object(value)
