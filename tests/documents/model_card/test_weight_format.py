"""Weight files are told apart by content; a name proves nothing."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.model_card.weight_format import (
    SAFE,
    UNSAFE,
    count_parameters,
    format_of,
    header_size,
    read_header,
)
from tests.documents.model_card.cards import pickled, safetensors, zipped

_NPY = b"\x93NUMPY\x01\x00\x76\x00{'descr': '%s', 'fortran_order': False, 'shape': (1,), }\n"


@pytest.mark.parametrize(("head", "name", "expected"), [
    (safetensors(), "model.safetensors", "safetensors"),
    (b"GGUF\x03\x00\x00\x00", "m.gguf", "gguf"),
    (b"\x08\x07\x12\x07pytorch\x1a\x03" + b"2.1", "m.onnx", "onnx"),
    (pickled(2), "m.bin", "pickle"),
    (pickled(5), "weights.dat", "pickle"),
    (pickled(0), "m.pkl", "pickle"),
    (pickled(1), "m.bin", "pickle"),
    (pickled(4), "model.safetensors", "pickle"),
    (zipped("archive/data.pkl", "archive/data/0"), "m.pt", "torch-zip"),
    (zipped("metadata.json", "config.json", "model.weights.h5"), "m.keras", "keras"),
    (zipped("a.npy", "b.npy"), "m.npz", "numpy-zip"),
    (zipped("other.txt"), "m.pt", "archive"),
    (b"\x89HDF\r\n\x1a\n", "m.h5", "hdf5"),
    (_NPY % b"<f4", "m.npy", "numpy"),
    (_NPY % b"|O", "m.npy", "numpy-pickle"),
    (b"\x1c\x00\x00\x00TFL3", "m.tflite", "tflite"),
    (b"\x08\x01\x12\x05", "saved_model.pb", "tensorflow-savedmodel"),
    (b"\x1f\x8b\x08", "m.tar.gz", "archive"),
    (b"some words", "notes.dat", None),
    (b"", "m.bin", None),
    (b"(words)", "m.bin", None),
])  # fmt: skip
def test_formats_by_content(head: bytes, name: str, expected: str | None) -> None:
    assert format_of(head, name).name == expected


def test_every_format_is_either_safe_or_not() -> None:
    assert not SAFE & UNSAFE
    assert format_of(pickled(4), "x.bin").is_unsafe is True
    assert format_of(safetensors(), "x.safetensors").is_unsafe is False
    assert format_of(b"??", "x.bin").is_unsafe is None


def test_a_safe_start_under_an_unsafe_name_is_no_answer() -> None:
    found = format_of(b"GGUFxxxx\x86.", "model.pkl")
    assert (found.name, found.is_unsafe) == (None, None)
    assert "named like pickle" in found.fault


def test_a_header_of_640_bytes_is_no_pickle() -> None:
    header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    data = struct.pack("<Q", 640) + header.ljust(640) + bytes(4)
    assert data[:2] == b"\x80\x02"
    assert format_of(data, "model.safetensors").name == "safetensors"
    assert read_header(data, len(data)).name == "safetensors"


def test_headers_must_be_json_and_point_into_the_file() -> None:
    good = safetensors((2, 3))
    assert read_header(good, len(good)).header is not None
    assert "outside" in read_header(good, len(good) - 1).fault
    broken = struct.pack("<Q", 8) + b"{broken}"
    assert "not JSON" in read_header(broken, 100).fault
    for offsets in ([4, 0], [-1, 4], [0], "x", [0, 4.5]):
        bad = safetensors((1,), v={"dtype": "F32", "shape": [1], "data_offsets": offsets})
        assert read_header(bad, len(bad) + 100).fault


def test_a_header_beyond_any_real_one_is_not_read() -> None:
    assert header_size(struct.pack("<Q", 90_000_000) + b"{}") is None
    assert header_size(safetensors()) == 8 + len(safetensors()) - 8 - 24


def test_parameters_are_counted_from_the_header() -> None:
    data = safetensors((2, 3))
    header = read_header(data, len(data)).header
    assert header is not None
    assert count_parameters({**header, "__metadata__": {"format": "pt"}}) == 6
    assert count_parameters({"x": {"shape": "?"}, "y": 3}) == 0


@given(st.binary(max_size=64), st.sampled_from(["a.bin", "a.pkl", "a.onnx", "a", "a.npz"]))
def test_any_bytes_have_a_known_format_or_none(head: bytes, name: str) -> None:
    found = format_of(head, name)
    assert found.name is None or found.name in SAFE | UNSAFE
    read_header(head, len(head))
