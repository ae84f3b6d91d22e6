"""What a pickle would import when it is loaded, told from its opcodes; nothing is unpickled.

Opcodes are those of `pickletools` (protocols 0 to 5). The stack is followed with strings as the
only values that are known, so that STACK_GLOBAL is resolved through memo and DUP as a loader
would; whatever cannot be resolved is reported as UNKNOWN, never left out.
"""

from __future__ import annotations

import _compat_pickle
import pickletools
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from govern.errors import LimitExceeded

if TYPE_CHECKING:
    from typing import IO

UNKNOWN = "unknown"  # stands for an import whose name cannot be told

_MAX_OPCODES = 2_000_000  # of one file; about four seconds
_MAX_NAMES = 1_000  # distinct names of one file
_MAX_NAME = 256  # characters of one name
_MAX_LINE = 1024 * 1024  # bytes of an argument that ends with its line
_MAX_ARGUMENT = 64 * 1024  # bytes of an argument that is kept; longer ones are passed over
_CHUNK = 1024 * 1024
_TORCH_MAGIC = 0x1950A86A20F9469CFC6C  # first pickle of a file by torch.save before version 1.6
_TORCH_PICKLES = 5  # magic, protocol, system, the object, storage keys; numbers follow

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")
_STRINGS = frozenset(
    {
        "STRING", "BINSTRING", "SHORT_BINSTRING",
        "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8",
    }
)  # fmt: skip
_CALLS = frozenset({"REDUCE", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "BUILD"})
_MARK = pickletools.markobject
_BROKEN = (
    ValueError, OverflowError, MemoryError, EOFError, OSError, LimitExceeded,
    zipfile.BadZipFile, zlib.error,  # the stream may be an entry of a zip
)  # fmt: skip


class Readable(Protocol):
    """What is read of a stream: bytes from its start to its end, never back."""

    def read(self, count: int, /) -> bytes:
        """Return up to `count` bytes."""
        ...

    def readline(self, limit: int, /) -> bytes:
        """Return up to `limit` bytes, no further than the line's end."""
        ...


@dataclass(slots=True)
class Budget:
    """How many opcodes may still be followed, over all pickles of one file."""

    opcodes: int = _MAX_OPCODES


@dataclass(slots=True)
class _Walk:
    """One pickle: what it imports, whether it calls anything, and whether it came to its STOP."""

    names: set[str] = field(default_factory=set)
    calls: bool = False
    ended: bool = False
    is_torch_magic: bool = False

    def imports(self, strict: bool) -> set[str]:
        """Return the names to report; `strict` when this surely was meant to be a pickle."""
        if self.ended:
            return self.names
        if strict:
            return self.names | {UNKNOWN}
        return self.names - {UNKNOWN} if self.calls else set()


class _Skipped(bytes):
    """An argument too long to keep: it has its length, and no content."""

    length = 0

    def __len__(self) -> int:
        return self.length


