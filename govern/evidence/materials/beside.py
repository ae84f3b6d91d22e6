"""The files beside an input: what a parser asked of them is written down, and answered again.

Weights are too large to keep. What decides is what was asked: a digest, the first bytes, a few
places of an archive. So questions are kept with their answers.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from govern.errors import InputError
from govern.sources.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from govern.model import JsonValue

_Answer = TypeVar("_Answer")
# (what was asked, of which file, how many bytes) → JSON, bytes, or why there is no answer.
Question: TypeAlias = tuple[str, str, int]
_MOST_READ = 16 * 1024 * 1024  # bytes of one large file that are kept, piece by piece


@dataclass(slots=True)
class Pieces:
    """Parts of a large file that were read, by where they begin."""

    size: int
    parts: list[tuple[int, bytes]] = field(default_factory=list)
    total: int = 0
    too_much: bool = False

    def add(self, start: int, data: bytes) -> None:
        """Keep a part that was read, unless it is too much in all."""
        self.total += len(data)
        self.too_much = self.too_much or self.total > _MOST_READ
        if data and not self.too_much:
            self.parts.append((start, data))

    def read(self, start: int, count: int) -> bytes | None:
        """Return what was read there, or a first part of it; None when nobody did."""
        if start >= self.size or count == 0:
            return b""
        for begin, data in self.parts:
            if begin <= start < begin + len(data):
                return data[start - begin :][:count]
        return None


Kept: TypeAlias = "JsonValue | bytes | Pieces | InputError"


@dataclass(frozen=True, slots=True)
class WatchedBeside(Beside):
    """Reads files, and writes down what was asked and answered."""

    asked: dict[Question, Kept] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Return the names in the folder."""
        return self._answer(("names", "", 0), lambda: Beside.names(self))

    def list(self) -> tuple[tuple[str, int], ...]:
        """Return the files and their sizes."""
        return self._answer(("list", "", 0), lambda: Beside.list(self))

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes."""
        return self._answer(("read", name, 0), lambda: Beside.read(self, name))

    def head(self, name: str, count: int) -> bytes:
        """Return a file's first bytes."""
        return self._answer(("head", name, count), lambda: Beside.head(self, name, count))

    def digest(self, name: str) -> str:
        """Return a file's digest."""
        return self._answer(("digest", name, 0), lambda: Beside.digest(self, name))

    def open(self, name: str) -> BinaryIO:
        """Open a file; what is read of it is kept."""
        question = ("open", name, 0)
        try:
            file = Beside.open(self, name)
        except InputError as error:
            self.asked[question] = error
            raise
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        known = self.asked.get(question)
        pieces = known if isinstance(known, Pieces) else Pieces(size)
        self.asked[question] = pieces
        return cast("BinaryIO", _WatchedFile(file, pieces))

    def _answer(self, question: Question, ask: Callable[[], _Answer]) -> _Answer:
        try:
            answer = ask()
        except InputError as error:
            self.asked[question] = error
            raise
        self.asked[question] = cast("Kept", answer)
        return answer


@dataclass(frozen=True, slots=True)
class KeptBeside(Beside):
    """Answers as it was answered then."""

    asked: dict[Question, Kept] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Return the names in the folder."""
        return tuple(cast("list[str]", self._answer("names")))

    def list(self) -> tuple[tuple[str, int], ...]:
        """Return the files and their sizes."""
        return tuple((path, size) for path, size in cast("list[list]", self._answer("list")))  # type: ignore[type-arg]  # pairs, as JSON has them

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes."""
        return cast("bytes | None", self._answer("read", name))

    def head(self, name: str, count: int) -> bytes:
        """Return a file's first bytes."""
        return cast("bytes", self._answer("head", name, count))

    def digest(self, name: str) -> str:
        """Return a file's digest."""
        return cast("str", self._answer("digest", name))

    def open(self, name: str) -> BinaryIO:
        """Open the parts that were read."""
        return cast("BinaryIO", _KeptFile(cast("Pieces", self._answer("open", name)), name))

    def _answer(self, what: str, name: str = "", count: int = 0) -> Kept:
        question = (what, name, count)
        if question not in self.asked:
            raise InputError(
                "the evidence does not hold what is asked of a file beside the input",
                path=name or None,
                hint="another version of govern asked for less when it decided",
            )
        answer = self.asked[question]
        if isinstance(answer, InputError):
            raise answer
        return answer


class _WatchedFile(io.RawIOBase):
    def __init__(self, file: BinaryIO, pieces: Pieces) -> None:
        self._file = file
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]  # what io calls it with
        start = self._file.tell()
        data = self._file.read(len(into))
        into[: len(data)] = data
        self._pieces.add(start, data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


class _KeptFile(io.RawIOBase):
    def __init__(self, pieces: Pieces, name: str) -> None:
        self._pieces = pieces
        self._name = name
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._pieces.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: bytearray | memoryview) -> int:  # type: ignore[override]  # what io calls it with
        data = self._pieces.read(self._at, len(into))
        if data is None:
            raise InputError(
                f"the evidence does not hold byte {self._at} of the file", path=self._name
            )
        into[: len(data)] = data
        self._at += len(data)
        return len(data)
