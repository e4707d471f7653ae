"""Tags in patterns, ``<A>`` for all that looks like an A, put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailworthy.message.rules.spamassassin.pattern import LONGEST

PASSES = 6  # tags within tags
_PIECES = re.compile(r"(<[^<>]+>)")


def replaced(body: str, tags: Mapping[str, Mapping[str, str]], start: str = "<", end: str = ">") -> str:
    """Give a pattern with its tags replaced.

    Args:
        body: The pattern, without delimiters.
        tags: What stands for each name: ``replace_tag``, ``replace_pre``, ``replace_inter``, ``replace_post``.
        start: What a tag begins with.
        end: What it ends with.
    """
    one = re.compile(f"{re.escape(start)}(.+?){re.escape(end)}")
    for _ in range(PASSES):
        around = {}
        for kind in ("pre", "post", "inter"):
            asked = re.search(f"{re.escape(start)}{kind} (.+?){re.escape(end)}", body)
            around[kind] = tags[f"replace_{kind}"].get(asked[1], "") if asked else ""
            body = body[: asked.start()] + body[asked.end() :] if asked else body
        pieces = _PIECES.split(f"(?:{body})")
        if around["pre"]:
            pieces = [
                one.sub(lambda found, pre=around["pre"]: pre + found[0], piece, count=1) for piece in pieces
            ]
        if around["post"]:
            pieces = [one.sub(lambda found, post=around["post"]: found[0] + post, piece) for piece in pieces]
        made, again = [], False
        for piece in pieces:
            text = piece or around["inter"]
            tag = one.search(text)
            instead = tags["replace_tag"].get(tag[1], "") if tag else ""
            if tag and instead:
                text = text.replace(f"{start}{tag[1]}{end}", instead)
                again = again or bool(re.search("<[^>]+>", instead))
            made.append(text)
        body = "".join(made)[3:-1]
        if not again or len(body) > LONGEST:
            break
    return body
