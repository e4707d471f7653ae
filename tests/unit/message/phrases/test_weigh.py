"""Weighing: never one phrase alone, always by combination, density and place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.message.phrases import INDUSTRIES, Phrase, Text, Verdict, weigh

FILLER = " garden soil water seed tray"  # five words without a phrase

# fmt: off
DENSE = [
    "Erschwinglich! Bitte bestätigen Sie Ihr kostenloses Angebot.",
    "Act now! You have been selected to earn $5000 per week, 100% free, no risk. Click here.",
    "Cheap meds online, no prescription, discreet shipping. V1agra, C1alis.",
    "Your account has been suspended. Verify your account within 24 hours. Click here.",
    "Sofortkredit ohne Schufa! Jetzt bestellen, 100 % garantiert, nur für kurze Zeit.",
    "Sie haben gewonnen! Gewinn abholen, nur noch heute. Hier klicken.",
    "完全無料で誰でも簡単に稼げる!月収100万円。今すぐクリック",
    "当選おめでとうございます。当選金のお受け取りは24時間以内にお願いします。",
]
SILENT = [
    # what honest senders write; each would be dense to a filter that counts words
    "10 % off all seed trays this week.",
    "Tea and cake are free for all visitors on Saturday.",
    "Your receipt: 1 book, $12.00. Paid by card. Thank you for your order. Questions? Feel free to write.",
    ("Dear Ms Example, your mortgage offer is enclosed. The fixed rate of 3.4 % applies for ten years. Our adviser will go "
     "through the loan agreement with you on Monday."),
    "Your prescription is ready. Please read the leaflet for side effects and ask your pharmacist.",
    "Dear customer, your statement is ready. We never ask for your PIN. If you notice suspicious activity, please call us.",
    "Thank you for your booking at the Grand Hotel & Casino. Free cancellation until 24 hours before arrival.",
    "Ihr Paket ist unterwegs. Bitte bestätigen Sie den Empfang. Die Rücksendung ist kostenlos.",
    "来月、無料セミナーを開催します。参加費は無料、先着順です。お申し込みは下記のページからお願いいたします。",
    "お荷物を本日お届けしましたが、ご不在でしたので持ち帰りました。再配達は公式アプリからお申し込みください。",
    "Please confirm your email address to finish your registration.",
    ("Free shipping on orders over $50. See the new summer collection: linen shirts, light jackets and sandals, in store and "
     "online from Friday. We are open on Sunday, too."),
    "Das Angebot ist freibleibend. Versandkostenfrei ab 50 €. Rauchfreie Zimmer auf Anfrage.",
    "Die Hypothek über 200.000 € wurde eingetragen. Ihre Raten bleiben wie vereinbart.",
    "Zu Risiken und Nebenwirkungen lesen Sie die Packungsbeilage und fragen Sie Ihre Ärztin oder in Ihrer Apotheke.",
    ("Impressum: Farnberg Gartenbedarf GmbH, Lindenstraße 12, 04109 Leipzig. Geschäftsführerin: Anna Beispiel. "
     "Handelsregister: Amtsgericht Leipzig HRB 12345. Newsletter kostenlos abbestellen."),
    "Hiermit bestätigen wir Ihre Bestellung. Die kostenlose Rücksendung ist 30 Tage möglich.",
    "Der Eintritt ist kostenlos, eine Anmeldung ist nicht nötig. Wir freuen uns auf Sie.",
    "特定商取引法に基づく表記 販売業者:株式会社しだやま園芸 返品:到着後7日以内 送料:全国一律500円",
    "ご注文ありがとうございます。合計5,000円、送料無料です。発送後にメールでお知らせします。",
    "診断結果は来週お送りします。住宅ローンの借り換えについては窓口でご相談ください。",
    "今週は一割引きでご提供します。土曜日は入場無料、お茶とお菓子をご用意しています。",
]
# fmt: on


def verdict(text, **context):
    return weigh([Text(text)], **context)


@pytest.mark.parametrize("text", DENSE)
def test_a_message_made_of_phrases_has_points(text):
    weighed = verdict(text)
    assert weighed.points > 0
    assert weighed.verdict is Verdict.DENSE


@pytest.mark.parametrize("text", SILENT)
def test_an_honest_message_has_none(text):
    assert verdict(text).points == 0


@pytest.mark.parametrize("text", SILENT)
@given(data=st.data())
def test_nor_in_any_case(text, data):
    chosen = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    changed = "".join(
        each.upper() if up and len(each.upper()) == 1 else each for each, up in zip(text, chosen, strict=True)
    )
    assert verdict(changed).points == verdict(text.upper()).points == 0


@pytest.mark.parametrize(
    "word", ["Erschwinglich", "bestätigen", "kostenloses Angebot", "VIAGRA!!", "当選おめでとうございます!"]
)
def test_one_phrase_is_a_hint(word):
    for weighed in (verdict(word), verdict(f"{word} " * 50), weigh([Text(word, "subject"), Text(word)])):
        assert weighed.points == 0
        assert weighed.verdict is Verdict.HINT


def test_nothing_is_none():
    assert weigh([]).verdict is verdict("Hello").verdict is Verdict.NONE


def test_the_same_phrases_far_apart_weigh_nothing():
    assert verdict(DENSE[1]).points > 0
    assert verdict(DENSE[1] + FILLER * 100).points == 0


def test_ordinary_marketing_counts_only_in_a_crowd():
    four = "Order now. Limited time. Save $50. Free shipping."
    assert verdict(four).points == 0
    assert verdict(four + " Buy now. Last chance.").points > 0


def test_two_strong_phrases_of_one_class_are_no_combination():
    assert verdict("Viagra. No prescription.").points == 0
    assert verdict("Viagra. No prescription. Discreet shipping.").points > 0
    assert verdict("Viagra. No prescription. Act now.").points > 0


def test_the_subject_counts_double_and_shouting_more():
    phrase = "online casino"
    (quiet,) = verdict(phrase).hits
    (subject,) = weigh([Text(phrase, "subject")]).hits
    (loud,) = verdict(phrase.upper()).hits
    (called,) = verdict(phrase + " !").hits
    (hidden,) = verdict("onl1ne cas1no").hits
    assert subject.weight == hidden.weight == 2 * quiet.weight
    assert loud.weight == called.weight > quiet.weight
    assert hidden.disguised


def test_points_grow_and_saturate():
    text = ""
    last = 0.0
    for phrase in DENSE * 3:
        text += " " + phrase
        points = verdict(text).points
        assert 0 <= points <= 4
        last = points
    assert last > 3


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_a_trade_may_speak_of_its_trade(industry):
    """What is everyday wording in a trade takes part in no combination there."""
    weighed = weigh([Text(" ".join(DENSE))], industry)
    everyday = [hit for hit in weighed.hits if hit.everyday]
    assert all(industry in hit.phrase.industries for hit in everyday)
    assert weighed.per_100_words <= verdict(" ".join(DENSE)).per_100_words


def test_a_pharmacy_names_its_medicines():
    text = "Your online pharmacy: Viagra, Cialis, prescription drugs, discreet packaging."
    assert verdict(text).points > 0
    assert verdict(text, industry="pharmacy").points == 0
    assert verdict(text + " V1agra, C1alis, Lev1tra. Work from home.", industry="pharmacy").points > 0


def test_there_is_no_such_industry():
    with pytest.raises(InputError, match="no industry 'spam'"):
        verdict("x", industry="spam")


def test_ordinary_words_of_another_language_are_names():
    assert verdict("Free", language="de").hits == ()
    assert verdict("Free", language="en").hits
    assert verdict("Online Casino", language="de").hits


def test_own_phrases_count_beside_ours():
    own = (Phrase("golden carrot", "vegetables", 3, ""),)
    weighed = verdict("Golden carrot! Act now.", own=own)
    assert weighed.classes == {"vegetables": 1, "urgency": 1}
    assert weighed.points > 0


@given(st.text())
def test_hits_lie_in_their_text(text):
    for hit in weigh([Text(text, "subject"), Text(f"act now {text} free money")]).hits:
        whole = text if hit.place == "subject" else f"act now {text} free money"
        assert whole[hit.start : hit.end] == hit.written != ""


@pytest.mark.parametrize(
    "crumb",
    [
        "free ",
        "\u200b",
        "f\u200b",
        "f.",
        "f r ",
        "$",
        "x\n",
        "e\u0301",
        "ﷺ",
        "1,",
        "无 ",
        "www.",
        "a-",
        "а",
        "無",
        "0",
        "!1",
        "_",
        "\xad",
    ],
)
def test_a_megabyte_of_anything_is_weighed(crumb):
    assert weigh([Text((crumb * 1_000_000)[:1_000_000])]).points <= 4
