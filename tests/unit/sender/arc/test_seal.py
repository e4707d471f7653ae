"""Sealing: what is gathered, what is signed, and what is refused. Chains that hold are in test_validate."""

from __future__ import annotations

import pytest
import signing
from signing import MESSAGE, NOW

from mailworthy.errors import InputError
from mailworthy.sender.arc import Arc, ArcResult, seal, validate
from mailworthy.sender.dkim.raw import split
from mailworthy.wire.ask import Zone, hold

ID = "lists.example"
NONE = ArcResult(Arc.NONE)

# fmt: off
GATHERED = [
    # fields of the message                                                           what is vouched for
    ([],                                                                              "i=1; lists.example; arc=none"),
    (["lists.example; spf=pass"],                                                     "i=1; lists.example; spf=pass"),
    (["LISTS.example 1; spf=pass;"],                                                  "i=1; lists.example; spf=pass"),
    (["lists.example;\r\n spf=pass;\r\n\tdkim=fail"],                                 "i=1; lists.example; spf=pass; dkim=fail"),
    (["lists.example; spf=pass", "lists.example; dkim=pass"],                         "i=1; lists.example; spf=pass; dkim=pass"),
    (["evil.example; spf=pass"],                                                      "i=1; lists.example; arc=none"),
    (["xlists.example; spf=pass", "lists.example.evil.example; spf=pass"],            "i=1; lists.example; arc=none"),
    (["lists.example"],                                                               "i=1; lists.example; arc=none"),
    (["lists.example;"],                                                              "i=1; lists.example; arc=none"),
]
# fmt: on


def _fields(message, **options):
    usual = {
        "chain": NONE,
        "domain": ID,
        "selector": "s1",
        "key": signing.ed25519(),
        "authserv_id": ID,
        "now": NOW,
    }
    return split(seal(message, **{**usual, **options})).fields


@pytest.mark.spec("RFC 8617 §4.1.1")
@pytest.mark.parametrize(("results", "vouched"), GATHERED)
def test_only_our_own_results_are_vouched_for(results, vouched):
    front = "".join(f"Authentication-Results: {each}\r\n" for each in results).encode()
    told = _fields(front + MESSAGE)[2]
    assert told.name == b"arc-authentication-results"
    assert " ".join(told.value.decode().split()) == vouched


def test_the_seal_stands_in_front():
    names = [field.name for field in _fields(MESSAGE)]
    assert names == [b"arc-seal", b"arc-message-signature", b"arc-authentication-results"]


def test_no_line_is_longer_than_mail_allows():
    for bits in (2048, 4096):
        fields = _fields(MESSAGE, key=signing.rsa(bits))
        assert max(len(line) for field in fields for line in field.octets.split(b"\r\n")) <= 998


@pytest.mark.spec("RFC 8617 §5.1.2")
def test_the_seal_of_a_broken_chain_covers_itself_alone():
    """Whatever becomes of the older links, it says that the chain was broken already."""
    broken = ArcResult(Arc.FAIL, 1)
    first = _fields(MESSAGE)
    for older in (first, first[:2]):
        message = b"".join(field.octets + b"\r\n" for field in older) + MESSAGE
        assert _fields(message, chain=broken)[0].octets == _fields(MESSAGE, chain=broken)[0].octets


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"chain": ArcResult(Arc.TEMPERROR, 1)}, "temperror"),
        ({"chain": ArcResult(Arc.PASS, 50)}, "50 links"),
        ({"chain": ArcResult(Arc.PASS, 1)}, "no longer what was validated"),
        ({"headers": ("From", "ARC-Seal")}, "not to be covered"),
        ({"headers": ("From", "x;y")}, "names of header fields"),
        ({"domain": "a b"}, "not a domain name"),
        ({"selector": ""}, "not a domain name"),
        ({"authserv_id": "a\r\nBcc: b"}, "authserv-id"),
        ({"authserv_id": ""}, "authserv-id"),
    ],
)
def test_what_is_not_sealed(options, said):
    with pytest.raises(InputError, match=said):
        _fields(MESSAGE, **options)


@pytest.mark.parametrize("links", [1, 49])
def test_a_chain_grows_up_to_fifty(links):
    world = Zone({f"s1._domainkey.{ID}": {"TXT": [signing.ed25519().record]}})
    message = MESSAGE
    for number in range(links + 1):
        chain = hold(validate(message), world)
        assert chain.instance == number
        fields = _fields(message, chain=chain)
        message = b"".join(field.octets + b"\r\n" for field in fields) + message
    assert hold(validate(message), world).result is Arc.PASS
