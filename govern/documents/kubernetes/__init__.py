"""Kubernetes manifests: parser, secrets, and where each kind keeps its PodSpecs (workloads)."""

from __future__ import annotations

from govern.documents.kubernetes.parser import KubernetesParser

__all__ = ["PARSER"]

PARSER = KubernetesParser()
