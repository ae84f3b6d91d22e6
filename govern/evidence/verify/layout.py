"""Where everything is in an evidence bundle."""

from __future__ import annotations

from govern.evidence.verify.entry import UNSIGNED, Entry, EntryKind

MANIFEST = "manifest.sigstore.json"
MANIFEST_PAE = "manifest.pae"  # what the manifest's signature covers, for openssl
MANIFEST_SIGNATURE = "manifest.sig"
SUMS = "SHA256SUMS"
# The files that the sums cannot hold, because they vouch for the sums.
ABOVE_SUMS = frozenset({MANIFEST, MANIFEST_PAE, MANIFEST_SIGNATURE, SUMS})

CHECKPOINT = "log/checkpoint"
ENTRIES = "log/entries.jsonl"
RANGE = "log/range.json"
INPUTS = "inputs/sha256/"
SIGNER_KEY = "trust/signer.pem"
TRUST = "trust/keys.txt"

# What the manifest counts, so that nothing can be left out with all else in order.
COUNTS = ("files", "entries", "decisions", "signed", "unsigned", "gaps", "inputs")


def record_path(index: int, entry: Entry) -> str:
    """Return the file of an entry's record; a gap has none."""
    form = "unsigned" if entry.media_type == UNSIGNED else "sigstore"
    if entry.kind is EntryKind.DECISION:
        return f"decisions/{index:08}.{form}.json"
    return f"summaries/{index:08}.{entry.kind.value}.{form}.json"


def proof_path(index: int) -> str:
    """Return the file of an entry's proof."""
    return f"log/proofs/{index:08}.tlog-proof"


def input_path(sha256: str) -> str:
    """Return the file with an input's bytes."""
    return INPUTS + sha256
