"""The files of a registered version, listed through whichever endpoint knows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import RegistryError
from govern.sources.mlflow.answers import objects_in, text_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govern.model import JsonObject
    from govern.sources.mlflow.client import Client
    from govern.sources.mlflow.names import VersionName

_LOGGED = re.compile(r"models:/(m-[0-9a-f]{32})/?")
_MOST_FILES = 10_000
_LONGEST = 255  # bytes of a name that folders can hold
_DEEPEST = 4  # folders, as for every card (govern.sources.beside)


@dataclass(frozen=True, slots=True)
class Run:
    """The run that a version came from.

    Attributes:
        artifacts: The URI below which its files are.
        said: What the registry says of it.
    """

    run_id: str
    artifacts: str
    said: JsonObject


def logged_model_in(source: str) -> str | None:
    """Return the id of the logged model that a version's source names; None for another source."""
    match = _LOGGED.fullmatch(source)
    return match[1] if match else None


def files_of(
    client: Client, name: VersionName, source: str, run: Run | None
) -> Iterator[tuple[str, int]]:
    """Yield path and size of every file of a version.

    Args:
        client: Asks the server.
        name: The version.
        source: Where its files come from.
        run: Which run it came from.

    Raises:
        RegistryError: no endpoint lists them, or a path or their number cannot be looked at.
    """
    logged = logged_model_in(source)
    if logged is not None:
        endpoint = f"logged-models/{logged}/artifacts/directories"
        yield from _below(client, endpoint, "artifact_directory_path", {}, "")
        return
    found = client.get("model-versions/get-download-uri", name=name.model, version=name.version)
    place = text_in(found, "artifact_uri").rstrip("/")
    root = run.artifacts.rstrip("/") if run else ""
    if run is None or not place.startswith(f"{root}/") or not root:
        raise odd(
            client,
            "the files of this version belong to no run and no logged model of the server",
            "not_listed",
            "register the model from a run: its files are then listed with it",
        )
    inside = place[len(root) + 1 :]
    yield from _below(client, "artifacts/list", "path", {"run_id": run.run_id}, inside)


def odd(client: Client, cause: str, reason: str, hint: str | None = None) -> RegistryError:
    """Return why a version cannot be looked at, though the server answers."""
    return RegistryError(
        "the version cannot be looked at as a whole",
        reason=reason,
        path=client.address.origin,
        cause=cause,
        hint=hint,
    )


def _below(
    client: Client, endpoint: str, key: str, query: dict[str, str], root: str
) -> Iterator[tuple[str, int]]:
    """Walk the folders of a listing; paths are relative to `root`."""
    waiting, count = [root], 0
    while waiting:
        folder = waiting.pop()
        more = {key: folder} if folder else {}
        for answer in client.pages(endpoint, **query, **more):
            for one in objects_in(answer, "files"):
                count += 1
                path = _relative(client, text_in(one, "path"), root)
                if count > _MOST_FILES:
                    raise odd(client, f"it has more than {_MOST_FILES} files", "too_large")
                if one.get("is_dir"):
                    waiting.append(text_in(one, "path"))
                else:
                    size = one.get("file_size", 0)
                    yield path, int(size) if isinstance(size, (int, str)) else 0


def _relative(client: Client, path: str, root: str) -> str:
    """Return a path below the version's folder; one that leads elsewhere is refused."""
    inside = path[len(root) + 1 :] if root and path.startswith(f"{root}/") else path
    steps = inside.split("/")
    if (
        (root and inside == path)
        or any(step in {"", ".", ".."} or "\\" in step for step in steps)
        or not inside.isprintable()
        or len(steps) > _DEEPEST + 1
        or any(len(step.encode()) > _LONGEST for step in steps)
    ):
        raise odd(client, f"it lists a file {path[:200]!r}, which cannot be looked at", "path")
    return inside
