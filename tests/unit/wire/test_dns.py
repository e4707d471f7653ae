"""Questions and answers as bytes."""

from __future__ import annotations

import dns.flags
import dns.message
import pytest
from dns_server import answer
from hypothesis import assume, given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.wire.ask import Answer, Dns, Outcome
from mailworthy.wire.dns import Again, Onward, read
from mailworthy.wire.dns_query import CD, DO, RD, asking, name_bytes, query, type_number
from mailworthy.wire.dns_records import mail_hosts

ASK = Dns("example.net", "MX")
ID = b"\0\7"
SOA = "net. 900 IN SOA a. b. 1 2 3 4 1800"


def back(sent: bytes, *records: str, asked: Dns = ASK, tcp: bool = False, trusted: bool = False, **said):
    return read(answer(sent, *records, **said), sent, asked, tcp=tcp, trusted=trusted)


# fmt: off
VALUES = [
    # type    data in a zone file                    value
    ("MX",    "10 MX.Example.NET.",                  "10 mx.example.net"),
    ("MX",    "0 .",                                 "0 ."),
    ("A",     "192.0.2.1",                           "192.0.2.1"),
    ("AAAA",  "2001:DB8:0::1",                       "2001:db8::1"),
    ("NS",    "ns.Example.org.",                     "ns.example.org"),
    ("CNAME", "Other.example.",                      "other.example"),
    ("PTR",   "host.example.",                       "host.example"),
    ("TXT",   '"v=spf1 " "-all"',                    "v=spf1 -all"),
    ("TXT",   '""',                                  ""),
    ("TXT",   '"gr\\195\\188n"',                     "grün"),
    ("TXT",   '"\\255"',                             "\\xff"),
    ("SOA",   "ns.Example. hm.example. 1 2 3 4 5",   "ns.example hm.example 1 2 3 4 5"),
    ("SRV",   "0 5 25 Mx.example.",                  "0 5 25 mx.example"),
    ("SRV",   "0 0 0 .",                             "0 0 0 ."),
    ("HTTPS", "1 . alpn=h2",                         '1 . alpn="h2"'),
    ("CAA",   '0 issue "ca.Example"',                '0 issue "ca.Example"'),
    ("TLSA",  "3 1 1 " + "ab" * 32,                  "3 1 1 " + "ab" * 32),
    ("MX",    r"1 a\.b\032c.example.",               r"1 a\.b\032c.example"),
]
# fmt: on
@pytest.mark.parametrize(("type_", "data", "value"), VALUES)
def test_a_record_is_presented_in_one_way(type_, data, value):
    ask = Dns("example.net", type_)
    got = back(query(ask, ID), f"EXAMPLE.net. 300 IN {type_} {data}", asked=ask)
    assert got == Answer(Outcome.FOUND, (value,), ttl_s=300)


labels = st.text("abcxyz019-_", min_size=1, max_size=30)


@given(
    ask=st.lists(labels, min_size=1, max_size=6).map(".".join),
    hosts=st.lists(
        st.tuples(st.integers(0, 65_535), st.lists(labels, max_size=6), st.booleans()), min_size=1
    ),
)
def test_mail_hosts_are_read_wherever_their_names_lead(ask, hosts):
    """Inside the domain or not, the root, behind pointers to the question or to each other, short or long."""
    names = [(number, ".".join([*host, ask] if inside else host)) for number, host, inside in hosts]
    names = [(number, name) for number, name in names if len(name) < 254]
    assume(names)
    got = back(
        query(Dns(ask, "MX"), ID),
        *(f"{ask}. 300 IN MX {n} {name}." for n, name in names),
        asked=Dns(ask, "MX"),
        tcp=True,
    )
    assert got.values == tuple(sorted({f"{number} {name or '.'}" for number, name in names}))


# fmt: off
NAMES = [
    ("example.net",         b"\7example\3net\0"),
    ("example.net.",        b"\7example\3net\0"),
    (".",                   b"\0"),
    ("",                    b"\0"),
    ("a" * 63 + ".net",     b"\x3f" + b"a" * 63 + b"\3net\0"),
    (r"a\.b.net",           b"\3a.b\3net\0"),
    (".".join(["a" * 61] * 4) + ".abcde",  (b"\x3d" + b"a" * 61) * 4 + b"\5abcde\0"),
]
NO_NAMES = ["a" * 64 + ".net", "a..net", ".net", "münchen.de", "\udc80.net", ".".join(["a" * 61] * 4) + ".abcdef", "a\\", "\\999.net"]
# fmt: on
@pytest.mark.parametrize(("name", "wire"), NAMES)
def test_a_name_is_written_as_labels(name, wire):
    assert name_bytes(name) == wire


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(InputError):
        name_bytes(name)


