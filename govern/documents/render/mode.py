"""What is rendered."""

from __future__ import annotations

from enum import StrEnum


class RenderMode(StrEnum):
    """What `--render` says: nothing, whatever a tool is there for, or one of the two."""

    OFF = "off"
    AUTO = "auto"
    KUSTOMIZE = "kustomize"
    HELM = "helm"
