package org.kubernetes.team_label_test

import data.org.kubernetes.team_label

test_a_workload_without_the_label_is_denied if {
	count(team_label.deny) == 1 with input as {"document": {"kind": "Deployment", "metadata": {"name": "api"}}}
}

test_a_workload_with_the_label_is_allowed if {
	labelled := {"kind": "Deployment", "metadata": {"name": "api", "labels": {"team": "payments"}}}
	count(team_label.deny) == 0 with input as {"document": labelled}
}