@pytest.mark.parametrize("type_", ["ANY", "AXFR", "OPT", "NONSENSE", "", "TYPE0", "TYPE99999"])
def test_only_types_that_records_have_can_be_asked_for(type_):
    with pytest.raises(InputError):
        type_number(type_)


def test_a_query_is_what_other_programs_read_it_as():
    message = dns.message.from_wire(query(ASK, b"\x12\x67"))
    assert (message.id, message.flags, message.payload) == (4711, dns.flags.RD | dns.flags.AD, 1232)
    assert message.question[0].to_text() == "example.net. IN MX"


# fmt: off
BITS = [
    # bits      flags in the header          DO
    (0,         0,                           False),
    (DO,        0,                           True),
    (RD | CD,   dns.flags.RD | dns.flags.CD, False),
    (RD | DO,   dns.flags.RD,                True),
]
# fmt: on


@pytest.mark.spec("RFC 4035 §3.2.2")
@pytest.mark.parametrize(("bits", "flags", "signed"), BITS)
def test_a_question_with_other_bits(bits, flags, signed):
    sent = asking(ASK, b"\x12\x67", bits)
    message = dns.message.from_wire(sent)
    assert (message.id, int(message.flags), bool(message.ednsflags & DO)) == (4711, int(flags), signed)
    assert message.question[0].name.to_text() == "example.net."
    assert len(sent) == len(query(ASK, b"\x12\x67")), "what reads the answer counts on it"
    assert asking(ASK, b"\x12\x67", bits, edns=False)[4:] == query(ASK, b"\x12\x67", edns=False)[4:]


def test_without_edns_nothing_follows_the_question():
    assert dns.message.from_wire(query(ASK, ID, edns=False)).edns == -1


def test_mixing_turns_letters_and_nothing_else():
    sent = query(Dns("a-1.z", "A"), ID, mixed=(1 << 64) - 1)
    assert sent[12:19] == b"\3A-1\1Z\0"


# fmt: off
NEGATIVES = [
    # rcode  authority                                                outcome                why        ttl
    (0,      [SOA],                                                   Outcome.EMPTY,         "",        900),
    (3,      [SOA],                                                   Outcome.NO_SUCH_NAME,  "",        900),
    (0,      [],                                                      Outcome.EMPTY,         "",        0),
    (3,      [],                                                      Outcome.NO_SUCH_NAME,  "",        0),
    (0,      ["net. 900 IN NS a."],                                   Outcome.FAILED,        "refused", 0),  # a referral
    (0,      ["net. 9000 IN SOA a. b. 1 2 3 4 7000"],                 Outcome.EMPTY,         "",        7000),
    (0,      ["net. 1 IN SOA a. b. 1 2 3 4 7000"],                    Outcome.EMPTY,         "",        60),
    (0,      ["net. 99999 IN SOA a. b. 1 2 3 4 99999"],               Outcome.EMPTY,         "",        10_800),
    (2,      [],                                                      Outcome.FAILED,        "servfail", 0),
    (5,      [],                                                      Outcome.FAILED,        "refused", 0),
    (9,      [],                                                      Outcome.FAILED,        "servfail", 0),
]
# fmt: on
@pytest.mark.spec("RFC 2308 §2")
@pytest.mark.parametrize(("rcode", "authority", "outcome", "why", "ttl"), NEGATIVES)
def test_nothing_found_is_told_from_could_not_ask(rcode, authority, outcome, why, ttl):
    assert back(query(ASK, ID), rcode=rcode, authority=authority) == Answer(outcome, why=why, ttl_s=ttl)


def test_an_authoritative_answer_with_name_servers_is_no_referral():
    got = back(query(ASK, ID), authority=["net. 900 IN NS a."], flags=dns.flags.AA)
    assert got.outcome is Outcome.EMPTY


# fmt: off
TTLS = [(0, 60), (59, 60), (61, 61), (86_400, 86_400), (86_401, 86_400), (0x7FFFFFFF, 86_400)]
# fmt: on
@pytest.mark.parametrize(("ttl", "held"), TTLS)
def test_a_time_to_live_has_a_floor_and_a_cap(ttl, held):
    assert back(query(ASK, ID), f"example.net. {ttl} IN MX 1 a.").ttl_s == held


