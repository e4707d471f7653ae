"""Say what a domain's DMARC record comes to."""

from __future__ import annotations

from mailworthy.flow.world import Named, World, held
from mailworthy.sender.dmarc import DmarcSurvey, survey
from mailworthy.wire.name import to_ascii


def check_dmarc(domain: str, *, world: World = None, servers: Named = ()) -> DmarcSurvey:
    """Say what the DMARC record that holds for a domain comes to, and what mends it.

    Args:
        domain: The domain, as typed.
        world: A dictionary of zone data that takes the place of DNS.
        servers: Name servers as ``host:port``; the system's where none is named.

    Raises:
        InputError: The domain or a name server can't be read.
    """
    return held(survey(to_ascii(domain)), world, servers)
