"""What OPA writes and regorus cannot read, written differently; no meaning is changed here.

- deep constant literals become JSON text, see literals.py
- template strings become calls, as OPA's compiler makes them
- keywords in references: `data.as` becomes `data["as"]`
- a line that starts with `(` does not continue the line before it
- several bodies of one rule, `p { … } { … }`, become several rules
- `import future.keywords…`, where they are no news, become blank
- negated bodies, see not_bodies.py
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from govern.engine.embedded.rewrite.literals import DEEP, MOST_CONSTANT, shallow, too_deep
from govern.engine.embedded.rewrite.not_bodies import negates_bodies, spell_bodies
from govern.errors import PolicyError
from govern.policies.rego_lexer import QUIET, Token, tokens
from govern.policies.rego_text import bracket_depth

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEYWORDS = frozenset(
    {
        "as",
        "contains",
        "default",
        "else",
        "every",
        "false",
        "if",
        "import",
        "in",
        "not",
        "null",
        "package",
        "some",
        "true",
        "with",
    }
)
# A cheap look: most modules have none of this and are not even split into tokens.
_UNUSUAL = re.compile(
    r'\$["`]'
    rf"|\.[ \t]*(?:{'|'.join(sorted(_KEYWORDS))})\b"
    rf"|\b(?:{'|'.join(sorted(_KEYWORDS))})\."
    r"|\n[ \t]*\("
    r"|\}[ \t\r\n]*(?:\#[^\n]*\n[ \t\r\n]*)*\{"
    r"|future[ \t]*\.[ \t]*keywords|rego[ \t]*\.[ \t]*v1"
)
_NOT = "future.keywords.not"
_OPERATORS = frozenset({"future.keywords.and", "future.keywords.or"})
_VALUE_FOLLOWS = frozenset({"=", ":=", "(", "[", ",", "|", "&", "+", "-", "*", "/", "%", ":"})


def respell(text: str, path: str, rego_version: int) -> str:
    """Return `text` in a spelling that regorus reads; every line keeps its number.

    Raises:
        PolicyError: a template string does not end.
    """
    depth, line = bracket_depth(text)
    if depth > MOST_CONSTANT:
        raise too_deep(path, line)
    if depth <= DEEP and not _UNUSUAL.search(text):
        return text
    found = tokens(text, path)
    pieces = [token.text for token in found]
    shallow(found, pieces, path)
    _templates(found, pieces, path)
    _keywords(found, pieces, path)
    _line_ends(found, pieces)
    _bodies(found, pieces)
    if negates_bodies(text):
        spell_bodies(found, pieces)
    _imports(found, pieces, path, rego_version)
    return "".join(pieces)


def _templates(found: Sequence[Token], pieces: list[str], path: str) -> None:
    for index, token in enumerate(found):
        if token.kind == "template":
            pieces[index] = _template(token, path)


def _template(token: Token, path: str) -> str:
    """Each expression is a list of its values, so that undefined is an empty list."""
    terms = []
    for index, part in enumerate(token.parts):
        if index % 2 == 0:
            terms.append(part)
        else:
            expression = respell(part, path, 1)
            terms.append(f"[govern_t__ | govern_t__ := {expression}]")
    return f"govern.template_string([{', '.join(terms)}])"


def _keywords(found: Sequence[Token], pieces: list[str], path: str) -> None:
    for index in range(len(found) - 1):
        name = found[index + 1]
        if found[index - 1].text == "keywords" and found[index - 3].text == "future":
            continue
        if found[index].text == "." and _is_keyword(name):
            pieces[index] = ""
            pieces[index + 1] = f'["{name.text}"]'
        elif _is_keyword(found[index]) and name.text == "." and found[index - 1].text != ".":
            raise _refused(
                found, index, path, f"the keyword `{found[index].text}` begins a reference"
            )


def _refused(found: Sequence[Token], index: int, path: str, message: str) -> PolicyError:
    line = sum(token.text.count("\n") for token in found[:index]) + 1
    return PolicyError(message, path=path, line=line, hint="run this with --engine opa")


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and token.text in _KEYWORDS


def _line_ends(found: Sequence[Token], pieces: list[str]) -> None:
    """End a statement explicitly where the next line starts with a parenthesis."""
    last: int | None = None
    open_brackets: list[str] = []
    fresh_line = False
    for index, token in enumerate(found):
        if token.kind == "newline":
            fresh_line = True
        if token.kind in QUIET:
            continue
        ends = last is not None and (found[last].kind == "word" or found[last].text == "]")
        if token.text == "(" and fresh_line and ends and open_brackets[-1:] == ["{"]:
            assert last is not None  # noqa: S101 - `ends` says so
            if found[last].text not in _KEYWORDS:
                pieces[last] += ";"
        if token.kind == "mark" and token.text in "{[(":
            open_brackets.append(token.text)
        elif token.kind == "mark" and token.text in "}])" and open_brackets:
            open_brackets.pop()
        last, fresh_line = index, False


def _bodies(found: Sequence[Token], pieces: list[str]) -> None:
    """Repeat a rule's head before each further body."""
    depth = head = body = 0  # `head`: where the present rule begins; `body`: its first body
    after_body = is_body = False
    previous = "\n"
    fresh_line = True
    for index, token in enumerate(found):
        if token.kind in QUIET:
            fresh_line = fresh_line or token.kind == "newline"
            continue
        bracket = token.text if token.kind == "mark" else ""
        if depth == 0 and bracket == "{":
            is_body = previous not in _VALUE_FOLLOWS
            if is_body and after_body:
                pieces[index] = _head(found, pieces, head, body) + bracket
            elif is_body:
                body = index
        elif depth == 0 and fresh_line and _begins_rule(token, previous):
            head = index
        if depth == 0:
            after_body = False
        if bracket and bracket in "{[(":
            depth += 1
        elif bracket and bracket in "}])":
            depth = max(0, depth - 1)
            after_body = depth == 0 and bracket == "}" and is_body
        previous, fresh_line = token.text, False


