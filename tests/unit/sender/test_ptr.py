"""What sending hosts are called: reverse DNS, forward again, HELO, and records that mend it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from remedies import published

from mailworthy.finding import Severity, lookup
from mailworthy.sender.ptr import IPS_MOST, NAMES_MOST, PtrHost, generic, survey
from mailworthy.wire.ask import Zone, hold

IP, REVERSE = "192.0.2.25", "25.2.0.192.in-addr.arpa"
IP6, REVERSE6 = "2001:db8::25", "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
A, OTHER = {"A": [IP]}, {"A": ["192.0.2.26"]}


def _ptr(*names, **hosts):
    return {REVERSE: {"PTR": list(names)}, **{f"{host}.a.org": records for host, records in hosts.items()}}


# fmt: off
SAID = [
    # zone                                              HELO            codes
    (_ptr("mail.a.org", mail=A),                        "",             ["PTR-OK"]),
    (_ptr("mail.a.org", mail=A),                        "mail.a.org",   ["PTR-OK"]),
    (_ptr("mail.a.org", mail=A),                        "MAIL.a.org.",  ["PTR-OK"]),
    (_ptr("mail.a.org", mail={"CNAME": ["x.a.org"]}, x=A),  "",         ["PTR-OK"]),
    (_ptr("mail.a.org", mail=OTHER),                    "",             ["PTR-NOT-CONFIRMED"]),
    (_ptr("mail.a.org"),                                "",             ["PTR-NOT-CONFIRMED"]),
    (_ptr("mail.a.org", mail={"AAAA": [IP6]}),          "",             ["PTR-NOT-CONFIRMED"]),
    (_ptr("mail.a.org", mail="servfail"),               "",             ["PTR-DNS-ERROR"]),
    (_ptr("localhost"),                                 "",             ["PTR-NAME-INVALID"]),
    (_ptr("192.0.2.25"),                                "",             ["PTR-NAME-INVALID"]),
    (_ptr("a\\.b.org"),                                 "",             ["PTR-NAME-INVALID"]),
    (_ptr("mail.a.org", "www.a.org", mail=A, www=A),    "",             ["PTR-SEVERAL", "PTR-OK"]),
    (_ptr("mail.a.org", "www.a.org", mail=A),           "",             ["PTR-SEVERAL", "PTR-OK"]),
    (_ptr("mail.a.org", "www.a.org"),                   "",             ["PTR-SEVERAL", "PTR-NOT-CONFIRMED"]),
    (_ptr("mail.a.org", "www.a.org", www="timeout"),    "",             ["PTR-SEVERAL", "PTR-DNS-ERROR"]),
    (_ptr("dsl-25.a.org", **{"dsl-25": A}),             "",             ["PTR-GENERIC"]),
    ({},                                                "",             ["PTR-MISSING"]),
    ({REVERSE: {"TXT": ["x"]}},                         "",             ["PTR-MISSING"]),
    ({"2.0.192.in-addr.arpa": "refused"},               "",             ["PTR-DNS-ERROR"]),
    ({"mail.a.org": A},                                 "mail.a.org",   ["PTR-MISSING"]),
    (_ptr("mail.a.org", mail=A),                        "mail",         ["PTR-OK", "PTR-HELO-INVALID"]),
    (_ptr("mail.a.org", mail=A),                        "[192.0.2.25]", ["PTR-OK", "PTR-HELO-INVALID"]),
    (_ptr("mail.a.org", mail=A),                        "mail.local",   ["PTR-OK", "PTR-HELO-INVALID"]),
    (_ptr("mail.a.org", mail=A),                        "ma il.a.org",  ["PTR-OK", "PTR-HELO-INVALID"]),
    (_ptr("mail.a.org", mail=A),                        "out.a.org",    ["PTR-OK", "PTR-HELO-MISSING"]),
    (_ptr("mail.a.org", mail=A, out=OTHER),             "out.a.org",    ["PTR-OK", "PTR-HELO-OTHER-IP"]),
    (_ptr("mail.a.org", mail=A, out=A),                 "out.a.org",    ["PTR-OK", "PTR-HELO-DIFFERS"]),
    (_ptr("mail.a.org", mail=A, out="servfail"),        "out.a.org",    ["PTR-OK", "PTR-DNS-ERROR"]),
]
GENERIC = [
    # name                                      address             looks as if nobody chose it
    ("192-0-2-25.a.org",                        IP,                 True),
    ("25.2.0.192.a.org",                        IP,                 True),
    ("static.25.2.0.192.clients.a.org",         IP,                 True),
    ("ip192000002025.a.org",                    IP,                 True),      # three digits each
    ("ip-c0000219.a.org",                       IP,                 True),      # in hexadecimal
    ("ec2-192-0-2-25.compute-1.amazonaws.com",  IP,                 True),
    ("dyn.a.org",                               IP,                 True),
    ("p-dsl-3.a.org",                           IP,                 True),
    ("pool-7.b.a.org",                          IP,                 True),
    ("dhcp12.a.org",                            IP,                 True),
    ("20010db8000000000000000000000025.a.org",  IP6,                True),
    ("2001-0db8-0000-0000-0000-0000-0000-0025.a.org", IP6,          True),
    ("mail.a.org",                              IP,                 False),
    ("mail-192-0-2-25.a.org",                   IP,                 False),     # a provider of mail names its hosts so
    ("o192-0-2-26.a.org",                       IP,                 False),     # another address
    ("a8-25.smtp-out.a.org",                    IP,                 False),
    ("www.dsl.org",                             IP,                 False),     # the domain itself may be called anything
    ("pool.org",                                IP,                 False),
    ("dynamo.a.org",                            IP,                 False),
    ("spool.a.org",                             IP,                 False),
    ("host25.a.org",                            IP6,                False),
]
# fmt: on


def _said(zone, helo="", ips=(IP,)):
    return hold(survey(ips, helo), Zone(zone))


@pytest.mark.parametrize(("zone", "helo", "codes"), SAID)
def test_what_is_said(zone, helo, codes):
    assert [finding.code for finding in _said(zone, helo).findings] == codes


@pytest.mark.parametrize(("host", "ip", "true"), GENERIC)
def test_names_that_nobody_chose(host, ip, true):
    assert generic(host, ip) is true


@pytest.mark.spec("RFC 1912 §2.1")
def test_ipv6_is_looked_up_by_nibbles_and_confirmed_by_its_own_records():
    zone = {REVERSE6: {"PTR": ["mail.a.org"]}, "mail.a.org": {"AAAA": [IP6], "A": [IP]}}
    found = _said(zone, ips=("2001:0DB8::0025",))
    assert found.hosts == (PtrHost(IP6, REVERSE6, ("mail.a.org",), ("mail.a.org",)),)
    assert [finding.code for finding in found.findings] == ["PTR-OK"]


@pytest.mark.parametrize(
    "ip", ["10.0.0.1", "127.0.0.1", "fe80::1%eth0", "::1", "mail.a.org", "192.0.2", "", "192.0.2.0/24"]
)
def test_what_is_no_public_address_is_said_beside_the_others(ip):
    found = _said(_ptr("mail.a.org", mail=A), ips=(ip, IP))
    assert found.hosts[0].why == (
        "invalid" if ip in {"mail.a.org", "192.0.2", "", "192.0.2.0/24"} else "inner"
    )
    assert [finding.code for finding in found.findings] == ["PTR-NOT-PUBLIC", "PTR-OK"]


def test_ipv4_in_the_form_of_ipv6_is_ipv4_and_no_address_is_looked_at_twice():
    found = _said(_ptr("mail.a.org", mail=A), ips=(IP, f"::ffff:{IP}", f" {IP} "))
    assert [host.ip for host in found.hosts] == [IP]


def test_without_addresses_nothing_is_checked_and_that_is_said():
    found = _said({}, ips=())
    assert [finding.code for finding in found.findings] == ["PTR-NOT-CHECKED"]
    assert hold(survey((), "mail.a.org"), Zone({"mail.a.org": A})).helo_addresses == (IP,)


@pytest.mark.parametrize(("hosts", "severity"), [({"mail": A, "www": A}, Severity.INFO), ({"mail": A}, None)])
def test_several_names_hurt_where_not_all_lead_back(hosts, severity):
    (finding, _) = _said(_ptr("mail.a.org", "www.a.org", **hosts)).findings
    assert finding.severity is severity


def test_of_several_names_the_one_in_helo_stays():
    (finding, _) = _said(_ptr("mail.a.org", "www.a.org", mail=A, www=A), "www.a.org").findings
    assert finding.fix == f"{REVERSE}. 3600 IN PTR www.a.org."


def test_the_record_stands_where_a_delegation_of_less_than_a_block_leads():
    """RFC 2317 §4: the reverse name is an alias into the customer's own zone."""
    there = "25.0-31.2.0.192.in-addr.arpa"
    found = _said({REVERSE: {"CNAME": [there]}, "mail.a.org": A}, "mail.a.org")
    assert found.findings[0].fix == f"{there}. 3600 IN PTR mail.a.org."


