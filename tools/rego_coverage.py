"""Name every line of Rego that no test reached; reads `opa test --coverage --format json`.

`--threshold` of opa says only that something is missing, not where.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    """Print uncovered ranges and return 1 if there are any."""
    report = json.load(sys.stdin)
    lines = [
        f"{path}:{span['start']['row']}-{span['end']['row']}: not reached by any test"
        for path, file in sorted(report["files"].items())
        for span in file.get("not_covered", [])
    ]
    missed = list(dict.fromkeys(lines))  # one line of Rego may hold several expressions
    print("\n".join([*missed, f"rego: {report['coverage']:.1f} % of the lines are covered"]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
