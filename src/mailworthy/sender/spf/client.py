"""Who sends, and what it said: the values that macros stand for, and the addresses that are compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address

from mailworthy.errors import InputError
from mailworthy.sender.spf.record import Spec

VALUE_MOST = (
    512  # characters of a value: no path in SMTP is longer (RFC 5321 §4.5.3.1.3), and macros may repeat it
)


@dataclass(frozen=True, slots=True)
class Client:
    """A host that sends.

    Args:
        number: Its address as a number.
        bits: How many bits that has: 32 or 128.
        type: The type of record that holds such addresses.
        local: The local part that macros speak of.
        origin: The sender's domain.
        helo: What it said in HELO or EHLO.
        receiver: Who judges.
        now: The present moment in seconds since 1970.
    """

    number: int
    bits: int
    type: str
    local: str
    origin: str
    helo: str
    receiver: str
    now: int

    @classmethod
    def read(cls, ip: str, *, domain: str, sender: str, helo: str, receiver: str, now: int) -> Client:
        """Read what a receiver knows; an IPv4 address in IPv6's form is one of IPv4 (RFC 7208 §5).

        Raises:
            InputError: ``ip`` is no address.
        """
        try:
            address = ip_address(ip)
        except ValueError:
            raise InputError(f"{ip[:60]!r} is no IP address; write it as 192.0.2.1 or 2001:db8::1") from None
        if isinstance(address, IPv6Address):
            address = address.ipv4_mapped or address
        local, at, origin = sender.rpartition("@")
        return cls(
            int(address),
            address.max_prefixlen,
            "A" if isinstance(address, IPv4Address) else "AAAA",
            (local or "postmaster")[-VALUE_MOST:],  # RFC 7208 §4.3
            (origin if at or sender else domain)[-VALUE_MOST:],
            helo[-VALUE_MOST:],
            receiver[-VALUE_MOST:],
            now,
        )

    def values(self, domain: str) -> dict[str, str]:
        """Give what macros stand for while the record of ``domain`` is judged, the validated name left out (RFC 7208 §7.2)."""
        return {
            "s": f"{self.local}@{self.origin}",
            "l": self.local,
            "o": self.origin,
            "d": domain,
            "i": self._dotted(),
            "h": self.helo,
            "v": "in-addr" if self.bits == 32 else "ip6",
            "c": str(self._address()),
            "r": self.receiver,
            "t": str(self.now),
        }

    def reverse_name(self) -> str:
        """Give the name under which the address's PTR records stand."""
        return self._address().reverse_pointer

    def within(self, spec: Spec) -> bool:
        """Tell whether an ``ip4`` or ``ip6`` names the client (RFC 7208 §5.6)."""
        if spec.mechanism == "ip4":
            return self.bits == 32 and self.number >> (32 - spec.cidr4) == spec.network
        return self.bits == 128 and self.number >> (128 - spec.cidr6) == spec.network

    def among(self, values: Iterable[str], spec: Spec | None = None) -> bool:
        """Tell whether one of some addresses is the client's, as far as the term's prefix length goes."""
        shift = 0
        if spec is not None:
            shift = 32 - spec.cidr4 if self.bits == 32 else 128 - spec.cidr6
        here = self.number >> shift
        return any(number(value) >> shift == here for value in values)

    def _address(self) -> IPv4Address | IPv6Address:
        return IPv4Address(self.number) if self.bits == 32 else IPv6Address(self.number)

    def _dotted(self) -> str:
        return str(IPv4Address(self.number)) if self.bits == 32 else ".".join(f"{self.number:032x}")


@lru_cache(maxsize=4096)
def number(text: str) -> int:
    """Give an address of an A or AAAA record as a number; -1 for what is none, which no client has."""
    try:
        return int(IPv6Address(text) if ":" in text else IPv4Address(text))
    except AddressValueError:
        return -1
