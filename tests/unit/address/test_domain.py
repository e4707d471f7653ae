"""What DNS says about a domain: takes it mail, surely not, or could we not find out?"""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailworthy.address.domain import mail_domain
from mailworthy.address.domain_data import parking
from mailworthy.address.facts import DomainState
from mailworthy.wire.ask import Answer, Answers, Asks, Dns, Outcome, Zone, hold
from mailworthy.wire.reach import Reach

PROBE = "zq7rk2vx"
PERMANENT = {"domain_unknown", "null_mx", "no_mail_host", "mx_unroutable", "mx_not_resolving"}

# Names that several rows need.
NEAR = {
    "mx.ok.test": {"A": ["192.0.2.1"]},
    "mx6.ok.test": {"AAAA": ["2001:db8::1"]},
    "mx.inner.test": {"A": ["10.0.0.1"]},
    "mx6.inner.test": {"AAAA": ["fd00::1"]},
    "both.inner.test": {"A": ["10.0.0.1"], "AAAA": ["2001:db8::1"]},
    "half.inner.test": {"A": ["10.0.0.1", "192.0.2.1"]},
    "txt.ok.test": {"TXT": ["x"]},
    "alias.ok.test": {"CNAME": ["mx.ok.test"]},
    "dead.alias.test": {"CNAME": ["gone.ok.test"]},
    "slow.test": "timeout",
    "lame.test": "refused",
    "half.lame.test": {"A": []},
}


def world(records, **others):
    return Zone({**NEAR, "d.test": records, **others} if records is not None else {**NEAR, **others})


def ask(records, reach=None, **others) -> DomainState:
    return hold(mail_domain("d.test", PROBE, reach or Reach()), world(records, **others))