def test_many_addresses_and_many_names_are_a_bounded_number_of_questions():
    asked = []
    names = [f"h{at}.a.org" for at in range(1_000)]

    def answer(asks):
        asked.extend(asks)
        return Zone({"in-addr.arpa": {}, "*.in-addr.arpa": {"PTR": names}})(asks)

    found = hold(survey([f"198.51.{at // 250}.{at % 250}" for at in range(1_000)]), answer)
    assert len(asked) <= IPS_MOST + IPS_MOST * NAMES_MOST
    assert found.findings[0].code == "PTR-NOT-CHECKED"
    assert found.findings[0].detail == f"+{1_000 - IPS_MOST}"


# --- remedies -----------------------------------------------------------------------------------------------------

HOST = st.sampled_from([A, OTHER, {"A": [IP, "192.0.2.26"]}, {"TXT": ["x"]}])
NAMES = st.lists(
    st.sampled_from(["mail.a.org", "www.a.org", "dyn-7.a.org", "gone.a.org", "localhost"]),
    unique=True,
    max_size=3,
)
ERRORS = {Severity.ERROR, Severity.WARNING}


def _weighty(found):
    return {one.code for one in found.findings if (one.severity or lookup(one.code).severity) in ERRORS}


HELO = st.sampled_from(["", "mail.a.org", "out.a.org", "dyn-7.a.org", "mail"])


