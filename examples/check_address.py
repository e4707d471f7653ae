"""One address, nobody asked: ``python examples/check_address.py "jane.doe@gmail.con"``."""

import sys

import mailworthy

for text in sys.argv[1:] or ["jane.doe@gmail.con"]:
    verdict = mailworthy.check_address(text, offline=True)
    print(f"{verdict.address}: {verdict.status.value}, {verdict.reason}, {verdict.action.value}")
    if verdict.suggestion:
        print(f"  did you mean {verdict.suggestion}?")
    for finding in verdict.findings:
        print(f"  {finding.as_dict()['title']}")