# fmt: off
STATES = [
    # what stands at d.test                                            reason               notes
    ({"MX": ["10 mx.ok.test"]},                                        "",                  ()),
    ({"MX": ["10 mx6.ok.test"]},                                       "",                  ()),
    ({"MX": ["10 mx.ok.test", "20 gone.ok.test"]},                     "",                  ()),
    ({"MX": ["10 lame.test", "20 mx.ok.test"]},                        "",                  ()),
    ({"CNAME": ["cd.test"]},                                           "",                  ()),
    # null MX
    ({"MX": ["0 ."]},                                                  "null_mx",           ()),
    ({"MX": ["10 ."]},                                                 "null_mx",           ()),
    ({"MX": ["0 ."], "A": ["192.0.2.1"]},                              "null_mx",           ()),
    ({"MX": ["0 .", "10 mx.ok.test"]},                                 "",                  ("null_mx_with_others",)),
    ({"MX": ["0 .", "10 mx.inner.test"]},                              "mx_unroutable",     ("null_mx_with_others",)),
    ({"MX": ["0 .", "10 gone.ok.test"]},                               "mx_not_resolving",  ("null_mx_with_others",)),
    # hosts that cannot be reached by anybody
    ({"MX": ["10 mx.inner.test"]},                                     "mx_unroutable",     ()),
    ({"MX": ["10 mx6.inner.test"]},                                    "mx_unroutable",     ()),
    ({"MX": ["10 both.inner.test"]},                                   "",                  ("mx_partly_unroutable",)),
    ({"MX": ["10 half.inner.test"]},                                   "",                  ("mx_partly_unroutable",)),
    ({"MX": ["10 mx.inner.test", "20 mx.ok.test"]},                    "",                  ("mx_partly_unroutable",)),
    ({"MX": ["10 mx.inner.test", "20 mx6.ok.test"]},                   "",                  ("mx_partly_unroutable",)),
    ({"MX": ["10 mx.inner.test", "20 gone.ok.test"]},                  "mx_unroutable",     ()),
    ({"MX": ["10 localhost"]},                                         "mx_unroutable",     ()),
    ({"MX": ["10 mail.localhost"]},                                    "mx_unroutable",     ()),
    # hosts that are none
    ({"MX": ["10 192.0.2.40"]},                                        "mx_not_resolving",  ()),
    ({"MX": ["10 [192.0.2.40]"]},                                      "mx_not_resolving",  ()),
    ({"MX": ["10 2001:db8::1"]},                                       "mx_not_resolving",  ()),
    ({"MX": ["10 192.0.2.40", "20 mx.ok.test"]},                       "",                  ()),
    ({"MX": ["10 gone.ok.test"]},                                      "mx_not_resolving",  ()),
    ({"MX": ["10 txt.ok.test"]},                                       "mx_not_resolving",  ()),
    ({"MX": ["10 dead.alias.test"]},                                   "mx_not_resolving",  ("mx_is_cname",)),
    ({"MX": ["10 alias.ok.test"]},                                     "",                  ("mx_is_cname",)),
    # hosts that could not be asked for
    ({"MX": ["10 lame.test"]},                                         "dns_error",         ()),
    ({"MX": ["10 slow.test"]},                                         "dns_timeout",       ()),
    ({"MX": ["10 lame.test", "20 slow.test"]},                         "dns_timeout",       ()),
    ({"MX": ["10 lame.test", "20 mx.inner.test"]},                     "dns_error",         ()),
    ({"MX": ["10 lame.test", "20 gone.ok.test"]},                      "dns_error",         ()),
    ({"MX": ["10 lame.test", "20 192.0.2.40"]},                        "dns_error",         ()),
    ({"MX": ["10 we\\032ird.test"]},                                   "dns_error",         ()),
    ({"MX": ["mx.ok.test"]},                                           "dns_error",         ()),
    ({"MX": ["999999 mx.ok.test"]},                                    "dns_error",         ()),
    # no MX
    ({"A": ["192.0.2.1"]},                                             "",                  ("implicit_mx",)),
    ({"AAAA": ["2001:db8::1"]},                                        "",                  ("implicit_mx",)),
    ({"A": ["127.0.0.1"]},                                             "mx_unroutable",     ()),
    ({"A": ["127.0.0.1"], "AAAA": ["::1"]},                            "mx_unroutable",     ()),
    ({"A": ["127.0.0.1"], "AAAA": ["2001:db8::1"]},                    "",                  ("implicit_mx",)),
    ({"A": ["192.0.2.1"], "TXT": ["v=spf1 -all"]},                     "no_mail_intended",  ("implicit_mx",)),
    ({"A": ["192.0.2.1"], "TXT": ["x", "V=SPF1  -ALL "]},              "no_mail_intended",  ("implicit_mx",)),
    ({"A": ["192.0.2.1"], "TXT": ["v=spf1 mx -all"]},                  "",                  ("implicit_mx",)),
    ({"A": ["192.0.2.1"], "TXT": ["v=spf1 ~all"]},                     "",                  ("implicit_mx",)),
    ({"MX": ["10 mx.ok.test"], "TXT": ["v=spf1 -all"]},                "",                  ()),
    ({"TXT": ["v=spf1 -all"]},                                         "no_mail_host",      ()),
    ({"TXT": ["x"]},                                                   "no_mail_host",      ()),
    # nothing, or nobody who would say
    (None,                                                             "domain_unknown",    ()),
    ({"CNAME": ["gone.ok.test"]},                                      "domain_unknown",    ()),
    ("servfail",                                                       "dns_error",         ()),
    ("refused",                                                        "dns_error",         ()),
    ("forbidden",                                                      "dns_error",         ()),
    ("timeout",                                                        "dns_timeout",       ()),
]
# fmt: on


@pytest.mark.spec("RFC 5321 §5.1")
@pytest.mark.spec("RFC 7505 §3")
@pytest.mark.parametrize(("records", "reason", "notes"), STATES)
def test_each_state_of_a_domain_is_kept_apart(records, reason, notes):
    state = ask(records, **{"cd.test": {"MX": ["10 mx.ok.test"]}})
    assert (state.reason, state.notes) == (reason, notes)


