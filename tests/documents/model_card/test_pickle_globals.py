"""What weight files would import is told from opcodes, and nothing is ever loaded."""

from __future__ import annotations

import bz2
import collections
import fractions
import gzip
import io
import json
import lzma
import pickle
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govern.documents.model_card.file_globals import file_globals
from govern.documents.model_card.pickle_globals import UNKNOWN, pickle_globals
from tests.documents.model_card.cards import at, read_card
from tests.surroundings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVIL = b"cos\nsystem\n(S'true'\ntR."


def found(data: bytes) -> set[str]:
    return pickle_globals(io.BytesIO(data))


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("protocol", range(6))
def test_imports_of_real_pickles(protocol: int) -> None:
    value = {"a": collections.OrderedDict(x=[1.5]), "b": fractions.Fraction(1, 3), "c": b"x" * 9}
    names = found(pickle.dumps(value, protocol))
    assert {"collections.OrderedDict", "fractions.Fraction"} <= names
    assert UNKNOWN not in names
    assert names - {"collections.OrderedDict", "fractions.Fraction"} <= {"_codecs.encode"}


@pytest.mark.parametrize(("data", "expected"), [
    (EVIL, {"os.system"}),
    (b"(S'true'\nios\nsystem\n.", {"os.system"}),
    (b"cimportlib\nimport_module\n(S'os'\ntR.", {"importlib.import_module"}),
    (b"cmultiprocessing.util\nspawnv_passfds\n.", {"multiprocessing.util.spawnv_passfds"}),
    (b"c__builtin__\ngetattr\n.", {"builtins.getattr"}),
    (b"\x80\x03c__builtin__\ngetattr\n.", {"__builtin__.getattr"}),
    (b"crunpy\nrun_path\n.", {"runpy.run_path"}),
    (b"\x80\x04\x8c\x02os\x94\x8c\x06system\x940h\x00h\x01\x93.", {"os.system"}),
    (b"\x80\x04\x8c\x06system\x8c\x02osq\x050q\x060h\x05h\x06\x93.", {"os.system"}),
    (b"\x80\x04\x8c\x02os2\x93.", {"os.os"}),
    (b"\x80\x04]\x8c\x06system\x93.", {UNKNOWN}),
    (b"\x80\x04h\x09h\x08\x93.", {UNKNOWN}),
    (b"\x80\x02\x82\x01.", {UNKNOWN}),
    (b"c\\x6fs\nsystem\n.", {UNKNOWN}),
    (b"\x80\x04\x8c\x02os\x8c\x06system\x93", {"os.system", UNKNOWN}),
    (pickle.dumps([1], 4) + pickle.dumps([2], 2) + EVIL, {"os.system"}),
    (pickle.dumps([1], 4) + EVIL[:-1] + b"\xff", {"os.system"}),
    (pickle.dumps([1.5], 4) + bytes(range(256)), set()),
    (b"", {UNKNOWN}),
])  # fmt: skip
def test_tricks_do_not_hide_imports(data: bytes, expected: set[str]) -> None:
    assert found(data) == expected


def test_a_long_argument_is_passed_over() -> None:
    assert found(pickle.dumps([b"x" * 300_000, fractions.Fraction], 4)) == {"fractions.Fraction"}
    assert UNKNOWN in found(b"\x80\x04\x8e" + (1 << 60).to_bytes(8, "little") + b"x")


def test_torch_before_1_6_is_five_pickles_and_numbers() -> None:
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
    parts: list[object] = [1001, {}, collections.OrderedDict(), ["0"]]
    rest = b"".join(pickle.dumps(one, 2) for one in parts)
    numbers = b"\x80\x02" + bytes(6) + b"\xff" * 64  # 640 elements
    assert found(magic + rest + numbers) == {"collections.OrderedDict"}
    assert UNKNOWN in found(magic + rest[:20] + b"\xff")


def test_more_opcodes_than_are_followed_are_unknown() -> None:
    from govern.documents.model_card.pickle_globals import Budget

    data = io.BytesIO(b"\x80\x04" + b"N0" * 50 + b"N.")
    assert pickle_globals(data, budget=Budget(20)) == {UNKNOWN}


