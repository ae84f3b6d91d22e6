"""Manifests for the benchmarks: Deployments of about 2 KB, the same on every run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: service-{index}
  namespace: team-{team}
  labels:
    app.kubernetes.io/name: service-{index}
    app.kubernetes.io/part-of: team-{team}
    owner: team-{team}
    cost-centre: cc-{team}
    data-classification: internal
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app.kubernetes.io/name: service-{index}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: service-{index}
        owner: team-{team}
    spec:
      serviceAccountName: service-{index}
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: api
          image: {image}
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: DATABASE_HOST
              value: primary.databases.svc
            - name: DATABASE_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: service-{index}-database
                  key: password
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
"""


def deployment(index: int) -> str:
    """Return one Deployment; every tenth breaks a rule, as real folders do."""
    digest = hashlib.sha256(str(index).encode()).hexdigest()
    pinned = f"registry.example.com/service-{index}@sha256:{digest}"
    image = f"registry.example.com/service-{index}:latest" if index % 10 == 9 else pinned
    return _DEPLOYMENT.format(index=index, team=index % 20, replicas=index % 5 + 1, image=image)


def write_folder(folder: Path, count: int) -> int:
    """Write `count` manifests, one a file, and return their size in bytes."""
    size = 0
    for index in range(count):
        text = deployment(index)
        (folder / f"service-{index:05}.yaml").write_text(text, encoding="utf-8")
        size += len(text)
    return size