# fmt: off
PARKED = [
    # what stands at d.test                                                          reason
    ({"A": ["192.0.2.1"], "NS": ["ns1.sedoparking.com", "ns2.sedoparking.com"]},     "parked_domain"),
    ({"A": ["192.0.2.1"], "NS": ["ns1.bodis.com"]},                                  "parked_domain"),
    ({"A": ["192.0.2.1"], "NS": ["ns1.expired-hold.test"]},                          "parked_domain"),
    ({"A": ["192.0.2.1"], "NS": ["ns1.expired2.registrar.test"]},                    "parked_domain"),
    ({"A": ["192.0.2.1"], "NS": ["dns.domain-for-sale.test"]},                       "parked_domain"),
    ({"A": ["91.195.240.94"]},                                                       "parked_domain"),
    ({"A": ["91.195.242.94"]},                                                       ""),               # just beside the network
    ({"CNAME": ["parkingpage.namecheap.com"]},                                       "parked_domain"),
    ({"A": ["192.0.2.1"], "NS": ["ns1.sedoparking.com"], "TXT": ["v=spf1 -all"]},    "parked_domain"),  # says more than "no mail"
    ({"MX": ["10 mx.parkingcrew.net"]},                                              "parked_domain"),
    ({"MX": ["10 mx.parkingcrew.net", "20 mx.ok.test"]},                             ""),
    ({"A": ["192.0.2.1"], "NS": ["ns1.dns-parking.com"]},                            ""),               # Hostinger's customers live
    ({"A": ["192.0.2.1"], "NS": ["ns1.household-goods.test"]},                       ""),               # "hold" inside a word
    ({"A": ["192.0.2.1"], "NS": ["ns1.sparking.test"]},                              ""),
    ({"A": ["192.0.2.1"], "NS": ["ns1.notbodis.com"]},                               ""),
    ({"A": ["192.0.2.1"], "NS": ["ns1.parking.d.test"]},                             ""),               # one's own server
    ({"MX": ["10 mx.ok.test"], "NS": ["ns1.sedoparking.com"]},                       ""),               # mail is set up
    ({"MX": ["10 mail.parking-berlin.test"]},                                        ""),               # a car park
]
# fmt: on


@pytest.mark.parametrize(("records", "reason"), PARKED)
def test_parked_domains_are_told_from_living_ones(records, reason):
    near = {name: {"A": ["192.0.2.7"]} for name in ("parkingpage.namecheap.com", "mail.parking-berlin.test")}
    assert ask(records, **near).reason == reason


def test_a_parking_service_itself_is_not_parked():
    records = {"bodis.com": {"MX": ["10 mx.bodis.com"]}, "mx.bodis.com": {"A": ["192.0.2.1"]}}
    assert hold(mail_domain("bodis.com", PROBE), Zone(records)).reason == ""


# fmt: off
WILDCARDS = [
    # at d.test                 below it                    reason          notes
    ({"A": ["192.0.2.1"]},      {"A": ["192.0.2.1"]},       "",             ("implicit_mx", "wildcard_dns")),
    ({"TXT": ["x"]},            {"A": ["192.0.2.1"]},       "",             ("wildcard_dns",)),
    (None,                      {"A": ["192.0.2.1"]},       "",             ("wildcard_dns",)),
    (None,                      {"TXT": ["x"]},             "no_mail_host", ()),
    (None,                      "timeout",                  "dns_timeout",  ()),
    ({"A": ["192.0.2.1"]},      "timeout",                  "",             ("implicit_mx",)),
    ({"MX": ["10 mx.ok.test"]}, {"A": ["192.0.2.1"]},       "",             ()),
]
# fmt: on


@pytest.mark.parametrize(("records", "below", "reason", "notes"), WILDCARDS)
def test_a_random_name_shows_a_wildcard(records, below, reason, notes):
    state = ask(records, **{"*.d.test": below})
    assert (state.reason, state.notes) == (reason, notes)


def test_a_name_too_long_for_a_random_label_is_judged_without():
    long = ".".join(["a" * 60] * 4) + ".test"
    state = hold(mail_domain(long, PROBE), Zone({long: {"TXT": ["x"]}}))
    assert state.reason == "no_mail_host"


# fmt: off
QUESTIONS = [
    # what stands at d.test                           asked, turn by turn
    ({"MX": ["10 mx.ok.test"]},                       [["d.test MX"], ["mx.ok.test A"]]),
    ({"MX": ["20 b.test", "10 mx.ok.test"]},          [["d.test MX"], ["mx.ok.test A", "b.test A"]]),
    ({"MX": ["10 mx.ok.test", "20 mx.ok.test"]},      [["d.test MX"], ["mx.ok.test A"]]),
    ({"MX": ["10 MX.OK.test"]},                       [["d.test MX"], ["mx.ok.test A"]]),
    ({"MX": ["10 mx6.ok.test"]},                      [["d.test MX"], ["mx6.ok.test A"], ["mx6.ok.test AAAA"]]),
    ({"MX": ["10 mx6.ok.test", "20 mx.ok.test"]},     [["d.test MX"], ["mx6.ok.test A", "mx.ok.test A"]]),
    ({"MX": ["10 gone.test"]},                        [["d.test MX"], ["gone.test A"]]),
    ({"MX": ["10 lame.test"]},                        [["d.test MX"], ["lame.test A"]]),
    ({"MX": ["10 192.0.2.40", "20 localhost"]},       [["d.test MX"]]),
    ({"MX": ["0 ."]},                                 [["d.test MX"]]),
    ({"MX": ["10 mx.parkingcrew.net"]},               [["d.test MX"]]),
    ({"A": ["192.0.2.1"]},                            [["d.test MX"], ["d.test A"], ["d.test TXT", "d.test NS", f"{PROBE}.d.test A"]]),
    ({"TXT": ["x"]},                                  [["d.test MX"], ["d.test A"], ["d.test AAAA"], [f"{PROBE}.d.test A"]]),
    (None,                                            [["d.test MX"]]),
    ("timeout",                                       [["d.test MX"]]),
]
# fmt: on


