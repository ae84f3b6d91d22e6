"""Signs a bundle again after it was changed, as a forger with the key that signs bundles would."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from govern.attest.dsse import Envelope
from govern.attest.signing import FileSigner, bundle_of
from govern.evidence.canonical import canonical

if TYPE_CHECKING:
    from pathlib import Path


def seal(bundle: Path, signer: FileSigner, **counts: int) -> None:
    """Write the sums anew and sign a manifest over them."""
    above = {"SHA256SUMS", "manifest.pae", "manifest.sig", "manifest.sigstore.json"}
    names = sorted(
        path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()
    )
    sums = "".join(
        f"{hashlib.sha256((bundle / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
        if name not in above
    )
    (bundle / "SHA256SUMS").write_text(sums)
    old = json.loads((bundle / "manifest.sigstore.json").read_bytes())
    statement = json.loads(base64.b64decode(old["dsseEnvelope"]["payload"]))
    statement["subject"][0]["digest"]["sha256"] = hashlib.sha256(sums.encode()).hexdigest()
    statement["predicate"]["counts"]["files"] = len(sums.splitlines())
    statement["predicate"]["counts"].update(counts)
    write_manifest(bundle, statement, signer)


def write_manifest(bundle: Path, statement: Any, signer: FileSigner) -> None:
    made = bundle_of(canonical(statement), signer)
    envelope = Envelope.parse(json.dumps(json.loads(made)["dsseEnvelope"]).encode())
    (bundle / "manifest.sigstore.json").write_bytes(made)
    (bundle / "manifest.pae").write_bytes(envelope.pae)
    (bundle / "manifest.sig").write_bytes(envelope.signatures[0].value)
