"""Where everything is in an evidence bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govern.errors import VerificationError
from govern.evidence.verify.entry import BY_PERSON, UNSIGNED
from govern.evidence.verify.kinds import KINDS

if TYPE_CHECKING:
    from govern.evidence.verify.entry import Entry

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
POLICIES = "policies/sha256/"
# What the exporter wrote about the rest: signed with it, and no evidence by itself.
ATTACHED = frozenset({"report", "oscal", "gemara"})
SIGNER_KEY = "trust/signer.pem"
TRUST = "trust/keys.txt"
PEOPLE = "trust/allowed_signers"  # as ssh-keygen takes it; only where people signed

README = "README.txt"
VERIFY = "VERIFY.txt"
# Whatever else is listed is accounted for by an entry of the log, or is attached.
FIXED = frozenset({CHECKPOINT, ENTRIES, RANGE, SIGNER_KEY, TRUST, PEOPLE, README, VERIFY})

# What the manifest counts, so that nothing can be left out with all else in order.
# `counts` of a manifest may leave out what there is none of.
_COUNTED = tuple(kind.folder for kind in KINDS.values() if kind.proved)
COUNTS = (
    "files", "entries", "left_out", *_COUNTED, "signed", "unsigned", "gaps", "inputs", "policies",
    "redacted", "attached",
)  # fmt: skip

_FORMS = {UNSIGNED: "unsigned", BY_PERSON: "dsse"}


def lines_in(data: bytes, path: str) -> list[bytes]:
    """Return the lines of a file, each of which ends in a line feed and holds no other.

    Raises:
        VerificationError: the last line is cut off.
    """
    lines = data.split(b"\n")
    if lines.pop():
        raise VerificationError("the last line is cut off", path=path)
    return lines


def record_path(index: int, entry: Entry) -> str:
    """Return the file of an entry's record; a gap has none."""
    form = _FORMS.get(entry.media_type, "sigstore")
    kind = KINDS[entry.kind]
    return f"{kind.folder}/{index:08}{kind.suffix}.{form}.json"


def proof_path(index: int) -> str:
    """Return the file of an entry's proof."""
    return f"log/proofs/{index:08}.tlog-proof"


def input_path(sha256: str) -> str:
    """Return the file with an input's bytes."""
    return INPUTS + sha256


def material_path(part: str, sha256: str) -> str:
    """Return the file of what a decision can be made from again."""
    return f"{POLICIES}{sha256}.tar" if part == "policy" else input_path(sha256)


def kept_files(predicate: Any) -> dict[str, str]:
    """Return what a decision's record keeps beside it: file in a bundle → sha256 (hex).

    What it keeps sealed (`sealed.sealed_in`) is not among these.

    Raises:
        KeyError: it is no decision's predicate; likewise TypeError and AttributeError.
    """
    materials = predicate.get("materials") or ()
    sealed = {one["salted_sha256"] for one in materials if "root" in one}
    digests = [one["digest"] for one in predicate["inputs"] if one["kept"]]
    inputs = [str(one["sha256"]) for one in digests if one.get("salted_sha256") not in sealed]
    plain = [(str(one["part"]), str(one["sha256"])) for one in materials if "root" not in one]
    return {
        **{input_path(sha256): sha256 for sha256 in inputs},
        **{material_path(part, sha256): sha256 for part, sha256 in plain},
    }
