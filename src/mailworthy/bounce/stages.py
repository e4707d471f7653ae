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
_HINTS = (
    "rcpt", "mail from", "mail_from", "does not like", "data", "sent the message", "dot command", "helo", "ehlo", "connect",
    "talk to me",
)  # fmt: skip  # one of these is in each of them, and none in most texts
_STAGE = re.compile("|".join(map(re.escape, _STAGES)))


def stage_of(text: str) -> Stage:
    """Tell at which command a reply was given; :attr:`Stage.UNKNOWN` where nobody says."""
    low = text[:_LOOKED_AT].lower()
    match = _STAGE.search(low) if any(map(low.__contains__, _HINTS)) else None
    return _STAGES[match[0]] if match else Stage.UNKNOWN