@pytest.mark.parametrize(
    "compress",
    [gzip.compress, zlib.compress, bz2.compress, lzma.compress],
    ids=lambda f: f.__module__,
)
def test_compressed_pickles_are_looked_into(compress: Callable[[bytes], bytes]) -> None:
    assert file_globals(io.BytesIO(compress(EVIL)), "archive") == ["os.system"]
    assert file_globals(io.BytesIO(compress(EVIL) * 2), "archive") == [UNKNOWN]


def test_what_cannot_be_inflated_is_unknown() -> None:
    assert file_globals(io.BytesIO(b"\x04\x22\x4d\x18xxxx"), "archive") == [UNKNOWN]


@pytest.mark.parametrize(("entries", "expected"), [
    ({"m/data.pkl": pickle.dumps(collections.OrderedDict(), 2), "m/data/0": b"\x80\x02\xff"},
     ["collections.OrderedDict"]),
    ({"m/data.pkl": pickle.dumps({}, 2), "m/odd.txt": EVIL}, ["os.system"]),
    ({"m/data.pkl": pickle.dumps({}, 2), "m/version": b"3\n"}, []),
    ({"../data.pkl": pickle.dumps({}, 2)}, [UNKNOWN]),
    ({"/data.pkl": pickle.dumps({}, 2)}, [UNKNOWN]),
    ({"m/data.pkl": pickle.dumps({}, 2), "m/more": zipped({"x.pkl": EVIL})}, [UNKNOWN]),
])  # fmt: skip
def test_zips_are_read_in_place(entries: dict[str, bytes], expected: list[str]) -> None:
    assert file_globals(io.BytesIO(zipped(entries)), "torch-zip") == expected


def test_hostile_zips_are_unknown() -> None:
    bomb = zipped({"m/data.pkl": b"N" * 40_000_000}, zipfile.ZIP_DEFLATED)
    assert file_globals(io.BytesIO(bomb), "torch-zip") == [UNKNOWN]
    good = zipped({"m/data.pkl": EVIL})
    wrong_sum = good.replace(b"S'true'", b"S'eurt'")
    assert UNKNOWN in (file_globals(io.BytesIO(wrong_sum), "torch-zip") or [])
    assert file_globals(io.BytesIO(good[:-30]), "torch-zip") == [UNKNOWN]


def test_keras_names_what_its_config_imports() -> None:
    lambda_layer = {"module": "keras.layers", "class_name": "Lambda", "config": {}}
    call = {"module": "os", "class_name": "function", "config": "system"}
    config = json.dumps({"config": {"layers": [lambda_layer, call]}}).encode()
    data = zipped({"config.json": config, "model.weights.h5": b"\x89HDF\r\n\x1a\n"})
    assert file_globals(io.BytesIO(data), "keras") == ["keras.layers.Lambda", "os.system"]


def test_numpy_objects_are_a_pickle() -> None:
    header = b"{'descr': 'O', 'fortran_order': False, 'shape': (1,), }\n"
    npy = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + EVIL
    assert file_globals(io.BytesIO(npy), "numpy-pickle") == ["os.system"]
    assert file_globals(io.BytesIO(zipped({"a.npy": npy})), "numpy-zip") == ["os.system"]


def test_a_card_names_the_imports_of_its_files(tmp_path: Path) -> None:
    card = read_card(tmp_path, "---\nlicense: mit\n---\n", {"model.pkl": EVIL})
    assert at(card, "/artifacts/0/unsafe") == {"format": True, "globals": ["os.system"]}


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x80\x04", b"\x80\x02c", b"PK\x03\x04"]))
def test_any_bytes_have_an_answer(data: bytes, start: bytes) -> None:
    assert pickle_globals(io.BytesIO(start + data)) is not None
    for form in ("pickle", "torch-zip", "archive", "numpy-pickle", "keras"):
        names = file_globals(io.BytesIO(start + data), form)
        assert names is None or names == sorted(names)


@given(st.integers(0, 400), st.integers(0, 255))
def test_broken_zips_have_an_answer(at_byte: int, value: int) -> None:
    data = bytearray(zipped({"m/data.pkl": EVIL, "m/data/0": bytes(40)}))
    data[at_byte % len(data)] = value
    file_globals(io.BytesIO(bytes(data)), "torch-zip")


def test_the_default_rule_denies_unknown() -> None:
    rule = (ROOT / "policies/rego/models/safe_serialization.rego").read_text(encoding="utf-8")
    assert f'"{UNKNOWN}"' not in rule
