# METADATA
# title: Kubernetes quantities
# description: Amounts of cpu, memory and devices as numbers (apimachinery's resource.Quantity).
package govern.lib.quantities

_factors := {
	"": 1,
	"E": 1000000000000000000,
	"Ei": 1152921504606846976,
	"G": 1000000000,
	"Gi": 1073741824,
	"Ki": 1024,
	"M": 1000000,
	"Mi": 1048576,
	"P": 1000000000000000,
	"Pi": 1125899906842624,
	"T": 1000000000000,
	"Ti": 1099511627776,
	"k": 1000,
	"m": 0.001,
	"n": 0.000000001,
	"u": 0.000001,
}

# METADATA
# scope: document
# description: The number that a quantity stands for; undefined when it is not a quantity.
number(quantity) := quantity if {
	is_number(quantity)
} else := to_number(parts[1]) * _factors[parts[2]] if {
	is_string(quantity)
	parts := regex.find_all_string_submatch_n(`^[+]?([0-9]+[.]?[0-9]*)([EPTGMKmkun]i?|)$`, quantity, 1)[0]
} else := to_number(quantity) if {
	is_string(quantity)
	regex.match(`^[0-9]+[.]?[0-9]*[eE][-+]?[0-9]+$`, quantity)
}

# METADATA
# description: Whether something can be read as a quantity.
valid(quantity) if {
	is_string(quantity)
	regex.match(`^[+]?[0-9]+[.]?[0-9]*([EPTGM]i?|Ki|[kmnu])?$`, quantity)
} else if {
	number(quantity)
}
