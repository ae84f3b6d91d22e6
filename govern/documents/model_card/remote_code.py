"""Code that a Hugging Face model brings along: `auto_map` in its config.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.documents.model_card.draft import DERIVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.documents.model_card.draft import Draft
    from govern.documents.model_card.places import Place
    from govern.documents.model_card.reading import Reading
    from govern.model import JsonObject, JsonValue


def fill_remote_code(draft: Draft, reading: Reading, auto_map: JsonValue, place: Place) -> None:
    """Add as an artifact each Python file that loaders run under `trust_remote_code`.

    `auto_map` maps Auto classes to `module.Class`, or to `owner/repo--module.Class` of another
    repository, or to lists of these.
    """
    classes: dict[str, list[JsonValue]] = {}
    for name in _class_names(auto_map):
        repository, dashes, reference = name.rpartition("--")
        module = reference.rpartition(".")[0].replace(".", "/")
        classes.setdefault(f"{repository}{dashes}{module}.py", []).append(name)
    for where, names in classes.items():
        repository, _, path = where.rpartition("--")
        digest = (
            reading.context.digest_beside(path)
            if not repository and path in reading.files
            else None
        )
        if digest is not None:
            draft.related[path] = digest
        item: JsonObject = {
            "path": None if repository else path,
            "uri": f"hf://{repository}/{path}" if repository else None,
            "format": "python",
            "sha256": digest,
            "pinned": digest is not None,
            "signed": {"verified": False},
            "unsafe": {"format": True, "globals": names},
        }
        here = draft.add("/artifacts", item, place, DERIVED) or "/artifacts"
        message = f"loading this model runs the code of {where} (auto_map, trust_remote_code)"
        draft.note("remote-code", here, message, place)


def _class_names(auto_map: JsonValue) -> Iterator[str]:
    for value in auto_map.values() if isinstance(auto_map, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one:
                yield one
