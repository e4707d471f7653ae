"""What an audit is told of a sender, and how far it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mailworthy.sender.blocklists import Blocklist
from mailworthy.wire.reach import Reach


@dataclass(frozen=True, slots=True)
class Scope:
    """What an audit is told of a sender, and how far it goes.

    Args:
        ips: The IP addresses that send.
        helo: The name that they say in HELO; empty where it is not known.
        selectors: The DKIM selectors in use; the usual ones are tried where none is given.
        logo: The BIMI selector.
        deep: Whether to greet the mail hosts, up to STARTTLS.
        blocklists: Which to ask; None: none, for they refuse whoever asks through a public resolver.
        keys: Keys of blocklists, by the name that the lists have for them.
        transactional: Whether all mail is transactional: some rules of receivers are then not asked.
        reach: What may be connected to.
        now: The moment, in seconds since 1970 (UTC).
    """

    ips: tuple[str, ...] = ()
    helo: str = ""
    selectors: tuple[str, ...] = ()
    logo: str = "default"
    deep: bool = False
    blocklists: Sequence[Blocklist] | None = None
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    transactional: bool = False
    reach: Reach = field(default_factory=Reach)
    now: int = 0
