"""Watches a run: what it decides with, and each input as it was received."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents.intake import Taken, Unreadable
from govern.evidence.materials.beside import WatchedBeside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from govern.evidence.materials.beside import Kept, Question
    from govern.model import Kind, Result
    from govern.pipeline import Loaded

_MOST_HELD = 64 * 1024 * 1024  # bytes of inputs that are no files, in all


@dataclass(frozen=True, slots=True)
class TakenInput:
    """One input of a run.

    Attributes:
        kind: What it is, where that was said for this one.
        data: Its bytes, where they cannot be read a second time; None for a file.
        asked: What was asked of the files beside it.
    """

    path: str
    explicit: bool
    sha256: str
    has_folder: bool
    data: bytes | None
    asked: Mapping[Question, Kept]
    kind: Kind | None = None


@dataclass(slots=True)
class Tape:
    """What was seen of one run; hand `watch` to `pipeline.check`.

    Attributes:
        scanned: What a scanner told, which a replay does not start again.
    """

    taken: list[TakenInput | Unreadable] = field(default_factory=list)
    loaded: Loaded | None = None
    scanned: tuple[Result, ...] = ()
    _held: int = 0
    _names: dict[Path | None, tuple[str, ...]] = field(default_factory=dict)

    def watch(self, loaded: Loaded) -> Loaded:
        """Begin to watch a run."""
        self.loaded = loaded
        loaded.intake.watch = self._take
        loaded.scan.choose = partial(self._scan, loaded.scan.choose)
        return loaded

    @property
    def held(self) -> dict[str, bytes]:
        """Bytes of inputs that cannot be read a second time, by path."""
        inputs = (one for one in self.taken if isinstance(one, TakenInput))
        return {one.path: one.data for one in inputs if one.data is not None}

    def _scan(
        self, choose: Callable[[Iterable[Result]], Iterable[Result]], results: Iterable[Result]
    ) -> Iterable[Result]:
        self.scanned = tuple(choose(results))
        return self.scanned

    def _take(self, taken: Taken | Unreadable) -> Taken | Unreadable:
        if isinstance(taken, Unreadable):
            self.taken.append(taken)
            return taken
        source, beside = taken.source, taken.beside
        watched = WatchedBeside(beside.folder, beside.max_bytes, beside.max_files, beside.max_depth)
        # The run asks once for a folder's names, whichever of its files comes first.
        if beside.folder not in self._names:
            self._names[beside.folder] = beside.names()
        watched.asked["names", "", 0] = list(self._names[beside.folder])
        data = None
        if not Path(source.path).is_file() and self._held + len(source.data) <= _MOST_HELD:
            data = source.data
            self._held += len(data)
        self.taken.append(
            TakenInput(
                source.path,
                source.explicit,
                source.sha256,
                beside.folder is not None,
                data,
                watched.asked,
                taken.kind,
            )
        )
        return Taken(source, watched, taken.kind)
