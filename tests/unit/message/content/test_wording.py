"""What a message says, and how loud."""

from __future__ import annotations

import pytest
from content_look import looked, page, parts, text

from mailworthy.finding import Severity

PLAIN = "Unsere neuen Stühle aus Eiche sind da, von Hand geölt und aus dem eigenen Wald. " * 3
ALONE = ["Erschwinglich", "Bestätigen", "kostenloses Angebot"]


@pytest.mark.parametrize("phrase", ALONE)
def test_one_phrase_costs_nothing(phrase):
    said = looked(f"<p>{PLAIN} {phrase}.</p>", subject="Neues aus der Werkstatt")
    assert "CONTENT-SPAM-WORDS" not in said
    assert phrase in said["CONTENT-PHRASE-HINT"].detail
    assert said["CONTENT-PHRASE-HINT"].weight == 0


def test_three_at_density_cost_points():
    said = looked(f"<p>{PLAIN} {', '.join(ALONE)}.</p>", subject="Neues aus der Werkstatt")
    assert said["CONTENT-SPAM-WORDS"].weight > 0.5
    assert said["CONTENT-SPAM-WORDS"].count == 3
    assert "CONTENT-PHRASE-HINT" not in said


def test_below_a_point_it_is_worth_knowing_and_no_more():
    """A shop's own wording, close together: filters may count it, nobody takes it for spam."""
    sale = "<p>Hot deals and exclusive deals this week: free shipping, 50% off, buy now. See all of our chairs.</p>"
    mild = looked(sale + f"<p>{'They are made of oak from our own forest. ' * 6}</p>")["CONTENT-SPAM-WORDS"]
    assert (mild.severity, 0 < mild.weight < 1) == (Severity.INFO, True)
    heavy = looked("<p>Act now, you are a winner of free money, no risk, 100% free</p>")["CONTENT-SPAM-WORDS"]
    assert (heavy.severity, heavy.weight > 1) == (None, True)


def test_three_far_apart_cost_nothing():
    said = looked("<p>" + " ".join(PLAIN * 6 + phrase for phrase in ALONE) + "</p>")
    assert "CONTENT-SPAM-WORDS" not in said


def test_each_phrase_is_shown_at_its_place_the_heaviest_first():
    said = looked("<p>Act now!</p>\n<p>There is free money.</p>", subject="100% free")
    finding = said["CONTENT-SPAM-WORDS"]
    assert finding.where == {"header": "Subject", "snippet": "100% free"}
    assert [(place["line"], place["snippet"]) for place in finding.also] == [
        (2, "free money"),
        (1, "Act now"),
    ]


def test_the_trade_makes_its_words_everyday():
    """A casino may say casino."""
    html = "<p>Casino news: free spins, jackpot, online casino and slot machines are open tonight.</p>"
    assert looked(html)["CONTENT-SPAM-WORDS"].weight > 0
    assert "CONTENT-SPAM-WORDS" not in looked(html, industry="games")


def test_what_most_people_see_is_weighed():
    """Of two versions that is the page, wherever the plain text is innocent."""
    spam = "<p>Act now, you have been selected, earn $500 per week, no risk, limited time offer, click here, winner!</p>"
    assert "CONTENT-SPAM-WORDS" in looked(parts(text("Our news of the week"), page(spam)), "eml")


# fmt: off
SALUTATIONS = [
    ("Dear customer, the chairs are here.",         True),
    ("Dear Sir/Madam, the chairs are here.",        True),
    ("DEAR FRIEND",                                 True),
    ("Sehr geehrter Kunde, die Stühle sind da.",    True),
    ("Cher client, les chaises sont arrivées.",     True),
    ("親愛なるお客様 新しい椅子が届きました。",            True),
    ("お客様各位 新しい椅子が届きました。",               False),  # honest notices to all begin so
    ("Dear friends, dear customers",                False),
    ("Chers clients, les chaises sont arrivées.",   False),
    ("Dear Jane, the chairs are here.",             False),
    ("Sehr geehrte Frau Kundmann",                  False),
    ("The chairs that are dear customers' favourites", False),
    ("Our dear customers told us",                  False),
]
WAYS_OUT = [
    ("Reply with REMOVE in the subject line.",                                True),
    ('To be taken off, send a mail with "unsubscribe" in the subject.',       True),
    ("Zum Abbestellen antworten Sie mit „abmelden“ im Betreff.",              True),
    ("配信停止をご希望の方は、件名に「配信停止」と書いて返信してください。",              True),
    ("Unsubscribe: https://shop.example/u",                                   False),
    ("You can unsubscribe at any time. Reply to this mail with questions.",   False),
    ("Remove the cover before you send the body of the lamp back.",           False),
]
# fmt: on