@pytest.mark.spec("RFC 2181 §8")
def test_a_time_to_live_with_its_top_bit_set_is_none():
    data = bytearray(answer(query(ASK, ID), "example.net. 300 IN MX 1 a."))
    at = data.index((300).to_bytes(4))
    data[at : at + 4] = b"\xff\xff\xff\xff"
    assert read(bytes(data), query(ASK, ID), ASK).ttl_s == 60


@pytest.mark.spec("RFC 1034 §3.6.2")
def test_a_chain_of_aliases_is_followed_to_its_end():
    got = back(query(ASK, ID), "example.net. 90 IN CNAME b.", "c. 300 IN MX 5 mx.", "b. 300 IN CNAME c.")
    assert got == Answer(Outcome.FOUND, ("5 mx",), ttl_s=90, alias="c")


@pytest.mark.spec("RFC 6604 §3")
def test_no_such_name_at_the_end_of_a_chain_is_no_such_name():
    got = back(query(ASK, ID), "example.net. 90 IN CNAME b.", rcode=3, authority=[SOA])
    assert got == Answer(Outcome.NO_SUCH_NAME, ttl_s=900, alias="b")


def test_a_chain_whose_end_has_no_such_record_is_empty():
    got = back(query(ASK, ID), "example.net. 90 IN CNAME b.", authority=[SOA])
    assert (got.outcome, got.alias) == (Outcome.EMPTY, "b")


def test_a_chain_that_nobody_followed_leads_on():
    assert back(query(ASK, ID), "example.net. 90 IN CNAME b.") == Onward("b", 90)


def test_a_chain_in_a_circle_is_a_failure():
    got = back(query(ASK, ID), "example.net. 90 IN CNAME b.", "b. 90 IN CNAME example.net.")
    assert got == Answer(Outcome.FAILED, why="servfail")


def test_an_alias_asked_for_is_not_followed():
    ask = Dns("example.net", "CNAME")
    assert back(query(ask, ID), "example.net. 90 IN CNAME b.", asked=ask).values == ("b",)


# fmt: off
CONTRADICTIONS = [
    # records                              rcode
    (["other.net. 300 IN MX 1 a."],        0),  # an answer to something else
    (["example.net. 300 IN A 192.0.2.1"],  0),  # of another type
    (["example.net. 300 IN MX 1 a."],      3),  # a record of a name that doesn't exist
]
# fmt: on
@pytest.mark.parametrize(("records", "rcode"), CONTRADICTIONS)
def test_an_answer_at_odds_with_itself_is_malformed(records, rcode):
    assert back(query(ASK, ID), *records, rcode=rcode).why == "malformed"


def test_records_have_one_order_and_no_doubles():
    got = back(
        query(ASK, ID),
        "example.net. 300 IN MX 20 b.",
        "example.net. 300 IN MX 10 a.",
        "EXAMPLE.net. 300 IN MX 20 B.",
    )
    assert got.values == ("10 a", "20 b")


# fmt: off
SHORT_WAYS = [
    # records                                                       values, none where the long way has to be taken
    (["10 mx.example.net."],                                        ["10 mx.example.net"]),
    (["10 mx1.example.net.", "20 mx2.example.net."],                ["10 mx1.example.net", "20 mx2.example.net"]),
    (["0 example.net."],                                            ["0 example.net"]),
    (["0 ."],                                                       ["0 ."]),
    (["5 mx.other.net."],                                           ["5 mx.other.net"]),  # its end stands in the question
    (["1 a.mail.example.", "5 b.mail.example."],                    ["1 a.mail.example", "5 b.mail.example"]),
    (["1 a.mail.example.", "5 mail.example."],                      ["1 a.mail.example", "5 mail.example"]),
    ([r"1 a\.b.example."],                                          None),  # escaped
    (["1 " + "a" * 63 + ".example."],                               None),  # long
    (["1 a.", "2 b.c.", "3 d.b.c."],                                None),  # begins in the second host
]
# fmt: on
@pytest.mark.parametrize(("hosts", "values"), SHORT_WAYS)
def test_everyday_mail_hosts_take_the_short_way(hosts, values):
    """Else the comparison of both ways, and of their speed, would tell nothing."""
    sent = query(ASK, ID)
    data = answer(sent, *(f"example.net. 300 IN MX {host}" for host in hosts))
    assert mail_hosts(data, len(sent) - 11, len(hosts), ASK.name) == (values and (values, 300))


