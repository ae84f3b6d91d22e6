"""The in-memory Sigstore behind HTTP: what a signer asks of Fulcio and of Rekor v1."""

from __future__ import annotations

import base64
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests import http_server
from tests.attest.sigstore_in_memory import Who, envelope_body, pem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.attest.sigstore_in_memory import SigstoreInMemory


def token_for(identity: str, issuer: str, now: datetime) -> str:
    """Return an unsigned identity token; the server believes it, as tests may."""
    time = int(now.timestamp())
    claims = {
        "iss": issuer,
        "aud": "sigstore",
        "sub": identity,
        "email": identity,
        "email_verified": True,
        "iat": time - 5,
        "nbf": time - 5,
        "exp": time + 600,
    }
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"}).encode(), json.dumps(claims).encode(), b"x"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@contextmanager
def served(sigstore: SigstoreInMemory) -> Iterator[bytes]:
    """Serve on a free port, and give the client trust configuration that points there."""

    class Answering(http_server.Handler):
        def serve(self) -> None:
            body = json.loads(self.received())
            now = datetime.now(UTC).replace(microsecond=0)
            if self.path == "/api/v2/signingCert":
                answer = _issue(sigstore, body, self.headers["Authorization"][7:], now)
            else:
                answer = _log(sigstore, body, now)
            self.reply(json.dumps(answer).encode(), 201, {"Content-Type": "application/json"})

    with http_server.served(Answering) as url:
        yield _services(sigstore, url)


def _issue(
    sigstore: SigstoreInMemory, body: dict[str, Any], token: str, now: datetime
) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    request = x509.load_pem_x509_csr(base64.b64decode(body["certificateSigningRequest"]))
    key = request.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    leaf = sigstore.issue(key, Who(claims["email"], claims["iss"]), now)
    chain = [pem(leaf).decode(), pem(sigstore.root).decode()]
    return {"signedCertificateEmbeddedSct": {"chain": {"certificates": chain}}}


def _log(sigstore: SigstoreInMemory, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    entry = sigstore.log(_logged(body), now)
    proof = entry["inclusionProof"]
    verification = {
        "signedEntryTimestamp": entry["inclusionPromise"]["signedEntryTimestamp"],
        "inclusionProof": {
            "logIndex": 0,
            "treeSize": 1,
            "rootHash": base64.b64decode(proof["rootHash"]).hex(),
            "hashes": [],
            "checkpoint": proof["checkpoint"]["envelope"],
        },
    }
    return {
        "entry": {
            "body": entry["canonicalizedBody"],
            "integratedTime": int(entry["integratedTime"]),
            "logID": sigstore.log_id.hex(),
            "logIndex": int(entry["logIndex"]),
            "verification": verification,
        }
    }


def _logged(body: dict[str, Any]) -> dict[str, Any]:
    """Return what Rekor writes down of a proposal: of envelopes only the digests."""
    if body["kind"] == "hashedrekord":
        return body
    proposed = body["spec"]["proposedContent"]
    envelope = json.loads(proposed["envelope"])
    return envelope_body(
        base64.b64decode(envelope["payload"]),
        base64.b64decode(envelope["signatures"][0]["sig"]),
        base64.b64decode(proposed["verifiers"][0]),
    )


def _services(sigstore: SigstoreInMemory, url: str) -> bytes:
    since = {"start": "2024-01-01T00:00:00Z"}
    service = [{"url": url, "majorApiVersion": 1, "operator": "acme", "validFor": since}]
    signing = {
        "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
        "caUrls": service,
        "oidcUrls": service,
        "rekorTlogUrls": service,
        "tsaUrls": [],
        "rekorTlogConfig": {"selector": "ANY"},
        "tsaConfig": {"selector": "ANY"},
    }
    config = {
        "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        "trustedRoot": json.loads(sigstore.trusted_root()),
        "signingConfig": signing,
    }
    return json.dumps(config).encode()
