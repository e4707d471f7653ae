"""A message held against the law of its markets: which duties, what came of each, and the few things to say."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mailworthy.errors import InputError
from mailworthy.finding import Confidence, Lang, Severity, lookup
from mailworthy.message.law import MARKETS, Law, Result, data, duties, judge
from mailworthy.message.law.checks import CHECKS
from mailworthy.message.law.markets import chosen
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

FERNHILL = "Fernhill LLC, 412 Orchard Lane, Burlington, VT 05401"
SALE = "<h1>Spring sale</h1><p>20% off all seed trays. Shop now, free shipping.</p>"
STOP = "<p><a href='https://fernhill.example/u'>Unsubscribe</a></p>"

# fmt: off
CHOSEN = [
    # asked             language  markets               how
    (("de", "us"),      "ja",     ("de", "us"),         "asked"),
    (("us", "us"),      "en",     ("us",),              "asked"),
    (("mars",),         "de",     ("eu", "de"),         "language"),
    ((),                "en",     ("us", "ca", "uk"),   "language"),
    ((),                "de",     ("eu", "de"),         "language"),
    ((),                "ja",     ("jp",),              "language"),
    ((),                "fr",     ("eu",),              "language"),
    ((),                "sv",     ("eu",),              "language"),
    ((),                "zh",     ("us", "eu"),         "default"),
    ((),                "",       ("us", "eu"),         "default"),
]
SAID = [
    # page                                                    markets   codes (those of advice left out)
    (f"{SALE}<p>{FERNHILL}</p>{STOP}",                        "us",     set()),
    (f"{SALE}<p>{FERNHILL}</p>",                              "us",     {"LAW-NO-UNSUB"}),
    (f"{SALE}<p>Fernhill LLC</p>{STOP}",                      "us",     {"LAW-NO-POSTAL-ADDRESS"}),
    (f"{SALE}<p>Fernhill LLC</p>{STOP}",                      "uk",     {"LAW-EU-NO-PRIVACY"}),  # no such duty there
    (f"{SALE}{STOP}",                                         "us",     {"LAW-NO-POSTAL-ADDRESS"}),
    ("<h1>Your order</h1><p>Thank you for your order. Order number 1. Subtotal: $2.</p>", "us", set()),
    ("<h1>Reset your password</h1><p>If you did not request this, ignore it.</p>", "us,ca,eu,de,uk,jp", set()),
]
FILLED_IN = [
    f"{SALE}{{% include 'footer.html' %}}",
    f'{SALE}{{{{ template "footer" . }}}}',
    f"{SALE}<p>*|LIST:COMPANY|* *|LIST:ADDRESS|* <a href='*|UNSUB|*'>bye</a>",
    "<p>{{ content }}</p>",
]
# fmt: on


def _judged(html: str, markets: str = "us", sender: str = "Fernhill <news@fernhill.example>", **known) -> Law:
    draft = read(html.encode(), "html", sender=sender, subject="Spring")
    return judge(draft, Scope(language="en", markets=tuple(filter(None, markets.split(","))), **known))


def _codes(law: Law) -> set[str]:
    return {finding.code for finding in law.findings} - {"LAW-AD-NOT-NAMED"}


def _result(law: Law, id_: str) -> Result:
    return next(outcome.result for block in law.blocks for duty, outcome in block.duties if duty.id == id_)


@pytest.mark.parametrize(("asked", "language", "markets", "how"), CHOSEN)
def test_whose_law_holds(asked, language, markets, how):
    assert chosen(asked, language) == (markets, how)


@pytest.mark.parametrize(("html", "markets", "codes"), SAID)
def test_what_there_is_to_say(html, markets, codes):
    assert _codes(_judged(html, markets)) == codes


@pytest.mark.parametrize("html", FILLED_IN)
def test_what_a_system_fills_in_is_not_missed(html):
    assert _codes(_judged(html, "us,ca,jp,de")) <= {
        "LAW-JP-NO-CONTACT",
        "LAW-EU-NO-PRIVACY",
        "LAW-DE-NO-IMPRESSUM",
    }


def test_not_seen_is_not_not_met():
    assert _result(_judged(f"{SALE}<p>{FERNHILL}</p>"), "us-opt-out") is Result.NOT_SEEN
    hidden = _judged(f"{SALE}<p>{FERNHILL}</p><p style='display:none'>Unsubscribe</p>")
    assert _result(hidden, "us-opt-out") is Result.NOT_MET


def test_a_declared_address_makes_it_certain():
    found = _judged(f"{SALE}<p>{FERNHILL}</p>{STOP}", postal_address="412 Orchard Ln, Burlington, VT 05401")
    missing = _judged(f"{SALE}<p>{FERNHILL}</p>{STOP}", postal_address="1 Elm Street, Boston, MA 02108")
    assert _result(found, "us-address") is Result.MET
    assert _result(missing, "us-address") is Result.NOT_MET
    (said,) = [one for one in missing.findings if one.code == "LAW-NO-POSTAL-ADDRESS"]
    assert (said.confidence, said.detail) == (Confidence.CERTAIN, "1 Elm Street, Boston, MA 02108")


def test_in_germany_a_linked_imprint_may_hold_the_address():
    def severity(markets):
        law = _judged(f"{SALE}<p>Fernhill LLC · Impressum · Privacy</p>{STOP}", markets)
        return next(one.severity for one in law.findings if one.code == "LAW-NO-POSTAL-ADDRESS")

    assert severity("de") is Severity.INFO
    assert severity("us") is None  # the code's own: a warning


@pytest.mark.parametrize(
    ("consent", "result"),
    [(None, Result.NOT_SEEN), (False, Result.NOT_SEEN), (True, Result.NOT_APPLICABLE)],
)
def test_consent_that_is_declared_ends_the_duty_to_name_advertising(consent, result):
    law = _judged(f"{SALE}<p>{FERNHILL}</p>{STOP}", advertising_consent=consent)
    assert _result(law, "us-advertisement") is result


@pytest.mark.parametrize(
    ("declared", "result"), [(None, Result.NOT_CHECKED), (False, Result.NOT_SEEN), (True, Result.MET)]
)
def test_consent_is_as_declared_and_the_record_decides(declared, result):
    told = _judged(f"{SALE}<p>{FERNHILL}</p>{STOP}", "eu", advertising_consent=declared).blocks[0].as_dict()
    row = next(duty for duty in told["duties"] if duty["id"] == "eu-consent")
    assert row["result"] == result.value
    assert "record" in row["decided_by"]


def test_duties_of_advertising_are_none_of_a_receipts():
    law = _judged("<h1>Your order</h1><p>Thank you for your order. Order number 1. Subtotal: $2.</p>")
    assert _result(law, "us-opt-out") is Result.NOT_APPLICABLE
    assert _result(law, "us-header-true") is Result.MET


def test_what_needs_the_store_is_not_checked_and_says_what_would_decide_it():
    told = _judged(f"{SALE}<p>{FERNHILL}</p>{STOP}").blocks[0].as_dict()
    row = next(duty for duty in told["duties"] if duty["id"] == "us-opt-out-honoured")
    assert (row["result"], row["confidence"], row["needs"]) == ("not_checked", None, "store")
    assert "opt-outs" in row["decided_by"]


def test_a_name_is_not_missed_where_there_is_no_header_yet():
    assert _codes(_judged(f"{SALE}<p>Visit our shop today</p>{STOP}", "uk", sender="")) == {
        "LAW-EU-NO-PRIVACY"
    }


def test_an_uncertain_page_gets_a_hint_and_no_warning():
    draft = read(
        b"<img src=a><img src=b><img src=c><h1>Columns</h1><p>" + b"Lorem ipsum dolor. " * 20, "html"
    )
    said = judge(draft, Scope(language="en")).findings
    assert [(one.code, one.severity, one.confidence) for one in said] == [
        ("LAW-NO-UNSUB", Severity.INFO, Confidence.GUESS)
    ]
    assert judge(draft, Scope(language="en", markets=("us",))).findings[0].severity is not Severity.INFO


def test_an_opt_out_in_the_header_alone_is_half_of_it():
    raw = "From: Fernhill <a@fernhill.example>\nSubject: Sale\nList-Unsubscribe: <https://fernhill.example/u>\nContent-Type: text/html\n\n"
    draft = read(f"{raw}{SALE}<p>{FERNHILL}</p>".encode())
    (said,) = [one for one in judge(draft, Scope(language="en")).findings if one.code == "LAW-NO-UNSUB"]
    assert said.severity is Severity.WARNING


def test_facts_of_the_header():
    raw = (
        "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=From:Subject:List-Unsubscribe;\n bh=x; b=x\n"
        "From: Fernhill <a@fernhill.example>\nSubject: Sale\nList-Unsubscribe: <https://fernhill.example/u>\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\nContent-Type: text/html\n\n"
        "<p>Sale</p><img src='https://a.example/o.gif' width=1 height=1>"
    )
    (block, *_) = judge(read(raw.encode()), Scope(language="en")).blocks
    assert block.facts == {
        "list_unsubscribe": True,
        "list_unsubscribe_post": True,
        "list_unsubscribe_signed": False,  # the second field is not covered
        "tracking_pixel": True,
    }


@pytest.mark.parametrize("lang", Lang)
def test_every_block_speaks_every_language(lang):
    for block in _judged(f"{SALE}<p>{FERNHILL}</p>{STOP}", ",".join(MARKETS)).blocks:
        told = block.as_dict(lang)
        assert json.loads(json.dumps(told)) == told
        assert told["not_legal_advice"]
        assert all(duty["asks"] and duty["url"].startswith("https://") for duty in told["duties"])


@pytest.mark.parametrize("market", MARKETS)
def test_rows_of_duties_are_whole(market):
    table = data.duties()
    assert set(table["law"][market]) == {lang.value for lang in Lang}
    for duty in duties(market):
        assert duty.id.startswith(f"{market}-")
        assert duty.applies_if in {"always", "advertising", "unless_consent"}
        assert duty.needs in {"message", "declaration", "store"}
        assert duty.confidence in set("ABCD")
        assert duty.check in CHECKS or (not duty.check and duty.confidence == "C")
        assert set(duty.asks) == set(table["decided_by"][duty.decided_by]) == {lang.value for lang in Lang}
        assert not duty.verified_on or date.fromisoformat(duty.verified_on)


def test_duties_name_findings_that_exist():
    codes = {code for market in MARKETS for duty in duties(market) for code in duty.codes}
    for code in codes:
        assert lookup(code).id == code
    with pytest.raises(InputError):
        lookup("LAW-NO-SUCH-THING")