def test_a_pointer_may_lead_to_a_root_that_was_written_before():
    root = _rdata(15, b"\0\1\0").replace(b"\0\1\0\1\0\0\0\0", b"\0\1\0\2\0\0\0\0", 1)
    pointer = (0xC000 + len(root) - 1).to_bytes(2)
    again = root[-15:-5] + b"\0\6\0\2\1x" + pointer
    assert read(root + again, query(ASK, ID), ASK).values == ("1 .", "2 x")


def test_the_order_is_that_of_whole_names():
    """``mx.`` begins ``mx.2.``: which comes first, the name behind them decides."""
    ask = Dns("abc.net", "MX")
    records = ("abc.net. 300 IN MX 1 mx.abc.net.", "abc.net. 300 IN MX 1 mx.2.abc.net.")
    assert back(query(ask, ID), *records, asked=ask).values == ("1 mx.2.abc.net", "1 mx.abc.net")


# fmt: off
STRANGERS = [
    # what is changed in the response
    ("another id",        lambda data: b"\0\0" + data[2:]),
    ("a query",           lambda data: data[:2] + bytes([data[2] & 0x7F]) + data[3:]),
    ("a notification",    lambda data: data[:2] + bytes([data[2] | 0x20]) + data[3:]),
    ("another name",      lambda data: data.replace(b"\7eXample", b"\7eXampla", 1)),
    ("another type",      lambda data: data.replace(b"\0\x0f\0\1", b"\0\1\0\1", 1)),
    ("another class",     lambda data: data.replace(b"\0\x0f\0\1", b"\0\x0f\0\3", 1)),
    ("no question",       lambda data: data[:4] + b"\0\0" + data[6:]),
    ("two questions",     lambda data: data[:4] + b"\0\2" + data[6:]),
    ("half a header",     lambda data: data[:11]),
    ("nothing",           lambda data: b""),
]
# fmt: on
@pytest.mark.spec("RFC 5452 §9.1")
@pytest.mark.parametrize(("change"), [change for _, change in STRANGERS], ids=[name for name, _ in STRANGERS])
def test_what_answers_something_else_is_a_stranger(change):
    sent = query(ASK, b"\x12\x34").replace(b"\7example", b"\7eXample")
    right = answer(sent, "example.net. 300 IN MX 1 a.")
    assert read(right, sent, ASK).values == ("1 a",)
    assert read(change(right), sent, ASK) is Again.STRANGER


def test_a_name_whose_case_was_lost_is_asked_for_over_tcp_and_believed_there():
    sent = query(ASK, ID).replace(b"\7example", b"\7eXample")
    came = answer(sent, "example.net. 300 IN MX 1 a.").replace(b"\7eXample", b"\7example")
    assert read(came, sent, ASK) is Again.BY_TCP
    assert read(came, sent, ASK, tcp=True).values == ("1 a",)


def test_what_is_cut_off_is_asked_for_over_tcp():
    assert back(query(ASK, ID), flags=dns.flags.TC) is Again.BY_TCP
    assert back(query(ASK, ID), flags=dns.flags.TC, tcp=True).why == "malformed"


# fmt: off
WITHOUT_EDNS = [
    # rcode  with EDNS      without
    (1,      Again.PLAIN,   "formerr"),
    (4,      Again.PLAIN,   "formerr"),
    (16,     Again.PLAIN,   None),
    (23,     "servfail",    None),
]
# fmt: on
@pytest.mark.spec("RFC 6891 §6.2.2")
@pytest.mark.parametrize(("rcode", "with_edns", "without"), WITHOUT_EDNS)
def test_a_server_that_does_not_know_edns_is_asked_without(rcode, with_edns, without):
    got = back(query(ASK, ID), rcode=rcode)
    assert (got if got is Again.PLAIN else got.why) == with_edns
    if without:
        assert back(query(ASK, ID, edns=False), rcode=rcode).why == without


@pytest.mark.parametrize(
    ("rcode", "said"), [(1, Again.PLAIN), (2, "servfail"), (5, "refused"), (3, Again.STRANGER)]
)
def test_a_failure_may_leave_the_question_out(rcode, said):
    sent = query(ASK, ID)
    got = read(sent[:2] + bytes([0x81, 0x80 | rcode]) + bytes(8), sent, ASK)
    assert (got.why if isinstance(got, Answer) else got) == said


