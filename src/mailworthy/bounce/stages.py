"""At which command a reply was given, from what reporters write around it."""

from __future__ import annotations

import re

from mailworthy.bounce.record import Stage

_LOOKED_AT = 2000  # characters, for the command's name
_STAGES = {
    "rcpt to": Stage.RCPT, "rcpt_to": Stage.RCPT, "after rcpt": Stage.RCPT, "does not like recipient": Stage.RCPT,
    "mail from": Stage.MAIL, "mail_from": Stage.MAIL, "does not like sender": Stage.MAIL,
    "end of data": Stage.DATA, "our final data": Stage.DATA, "our data": Stage.DATA, "[data]": Stage.DATA,
    "data command": Stage.DATA, "after i sent the message": Stage.DATA, "dot command": Stage.DATA,
    "helo": Stage.HELO, "ehlo": Stage.HELO,
    "initial connection": Stage.CONNECT, "connection greeting": Stage.CONNECT, "while connecting": Stage.CONNECT,
    "refused to talk to me": Stage.CONNECT,
}  # fmt: skip
_STAGE = re.compile("|".join(map(re.escape, _STAGES)))


def stage_of(text: str) -> Stage:
    """Tell at which command a reply was given; :attr:`Stage.UNKNOWN` where nobody says."""
    match = _STAGE.search(text[:_LOOKED_AT].lower())
    return _STAGES[match[0]] if match else Stage.UNKNOWN
