"""The small name server's answers, packet by packet and without a socket."""

from __future__ import annotations

import io

import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.edge.nameserver import Answerer, read_zone
from mailworthy.errors import InputError
from mailworthy.wire.ask import Zone

LONG = "x" * 700
RECORDS = {
    "shop.test": {"MX": ["10 mx.shop.test"], "A": ["192.0.2.1", "192.0.2.2"], "TXT": ['say "hi" \\', LONG]},
    "www.shop.test": {"CNAME": ["shop.test"]},
    "dangling.test": {"CNAME": ["gone.test"]},
    "loop.test": {"CNAME": ["loop.test"]},
    "to-broken.test": {"CNAME": ["broken.test"]},
    "nomail.test": {"MX": ["0 ."]},
    "six.test": {"AAAA": ["2001:db8::1"]},
    "big.test": {"A": [f"192.0.2.{i}" for i in range(100)]},
    "short.test": {"A": ["192.0.2.1"], "UDP": ["truncated"]},
    "crooked.test": {"A": ["not an address"], "MX": ["ten mx.shop.test"], "CNAME": ["..."]},
    "broken.test": "servfail",
    "refused.test": "refused",
    "old.test": "formerr",
    "odd.test": "no word of ours",
    "silent.test": "timeout",
    "rubbish.test": "malformed",
    "*.wild.test": {"A": ["192.0.2.9"]},
}
NOERROR, NXDOMAIN, SERVFAIL = dns.rcode.NOERROR, dns.rcode.NXDOMAIN, dns.rcode.SERVFAIL
ANSWERER = Answerer(Zone(RECORDS))


def ask(name, kind, *, over_udp=True, **options):
    query = dns.message.make_query(name, kind, **options)
    packet = ANSWERER.answer(query.to_wire(), over_udp=over_udp)
    return dns.message.from_wire(packet) if packet else None


# fmt: off
ANSWERS = [
    # name               type    code                 answer section
    ("shop.test",        "MX",   NOERROR,             ["shop.test. 300 IN MX 10 mx.shop.test."]),
    ("ShOp.TeSt",        "A",    NOERROR,             ["ShOp.TeSt. 300 IN A 192.0.2.1", "ShOp.TeSt. 300 IN A 192.0.2.2"]),  # the question's case comes back
    ("shop.test",        "A",    NOERROR,             ["shop.test. 300 IN A 192.0.2.1", "shop.test. 300 IN A 192.0.2.2"]),
    ("www.shop.test",    "MX",   NOERROR,             ["www.shop.test. 300 IN CNAME shop.test.", "shop.test. 300 IN MX 10 mx.shop.test."]),
    ("www.shop.test",    "NS",   NOERROR,             ["www.shop.test. 300 IN CNAME shop.test."]),
    ("dangling.test",    "A",    NXDOMAIN,            ["dangling.test. 300 IN CNAME gone.test."]),
    ("nomail.test",      "MX",   NOERROR,             ["nomail.test. 300 IN MX 0 ."]),
    ("six.test",         "AAAA", NOERROR,             ["six.test. 300 IN AAAA 2001:db8::1"]),
    ("six.test",         "A",    NOERROR,             []),
    ("a.wild.test",      "A",    NOERROR,             ["a.wild.test. 300 IN A 192.0.2.9"]),
    ("wild.test",        "A",    NOERROR,             []),
    ("gone.test",        "A",    NXDOMAIN,            []),
    ("loop.test",        "A",    SERVFAIL,            []),
    ("broken.test",      "A",    SERVFAIL,            []),
    ("mx.broken.test",   "A",    SERVFAIL,            []),
    ("to-broken.test",   "A",    SERVFAIL,            []),
    ("odd.test",         "A",    SERVFAIL,            []),
    ("crooked.test",     "A",    SERVFAIL,            []),
    ("crooked.test",     "MX",   SERVFAIL,            []),
    ("crooked.test",     "TXT",  SERVFAIL,            []),
    ("refused.test",     "A",    dns.rcode.REFUSED,   []),
    ("old.test",         "A",    dns.rcode.FORMERR,   []),
]
# fmt: on


@pytest.mark.parametrize(("name", "kind", "code", "lines"), ANSWERS)
def test_the_zone_is_told_on_the_wire(name, kind, code, lines):
    response = ask(name, kind)
    assert response.rcode() == code
    assert [line for rrset in response.answer for line in sorted(rrset.to_text().splitlines())] == lines


@pytest.mark.spec("RFC 2308 §3")
@pytest.mark.parametrize(
    ("name", "absent"), [("gone.test", True), ("nomail.test", True), ("shop.test", False)]
)
def test_absence_comes_with_an_soa(name, absent):
    assert bool(ask(name, "A").authority) is absent


