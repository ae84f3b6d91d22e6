"""One card being read: its source, and the files beside it that belong to it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from govern.documents.json_reader import JsonPositions, read_json
from govern.documents.model_card.card_yaml import SCHEMA, read_card_yaml
from govern.documents.model_card.draft import Draft
from govern.documents.model_card.places import Place, TextPositions
from govern.documents.text import decode
from govern.documents.yaml_reader import YamlPositions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govern.documents.interface import ParseContext
    from govern.model import JsonObject, JsonValue, Source
    from govern.model.document import Positions

_FOLDER_CARD = re.compile(
    r"(?:readme|model[-_ ]?card)\.(?:md|markdown)|mlmodel|kitfile|govern\.ya?ml"
    r"|mlflow-version\.json",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """What every format gets: the source, its text, and a way to the files beside it."""

    source: Source
    text: str
    context: ParseContext

    @cached_property
    def files(self) -> Mapping[str, int]:
        """The files in and below the source's folder, with their sizes in bytes.

        Raises:
            InputError: there are more than may be listed.
        """
        return dict(self.context.list_beside())

    @property
    def is_folder_card(self) -> bool:
        """Whether the card speaks for its folder, and so for the weights in it."""
        return _FOLDER_CARD.fullmatch(self.name) is not None

    @property
    def name(self) -> str:
        """The source's file name."""
        return self.source.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The file name without its suffix: the last resort for a model's id."""
        return self.name.rpartition(".")[0] or self.name.strip("<>") or "model"

    @property
    def folder_name(self) -> str | None:
        """The name of the source's folder, when the path tells it."""
        parent = self.source.path.rpartition("/")[0].rpartition("/")[2]
        return parent if parent not in {"", ".", ".."} else None

    def shown(self, name: str) -> str:
        """Return a file beside the source as people would name it."""
        folder, slash, _ = self.source.path.rpartition("/")
        return f"{folder}{slash}{name}"

    def place(self, positions: Positions | None = None) -> Place:
        """Return the place of the source as a whole."""
        return Place(self.name, positions or TextPositions(self.source.path))

    def draft(self, root: Place, format_name: str, format_version: str | None = None) -> Draft:
        """Return an empty draft for a model of this source."""
        return Draft(
            root,
            {
                "format": format_name,
                "format_version": format_version,
                "path": self.source.path,
                "sha256": self.source.sha256,
            },
        )

    def json(self) -> tuple[JsonValue, Place]:
        """Return the source read as JSON, and its place.

        Raises:
            InputError: it is not strict JSON.
        """
        return self._json(self.text, self.name)

    def yaml(self) -> tuple[JsonValue, Place]:
        """Return the source read as one YAML document, and its place.

        Raises:
            InputError: it is not such YAML.
        """
        return self._yaml(self.text, self.name)

    def yaml_beside(self, draft: Draft, name: str) -> tuple[JsonValue, Place] | None:
        """Return a YAML file beside the source and its place; None when there is no such file.

        Raises:
            InputError: the file is there and not valid.
        """
        text = self.text_beside(draft, name)
        return None if text is None else self._yaml(text, name)

    def json_beside(self, draft: Draft, name: str) -> tuple[JsonValue, Place] | None:
        """Return a JSON file beside the source and its place; None when there is no such file.

        Raises:
            InputError: the file is there and not valid.
        """
        text = self.text_beside(draft, name)
        return None if text is None else self._json(text, name)

    def object_beside(self, draft: Draft, name: str) -> tuple[JsonObject, Place] | None:
        """Return a JSON file beside the source when it holds an object.

        Raises:
            InputError: the file is there and not valid.
        """
        read = self.json_beside(draft, name)
        return (read[0], read[1]) if read is not None and isinstance(read[0], dict) else None

    def text_beside(self, draft: Draft, name: str) -> str | None:
        """Return the text of a file beside the source, which is then part of the document."""
        data = self.context.read_beside(name)
        if data is None:
            return None
        draft.related[name] = hashlib.sha256(data).hexdigest()
        return decode(data, self.shown(name))

    def _json(self, text: str, name: str) -> tuple[JsonValue, Place]:
        path = self.shown(name)
        value = read_json(text, path, self.context.limits)
        return value, Place(name, JsonPositions(path, text))

    def _yaml(self, text: str, name: str) -> tuple[JsonValue, Place]:
        path = self.shown(name)
        value = read_card_yaml(text, path, self.context.limits)
        return value, Place(name, YamlPositions(path, text, schema=SCHEMA))
