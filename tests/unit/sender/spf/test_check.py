"""The check: limits, voids, errors in the order in which a receiver meets them, and the tree beyond them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spf_worlds import IPS, zones

from mailworthy.errors import InputError
from mailworthy.sender.spf import Spf, check_host
from mailworthy.sender.spf.walk import FOLLOWED_MOST
from mailworthy.wire.ask import Zone, hold

D = "example.com"


def judged(zone, ip="192.0.2.1", *, domain=D, sender=f"jane@{D}", helo="mx.example.net", tree=True):
    return hold(check_host(ip, domain, sender, helo, tree=tree), Zone(zone))


def texts(record, **more):
    return {D: {"TXT": [record]}, **{name.replace("_", "."): value for name, value in more.items()}}


A = {f"h{n}.example": {"A": [f"198.51.100.{n}"]} for n in range(1, 30)}


def lookups(count):
    """Give a record of that many look-ups, none of which matches, before one that names the host."""
    return {D: {"TXT": ["v=spf1 " + " ".join(f"a:h{n}.example" for n in range(1, count + 1)) + " ip4:192.0.2.1 -all"]}, **A}  # fmt: skip


# fmt: off
RESULTS = [
    # record                                       result              problem
    ("v=spf1 ip4:192.0.2.1 -all",                  Spf.PASS,           None),
    ("v=spf1 ~ip4:192.0.2.0/24 -all",              Spf.SOFTFAIL,       None),
    ("v=spf1 ?all",                                Spf.NEUTRAL,        None),
    ("v=spf1",                                     Spf.NEUTRAL,        None),
    ("v=spf1 ip4:192.0.2.1 -all moo",              Spf.PERMERROR,      ("unknown_mechanism", "moo")),       # though one matches before
    ("v=spf1 include:none.example ip4:192.0.2.1",  Spf.PERMERROR,      ("no_record", "include:none.example")),
    ("v=spf1 ip4:192.0.2.1 include:none.example",  Spf.PASS,           None),                               # never reached
    ("v=spf1 redirect=none.example",               Spf.PERMERROR,      ("no_record", "redirect=none.example")),
    ("v=spf1 include:two.example -all",            Spf.PERMERROR,      ("two_records", "include:two.example")),
    ("v=spf1 include:slow.example -all",           Spf.TEMPERROR,      ("dns", "include:slow.example")),
    ("v=spf1 a:slow.example -all",                 Spf.TEMPERROR,      ("dns", "a:slow.example")),
    ("v=spf1 mx:slow.example -all",                Spf.TEMPERROR,      ("dns", "mx:slow.example")),
    ("v=spf1 exists:slow.example -all",            Spf.TEMPERROR,      ("dns", "exists:slow.example")),
    ("v=spf1 include:example.com -all",            Spf.PERMERROR,      ("loop", "include:example.com")),
    ("v=spf1 redirect=example.com",                Spf.PERMERROR,      ("loop", "redirect=example.com")),
    ("v=spf1 a:b..example -all",                   Spf.FAIL,           None),                               # no name, no match
    ("v=spf1 redirect=b..example",                 Spf.PERMERROR,      ("not_a_name", "redirect=b..example")),
    ("v=spf1 exists:%{i}.x.example -all",          Spf.FAIL,           None),
    ("v=spf1 include:broken.example -all",         Spf.PERMERROR,      ("bad_address", "ip4:1.2.3")),
]
# fmt: on
WORLD = {
    "two.example": {"TXT": ["v=spf1 -all", "v=spf1 +all"]},
    "slow.example": "timeout",
    "broken.example": {"TXT": ["v=spf1 ip4:1.2.3 ip4:192.0.2.1 -all"]},
}


@pytest.mark.parametrize("tree", [True, False], ids=["tree", "plain"])
@pytest.mark.parametrize(("record", "result", "problem"), RESULTS)
def test_results(record, result, problem, tree):
    told = judged({**texts(record), **WORLD}, tree=tree)
    assert told.result is result
    assert (told.problem and (told.problem.word, told.problem.term)) == problem
    assert (told.tree is not None) is tree


# --- limits -------------------------------------------------------------------------------------------------------------


@pytest.mark.spec("RFC 7208 §4.6.4")
@pytest.mark.parametrize("tree", [True, False], ids=["tree", "plain"])
def test_the_eleventh_look_up_is_an_error(tree):
    assert judged(lookups(10), tree=tree).result is Spf.PASS
    told = judged(lookups(11), tree=tree)
    assert (told.result, told.problem.word, told.problem.term) == (
        Spf.PERMERROR,
        "too_many_lookups",
        "a:h11.example",
    )


def test_the_tree_is_kept_past_the_limit():
    """What lies beyond is counted and marked; the result is the receiver's."""
    told = judged(lookups(23))
    assert told.result is Spf.PERMERROR
    assert told.lookups == 23
    terms = told.tree.terms
    assert [term.cumulative for term in terms[:23]] == list(range(1, 24))
    assert [term.reached for term in terms] == [True] * 11 + [False] * 14
    assert terms[23].matched  # what a receiver without limits would say is shown, too


