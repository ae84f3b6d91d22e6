"""What Gatekeeper shows a template as `input`, written where govern has it.

Showing it (`… with input as shown`) makes regorus forget all that it worked out, once for every
constraint: a template that names just parts of the review is read six times as fast without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govern.policies.rego_lexer import QUIET, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govern.policies.rego_lexer import Token

_REVIEW = ("input", ".", "review")
_OBJECT = (*_REVIEW, ".", "object")
_PARAMETERS = ("input", ".", "parameters")


def written_out(text: str, path: str, review: str, parameters: str) -> str | None:
    """Return a module that names `review` and `parameters` instead of parts of `input`.

    The reviewed object itself becomes `input.document`. Every line keeps its number.

    Args:
        text: The module.
        path: Its name in errors.
        review: What `input.review` is, such as `data.x.review`.
        parameters: What `input.parameters` is.

    Returns:
        None where `input` is shadowed, replaced, imported, or read in any other way: then it has
        to be shown.

    Raises:
        PolicyError: a template string does not end.
    """
    places = {_OBJECT: "input.document", _REVIEW: review, _PARAMETERS: parameters}
    found = tokens(text, path)
    if any(_is_unusual(token) for token in found):
        return None
    pieces = [token.text for token in found]
    for index, token in enumerate(found):
        if token.text != "input" or _before(found, index) == ".":
            continue
        named = next((one for one in places if _starts(found, index, one)), None)
        if named is None or _before(found, index) == "import":
            return None
        pieces[index : index + len(named)] = [places[named], *[""] * (len(named) - 1)]
    return "".join(pieces)


def _is_unusual(token: Token) -> bool:
    """Whether `input` may be replaced here, or stand in the expressions of a text."""
    return (token.kind, token.text) == ("word", "with") or token.kind == "template"


def _starts(found: Sequence[Token], index: int, path: tuple[str, ...]) -> bool:
    return tuple(token.text for token in found[index : index + len(path)]) == path


def _before(found: Sequence[Token], index: int) -> str:
    return next((one.text for one in reversed(found[:index]) if one.kind not in QUIET), "")
