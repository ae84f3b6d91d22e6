"""The serialisation format of a weight file, told from its content: a name proves nothing."""

from __future__ import annotations

import io
import pickletools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from govern.model import JsonObject

HEAD = 64 * 1024  # bytes that are looked at
_MAX_HEADER = 32 * 1024 * 1024  # bytes of a safetensors header; real ones stay below 10 MB
_MAX_ENTRIES = 64  # names of a zip's first entries that are looked at

# Formats that hold numbers and no code, and those that can run code when loaded.
SAFE = frozenset({"safetensors", "gguf", "onnx", "numpy", "tflite"})
UNSAFE = frozenset(
    {
        "pickle",
        "torch-zip",
        "keras",
        "hdf5",
        "numpy-pickle",
        "numpy-zip",
        "tensorflow-savedmodel",
        "python",
        "archive",
    }
)
SUFFIXES = {
    ".safetensors": "safetensors",
    ".gguf": "gguf",
    ".ggml": None,
    ".onnx": "onnx",
    ".pkl": "pickle",
    ".pickle": "pickle",
    ".joblib": "pickle",
    ".pt": "torch-zip",
    ".pth": "torch-zip",
    ".ckpt": None,
    ".bin": None,
    ".h5": "hdf5",
    ".hdf5": "hdf5",
    ".keras": "keras",
    ".tflite": "tflite",
    ".pb": "tensorflow-savedmodel",
    ".msgpack": None,
    ".npy": "numpy",
    ".npz": "numpy-zip",
    ".pdparams": "pickle",
    ".nemo": "archive",
    ".mar": "archive",
    ".engine": None,
    ".dduf": None,
    ".xgb": None,
    ".ubj": None,
    ".cbm": None,
}

_DTYPES = {
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    "BOOL": 8,
    "U8": 8,
    "I8": 8,
    "F8_E5M2": 8,
    "F8_E4M3": 8,
    "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8,
    "I16": 16,
    "U16": 16,
    "F16": 16,
    "BF16": 16,
    "I32": 32,
    "U32": 32,
    "F32": 32,
    "I64": 64,
    "U64": 64,
    "F64": 64,
    "C64": 64,
}  # fmt: skip - bits of a number, by the dtypes of safetensors


@dataclass(frozen=True, slots=True)
class WeightFormat:
    """What a file is.

    Attributes:
        name: One of SAFE or UNSAFE; None when its content tells nothing.
        header: The header of a safetensors file.
        fault: Why the content is not what it starts as.
    """

    name: str | None
    header: JsonObject | None = None
    fault: str = ""

    @property
    def is_unsafe(self) -> bool | None:
        """Whether loading it can run code; None when the format is not known."""
        return None if self.name is None else self.name in UNSAFE


def suffix_of(name: str) -> str:
    """Return the last suffix of a path, in lower case."""
    base = name.rpartition("/")[2]
    stem, dot, end = base.rpartition(".")
    return f".{end.lower()}" if stem and dot else ""


_MAGIC = (
    (b"GGUF", "gguf"),
    (b"\x89HDF\r\n\x1a\n", "hdf5"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"7z\xbc\xaf", "archive"),
)


_COMPRESSED = (
    b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"ZF", b"\x04\x22\x4d\x18", b"\x5d\0\0",
)  # fmt: skip


def format_of(head: bytes, name: str) -> WeightFormat:
    """Return the format of a file by its first HEAD bytes; `name` only breaks ties.

    A safe format under a name that is loaded as an unsafe one is no answer: `GGUF` at the start
    of a `.bin` is a valid first opcode of a pickle.
    """
    found = _format_of(head, name)
    expected = SUFFIXES.get(suffix_of(name))
    if found in SAFE and expected in UNSAFE:
        return WeightFormat(None, fault=f"it starts like {found} but is named like {expected}")
    return WeightFormat(found)


def _format_of(head: bytes, name: str) -> str | None:
    for magic, known in _MAGIC:
        if head.startswith(magic):
            return known
    if head.startswith(b"PK\x03\x04"):
        return _zip_format(head)
    if head.startswith(b"\x93NUMPY"):
        return "numpy-pickle" if _has_objects(head) else "numpy"
    # Before pickle: a header of 640 bytes starts like a pickle, but no pickle goes on like one.
    if _safetensors_length(head) is not None:
        return "safetensors"
    return _unmarked_format(head, name)


def _has_objects(head: bytes) -> bool:
    """Tell whether an npy header names objects (`|O`, `O`, `object`): a pickle follows it."""
    wide = head[6:7] != b"\x01"
    length = int.from_bytes(head[8 : 12 if wide else 10], "little")
    header = head[10 : 12 + length]
    return b"O" in header or b"obj" in header


def _unmarked_format(head: bytes, name: str) -> str | None:
    if is_pickle(head, suffix_of(name)):
        return "pickle"
    # Compressed by joblib: zlib, lz4, lzma; short marks, which mean this by such a name alone.
    if SUFFIXES.get(suffix_of(name)) == "pickle" and head.startswith(_COMPRESSED):
        return "archive"
    if head[257:262] == b"ustar":
        return "archive"
    if head[4:8] == b"TFL3":
        return "tflite"
    if name.rpartition("/")[2] in {"saved_model.pb", "keras_metadata.pb"}:
        return "tensorflow-savedmodel"
    return "onnx" if _looks_like_onnx(head) else None


