"""Who vouches for a message: by its words, and by DNS."""

from __future__ import annotations

import json

import pytest
import signing
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.finding import Severity, lookup
from mailworthy.message import authentication
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone, hold

SCOPE = Scope(now=signing.NOW)
ASKING = Scope(now=signing.NOW, ask=True, ip="192.0.2.10")
DNS = {
    "news.example": {"TXT": ["v=spf1 ip4:192.0.2.10 -all"]},
    "_dmarc.news.example": {"TXT": ["v=DMARC1; p=reject"]},
}
LIST = b"List-Unsubscribe: <https://news.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
RECEIVED = b"Received: from a by b; Thu, 19 Nov 2026 09:00:05 +0000\r\n"


def _surveyed(raw, scope=SCOPE, dns=None, kind="eml"):
    return hold(authentication.survey(read(raw, kind), scope), Zone(dns or {}))


def _codes(result):
    return {one.code for one in result.findings}


def _key():
    return {**DNS, signing.OWNER: {"TXT": [signing.ed25519().record]}}


def test_a_draft_is_not_blamed():
    result = _surveyed(signing.MESSAGE)
    assert _codes(result) == {"AUTH-DRAFT"}
    told = result.as_dict()
    assert (told["from"], told["dkim"], told["dmarc"]) == ("unknown", "unknown", "unknown")


def test_a_draft_is_not_blamed_by_dns_either():
    result = _surveyed(signing.MESSAGE, ASKING, DNS)
    assert result.spf == "pass"
    assert not [
        one
        for one in result.findings
        if (one.severity or lookup(one.code).severity) in {Severity.ERROR, Severity.WARNING}
    ]


def test_of_a_template_nothing_is_said():
    result = _surveyed(b"<p>Seeds", kind="html")
    assert not result.findings
    assert result.as_dict()["domain"] is None


def test_what_was_sent_unsigned_is_told():
    result = _surveyed(RECEIVED + signing.MESSAGE)
    assert _codes(result) == {"AUTH-UNSIGNED", "AUTH-NOT-CHECKED"}
    assert result.dkim == "none"


@pytest.mark.spec("RFC 8058 §4")
@pytest.mark.parametrize(
    ("names", "missing"),
    [
        ("from:to:subject:date:list-unsubscribe:list-unsubscribe-post", ""),
        ("from:to:subject:date:list-unsubscribe", "List-Unsubscribe-Post"),
        ("from:to:subject:date", "List-Unsubscribe, List-Unsubscribe-Post"),
    ],
    ids=["both", "one", "none"],
)
def test_one_click_has_to_be_signed(names, missing):
    result = _surveyed(signing.signed(LIST + signing.MESSAGE, h=names))
    assert [one.detail for one in result.findings if one.code == "AUTH-ONE-CLICK-UNSIGNED"] == (
        [missing] if missing else []
    )


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"h": "to:subject"}, "DKIM-FROM-UNSIGNED"),
        ({"h": "from:to:date"}, "DKIM-FIELDS-UNSIGNED"),
        ({"a": "rsa-sha1"}, "DKIM-SHA1"),
        ({"d": "service.example"}, "AUTH-UNALIGNED"),
        ({"drop": "bh"}, "DKIM-SYNTAX"),
    ],
    ids=["from", "subject", "sha1", "other", "syntax"],
)
def test_what_a_signature_says_itself(tags, code):
    assert code in _codes(_surveyed(signing.signed(**tags)))


def test_a_subdomain_signs_for_its_organization():
    result = _surveyed(signing.signed(d="mail.news.example"))
    assert result.signatures[0].aligned
    assert result.as_dict()["signatures"][0]["covers"] == ["from", "to", "subject", "date"]


@pytest.mark.spec("RFC 9989 §5.3.5")
def test_dns_vouches_for_what_is_signed():
    signed = signing.signed(h="from:from:to:to:subject:subject:date:date")
    result = _surveyed(signed, ASKING, _key())
    told = result.as_dict()
    assert (told["spf"], told["dkim"], told["dmarc"], told["arc"], told["from"]) == (
        "pass",
        "pass",
        "pass",
        "none",
        "verified",
    )
    assert told["signatures"][0]["result"] == "pass"


def test_a_changed_message_fails():
    result = _surveyed(signing.signed() + b"a footer\r\n", Scope(now=signing.NOW, ask=True), _key())
    assert (result.dkim, result.dmarc) == ("fail", "fail")
    assert {"DKIM-BODY-CHANGED", "DMARC-NOTHING-PASSED", "AUTH-SPF-NOT-CHECKED"} <= _codes(result)


@pytest.mark.parametrize(
    "front",
    [b"From a@b.example Thu Nov 19 09:00:00 2026\r\n", b"\xef\xbb\xbf", b"\r\n"],
    ids=["mbox", "mark", "blank"],
)
def test_what_a_mail_file_put_in_front_breaks_no_signature(front):
    assert _surveyed(front + signing.signed(), ASKING, _key()).dkim == "pass"


def test_line_ends_of_a_file_are_no_fault():
    result = _surveyed(signing.signed().replace(b"\r\n", b"\n"), ASKING, _key())
    assert result.dkim == "pass"
    assert "DKIM-BARE-LF" not in _codes(result)


def test_a_signature_is_judged_by_the_day_it_was_received():
    signed = RECEIVED + signing.signed(x=signing.NOW + 10)
    assert _surveyed(signed, Scope(now=signing.NOW + 10**7, ask=True), _key()).dkim == "pass"


def test_the_receivers_word_on_spf_counts_where_no_host_is_named():
    raw = RECEIVED + b"Received-SPF: pass (x) envelope-from=<b@news.example>;\r\n" + signing.MESSAGE
    result = _surveyed(raw, Scope(now=signing.NOW, ask=True), DNS)
    assert (result.spf, result.dmarc) == ("pass", "pass")


def test_what_a_receiver_verified_is_not_called_unsigned():
    raw = b"Authentication-Results: mx.b.example; dkim=pass; dmarc=pass\r\n" + signing.MESSAGE
    assert _codes(_surveyed(raw)) == {"AUTH-OK"}


@given(st.text(max_size=200), st.text(max_size=200), st.booleans())
def test_any_field_is_read(results, signature, ask):
    raw = f"Authentication-Results: {results}\nDKIM-Signature: {signature}\nFrom: a@news.example\n\nseeds"
    result = _surveyed(raw.encode("utf-8", "replace"), Scope(ask=ask))
    json.dumps(result.as_dict())
