"""The servers that a message came through, read from its ``Received`` fields (RFC 5321 §4.4) as rules ask about them.

Every server writes that field its own way; the forms here are told by their brackets. What is read is shown to rules as
``[ ip=… rdns=… helo=… by=… ident=… envfrom=… intl=… id=… auth=… msa=… ]``, the nearest server first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import NamedTuple

MOST = 100  # fields that are looked at
LONG = 2000  # characters of one field

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IP = (
    rf"(?P<ip>(?:IPv6:)?(?:{_OCTET}(?:\.{_OCTET}){{3}}|"
    r"[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?))"
)
_ZONE = r"(?:%[A-Za-z0-9._~-]*)?"
_HELLO = r"\((?:HELO|EHLO|LHLO) (?P<helo>[^ ()]*)\)"
_BY = r" by (?P<by>\S+)"
_DATE = re.compile(
    r"[\s;]+(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d+ "
    r"\d+:\d+(?::\d+)? \S+$"
)
_ID = re.compile(r" id <?([^\s<>;]{3,})")
_NAME = r"[-A-Za-z0-9.^+_&:=?!@%*$\\/]+"
_HELO_SAID = re.compile(rf"\b(?:helo=|(?:HELO|EHLO) )({_NAME})(?![-A-Za-z0-9.^+_&:=?!@%*$\\/])")
_BY_SAID = re.compile(r" by (\S+)(?:[^-A-Za-z0-9;.]|$)")
_SENDER = re.compile(r"(?:return-path:? |envelope-(?:sender|from)[ =])(\S+)\b", re.IGNORECASE)
_AUTH = (
    re.compile(r" by .* with ((?:ES|L|UTF8S|UTF8L)MTPS?A|ASMTP|HTTP[SU]?)(?: |;|$)", re.IGNORECASE),
    re.compile(r"\) \(Authenticated sender: \S+\) by \S+ \(([^)]+)\) with "),
    re.compile(r" with Microsoft Exchange Server (HTTP-DAV)\b"),
    re.compile(r" by .* \(via (HTTP.?)\)(?: |;|$)", re.IGNORECASE),
    re.compile(r"^from .*?(?:\]\)|\)\]) \(AUTH: (LOGIN|PLAIN|DIGEST-MD5|CRAM-MD5) \S+(?:, .*?)?\) by "),
)
_BRACKETED = re.compile(rf"\[{_IP}\]")
_STRANGE = re.compile(r"[\s\0#\[\]()<>|]")
_MAPPED = re.compile(r"0*:0*:(?:0*:)*ffff:(\d+\.\d+\.\d+\.\d+)$", re.IGNORECASE)
_HELO = re.compile(r"helo=(\S+)")
_IDENT = re.compile(r"ident=(\S*)")


class Form(NamedTuple):
    """One way to write where a message came from: its pattern, and whether the server had looked for a name in DNS."""

    pattern: re.Pattern[str]
    looked_up: bool = False


def _form(text: str, *, looked_up: bool = False) -> Form:
    return Form(re.compile(text), looked_up)


# The first that matches counts. `first` is the word that stands first, whatever it is called by then.
_FORMS = (
    _form(rf"(?P<helo>\S*) \(\[{_IP}\][^)]{{0,40}}\){_BY} with Microsoft SMTPSVC"),
    _form(
        rf"(?P<helo>\S+) \(\[?{_IP}{_ZONE}\]?\){_BY} .*with (?P<noid>Microsoft SMTP Server|mapi id) (?:\([^)]+\) )?\d+\.\d+\.\d+\.\d+(?:$| )"
    ),
    _form(rf"(?P<helo>\S+) \(\[?{_IP}\]?(?::\d+)\){_BY}(?: \(\S+\))? with \[XMail "),
    _form(rf"\(\[{_IP}:\d+\] helo=(?P<helo>\S+)\){_BY} "),
    _form(rf"\S+ \(\[{_IP}:\d+\]\){_BY} .*\(ecelerity"),
    _form(rf"\[{_IP}\] \((?P<said>.*?)\){_BY} .*Exim"),
    _form(rf"(?P<both>\S+) \(\[{_IP}\](?P<said>[^)]*?(?:helo|ident)=.*?)\){_BY} "),
    _form(rf"(?P<both>\S+) \(\[{_IP}\]\){_BY} .*Exim"),
    _form(rf"(?P<both>\S+) \[{_IP}\](?::\d+)?{_BY} .*Exim"),
    _form(rf"(?P<helo>\S+) \((?P<rdns>\S+) ?\[{_IP}\]\){_BY} .*\(Postfix\) with", looked_up=True),
    _form(rf"{_IP} \(\[[0-9a-f.:]+\]\){_BY} .*with HTTP\b"),
    _form(rf"(?P<helo>\S+) \((?P<rdns>\S+) \[{_IP}\].*\){_BY} \((?!qmail)", looked_up=True),
    _form(rf"(?P<helo>\S+) \(<unknown\S*>\[{_IP}\]\){_BY} "),
    _form(rf"(?P<helo>\S+) \((?P<rdns>\S+\.\S+)\[{_IP}\]\){_BY} ", looked_up=True),
    _form(rf"(?P<helo>\S+) \((?P<ident>\S*)@\[{_IP}\].*\){_BY} \(", looked_up=True),
    _form(
        rf"(?P<rdns>\S+) {_HELLO} \((?:(?P<ident>\S*)@)?\[?{_IP}\]?\)(?: \(envelope-sender <\S+>\))?{_BY}",
        looked_up=True,
    ),
    _form(rf"(?P<rdns>\S+) {_HELLO} \[{_IP}\]{_BY} \([^)]+\) with E?SMTP"),
    _form(
        rf"(?P<both>\S+) \((?:(?P<ident>\S*)@)?{_IP}\)(?: \(envelope-sender <\S+>\))?{_BY}(?: \(.+\))* with (?:.* )?(?:SMTP|QMQP)(?! id )",
        looked_up=True,
    ),
    _form(rf"\S+ \( \[{_IP}\]\).*?{_BY} "),
    _form(rf"\((?P<helo>\S+) \[{_IP}\]\){_BY} "),
    _form(rf"[\[(]{{1,2}}{_IP}[\])]{{1,2}}{_BY}(?: |$)"),
    _form(rf"(?P<helo>\S+) \[{_IP}\]{_BY} \[[0-9a-f.:]+\] with ", looked_up=True),
    _form(rf"(?P<helo>\S+) \[\({_IP}\)\]{_BY} "),
    _form(rf"(?P<helo>\S+) \((?P<rdns>\S+) \[{_IP}\]\).*?{_BY}\b", looked_up=True),
    _form(rf"(?P<helo>\S+) \(\[{_IP}(?:[.:]\d+)?\]\).*?{_BY} ", looked_up=True),
)
_FORMS_OF_OTHERS = (  # of servers, once programmes that fetch mail are told apart
    _form(
        rf"(?P<rdns>\S+) \((?:HELO|EHLO) (?P<helo>[^)]*)\) \((?:(?P<ident>\S*)@)?\[?{_IP}\]?\).*{_BY} ",
        looked_up=True,
    ),
    _form(rf"(?P<both>\S+) \((?:(?P<ident>\S*)@)?\[?{_IP}\]?\).*{_BY} ", looked_up=True),
    _form(rf"(?P<rdns>\S+)\({_IP}(?:, (?:HELO|EHLO) (?P<helo>\S*))?\){_BY} via smap ", looked_up=True),
    _form(rf"\[{_IP}\] \((?:account \S+ )?(?:HELO|EHLO) (?P<helo>\S*)\){_BY} \("),
    _form(rf"(?P<both>\S+) \(\[{_IP}\] verified\){_BY} \(", looked_up=True),
    _form(rf"(?P<helo>\S+) \(\[{_IP}\] \[\S+\]\){_BY} with "),
    _form(rf"(?P<helo>\S+) \((?P<rdns>\S+)\[{_IP}\]\){_BY} ", looked_up=True),
    _form(rf"{_IP} (?:\((?:HELO|EHLO) (?P<helo>\S*)\) )?{_BY.lstrip()} "),
    _form(rf"(?P<helo>\S+) \[{_IP}\]{_BY} "),
    _form(rf"(?P<rdns>\S+)\({_IP}\){_BY} "),
    _form(rf"(?P<helo>\S+) \(unverified \[{_IP}\]\){_BY} "),
    _form(rf"{_IP} \([A-Za-z][^)]+\){_BY} with "),
    _form(rf"\[{_IP}\] \((?P<said>[^)]+)\){_BY} "),
    _form(rf"X-Originating-IP: {_IP}$"),
)
_FETCHED = re.compile(r"with (?:POP3|IMAP)")
_BY_A_PROGRAMME = re.compile(r"\(from (?:\S+@localhost\) by \S+ |[^\s@]+@[^)]+\) by \S+\(jqueuemail\) id )")
_NO_HANDOVER = re.compile(
    r"mail pickup service by \S+ with Microsoft SMTPSVC$|.*\bwith local(?:-\S+)? |\S+@\S+ by \S+ |"
    r"\S+ by \S+ (?:with|via|for|\()|\S+ (?:(?:with|via|for) \S+|\(unverified\)) by\b|Unknown/Local \(|"
    r"\S+ \((?:\S+@)?(?:localhost|127\.0\.0\.1)\S*\) |localhost \(localhost \[\[UNIX: localhost\]\]\) by |\S+ id \S+$|"
    r"\(AUTH: \S+\) by \S+ with |.*\(LSMTP for|\S+ \(\[unix socket\]\) by |\S+ \(\S+ \[local\]\) by |"
    r"\S+ \(unknown\) by \S+ \(SG\) with |\S+ \S+ by \S+ with local|\S+ named \S+ by gmailapi\.google\.com with HTTPREST$"
)


@dataclass(frozen=True, slots=True)
class Relay:
    """A server that handed the message on, as the one that took it describes it.

    Args:
        ip: Its address.
        rdns: Its name in DNS, empty where it has none or nobody looked.
        helo: What it calls itself.
        by: Who took the message.
        ident: The account that the address says it writes from.
        envelope: The sender of the envelope; None where it is not told.
        number: The id that the message got.
        auth: How the sender proved who it is; empty where it did not.
        looked_up: Whether its name was looked for.
        internal: Whether it counts as one of the recipient's own.
    """

    ip: str
    rdns: str
    helo: str
    by: str
    ident: str
    envelope: str | None
    number: str
    auth: str
    looked_up: bool
    internal: bool = False

    @property
    def private(self) -> bool:
        """Whether its address is of no public network."""
        try:
            address = ip_address(self.ip)
        except ValueError:
            return False
        return address.is_private or address.is_loopback or address.is_link_local

    def __str__(self) -> str:
        """Give it as rules ask about it."""
        return (
            f"[ ip={self.ip} rdns={self.rdns} helo={self.helo} by={self.by} ident={self.ident} "
            f"envfrom={self.envelope or ''} intl={int(self.internal)} id={self.number} auth={self.auth} msa=0 ]"
        )


@dataclass(frozen=True, slots=True)
class Relays:
    """All servers on the way, the nearest first.

    Args:
        trusted: Those up to the first that has a public address and was not let in by a login.
        untrusted: The others.
        unread: How many fields nobody can read.
        last: The index of the last ``Received`` field of a trusted server; -1 for none.
    """

    trusted: tuple[Relay, ...] = ()
    untrusted: tuple[Relay, ...] = ()
    unread: int = 0
    last: int = -1

    @property
    def nearest(self) -> Relay | None:
        """The last server that is not the recipient's own, else the first that is."""
        return self.untrusted[0] if self.untrusted else self.trusted[-1] if self.trusted else None