@pytest.mark.parametrize(("records", "asked"), QUESTIONS)
def test_no_more_is_asked_than_needed(records, asked):
    seen: list[list[str]] = []
    zone = world(records)

    def answer(asks: Asks) -> Answers:
        seen.append([f"{each.name} {each.type}" for each in asks])
        return zone(asks)

    hold(mail_domain("d.test", PROBE), answer)
    assert seen == asked


# fmt: off
MANY = [
    # mail hosts that are inner, then one that isn't    reason
    (5, False,                                          "mx_unroutable"),
    (6, False,                                          "dns_error"),      # not all were asked: nothing permanent
    (4, True,                                           ""),
    (5, True,                                           "dns_error"),
]
# fmt: on


@pytest.mark.parametrize(("inner", "good", "reason"), MANY)
def test_five_hosts_are_asked_for(inner, good, reason):
    hosts = [f"{i} m{i}.inner.test" for i in range(inner)] + ["99 mx.ok.test"] * good
    near = {f"m{i}.inner.test": {"A": ["10.0.0.1"]} for i in range(inner)}
    assert ask({"MX": hosts}, **near).reason == reason


# fmt: off
DETAILS = [
    # what stands at d.test                           detail names what was found
    ({"MX": ["10 mx.inner.test"]},                    "mx.inner.test 10.0.0.1"),
    ({"MX": ["10 mx.inner.test", "20 mx.ok.test"]},   "mx.inner.test 10.0.0.1"),
    ({"MX": ["10 gone.test", "20 192.0.2.40"]},       "gone.test, 192.0.2.40"),
    ({"MX": ["10 alias.ok.test"]},                    "alias.ok.test → mx.ok.test"),
    ({"MX": ["10 slow.test", "20 lame.test"]},        "slow.test: timeout, lame.test: refused"),
    ({"MX": ["0 ."]},                                 "0 ."),
    ({"MX": [f"1 m{i}.d.test" for i in range(8)]},    "m0.d.test: servfail, m1.d.test: servfail, m2.d.test: servfail, m3.d.test: servfail, m4.d.test: servfail, …"),
    ({"A": ["10.0.0.1"]},                             "d.test 10.0.0.1"),
    ({"A": ["192.0.2.1"], "NS": ["ns1.bodis.com"]},   "NS ns1.bodis.com"),
    ({"A": ["91.195.240.94"]},                        "91.195.240.94"),
    ({"A": ["192.0.2.1"], "TXT": ["v=spf1 -all"]},    "v=spf1 -all"),
    ({"CNAME": ["gone.test"]},                        "d.test → gone.test"),
    ("servfail",                                      "d.test MX: servfail"),
    (None,                                            "d.test"),
]
# fmt: on


@pytest.mark.parametrize(("records", "detail"), DETAILS)
def test_the_detail_names_what_was_found(records, detail):
    broken = {f"m{i}.d.test": "servfail" for i in range(8)}
    assert ask(records, **broken).detail == detail


# fmt: off
ROTATED = [
    # what stands at d.test, in any order of its records
    {"MX": ["20 b.test", "10 d.test", "20 a.test", "5 c.test"]},
    {"MX": ["0 .", "10 ."]},
    {"MX": ["10 ns2.bodis.com", "10 ns1.bodis.com"]},
    {"A": ["10.0.0.2", "10.0.0.1"]},
    {"A": ["91.195.240.2", "91.195.240.1"]},
    {"A": ["192.0.2.2", "192.0.2.1"], "NS": ["ns2.bodis.com", "ns1.bodis.com"]},
]
# fmt: on


@pytest.mark.parametrize("records", ROTATED)
def test_a_server_that_rotates_its_records_changes_nothing(records):
    turned = {type_: values[::-1] for type_, values in records.items()}
    assert ask(records) == ask(turned)


def test_mail_hosts_come_best_first():
    assert ask(ROTATED[0]).mx == ("c.test", "d.test", "a.test", "b.test")


