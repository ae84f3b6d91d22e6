"""govern: one policy decision for CI and the cluster, with evidence that others can verify."""

__version__ = "0.1.0.dev0"
