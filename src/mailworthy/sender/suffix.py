"""Which part of a domain one registers, by the public suffix list (older DMARC, zones to publish in)."""

from __future__ import annotations

from mailworthy.wire import name


def registrable(text: str) -> str:
    """Give the part of a domain that one registers, as A-labels: ``b.co.uk`` of ``a.b.co.uk``.

    Args:
        text: As typed: any case, U-labels too.

    Returns:
        Empty where the text is no domain name, or is itself a suffix below which strangers register.

    Source:
        The public suffix list, in the version that is installed, with its private section.
    """
    domain = name.read(text).ascii
    return "" if not domain or is_suffix(domain) else name.registrable(domain)


def is_suffix(domain: str) -> bool:
    """Tell whether strangers register right below a domain, given as A-labels in lower case."""
    return name.is_public_suffix(domain)