def test_costs_of_what_lies_below():
    zone = {
        D: {"TXT": ["v=spf1 a:h1.example include:one.example mx:h2.example -all"]},
        "one.example": {"TXT": ["v=spf1 include:two.example a:h3.example ~all"]},
        "two.example": {"TXT": ["v=spf1 a:h4.example ~all"]},
    }
    told = judged({**zone, **A})
    first, include, mx, _ = told.tree.terms
    assert [(t.cost, t.cumulative) for t in (first, include, mx)] == [(1, 1), (4, 5), (1, 6)]
    assert [(t.cost, t.cumulative) for t in include.child.terms[:2]] == [(2, 4), (1, 5)]


@pytest.mark.spec("RFC 7208 §4.6.4")
def test_exp_and_unknown_modifiers_cost_nothing():
    told = judged(texts("v=spf1 moo=cow -all exp=why.example", why_example={"TXT": ["No."]}))
    assert (told.result, told.lookups, told.explanation) == (Spf.FAIL, 0, "No.")


# fmt: off
VOIDS = [
    # terms                                                        IPv4       IPv6       of them without any address
    ("a:no1.example a:no2.example",                                Spf.FAIL,      Spf.FAIL,      2),
    ("a:no1.example a:no2.example a:no3.example",                  Spf.PERMERROR, Spf.PERMERROR, 3),
    ("a:h1.example a:h2.example a:h3.example",                     Spf.FAIL,      Spf.PERMERROR, 0),     # by the letter
    ("mx:no1.example exists:no2.example a:no3.example",            Spf.PERMERROR, Spf.PERMERROR, 3),
    ("mx:mails.example",                                           Spf.PERMERROR, Spf.PERMERROR, 1),     # each host counts
    ("ptr a:no1.example a:no2.example",                            Spf.PERMERROR, Spf.PERMERROR, 2),
    ("exists:%{i}.x.example a:no1.example a:no2.example",          Spf.PERMERROR, Spf.PERMERROR, 2),
    ("mx:null.example a:no1.example a:no2.example",                Spf.FAIL,      Spf.FAIL,      2),     # a null MX is an answer
]
# fmt: on


@pytest.mark.spec("RFC 7208 §4.6.4")
@pytest.mark.parametrize("tree", [True, False], ids=["tree", "plain"])
@pytest.mark.parametrize(("terms", "four", "six", "nothing"), VOIDS)
def test_the_third_empty_answer_is_an_error(terms, four, six, nothing, tree):
    zone = {
        D: {"TXT": [f"v=spf1 {terms} -all"]},
        "mails.example": {"MX": [f"{n} no{n}.example" for n in range(3)]},
        "null.example": {"MX": ["0 ."]},
        **A,
    }
    for ip, result in (("192.0.2.1", four), ("2001:db8::1", six)):
        told = judged(zone, ip, tree=tree)
        assert told.result is result
        assert told.voids_people == (nothing if tree else None)


@pytest.mark.spec("RFC 7208 §4.6.4")
def test_more_than_ten_mail_hosts_are_an_error_where_none_matches():
    hosts = {f"mx{n}.example": {"A": ["192.0.2.1"] if n == 10 else [f"198.51.100.{n}"]} for n in range(1, 13)}
    eleven = {
        D: {"TXT": ["v=spf1 mx -all"], "MX": [f"{n} mx{n}.example" for n in (12, 11, *range(1, 10))]},
        **hosts,
    }
    ten = {D: {"TXT": ["v=spf1 mx -all"], "MX": [f"{n} mx{n}.example" for n in range(1, 12)]}, **hosts}
    told = judged(eleven)
    assert (told.result, told.problem.word) == (Spf.PERMERROR, "too_many_mx")
    assert judged(ten).result is Spf.PASS  # the tenth by preference


@pytest.mark.spec("RFC 7208 §5.5")
def test_only_ten_pointers_are_looked_at():
    names = [f"n{n}.{D}" for n in range(1, 12)]
    zone = {
        D: {"TXT": ["v=spf1 ptr -all"]},
        "1.2.0.192.in-addr.arpa": {"PTR": names},
        f"n11.{D}": {"A": ["192.0.2.1"]},
    }
    assert judged(zone).result is Spf.FAIL
    zone["1.2.0.192.in-addr.arpa"] = {"PTR": names[::-1]}
    assert judged(zone).result is Spf.PASS
    zone["1.2.0.192.in-addr.arpa"] = "timeout"
    assert judged(zone).result is Spf.FAIL  # no match, no error


# --- who sends ----------------------------------------------------------------------------------------------------------

# fmt: off
DOMAINS = [
    # domain                             result
    ("example.com",                      Spf.FAIL),
    ("EXAMPLE.com.",                     Spf.FAIL),
    ("bücher.example",                   Spf.FAIL),
    ("xn--bcher-kva.example",            Spf.FAIL),
    ("com",                              Spf.NONE),
    ("",                                 Spf.NONE),
    (".",                                Spf.NONE),
    ("a..example.com",                   Spf.NONE),
    ("x" * 64 + ".example.com",          Spf.NONE),
    ("x." * 127 + "com",                 Spf.NONE),
    ("[192.0.2.1]",                      Spf.NONE),
    ("un\ud800known.example",            Spf.NONE),
    ("other.example",                    Spf.NONE),
]
# fmt: on