def relays(received: Iterable[str], originating: Sequence[str] = ()) -> Relays:
    """Read the servers on the way.

    Args:
        received: The values of the ``Received`` fields, in order.
        originating: Addresses that other fields name as the first sender's.
    """
    trusted: list[Relay] = []
    untrusted: list[Relay] = []
    unread = 0
    last = -1
    lines = [*list(received)[:MOST], *(f"from X-Originating-IP: {ip}" for ip in originating)]
    for line in lines:
        relay = read_relay(line)
        unread += relay is None
        if not isinstance(relay, Relay):
            trusting = not untrusted
            if relay == FETCHED and trusting:
                trusted = []
            last += trusting
        elif not untrusted and (relay.private or relay.auth):
            trusted.append(replace(relay, internal=True))
            last += 1
        else:
            untrusted.append(relay)
    return Relays(tuple(trusted), tuple(untrusted), unread, last)


NO_HANDOVER, FETCHED = 0, 1  # a field that tells of none; one of a programme that fetched mail from a mailbox


def read_relay(line: str) -> Relay | int | None:
    """Read one field.

    Returns:
        :data:`NO_HANDOVER` or :data:`FETCHED` where no server handed the message on; None where nobody can tell.
    """
    text = re.sub(r"(?:\s?;)+$", "", " ".join(line[:LONG].split()))
    begins = re.match(r"from \S+ by [^\s;]+ ?;", text, re.IGNORECASE)
    if (
        not re.match(r"\(?from ", text, re.IGNORECASE)
        or " with local for " in text
        or (begins and "[" not in text[:7])
    ):
        return NO_HANDOVER
    text = _DATE.sub("", text).replace(")by ", ") by ")
    if not text.startswith("from "):
        return NO_HANDOVER if _BY_A_PROGRAMME.match(text) else _rest(text, text)
    said = text[5:]
    if re.match(r"mail pickup service by \S+ with Microsoft SMTPSVC$", said) or re.search(
        r"Exim.*\bwith local(?:-\S+)? ", said
    ):
        return NO_HANDOVER
    for forms in (_FORMS, _FORMS_OF_OTHERS):
        for form in forms:
            found = form.pattern.match(said)
            if found:
                return _read(text, found.groupdict(), looked_up=form.looked_up)
        if _FETCHED.search(said):
            return FETCHED
    return NO_HANDOVER if _NO_HANDOVER.match(said) else _rest(text, said)


