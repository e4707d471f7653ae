"""Tests of free mail: who writes from it, and who wants the answer there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, searched
from mailworthy.message.rules.spamassassin.mail import Mail

MOST = 40  # addresses in a body that are looked at
TOO_MANY_FREE, TOO_MANY = 3, 5  # in a body: from so many on it is a list of addresses, and nobody's

_NOBODYS = re.compile(
    r"(?:abuse|support|sales|info|helpdesk|contact|kontakt|(?:post|host|domain)master|undisclosed.*|request-[a-f0-9]{16}|"
    r"bounced?-|[a-f0-9]{8}(?:\.[a-f0-9]{8}|-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12})|.+=.+=.+)@",
    re.IGNORECASE,
)
_BULK = re.compile(
    r"(?:^(?:post|host|domain)master|^double-bounce|^(?:sentto|owner|return|(?:gr)?bounced?)-.+|"
    r"-(?:request|bounces?|admin|owner)|\b(?:do[._t-]?)?no[._t-]?repl(?:y|ies)|.+=.+)@",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![a-z0-9!#$%&'*+/=?^_`{|}~-])([a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,9}@"
    r"(?:[a-z0-9](?:[a-z0-9-]{0,59}[a-z0-9])?\.){1,4}([a-z][a-z0-9-]{1,60}))",
    re.IGNORECASE,
)
_IN_LINK = re.compile(r"<?https?://\S{0,255}(?:@|%40)\S{0,255}", re.IGNORECASE)
_LABELLED = re.compile(
    rf"<?(?<!mailto:){_ADDRESS.pattern}(?:>|\s{{1,10}}(?!(?:fa(?:x|csi)|tel|phone|e?-?mail))[a-z]{{2,11}}:)",
    re.IGNORECASE,
)


def is_free(address: str, mail: Mail) -> bool:
    """Tell whether an address is one of free mail, and a person's."""
    domain = address.rpartition("@")[2]
    world = mail.world
    if not address or {address, domain} & world.not_free or _NOBODYS.match(address):
        return False
    return domain in world.free or any(one.fullmatch(domain) for one in world.free_like)


def _lower(mail: Mail, target: str) -> list[str]:
    return [one.decode("latin-1").lower() for one in mail.values(target)]


def _matching(pattern: str) -> Callable[[str], bool]:
    if not pattern:
        return lambda _: True
    search = searched(pattern)
    return lambda address: search(address.encode("latin-1", "replace"))


def check_freemail_header(target: str, pattern: str = "") -> Asked:
    """A field names an address of free mail, one that matches."""
    matches = _matching(pattern)
    return lambda mail: any(is_free(one, mail) and matches(one) for one in _lower(mail, f"{target}:addr"))


def check_freemail_from(pattern: str = "") -> Asked:
    """The sender's address, of the header or the envelope, is one of free mail that matches."""
    matches = _matching(pattern)
    return lambda mail: any(is_free(one, mail) and matches(one) for one in senders(mail))


def senders(mail: Mail) -> Iterable[str]:
    """Give the addresses of all who may be the sender."""
    resent = _lower(mail, "Resent-From:first:addr")
    names = ("From", "Envelope-Sender", "Resent-Sender", "X-Envelope-From", "EnvelopeFrom")
    found = resent or [one for name in names for one in _lower(mail, f"{name}:addr")]
    return {re.sub(r"\.+", ".", one) for one in found if one}


def check_freemail_body(pattern: str = "") -> Asked:
    """The body names an address of free mail, one that matches."""
    matches = _matching(pattern)
    return lambda mail: any(map(matches, mail.once(_in_body)))


def _in_body(mail: Mail) -> frozenset[str]:
    """Give the addresses of free mail in the body; none where there are so many that they are a list."""
    found = list(dict.fromkeys(_named(mail)))[:MOST]
    free = [one for one in found if is_free(one, mail)]
    return frozenset() if len(found) >= TOO_MANY or len(free) >= TOO_MANY_FREE else frozenset(free)


def _named(mail: Mail) -> Iterable[str]:
    for page in mail.pages:
        for uri, tags in page.addresses.items():
            address = _ADDRESS.match(uri[7:]) if uri[:7].lower() == "mailto:" and "a" in tags else None
            if address:
                yield address[1].lower()
    for line in mail.body:
        if b"@" in line:
            text = _IN_LINK.sub(" ", line.decode("latin-1"))
            text = _LABELLED.sub(" ", text)
            for found in _ADDRESS.finditer(text):
                if mail.world.hosts.is_top(found[2]):
                    yield found[1].lower()


def check_freemail_replyto(what: str = "replyto") -> Asked:
    """The answer goes to another address of free mail than the sender's, or than one that the body names."""
    if what not in {"replyto", "reply"}:
        raise ValueError(what)

    def asked(mail: Mail) -> bool:
        envelope = _lower(mail, "EnvelopeFrom")
        if envelope and _BULK.search(envelope[0]):
            return False
        from_, reply = _lower(mail, "From:addr"), _lower(mail, "Reply-To:addr")
        free_from, free_reply = (
            any(is_free(one, mail) for one in from_),
            any(is_free(one, mail) for one in reply),
        )
        if free_from and free_reply and not set(from_) & set(reply):
            return True
        if (what == "replyto" and not free_reply) or (
            what == "reply" and ((reply and not free_reply) or not free_from)
        ):
            return False
        answers = reply if what == "replyto" or free_reply else from_
        return any(one != other for one in mail.once(_in_body) for other in answers)

    return asked


EVALS: Mapping[str, Ready] = {
    "check_freemail_header": check_freemail_header,
    "check_freemail_from": check_freemail_from,
    "check_freemail_body": check_freemail_body,
    "check_freemail_replyto": check_freemail_replyto,
}
