"""Write what the Kustomize folders share with the Helm chart, from the chart: one source, two ways.

    python tools/kustomize.py        needs helm (make tools)

The tests hold every overlay against the chart with the same settings, so that neither drifts.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CHART = ROOT / "admission/helm/govern"
KUSTOMIZE = ROOT / "admission/kustomize"
NAMESPACE = "govern-system"
# No image has this digest: whoever forgets to choose one gets no pod, and no surprise.
UNCHOSEN = "sha256:" + "0" * 64
_HEAD = "# Written by tools/kustomize.py from the Helm chart; change that instead.\n"


def rendered(helm: str, *settings: str) -> list[dict[str, Any]]:
    """Return the chart's objects; each setting is `key=value` as `helm --set` takes it."""
    arguments = [one for setting in settings for one in ("--set", setting)]
    done = subprocess.run(
        [
            helm, "template", "govern", str(CHART), "--namespace", NAMESPACE,
            "--kube-version", "1.35.0", "--set", f"image.digest={UNCHOSEN}", *arguments,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return [one for one in yaml.safe_load_all(done.stdout) if one]


def without_helm(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is left without Helm: no hooks, no revision, nobody who manages."""
    kept = []
    for one in objects:
        metadata = one["metadata"]
        if "helm.sh/hook" in metadata.get("annotations", {}):
            continue
        metadata["labels"].pop("app.kubernetes.io/managed-by", None)
        metadata["name"] = metadata["name"].replace("govern-setup-1", "govern-setup")
        kept.append(one)
    return kept


def identity(one: dict[str, Any]) -> tuple[str, str]:
    """Return kind and name."""
    return one["kind"], one["metadata"]["name"]


def main(helm: str) -> None:
    """Write the folders."""
    base = without_helm(rendered(helm, "certificates.mode=existingSecret"))
    shared = {identity(one) for one in base}
    _write("base/govern.yaml", base)
    for overlay, mode in (("self-signed", "selfSigned"), ("cert-manager", "certManager")):
        found = without_helm(rendered(helm, f"certificates.mode={mode}"))
        _write(f"overlays/{overlay}/certificates.yaml",
               [one for one in found if identity(one) not in shared])  # fmt: skip
    signed = without_helm(rendered(helm, "certificates.mode=selfSigned"))
    patches = [one for one in signed if identity(one) == ("Role", "govern-setup")]
    setup = next(one for one in signed if identity(one) == ("Job", "govern-setup"))
    inside = {"initContainers": setup["spec"]["template"]["spec"]["initContainers"]}
    head = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "govern-setup",
            "namespace": NAMESPACE}}  # fmt: skip
    _write("overlays/self-signed/patches.yaml",
           [*patches, {**head, "spec": {"template": {"spec": inside}}}])  # fmt: skip


def _write(path: str, objects: list[dict[str, Any]]) -> None:
    text = yaml.safe_dump_all(objects, sort_keys=False, width=100)
    (KUSTOMIZE / path).write_text(_HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "helm")
