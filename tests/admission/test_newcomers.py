from __future__ import annotations

from typing import Any

import pytest

from govern.admission.newcomers import brings_no_new_image
from govern.admission.review import read_review
from tests.admission.reviews import POD, body

_OWNER = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "api", "uid": "1"}
_BY_CONTROLLER = {"username": "system:serviceaccount:kube-system:replicaset-controller"}


def _pod(*images: str, kind: str = "containers", **metadata: Any) -> dict[str, Any]:
    spec = {kind: [{"name": str(number), "image": one} for number, one in enumerate(images)]}
    return {**POD, "metadata": {**POD["metadata"], **metadata}, "spec": spec}


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (_pod("a", "b"), _pod("a", "b", labels={"x": "y"}), True),
        (_pod("a", "b"), _pod("b"), True),
        (_pod("a"), _pod("b"), False),
        (_pod("a"), _pod("a", "b"), False),
        (_pod("a@sha256:1"), _pod("a@sha256:2"), False),
        (_pod("a"), _pod("b", kind="ephemeralContainers"), False),
        (_pod("a"), _pod("b", kind="initContainers"), False),
        (None, _pod("a"), False),
    ],
)
def test_an_update_brings_what_the_old_object_does_not_name(
    old: dict[str, Any] | None, new: dict[str, Any], *, answer: bool
) -> None:
    review = read_review(body(new, "UPDATE", oldObject=old))
    assert brings_no_new_image(review) is answer


@pytest.mark.parametrize(
    ("owner", "user", "answer"),
    [
        ({**_OWNER, "controller": True}, _BY_CONTROLLER, True),
        # Anybody can write a reference; what the API server has authenticated counts.
        ({**_OWNER, "controller": True}, {"username": "jo"}, False),
        ({**_OWNER, "controller": True}, {"username": "replicaset-controller"}, False),
        ({**_OWNER, "controller": True},
         {"username": "system:serviceaccount:team:replicaset-controller"}, False),
        (_OWNER, _BY_CONTROLLER, False),
        ({**_OWNER, "controller": "true"}, _BY_CONTROLLER, False),
        ({**_OWNER, "controller": True, "kind": "Job"}, _BY_CONTROLLER, False),
        ({**_OWNER, "controller": True, "apiVersion": "example.com/v1"}, _BY_CONTROLLER, False),
        ("odd", _BY_CONTROLLER, False),
    ],
)  # fmt: skip
def test_a_controller_makes_pods_of_what_was_there(
    owner: Any, user: dict[str, str], *, answer: bool
) -> None:
    found = _pod("a", ownerReferences=[owner])
    assert brings_no_new_image(read_review(body(found, userInfo=user))) is answer


def test_a_controller_makes_nothing_else() -> None:
    found = {**_pod("a", ownerReferences=[{**_OWNER, "controller": True}]), "kind": "Deployment"}
    assert not brings_no_new_image(read_review(body(found, userInfo=_BY_CONTROLLER)))
    assert not brings_no_new_image(read_review(body(_pod("a"), "DELETE", userInfo=_BY_CONTROLLER)))
