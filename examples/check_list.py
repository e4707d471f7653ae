"""A whole list, nobody asked: ``python examples/check_list.py examples/newsletter.csv FOLDER``."""

import sys
from pathlib import Path

import mailworthy
from mailworthy import ListOptions

path, out = Path(sys.argv[1]), Path(sys.argv[2])
report = mailworthy.check_list(path, out=out, options=ListOptions(offline=True))
for action, rows in report.actions.items():
    print(f"{action:<8}{rows:>6}")
print(f"expected bounces: {report.predicted_bounce_rate.mean:.1%}")
print(f"all rows: {out / report.files['annotated']}")
