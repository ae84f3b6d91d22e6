"""Whether a review brings an image that is new, or one that was there before.

Nothing new is brought by an update that names the images which the old object names, and by what
the API server's own controllers make from objects that name them. Who sends a review is what the
API server has authenticated; a reference to an owner alone could be written by anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from govern.documents.kubernetes.workloads import images

if TYPE_CHECKING:
    from govern.admission.review import Review
    from govern.model import JsonObject


class Controller(NamedTuple):
    """One of the API server's own controllers: what it makes, and from what."""

    makes: str
    owner: str
    api_version: str  # of the owner


CONTROLLERS = {
    f"system:serviceaccount:kube-system:{name}": controller
    for name, controller in (
        ("cronjob-controller", Controller("Job", "CronJob", "batch/v1")),
        ("daemon-set-controller", Controller("Pod", "DaemonSet", "apps/v1")),
        ("deployment-controller", Controller("ReplicaSet", "Deployment", "apps/v1")),
        ("job-controller", Controller("Pod", "Job", "batch/v1")),
        ("replicaset-controller", Controller("Pod", "ReplicaSet", "apps/v1")),
        ("replication-controller", Controller("Pod", "ReplicationController", "v1")),
        ("statefulset-controller", Controller("Pod", "StatefulSet", "apps/v1")),
    )
}


def brings_no_new_image(review: Review) -> bool:
    """Tell whether every image of a review was there before it."""
    if review.operation == "UPDATE":
        return _images(review.object) <= _images(review.old_object)
    return review.operation == "CREATE" and _is_made_by_a_controller(review)


def _images(content: JsonObject | None) -> set[str]:
    return {reference for _, reference in images(content or {})}


def _is_made_by_a_controller(review: Review) -> bool:
    controller = CONTROLLERS.get(str(review.user.get("username")))
    if controller is None or review.kind != controller.makes or review.subresource:
        return False
    metadata = (review.object or {}).get("metadata")
    owners = metadata.get("ownerReferences") if isinstance(metadata, dict) else None
    return any(
        isinstance(owner, dict)
        and owner.get("controller") is True
        and owner.get("kind") == controller.owner
        and owner.get("apiVersion") == controller.api_version
        for owner in (owners if isinstance(owners, list) else ())
    )