def test_an_inner_mail_host_is_fine_where_the_operator_allows_it():
    state = ask({"MX": ["10 mx.inner.test"]}, Reach.widened("10.0.0.0/8"))
    assert (state.reason, state.notes) == ("", ())


@pytest.mark.parametrize("vouched", [True, False])
def test_the_resolvers_word_is_passed_on(vouched):
    zone = world({"MX": ["10 mx.ok.test"]})

    def answer(asks: Asks) -> Answers:
        return tuple(msgspec.structs.replace(each, authenticated=vouched) for each in zone(asks))

    assert hold(mail_domain("d.test", PROBE), answer).authenticated is vouched


def test_every_row_of_the_parking_table_is_plain():
    table = parking()
    assert all(name == name.strip().lower() and "." in name for name in table.names | table.living)
    assert all(table.serves("ns1." + name) for name in table.names)
    assert not any(table.names_hold("ns1." + name) for name in table.living)


HOSTS = st.sampled_from(
    [f"h{i}.test" for i in range(7)] + ["localhost", "192.0.2.9", ".", "ns1.bodis.com", "", "é", "a" * 70]
)
ADDRESSES = st.sampled_from(
    ["192.0.2.1", "10.0.0.1", "127.0.0.1", "91.195.240.1", "169.254.169.254", "rubbish"]
)
SIX = st.sampled_from(["2001:db8::1", "::1", "fe80::1", "::ffff:10.0.0.1"])
MX = st.builds("{} {}".format, st.sampled_from([0, 10, 20, -1, 70000, "x"]), HOSTS)
TEXT = st.sampled_from(["v=spf1 -all", "v=spf1 mx -all", "x", ""])
WHY = st.sampled_from(["servfail", "timeout", "refused", "malformed", "forbidden"])
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "MX": st.lists(MX, min_size=1, max_size=9),
        "A": st.lists(ADDRESSES, min_size=1, max_size=3),
        "AAAA": st.lists(SIX, min_size=1, max_size=2),
        "TXT": st.lists(TEXT, min_size=1, max_size=2),
        "NS": st.lists(HOSTS, min_size=1, max_size=2),
        "CNAME": st.lists(HOSTS, min_size=1, max_size=1),
    },
)
ZONES = st.dictionaries(
    st.sampled_from(["h0.test", *(f"h{i}.test" for i in range(7)), "*.h0.test"]), st.one_of(RECORDS, WHY)
)


@settings(max_examples=300)
@given(records=ZONES, failing=st.sets(st.integers(0, 12), max_size=4), why=WHY)
def test_what_could_not_be_asked_is_never_permanent(records, failing, why):
    """Failures of single answers come on top of names that fail as a whole."""
    zone, asked, failures = Zone(records), 0, 0

    def answer(asks: Asks) -> Answers:
        nonlocal asked, failures
        answers = [
            Answer(Outcome.FAILED, why=why) if asked + i in failing else each
            for i, each in enumerate(zone(asks))
        ]
        asked += len(asks)
        failures += sum(each.outcome is Outcome.FAILED for each in answers)
        assert asks
        return tuple(answers)

    state = hold(mail_domain("h0.test", PROBE), answer)
    assert asked <= 20
    assert not (failures and state.reason in PERMANENT)


@given(records=ZONES)
def test_every_reason_is_one_that_the_verdict_knows(records):
    state = hold(mail_domain("h0.test", PROBE), Zone(records))
    assert state.reason in {*PERMANENT, "", "dns_error", "dns_timeout", "no_mail_intended", "parked_domain"}
    assert set(state.notes) <= {
        "implicit_mx", "null_mx_with_others", "mx_partly_unroutable", "mx_is_cname", "wildcard_dns",
    }  # fmt: skip


@given(
    answer=st.builds(
        Answer, st.sampled_from(Outcome), st.lists(st.text(max_size=40), max_size=8).map(tuple), WHY
    )
)
def test_a_resolver_that_answers_rubbish_breaks_nothing(answer):
    state = hold(mail_domain("h0.test", PROBE), lambda asks: (answer,) * len(asks))
    assert isinstance(state, DomainState)


def test_the_random_name_is_the_only_invented_question():
    asks: list[Dns] = []

    def answer(these: Asks) -> Answers:
        asks.extend(these)
        return world({"A": ["192.0.2.1"]})(these)

    hold(mail_domain("d.test", "probe-label", Reach()), answer)
    assert {each.name for each in asks} == {"d.test", "probe-label.d.test"}
