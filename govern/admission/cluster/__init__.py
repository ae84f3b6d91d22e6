"""Talking to a cluster: the one place that knows the Kubernetes client."""
