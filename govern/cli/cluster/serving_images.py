"""How `govern serve` comes to trust signers of images: `[trust]` and `[verify]`, read again."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govern.admission.image_cache import unseen
from govern.admission.policy_feed import identity_of
from govern.admission.server import Images
from govern.cli.verify.verifying import attestation_reader, registry_settings, trust_store
from govern.configured import FILE_NAME, nearest_config, read_config
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from govern.admission.hot_facts import Pending
    from govern.admission.image_cache import ImageLooker
    from govern.config import Config
    from govern.facts.images.source import Looked

_OFFLINE = "the network may not be used (--offline)"
_SECONDS = 10.0  # one image at most: a server that stops waits for it
_BYTES = 16 * 1024 * 1024  # of one image's manifests and attachments; four are looked at together
_SILENCE = 10.0  # after so long a registry that was down is asked again


def images_of(named: str | None, options: dict[str, Any], answer: Pending) -> Images | None:
    """Return how images are verified; None when they are not.

    Args:
        named: `--config`.
        options: `--verify-images` and `--offline`.
        answer: `--pending`.

    Raises:
        UsageError: the options contradict each other.
    """
    if options["offline"]:
        if options["verify_images"]:
            raise UsageError("--verify-images looks at registries, and --offline forbids it")
        return Images(_Offline(), answer)
    config, _ = read_config(named)
    wanted = options["verify_images"]
    if wanted is None:
        wanted = config is not None and config.verify.images
    settled = config.verify.settled_hours * 3600 if config else 0.0
    return Images(TrustInFiles(named), answer, settled) if wanted else None


class TrustInFiles:
    """`[trust]` in govern.toml and the files that it names (govern.admission.server.TrustFeed).

    Args:
        named: `--config`.
    """

    def __init__(self, named: str | None) -> None:
        self._named = named
        self._config: Config | None = None
        self._base = Path()
        self._seen: frozenset[object] | None = None

    def newer(self) -> Callable[[], AbstractContextManager[ImageLooker]] | None:
        """Return how to look at images if a file has changed since it was last returned.

        Raises:
            UsageError: what is there now is wrong.
            Rejected: a trusted root is not the pinned one.
        """
        if self._seen is not None and self._look() == self._seen:
            return None
        from govern.facts.images.opening import open_image_facts  # noqa: PLC0415 - loads HTTP
        from govern.facts.images.source import Keeping  # noqa: PLC0415 - as above

        config, base = read_config(self._named)
        self._config, self._base = config, base
        seen = self._look()
        store = trust_store(config, base)
        settings = registry_settings(config, base)
        settings = replace(
            settings,
            seconds=min(settings.seconds, _SECONDS),
            most_bytes=_BYTES,
            keeping=Keeping(answers=0.0, silence=_SILENCE),  # what is found out is kept already
        )
        self._seen = seen
        return partial(open_image_facts, store, settings, (attestation_reader(config),))

    def _look(self) -> frozenset[object]:
        return frozenset(identity_of(path) for path in self._files())

    def _files(self) -> Iterator[Path]:
        if self._named == "none":
            return
        yield Path(self._named) if self._named else nearest_config(Path.cwd()) or Path(FILE_NAME)
        if self._config is not None:
            trust = self._config.trust
            yield from (self._base / key.file for key in trust.keys.values())
            yield from (self._base / root.file for root in trust.roots.values())
            if self._config.verify.ca:
                yield self._base / self._config.verify.ca


class _Offline:
    """Says of each image that nobody may look at it."""

    namespaces: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._told = False

    def newer(self) -> Callable[[], AbstractContextManager[ImageLooker]] | None:
        if self._told:
            return None
        self._told = True
        return self._open

    def at_once(self, reference: str, _namespace: str | None) -> Looked:
        return unseen(reference, "offline", _OFFLINE)

    def look(self, reference: str, namespace: str | None, at: datetime) -> Looked:  # noqa: ARG002 - the port's
        return self.at_once(reference, namespace)

    @contextmanager
    def _open(self) -> Iterator[_Offline]:
        yield self
