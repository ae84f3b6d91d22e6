"""Two Secrets: the authority with its key, which no pod mounts, and what the webhook serves.

<name>-ca    ca.crt, ca.key                    read by the job that renews, and by nobody else
<name>       tls.crt, tls.key, ca.crt          kubernetes.io/tls; ca.crt is the whole bundle
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from govern.admission.cluster.client import ClusterError
from govern.admission.provision.authority import KeyPair
from govern.admission.provision.rotation import Material
from govern.errors import InputError

if TYPE_CHECKING:
    from govern.admission.cluster.client import ClusterClient
    from govern.model import JsonObject

_TLS = "kubernetes.io/tls"
_OPAQUE = "Opaque"


def _path(namespace: str, name: str = "") -> str:
    return f"/api/v1/namespaces/{namespace}/secrets" + (f"/{name}" if name else "")


class CertificateSecrets:
    """The two Secrets of one webhook.

    Args:
        client: The cluster.
        namespace: Where they are.
        name: Of the one that the webhook serves; the authority's has `-ca` after it.
    """

    def __init__(self, client: ClusterClient, namespace: str, name: str) -> None:
        self._client = client
        self._namespace = namespace
        self._name = name

    def read(self) -> Material | None:
        """Return what they hold; None when one of them is not there or not complete.

        Raises:
            ClusterError: the API server does not give them.
            InputError: one holds something that is no base64.
        """
        authority = self._data(f"{self._name}-ca")
        leaf = self._data(self._name)
        if not (authority.get("ca.crt") and authority.get("ca.key")):
            return None
        return Material(
            KeyPair(authority["ca.crt"], authority["ca.key"]),
            leaf.get("ca.crt") or authority["ca.crt"],
            KeyPair(leaf.get("tls.crt", b""), leaf.get("tls.key", b"")),
        )

    def bundle(self) -> bytes:
        """Return the authorities that stand beside the served certificate.

        Raises:
            ClusterError: there is no such Secret, or it is not given.
            InputError: it holds no authority.
        """
        found = self._data(self._name).get("ca.crt", b"")
        if not found:
            raise InputError(
                f"the Secret {self._namespace}/{self._name} has no ca.crt",
                hint="it is written by whoever issues the certificate; wait for it",
            )
        return found

    def write(self, material: Material) -> None:
        """Write both: the authority first, since a leaf without one cannot be renewed.

        Raises:
            ClusterError: one was not written, or somebody else wrote it meanwhile.
        """
        pair = {"ca.crt": material.authority.certificate, "ca.key": material.authority.key}
        self._put(f"{self._name}-ca", _OPAQUE, pair)
        served = {
            "tls.crt": material.leaf.certificate,
            "tls.key": material.leaf.key,
            "ca.crt": material.bundle,
        }
        self._put(self._name, _TLS, served)

    def _data(self, name: str) -> dict[str, bytes]:
        found = self._object(name)
        try:
            return {
                key: base64.b64decode(value, validate=True)
                for key, value in (found.get("data") or {}).items()
            }
        except (binascii.Error, TypeError, ValueError) as error:
            raise InputError(f"the Secret {self._namespace}/{name} cannot be read") from error

    def _object(self, name: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self._client.read(_path(self._namespace, name)))
        except ClusterError as error:
            if error.status == 404:
                return {}
            raise
        return found

    def _put(self, name: str, kind: str, data: dict[str, bytes]) -> None:
        found = self._object(name)
        metadata: JsonObject = found.get("metadata") or {
            "name": name,
            "namespace": self._namespace,
            "labels": {"app.kubernetes.io/name": "govern"},
        }
        value: JsonObject = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata,  # with the version that was read: nobody else's change is lost
            "type": found.get("type", kind),
            "data": {key: base64.b64encode(one).decode() for key, one in data.items()},
        }
        if found:
            self._client.send("PUT", _path(self._namespace, name), value)
        else:
            self._client.send("POST", _path(self._namespace), value)