def _begins_rule(token: Token, previous: str) -> bool:
    continues = token.text in {"if", "else", "contains", "in"} or previous in _VALUE_FOLLOWS
    return token.kind == "word" and not continues


def _head(found: Sequence[Token], pieces: Sequence[str], start: int, end: int) -> str:
    parts = (
        " " if token.kind in {"newline", "comment"} else piece
        for token, piece in zip(found[start:end], pieces[start:end], strict=True)
    )
    return "".join(parts)


def _imports(found: Sequence[Token], pieces: list[str], path: str, rego_version: int) -> None:
    """Blank the imports of keywords that are known anyway; a second one shadows, says regorus."""
    significant = [index for index, token in enumerate(found) if token.kind not in QUIET]
    imports = [
        (place, _imported(found, significant, place))
        for place, index in enumerate(significant)
        if found[index].text == "import"
    ]
    names = [name for _, name in imports]
    modern = rego_version == 1 or "rego.v1" in names
    seen: set[str] = set()
    for place, name in imports:
        if name in _OPERATORS:
            message = f"the embedded engine has no operator `{name.rpartition('.')[2]}`"
            raise _refused(found, significant[place], path, message)
        covered = "future.keywords" in names and name != "future.keywords"
        news = not (modern or covered or name in seen)
        known = name == _NOT or (name.startswith("future.keywords") and not news)
        repeated = name == "rego.v1" and (rego_version == 1 or name in seen)
        if known or repeated:
            for index in significant[place : place + 2 * len(name.split("."))]:
                pieces[index] = ""
        seen.add(name)


def _imported(found: Sequence[Token], significant: Sequence[int], place: int) -> str:
    name = ""
    for index in significant[place + 1 : place + 8]:
        token = found[index]
        if token.text != "." and name and not name.endswith("."):
            break
        name += token.text
    return name