class _Tape:
    """Reads a stream for `genops` with flat memory, and remembers what was odd about arguments."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._ahead = b""
        self.is_odd = False

    def at_end(self) -> bool:
        """Tell whether nothing is left."""
        self._ahead = self._ahead or self._stream.read(1)
        return not self._ahead

    def starts_marked(self) -> bool:
        """Tell whether a pickle of protocol 2 or later seems to begin here."""
        if len(self._ahead) < 2:
            self._ahead += self._stream.read(2 - len(self._ahead))
        return self._ahead[:1] == b"\x80" and self._ahead[1:2] in (b"\x02", b"\x03", b"\x04", b"\5")

    def read(self, count: int) -> bytes:
        if count > _MAX_ARGUMENT:
            return self._pass_over(count)
        taken, self._ahead = self._ahead[:count], self._ahead[count:]
        return taken + self._stream.read(count - len(taken)) if len(taken) < count else taken

    def readline(self) -> bytes:
        taken, newline, rest = self._ahead.partition(b"\n")
        self._ahead = rest
        line = taken + newline
        if not newline:
            line += self._stream.readline(_MAX_LINE)
        # pickletools resolves escapes in names, loaders do not.
        self.is_odd = self.is_odd or b"\\" in line
        return line

    def _pass_over(self, count: int) -> bytes:
        left = count - len(self._ahead)
        self._ahead = b""
        while left > 0:
            got = len(self._stream.read(min(left, _CHUNK)))
            if not got:
                raise ValueError("the stream ends inside of an argument")
            left -= got
        self.is_odd = True
        skipped = _Skipped()
        skipped.length = count
        return skipped


def pickle_globals(
    stream: Readable | IO[bytes], *, certain: bool = True, budget: Budget | None = None
) -> set[str]:
    """Return the dotted names that loading every pickle in a stream would import.

    Args:
        stream: Read from where it is to its end; several pickles may follow each other, and
            numbers may follow them.
        certain: Whether the stream is known to start with a pickle. If not, a broken start is no
            pickle unless it had already called something that it imported.
        budget: Shared by the streams of one file, and used up by them.

    Returns:
        `module.name` for each import, by its name of Python 3, and UNKNOWN when there are more
        than can be named: extension codes, computed names, a stream that breaks or has no end.
    """
    tape, budget = _Tape(stream), budget or Budget()
    names: set[str] = set()
    count, is_torch = 0, False
    try:
        while not tape.at_end():
            strict = certain if count == 0 else tape.starts_marked()
            if is_torch:
                strict = count < _TORCH_PICKLES
            walk = _walk(tape, budget)
            is_torch = is_torch or (count == 0 and walk.is_torch_magic)
            count += 1
            names |= walk.imports(strict)
            if not walk.ended:
                return names
    except _BROKEN:
        names.add(UNKNOWN)
    return names if count or not certain else {UNKNOWN}


def _walk(tape: _Tape, budget: Budget) -> _Walk:
    walk, machine = _Walk(), _Machine()
    tape.is_odd = False
    try:
        # genops reads the argument before it yields: what was odd about it is known here.
        for opcode, argument, _ in pickletools.genops(tape):  # type: ignore[arg-type] # reads only
            budget.opcodes -= 1
            if budget.opcodes < 0 or len(walk.names) > _MAX_NAMES:
                raise LimitExceeded("more opcodes or names than are followed")
            name = machine.step(opcode, None if tape.is_odd else argument)
            if name is not None:
                walk.names.add(name)
            walk.calls = walk.calls or (opcode.name in _CALLS and bool(walk.names))
            walk.is_torch_magic = walk.is_torch_magic or argument == _TORCH_MAGIC
            tape.is_odd = False
        walk.ended = True
    except _BROKEN:
        walk.ended = False
    return walk


class _Machine:
    """The unpickler's stack and memo, with strings for values and None for all else."""

    def __init__(self) -> None:
        self._stack: list[object] = []
        self._memo: dict[object, object] = {}
        self._protocol = 0

    def step(self, opcode: pickletools.OpcodeInfo, argument: object) -> str | None:
        """Follow one opcode; returns the name that it imports, if it imports one.

        Raises:
            ValueError: the stack holds less than the opcode takes.
        """
        name = opcode.name
        if name == "PROTO":
            self._protocol = argument if isinstance(argument, int) else 0
        elif name in {"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"}:
            if not self._stack:
                raise ValueError("nothing to remember")
            self._memo[len(self._memo) if name == "MEMOIZE" else argument] = self._stack[-1]
            return None
        if name == "DUP" and self._stack:
            self._stack.append(self._stack[-1])
            return None
        imported = self._imported(name, argument)
        self._pop(opcode)
        self._stack += [_MARK if one is _MARK else None for one in opcode.stack_after]
        if name in _STRINGS:
            self._stack[-1] = argument
        elif name in {"GET", "BINGET", "LONG_BINGET"}:
            self._stack[-1] = self._memo.get(argument)
        return imported

    def _imported(self, opcode: str, argument: object) -> str | None:
        if opcode in {"EXT1", "EXT2", "EXT4"}:
            return UNKNOWN
        if opcode in {"GLOBAL", "INST"}:
            parts = argument.split(" ") if isinstance(argument, str) else []
            return self._named(*parts) if len(parts) == 2 else UNKNOWN
        if opcode == "STACK_GLOBAL":
            return self._named(*self._stack[-2:]) if len(self._stack) > 1 else UNKNOWN
        return None

    def _named(self, module: object, name: object) -> str:
        """Return the dotted name; protocols below 3 use names of Python 2, which loaders map."""
        if not isinstance(module, str) or not isinstance(name, str):
            return UNKNOWN
        if self._protocol < 3:
            known = (module, name)
            if known in _compat_pickle.NAME_MAPPING:
                module, name = _compat_pickle.NAME_MAPPING[known]
            else:
                module = _compat_pickle.IMPORT_MAPPING.get(module, module)
        full = f"{module}.{name}"
        return full if len(full) <= _MAX_NAME and _NAME.fullmatch(full) else UNKNOWN

    def _pop(self, opcode: pickletools.OpcodeInfo) -> None:
        before, stack = opcode.stack_before, self._stack
        count = len(before)
        if _MARK in before:
            count = before.index(_MARK)
            while stack and stack[-1] is not _MARK:
                stack.pop()
            if not stack:
                raise ValueError("there is no mark")
            stack.pop()
        if count > len(stack):
            raise ValueError("the stack is empty")
        del stack[len(stack) - count :]