@pytest.mark.spec("RFC 7208 §4.3")
@pytest.mark.spec("RFC 8616 §4")
@pytest.mark.parametrize(("domain", "result"), DOMAINS)
def test_domains(domain, result):
    zone = {
        "example.com": {"TXT": ["v=spf1 -all"]},
        "xn--bcher-kva.example": {"TXT": ["v=spf1 -all"]},
    }
    assert judged(zone, domain=domain).result is result


@pytest.mark.spec("RFC 7208 §4.3")
@pytest.mark.parametrize(
    ("sender", "told"),
    [
        ("", "postmaster@example.com"),
        ("@b.example", "postmaster@b.example"),
        ("b.example", "postmaster@b.example"),
        ("a@b@c.example", "a@b@c.example"),
    ],
)
def test_a_sender_without_a_local_part_is_the_postmaster(sender, told):
    zone = texts("v=spf1 -all exp=why.example", why_example={"TXT": ["%{s}"]})
    assert judged(zone, sender=sender).explanation == told


@pytest.mark.spec("RFC 8616 §4")
def test_a_local_part_beyond_ascii_matches_nothing():
    zone = texts("v=spf1 exists:%{l}.x.example -all", x_example={"A": ["127.0.0.2"]}, **{"*.x_example": {"A": ["127.0.0.2"]}})  # fmt: skip
    assert judged(zone).result is Spf.PASS
    assert judged(zone, sender="jürgen@example.com").result is Spf.FAIL


def test_no_address_is_refused():
    with pytest.raises(InputError, match="no IP address"):
        judged(texts("v=spf1 -all"), "example.com")


def test_an_odd_name_is_asked_as_dns_writes_it():
    asked = []
    zone = Zone(texts("v=spf1 exists:%{l}.x.example -all"))

    def answer(asks):
        asked.extend(ask.name for ask in asks)
        return zone(asks)

    hold(check_host("192.0.2.1", D, r"do\main@example.com"), answer)
    assert asked == [D, r"do\\main.x.example"]


# --- hostile ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow  # a hundred thousand terms
@pytest.mark.parametrize("tree", [True, False], ids=["tree", "plain"])
@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 " + "a:h1.example " * 100_000,
        "v=spf1 " + "mx " * 100_000 + "-all",
        "v=spf1 " + "ip4:198.51.100.1 " * 100_000 + "-all",
        "v=spf1 " + "moo=cow " * 100_000,
        "v=spf1 " + "x " * 100_000,
        "v=spf1 " + "!" * 100_000,
        "v=spf1 a:" + "a" * 100_000 + ".example",
        "v=spf1 exists:" + "%{l}" * 20_000 + ".example -all",
        "v=spf1 ip4:" + "1" * 100_000,
        "v=spf1 a/" + "/1" * 50_000,
        "v=spf1 " + "include:example.com " * 10_000,
    ],
    ids=range(11),
)
def test_absurd_records_end(record, tree):
    asked = 0
    zone = Zone({**texts(record), **A})

    def answer(asks):
        nonlocal asked
        asked += len(asks)
        return zone(asks)

    told = hold(check_host("192.0.2.1", D, "x" * 100_000 + "@example.com", tree=tree), answer)
    assert told.result in Spf
    assert len(told.findings) <= 2 * FOLLOWED_MOST
    assert asked <= 2 + 2 * FOLLOWED_MOST


def test_a_deep_and_wide_forest_ends():
    """Each record includes ten others: a receiver stops at ten look-ups, the tree at a hundred."""
    zone = {f"d{n}.example": {"TXT": ["v=spf1 " + " ".join(f"include:d{10 * n + k}.example" for k in range(1, 11))]} for n in range(2000)}  # fmt: skip
    told = judged(zone, domain="d0.example")
    assert told.result is Spf.PERMERROR
    assert FOLLOWED_MOST < told.lookups < 3 * FOLLOWED_MOST
    chain = {f"c{n}.example": {"TXT": [f"v=spf1 include:c{n + 1}.example -all"]} for n in range(1000)}
    assert judged(chain, domain="c0.example").lookups == FOLLOWED_MOST + 1


@given(zones(broken=True), st.sampled_from(IPS))
def test_a_tree_changes_no_result(zone, ip):
    """What is kept and looked at beyond the limits is for people; the result is the same without it."""
    with_tree, plain = (
        hold(check_host(ip, "d0.example", "strong-bad@d0.example", "mail.example", tree=tree), Zone(zone))
        for tree in (True, False)
    )
    assert (with_tree.result, with_tree.problem, with_tree.matched) == (
        plain.result,
        plain.problem,
        plain.matched,
    )
    assert with_tree.explanation == plain.explanation


@given(st.text(max_size=80))
def test_any_text_can_be_a_record(text):
    told = judged({D: {"TXT": [f"v=spf1 {text}"]}, **A})
    assert told.result in Spf
    assert told.as_dict()["result"] == told.result.value