@pytest.mark.parametrize(("said", "there"), SALUTATIONS)
def test_nobody_in_particular_is_addressed(said, there):
    assert ("CONTENT-SALUTATION" in looked(said, "text")) is there


@pytest.mark.parametrize(("said", "there"), WAYS_OUT)
def test_a_reply_is_the_only_way_out(said, there):
    assert ("CONTENT-REPLY-TO-STOP" in looked(said, "text")) is there


def test_capitals_count_from_a_third_of_a_text():
    loud, calm = (
        "THE CHAIRS ARE HERE AND THEY ARE MADE OF OAK. ",
        "They are made of oak from our own forest. ",
    )
    assert "CONTENT-CAPITALS" in looked(loud * 5 + calm * 5, "text")
    assert "CONTENT-CAPITALS" not in looked(loud + calm * 10, "text")
    assert "CONTENT-CAPITALS" not in looked(loud, "text"), "too short to tell"
    assert "CONTENT-CAPITALS" not in looked("NASA ESA 新しい椅子が届きました。" * 20, "text")


def test_rows_of_exclamation_marks_count_from_the_third():
    assert looked("Now!! Come!!! あすまで！！", "text")["CONTENT-EXCLAMATION"].count == 3
    assert "CONTENT-EXCLAMATION" not in looked("Now! Come!! Soon! All!!", "text")


def test_loud_and_unnamed_is_worth_knowing_and_no_more():
    said = looked("DEAR CUSTOMER!! " + "COME AND SEE THE CHAIRS!! " * 20, "text")
    assert {
        said[code].severity for code in ("CONTENT-CAPITALS", "CONTENT-EXCLAMATION", "CONTENT-SALUTATION")
    } == {None}
    assert Severity.INFO.value == "info"


# fmt: off
SUMS = [
    ("The sum of US$25,000,000.00 is yours",        "US$25,000,000"),
    ("25.000.000 Euro warten",                      "25.000.000 Euro"),
    ("18.5 million United States dollars",          "million United States dollars"),
    ("3億円を差し上げます",                             "3億円"),
    ("The city spends $25 million",                 None),
    ("1,200,000 readers",                           None),
    ("A house for $1,250,000",                      None),
    ("Chairs for $1,250",                           None),
    ("Call 00,000,000",                             None),
]
MAILBOXES = [
    # header                        text                                    there
    ("",                            "Write to jane.doe@gmail.com now",      True),
    ("",                            "Write to jane@shop.example now",       False),
    ("From: Jane <jane@gmail.com>", "Write to jane.doe@gmail.com now",      False),  # whoever writes from there
    ("In-Reply-To: <1@a.example>",  "Write to jane.doe@gmail.com now",      False),
    ("List-Id: <a.example>",        "Write to jane.doe@gmail.com now",      False),
    ("",                            "https://a.example/?u=jane@gmail.com",  False),
]
# fmt: on


@pytest.mark.parametrize(("said", "detail"), SUMS)
def test_a_fortune(said, detail):
    found = looked(said, "text").get("CONTENT-LARGE-SUM")
    assert (found and found.detail) == detail


@pytest.mark.parametrize(("header", "said", "there"), MAILBOXES, ids=range(len(MAILBOXES)))
def test_a_mailbox_at_a_free_provider(header, said, there):
    message = f"{header or 'From: Shop <news@shop.example>'}\n\n{said}"
    assert ("CONTENT-FREE-MAILBOX" in looked(message, "eml")) is there
