from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.evidence.verify.merkle import EMPTY_ROOT, Frontier, extends, includes, leaf_hash

# The published tree of RFC 6962 implementations (certificate-transparency's reference vectors).
_LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_published_roots() -> None:
    edge = Frontier()
    assert edge.root() == EMPTY_ROOT
    for leaf, root in zip(_LEAVES, _ROOTS, strict=True):
        edge.append(leaf_hash(leaf))
        assert edge.root().hex() == root


def test_published_inclusion_proof() -> None:
    proof = [
        bytes.fromhex("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
        bytes.fromhex("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
        bytes.fromhex("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
    ]
    root = bytes.fromhex(_ROOTS[7])
    assert includes(leaf_hash(_LEAVES[0]), 0, 8, proof, root)
    assert not includes(leaf_hash(_LEAVES[0]), 1, 8, proof, root)
    assert not includes(leaf_hash(_LEAVES[0]), 0, 8, proof[:-1], root)
    assert not includes(leaf_hash(_LEAVES[0]), 0, 8, [*proof, root], root)


@pytest.mark.parametrize("size", [-1, 0, 1])
def test_an_index_outside_the_tree_is_never_included(size: int) -> None:
    assert not includes(leaf_hash(b""), 1, size, [], leaf_hash(b""))


@given(st.integers(-2, 40), st.integers(-2, 40), st.lists(st.binary(min_size=32, max_size=32)))
def test_no_made_up_proof_shows_growth(old: int, size: int, proof: list[bytes]) -> None:
    one, two = hashlib.sha256(b"1").digest(), hashlib.sha256(b"2").digest()
    assert not extends(old, one, size, two, proof)
