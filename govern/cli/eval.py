"""`govern eval`: evaluate a Rego query, as `opa eval` does, for debugging."""

from __future__ import annotations

import sys

import click
import orjson

from govern.cli.files import read_start
from govern.documents.interface import Limits
from govern.documents.json_reader import read_json
from govern.documents.text import decode
from govern.engine.factory import EngineSettings, open_engine
from govern.engine.interface import Failure, Undefined
from govern.errors import EngineError
from govern.policies.loader import load

_EPILOG = """\b
Examples:
  govern eval '1 + 1'
  govern eval -d policies/ -i input.json 'data.acme.deny'
  echo '{"x": 1}' | govern eval -i - 'input.x'

\b
The value is printed as JSON. An undefined value prints nothing on standard output,
`undefined` on standard error, and exits 0.
"""


@click.command("eval", epilog=_EPILOG)
@click.argument("query")
@click.option("-d", "--data", "policies", multiple=True, metavar="POLICY",
              help="A folder of policies and data, or a .rego file; repeatable.")  # fmt: skip
@click.option(
    "-i", "--input", "input_path", metavar="INPUT", help="JSON for `input`; `-` is stdin."
)
@click.option(
    "--engine",
    type=click.Choice(["embedded", "opa"]),
    default="embedded",
    help="What evaluates the query.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(0.01, 3600),
    default=10.0,
    metavar="SECONDS",
    help="Longest evaluation.",
)
@click.option("--pretty/--compact", default=True, help="Indent the value.")
def command(
    query: str,
    policies: tuple[str, ...],
    input_path: str | None,
    engine: str,
    deadline: float,
    pretty: bool,
) -> None:
    """Evaluate a Rego query and print its value as JSON."""
    data = tuple(path for path in policies if path.endswith((".json", ".yaml", ".yml")))
    rego = tuple(path for path in policies if path not in data)
    loaded = load(rego, data_files=data, any_rego=True)
    settings = EngineSettings(name=engine, deadline=deadline)
    with open_engine(loaded, settings) as opened:
        answer = opened.query(query, _input(input_path))
    if isinstance(answer, Failure):
        raise EngineError(
            "the query could not be evaluated",
            path=answer.path,
            line=answer.line,
            cause=answer.message,
        )
    if isinstance(answer, Undefined):
        click.echo("undefined", err=True)
        return
    options = orjson.OPT_INDENT_2 if pretty else 0
    sys.stdout.write(orjson.dumps(answer.value, option=options).decode() + "\n")


def _input(path: str | None) -> bytes:
    """Return the JSON text of the input, checked to be JSON."""
    if path is None:
        return b"null"
    data = read_start(path, or_stdin=True)
    read_json(decode(data, path), path, Limits())
    return data
