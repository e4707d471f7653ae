"""One reply of a mail server, whatever log it stands in: ``python examples/explain_reply.py "550 5.1.1 no such user"``."""

import sys

import mailworthy

REPLY = "550-5.7.26 This mail has been blocked because the sender is unauthenticated. 550 5.7.26 gsmtp"

for text in sys.argv[1:] or [REPLY]:
    told = mailworthy.explain_reply(text).as_dict()
    print(told["reason"], told["bounce"], told["group"])
    print(told["remedy"])
    for step in told["checklist"]:
        print(f"- {step['text']} {step['command'] or step['page']}")
