"""Words that no dictionary knows, in what people see."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_corpus import messages
from small_dictionary import write

from mailworthy.edge.dictionaries import Dictionaries
from mailworthy.finding import Confidence, Severity
from mailworthy.message.language import spoken
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.message.spelling import look

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[4].parent / "shared" / "corpora"))
SPELLERS = Dictionaries()
# fmt: off
PAGES = [
    # page                                                                          what is called misspelt
    ("<p>Your order will arive on Monday.</p>",                                     ["arive"]),
    ("<p>Your order will arrive on Monday.</p>",                                    []),
    ("<p>Your <b>ord</b>re is here.</p>",                                           ["ordre"]),      # as people see it
    ("<p>We dont know, you cant say.</p>",                                          ["dont"]),       # "cant" is a word
    ("<p>We don’t know: it’s the company’s.</p>",                                   []),
    ("<p>Ths is for you.</p>",                                                      []),             # a capital letter
    ("<p>This is fro you and teh others.</p>",                                      ["teh"]),
    ("<p>The ssl and css of the page.</p>",                                         []),             # short: near to no frequent word
    ("<p>Colours and flavours, organised and analysed in the centre.</p>",          []),
    ("<p>A well-knwon gardener.</p>",                                               ["knwon"]),
    # no words of the message
    ("<p>Dear {{firstnmae}}, this is for you.</p>",                                 []),
    ("<p>Dear *|FIRSTNMAE|*, this is for you.</p>",                                 []),
    ("<p>Run <code>chmdo gardne</code> on it.</p>",                                 []),
    ("<p>Write to gardne@shop.example or see shop.example/gardne now.</p>",         []),
    ("<p>Follow @gardne and #gardne, and read gardne.pdf then.</p>",                []),
    ("<p>The <span translate=no>gardne</span> is here for you.</p>",                []),
    ("<p>The <span lang=fr>maisonnette</span> is here for you.</p>",                []),
    ("<p>The <span lang=en-GB>gardne</span> is here for you.</p>",                  ["gardne"]),
    ("<p>GARDNE is here, and gardNe, and iGardne.</p>",                             []),
    ("<style>gardne{}</style><script>gardne()</script><!-- gardne --><p>So.</p>",   []),
    # another language
    ("<p>This is for all of you.</p><p>Les jardiniers sont dans la serre avec nous.</p>",  []),
    ("<p>This is for all of you.</p><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit</p>",  []),
    # what the message itself vouches for
    ("<p>The gardne is <a href='https://gardne.example'>here</a> for you.</p>",     []),
    # what else people see
    ("<img src=a.png alt='A gardne in the spring'><p>This is for you.</p>",         ["gardne"]),
    ("<div style='display:none'>News of the gardne</div><p>This is for you.</p>",   ["gardne"]),    # the preheader
    ("<p>" + "This is for you. " * 9 + "</p><div style='display:none'>gardne</div>", []),           # hidden
]
NOUNS = [
    # German page                            which may be a slip
    ("Der Bodn ist für Ihre Erbsen",         "Bodn → Boden"),
    ("Für Frau Bodn ist Ihre Bestellung",    None),             # a name behind a name
    ("Der Bode ist für Ihre Erbsen",         None),             # an ending that the dictionary lacks
    ("Der Bodn ist der Bodn für Ihre",       None),             # on purpose
]
# fmt: on


def found(source: str, kind="html", *, language="en", subject="", spellers=SPELLERS, **known):
    draft = read(source.encode(), kind, sender="Shop <news@shop.example>", subject=subject)
    return list(look(draft, Scope(language=language, spellers=spellers, **known)))


def misspelt(findings):
    return [one.detail.partition(" → ")[0] for one in findings if one.code in {"SPELL", "SPELL-SUBJECT"}]


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_what_is_called_misspelt(page, expected):
    assert misspelt(found(page)) == expected


def test_a_finding_has_the_word_its_places_and_what_was_meant():
    (finding,) = found("<p>Dear\n reader, our gardne is open.</p><p>Our gardne is free.</p>")
    assert finding.code == "SPELL"
    assert finding.detail == "gardne → garden"
    assert finding.fix == "garden"
    assert finding.count == 2
    assert finding.confidence is Confidence.LIKELY
    assert finding.where["snippet"] == finding.also[0]["snippet"] == "gardne"
    assert (finding.where["line"], finding.where["column"]) == (2, 14)


def test_what_is_said_letter_by_letter_is_no_slip():
    assert misspelt(found("<p>Your lines end in crlf, and our gardne is open.</p>")) == ["gardne"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Our gardne is open.", ["gardne"]),
        ("> Our gardne is open.", []),
        ("See how it counts:\n    const gardne = 4;\n  if gardne {\n  }", []),
        ("Our gardne; is open.", ["gardne"]),
        ("- our gardne\n-our gardne\n+ our sopa", ["gardne", "sopa"]),
        ("See the change, our sopa.\n\n@@ -1,2 +1,2 @@\n-our gardne\n+our gardne\n+  gardne", ["sopa"]),
    ],
)
def test_a_program_is_no_prose(body, words):
    assert misspelt(found(f"Subject: News\n\n{body}\n", "eml")) == words


def test_a_word_that_stands_in_page_and_text_counts_once():
    message = (
        "Subject: News\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\n\nOur gardne is open, and the sopa too.\n--b\nContent-Type: text/html\n\n<p>Our gardne is open.</p>\n--b--\n"
    )
    told = {one.detail.partition(" → ")[0]: one for one in found(message, "eml") if one.code == "SPELL"}
    assert told["gardne"].count == 1
    assert told["gardne"].where["part"] == 1
    assert told["sopa"].where["part"] == 0


def test_a_slip_in_the_subject_has_a_finding_of_its_own():
    (finding,) = found("Subject: Our gardne is open\n\nThe gardne is open to you.\n", "eml")
    assert finding.code == "SPELL-SUBJECT"
    assert finding.where["header"] == "Subject"
    assert finding.count == 2


def test_a_slip_that_the_header_filter_has_a_list_of_is_told_once():
    assert not found("Subject: Recieve our garden news\n\nThe garden is open to you.\n", "eml")
    subject = "Subject: You will recieve our news\n\nThe garden is open, and you will recieve it.\n"
    (finding,) = found(subject, "eml")
    assert (finding.code, finding.count) == ("SPELL", 1)


def test_many_slips_share_the_last_finding():
    words = "gardne hosue wnidow tabel chiar flwoer treee stnoe wtaer eatrh sumemr witner sprign moring eveing nihgt mountian rvier beahc froest ilsand vallye"
    findings = [
        one
        for one in found(f"<p>This is for you and {' and for the '.join(words.split())}.</p>")
        if one.code == "SPELL"
    ]
    assert len(findings) == 21
    assert findings[-1].count == len(words.split()) - 20
    assert "vallye → valley" in findings[-1].detail


def test_two_slips_in_a_long_word_are_made_out():
    (finding,) = found("<p>The stores are open tommorow and on Sunday.</p>")
    assert finding.code == "SPELL"
    assert "tomorrow" in finding.detail


def test_what_is_near_to_nothing_is_no_warning():
    (finding,) = found("<p>All chairs can be flurbitized for you.</p>")
    assert (finding.code, finding.detail) == ("SPELL-UNKNOWN", "flurbitized")
    assert not found("<p>All chairs can be flurbitized. We have flurbitized them. So flurbitized!</p>"), (
        "a term"
    )


def test_a_first_word_may_be_a_slip_or_a_name():
    (finding,) = found("<p>Thank you. Plese tell us more. Then we met Plesem.</p>")
    assert (finding.code, finding.detail) == ("SPELL-NAME", "Plese → Please")
    assert not found("<p>Inslee said so. Then Inslee went.</p>")


def test_the_users_own_words_are_right():
    assert not found("<p>Our gardne is open to you.</p>", own_words=frozenset({"gardne"}))


# --- languages --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    words = "der die das ist und für Ihre Bestellung Boden warm Erbsen genug jeden Morgen gut Kunde an den"
    folder = tmp_path_factory.mktemp("dictionaries")
    write(folder, "de_DE", words.split())
    return Dictionaries([folder])


def test_german_nouns_have_a_capital_letter(german):
    findings = found("<p>Der Bodn ist warm gnug für Ihre Erbsen.</p>", language="de", spellers=german)
    told = {one.code: one.detail for one in findings}
    assert told["SPELL"] == "gnug → genug"
    assert told["SPELL-NAME"] == "Bodn → Boden"


@pytest.mark.parametrize(("page", "names"), NOUNS)
def test_which_german_nouns_may_be_slips(german, page, names):
    findings = found(f"<p>{page}</p>", language="de", spellers=german)
    assert [one.detail for one in findings if one.code == "SPELL-NAME"] == ([names] if names else [])


def test_english_words_are_right_in_other_languages(german):
    """Other languages are full of them."""
    page = "<p>Der Boden ist cool and easy, und wamr genug für Ihre Erbsen.</p>"
    assert misspelt(found(page, language="de", spellers=german)) == ["wamr"]


def test_a_german_noun_in_small_letters_is_only_a_hint(german):
    (finding,) = found("<p>Der kunde und Ihre Bestellung.</p>", language="de", spellers=german)
    assert (finding.code, finding.detail, finding.severity) == ("SPELL", "kunde → Kunde", Severity.INFO)


@pytest.mark.parametrize("language", ["tlh", ""])
def test_without_a_dictionary_spelling_is_skipped_and_never_passed(language):
    (finding,) = found("<p>" + "nuqneH tlhIngan maH " * 8 + "</p>", language=language)
    assert (finding.code, finding.detail) == ("SPELL-SKIPPED", language or "unknown")


def test_a_dictionary_of_another_language_is_the_same_as_none():
    words = [f"{a}{b}ux{c}iq" for a in "bdfgklm" for b in "aeiou" for c in "bdfgk"]
    (finding,) = found(f"<p>{' '.join(words)}</p>")
    assert finding.code == "SPELL-SKIPPED"


def test_a_long_passage_in_another_language_does_not_keep_the_rest_from_being_looked_at():
    words = [f"{a}{b}ux{c}iq" for a in "bdfgklm" for b in "aeiou" for c in "bdfgk"][:160]
    french = f"Nous vous offrons avec les {' et les '.join(words)}"
    english = (
        "Our gardne is open to all visitors from Monday on, and the first seedlings of this spring are in the shop: beans, peas, spinach, "
        "lettuce, carrots, onions, tomatoes and herbs of every kind. Bring your own basket and walk between green beds, old apple trees and "
        "the pond, where frogs sing at night. Children may feed ducks, rabbits and sheep before lunch; tea, bread and cheese wait under "
        "our great oak. Parking costs nothing, dogs stay outside, and trains stop nearby twice each hour until late evening."
    )
    assert misspelt(found(f"<p>{english}</p><p>{french}</p>")) == ["gardne"]


@pytest.mark.parametrize(("page", "language"), [("<p>くだささい</p>", "ja"), ("<p>News</p>", ""), ("", "")])
def test_nothing_is_said_where_rules_look_or_nothing_stands(page, language):
    assert not found(page, language=language)


def test_nobody_is_asked_where_nobody_is():
    assert not found("<p>Our gardne is open to you.</p>", spellers=None)


# --- anything ---------------------------------------------------------------------------------------------------

HOSTILE = {
    "one word": "gardne" * 50_000,
    "one word again and again": "the gardne " * 50_000,
    "gibberish": " ".join(f"{number:x}".translate(str.maketrans("0123456789", "ghijklmnop")) for number in range(40_000)),
    "apostrophes": "a'" * 200_000,
    "hyphens": "ab-" * 100_000,
    "merge tags": "the {{gardne}} gardne " * 10_000,
    "deep": "<b>" * 50_000 + "gardne",
    "alternatives": "<img alt='gardne'>" * 20_000,
    "foreign": "<i lang=fr>gardne</i> " * 10_000,
}  # fmt: skip


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_soon(name):
    assert len(found(HOSTILE[name])) <= 30


@settings(max_examples=60)
@given(st.text(max_size=400), st.sampled_from(["html", "text", "eml"]))
def test_anything_may_be_looked_at(source, kind):
    for finding in found(source, kind, subject=source[:40]):
        assert finding.code.startswith("SPELL")
        assert finding.count >= 1


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["garden", "gardne", "{{gardne}}", "<b>", "</p>", "arive", "é", "&nbsp;", "\n"]),
        max_size=40,
    )
)
def test_a_place_is_where_the_word_stands(pieces):
    page = " ".join(pieces)
    lines = page.split("\n")
    for finding in found(page):
        for place in (finding.where, *finding.also):
            if finding.code == "SPELL":
                line = lines[place["line"] - 1]
                assert line[place["column"] - 1 :].startswith(finding.detail.partition(" → ")[0])


@pytest.mark.corpora
def test_made_messages():
    """Clean messages are silent in all languages; misspelt ones are not, where there is a dictionary."""
    made = [one for one in islice(messages(CORPORA), 105) if one.name.startswith(("clean.", "misspelled."))]
    assert len(made) == 8
    for one in made:
        draft = read(one.raw)
        language = spoken(draft)
        codes = {finding.code for finding in look(draft, Scope(language=language, spellers=SPELLERS))}
        if language == "ja" or SPELLERS.of(language) is None:
            assert codes <= {"SPELL-SKIPPED"}
        elif one.name.startswith("clean."):
            assert not codes
        else:
            assert "SPELL" in codes
