"""The audit of a cluster with many objects: the same results as check, in bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.cluster_audit import compare, fill
from tests.admission.cluster import Cluster

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.server("kube-apiserver", "kubectl")
def test_many_objects_need_little_memory(tmp_path: Path) -> None:
    with Cluster(tmp_path / "cluster") as cluster:
        fill(cluster, 1500)
        done = compare(cluster, tmp_path)
    assert done["objects"] > 1500
    assert done["findings"] > 3000
    assert done["same"]
    assert done["audit"].memory < 300 << 20  # bytes
    assert done["audit"].cpu < 60  # seconds; wall time is the machine's
