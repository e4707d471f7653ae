"""Typing errors: what a typed address was probably meant to be (V2). A suggestion, never a correction."""

from __future__ import annotations

import unicodedata

from mailworthy.address.clutter import repair
from mailworthy.address.misspelt import known, suggest_domain, suggest_domains
from mailworthy.wire.address import read

__all__ = ["known", "repair", "suggest", "suggest_domain", "suggest_domains"]


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
    narrow = local if local.isascii() else unicodedata.normalize("NFKC", local)
    better = suggest_domain(domain)
    if not better and narrow == local:
        return ""
    meant = f"{narrow if narrow.isascii() else local}@{better or domain}"
    return meant if read(meant).usable and meant != f"{local}@{domain}" else ""
