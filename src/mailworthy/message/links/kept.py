"""Which addresses are better not visited, and why: a visit may unsubscribe somebody, confirm something, or tell who the recipient is."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from mailworthy.message.law.words import any_opt_out, lowered
from mailworthy.message.links import data, visit_data
from mailworthy.message.links.address import LONGEST, Address, unescaped
from mailworthy.message.links.broken import inner, mistyped
from mailworthy.message.links.targets import Target
from mailworthy.message.reading import Draft
from mailworthy.message.reading.html import Image
from mailworthy.message.reading.merge_tags import merge_tags
from mailworthy.message.reading.place import Span
from mailworthy.message.reading.urls import UrlKind

RECIPIENTS = 10  # whose addresses are looked for
TOKEN = 12  # letters and digits in a row; shorter ones are ids of pages, mostly
HEX = 16
IDS = 3  # numbers of six digits and more, decimal or hexadecimal, one after the other: one of them is the recipient's
PIXEL = 2.0  # pixels, in both directions

_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_LISTED = re.compile(r"<\s*(https?://[^<>\s]{1,4000})", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_RUN = re.compile(r"[A-Za-z0-9]{12,}")
_NUMBER = re.compile(r"\d{20,}")
_ID = re.compile(
    r"(?=[^/]{0,40}\d)[A-Za-z0-9_-]{6,}"
)  # at a provider of mailings, a short one is somebody's too
_DIGIT = re.compile(r"\d")
# Of the places in a row of letters and digits, the share where one kind follows another: words have far fewer, and hardly any
# have small letters, large ones and digits.
_CHANGING = 0.3
_CHANGING_ALL = 0.25
_BREAKS = re.compile(r"[.!?。!?|·•‖\n]|\s{3,}")
_BEFORE, _BEHIND = 120, 40  # characters around a link that belong to its sentence
_CALL = 100  # characters; who links whole sentences speaks of many things
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Keeper:
    """Tells which addresses of a message are better left alone.

    Args:
        draft: The message.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def why(self, one: Target) -> str:
        """Give why an address is not visited; empty where it may be.

        Returns:
            ``long``, ``malformed``, ``inner``, ``ip``, ``user``, ``port`` for what other findings speak of; ``merge_tag``, ``form``,
            ``unsubscribe``, ``acts`` (it confirms, cancels or the like), ``pixel`` (it counts who opened the message), ``token`` (it
            holds something that may be the recipient's own).
        """
        return _refused(one) or self._personal(one)

    def _personal(self, one: Target) -> str:
        if self._names_recipient(one.url):
            return "token"
        if is_picture(one):
            return "pixel" if self._is_pixel(one) else ""
        if not self._listed.isdisjoint(_names(one.url)):
            return "unsubscribe"
        return (
            acting(one.address)
            or acting_words(one.text)
            or self._acts_here(one)
            or ("token" if tokened(one.address) else "")
        )

    @cached_property
    def _listed(self) -> frozenset[str]:
        """The addresses of List-Unsubscribe (RFC 2369 §3.2), a POST to which unsubscribes (RFC 8058 §3.1)."""
        fields = self._draft.headers("list-unsubscribe")
        urls = (url for field in fields for url in _LISTED.findall(field.value[:16_000]))
        return frozenset(one for url in urls for one in _names(url))

    @cached_property
    def _recipients(self) -> tuple[str, ...]:
        """The recipients' addresses as an address of the web may hold them: plain, in hexadecimal, in base64."""
        found = (box.address.lower() for name in _TO for box in self._draft.mailboxes(name))
        return tuple(
            form
            for address in islice(dict.fromkeys(one for one in found if "@" in one), RECIPIENTS)
            for form in _forms(address)
        )

    def _names_recipient(self, url: str) -> bool:
        if not self._recipients:
            return False
        low = url[:LONGEST].lower()
        told = f"{low} {unescaped(low)}" if "%" in low else low
        return any(form in told for form in self._recipients)

    def _acts_here(self, one: Target) -> str:
        """Tell by the sentence around it what a link does whose own words say nothing."""
        if one.kind is UrlKind.TEXT:
            return acting_words(_before(one.part.text, one.span.start))
        page = one.part.html
        if page is None or len(one.text) > _BEFORE or not visit_data.here().search(lowered(one.text)):
            return ""
        return acting_words(_sentence(page.text, *self._shown(one)))

    def _shown(self, one: Target) -> tuple[int, int]:
        """Give where a link's words stand in what its page shows."""
        page = one.part.html
        assert page is not None
        inside = self._insides.get((one.part.index, one.span), one.span)
        return page.origin.made(inside.start), page.origin.made(inside.end)

    @cached_property
    def _insides(self) -> dict[tuple[int, Span], Span]:
        pages = ((part.index, part.html) for part in self._draft.parts if part.html)
        return {(index, link.span): link.inside for index, page in pages for link in page.links}

    @cached_property
    def _images(self) -> dict[tuple[int, Span], Image]:
        pages = ((part.index, part.html) for part in self._draft.parts if part.html)
        return {(index, image.span): image for index, page in pages for image in page.images}

    def _is_pixel(self, one: Target) -> bool:
        """Tell a picture that nobody sees, or whose address says that it counts who opened the message."""
        image, page = self._images.get((one.part.index, one.span)), one.part.html
        if image and page:
            if image.width is not None and max(image.width, image.height or 0) <= PIXEL:
                return True
            if _HIDDEN.search(page.elements[image.element].attrs.get("style", "")[:1000]):
                return True
        path, _, query = one.address.rest.partition("?")
        if any(
            name in visit_data.recipient_names() and _DIGIT.search(value)
            for name, value in _parameters(query)
        ):
            return True
        return not _ending(one.address) and bool(visit_data.pixel().say(_apart(path)) or tokened(one.address))


