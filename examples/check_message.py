"""A message, looked at as filters and the law see it: ``python examples/check_message.py FILE``."""

import sys
from pathlib import Path

import mailworthy
from mailworthy import MessageScope

report = mailworthy.check_message(Path(sys.argv[1]), MessageScope(markets=("us",)))
print(f"{report.scored.score} of 10")
for finding in report.findings:
    told = finding.as_dict()
    if told["severity"] in {"error", "warning"}:
        print(
            f"{told['code']}: {told['title']}\n  {told['where'].get('snippet', told['detail'])}\n  {told['fix']}"
        )
