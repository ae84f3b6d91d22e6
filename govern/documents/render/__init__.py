"""Kustomize folders and Helm charts → the manifests that they stand for, on request.

`plan_rendering` tells which folders are to be rendered, and which files thereby need no reading of
their own; `Renderer` runs the tool. Nothing here runs unless the user asks with `--render`.
"""

from __future__ import annotations

from govern.documents.render.plan import RenderPlan, plan_rendering
from govern.documents.render.renderer import Renderer, Rendering
from govern.documents.render.roots import RenderMode, Root, find_roots

__all__ = [
    "RenderMode",
    "RenderPlan",
    "Renderer",
    "Rendering",
    "Root",
    "find_roots",
    "plan_rendering",
]