def is_picture(one: Target) -> bool:
    """Tell what is loaded as a picture: also a background, by the ending of its name."""
    return one.kind is UrlKind.IMAGE or (one.kind is UrlKind.FETCHED and _ending(one.address))


def acting(address: Address) -> str:
    """Give what an address says that it does: ``unsubscribe``, ``acts``; empty where it says neither.

    Args:
        address: Taken apart.
    """
    return _acting(f"{address.host.removesuffix(address.registrable)} {address.rest.partition('#')[0]}")


@lru_cache(maxsize=1024)
def _acting(text: str) -> str:
    told = _apart(text)
    return next((kind for kind, words in visit_data.in_address().items() if words.say(told)), "")


def acting_words(text: str) -> str:
    """Give what words say that a link does: ``unsubscribe``, ``acts``; empty where they say neither."""
    low = lowered(text[:500])
    if not low.strip():
        return ""
    if any_opt_out(low)[1]:
        return "unsubscribe"
    if len(low) > _CALL:
        return ""
    return next((kind for kind, words in visit_data.in_text().items() if words.search(low)), "")


def tokened(address: Address) -> bool:
    """Tell whether an address holds what may be the recipient's own: his number, a key, a long random string."""
    path, _, query = address.rest.partition("#")[0].partition("?")
    segments = list(islice(re.split("[/;]", unescaped(path)), 50))
    parameters = list(_parameters(query))
    if data.under(address.host, data.trackers()) and any(
        _ID.search(text) for text in (*segments, *(value for _, value in parameters))
    ):
        return True
    if sum(map(_is_id, segments)) >= IDS:
        return True
    public = data.under(address.host, visit_data.of_things())
    return (not public and any(map(_random, segments))) or any(
        _own(name, value, public=bool(public)) for name, value in parameters
    )


def _is_id(segment: str) -> bool:
    return _ID.fullmatch(segment) is not None and _HEX.fullmatch(segment) is not None


def _own(name: str, value: str, *, public: bool) -> bool:
    if name in visit_data.recipient_names():
        return "@" in value or _DIGIT.search(value) is not None
    if name in visit_data.key_names():
        return _DIGIT.search(value) is not None
    return not public and not name.startswith("utm_") and (_random(value) or (not value and _random(name)))


def _parameters(query: str) -> Iterator[tuple[str, str]]:
    for pair in islice(re.split("[&;]", query), 100):
        name, _, value = pair.partition("=")
        yield unescaped(name).lower() if value else unescaped(name), unescaped(value)


@lru_cache(maxsize=4096)
def _random(text: str) -> bool:
    """Tell a string that nobody wrote: a UUID, a digest, letters and digits in disorder."""
    if len(text) < TOKEN:
        return False
    text = text[:500]
    return (
        _UUID.search(text) is not None
        or _NUMBER.search(text) is not None
        or any(map(_disordered, _RUN.findall(text)))
    )


def _disordered(run: str) -> bool:
    digits = len(_DIGIT.findall(run))
    if len(run) >= HEX and 0 < digits < len(run) and _HEX.fullmatch(run):
        return True
    kinds = [_kind(letter) for letter in run]
    # An upper case letter that a lower one follows begins a word.
    changes = sum(one != other and (one, other) != ("u", "l") for one, other in pairwise(kinds))
    return changes >= (_CHANGING_ALL if len(set(kinds)) == 3 else _CHANGING) * len(run)


def _kind(letter: str) -> str:
    return "d" if letter.isdigit() else "u" if letter.isupper() else "l"


def _refused(one: Target) -> str:
    """Give why nobody could visit it at all, or only in a way that other findings speak of."""
    address = one.address
    if one.kind is UrlKind.FORM:
        return "form"
    if len(one.url) > LONGEST:
        return "long"
    if address.tagged or next(merge_tags(one.url), None) is not None or _escaped_tag(one.url):
        return "merge_tag"
    if mistyped(address):
        return "malformed"
    named = (("ip", address.ip), ("inner", inner(address)), ("user", address.user), ("port", address.port))
    return next((why for why, so in named if so), "")


def _escaped_tag(url: str) -> bool:
    return "%7" in url and next(merge_tags(unescaped(url)), None) is not None


def _forms(address: str) -> Iterable[str]:
    octets = address.encode()
    # A string that goes on behind it would change the last letter of base64.
    coded = base64.b64encode(octets[: len(octets) // 3 * 3]).decode().lower()
    return address, octets.hex(), coded


def _names(url: str) -> Iterator[str]:
    """Give an address as it counts for the server, and its page: with other parameters the same thing may happen."""
    plain = url.strip().partition("#")[0]
    yield plain
    page = plain.partition("?")[0].rstrip("/")
    if page.count("/") > 2:  # those of the scheme; a front page is everybody's
        yield page.lower()


def _ending(address: Address) -> bool:
    path = address.rest.partition("#")[0].partition("?")[0]
    return path.rpartition(".")[2].lower() in visit_data.picture_endings()


def _apart(text: str) -> list[str]:
    return visit_data.words_apart(unescaped(text[:LONGEST]))


def _before(text: str, start: int) -> str:
    """Give what stands before an address in plain text: its own line, and the last one before that says something."""
    *before, own = text[max(start - 4 * _BEFORE, 0) : start].split("\n")
    return own if own.strip(" :-<([*") else next((line for line in reversed(before[-3:]) if line.strip()), "")


def _sentence(text: str, start: int, end: int) -> str:
    before = _BREAKS.split(text[max(start - _BEFORE, 0) : start])[-1]
    behind = _BREAKS.split(text[end : end + _BEHIND], maxsplit=1)[0]
    return f"{before}{text[start : min(end, start + _BEFORE)]}{behind}"
