"""Macros: what they stand for, and how much of it is made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.spf import macro
from mailworthy.sender.spf.client import Client
from mailworthy.sender.spf.macro import MacroError

FOUR = Client.read(
    "192.0.2.3",
    domain="",
    sender="strong-bad@email.example.com",
    helo="mx.example.org",
    receiver="rcv.example",
    now=1_700_000_000,
)
SIX = Client.read(
    "2001:db8::cb01",
    domain="",
    sender="strong-bad@email.example.com",
    helo="mx.example.org",
    receiver="r",
    now=0,
)

# fmt: off
EXAMPLES = [
    # RFC 7208 §7.4                             client   what it stands for
    ("%{s}",                                    FOUR,    "strong-bad@email.example.com"),
    ("%{o}",                                    FOUR,    "email.example.com"),
    ("%{d}",                                    FOUR,    "email.example.com"),
    ("%{d4}",                                   FOUR,    "email.example.com"),
    ("%{d3}",                                   FOUR,    "email.example.com"),
    ("%{d2}",                                   FOUR,    "example.com"),
    ("%{d1}",                                   FOUR,    "com"),
    ("%{dr}",                                   FOUR,    "com.example.email"),
    ("%{d2r}",                                  FOUR,    "example.email"),
    ("%{l}",                                    FOUR,    "strong-bad"),
    ("%{l-}",                                   FOUR,    "strong.bad"),
    ("%{lr}",                                   FOUR,    "strong-bad"),
    ("%{lr-}",                                  FOUR,    "bad.strong"),
    ("%{l1r-}",                                 FOUR,    "strong"),
    ("%{ir}.%{v}._spf.%{d2}",                   FOUR,    "3.2.0.192.in-addr._spf.example.com"),
    ("%{lr-}.lp._spf.%{d2}",                    FOUR,    "bad.strong.lp._spf.example.com"),
    ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",         FOUR,    "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
    ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}",        FOUR,    "3.2.0.192.in-addr.strong.lp._spf.example.com"),
    ("%{d2}.trusted-domains.example.net",       FOUR,    "example.com.trusted-domains.example.net"),
    ("%{ir}.%{v}._spf.%{d2}",                   SIX,     "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"),
    # beyond the standard's examples
    ("%{h}.x.example",                          FOUR,    "mx.example.org.x.example"),
    ("a%%b%_c%-d.example",                      FOUR,    "a%b c%20d.example"),
    ("%{D2}.example",                           FOUR,    "example.com.example"),
    ("%{S}.example",                            FOUR,    "strong-bad%40email.example.com.example"),
    ("%{d999999999999999999999}",               FOUR,    "email.example.com"),
    ("%{d002}",                                 FOUR,    "example.com"),
    ("%{Dr}",                                   FOUR,    "com.example.email"),
    ("MAIL.Example.",                           FOUR,    "mail.example"),
]
BAD = ["%", "%x", "%{", "%{d", "%{x}", "%{d*}", "%(d)", "%{d0}", "%{d00r}", "%{c}", "%{r}", "%{t}", "a%b", "%{2d}", "%{rd}"]
ENDS = [
    # domain-spec            may it stand so?
    ("b.example",            True),
    ("b.example.",           True),
    (".example",             True),        # the grammar allows it; DNS can't be asked
    ("%{d}",                 True),
    ("x%{d}",                True),
    ("x%%",                  True),
    ("%{d}.example",         True),
    ("%{d}example",          False),
    ("museum",               False),
    ("b.example..",          False),
    ("b.1",                  False),
    ("b.a_b",                False),
    ("",                     False),
]
# fmt: on


@pytest.mark.spec("RFC 7208 §7.3")
@pytest.mark.spec("RFC 7208 §7.4")
@pytest.mark.parametrize(("text", "client", "meant"), EXAMPLES)
def test_macros_stand_for(text, client, meant):
    template = macro.read(text)
    values = client.values("email.example.com")
    assert macro.expanded_name(template.pieces, values) == meant.lower()


@pytest.mark.spec("RFC 7208 §7.2")
def test_letters_of_explanations():
    template = macro.read("%{c} %{r} %{t} %{C}", explaining=True)
    assert (
        macro.expanded_text(template.pieces, FOUR.values("")) == "192.0.2.3 rcv.example 1700000000 192.0.2.3"
    )
    assert macro.expanded_text(template.pieces, SIX.values("")) == "2001:db8::cb01 r 0 2001%3Adb8%3A%3Acb01"


@pytest.mark.spec("RFC 7208 §7.1")
@pytest.mark.parametrize("text", BAD)
def test_what_is_no_macro(text):
    with pytest.raises(MacroError):
        macro.read(text)


@pytest.mark.parametrize(("text", "well"), ENDS)
def test_how_a_domain_spec_may_end(text, well):
    assert macro.ends_well(macro.read(text)) is well


@pytest.mark.spec("RFC 7208 §7.3")
def test_a_long_name_loses_labels_at_its_left():
    template = macro.read("one.two.%{l}.example")
    values = {"l": ".".join(["abcdefgh"] * 27)}  # 242 characters; with what follows 250
    assert macro.expanded_name(template.pieces, values) == f"{values['l']}.example"
    assert macro.expanded_name(macro.read("o.%{l}.example").pieces, values) == f"o.{values['l']}.example"


def test_a_bomb_is_never_made():
    """64 KiB of macros over a long local part: only what the end of a name can hold is made."""
    template = macro.read("%{l}" * 16_000 + ".example")
    name = macro.expanded_name(template.pieces, {"l": "a." * 256})
    assert len(name) <= 253
    assert macro.expanded_text(template.pieces, {"l": "a." * 256}) == ""


ANYTHING = st.text(alphabet=st.sampled_from("%{}sldipho0129r.-+,/_=aZ \u00e9"), max_size=40)


@given(ANYTHING, st.booleans())
def test_any_text_is_a_template_or_a_macro_error(text, explaining):
    try:
        template = macro.read(text, explaining=explaining)
    except MacroError:
        return
    values = FOUR.values("d.example") | {"p": "unknown"}
    assert len(macro.expanded_name(template.pieces, values)) <= 253
    assert isinstance(macro.expanded_text(template.pieces, values), str)
