"""Addresses in a page, resolved against its base (RFC 3986 §5.2) as leniently as SpamAssassin does."""

from __future__ import annotations

import re
from typing import NamedTuple

_PARTS = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
SEGMENTS = 500  # of one path; more are left as they stand


class Parts(NamedTuple):
    """The parts of an address; None where one is missing."""

    scheme: str | None
    authority: str | None
    path: str
    query: str | None
    fragment: str | None


def parts(uri: str) -> Parts:
    """Cut an address into its parts (RFC 3986 appendix B)."""
    found = _PARTS.match(uri)
    groups = found.groups() if found else (None, None, uri, None, None)
    return Parts(groups[0], groups[1], groups[2] or "", groups[3], groups[4])


def resolved(base: str, uri: str) -> str:
    """Give the address that a reference means.

    Args:
        base: Of the page; empty where it names none.
        uri: As written.
    """
    given, ground = parts(uri), parts(base)
    if given.scheme is not None and given.scheme == ground.scheme:
        given = given._replace(scheme=None)
    if given.scheme is not None:
        whole = given._replace(path=_straight(given.path))
    elif given.authority is not None:
        whole = given._replace(scheme=ground.scheme, path=_straight(given.path))
    else:
        path, query = given.path, given.query
        if not path:
            path, query = ground.path, ground.query if query is None else query
        elif path.startswith("/"):
            path = _straight(path)
        else:
            path = _straight(_merged(ground, path))
        whole = Parts(ground.scheme, ground.authority, path, query, given.fragment)
    return _written(whole)


def _merged(ground: Parts, path: str) -> str:
    if ground.authority is not None and not ground.path:
        return f"/{path}"
    return ground.path[: ground.path.rfind("/") + 1] + path


def _straight(path: str) -> str:
    """Take dots out of a path."""
    if "/." not in path and not path.startswith("."):
        return path
    path = re.sub(r"^\.\.?/", "/", path)
    made: list[str] = []
    segments = re.findall(r"/?[^/]*", path)[:-1]
    for number, segment in enumerate(segments[:SEGMENTS], 1):
        last = "/" if number == len(segments) else ""
        if segment == "/..":
            if made:
                made.pop()
            made += [last] if last else []
        elif segment == "/.":
            made += [last] if last else []
        else:
            made.append(segment)
    return "".join(made + segments[SEGMENTS:])


def _written(whole: Parts) -> str:
    scheme = whole.scheme
    if not scheme and whole.authority is not None:
        lower = whole.authority.lower()
        scheme = "http" if re.match(r"www\d*\.", lower) else "ftp" if re.match(r"ftp\d*\.", lower) else ""
    made = f"{scheme}:" if scheme else ""
    made += f"//{whole.authority}" if whole.authority is not None else ""
    made += whole.path
    made += f"?{whole.query}" if whole.query is not None else ""
    return made + (f"#{whole.fragment}" if whole.fragment is not None else "")
