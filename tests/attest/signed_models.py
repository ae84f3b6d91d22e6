"""Model folders signed as OpenSSF model-signing does it."""

from __future__ import annotations

import hashlib
from typing import Any

from govern.attest.model import PREDICATE_TYPE
from govern.attest.signing import FileSigner, bundle_of
from govern.attest.statement import Subject, build


def signed_model(files: dict[str, bytes], signer: FileSigner, **changes: Any) -> bytes:
    """Sign as `model_signing sign key` does."""
    digests = {name: hashlib.sha256(data) for name, data in sorted(files.items())}
    root = hashlib.sha256(b"".join(one.digest() for one in digests.values())).hexdigest()
    predicate: dict[str, Any] = {
        "serialization": {"method": "files", "hash_type": "sha256", "allow_symlinks": False},
        "resources": [
            {"name": name, "digest": one.hexdigest(), "algorithm": "sha256"}
            for name, one in digests.items()
        ],
        **changes,
    }
    return bundle_of(
        build([Subject("m", {"sha256": root})], PREDICATE_TYPE, predicate).data, signer
    )
