"""Variable envelope return paths: whom a message was for, read from the address that its bounce came to.

The strongest evidence where a report's body tells nothing: we wrote it ourselves. Described by D. J. Bernstein,
https://cr.yp.to/proto/verp.txt, and in Postfix's VERP_README (XVERP). Signed senders (BATV's ``prvs=``) and rewritten ones
(``SRS0=``) look alike and name the *sender*: they are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

LONGEST = 512  # characters; RFC 5321 §4.5.3.1.3 allows 256

_NOT_OURS = re.compile(r"prvs=|btv1==|msprvs1=|srs[01][=+-]", re.IGNORECASE)
_DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,10}[A-Za-z0-9-]{2,63}"
_LOCAL = r"[^\s@=<>\"(),:;]{1,128}"
# prefix+user=domain@ours (Mailman, Postfix), prefix-return-123-user=domain@ours (ezmlm), and what sending services put
# between: digits and hexadecimal groups, which no rule can tell from a local part unless they have a form of their own.
_FRONTS = (
    re.compile(r"[\w.-]{0,128}?-return-(?P<tag>\d{1,12})-"),
    re.compile(
        r"bounces?[+-](?P<tag>\d{1,12}-[0-9a-f]{4,8}|[0-9a-f]{4,8}\.[0-9a-f]{2,12}|mc\.us\d{1,3}_\d{1,12}\.\d{1,12}(?:-\d{1,12})?)-"
    ),
    re.compile(r"[^+]{1,128}\+(?:(?P<tag>[^+]{1,128})\+)?"),
    re.compile(
        r"(?:[\w.]{0,64}-)?bounces?-(?:(?P<tag>\d{1,12})-)?",
        re.IGNORECASE,
    ),
)
_FIELDS = {
    "recipient": rf"(?P<local>{_LOCAL})=(?P<domain>{_DOMAIN})",
    "local": rf"(?P<local>{_LOCAL}?)",
    "domain": rf"(?P<domain>{_DOMAIN})",
    "tag": r"(?P<tag>[^\s@]{1,256}?)",
}
_FIELD = re.compile(r"\\{(recipient|local|domain|tag)\\}")


def recipient_of(path: str, patterns: Sequence[str] = ()) -> tuple[str, str] | None:
    """Give the recipient and the tag that a return path carries; None where it carries neither.

    Args:
        path: The address that the bounce was sent to, angle brackets or not.
        patterns: The sender's own forms, tried first: an address in which ``{recipient}`` (``user=domain``), ``{local}``,
            ``{domain}`` and ``{tag}`` stand for what varies, as ``b-{tag}@news.example.com``. All else is literal.

    Returns:
        The recipient, empty where only a tag is there, and the tag, empty where there is none.
    """
    path = path.strip(" \t<>")[:LONGEST]
    for pattern in patterns:
        if own := _compiled(pattern).fullmatch(path):
            groups = own.groupdict()
            local, domain = groups.get("local"), groups.get("domain")
            return (f"{local}@{domain}" if local and domain else ""), groups.get("tag") or ""
    if "=" not in path or _NOT_OURS.match(path):
        return None
    return _encoded(path)


def _encoded(path: str) -> tuple[str, str] | None:
    coded, at, _ours = path.rpartition("@")
    front, equals, domain = coded.rpartition("=")
    if not at or not equals or not re.fullmatch(_DOMAIN, domain):
        return None
    for form in _FRONTS:
        if (begun := form.match(front)) and re.fullmatch(_LOCAL, front[begun.end() :]):
            return f"{front[begun.end() :]}@{domain}", begun["tag"] or ""
    return (f"{front}@{domain}", "") if re.fullmatch(_LOCAL, front) else None


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Turn a sender's form into an expression; a name that stands twice counts once, the second time as anything."""
    seen: set[str] = set()

    def field(found: re.Match[str]) -> str:
        names = {"recipient": {"local", "domain"}}.get(found[1], {found[1]})
        if names & seen:
            return r"[^\s@]{1,256}?"
        seen.update(names)
        return _FIELDS[found[1]]

    return re.compile(_FIELD.sub(field, re.escape(pattern)), re.IGNORECASE)
