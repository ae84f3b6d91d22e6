"""Rego as OPA means it → Rego that the embedded interpreter understands the same way.

    lexer.py      tokens
    spelling.py   what is written differently: template strings, keywords in references, …
    syntax.py     the interpreter's syntax tree, read
    negation.py   `not f(x)` with x undefined
    imports.py    imported names, written out
    calls.py      calls of builtins: output arguments, builtins that are answered by govern
    preflight.py  what cannot be run with the same meaning, and is refused
    prepared.py   what goes in and comes out: sources, what is loaded instead, refusals
    module.py     one module through all of it

Every change keeps each line's number, so that errors name the line that the author wrote.
"""
