"""Signed notes, checkpoints and proof files, as C2SP specifies them.

https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-proof
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from govern.errors import VerificationError
from govern.evidence.verify.merkle import includes

ED25519 = 1  # the signature type byte of signed-note
_DASH = "\u2014 "  # an em dash begins each signature line
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_HASH_BYTES = 32
_KEY_BYTES = 32
_PROOF_HEADER = "c2sp.org/tlog-proof@v1"
_MOST_PROOF_HASHES = 63
_MOST_TEXT = 100_000  # characters of one note or proof


def key_id(name: str, kind: int, raw: bytes) -> bytes:
    """Return the 4 bytes that stand for a key in signatures (signed-note, "Signatures")."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]


def vkey(name: str, kind: int, raw: bytes) -> str:
    """Return a public key as a vkey: `name+hex id+base64`."""
    return f"{name}+{key_id(name, kind, raw).hex()}+{_b64(bytes([kind]) + raw)}"


def kind_of_vkey(text: str) -> int | None:
    """Return the type byte of a vkey; None when it is none."""
    raw = _unb64(text.strip().rpartition("+")[2])
    return raw[0] if raw else None


def parse_vkey(text: str, kind: int, what: str) -> tuple[str, bytes]:
    """Return name and raw key of a vkey of one type; all of these keys have 32 bytes.

    Raises:
        VerificationError: it is not `what`.
    """
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    raw = _unb64(encoded) or b""
    if not name or raw[:1] != bytes([kind]) or len(raw) != 1 + _KEY_BYTES:
        raise VerificationError(f"not {what}", hint="a vkey is name+id+base64")
    if key_id(name, kind, raw[1:]).hex() != identity:
        raise VerificationError(f"the id does not fit the key: not {what}")
    return name, raw[1:]


@dataclass(frozen=True, slots=True)
class LogKey:
    """The public key of a log: its name, and the 32 raw bytes of an Ed25519 key."""

    name: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that stand for the key in signatures."""
        return key_id(self.name, ED25519, self.raw)

    def text(self) -> str:
        """Return the key as a vkey."""
        return vkey(self.name, ED25519, self.raw)

    @classmethod
    def parse(cls, text: str) -> LogKey:
        """Read a vkey.

        Raises:
            VerificationError: it is not one, or not an Ed25519 key.
        """
        return cls(*parse_vkey(text, ED25519, "an Ed25519 key of a log"))

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature over the message holds."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - 50 ms to import
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log at one size, with whatever signatures it carries.

    Attributes:
        body: What is signed, ending in a newline.
        signatures: (key name, 4 bytes of key id, signature bytes).
    """

    origin: str
    size: int
    root: bytes
    body: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, text: str, *, path: str | None = None) -> Checkpoint:
        """Read a checkpoint.

        Raises:
            VerificationError: the text is not one.
        """
        body, blank, rest = text.partition("\n\n")
        lines = body.split("\n")
        signatures = tuple(_signature(line) for line in rest.splitlines())
        root = _unb64(lines[2]) if len(lines) >= 3 else None
        if (
            len(text) > _MOST_TEXT
            or not (blank and lines[0] and text.endswith("\n") and signatures)
            or None in signatures
            or root is None
            or len(root) != _HASH_BYTES
            or not _SIZE.fullmatch(lines[1])
        ):
            raise VerificationError("not a checkpoint of a log", path=path)
        kept = tuple(item for item in signatures if item is not None)
        return cls(lines[0], int(lines[1]), root, body + "\n", kept)

    def text(self) -> str:
        """Return the signed note."""
        lines = [f"{_DASH}{name} {_b64(key + sig)}\n" for name, key, sig in self.signatures]
        return f"{self.body}\n{''.join(lines)}"

    def require(self, key: LogKey, *, path: str | None = None) -> None:
        """Demand that this key signed, for a log of this key's name.

        Raises:
            VerificationError: it did not, or the signature does not hold.
        """
        if self.origin != key.name:
            raise VerificationError(
                f"the checkpoint is of the log {self.origin!r}, not {key.name!r}", path=path
            )
        signed = [s for name, kid, s in self.signatures if (name, kid) == (key.name, key.key_id)]
        if not signed:
            raise VerificationError("the checkpoint is not signed by the trusted key", path=path)
        if not all(key.verifies(self.body.encode(), signature) for signature in signed):
            raise VerificationError("the checkpoint's signature does not hold", path=path)


def checkpoint_body(origin: str, size: int, root: bytes) -> str:
    """Return the text that a log signs (tlog-checkpoint, "Note text")."""
    return f"{origin}\n{size}\n{_b64(root)}\n"


@dataclass(frozen=True, slots=True)
class Proof:
    """That one entry is in a log: its index, the sibling hashes, and a signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint

    def text(self) -> str:
        """Return the proof as a `.tlog-proof` file."""
        hashes = "".join(f"{_b64(item)}\n" for item in self.hashes)
        return f"{_PROOF_HEADER}\nindex {self.index}\n{hashes}\n{self.checkpoint.text()}"

    @classmethod
    def parse(cls, text: str, *, path: str | None = None) -> Proof:
        """Read a `.tlog-proof` file; its `extra` line, if any, is ignored.

        Raises:
            VerificationError: the text is not one.
        """
        head, _, note = text.partition("\n\n")
        lines = [line for line in head.split("\n") if not line.startswith("extra ")]
        index = lines[1].removeprefix("index ") if len(lines) > 1 else ""
        hashes = [_unb64(line) for line in lines[2:]]
        whole = tuple(item for item in hashes if item is not None and len(item) == _HASH_BYTES)
        if (
            len(text) > _MOST_TEXT
            or lines[0] != _PROOF_HEADER
            or not _SIZE.fullmatch(index)
            or len(whole) != len(hashes)
            or len(whole) > _MOST_PROOF_HASHES
        ):
            raise VerificationError("not a proof of a log entry", path=path)
        return cls(int(index), whole, Checkpoint.parse(note, path=path))

    def shows(self, leaf: bytes) -> bool:
        """Tell whether the entry with this leaf hash is in the checkpoint's tree."""
        head = self.checkpoint
        return includes(leaf, self.index, head.size, self.hashes, head.root)


def _signature(line: str) -> tuple[str, bytes, bytes] | None:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    raw = _unb64(encoded)
    if not line.startswith(_DASH) or not name or raw is None or len(raw) <= 4:
        return None
    return name, raw[:4], raw[4:]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