def _rest(text: str, said: str) -> Relay | None:
    """Read what has no known form: an address in brackets, and who took the message."""
    found, by = _BRACKETED.search(said), _BY_SAID.search(text)
    if found is None or by is None:
        return None
    first = re.match(r"(\S+)[^-A-Za-z0-9.]", said)
    helo = _HELO_SAID.search(text)
    return _read(
        text, {"ip": found["ip"], "by": by[1], "helo": "" if helo or not first else first[1]}, looked_up=False
    )


def _read(text: str, found: dict[str, str | None], *, looked_up: bool) -> Relay:
    helo_said, by_said, number, sender = (form.search(text) for form in (_HELO_SAID, _BY_SAID, _ID, _SENDER))
    helo, rdns, ident = found.get("helo"), found.get("rdns") or "", found.get("ident") or ""
    both = found.get("both")
    if both is not None:
        helo, rdns = both, both
    if found.get("said"):
        helo_in, ident_in = _HELO.search(found["said"] or ""), _IDENT.search(found["said"] or "")
        helo, ident = (helo_in[1] if helo_in else helo), (ident_in[1] if ident_in else ident)
    if "@" in rdns and both is None:
        before, _, rdns = rdns.rpartition("@")
        ident = before.removeprefix("IDENT:")
    rdns = re.sub(r"\.+$", "", rdns)
    rdns = "" if rdns.lower() in {"unknown", "softdnserr"} or rdns.startswith("[") else rdns
    ip = re.sub(r"^ipv6:", "", found.get("ip") or "", flags=re.IGNORECASE)
    mapped = _MAPPED.match(ip)
    return Relay(
        ip=_plain(mapped[1] if mapped else ip),
        rdns=_plain(rdns),
        helo=_plain(helo if helo is not None else helo_said[1] if helo_said else ""),
        by=_plain(re.sub(";$", "", found.get("by") or (by_said[1] if by_said else ""))),
        ident=_plain(ident),
        envelope=_plain(re.sub(r"^\s*<*|>*\s*$", "", sender[1])) if sender else None,
        number=number[1] if number and not found.get("noid") else "",
        auth=_auth(text),
        looked_up=looked_up,
    )


def _auth(text: str) -> str:
    for form in _AUTH:
        found = form.search(text)
        if found:
            return (
                f"Postfix ({found[1]})"
                if "Authenticated sender" in found[0] and found[1] != "Postfix"
                else found[1]
            )
    if "authenticated" in text and re.search(
        r"^from .*?(?:\](?: \([^)]*\))?\)|\)\]) .*?\(.*?authenticated.*?\).*? by", text
    ):
        return "Sendmail"
    return ""


def _plain(text: str) -> str:
    return _STRANGE.sub("!", text)
