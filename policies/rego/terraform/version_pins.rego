# METADATA
# title: Providers and modules are pinned
# description: >-
#   A provider or module without a version is whatever is newest on the day of the plan. A
#   constraint with only a lower bound is none. Modules from git need `?ref=`, and not of a branch
#   that moves. The state's backend is in no plan, so it is not checked here.
# custom:
#   id: T010
#   severity: medium
#   match: {kind: terraform_plan}
#   controls: [nist-800-53:CM-2, nist-800-53:SR-3]
#   remediation: >-
#     Add `version = "~> X.Y"` to the provider or module, or `?ref=` with a tag or commit to its
#     source, and commit the lock file.
package govern.terraform.version_pins

import data.govern.lib.result
import data.govern.lib.values

_configuration := values.at(input.document, ["configuration"])

deny contains result.at(msg, ["configuration", "provider_config", key]) if {
	some key, provider in values.each(values.at(_configuration, ["provider_config"]))
	not startswith(object.get(provider, "full_name", ""), "terraform.io/builtin/")

	# A module's copy of the provider's configuration is pinned where the provider is required.
	not contains(key, ":")
	fault := _fault(object.get(provider, "version_constraint", null))
	msg := sprintf("the provider %s %s", [provider.name, fault])
}

deny contains result.at(msg, path) if {
	some [path, name, call] in _calls
	_from_registry(call.source)
	fault := _fault(object.get(call, "version_constraint", null))
	msg := sprintf("the module %s (%s) %s", [name, call.source, fault])
}

deny contains result.at(msg, array.concat(path, ["source"])) if {
	some [path, name, call] in _calls
	_from_git(call.source)
	not regex.match(`[?&]ref=`, call.source)
	msg := sprintf("the module %s (%s) names no ref, so it is whatever the branch holds", [name, call.source])
}

deny contains result.at(msg, array.concat(path, ["source"])) if {
	some [path, name, call] in _calls
	_from_git(call.source)
	regex.match(`[?&]ref=(main|master|develop|HEAD)(&|$)`, call.source)
	msg := sprintf("the module %s (%s) follows a branch that moves", [name, call.source])
}

_calls := [[path, name, call] |
	walk(values.at(_configuration, ["root_module"]), [below, calls])
	count(below) > 0
	below[count(below) - 1] == "module_calls"
	some name, call in values.each(calls)
	path := array.concat(array.concat(["configuration", "root_module"], below), [name])
]

_fault(constraint) := "has no version constraint" if values.empty(constraint)

_fault(constraint) := sprintf("has the constraint %q, which sets no upper bound", [constraint]) if {
	not values.empty(constraint)
	every part in split(constraint, ",") {
		regex.match(`^ *(>|>=|!=) *[0-9]`, part)
	}
}

_from_registry(source) if regex.match(`^([^/:.]+[.][^/:]+/)?[^/:.]+/[^/:.]+/[^/:.]+(//.*)?$`, source)

_from_git(source) if regex.match(`^(git::|git@|github[.]com/|bitbucket[.]org/)`, source)
