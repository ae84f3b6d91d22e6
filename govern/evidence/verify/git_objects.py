"""Git's objects: whether a commit holds a file, shown by its own bytes alone."""

from __future__ import annotations

import hashlib
import hmac

from govern.errors import VerificationError

_HASHES = {40: "sha1", 64: "sha256"}  # by the length of a name in hex (hash-function-transition)
_FILE = b"100644"


def require_file(commit: str, name: str, objects: list[bytes], data: bytes, path: str) -> None:
    """Demand that a commit's top folder holds a file with these bytes.

    Args:
        commit: The commit's name (hex).
        name: The file's name, in the top folder.
        objects: The commit and its tree, as `git cat-file` prints them raw.
        data: The file.
        path: What errors name.

    Raises:
        VerificationError: it does not.
    """
    algorithm = _HASHES.get(len(commit))
    if algorithm is None or len(objects) != 2:
        raise VerificationError("not a commit and its tree", path=path)
    written, tree = objects
    if not hmac.compare_digest(object_name("commit", written, algorithm), commit):
        raise VerificationError("not the bytes of its commit", path=path)
    first = written.split(b"\n", 1)[0].decode("ascii", "replace")
    if first != f"tree {object_name('tree', tree, algorithm)}":
        raise VerificationError("not the tree of its commit", path=path)
    wanted = bytes.fromhex(object_name("blob", data, algorithm))
    if _files(tree, len(wanted)).get(name.encode()) != wanted:
        raise VerificationError("its commit does not hold the checkpoint", path=path)


def object_name(kind: str, data: bytes, algorithm: str) -> str:
    """Return the name of an object (hex)."""
    header = b"%s %d\x00" % (kind.encode(), len(data))
    return hashlib.new(algorithm, header + data, usedforsecurity=False).hexdigest()


def _files(tree: bytes, size: int) -> dict[bytes, bytes]:
    found = {}
    while tree:
        entry, _, rest = tree.partition(b"\x00")
        mode, _, name = entry.partition(b" ")
        if mode == _FILE:
            found[name] = rest[:size]
        tree = rest[size:]
    return found