@st.composite
def zones(draw):
    """Names, and where they lead."""
    zone = {name: draw(HOST) for name in ("mail.a.org", "www.a.org", "dyn-7.a.org")}
    names = draw(NAMES)
    return zone | ({REVERSE: {"PTR": names}} if names else {})


def _published(zone, lines):
    """Publish PTR records in place of the old ones, addresses beside the others."""
    for line in lines:
        zone = published(zone, line, beside=" PTR " not in line)
    return zone


@given(zones(), HELO)
def test_each_remedy_mends_what_it_is_for_and_breaks_nothing(zone, helo):
    before = _said(zone, helo)
    for finding in before.findings:
        if finding.fix:
            after = _said(_published(zone, finding.fix.split("\n")), helo)
            assert finding.code not in [one.code for one in after.findings]
            assert not _weighty(after) - _weighty(before)


@given(zones(), HELO)
def test_all_remedies_together_mend_all_and_do_not_contradict_each_other(zone, helo):
    before = _said(zone, helo)
    lines = dict.fromkeys(line for finding in before.findings for line in finding.fix.split("\n") if line)
    assert sum(" PTR " in line for line in lines) <= 1
    after = _said(_published(zone, lines), helo)
    assert not {one.code for one in before.findings if one.fix} & {one.code for one in after.findings}
    assert not _weighty(after) - _weighty(before)


@given(
    st.lists(st.text(max_size=30) | st.ip_addresses().map(str), max_size=4),
    st.text(max_size=40),
    st.dictionaries(st.sampled_from([REVERSE, "mail.a.org"]), st.dictionaries(
        st.sampled_from(["PTR", "A", "CNAME"]), st.lists(st.text(max_size=20), max_size=3))),
)  # fmt: skip
def test_anything_may_be_given(ips, helo, zone):
    found = _said(zone, helo, (IP, *ips))
    assert found.findings
    assert len(found.as_dict()["hosts"]) == len(found.hosts)


@given(st.text(max_size=300), st.ip_addresses().map(str))
def test_any_name_may_be_looked_at(host, ip):
    generic(host, ip)


def test_the_shape_in_json():
    told = _said(_ptr("mail.a.org", mail=A), "mail.a.org").as_dict()
    assert {**told, "findings": []} == {
        "hosts": [{"ip": IP, "record": REVERSE, "names": ["mail.a.org"], "confirmed": ["mail.a.org"], "why": None}],
        "helo": "mail.a.org", "helo_addresses": [IP], "findings": [],
    }  # fmt: skip


def test_just_as_many_addresses_as_are_looked_at():
    found = _said({}, ips=[f"198.51.100.{at}" for at in range(IPS_MOST)])
    assert len(found.hosts) == IPS_MOST
    assert "PTR-NOT-CHECKED" not in [finding.code for finding in found.findings]


def test_why_dns_did_not_tell_is_told():
    assert _said({"2.0.192.in-addr.arpa": "refused"}).findings[0].detail == f"{IP}: refused"
    finding = _said(_ptr("mail.a.org", mail=A, out="servfail"), "out.a.org").findings[-1]
    assert (finding.detail, finding.where["record"]) == ("out.a.org: servfail", "out.a.org")
