"""Checks evidence offline: no engine, no network, nothing that reads policies or inputs."""
