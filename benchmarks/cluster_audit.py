"""How long, and in how much memory, a cluster's objects are audited; and whether check agrees.

    .venv/bin/python -m benchmarks.cluster_audit [--objects 5000]

Starts a real API server, fills it with Deployments, ConfigMaps and Services in 20 namespaces, and
runs `govern audit --cluster` and `govern check` on a dump of it. Prints wall time, CPU time and the
most memory of all processes of the audit together, and compares the findings.
"""

from __future__ import annotations

import argparse
import http.client
import json
import ssl
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from benchmarks.processes import measured
from tests import surroundings
from tests.admission.cluster import TOKEN, Cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMESPACES = 20
_WRITERS = 6
_PODS = 4  # of so many objects one has pods


def objects(count: int) -> list[tuple[str, dict[str, Any]]]:
    """Return path and object, of the size that such objects have."""
    return [_object(number) for number in range(count)]


def _object(number: int) -> tuple[str, dict[str, Any]]:
    namespace = f"team-{number % _NAMESPACES}"
    metadata = {
        "name": f"app-{number}",
        "namespace": namespace,
        "labels": {"app.kubernetes.io/name": f"app-{number}", "team": namespace},
    }
    labels = {"app": f"app-{number}"}
    if number % _PODS == 0:
        container = {
            "name": "main",
            "image": f"registry.example/app-{number}:1.{number}",
            "ports": [{"containerPort": 8080}],
            "env": [{"name": f"SETTING_{i}", "value": f"value-{i}"} for i in range(10)],
            "resources": {"limits": {"memory": "256Mi"}},
        }
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"replicas": 2, "selector": {"matchLabels": labels}, "template": template}
        value = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
        return f"/apis/apps/v1/namespaces/{namespace}/deployments", value
    if number % _PODS == 1:
        spec = {"clusterIP": "None", "selector": labels, "ports": [{"port": 80}]}
        value = {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
        return f"/api/v1/namespaces/{namespace}/services", value
    data = {f"key-{i}": "x" * 80 for i in range(20)}
    value = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
    return f"/api/v1/namespaces/{namespace}/configmaps", value


def fill(cluster: Cluster, count: int) -> None:
    """Create namespaces and objects, over connections that are kept."""
    for number in range(_NAMESPACES):
        metadata = {"name": f"team-{number}"}
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
        _require(*cluster.request("POST", "/api/v1/namespaces", namespace)[::2])
    found = objects(count)
    shares = [found[start::_WRITERS] for start in range(_WRITERS)]
    with ThreadPoolExecutor(_WRITERS) as pool:
        for done in [pool.submit(_create, cluster, share) for share in shares]:
            done.result()


def _create(cluster: Cluster, share: Sequence[tuple[str, dict[str, Any]]]) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(urlsplit(cluster.url).netloc, context=context)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    for path, value in share:
        connection.request("POST", path, json.dumps(value), headers)
        answer = connection.getresponse()
        _require(answer.status, answer.read())
    connection.close()


def _require(status: int, body: bytes) -> None:
    if status != 201:
        sys.exit(f"the API server does not take an object: {status} {body.decode()}")


def findings(report: dict[str, Any]) -> Counter[tuple[str, str, str, str]]:
    """Return what is said of each object, wherever it was read from."""
    return Counter(
        (one["rule_id"], one["outcome"], one["resource"]["address"], one["message"])
        for one in report["results"]
        if one["outcome"] not in {"pass", "not_applicable"}
    )


def compare(cluster: Cluster, folder: Path) -> dict[str, Any]:
    """Audit the cluster, check a dump of it, and return what was measured."""
    govern = [sys.executable, "-m", "govern"]
    where = ["--kubeconfig", str(cluster.kubeconfig())]
    live, dump, checked = (folder / name for name in ("live.json", "dump.json", "checked.json"))
    audit = [*govern, "audit", "--config", "none", "--cluster", *where, "-o", "json"]
    audited = measured(audit, live, surroundings.ROOT)
    found = json.loads(live.read_text())
    kinds = [one["path"].rpartition("/")[2].lower() for one in found["report"]["inputs"]]
    dump.write_text(cluster.kubectl("get", ",".join(kinds), "-A", "-o", "json").stdout)
    check = [*govern, "check", "--config", "none", "-o", "json", str(dump)]
    done = measured(check, checked, surroundings.ROOT)
    report = json.loads(checked.read_text())
    return {
        "objects": found["objects"],
        "audit": audited,
        "check": done,
        "findings": findings(found["report"]).total(),
        "same": findings(found["report"]) == findings(report)
        and found["report"]["summary"] == report["summary"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--objects", type=int, default=5000)
    count = parser.parse_args().objects
    with tempfile.TemporaryDirectory() as folder, Cluster(Path(folder, "cluster")) as cluster:
        start = time.perf_counter()
        fill(cluster, count)
        print(f"{count} objects created in {time.perf_counter() - start:.0f} s")
        done = compare(cluster, Path(folder))
    print(f"govern audit --cluster: {done['objects']} objects, {done['findings']} findings")
    print(f"  {done['audit']}")
    print(f"govern check on a dump: {done['check']}")
    print("the same results" if done["same"] else "THE RESULTS DIFFER")


if __name__ == "__main__":
    main()
