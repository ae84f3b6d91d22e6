"""Paths → Documents: find, read, tell the kind, parse. One bad input never stops the others."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from govern.documents import detect
from govern.documents.interface import Limits, ParseContext, Parser
from govern.documents.render.mode import RenderMode
from govern.errors import Error, InputError
from govern.model import InputRecord, Kind, Skipped
from govern.model.document import READ_KINDS
from govern.sources import filesystem, standard_input
from govern.sources.beside import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from govern.documents.render.renderer import Renderer
    from govern.documents.render.roots import Root
    from govern.model import Document, Source

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input that could not be read as what it claims to be, and why."""

    path: str
    error: Error


@dataclass(frozen=True, slots=True)
class Taken:
    """One input as it was received.

    Attributes:
        beside: How the files beside it are reached.
        kind: What it is, where that was said for this one; None to tell from the content.
    """

    source: Source
    beside: Beside
    kind: Kind | None = None


def _unchanged(taken: Taken | Unreadable) -> Taken | Unreadable:
    return taken


@dataclass(slots=True)
class Intake:
    """Iterate once for the Documents; afterwards `inputs` and `skipped` tell of every file.

    Attributes:
        paths: What the user named: files, folders, or `-`.
        kind: What the user says every input is; None to tell from the content.
        exclude: Patterns of paths that a walk leaves out.
        source_root: Folder of the `.tf` files that plans were made from.
        render: Which folders are rendered by tools on PATH before they are read.
        progress: Called with what is done and what there is in all.
        given: Inputs that were taken earlier, to be read instead of `paths`.
        watch: Sees each input before it is parsed, and may put another one in its place.
        left_out: What was left out so far, and why; not sorted, and with what turns out to belong
            to a document.
    """

    paths: tuple[str, ...]
    kind: Kind | None = None
    exclude: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    source_root: str | None = None
    render: RenderMode = RenderMode.OFF
    progress: Callable[[int, int], None] = lambda _done, _total: None
    given: Iterable[Taken | Unreadable] | None = None
    watch: Callable[[Taken | Unreadable], Taken | Unreadable] = _unchanged
    inputs: list[InputRecord] = field(default_factory=list)
    left_out: list[Skipped] = field(default_factory=list)
    _consumed: set[str] = field(default_factory=set)
    _listed: tuple[Path | None, tuple[str, ...]] | None = None
    _folder: tuple[str, Beside] | None = None

    def __iter__(self) -> Iterator[Document | Unreadable]:
        """Yield every Document of every input in order, and what could not be read.

        Raises:
            UsageError: a named path does not exist, or no tool is there for what `render` asks.
        """
        for one in self._take() if self.given is None else self.given:
            yield from self._documents(one)

    def read(self, source: Source, kind: Kind) -> Iterator[Document | Unreadable]:
        """Yield what one more input holds, such as an SBOM that is attested about an image."""
        yield from self._documents(Taken(source, Beside(None, self.limits.max_bytes), kind))

    def _documents(self, one: Taken | Unreadable) -> Iterator[Document | Unreadable]:
        taken = self.watch(one)
        if isinstance(taken, Unreadable):
            self.inputs.append(InputRecord(taken.path, "invalid", "", documents=0))
            yield taken
        else:
            yield from self._parse_any(taken)

    def _take(self) -> Iterator[Taken | Unreadable]:
        found = tuple(self._found())
        if self.render is RenderMode.OFF:
            yield from self._read_each(found)
        else:
            yield from self._render_and_read(found)

    def _render_and_read(
        self, all_found: tuple[filesystem.Found, ...]
    ) -> Iterator[Taken | Unreadable]:
        from govern.documents.render.plan import plan_rendering  # noqa: PLC0415 - most runs render nothing
        from govern.documents.render.renderer import Renderer  # noqa: PLC0415 - as above

        renderer = Renderer()
        plan = plan_rendering((found.path for found in all_found), self.render, renderer)
        self.left_out += (*plan.read, *plan.left)
        rendered = {skip.path for skip in plan.read}
        alone = [found for found in all_found if found.path not in rendered]
        for done, root in enumerate(plan.roots):
            self.progress(done, len(plan.roots) + len(alone))
            yield self._render(root, renderer)
        yield from self._read_each(alone, len(plan.roots))

    def _read_each(
        self, all_found: Sequence[filesystem.Found], done: int = 0
    ) -> Iterator[Taken | Unreadable]:
        """Read files, after so many folders that were rendered."""
        for count, found in enumerate(all_found, start=done):
            self.progress(count, done + len(all_found))
            yield self._read(found)

    def _render(self, root: Root, renderer: Renderer) -> Taken | Unreadable:
        try:
            rendering = renderer.render(root)
        except InputError as error:
            return Unreadable(root.folder, error)
        return Taken(rendering.source, Beside(None, self.limits.max_bytes))

    def _found(self) -> Iterator[filesystem.Found]:
        seen: set[str] = set()
        for path in self.paths:
            named = (
                (filesystem.Found(STDIN, explicit=True),)
                if path == STDIN
                else filesystem.Walk((path,), self.exclude, self.left_out)
            )
            for found in named:
                if found.path not in seen:
                    seen.add(found.path)
                    yield found

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out and why; without files that were read as part of a document."""
        left = {skip.path: skip for skip in self.left_out if not self._belongs(skip.path)}
        return tuple(left[path] for path in sorted(left))

    def _belongs(self, path: str) -> bool:
        return path in self._consumed or any(used.startswith(path + "/") for used in self._consumed)

    def _read(self, found: filesystem.Found) -> Taken | Unreadable:
        most_bytes = max(self.limits.max_bytes, self.limits.max_plan_bytes)
        try:
            if found.path == STDIN:
                source = standard_input.read(most_bytes)
                beside = Beside(None, self.limits.max_bytes)
            else:
                source = filesystem.read(found, most_bytes)
                beside = self._beside(found.path)
        except InputError as error:
            return Unreadable(error.path or found.path, error)
        return Taken(source, beside)

    def _beside(self, path: str) -> Beside:
        """Return how the files beside a file are reached; all files of a folder share it."""
        folder = os.path.dirname(path)  # noqa: PTH120 - a text, since this is asked for every file
        if self._folder is None or self._folder[0] != folder:
            self._folder = folder, Beside(Path(folder), self.limits.max_bytes)
        return self._folder[1]

    def _parse_any(self, taken: Taken) -> Iterator[Document | Unreadable]:
        source, beside = taken.source, taken.beside
        if len(source.data) > self.limits.max_bytes and not _may_be_a_plan(source):
            yield self._invalid(source, filesystem.too_large(source.path, self.limits.max_bytes))
            return
        try:
            parsers = detect.parsers_for(source, self._names(beside), taken.kind or self.kind)
        except InputError as error:
            yield self._invalid(source, error)
            return
        if parsers:
            yield from self._parse(source, parsers, beside)
        else:
            yield from self._unrecognised(source, beside)

    def _parse(
        self, source: Source, parsers: tuple[Parser, ...], beside: Beside
    ) -> Iterator[Document | Unreadable]:
        for parser in parsers:
            count, form = 0, ""
            try:
                self._check_size(source, parser)
                for document in parser.parse(source, self._context(beside)):
                    count, form = count + 1, document.format
                    self._consumed.update(self._shown(beside, name) for name, _ in document.related)
                    yield document
            except InputError as error:
                yield self._invalid(source, error)
            if count:
                self.inputs.append(
                    InputRecord(source.path, parser.kind.value, source.sha256, count, form)
                )

    def _names(self, beside: Beside) -> tuple[str, ...]:
        """Return the names beside a source; one list serves all files of a folder."""
        if self._listed is None or self._listed[0] != beside.folder:
            self._listed = (beside.folder, beside.names())
        return self._listed[1]

    def _check_size(self, source: Source, parser: Parser) -> None:
        plan = parser.kind is Kind.TERRAFORM_PLAN
        most = self.limits.max_plan_bytes if plan else self.limits.max_bytes
        if len(source.data) > most:
            raise filesystem.too_large(source.path, most)

    def _context(self, beside: Beside) -> ParseContext:
        return ParseContext(
            limits=self.limits,
            read_beside=beside.read,
            list_beside=beside.list,
            digest_beside=beside.digest,
            head_beside=beside.head,
            source_root=self.source_root,
            open_beside=beside.open,
        )

    def _unrecognised(self, source: Source, beside: Beside) -> Iterator[Unreadable]:
        reason = detect.why_not(source, self._names(beside))
        if source.explicit:
            kinds = ", ".join(kind.value for kind in READ_KINDS)
            error = InputError(
                reason,
                path=source.path,
                hint=f"say what it is with --kind ({kinds}), or leave it out",
            )
            yield self._invalid(source, error)
        else:
            self.left_out.append(Skipped(source.path, reason))

    def _invalid(self, source: Source, error: Error) -> Unreadable:
        self.inputs.append(InputRecord(source.path, "invalid", source.sha256, documents=0))
        return Unreadable(source.path, error)

    @staticmethod
    def _shown(beside: Beside, name: str) -> str:
        return (beside.folder / name).as_posix() if beside.folder else name


def _may_be_a_plan(source: Source) -> bool:
    """Tell from the first bytes, in whatever encoding: only plans may be larger than the rest."""
    return b'"format_version"' in source.data[:4096].replace(b"\0", b"")
