"""The parser of model cards: one source → one Document for each model in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.kitfile import read_kitfile
from govern.documents.model_card.markdown_card import read_markdown
from govern.documents.model_card.ml_bom import read_ml_bom
from govern.documents.model_card.mlflow_model import read_mlflow
from govern.documents.model_card.mlflow_version import read_mlflow_version
from govern.documents.model_card.model_card_toolkit import read_model_card_toolkit
from govern.documents.model_card.reading import Reading
from govern.documents.model_card.recognise import fallback_format, format_of
from govern.documents.model_card.sagemaker import read_sagemaker
from govern.documents.model_card.sidecar import read_govern
from govern.documents.probe import Probe
from govern.documents.text import decode
from govern.model import Document, Kind, Resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from govern.documents.interface import ParseContext
    from govern.documents.model_card.draft import Draft
    from govern.model import Source

_READERS: Mapping[str, Callable[[Reading], Iterator[Draft]]] = {
    "cyclonedx": read_ml_bom,
    "govern": read_govern,
    "kitfile": read_kitfile,
    "markdown": read_markdown,
    "mct": read_model_card_toolkit,
    "mlflow": read_mlflow,
    "mlflow-version": read_mlflow_version,
    "sagemaker": read_sagemaker,
}


class ModelCardParser:
    """Reads every format of model cards (govern.documents.interface.Parser)."""

    kind = Kind.MODEL_CARD

    def recognises(self, probe: Probe) -> bool:
        """Return whether the content is a model card."""
        return format_of(probe) is not None

    def parse(self, source: Source, context: ParseContext) -> Iterator[Document]:
        """Yield one Document for each model.

        Raises:
            InputError: the source, or a file that belongs to it, is not what it claims to be.
            LimitExceeded: one of them exceeds the limits.
        """
        reading = Reading(source, decode(source.data, source.path), context)
        form = fallback_format(Probe(source))
        addresses: dict[str, int] = {}
        for index, draft in enumerate(_READERS[form](reading)):
            yield _document(draft, source, index, addresses)


def _document(draft: Draft, source: Source, index: int, addresses: dict[str, int]) -> Document:
    name = draft.text("/model/id") or source.path
    version = draft.text("/model/version")
    address = f"{name}@{version}" if version else name
    # A BOM may list one model several times; each finding must keep an address of its own.
    addresses[address] = addresses.get(address, 0) + 1
    if addresses[address] > 1:
        address = f"{address}#{addresses[address]}"
    content = draft.finished()
    return Document(
        source=source,
        kind=Kind.MODEL_CARD,
        name=name,
        content=content,
        resources=(Resource(kind="model", name=name, address=address),),
        positions=draft.positions(),
        index=index,
        format=draft.format,
        diagnostics=draft.diagnostics(),
        related=tuple(sorted(draft.related.items())),
    )
