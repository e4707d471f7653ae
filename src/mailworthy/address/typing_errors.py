"""Typing errors: what a typed address was probably meant to be (V2). A suggestion, never a correction."""

from __future__ import annotations

import unicodedata

from mailworthy.address.clutter import provider_at_end, repair
from mailworthy.address.misspelt import known, suggest_domain, suggest_domains
from mailworthy.wire.address import read

__all__ = ["known", "provider_at_end", "repair", "suggest", "suggest_domain", "suggest_domains"]


def suggest(text: str, local: str, domain: str, usable: bool) -> str:  # what `Syntax` holds, in its order
    """Give the address that was probably meant, empty where nothing is to be suggested.

    Of a usable address only the domain is looked at, so that whole columns can be judged by their unique domains; and a
    local part in full-width letters, which Japanese keyboards leave behind.

    Args:
        text: As typed.
        local: The local part that was read; empty where none could be.
        domain: The domain that was read, A-labels in lower case; empty where none could be.
        usable: Whether the address as read is fit for a mailing list.
    """
    if not usable:
        return repair(text)
    better, meant = suggest_domain(domain), _narrow(local, domain)
    return f"{meant}@{better or domain}" if better or meant != local else ""


def _narrow(local: str, domain: str) -> str:
    """Give a local part in ASCII where it was typed in full-width letters and fits the domain; else as it is."""
    if local.isascii():
        return local
    narrow = unicodedata.normalize("NFKC", local)
    return narrow if narrow.isascii() and read(f"{narrow}@{domain}").usable else local
