"""Anything in, an answer out: responses that are damaged, forged or made of nothing."""

from __future__ import annotations

from unittest import mock

import dns.message
import dns.rrset
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.wire import dns as answers
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.dns import Again, Onward, read, referral, signatures
from mailworthy.wire.dns_query import name_bytes, query
from mailworthy.wire.dns_records import name_at

RECORDS = {
    "MX": "10 mx.example.net.",
    "A": "192.0.2.1",
    "AAAA": "2001:db8::1",
    "TXT": '"v=spf1 " "-all"',
    "NS": "ns.example.net.",
    "PTR": "host.example.",
    "SOA": "ns.example. hm.example. 1 2 3 4 5",
    "SRV": "0 5 25 mx.example.",
    "CAA": '0 issue "ca.example"',
    "TLSA": "3 1 1 " + "ab" * 32,
    "NAPTR": '100 10 "u" "sip" "!^.*$!sip:a@b!" .',
    "SVCB": '1 . alpn="h2"',
}
labels = st.text("abcxyz019-_", min_size=1, max_size=12)
names = st.lists(labels, min_size=1, max_size=5).map(".".join)


@st.composite
def answered(draw):
    """Draw a question and an honest response to it."""
    ask = Dns(draw(names), draw(st.sampled_from(sorted(RECORDS))))
    sent = query(
        ask,
        draw(st.binary(min_size=2, max_size=2)),
        mixed=draw(st.integers(0, 1 << 400)),
        edns=draw(st.booleans()),
    )
    response = dns.message.make_response(dns.message.from_wire(sent))
    kind = draw(st.sampled_from(["found", "alias", "empty", "missing"]))
    if kind == "alias":
        response.answer.append(dns.rrset.from_text(f"{ask.name}.", 300, "IN", "CNAME", "real.example."))
    if kind in ("found", "alias"):
        owner = "real.example." if kind == "alias" else f"{ask.name}."
        response.answer.append(dns.rrset.from_text(owner, 300, "IN", ask.type, RECORDS[ask.type]))
    else:
        response.set_rcode(3 if kind == "missing" else 0)
        response.authority.append(dns.rrset.from_text(".", 300, "IN", "SOA", "a. b. 1 2 3 4 5"))
    return ask, sent, response.to_wire(), kind


OUTCOMES = {
    "found": Outcome.FOUND,
    "alias": Outcome.FOUND,
    "empty": Outcome.EMPTY,
    "missing": Outcome.NO_SUCH_NAME,
}


@given(answered())
def test_honest_responses_are_understood(drawn):
    ask, sent, data, kind = drawn
    assert read(data, sent, ask).outcome is OUTCOMES[kind]


@st.composite
def damaged(draw):
    """Draw a response and damage it beyond the question, which would make it a stranger's."""
    ask, sent, data, _ = draw(answered())
    damage = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        damage[draw(st.integers(2, len(data) - 1))] = draw(st.integers(0, 255))
    end = draw(st.integers(12, len(data)))
    return ask, sent, bytes(damage[:end]) + draw(st.binary(max_size=20))


def is_sound(got) -> bool:
    if isinstance(got, Answer):
        said = got.why in {"servfail", "refused", "formerr", "malformed"}
        return said == (got.outcome is Outcome.FAILED) and (got.outcome is Outcome.FOUND) == bool(got.values)
    return isinstance(got, Again | Onward)


@given(damaged(), st.booleans())
def test_damaged_responses_are_answers_still(drawn, tcp):
    ask, sent, data = drawn
    got = read(data, sent, ask, tcp=tcp)
    assert is_sound(got)
    if isinstance(got, Answer):
        "".join(got.values).encode()


