"""Policies in bundles that lie in registries: looked for now and then, taken only when verified.

What is taken is pinned: the tag is resolved first, and the bundle of exactly that digest is
verified and loaded. Going back is the same as going on: the tag is moved to the old digest.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from govern.admission.policy_feed import FileFeed, Loaded
from govern.errors import Error
from govern.policies.bundles.opening import REMOTE, digest_of, open_bundle
from govern.policies.source import PolicySource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govern.admission.judge import JudgeSettings
    from govern.policies.assembly import PolicySettings
    from govern.policies.bundles.opening import BundleTrust

_JITTER = 0.2  # of the interval, to either side: replicas do not ask all at once


@dataclass(slots=True)
class _Last:
    """The last look at the registries."""

    pins: Mapping[str, str]
    due: float  # monotonic time of the next look
    error: Error | None = None


class RegistryFeed:
    """Policies of which some are `oci://…`; files beside them are followed too (PolicyFeed).

    Args:
        settings: Which policies; with whose signatures bundles are taken.
        waivers: Waiver files.
        judge: Threshold and context.
        interval: Seconds between two looks at the registries, more or less.
        clock: Seconds that never go backwards.
        namespaces: Manifests of Namespaces.
    """

    def __init__(
        self,
        settings: PolicySettings,
        waivers: tuple[str, ...],
        judge: JudgeSettings,
        interval: float,
        clock: Callable[[], float] = time.monotonic,
        namespaces: tuple[str, ...] = (),
    ) -> None:
        self._settings = settings
        self._waivers = waivers
        self._namespaces = namespaces
        self._judge = judge
        self._interval = interval
        self._clock = clock
        self._files: FileFeed
        self._last = _Last({}, 0.0)

    def load(self) -> Loaded:
        """Return what the registries and files hold (PolicyFeed).

        Raises:
            RegistryError: a registry gives no answer.
            VerificationError: a bundle is not signed by a trusted key.
        """
        pins = self._pins()
        opened = _opened(self._settings, pins)
        files = FileFeed(opened, self._waivers, self._judge, self._namespaces)
        loaded = files.load()
        self._files = files
        self._last = _Last(pins, self._next())
        return loaded

    def newer(self) -> Loaded | None:
        """Return what is there now, if it is time to look or a file has changed (PolicyFeed).

        Files are followed while a registry is silent. A look that failed goes on failing until the
        next one: what is in force may be old.
        """
        if self._clock() >= self._last.due:
            loaded = self._look()
            if loaded is not None:
                return loaded
        changed = self._files.newer()
        if changed is None and self._last.error:
            raise self._last.error.with_traceback(None)
        return changed

    def _look(self) -> Loaded | None:
        """Return what the registries hold if it is new; what goes wrong is kept."""
        last = self._last
        try:
            if self._pins() != last.pins:
                return self.load()
        except Error as error:
            self._last = _Last(last.pins, self._next(), error)
        else:
            self._last = _Last(last.pins, self._next())
        return None

    def _next(self) -> float:
        # Only replicas are spread by it; nothing secret depends on it.
        spread = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - as said
        return self._clock() + self._interval * spread

    def _pins(self) -> dict[str, str]:
        """Return each `oci://…` source with the digest that it stands for now."""
        trust = self._settings.trust
        return {path: digest_of(path, trust) for path in remote_sources(self._settings)}


def remote_sources(settings: PolicySettings) -> tuple[str, ...]:
    """Return the sources of policies that lie in registries."""
    paths = (one if isinstance(one, str) else one.path for one in settings.sources)
    return tuple(path for path in paths if path.startswith(REMOTE))


def _opened(settings: PolicySettings, pins: Mapping[str, str]) -> PolicySettings:
    """Return the settings with bundles read and verified: files are read again without them."""
    sources = (PolicySource(one) if isinstance(one, str) else one for one in settings.sources)
    return replace(settings, sources=tuple(_held(one, pins, settings.trust) for one in sources))


def _held(source: PolicySource, pins: Mapping[str, str], trust: BundleTrust) -> PolicySource:
    if source.path not in pins:
        return source
    bundle = open_bundle(pins[source.path], trust)
    return replace(source, path=bundle.path, bundle=bundle)
