# METADATA
# title: Accelerators that pods ask for
# description: GPUs and the like, by the resource names in data.accelerators.kubernetes.
package govern.lib.accelerators

import data.govern.lib.patterns
import data.govern.lib.quantities
import data.govern.lib.values
import data.govern.lib.workloads

# METADATA
# description: The keys of a container that hold its requests and limits.
blocks := ["resources", "resourcesPerNode"]

# METADATA
# description: The names of accelerators in a block of requests and limits.
names(block) := {name |
	some group in ["requests", "limits"]
	some name, _ in values.each(values.at(block, [group]))
	patterns.any_matches(data.accelerators.kubernetes, name)
}

# METADATA
# description: How many accelerators one copy of a pod asks for.
of_pod(pod) := sum([quantities.number(amount) |
	some container in pod.containers
	some key in blocks
	some name in names(values.at(container.body, [key]))
	amount := values.at(container.body, [key, "limits", name])
])

# METADATA
# description: How many accelerators all copies of all pods of the object ask for.
of_object := sum([number |
	some pod in workloads.pods
	number := of_pod(pod) * _copies(pod)
])

# In the pod's holder, or around it, stands how many copies run or may run at once.
_copies(pod) := number if {
	some field in ["replicas", "parallelism"]
	number := _beside(pod, field)
} else := number if {
	number := _beside(pod, "maxReplicas")
} else := 1

_beside(pod, field) := max({number |
	some cut in [0, 1, 2, 3]
	path := array.slice(pod.path, 0, count(pod.path) - cut)
	number := values.at(input.document, array.concat(path, [field]))
	is_number(number)
})