@st.composite
def mail_exchanges(draw):
    """Draw a question for mail hosts and what may come back: many hosts, one or none, whole or damaged."""
    ask = Dns(draw(names), "MX")
    sent = query(ask, b"\0\7", mixed=draw(st.integers(0, 1 << 400)))
    response = dns.message.make_response(dns.message.from_wire(sent))
    hosts = [f"{draw(names)}.", f"mx.{ask.name}.", f"mx.2.{ask.name}.", f"{ask.name}.", "."]
    lines = draw(
        st.lists(st.tuples(st.sampled_from([0, 1, 10, 10, 65_535]), st.sampled_from(hosts)), max_size=5)
    )
    ttl = draw(st.sampled_from([0, 59, 3600, 90_000, 2**31 - 1]))
    for preference, host in lines:
        record = f"{preference} {host}"
        response.answer.append(dns.rrset.from_text(f"{ask.name}.", ttl, "IN", "MX", record))
    damage = bytearray(response.to_wire())
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        damage[draw(st.integers(2, len(damage) - 1))] = draw(
            st.sampled_from([0, 1, 2, 12, 63, 64, 128, 192, 255])
        )
    return ask, sent, bytes(damage[: draw(st.sampled_from([None, None, -1, -12, 40]))])


@st.composite
def pointed(draw):
    """Draw mail hosts whose names end with pointers to wherever a name, a label or a pointer began, or anywhere else."""
    ask = Dns(draw(names), "MX")
    sent = query(ask, b"\0\7")
    count = draw(st.integers(1, 5))
    data = bytearray(sent[:2] + b"\x81\x80\0\1" + count.to_bytes(2) + b"\0\0\0\0" + sent[12:-11])
    places = [12 + at for at, char in enumerate("." + ask.name) if char == "."]
    for _ in range(count):
        rdata = bytearray(b"\0" + draw(st.sampled_from([b"\0", b"\1"])))
        for label in draw(st.lists(st.sampled_from([b"a", b"mx", b"A-1", b"x" * 60, b"."]), max_size=4)):
            places.append(len(data) + 12 + len(rdata))
            rdata += bytes([len(label)]) + label
        places.append(len(data) + 12 + len(rdata))
        target = draw(st.sampled_from(places) | st.integers(0, len(data) + 40) | st.none())
        rdata += b"\0" if target is None else (0xC000 + target).to_bytes(2)
        data += b"\xc0\x0c\0\x0f\0\1\0\0\x0e\x10" + len(rdata).to_bytes(2) + rdata
    return ask, sent, bytes(data)


@given(mail_exchanges() | pointed(), st.booleans())
def test_mail_hosts_are_read_in_the_short_way_as_in_the_long_one(drawn, trusted):
    ask, sent, data = drawn
    with mock.patch.object(answers, "mail_hosts", return_value=None):
        right = read(data, sent, ask, trusted=trusted)
    assert read(data, sent, ask, trusted=trusted) == right


@given(st.binary(max_size=100), answered())
def test_anything_after_the_question_is_an_answer(rubbish, drawn):
    ask, sent, data, _ = drawn
    end = len(sent) - (11 if sent[11] else 0)
    assert is_sound(read(data[:end] + rubbish, sent, ask))


@given(st.binary(max_size=600))
def test_rubbish_is_a_stranger(data):
    sent = query(Dns("example.net", "MX"), b"\0\7")
    if data[:2] != sent[:2]:
        assert read(data, sent, Dns("example.net", "MX")) is Again.STRANGER


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_refused(text):
    try:
        wire = name_bytes(text)
    except InputError:
        return
    assert len(wire) <= 255
    assert dns.message.from_wire(query(Dns(text, "A"), b"\0\1")).question


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=8))
def test_a_name_that_was_read_can_be_written(octets):
    """Any octets: what is shown of them leads back to them, in lower case."""
    wire = b"".join(bytes([len(label)]) + label for label in octets) + b"\0"
    name, end = name_at(b"\0" * 12 + wire, 12)
    assert end == 12 + len(wire)
    assert name_bytes(name) == b"".join(bytes([len(label)]) + label.lower() for label in octets) + b"\0"


@given(damaged())
def test_damaged_referrals_and_signatures_are_left_out(drawn):
    ask, _, data = drawn
    assert all(text.startswith(f"{ask.type} ") for text in signatures(data, ask))
    assert all(name and all(addresses) for name, addresses in referral(data, ask))


@given(st.binary(max_size=200))
def test_any_bytes_hold_no_referral_that_breaks_us(data):
    signatures(data, Dns("example.net", "TXT"))
    referral(data, Dns("example.net", "NS"))
