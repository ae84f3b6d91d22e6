"""Asks all sources about each document, for several documents at once, in the documents' order."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeVar

from govern.errors import Error
from govern.facts.interface import FactError, FactSource, GatherContext, Gathered
from govern.facts.merging import joined
from govern.model import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

NOTHING = Gathered()
_Item = TypeVar("_Item")
_THREADS = 8
_AHEAD = 32  # documents that may wait for their facts; bounds what is held in memory


def gather(sources: Iterable[FactSource], document: Document, context: GatherContext) -> Gathered:
    """Return what all sources say of a document. Never raises for what a source meets."""
    return joined([_asked(source, document, context) for source in sources])


def gather_ahead(
    sources: tuple[FactSource, ...],
    items: Iterable[_Item],
    wanted: Callable[[Document], bool],
    context: GatherContext,
) -> Iterator[tuple[_Item, Gathered]]:
    """Yield each item with the facts about it, while those of the following ones are gathered.

    Args:
        sources: Whom to ask; without any, every item gets no facts and no thread is started.
        items: Documents, and whatever else is to be passed through without facts.
        wanted: Whether any rule will look at a document.
        context: What sources may know of the run.
    """
    if not sources:
        yield from ((item, NOTHING) for item in items)
        return
    # Only runs that gather facts start threads.
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - as said

    waiting: deque[tuple[_Item, Future[Gathered] | None]] = deque()
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="facts") as threads:
        try:
            for item in items:
                future = None
                if isinstance(item, Document) and wanted(item):
                    future = threads.submit(gather, sources, item, context)
                waiting.append((item, future))
                if len(waiting) >= _AHEAD:
                    yield _next(waiting)
            while waiting:
                yield _next(waiting)
        finally:
            for _, future in waiting:
                if future is not None:
                    future.cancel()


def _next(
    waiting: deque[tuple[_Item, Future[Gathered] | None]],
) -> tuple[_Item, Gathered]:
    item, future = waiting.popleft()
    return item, future.result() if future is not None else NOTHING


def _asked(source: FactSource, document: Document, context: GatherContext) -> Gathered:
    try:
        return source.gather(document, context)
    except Error as error:
        reason = getattr(error, "reason", None) or "failed"
        words = error.message + (f": {error.cause}" if error.cause else "")
        return Gathered(errors=(FactError(source.name, str(reason), words, error.path or ""),))
