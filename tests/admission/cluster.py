"""A real kube-apiserver with its etcd, and kubectl to talk to it."""

from __future__ import annotations

import base64
import json
import os
import signal
import ssl
import subprocess
import time
import urllib.request
from typing import TYPE_CHECKING, Any, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests import surroundings
from tests.admission.webhook import until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.admission.webhook import Webhook

TOKEN = "admin-of-the-test-cluster"


class Cluster:
    """An API server without nodes or controllers; use it in a `with` block.

    Objects are stored and admitted as everywhere; Pods stay pending, and namespaces that are
    deleted stay terminating, since nobody finalises them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = surroundings.free_port()
        self._process: subprocess.Popen[bytes]
        # Made once: reading the system's authorities takes longer than a request.
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.check_hostname, self._context.verify_mode = False, ssl.CERT_NONE
        self.url = f"https://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        program = surroundings.require_tool("kube-apiserver")
        surroundings.require_tool("kubectl")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write_keys()
        log = (self._folder / "log").open("wb")
        with log:
            self._process = subprocess.Popen(
                [str(program), *self._arguments()],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            until(self._is_ready, "the API server is ready", 90)
        except AssertionError:
            self.__exit__()
            raise AssertionError((self._folder / "log").read_text()[-4000:]) from None
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kubectl(
        self, *arguments: str, given: object = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run kubectl; `given` goes to its standard input as JSON."""
        done = subprocess.run(
            [
                str(surroundings.require_tool("kubectl")), "--server", self.url,
                "--token", TOKEN, "--insecure-skip-tls-verify", *arguments,
            ],
            input=json.dumps(given) if given is not None else None,
            capture_output=True, text=True, check=False, timeout=90,
        )  # fmt: skip
        if check:
            assert done.returncode == 0, done.stderr
        return done

    def apply(self, *objects: dict[str, Any]) -> None:
        """Create or change objects."""
        for one in objects:
            self.kubectl("apply", "-f", "-", given=one)

    def get(self, *what: str) -> dict[str, Any]:
        """Return an object or a list, as JSON."""
        found: dict[str, Any] = json.loads(self.kubectl("get", *what, "-o", "json").stdout)
        return found

    def kubeconfig(self) -> Path:
        """Write a kubeconfig for this API server, and return its path."""
        # The API server makes this certificate for itself when it starts.
        authority = str(self._folder / "apiserver.crt")
        cluster = {"server": self.url, "certificate-authority": authority}
        value = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "clusters": [{"name": "test", "cluster": cluster}],
            "users": [{"name": "test", "user": {"token": TOKEN}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
        }
        path = self._folder / "kubeconfig"
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    def request(
        self, method: str, path: str, value: object = None, seconds: float = 60
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a request as clients' libraries do; return status, headers and body."""
        data = json.dumps(value).encode() if value is not None else None
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - our own server
        try:
            with urllib.request.urlopen(request, context=self._context, timeout=seconds) as answer:  # noqa: S310 - as above
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError((self._folder / "log").read_text()[-4000:])
        try:
            status, _, _ = self.request("GET", "/readyz", seconds=5)
        except OSError:
            return False
        return status == 200

    def _arguments(self) -> Sequence[str]:
        folder = self._folder
        return (
            f"--etcd-data-dir={folder / 'etcd'}",
            f"--cert-dir={folder}",
            f"--token-auth-file={folder / 'tokens.csv'}",
            f"--service-account-issuer={self.url}/",
            f"--service-account-key-file={folder / 'sa.pub'}",
            f"--service-account-signing-key-file={folder / 'sa.key'}",
            f"--secure-port={self._port}",
            "--bind-address=127.0.0.1",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--allow-privileged=true",
            "--authorization-mode=RBAC",
            "--disable-admission-plugins=ServiceAccount",
        )

    def _write_keys(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        (self._folder / "sa.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption(),
            )
        )
        (self._folder / "sa.pub").write_bytes(
            key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
        (self._folder / "tokens.csv").write_text(f'{TOKEN},admin,1,"system:masters"\n')


def hook(
    webhook: Webhook,
    *,
    resources: Sequence[str] = ("pods", "pods/ephemeralcontainers"),
    operations: Sequence[str] = ("CREATE", "UPDATE"),
    policy: str = "Fail",
    seconds: int = 3,
    path: str = "/enforce",
    groups: Sequence[str] = ("",),
    name: str = "govern-test",
) -> dict[str, Any]:
    """The registration of a webhook that listens beside the API server."""
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": name},
        "webhooks": [
            {
                "name": f"enforce.{name}.example",
                "admissionReviewVersions": ["v1"],
                "sideEffects": "NoneOnDryRun",
                "failurePolicy": policy,
                "timeoutSeconds": seconds,
                "matchPolicy": "Equivalent",
                "clientConfig": {
                    "url": f"https://127.0.0.1:{webhook.port}{path}",
                    "caBundle": base64.b64encode(webhook.authority.pem).decode(),
                },
                "rules": [
                    {
                        "apiGroups": list(groups),
                        "apiVersions": ["v1"],
                        "operations": list(operations),
                        "resources": list(resources),
                        "scope": "*",
                    }
                ],
            }
        ],
    }


def registered(cluster: Cluster, configuration: dict[str, Any], probe: dict[str, Any]) -> None:
    """Register a webhook, and wait until the API server asks it: `probe` must be denied."""
    cluster.apply(configuration)
    namespace = probe["metadata"].get("namespace", "default")
    path = f"/api/v1/namespaces/{namespace}/pods?dryRun=All"
    deadline = time.monotonic() + 30
    while cluster.request("POST", path, probe)[0] != 403:
        assert time.monotonic() < deadline, "the API server does not ask the webhook"
        time.sleep(0.1)
