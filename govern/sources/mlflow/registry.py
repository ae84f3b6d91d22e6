"""The model registry's REST API, as far as a promotion needs it (MLflow 2.x and 3.x)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.errors import RegistryError, UsageError
from govern.sources.mlflow.answers import (
    aliases_in,
    claims_in,
    dataset_in,
    is_told,
    metrics_in,
    object_in,
    objects_in,
    own_tags_in,
    pairs_in,
    part_in,
    text_in,
    texts_in,
)
from govern.sources.mlflow.listing import Run, files_of, logged_model_in, odd

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from govern.model import JsonObject
    from govern.sources.mlflow.client import Client
    from govern.sources.mlflow.names import VersionName

_COPIED = re.compile(r"models:/([^/:]{1,256})/([1-9][0-9]{0,17})")
_HOPS = 8  # copies of copies


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
        version = object_in(found, "model_version")
        if version.get("status") != "READY":
            raise odd(
                self.client, f"{name} is {version.get('status')!r} and not READY", "not_ready"
            )
        run = self._run(version)
        source = self._source(version)
        said: JsonObject = {
            "model": {**texts_in(model, "name", "description"), "tags": claims_in(model)},
            "version": {
                **texts_in(version, "name", "version", "description", "source", "run_id"),
                "tags": claims_in(version),
            },
            "run": run.said if run else None,
            "logged_model": self._logged(source),
        }
        files = dict(sorted(files_of(self.client, name, source, run)))
        return Registered(name, said, files, aliases_in(model))

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
        return object_in(found, "registered_model")

    def holder(self, model: str, alias: str) -> str | None:
        """Return the version that an alias names; None where it names none."""
        return aliases_in(self.model(model)).get(alias)

    def own_tags(self, model: str) -> Mapping[str, str]:
        """Return what govern wrote at a model."""
        return own_tags_in(self.model(model))

    def all_aliases(self) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield each model that has aliases: alias → version."""
        for answer in self.client.pages("registered-models/search", max_results="100"):
            for model in objects_in(answer, "registered_models"):
                if aliases := aliases_in(model):
                    yield text_in(model, "name"), aliases

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

    def _run(self, version: JsonObject) -> Run | None:
        run_id = text_in(version, "run_id")
        if not run_id:
            return None
        run = object_in(self.client.get("runs/get", run_id=run_id), "run")
        data, info = part_in(run, "data"), part_in(run, "info")
        tags = {key: one for key, one in pairs_in(data, "tags") if is_told(key)}
        inputs = objects_in(part_in(run, "inputs"), "dataset_inputs")
        said: JsonObject = {
            "run_id": run_id,
            "status": text_in(info, "status"),
            "params": dict(sorted(pairs_in(data, "params"))),
            "metrics": metrics_in(data),
            "tags": dict(sorted(tags.items())),
            "datasets": [dataset_in(one) for one in inputs],
        }
        return Run(run_id, text_in(info, "artifact_uri"), said)

    def _source(self, version: JsonObject) -> str:
        """Return where a version's files come from, through versions that it is a copy of."""
        source = text_in(version, "source")
        for _ in range(_HOPS):
            match = _COPIED.fullmatch(source)
            if match is None:
                return source
            found = self.client.get("model-versions/get", name=match[1], version=match[2])
            source = text_in(object_in(found, "model_version"), "source")
        raise odd(self.client, "it is a copy of a copy, and so on", "not_listed")

    def _logged(self, source: str) -> JsonObject | None:
        model_id = logged_model_in(source)
        if model_id is None:
            return None
        found = object_in(self.client.get(f"logged-models/{model_id}"), "model")
        data = part_in(found, "data")
        return {
            "model_id": model_id,
            "params": dict(sorted(pairs_in(data, "params"))),
            "metrics": metrics_in(data),
        }
