"""What is legal in policies, but suspicious: found in their text, never by running them.

run.py          policies → findings, sorted, without those that a comment silences
finding.py      one finding, its level, and which there are
parsing.py      syntax trees, from a child process that has the interpreter
formats.py      `sprintf`: verbs and arguments
patterns.py     regular expressions: classes by script, and what RE2 does not know
conditions.py   conditions that can never hold, and `not` of what may be missing
inputs.py       fields of `input` that the host never gives
"""
