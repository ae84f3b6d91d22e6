# METADATA
# title: Values of any type
# description: >-
#   Documents hold null where a list is meant, and texts where a mapping is; what is asked here
#   never fails on that.
package govern.lib.values

# METADATA
# scope: document
# description: The value to iterate over; anything but a list or mapping has no elements.
each(value) := value if {
	is_array(value)
} else := value if {
	is_object(value)
} else := []

# METADATA
# scope: document
# description: What stands at a path, or null where nothing does.
at(value, path) := object.get(value, path, null) if {
	is_object(value)
} else := null

# METADATA
# scope: document
# description: A list of one for a single value, the list itself for a list, nothing for null.
listed(value) := value if {
	is_array(value)
} else := [] if {
	value == null
} else := [value]

# METADATA
# scope: document
# description: Whether a value says nothing.
empty(value) if value in {null, ""}

empty(value) if value == []
