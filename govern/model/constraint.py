"""What a Gatekeeper constraint is for (Gatekeeper: "How to use", the match field)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabelRequirement:
    """One requirement of a label selector; `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConstraintMatch:
    """Which objects a constraint looks at; what is empty or None matches everything.

    Attributes:
        kinds: Pairs of API groups and kinds, each with `*` for any; one pair has to match.
        scope: `*`, `Namespaced` or `Cluster`.
        namespaces: Names or globs (`kube-*`, `*-system`, `*x*`), of which one has to match.
        excluded_namespaces: The same, of which none may match.
        labels: Requirements on the object's labels; all have to hold.
        namespace_labels: Requirements on the labels of its Namespace.
        name: A name or glob, matched by `metadata.name` or `metadata.generateName`.
        source: `All`, `Original` or `Generated`; what is read from files is original.
    """

    kinds: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    scope: str = "*"
    namespaces: tuple[str, ...] = ()
    excluded_namespaces: tuple[str, ...] = ()
    labels: tuple[LabelRequirement, ...] | None = None
    namespace_labels: tuple[LabelRequirement, ...] | None = None
    name: str = ""
    source: str = "All"
