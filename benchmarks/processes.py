"""Runs commands and tells what they cost: wall time, CPU time and memory of the whole tree."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_FIRST_LOOKS = 0.004  # seconds between two looks at the memory of a young process
_LOOKS = 200  # of older ones: about so many looks at each doubling of their age
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """A command that ended.

    Attributes:
        code: Its exit code.
        wall: Seconds.
        cpu: Seconds of CPU, user and system, of it and of all its children.
        memory: The most bytes that it and its children held at once; 0 when nobody looked.
    """

    code: int
    wall: float
    cpu: float
    memory: int

    def __str__(self) -> str:
        return f"{self.wall:.1f} s, {self.cpu:.1f} s of CPU, {self.memory >> 20} MiB in all"


def measured(
    command: Sequence[str | Path],
    output: Path,
    folder: Path,
    *,
    watched: bool = True,
    env: Mapping[str, str] | None = None,
) -> Run:
    """Run a command.

    Args:
        command: The program and its arguments.
        output: What it prints goes there; what it says on standard error beside it, as `.err`.
        folder: Where it runs.
        watched: Whether to look at its memory, which costs a little time.
        env: Its environment; this process's unless given.
    """
    most, stop = [0], threading.Event()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with output.open("wb") as out, output.with_suffix(".err").open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=folder, env=env)

        def watch() -> None:
            while not stop.wait(max(_FIRST_LOOKS, (time.perf_counter() - start) / _LOOKS)):
                most[0] = max(most[0], resident(process.pid))

        watcher = threading.Thread(target=watch, daemon=True)
        if watched:
            watcher.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        stop.set()
        if watched:
            watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(code, seconds, cpu, most[0])


def resident(pid: int) -> int:
    """Return the bytes that a process and its descendants hold; what they share counts once."""
    total = 0
    for one in tree(pid):
        try:
            with open(f"/proc/{one}/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 - a proc file
                total += sum(int(line.split()[1]) << 10 for line in file if line[:4] == "Pss:")
        except OSError:
            continue  # it ended meanwhile
    return total


def cpu_so_far(pid: int) -> float:
    """Return the CPU seconds that a running process and its descendants have used."""
    total = 0
    for one in tree(pid):
        with open(f"/proc/{one}/stat", encoding="ascii") as file:  # noqa: PTH123 - a proc file
            fields = file.read().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def tree(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):  # noqa: PTH208 - a proc folder
                with open(f"/proc/{one}/task/{task}/children", encoding="ascii") as file:  # noqa: PTH123 - as above
                    todo += map(int, file.read().split())
        except OSError:
            continue  # it ended meanwhile
    return found