@pytest.mark.spec("RFC 4035 §4.9.3")
@pytest.mark.parametrize(
    ("trusted", "bit", "vouched"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_resolver_vouches_only_where_it_is_trusted(trusted, bit, vouched):
    flags = dns.flags.AD if bit else 0
    assert (
        back(query(ASK, ID), "example.net. 300 IN MX 1 a.", flags=flags, trusted=trusted).authenticated
        is vouched
    )


def _rdata(type_: int, data: bytes) -> bytes:
    sent = query(ASK, ID)
    return (
        sent[:2]
        + b"\x81\x80\0\1\0\1\0\0\0\0"
        + sent[12:-11]
        + b"\xc0\x0c"
        + type_.to_bytes(2)
        + b"\0\1\0\0\1\0"
        + len(data).to_bytes(2)
        + data
    )


# fmt: off
BROKEN = [
    ("pointer to itself",          _rdata(15, b"\0\1\xc0\x2b")),
    ("pointer ahead",              _rdata(15, b"\0\1\xc0\x2d\0\0")),
    ("pointer beyond the end",     _rdata(15, b"\0\1\xff\xff")),
    ("pointer into the header",    _rdata(15, b"\0\1\xc0\0")),
    ("reserved kind of label",     _rdata(15, b"\0\1\x40a\0")),
    ("label beyond the end",       _rdata(15, b"\0\1\x3fabc")),
    ("data longer than the name",  _rdata(15, b"\0\1\0\0")),
    ("MX without a name",          _rdata(15, b"\0\1")),
    ("MX without anything",        _rdata(15, b"")),
    ("name too long",              _rdata(15, b"\0\1" + (b"\x3f" + b"a" * 63) * 4 + b"\0")),
    ("long name before another",   _rdata(15, b"\0\1" + (b"\x3f" + b"a" * 63) * 3 + b"\x33" + b"a" * 51 + b"\xc0\x0c")),
    ("length beyond the end",      _rdata(15, b"\0\1\0")[:-1]),
    ("length far beyond a name",   _rdata(15, b"\0\1\1a\0").replace(b"\0\5\0\1", b"\0\x09\0\1")),
    ("65,535 more records",        _rdata(15, b"\0\1\0").replace(b"\0\1\0\1\0\0\0\0", b"\0\1\0\1\0\0\xff\xff", 1)),
    ("one record of two",          _rdata(15, b"\0\1\0").replace(b"\0\1\0\1\0\0\0\0", b"\0\1\0\2\0\0\0\0", 1)),
    ("65,535 records",             _rdata(15, b"\0\1\0").replace(b"\0\1\0\1\0\0\0\0", b"\0\1\xff\xff\0\0\0\0", 1)),
]
# fmt: on
@pytest.mark.parametrize("data", [data for _, data in BROKEN], ids=[name for name, _ in BROKEN])
def test_bytes_that_cannot_be_read_are_malformed(data):
    got = read(data, query(ASK, ID), ASK)
    assert got == Answer(Outcome.FAILED, why="malformed")


# fmt: off
LENGTHS = [("A", 1, b"\1\2\3"), ("A", 1, b"\1\2\3\4\5"), ("AAAA", 28, b"1" * 15), ("TXT", 16, b""), ("TXT", 16, b"\5abc"),
           ("SOA", 6, b"\0\0" + b"1" * 19), ("NS", 2, b"\0\0"), ("SRV", 33, b"\0\0"), ("CAA", 257, b"\0")]
# fmt: on
@pytest.mark.parametrize(("type_", "number", "data"), LENGTHS)
def test_data_of_a_wrong_length_is_malformed(type_, number, data):
    ask = Dns("example.net", type_)
    sent = query(ask, ID)
    came = _rdata(number, data).replace(b"\0\x0f\0\1", number.to_bytes(2) + b"\0\1", 1)
    assert read(came, sent, ask).why == "malformed"


def test_an_alias_known_from_the_question_stays_within_the_limit_of_a_name():
    ask = Dns(".".join(["a" * 61] * 4), "MX")
    sent = query(ask, ID)
    head = sent[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + sent[12:-11] + b"\xc0\x0c\0\x0f\0\1\0\0\1\0"
    fits = head + b"\0\x09\0\1" + b"\4abcd\xc0\x0c"
    too_long = head + b"\0\x0b\0\1" + b"\6abcdef\xc0\x0c"
    assert read(fits, sent, ask).values == ("1 abcd." + ask.name,)
    assert read(too_long, sent, ask).why == "malformed"