def header_size(head: bytes) -> int | None:
    """Return how many bytes to read for a whole safetensors header, if it is one of sane size."""
    length = _safetensors_length(head)
    return None if length is None or length > _MAX_HEADER else 8 + length


def read_header(data: bytes, size: int) -> WeightFormat:
    """Check a safetensors header against the file's size and return it.

    The header is a JSON object of tensors, whose data must lie inside of the file
    (safetensors format, https://github.com/huggingface/safetensors#format).
    """
    length = _safetensors_length(data) or 0
    try:
        header = orjson.loads(data[8 : 8 + length])
    except orjson.JSONDecodeError:
        return WeightFormat(None, fault="its safetensors header is not JSON")
    if not isinstance(header, dict):
        return WeightFormat(None, fault="its safetensors header is not an object")
    fault = _tensor_fault(header, size - 8 - length)
    return WeightFormat(None, fault=fault) if fault else WeightFormat("safetensors", header)


def _tensor_fault(header: JsonObject, room: int) -> str:
    """Return what is wrong with the tensors of a header; empty when they are sound.

    They must cover the data, byte for byte, so that nothing else can hide in the file.
    """
    spans: list[tuple[int, int]] = []
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        span = _span(tensor.get("data_offsets"), room) if isinstance(tensor, dict) else None
        if not isinstance(tensor, dict) or span is None:
            return "a tensor of its header lies outside of the file"
        bits = _DTYPES.get(str(tensor.get("dtype")))
        if bits is None:
            return "a tensor of its header has a dtype that safetensors has not"
        if bits * _volume(tensor.get("shape")) != 8 * (span[1] - span[0]):
            return "a tensor of its header has another size than its dtype and shape"
        spans.append(span)
    reached = 0
    for begin, end in sorted(spans):
        if begin != reached:
            return "tensors of its header lie over each other, or leave room for something else"
        reached = end
    return "" if reached == room else "data that belongs to no tensor follows its tensors"


def _volume(shape: object) -> int:
    """Return how many numbers a shape holds; -1 when it is no shape."""
    if not isinstance(shape, list) or len(shape) > 64:
        return -1
    count = 1
    for side in shape:
        if not isinstance(side, int) or not 0 <= side < 2**63:
            return -1
        count *= side
    return count


def count_parameters(header: JsonObject) -> int:
    """Return how many numbers the tensors of a safetensors header hold."""
    total = 0
    for name, tensor in header.items():
        shape = tensor.get("shape") if isinstance(tensor, dict) and name != "__metadata__" else None
        if isinstance(shape, list):
            count = 1
            for side in shape:
                count *= side if isinstance(side, int) else 0
            total += count
    return total


def is_pickle(head: bytes, suffix: str) -> bool:
    """Return whether bytes start like a pickle; nothing is ever unpickled.

    Protocols 2 to 5 begin with a mark of their own. Older ones are only looked for in files that
    are named like weights, since short texts can be valid opcodes by chance.
    """
    if len(head) > 1 and head[0] == 0x80 and 2 <= head[1] <= 5:
        return True
    if suffix not in SUFFIXES or not head or head[:1] not in b"(]}c.lpidVSIFLNKMJ":
        return False
    seen = 0
    try:
        for _ in pickletools.genops(io.BytesIO(head[:4096])):
            seen += 1
            if seen == 4:
                return True
    except (ValueError, OverflowError, UnicodeDecodeError, MemoryError):
        return False
    return seen > 1


def _safetensors_length(head: bytes) -> int | None:
    """Return the header length when the first nine bytes are those of a safetensors file."""
    if len(head) < 10 or head[8:9] != b"{":
        return None
    length = int.from_bytes(head[:8], "little")
    return length if 2 <= length <= 100_000_000 else None


def _span(offsets: object, room: int) -> tuple[int, int] | None:
    """Return where a tensor begins and ends; None when that is not inside of the data."""
    if not isinstance(offsets, list) or len(offsets) != 2:
        return None
    begin, end = offsets
    if not isinstance(begin, int) or not isinstance(end, int) or not 0 <= begin <= end <= room:
        return None
    return begin, end


def _zip_format(head: bytes) -> str:
    """Tell PyTorch, Keras and NumPy archives apart by the names of their first entries."""
    names = _local_names(head)
    if any(name.endswith(("data.pkl", ".pkl", ".pickle")) for name in names):
        return "torch-zip"
    if any(name in {"config.json", "metadata.json", "model.weights.h5"} for name in names):
        return "keras"
    if names and all(name.endswith(".npy") for name in names):
        return "numpy-zip"
    return "archive"


def _local_names(head: bytes) -> list[str]:
    """Return the names in the local file headers of a zip's beginning (APPNOTE section 4.3.7)."""
    names: list[str] = []
    at = head.find(b"PK\x03\x04")
    while at >= 0 and len(names) < _MAX_ENTRIES and len(head) >= at + 30:
        length = int.from_bytes(head[at + 26 : at + 28], "little")
        names.append(head[at + 30 : at + 30 + length].decode("utf-8", "replace"))
        at = head.find(b"PK\x03\x04", at + 30 + length)
    return names


def _looks_like_onnx(head: bytes) -> bool:
    """Return whether bytes start like an ONNX ModelProto: `ir_version`, then the producer.

    Fields of onnx.proto: ir_version = 1 (varint), producer_name = 2, model_version = 5, graph = 7,
    opset_import = 8.
    """
    if len(head) < 4 or head[0] != 0x08 or not 1 <= head[1] <= 32:
        return False
    return head[2] in {0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42}
