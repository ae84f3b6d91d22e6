"""The texts inside a bundle: what it is, and how to verify it with common tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.evidence.predicates import EVIDENCE_BUNDLE
from govern.evidence.verify import layout
from govern.model.predicates import SSH_NAMESPACE
from govern.model.unseen import visible

if TYPE_CHECKING:
    from govern.attest.public_key import PublicKey
    from govern.evidence.verify.notes import LogKey
    from govern.evidence.verify.selection import Selection

_README = """Evidence of decisions made by govern

decisions/   each decision, as a signed in-toto Statement in a Sigstore bundle (v0.3)
summaries/   the same decisions in the words of SLSA (vsa) and in-toto (svr)
requests/    what people were asked to approve, with the text that they saw
approvals/   what they signed; revocations/, observations/ and waivers/ likewise; uses/ is when
             approvals let something through
anchors/     what somebody else knows of the log: time-stamps (RFC 3161), git commits,
             objects under lock (S3), files that a volume keeps
inputs/      the bytes that were decided on, by sha256; those that may hold secrets are left out, or
             are copies with (sensitive) in place of each secret. Inputs that can be shown in part
             are in inputs/salted/, or in inputs/redacted/ with ████ in place of what is blacked out
policies/    the policies that decided, by sha256: `govern evidence replay` decides again with them
log/         the stretch of the append-only log (RFC 6962) that holds these decisions, the signed
             checkpoint that ends it (C2SP), and a proof for each decision
trust/       copies of the public keys. They prove nothing: get the keys from whoever made the
             bundle, by another way
report/      what all of this shows, for people (index.html) and other tools; oscal/ and
             gemara/ likewise. Whoever made the bundle wrote and signed it: the records
             prove it, not the reverse
SHA256SUMS   the digest of every file; manifest.sigstore.json signs it, with expected counts

This is evidence, not an opinion: it shows what was decided, on what, by which policy and when, and
that nothing in between was taken out. It does not show that the policy was the right one.
VERIFY.txt says how to check it without govern.
"""

_SELECTED = """
Only decisions about @SELECTION@ are here, with what belongs to them.
The entries of all others are in log/entries.jsonl, with kind, time and digest: nobody can take one
out or deny it. Ask for the record of any entry: what you are given has that digest, or is not it.
"""

_VERIFY = f"""How to verify this bundle without govern
Use a public key that you were given by another way; it must equal {layout.SIGNER_KEY}.

1. Every file is what the list says:
     sha256sum -c --quiet --strict {layout.SUMS}

2. The list is what was signed: the digest that the first command prints must stand in the second
   one's output, and the signature must hold:
     sha256sum {layout.SUMS}
     cat {layout.MANIFEST_PAE}
     @OPENSSL@

   The same with cosign, which reads the signed bundle itself:
     cosign verify-blob-attestation --key {layout.SIGNER_KEY} \\
       --bundle {layout.MANIFEST} --insecure-ignore-tlog=true \\
       --type {EVIDENCE_BUNDLE} {layout.SUMS}

3. One decision and one of its inputs, likewise:
     cosign verify-blob-attestation --key {layout.SIGNER_KEY} \\
       --bundle decisions/NNNNNNNN.sigstore.json --insecure-ignore-tlog=true \\
       --type https://govern-engine.github.io/attestation/decision/v0.1 inputs/sha256/DIGEST

4. An approval that somebody signed with an SSH key; PERSON is in trust/allowed_signers,
   of which you were given your own copy:
     sed 's/.*"payload":"\\([^"]*\\)".*/\\1/' approvals/NNNNNNNN.dsse.json | base64 -d > p
     sed 's/.*"sig":"\\([^"]*\\)".*/\\1/' approvals/NNNNNNNN.dsse.json | base64 -d > s
     {{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' $(wc -c < p); cat p; }} |
       ssh-keygen -Y verify -f {layout.PEOPLE} -I PERSON -n {SSH_NAMESPACE} -s s

5. A time-stamp; AUTHORITY.pem is the authority's root certificate, which you got by another way:
     sed 's/.*"payload":"\\([^"]*\\)".*/\\1/' anchors/NNNNNNNN.sigstore.json | base64 -d > p
     sed 's/.*"note":"\\([^"]*\\)".*/\\1/' p | base64 -d > checkpoint
     sed 's/.*"response":"\\([^"]*\\)".*/\\1/' p | base64 -d > response
     openssl ts -verify -data checkpoint -in response -CAfile AUTHORITY.pem

6. An input that is shown in part, inputs/redacted/ROOT.json: this prints ROOT, which stands in the
   decision's record as "root". A mark stands where pieces have a leaf and no text:
     python3 - inputs/redacted/ROOT.json <<'END'
     import base64, hashlib, json, sys
     def sha256(data): return hashlib.sha256(data).digest()
     def leaf(one):
         if "leaf" in one: return bytes.fromhex(one["leaf"])
         data = one["text"].encode() if "text" in one else base64.b64decode(one["base64"])
         return sha256(bytes(1) + bytes.fromhex(one["salt"]) + data)
     tree = [leaf(one) for one in json.load(open(sys.argv[1], encoding="utf-8"))["pieces"]]
     while len(tree) > 1:
         pairs = [tree[at : at + 2] for at in range(0, len(tree), 2)]
         tree = [sha256(b"\1" + b"".join(two)) if len(two) == 2 else two[0] for two in pairs]
     print(tree[0].hex())
     END
   Of one that is shown whole, inputs/salted/DIGEST, this prints DIGEST, its "salted_sha256":
     python3 - inputs/salted/DIGEST <<'END'
     import hashlib, pathlib, sys
     data, salt = (pathlib.Path(sys.argv[1] + end) for end in ("", ".salt"))
     plain = hashlib.sha256(data.read_bytes()).digest()
     print(hashlib.sha256(bytes.fromhex(salt.read_text()) + plain).hexdigest())
     END

Whether the log is whole between its first and last entry here takes a program, since a Merkle tree
has to be computed: log/entries.jsonl are the leaves, log/range.json the edge to their left, and
log/checkpoint the signed root (RFC 6962; c2sp.org/tlog-checkpoint; c2sp.org/tlog-proof).
     govern evidence verify --trust KEYS .
"""


def readme_text(selection: Selection) -> str:
    """Return README.txt."""
    if not selection:
        return _README
    return _README + _SELECTED.replace("@SELECTION@", visible(selection.text()))


def verify_text(key: PublicKey) -> str:
    """Return VERIFY.txt for a bundle that was signed with this kind of key."""
    files = f"-sigfile {layout.MANIFEST_SIGNATURE} -in {layout.MANIFEST_PAE}"
    if _is_ed25519(key):
        command = f"openssl pkeyutl -verify -pubin -inkey {layout.SIGNER_KEY} -rawin {files}"
    else:
        command = (
            f"openssl dgst -sha256 -verify {layout.SIGNER_KEY} "
            f"-signature {layout.MANIFEST_SIGNATURE} {layout.MANIFEST_PAE}"
        )
    return _VERIFY.replace("@OPENSSL@", command)


def trust_text(signer: PublicKey, log_key: LogKey, people: str) -> bytes:
    """Return trust/keys.txt, with the lines of an allowed-signers file for people."""
    head = (
        "# Copies for convenience: they prove nothing, since they came with the bundle.\n"
        "# Get the same keys from whoever made it, by another way, and verify with those.\n"
    )
    return head.encode() + signer.pem + f"{log_key.text()}\n{people}".encode()


def _is_ed25519(key: PublicKey) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - slow to import
        Ed25519PublicKey,
    )

    return isinstance(key.key, Ed25519PublicKey)
