"""Each ask: what meets it, what breaks it, and what leaves it open. Half a proof is never a proof."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.requirements import Fact, Facts, RsaKey, SpamRate, State, Truth
from mailworthy.sender.requirements.decide import DECIDERS, decide

YES, NO, UNKNOWN = Fact(Truth.YES, "seen"), Fact(Truth.NO, "broken", ("X-Y",), "paste"), Fact()
UNASKED = Fact(Truth.UNKNOWN, "servfail")
MET, NOT_MET, OPEN = State.MET, State.NOT_MET, State.NOT_CHECKED

# fmt: off
CASES = [
    # ask                what is known                                                          state    half
    ("spf",              Facts(spf_passes=YES),                                                 MET,     False),
    ("spf",              Facts(spf_passes=YES, spf_record=NO),                                  MET,     False),  # by another return path
    ("spf",              Facts(spf_record=NO),                                                  NOT_MET, False),
    ("spf",              Facts(spf_passes=NO, spf_record=YES),                                  NOT_MET, False),
    ("spf",              Facts(spf_record=YES),                                                 OPEN,    True),   # it may not name the hosts
    ("spf",              Facts(spf_record=UNASKED),                                             OPEN,    False),
    ("dkim",             Facts(dkim_passes=YES),                                                MET,     False),
    ("dkim",             Facts(dkim_key=NO),                                                    NOT_MET, False),
    ("dkim",             Facts(dkim_passes=NO, dkim_key=YES),                                   NOT_MET, False),
    ("dkim",             Facts(dkim_key=YES),                                                   OPEN,    True),   # a key signs nothing yet
    ("dkim",             Facts(),                                                               OPEN,    False),
    ("authenticated",    Facts(spf_passes=YES, dkim_key=NO),                                    MET,     False),
    ("authenticated",    Facts(dkim_passes=YES, spf_record=NO),                                 MET,     False),
    ("authenticated",    Facts(spf_record=NO, dkim_key=NO),                                     NOT_MET, False),
    ("authenticated",    Facts(spf_passes=NO, dkim_passes=NO),                                  NOT_MET, False),
    ("authenticated",    Facts(spf_record=NO),                                                  OPEN,    False),  # DKIM may do
    ("authenticated",    Facts(spf_record=NO, dkim_key=YES),                                    OPEN,    True),
    ("authenticated",    Facts(spf_record=YES, dkim_key=YES),                                   OPEN,    True),
    ("dmarc",            Facts(dmarc_record=YES),                                               MET,     False),
    ("dmarc",            Facts(dmarc_record=NO),                                                NOT_MET, False),
    ("dmarc",            Facts(dmarc_record=UNASKED),                                           OPEN,    False),
    ("aligned",          Facts(spf_aligned=YES, dkim_aligned=NO),                               MET,     False),
    ("aligned",          Facts(dkim_aligned=YES),                                               MET,     False),
    ("aligned",          Facts(spf_aligned=NO, dkim_aligned=NO),                                NOT_MET, False),
    ("aligned",          Facts(spf_aligned=NO),                                                 OPEN,    False),
    ("aligned",          Facts(spf_record=YES, dkim_key=YES, dmarc_record=YES),                 OPEN,    False),  # no message was seen
    ("aligned_both",     Facts(spf_aligned=YES, dkim_aligned=YES),                              MET,     False),
    ("aligned_both",     Facts(spf_aligned=YES, dkim_aligned=NO),                               NOT_MET, False),
    ("aligned_both",     Facts(spf_aligned=YES),                                                OPEN,    False),
    ("dkim_1024",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 1024, named=True),)),        MET,     False),
    ("dkim_1024",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 1023, named=True),)),        NOT_MET, False),
    ("dkim_1024",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 512), RsaKey("b", 2048))),   NOT_MET, False),
    ("dkim_1024",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 2048),)),                    OPEN,    True),   # found by a guess
    ("dkim_1024",        Facts(dkim_key=NO, rsa_keys=(RsaKey("a", 2048, named=True),)),         OPEN,    True),   # another that was named is missing
    ("dkim_1024",        Facts(dkim_key=YES),                                                   OPEN,    False),  # Ed25519 alone
    ("dkim_1024",        Facts(),                                                               OPEN,    False),
    ("dkim_2048",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 2048, named=True),)),        MET,     False),
    ("dkim_2048",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 1024, named=True),)),        NOT_MET, False),
    ("dkim_2048",        Facts(dkim_key=YES, rsa_keys=(RsaKey("a", 4096),)),                    OPEN,    True),
    ("reverse_dns",      Facts(reverse_dns={"192.0.2.1": YES, "2001:db8::1": YES}),             MET,     False),
    ("reverse_dns",      Facts(reverse_dns={"192.0.2.1": YES, "192.0.2.2": NO}),                NOT_MET, False),
    ("reverse_dns",      Facts(reverse_dns={"192.0.2.1": UNASKED, "192.0.2.2": NO}),            NOT_MET, False),
    ("reverse_dns",      Facts(reverse_dns={"192.0.2.1": YES, "192.0.2.2": UNASKED}),           OPEN,    False),
    ("reverse_dns",      Facts(),                                                               OPEN,    False),  # no address was named
    ("tls",              Facts(encrypted=YES),                                                  MET,     False),
    ("tls",              Facts(encrypted=NO),                                                   NOT_MET, False),
    ("tls",              Facts(takes_mail=YES),                                                 OPEN,    False),  # who takes mail need not send it so
    ("headers",          Facts(single_headers=YES, message_id=YES, date=YES),                   MET,     False),
    ("headers",          Facts(single_headers=NO),                                              NOT_MET, False),
    ("headers",          Facts(single_headers=YES, message_id=NO, date=YES),                    NOT_MET, False),
    ("headers",          Facts(single_headers=YES, message_id=YES),                             OPEN,    False),
    ("own_from",         Facts(own_from=YES),                                                   MET,     False),
    ("own_from",         Facts(own_from=NO),                                                    NOT_MET, False),
    ("own_from",         Facts(),                                                               OPEN,    False),
    ("spam_rate",        Facts(spam=SpamRate(0.0029)),                                          MET,     False),  # the receiver's own figure
    ("spam_rate",        Facts(spam=SpamRate(0.003)),                                           NOT_MET, False),
    ("spam_rate",        Facts(spam=SpamRate(0.0005, 100_000)),                                 MET,     False),
    ("spam_rate",        Facts(spam=SpamRate(0.02, 10_000)),                                    NOT_MET, False),
    ("spam_rate",        Facts(spam=SpamRate(0.0, 200)),                                        OPEN,    True),   # none of so few says little
    ("spam_rate",        Facts(spam=SpamRate(0.01, 100)),                                       OPEN,    True),   # one of so few as well
    ("spam_rate",        Facts(spam=SpamRate(0.0, 0)),                                          OPEN,    True),
    ("spam_rate",        Facts(),                                                               OPEN,    False),
    ("spam_rate_low",    Facts(spam=SpamRate(0.0009)),                                          MET,     False),
    ("spam_rate_low",    Facts(spam=SpamRate(0.001)),                                           NOT_MET, False),
    ("spam_rate_low",    Facts(),                                                               OPEN,    False),
    ("one_click",        Facts(one_click=YES, one_click_signed=YES, one_click_works=YES),       MET,     False),
    ("one_click",        Facts(one_click=NO),                                                   NOT_MET, False),
    ("one_click",        Facts(one_click=YES, one_click_signed=NO, one_click_works=YES),        NOT_MET, False),
    ("one_click",        Facts(one_click=YES, one_click_signed=YES, one_click_works=NO),        NOT_MET, False),
    ("one_click",        Facts(one_click=YES, one_click_signed=YES),                            OPEN,    True),   # nobody tried the link
    ("one_click",        Facts(one_click=YES),                                                  OPEN,    False),
    ("unsubscribe_link", Facts(unsubscribe_link=YES),                                           MET,     False),
    ("unsubscribe_link", Facts(unsubscribe_link=NO),                                            NOT_MET, False),
    ("unsubscribe_link", Facts(one_click=YES),                                                  OPEN,    False),  # a header is no link that readers see
    ("opt_out",          Facts(opt_out=YES),                                                    MET,     False),
    ("opt_out",          Facts(opt_out=NO),                                                     NOT_MET, False),
    ("opt_out",          Facts(one_click_works=YES),                                            OPEN,    False),  # taken is not honoured yet
    ("arc",              Facts(arc=YES),                                                        MET,     False),
    ("arc",              Facts(arc=NO),                                                         NOT_MET, False),
    ("arc",              Facts(),                                                               OPEN,    False),
    ("takes_mail",       Facts(answered=YES, takes_mail=YES),                                   MET,     False),
    ("takes_mail",       Facts(takes_mail=NO),                                                  NOT_MET, False),
    ("takes_mail",       Facts(takes_mail=NO, answered=YES),                                    NOT_MET, False),  # it did then: today nothing arrives
    ("takes_mail",       Facts(takes_mail=YES, answered=NO),                                    NOT_MET, False),
    ("takes_mail",       Facts(takes_mail=YES),                                                 OPEN,    True),   # a host is no mailbox
    ("takes_mail",       Facts(),                                                               OPEN,    False),
]
# fmt: on


@pytest.mark.parametrize(("ask", "facts", "state", "half"), CASES)
def test_what_is_known_decides_as_far_as_it_goes(ask, facts, state, half):
    told = decide(ask, facts)
    assert (told.state, told.half) == (state, half)


def test_each_ask_has_a_case_of_each_state():
    seen = {(ask, state) for ask, _, state, _ in CASES}
    assert {(ask, state) for ask in DECIDERS for state in (MET, NOT_MET, OPEN)} <= seen


def test_what_breaks_it_is_named_and_what_holds_is_not():
    good = Fact(Truth.YES, "192.0.2.1 → a.example", ("PTR-OK",))
    bad = Fact(Truth.NO, "192.0.2.2", ("PTR-MISSING",), "the record")
    told = decide("reverse_dns", Facts(reverse_dns={"192.0.2.1": good, "192.0.2.2": bad}))
    assert (told.evidence, told.findings, told.fix) == ("192.0.2.2", ("PTR-MISSING",), "the record")


FACT = st.builds(Fact, st.sampled_from(Truth))
ANY = st.builds(
    Facts,
    rsa_keys=st.lists(st.builds(RsaKey, st.just("s"), st.integers(256, 8192), st.booleans()), max_size=3).map(
        tuple
    ),
    reverse_dns=st.dictionaries(st.sampled_from(["192.0.2.1", "192.0.2.2"]), FACT),
    spam=st.none() | st.builds(SpamRate, st.floats(0, 1), st.none() | st.integers(0, 10**9)),
    **{name: FACT for name in Facts.__dataclass_fields__ if name not in {"rsa_keys", "reverse_dns", "spam"}},
)
DNS_ONLY = ("spf_record", "dkim_key", "dmarc_record", "takes_mail")
BOTH_SPEAK = {("takes_mail", "takes_mail")}  # a message arrived, yet DNS says that nothing does any more
BY_DNS = {"dmarc", "dkim_1024", "dkim_2048", "reverse_dns"}  # what DNS alone can prove


@given(ANY, st.sampled_from(sorted(DECIDERS)))
def test_any_facts_give_a_decision_and_half_is_said_only_of_what_is_open(facts, ask):
    told = decide(ask, facts)
    assert not told.half or told.state is OPEN


@given(ANY, st.sampled_from(sorted(set(DECIDERS) - BY_DNS)))
def test_dns_alone_proves_nothing_of_a_message(facts, ask):
    only = Facts(
        rsa_keys=facts.rsa_keys,
        reverse_dns=facts.reverse_dns,
        **{name: getattr(facts, name) for name in DNS_ONLY},
    )
    assert decide(ask, only).state is not MET


@given(ANY, st.sampled_from(sorted(DECIDERS)), st.sampled_from(sorted(Facts.__dataclass_fields__)))
def test_to_know_less_never_turns_a_fault_into_a_pass(facts, ask, name):
    """What was not found out may leave an ask open; it may not make it look met."""
    less = replace(facts, **{name: getattr(Facts(), name)})
    if decide(ask, facts).state is NOT_MET and (ask, name) not in BOTH_SPEAK:
        assert decide(ask, less).state is not MET