def test_character_strings_of_any_length_and_content_survive():
    (rrset,) = ask("shop.test", "TXT", over_udp=False).answer
    assert {b"".join(record.strings).decode() for record in rrset} == set(RECORDS["shop.test"]["TXT"])


# fmt: off
TRUNCATED = [
    # name          over udp, EDNS        cut
    ("big.test",    True,     -1,         True),     # 100 records need more than 512 octets
    ("big.test",    True,     0,          True),     # and more than 1232
    ("big.test",    False,    0,          False),
    ("short.test",  True,     0,          True),     # the zone says so
    ("short.test",  False,    0,          False),
    ("shop.test",   True,     -1,         False),
]
# fmt: on


@pytest.mark.spec("RFC 2181 §9")
@pytest.mark.parametrize(("name", "over_udp", "edns", "cut"), TRUNCATED)
def test_what_does_not_fit_is_asked_again_over_tcp(name, over_udp, edns, cut):
    response = ask(name, "A", over_udp=over_udp, use_edns=edns)
    assert bool(response.flags & dns.flags.TC) is cut
    assert bool(response.answer) is not cut


def test_a_large_answer_fits_where_the_client_has_room():
    sixty = Answerer(Zone({"d.test": {"A": [f"192.0.2.{i}" for i in range(60)]}}))
    sizes = [
        dns.message.from_wire(
            sixty.answer(dns.message.make_query("d.test", "A", **edns).to_wire(), over_udp=True)
        )
        for edns in ({"use_edns": False}, {"use_edns": 0, "payload": 1232}, {"use_edns": 0, "payload": 600})
    ]
    assert [bool(each.flags & dns.flags.TC) for each in sizes] == [True, False, True]


@pytest.mark.parametrize("over_udp", [True, False])
def test_silence_is_silence(over_udp):
    assert ask("silent.test", "A", over_udp=over_udp) is None


def test_rubbish_bears_the_questions_number_and_nothing_readable():
    query = dns.message.make_query("rubbish.test", "A").to_wire()
    packet = ANSWERER.answer(query, over_udp=True)
    assert packet[:2] == query[:2]
    with pytest.raises(dns.exception.DNSException):
        dns.message.from_wire(packet)


def test_other_work_than_questions_is_refused():
    query = dns.message.make_query("shop.test", "A")
    query.set_opcode(dns.opcode.STATUS)
    assert dns.message.from_wire(ANSWERER.answer(query.to_wire(), over_udp=True)).rcode() == dns.rcode.NOTIMP


def test_answers_are_not_answered():
    assert (
        ANSWERER.answer(
            ANSWERER.answer(dns.message.make_query("shop.test", "A").to_wire(), over_udp=True), over_udp=True
        )
        is None
    )


def test_each_question_is_logged_in_lower_case():
    log = io.StringIO()
    answerer = Answerer(Zone(RECORDS), log)
    for name, over_udp in (("Shop.TEST", True), ("silent.test", False)):
        answerer.answer(dns.message.make_query(name, "MX").to_wire(), over_udp=over_udp)
    assert log.getvalue() == "shop.test MX udp\nsilent.test MX tcp\n"


@given(packet=st.binary(max_size=80))
def test_any_bytes_are_taken(packet):
    ANSWERER.answer(packet, over_udp=True)


@given(flips=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=4), over_udp=st.booleans())
def test_damaged_questions_are_taken(flips, over_udp):
    packet = bytearray(dns.message.make_query("www.shop.test", "MX", use_edns=0).to_wire())
    for at, byte in flips:
        packet[at % len(packet)] = byte
    ANSWERER.answer(bytes(packet), over_udp=over_udp)


def test_a_zone_is_read_from_json_and_toml(tmp_path):
    (tmp_path / "z.json").write_text('{"a.test": {"A": ["192.0.2.1"]}, "b.test": "timeout"}')
    (tmp_path / "z.toml").write_text('"b.test" = "timeout"\n["a.test"]\nA = ["192.0.2.1"]\n')
    assert read_zone(tmp_path / "z.json") == read_zone(tmp_path / "z.toml")


# fmt: off
NO_ZONES = [
    # file        text
    ("z.json",    "{"),
    ("z.json",    "[]"),
    ("z.json",    '{"a.test": 1}'),
    ("z.json",    '{"a.test": {"A": "192.0.2.1"}}'),
    ("z.json",    '{"a.test": {"A": [1]}}'),
    ("z.toml",    "a ="),
    ("z.json",    b"\xff\xfe"),
    ("z.json",    None),
]
# fmt: on


@pytest.mark.parametrize(("name", "text"), NO_ZONES)
def test_a_file_that_is_no_zone_is_said_to_be_none(tmp_path, name, text):
    if text is not None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=name):
        read_zone(tmp_path / name)
