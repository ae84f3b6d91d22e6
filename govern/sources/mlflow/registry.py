"""The model registry's REST API, as far as a promotion needs it (MLflow 2.x and 3.x)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import RegistryError, UsageError
from govern.sources.mlflow import OWN_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import JsonObject, JsonValue
    from govern.sources.mlflow.client import Client

_NAME = re.compile(r"[^/:\x00-\x1f\x7f]{1,256}")  # mlflow/utils/validation.py refuses `/` and `:`
_VERSION = re.compile(r"[1-9][0-9]{0,17}")
_ALIAS = re.compile(r"[A-Za-z0-9_-]{1,255}")
_LOGGED = re.compile(r"models:/(m-[0-9a-f]{32})/?")
_COPIED = re.compile(r"models:/([^/:]{1,256})/([1-9][0-9]{0,17})")
_HOPS = 8  # copies of copies
_RUN_TAGS = ("mlflow.source.git.commit", "mlflow.source.name", "mlflow.user")
_MOST_FILES = 10_000
_LONGEST = 255  # bytes of a name that folders can hold
_DEEPEST = 4  # folders, as for every card (govern.sources.beside)


@dataclass(frozen=True, slots=True)
class VersionName:
    """One version of one registered model."""

    model: str
    version: str

    def __str__(self) -> str:
        """Return `MODEL@VERSION`."""
        return f"{self.model}@{self.version}"

    @classmethod
    def parse(cls, text: str) -> VersionName:
        """Return what `MODEL@VERSION` names.

        Raises:
            UsageError: it is not of that form.
        """
        model, _, version = text.rpartition("@")
        if not cls.is_model(model) or not cls.is_version(version):
            raise UsageError(
                f"{text!r} names no version of a model", hint="write MODEL@VERSION: fraud@7"
            )
        return cls(model, version)

    @staticmethod
    def is_model(text: str) -> bool:
        """Return whether a model can have this name, and a folder too."""
        return _NAME.fullmatch(text) is not None and text not in {".", ".."}

    @staticmethod
    def is_version(text: str) -> bool:
        """Return whether a text is the number of a version."""
        return _VERSION.fullmatch(text) is not None


def is_alias(text: str) -> bool:
    """Return whether the registry can hold an alias; `latest` and `v1` are words of its own."""
    word = _ALIAS.fullmatch(text) is not None
    return word and text != "latest" and re.fullmatch(r"[vV][0-9]+", text) is None


def checked_alias(alias: str) -> str:
    """Return an alias that the registry can hold.

    Raises:
        UsageError: it cannot.
    """
    if not is_alias(alias):
        raise UsageError(
            f"{alias!r} can be no alias", hint="letters, digits, - and _; not `latest` nor `v1`"
        )
    return alias


@dataclass(frozen=True, slots=True)
class Registered:
    """What the registry says of a version, besides what is in its files.

    Attributes:
        said: `model`, `version`, `run` and `logged_model`, without times and without own tags.
        files: Path → size in bytes.
        aliases: Of the model: alias → version. They are not part of what is decided on.
    """

    name: VersionName
    said: JsonObject
    files: Mapping[str, int]
    aliases: Mapping[str, str]


class ModelRegistry:
    """Reads and changes one registry."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @property
    def origin(self) -> str:
        """Where it is."""
        return self.client.address.origin

    def look(self, name: VersionName) -> Registered:
        """Return what is registered of a version.

        Raises:
            UsageError: there is no such version.
            RegistryError: the registry gives no answer, or the version is not ready.
        """
        model = self.model(name.model)
        try:
            found = self.client.get("model-versions/get", name=name.model, version=name.version)
        except RegistryError as error:
            if error.reason != "absent":
                raise
            raise UsageError(f"there is no {name} in {self.origin}", cause=error.cause) from error
        version = _object(found, "model_version")
        if version.get("status") != "READY":
            raise self._odd(f"{name} is {version.get('status')!r} and not READY", "not_ready")
        run = self._run(version)
        source = self._source(version)
        said: JsonObject = {
            "model": {**_texts(model, "name", "description"), "tags": _claims(model)},
            "version": {
                **_texts(version, "name", "version", "description", "source", "run_id"),
                "tags": _claims(version),
            },
            "run": run.said if run else None,
            "logged_model": self._logged(source),
        }
        files = dict(sorted(self._files(name, source, run)))
        return Registered(name, said, files, _aliases(model))

    def model(self, name: str) -> JsonObject:
        """Return a registered model, as the registry tells it.

        Raises:
            UsageError: there is no such model.
            RegistryError: the registry gives no answer.
        """
        try:
            found = self.client.get("registered-models/get", name=name)
        except RegistryError as error:
            if error.reason != "absent":
                raise
            raise UsageError(f"there is no model {name!r} in {self.origin}") from error
        return _object(found, "registered_model")

    def holder(self, model: str, alias: str) -> str | None:
        """Return the version that an alias names; None where it names none."""
        return _aliases(self.model(model)).get(alias)

    def own_tags(self, model: str) -> Mapping[str, str]:
        """Return what govern wrote at a model."""
        return _own(self.model(model))

    def all_aliases(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield each model that has aliases: alias → version."""
        token = ""
        while True:
            page = {"page_token": token} if token else {}
            answer = self.client.get("registered-models/search", max_results="100", **page)
            for model in _objects(answer, "registered_models"):
                if aliases := _aliases(model):
                    yield _text(model, "name"), aliases
            token = _text(answer, "next_page_token")
            if not token:
                return

    def set_alias(self, name: VersionName, alias: str) -> None:
        """Let an alias name a version."""
        body = {"name": name.model, "alias": alias, "version": name.version}
        self.client.send("registered-models/alias", body)

    def delete_alias(self, model: str, alias: str) -> None:
        """Let an alias name nothing."""
        body = {"name": model, "alias": alias}
        self.client.send("registered-models/alias", body, "DELETE")

    def tag_version(self, name: VersionName, key: str, value: str) -> None:
        """Write a tag at a version."""
        body = {"name": name.model, "version": name.version, "key": key, "value": value}
        self.client.send("model-versions/set-tag", body)

    def tag_model(self, model: str, key: str, value: str) -> None:
        """Write a tag at a model."""
        self.client.send("registered-models/set-tag", {"name": model, "key": key, "value": value})

    def _run(self, version: JsonObject) -> _Run | None:
        run_id = _text(version, "run_id")
        if not run_id:
            return None
        run = _object(self.client.get("runs/get", run_id=run_id), "run")
        data, info = _object_or(run, "data"), _object_or(run, "info")
        tags = {key: one for key, one in _pairs(data, "tags") if _is_told(key)}
        inputs = _objects(_object_or(run, "inputs"), "dataset_inputs")
        said: JsonObject = {
            "run_id": run_id,
            "status": _text(info, "status"),
            "params": dict(sorted(_pairs(data, "params"))),
            "metrics": _metrics(data),
            "tags": dict(sorted(tags.items())),
            "datasets": [_dataset(one) for one in inputs],
        }
        return _Run(run_id, _text(info, "artifact_uri"), said)

    def _source(self, version: JsonObject) -> str:
        """Return where a version's files come from, through versions that it is a copy of."""
        source = _text(version, "source")
        for _ in range(_HOPS):
            match = _COPIED.fullmatch(source)
            if match is None:
                return source
            found = self.client.get("model-versions/get", name=match[1], version=match[2])
            source = _text(_object(found, "model_version"), "source")
        raise self._odd("it is a copy of a copy, and so on", "not_listed")

    def _logged(self, source: str) -> JsonObject | None:
        match = _LOGGED.fullmatch(source)
        if match is None:
            return None
        found = _object(self.client.get(f"logged-models/{match[1]}"), "model")
        data = _object_or(found, "data")
        return {
            "model_id": match[1],
            "params": dict(sorted(_pairs(data, "params"))),
            "metrics": _metrics(data),
        }

    def _files(self, name: VersionName, source: str, run: _Run | None) -> Iterator[tuple[str, int]]:
        """Yield path and size of every file, through whichever endpoint can list them."""
        match = _LOGGED.fullmatch(source)
        if match is not None:
            endpoint = f"logged-models/{match[1]}/artifacts/directories"
            yield from self._below(endpoint, "artifact_directory_path", {}, "")
            return
        found = self.client.get(
            "model-versions/get-download-uri", name=name.model, version=name.version
        )
        place = _text(found, "artifact_uri").rstrip("/")
        root = run.artifacts.rstrip("/") if run else ""
        if run is None or not place.startswith(f"{root}/") or not root:
            raise self._odd(
                "the files of this version belong to no run and no logged model of the server",
                "not_listed",
                "register the model from a run: its files are then listed with it",
            )
        yield from self._below(
            "artifacts/list", "path", {"run_id": run.run_id}, place[len(root) + 1 :]
        )

    def _below(
        self, endpoint: str, key: str, query: dict[str, str], root: str
    ) -> Iterator[tuple[str, int]]:
        """Walk the folders of a listing; paths are relative to `root`."""
        waiting, count = [root], 0
        while waiting:
            folder = waiting.pop()
            more = {key: folder} if folder else {}
            token = ""
            while True:
                page = {"page_token": token} if token else {}
                answer = self.client.get(endpoint, **query, **more, **page)
                for one in _objects(answer, "files"):
                    count += 1
                    path = self._relative(_text(one, "path"), root)
                    if count > _MOST_FILES:
                        raise self._odd(f"it has more than {_MOST_FILES} files", "too_large")
                    if one.get("is_dir"):
                        waiting.append(_text(one, "path"))
                    else:
                        size = one.get("file_size", 0)
                        yield path, int(size) if isinstance(size, (int, str)) else 0
                token = _text(answer, "next_page_token")
                if not token:
                    break

    def _relative(self, path: str, root: str) -> str:
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
            raise self._odd(f"it lists a file {path[:200]!r}, which cannot be looked at", "path")
        return inside

    def _odd(self, cause: str, reason: str, hint: str | None = None) -> RegistryError:
        return RegistryError(
            "the version cannot be looked at as a whole",
            reason=reason,
            path=self.origin,
            cause=cause,
            hint=hint,
        )


@dataclass(frozen=True, slots=True)
class _Run:
    run_id: str
    artifacts: str
    said: JsonObject


def _is_told(key: str) -> bool:
    """Return whether a run's tag is part of what is decided on: MLflow's own mostly change."""
    return key in _RUN_TAGS or not key.startswith("mlflow.")


def _dataset(used: JsonObject) -> JsonValue:
    dataset = _object_or(used, "dataset")
    tags = dict(_pairs(used, "tags"))
    return {
        **_texts(dataset, "name", "digest", "source_type"),
        "context": tags.get("mlflow.data.context", ""),
    }


def _metrics(data: JsonObject) -> list[JsonValue]:
    found = [
        {
            "key": _text(one, "key"),
            "value": one.get("value"),
            **_texts(one, "dataset_name", "dataset_digest"),
        }
        for one in _objects(data, "metrics")
    ]
    return [*sorted(found, key=lambda one: (str(one["key"]), str(one["dataset_name"])))]


def _claims(holder: JsonObject) -> JsonObject:
    """Return tags without those of govern's own."""
    pairs = sorted(_pairs(holder, "tags"))
    return {key: value for key, value in pairs if not key.startswith(OWN_TAGS)}


def _aliases(model: JsonObject) -> dict[str, str]:
    return {_text(one, "alias"): _text(one, "version") for one in _objects(model, "aliases")}


def _own(holder: JsonObject) -> dict[str, str]:
    return {key: value for key, value in _pairs(holder, "tags") if key.startswith(OWN_TAGS)}


def _pairs(holder: JsonObject, key: str) -> Iterator[tuple[str, str]]:
    for one in _objects(holder, key):
        yield _text(one, "key"), _text(one, "value")


def _object(answer: JsonObject, key: str) -> JsonObject:
    value = answer.get(key)
    if not isinstance(value, dict):
        raise RegistryError(
            "the answer is not that of an MLflow registry", reason="not_mlflow", cause=f"no {key!r}"
        )
    return value


def _object_or(answer: JsonObject, key: str) -> JsonObject:
    value = answer.get(key)
    return value if isinstance(value, dict) else {}


def _objects(holder: JsonObject, key: str) -> list[JsonObject]:
    value = holder.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(holder: JsonObject, *keys: str) -> JsonObject:
    return {key: _text(holder, key) for key in keys}


def _text(holder: JsonObject, key: str) -> str:
    """Return a text or a number of an answer as text; empty where there is none."""
    value = holder.get(key)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
