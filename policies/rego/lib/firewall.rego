# METADATA
# title: Firewall rules of a Terraform plan
# description: >-
#   Inbound rules of AWS, Azure and Google Cloud in one form: from where (`open`, `closed` or
#   `unknown`) and to which ports (`ranges`, or null while they are unknown).
package govern.lib.firewall

import data.govern.lib.plan
import data.govern.lib.values

_aws_group := {
	"block": ["ingress"],
	"only": {},
	"ports": ["from_port", "to_port", "protocol"],
	"sources": ["cidr_blocks", "ipv6_cidr_blocks"],
}

_azure_rule := {
	"block": [],
	"only": {"access": "Allow", "direction": "Inbound"},
	"ports": ["destination_port_range", "destination_port_ranges"],
	"sources": ["source_address_prefix", "source_address_prefixes"],
}

_shapes := {
	"aws_default_security_group": _aws_group,
	"aws_security_group": _aws_group,
	"aws_security_group_rule": object.union(_aws_group, {"block": [], "only": {"type": "ingress"}}),
	"aws_vpc_security_group_ingress_rule": {
		"block": [],
		"only": {},
		"ports": ["from_port", "to_port", "ip_protocol"],
		"sources": ["cidr_ipv4", "cidr_ipv6"],
	},
	"azurerm_network_security_group": object.union(_azure_rule, {"block": ["security_rule"]}),
	"azurerm_network_security_rule": _azure_rule,
	"google_compute_firewall": {
		"block": [],
		"only": {"direction": "INGRESS"},
		"ports": ["allow"],
		"sources": ["source_ranges"],
	},
}

# METADATA
# description: >-
#   Every inbound rule: `resource`, `path` within it, `source` (`open`, `closed`, `unknown`),
#   `ranges` of ports as `[first, last]`, or null while they are unknown, and the names of
#   the attributes that are `open` and `unknown`.
rules := [rule |
	some resource in plan.resources
	shape := _shapes[resource.type]
	some path in _places(resource, shape.block)
	block := plan.value(resource, path)
	_inbound(block, shape.only)
	rule := {
		"resource": resource,
		"path": path,
		"source": _source(resource, path, shape.sources),
		"open": [name | some name in shape.sources; _open(resource, path, [name])],
		"ranges": _ranges_if_known(resource, path, shape.ports),
		"unknown": [name |
			some name in array.concat(shape.sources, shape.ports)
			plan.unknown(resource, array.concat(path, [name]))
		],
	}
]

# METADATA
# description: >-
#   Resources whose rules are not known at all before apply, with the path of the rules. `unset` is
#   true where the configuration names none, so that only a `dynamic` block could still make some.
unknown_blocks := [{"resource": resource, "path": shape.block, "unset": _unset(resource, shape.block[0])} |
	some resource in plan.resources
	shape := _shapes[resource.type]
	count(shape.block) > 0
	values.at(resource.unknown, shape.block) == true
]

default _unset(_, _) := false

_unset(resource, block) if plan.unset(resource, block)

_places(_, []) := [[]]

_places(resource, [block]) := [[block, index] | some index, _ in values.each(plan.value(resource, [block]))]

# A missing word counts as inbound: that is each provider's default or the riskier reading.
_inbound(block, only) if {
	every name, word in only {
		object.get(block, name, word) in {word, null}
	}
}

_source(resource, path, names) := "open" if _open(resource, path, names)

_source(resource, path, names) := "unknown" if {
	not _open(resource, path, names)
	_any_unknown(resource, path, names)
}

_source(resource, path, names) := "closed" if {
	not _open(resource, path, names)
	not _any_unknown(resource, path, names)
}

_open(resource, path, names) if {
	some name in names
	some range in values.listed(plan.value(resource, array.concat(path, [name])))
	is_string(range)
	_everyone(range)
}

# Half of all addresses twice is all of them, and 2000::/3 is every public IPv6 address.
_everyone(range) if range in {"*", "0.0.0.0", "2000::/3", "Any", "Internet", "any", "internet"}

_everyone(range) if regex.match(`/[01]$`, range)

_any_unknown(resource, path, names) if {
	some name in names
	plan.unknown(resource, array.concat(path, [name]))
}

_ranges_if_known(resource, path, names) := null if _any_unknown(resource, path, names)

_ranges_if_known(resource, path, names) := _ranges(plan.value(resource, path), names) if {
	not _any_unknown(resource, path, names)
}

_all_ports := [0, 65535]

_ranges(block, ["from_port", "to_port", protocol]) := [_all_ports] if {
	object.get(block, protocol, "-1") in {"-1", "all", null}
}

_ranges(block, ["from_port", "to_port", protocol]) := [[_port(block.from_port, 0), _port(block.to_port, 65535)]] if {
	not object.get(block, protocol, "-1") in {"-1", "all", null}
}

_ranges(block, ["destination_port_range", more]) := [_range(text) |
	some text in array.concat(
		values.listed(object.get(block, "destination_port_range", null)),
		values.listed(object.get(block, more, null)),
	)
]

_ranges(block, ["allow"]) := [range |
	some allowed in values.each(object.get(block, "allow", []))
	some range in _google_ranges(object.get(allowed, "ports", []))
]

_google_ranges(ports) := [_all_ports] if count(values.listed(ports)) == 0

_google_ranges(ports) := [_range(text) | some text in values.listed(ports)] if count(values.listed(ports)) > 0

_port(value, _) := value if is_number(value)

_port(value, default_port) := default_port if not is_number(value)

_range("*") := _all_ports

_range(text) := [to_number(text), to_number(text)] if regex.match(`^[0-9]+$`, text)

_range(text) := [to_number(first), to_number(last)] if {
	regex.match(`^[0-9]+-[0-9]+$`, text)
	[first, last] := split(text, "-")
}
