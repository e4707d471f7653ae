"""How a list is asked, and what it means by its answers (RFC 5782 §2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

from mailworthy.errors import InputError
from mailworthy.sender.blocklists.lists import Blocklist, Holds, Meaning
from mailworthy.wire.ask import Answer, Outcome
from mailworthy.wire.name import NAME_OCTETS, registrable
from mailworthy.wire.reach import routable

CODES_MOST = 16  # an honest list answers with one or a few
REASON_MOST = 200  # characters of a list's own words

_ANSWERS = IPv4Network("127.0.0.0/8")
_REFUSALS = IPv4Network("127.255.255.0/24")  # Spamhaus's range for errors, which others have taken over


class State(Enum):
    """What a list says of an entry, or why it can't be known."""

    LISTED = "listed"
    POLICY = "policy"  # listed for what kind of address it is, not for spam
    NOT_LISTED = "not_listed"
    UNKNOWN_CODE = "unknown_code"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    REWRITTEN = "rewritten"  # no list ever answers so: somebody in between does
    DEAD = "dead"  # it fails its test, so nothing that it says is believed
    NOT_ASKED = "not_asked"  # it wants a key that nobody gave, or is for customers alone


ANSWERED = frozenset({State.LISTED, State.POLICY, State.NOT_LISTED, State.UNKNOWN_CODE})


@dataclass(frozen=True, slots=True)
class Entry:
    """One IP address or domain.

    Args:
        text: As people write it.
        holds: Of what kind it is.
        name: What stands before a list's zone: an IPv4 address reversed (RFC 5782 §2.1), the 32 reversed nibbles of an IPv6
            address (RFC 5782 §2.4), or a domain as it is (RFC 5782 §3).
    """

    text: str
    holds: Holds
    name: str

    @classmethod
    def of_ip(cls, ip: str) -> Entry:
        """Make one of an IP address; an IPv4 address in IPv6's form is one of IPv4.

        Raises:
            InputError: It is no address.
        """
        try:
            address = ip_address("" if "%" in ip else ip)  # RFC 4007 §11: a zone makes it this machine's own
        except ValueError:
            raise InputError(f"{ip[:60]!r} is no IP address; write it as 192.0.2.1 or 2001:db8::1") from None
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        return cls._of(address)

    @classmethod
    def of_domain(cls, domain: str) -> Entry:
        """Make one of a domain, given as A-labels in lower case."""
        return cls(domain, Holds.DOMAIN, domain)

    @classmethod
    def _of(cls, address: IPv4Address | IPv6Address) -> Entry:
        if isinstance(address, IPv4Address):
            return cls(str(address), Holds.IP4, ".".join(reversed(str(address).split("."))))
        return cls(str(address), Holds.IP6, ".".join(reversed(f"{int(address):032x}")))

    def below(self, zone: str) -> str:
        """Give the name to ask for; empty where DNS can't hold it, and so no list does."""
        name = f"{self.name}.{zone}"
        return name if len(name) <= NAME_OCTETS else ""


_MAPPED_TESTS = tuple(IPv6Address(f"::ffff:7f00:{last}") for last in (2, 1))  # not turned into IPv4's form


def entries_to_test(blocklist: Blocklist, holds: Holds) -> tuple[Entry, Entry]:
    """Give an entry that must be on a list, and one that must not (RFC 5782 §5)."""
    if holds is Holds.DOMAIN:
        listed, clean = map(Entry.of_domain, blocklist.test)
    elif holds is Holds.IP4:
        listed, clean = Entry.of_ip("127.0.0.2"), Entry.of_ip("127.0.0.1")
    else:
        listed, clean = map(Entry._of, _MAPPED_TESTS)  # noqa: SLF001  # its own kind
    return listed, clean


def entries_of(
    ips: Iterable[str], domains: Iterable[str], most: int
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Give what to ask about, and what is left out: addresses that no list can hold, and whatever is beyond ``most``.

    Args:
        ips: IP addresses.
        domains: Domains as A-labels in lower case; the part that one registers is asked about, too.
        most: How many entries there may be.

    Raises:
        InputError: One of the addresses is none.
    """
    addresses = [Entry.of_ip(ip) for ip in ips]
    names = [name for domain in domains for name in (domain, registrable(domain))]
    wanted = dict.fromkeys([*addresses, *map(Entry.of_domain, names)])
    fit = [one for one in wanted if one.holds is Holds.DOMAIN or routable(one.text)]
    taken = tuple(fit[:most])
    return taken, tuple(one.text for one in wanted if one not in taken)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer means.

    Args:
        state: In one word.
        codes: The answer itself.
        meanings: What is known of them.
        why: Why it could not be asked.
    """

    state: State
    codes: tuple[str, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    why: str = ""


def read(answer: Answer, blocklist: Blocklist) -> Reading:
    """Say what a list means by an answer. Only what lies in 127.0.0.0/8 comes from a list (RFC 5782 §2.1)."""
    if answer.outcome is Outcome.FAILED:
        return Reading(State.UNREACHABLE, why=answer.why)
    codes = answer.values[:CODES_MOST]
    if not codes:
        return Reading(State.NOT_LISTED)
    if not all(map(_from_a_list, codes)):
        return Reading(State.REWRITTEN, codes)
    if any(code in blocklist.refusals or IPv4Address(code) in _REFUSALS for code in codes):
        return Reading(State.REFUSED, codes)
    meanings = tuple(dict.fromkeys(meaning for code in codes for meaning in _meanings(code, blocklist)))
    return Reading(_state(meanings), codes, meanings)


def failed_test(listed: Answer, clean: Answer, blocklist: Blocklist) -> Reading | None:
    """Say why a list can't be believed, by what it says of its test entries (RFC 5782 §5); None where it can."""
    there, absent = read(listed, blocklist), read(clean, blocklist)
    for state in (State.REWRITTEN, State.REFUSED, State.UNREACHABLE):
        for reading in (there, absent):
            if reading.state is state:
                return reading
    if there.state is State.NOT_LISTED:
        return Reading(State.DEAD, why="lists_nothing")
    return (
        None
        if absent.state is State.NOT_LISTED
        else Reading(State.DEAD, absent.codes, why="lists_everything")
    )


def _from_a_list(code: str) -> bool:
    try:
        return IPv4Address(code) in _ANSWERS
    except ValueError:
        return False


def _meanings(code: str, blocklist: Blocklist) -> Sequence[Meaning]:
    if code in blocklist.codes:
        return (blocklist.codes[code],)
    octets = IPv4Address(code).packed
    bits = [meaning for bit, meaning in blocklist.bits.items() if octets[3] & bit]
    if bits or blocklist.other is None:
        return bits
    return (blocklist.other,)


def _state(meanings: Sequence[Meaning]) -> State:
    if not meanings:
        return State.UNKNOWN_CODE
    return State.POLICY if all(meaning.policy for meaning in meanings) else State.LISTED


def cleaned(texts: Iterable[str], secret: str = "") -> str:
    """Give a list's own words so that they can be shown: their beginning, on one line, without controls.

    Args:
        texts: TXT records.
        secret: A key that must not be shown.
    """
    text = " ".join(texts)
    if secret:
        text = re.sub(re.escape(secret), "…", text, flags=re.IGNORECASE)
    plain = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * REASON_MOST]).split())
    return plain if len(plain) <= REASON_MOST else f"{plain[: REASON_MOST - 1]}…"
