"""The links and pictures of a message as rows of a report."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from mailworthy.message.images.formats import media_type
from mailworthy.message.images.gallery import Key, Shown, hung
from mailworthy.message.links.look import remarks
from mailworthy.message.links.targets import Target, targets
from mailworthy.message.links.visits import Visits
from mailworthy.message.places import in_part, snippet
from mailworthy.message.reading import Draft
from mailworthy.message.reading.place import Span
from mailworthy.message.scope import Scope
from mailworthy.wire import name
from mailworthy.wire.explore import Visited, Words

ROWS = 1000  # of one message
SHOWN = 500  # characters of an address: pictures may lie in theirs, whole


def links(draft: Draft, scope: Scope, visits: Visits | None = None) -> tuple[Mapping[str, Any], ...]:
    """Give a row for each link: what people see of it, where it leads, what there is to say of it.

    Args:
        draft: The message.
        scope: Whose own domains, beside those that the message names.
        visits: What came of visiting them; None where nobody did.

    Returns:
        In the order of the message, the first :data:`ROWS`: ``url``, ``text``, ``kind``
        (:class:`~mailworthy.message.reading.urls.UrlKind`), ``domain`` and ``registrable`` as people read
        them, None where there is none, ``own`` (the sender's, or its provider's for tracking clicks), ``place``, ``codes`` of findings;
        ``status`` (HTTP's; None where nobody answered or went there), ``ends_at`` (where redirects led, None where there were none) and
        ``kept_from`` (why nobody went there: :attr:`Visits.kept_from`).
    """
    visits = visits or Visits()
    seen = targets(draft, scope)
    said: dict[tuple[int, Span], list[str]] = {}
    for one in remarks(seen):
        said.setdefault(_key(one.target), []).append(one.code)
    rows = []
    for target in islice(seen.clicked, ROWS):
        address = target.address
        visited = visits.visited.get(target.url, Visited())
        rows.append(
            {
                "url": target.url[:SHOWN],
                "text": snippet(target.text),
                "kind": target.kind.value,
                "domain": name.shown(address.host) or None,
                "registrable": name.shown(address.registrable) or None,
                "own": seen.is_own(address.registrable),
                "place": dict(target.place),
                "codes": list(dict.fromkeys(said.get(_key(target), ()))),
                "status": visited.status or None,
                "ends_at": visited.hops[-1][:SHOWN] if visited.hops else None,
                "kept_from": visits.kept_from.get(target.url),
            }
        )
    return tuple(rows)


def _key(target: Target) -> tuple[int, Span]:
    return target.part.index, target.span


def images(
    draft: Draft, visits: Visits | None = None, words: Mapping[Key, Words] | None = None
) -> tuple[Mapping[str, Any], ...]:
    """Give a row for each picture.

    Args:
        draft: The message.
        visits: What came of visiting those of the web; None where nobody did.
        words: What stands in those that travel in the message; None where nobody read them.

    Returns:
        In the order of the message, the first :data:`ROWS`: ``src``, ``alt`` (None where there is none, which is not the same
        as an empty one), ``width`` and ``height`` in pixels or None, ``linked``, ``place``; of its file, None where nobody knows:
        ``type`` (the media type that its octets show, else as declared), ``octets``, ``pixels`` (width and height), ``status`` (HTTP's),
        ``text`` (the words in it).
    """
    return tuple(_image(one, words or {}) for one in hung(draft, visits or Visits()))


def _image(one: Shown, words: Mapping[Key, Words]) -> Mapping[str, Any]:
    image, held = one.image, one.held
    read = words.get(one.key)
    return {
        "src": image.src[:SHOWN],
        "alt": image.alt if image.alt is None else snippet(image.alt),
        "width": image.width,
        "height": image.height,
        "linked": image.link >= 0,
        "place": dict(in_part(one.part, image.span, "img")),
        "type": (media_type(held.file.format) if held.file.format else held.type or None) if held else None,
        "octets": held.size if held and held.size >= 0 else None,
        "pixels": [held.file.width, held.file.height] if held and held.file.pixels else None,
        "status": one.visited.status or None if one.visited else None,
        "text": read.text[:SHOWN] if read and not read.why else None,
    }
