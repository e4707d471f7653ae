"""Sentences with which reports open and close: that a message failed, to whom, and never why.

General wording, and the templates that Postfix (bounce(5)), qmail and Exim describe.
"""

from __future__ import annotations

import re
from functools import cache

_SENTENCE = 300  # characters: longer ones say more
_ENDS = re.compile(r"[.!?:;]+(?:\s|$)|\s?-{2,}\s?|\n| \*")
_ADDRESS = re.compile(r"<?[^\s<>@]{1,128}@[^\s<>@]{1,255}>?")
_SHORTEST = 40
_FIRST = frozenset((  # the words that announcements begin with
    "a", "an", "delivery", "for", "hello", "hi", "hi.", "i", "i'm", "if", "it's", "mail", "message", "sorry", "the", "this", "we",
    "we're", "you", "your",
))  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_TO = (
    r"(?: (?:to|the|one|or|more|some|all|any|of|its|your|these|following|intended|affected|listed|below|e-?mail|address(?:es)?"
    r"|recipients?(?:\(s\))?|persons?|users?|groups?|distribution|lists?))*"
)
_FAILS = (
    r"(?:(?:could|can|was|were|has|have) ?(?:not|n't) (?:been |be )?(?:delivered|sent|reached)|(?:has |have )?failed"
    r"|had permanent(?: fatal)? errors)"
)
_SAYS_SO = rf"(?:(?:an?|the|your|this) )?(?:original |following )?(?:(?:message|mail|e-?mail)(?: that you sent)?|delivery|address|recipient)(?:es|s|\(e?s\))?{_TO} {_FAILS}{_TO}(?: permanently)?"
_ALL = rf"""{_SAYS_SO}
(?:i'm|i am|we're|we are) (?:sorry|afraid)(?: to (?:have to )?inform you)?(?: that)? {_SAYS_SO}
(?:i'm|i am) afraid i (?:was not|wasn't) able to deliver your message{_TO}
this is the mail system(?: at host .*)?
the mail (?:delivery )?system
this is the .{{1,40}} program at .*
(?:hi|hello|it's attached below|i've given up|sorry it didn't work out|this is a permanent error)
for (?:further|more) (?:assistance|information|help), please (?:send mail to|contact|write to).{{0,40}}
if you do so, please include this (?:problem )?report
you can delete your own text from the (?:attached )?returned message
delivery (?:status|report|notification|status notification)(?: unavailable| is not available)?
this (?:is|message was|report was|mail was) (?:an? )?(?:automatic|created automatically|generated automatically|automatically (?:generated|created)).{{0,60}}"""


def nothing_else(text: str) -> bool:
    """Tell whether a text announces that a message failed, and to whom, and says nothing of why.

    Args:
        text: Of a report, or of its part about one recipient.
    """
    if text[:_SHORTEST].partition(" ")[0].lower() not in _FIRST:
        return False  # most texts are replies
    said = [one.strip() for one in _ENDS.split(_ADDRESS.sub("", text.lower()))]
    return all(
        len(one) <= _SENTENCE and _announcement().fullmatch(one) for one in said if _LETTER.search(one)
    )


@cache
def _announcement() -> re.Pattern[str]:
    return re.compile("|".join(_ALL.split("\n")))
