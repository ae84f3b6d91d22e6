"""Writes PolicyReports into a cluster: only those that changed, and removes stale ones.

Reports written each time anew have filled etcd of clusters; an audit that finds the same as before
writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govern.admission.audit.policy_reports import MANAGED, NAME
from govern.admission.cluster.client import ClusterError
from govern.admission.cluster.listing import Listing
from govern.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govern.admission.audit.policy_reports import Form
    from govern.admission.cluster.client import ClusterClient
    from govern.model import JsonObject

_ABSENT = 404
_OURS = ",".join(f"{key}={value}" for key, value in MANAGED.items())


@dataclass(slots=True)
class Delivered:
    """What became of the reports."""

    created: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0
    lost: int = 0

    def __str__(self) -> str:
        words = (
            f"PolicyReports: {self.created} created, {self.changed} changed, "
            f"{self.same} unchanged, {self.removed} removed"
        )
        gone = f", {self.lost} not written since their namespace is gone" if self.lost else ""
        return words + gone


def deliver(
    client: ClusterClient,
    reports: Iterable[JsonObject],
    form: Form,
    *,
    within: frozenset[str] | None = None,
    without: frozenset[str] = frozenset(),
    keep_stale: bool = False,
) -> Delivered:
    """Make the reports in the cluster those given.

    Args:
        client: The cluster.
        reports: As `policy_reports` returns them.
        form: Which API they are of.
        within: Namespaces that were audited; None for all, and what is in none.
        without: Namespaces that were left out.
        keep_stale: Remove nothing, since not everything could be read.

    Raises:
        UsageError: the cluster does not know the API.
        ClusterError: something could not be written; what was written before stays.
    """
    done = Delivered()
    there = {_namespace(one): one for one in _existing(client, form, within)}
    for report in reports:
        namespace = _namespace(report)
        if not namespace and within is not None:
            continue  # of the cluster itself only what could not be listed is known
        _write(client, report, there.pop(namespace, None), form, done)
    for namespace in there:
        if not keep_stale and namespace not in without:
            done.removed += _removed(client, form.path(namespace or None, NAME))
    return done


def _existing(
    client: ClusterClient, form: Form, within: frozenset[str] | None
) -> Iterator[JsonObject]:
    """Yield our reports in the cluster."""
    places = ["", None] if within is None else sorted(within)
    try:
        for place in places:
            listing = Listing(client, form.path(place), {"labelSelector": _OURS})
            yield from (one for one in listing if _metadata(one).get("name") == NAME)
    except ClusterError as error:
        if error.status == _ABSENT:
            raise UsageError(
                f"the cluster does not know {form.api_version}",
                cause=f"its CustomResourceDefinitions for {form.kind} and {form.cluster_kind} are "
                "not installed",
                hint="install them (openreports.io, or the Kubernetes policy working group), or "
                "leave out --write-reports",
            ) from error
        raise


def _write(
    client: ClusterClient, report: JsonObject, old: JsonObject | None, form: Form, done: Delivered
) -> None:
    namespace = _namespace(report) or None
    if old is None:
        try:
            client.send("POST", form.path(namespace), report)
        except ClusterError as error:
            if error.status != _ABSENT:
                raise
            done.lost += 1
        else:
            done.created += 1
    elif _says_the_same(old, report):
        done.same += 1
    else:
        # With the version that was read: whoever changed it meanwhile is not overwritten.
        version = _metadata(old).get("resourceVersion")
        metadata = {**_metadata(report), "resourceVersion": version}
        client.send("PUT", form.path(namespace, NAME), {**report, "metadata": metadata})
        done.changed += 1


def _says_the_same(old: JsonObject, new: JsonObject) -> bool:
    """Whether what we would write is there already; an empty list may have been left out."""
    own, wanted = _metadata(old), _metadata(new)
    if any(own.get(key) != wanted[key] for key in ("labels", "annotations")):
        return False
    return all(
        (old.get(key) or None) == (value or None) for key, value in new.items() if key != "metadata"
    )


def _removed(client: ClusterClient, path: str) -> int:
    try:
        client.send("DELETE", path)
    except ClusterError as error:
        if error.status != _ABSENT:
            raise
        return 0
    return 1


def _namespace(report: JsonObject) -> str:
    return str(_metadata(report).get("namespace") or "")


def _metadata(value: JsonObject) -> JsonObject:
    found = value.get("metadata")
    return found if isinstance(found, dict) else {}
