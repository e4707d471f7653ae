"""What is read off a message once, for all duties of all markets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mailworthy.message.law import data, identity, postal, subject
from mailworthy.message.law.opt_out import OptOut, opt_out
from mailworthy.message.law.postal import PostalAddress
from mailworthy.message.law.purpose import Purpose, Signs, purpose, signs
from mailworthy.message.law.shown import Shown, plain, shown
from mailworthy.message.law.words import Hit
from mailworthy.message.places import Place, in_part
from mailworthy.message.reading import Draft
from mailworthy.message.reading.merge_tags import Template
from mailworthy.message.scope import Scope

_FOOTER_TAG = re.compile(r"(?i)footer|signature|impressum|legal|disclaimer|fu(?:ß|ss)zeile")
_FEW_WORDS = 30  # what a template fills in may be all of it
_WORD = re.compile(r"\w+")
_CJK_WORD = 2  # characters, about
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_PICTURE_WORDS = 25  # fewer: the words stand in the pictures
_H_LIST = re.compile(r"(?i)(?:^|[\s;])h\s*=([^;]*)")


@dataclass(frozen=True)
class Facts:
    """What is read off a message; each fact when it is first asked for.

    Args:
        draft: The message.
        scope: What is known beside it.
    """

    draft: Draft
    scope: Scope

    @cached_property
    def seen(self) -> Shown | None:
        """What most people see; None where there is nothing."""
        return shown(self.draft)

    @cached_property
    def plain(self) -> Shown | None:
        """The plain version beside a page; None where there is none."""
        other = plain(self.draft)
        return other if other and self.seen and other.part.index != self.seen.part.index else None

    @cached_property
    def language(self) -> str:
        """The message's, by its words, else as its page declares; empty where neither tells."""
        page = self.draft.page
        declared = page.html.lang if page and page.html else ""
        return self.scope.language or declared[:2].lower()

    @cached_property
    def signs(self) -> Signs:
        """What tells its purpose."""
        return signs(self.draft, self.seen, self.language)

    @cached_property
    def purpose(self) -> Purpose:
        """What it is for; a market that was named makes advertising of what does not tell."""
        told = purpose(self.signs)
        return Purpose.ADVERTISING if told is Purpose.UNKNOWN and self.scope.markets else told

    @cached_property
    def readable(self) -> bool:
        """Whether words of its language are known."""
        return not self.language or self.language in data.languages("opt_out")

    @cached_property
    def filled_in(self) -> bool:
        """Whether what is missing may be filled in: a footer's tag, or next to nothing but tags."""
        if self.draft.template is Template.NO or self.seen is None:
            return False
        tags = self.seen.part.tags
        if any(_FOOTER_TAG.search(tag.text) for tag in tags):
            return True
        text = self.seen.text[:4000]
        for tag in tags:
            text = text.replace(tag.text, " ")
        return bool(tags) and len(_WORD.findall(text)) < _FEW_WORDS and not _CJK.search(text)

    @cached_property
    def pictured(self) -> bool:
        """Whether its words stand in pictures, where nobody reads them here."""
        page = self.seen.part.html if self.seen else None
        if self.seen is None or page is None or not page.images:
            return False
        text = self.seen.text[:2000]
        return len(_WORD.findall(text)) + len(_CJK.findall(text)) // _CJK_WORD < _PICTURE_WORDS

    @cached_property
    def opt_out(self) -> OptOut | None:
        """How it can be stopped, as people see it; None where there is nothing to see."""
        return opt_out(self.seen, self.language) if self.seen else None

    @cached_property
    def opt_out_in_plain(self) -> bool:
        """Whether the plain version says how, where the page does not."""
        return self.plain is not None and opt_out(self.plain, self.language).found

    @cached_property
    def address(self) -> PostalAddress | None:
        """The postal address."""
        return postal.address(self.seen, self.scope.postal_address) if self.seen else None

    @cached_property
    def address_filled_in(self) -> bool:
        """Whether a merge tag stands for it."""
        return self.seen is not None and postal.tagged(self.seen.part)

    @cached_property
    def name(self) -> Hit | None:
        """Who the text says writes."""
        if self.seen is None:
            return None
        return identity.named_in_text(self.draft, self.seen, self.address.start if self.address else None)

    @cached_property
    def named_in_header(self) -> bool | None:
        """Whether From names somebody; None where there is no From."""
        return identity.named_in_header(self.draft)

    @cached_property
    def contact(self) -> Hit | None:
        """How to complain or ask."""
        recipients = frozenset(box.address.lower() for box in self.draft.mailboxes("To"))
        return identity.contact(self.seen, self.language, recipients) if self.seen else None

    @cached_property
    def imprint(self) -> identity.Imprint | None:
        """What stands of an imprint."""
        if self.seen is None:
            return None
        address = self.address is not None or self.address_filled_in
        return identity.imprint(self.seen, self.language, address=address)

    @cached_property
    def privacy(self) -> Hit | None:
        """Where a privacy notice is linked."""
        return identity.privacy(self.seen, self.language) if self.seen else None

    @cached_property
    def elsewhere(self) -> Hit | None:
        """Where the message says that the sender's particulars stand elsewhere."""
        return next(iter(self.seen.said(self.language, "elsewhere")), None) if self.seen else None

    @cached_property
    def fake_answer(self) -> bool:
        """Whether the subject claims to answer what nobody wrote."""
        return subject.fake_answer(self.draft)

    @cached_property
    def pretended(self) -> Hit | None:
        """What the subject claims that the message is not about."""
        return subject.pretended(self.draft, self.seen, self.language, self.signs.promotion)

    @cached_property
    def pixel(self) -> Place | None:
        """A picture too small to be seen, fetched from afar: it tells who opened."""
        page = self.draft.page
        if page is None or page.html is None:
            return None
        for image in page.html.images[:200] + page.html.images[-50:]:
            small = (
                image.width is not None and image.height is not None and max(image.width, image.height) <= 2
            )
            if small and image.src.lower().startswith(("http:", "https:", "//")):
                return in_part(page, image.span, "img")
        return None

    @cached_property
    def header(self) -> dict[str, bool | None]:
        """What the header says of stopping (RFC 2369 §3.2, RFC 8058); None where there is no header to read."""
        if self.draft.kind != "eml":
            return {"list_unsubscribe": None, "list_unsubscribe_post": None, "list_unsubscribe_signed": None}
        names = {one.name.lower() for one in self.draft.fields}
        there = "list-unsubscribe" in names
        post = "list-unsubscribe-post" in names
        wanted = {name for name in ("list-unsubscribe", "list-unsubscribe-post") if name in names}
        signed = [_signed(one.value) for one in self.draft.headers("dkim-signature")]
        covered = any(wanted <= fields for fields in signed) if there and signed else None
        return {"list_unsubscribe": there, "list_unsubscribe_post": post, "list_unsubscribe_signed": covered}


def _signed(value: str) -> set[str]:
    """Give the fields that a signature covers (RFC 6376 §3.5)."""
    found = _H_LIST.search(value)
    return {name.strip().lower() for name in found[1].split(":")} if found else set()
