"""A whole message read as an editor would: what is said of it, and where."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailworthy.message.grammar import Grammar, survey
from mailworthy.message.grammar.told import SHOWN
from mailworthy.message.reading import read
from mailworthy.message.report import severity_of
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Lint, Proof, World, hold

PAGE = "<html lang=en-GB><p>Thank you for <b>the</b>\n the chairs. They are on their way &amp; will be with you soon.</p></html>"
BOTH = """From: Shop <news@shop.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

We will send you the the number
of your parcel tomorrow.
--b
Content-Type: text/html

<p>We will send you the the number of your parcel tomorrow.</p>
--b--
"""
OFFLINE = World(Zone({}))


@dataclass(frozen=True)
class Knows:
    """Who knows a few words, or a few slips."""

    words: frozenset[str] = frozenset()
    said: tuple[Lint, ...] = ()

    def of(self, language):
        return self if language == "de" else None

    def knows(self, word):
        return word in self.words

    def near(self, word):
        return ()

    suggest = near

    def lints(self, text):
        return self.said


def read_as(text: str, kind: str = "html", world: World = OFFLINE, **scope) -> Grammar:
    return hold(survey(read(text.encode(), kind), Scope(**{"language": "en", **scope})), world)


def codes(grammar: Grammar) -> list[str]:
    return [finding.code for finding in grammar.findings]


# --- places -------------------------------------------------------------------------------------------------------


def test_a_slip_in_a_page_is_shown_where_it_stands_in_its_source():
    (finding,) = read_as(PAGE).findings
    assert finding.code == "GRAMMAR-DOUBLED-WORD"
    assert finding.detail == "the the → the"
    assert finding.fix == "the"
    assert (finding.where["line"], finding.where["column"], finding.where["snippet"]) == (
        1,
        38,
        "the</b> the",
    )


def test_the_same_slip_in_both_parts_is_one_finding():
    (finding,) = read_as(BOTH, "eml").findings
    assert finding.count == 2
    assert [place["part"] for place in (finding.where, *finding.also)] == [1, 0]


def test_the_subject_and_the_preheader_are_read_too():
    page = "<div style='display:none'>See the the chairs</div><p>お試しくだささい。こちらの椅子です。</p>"
    draft = read(page.encode(), "html", subject="お試しくだささい。")
    found = hold(survey(draft, Scope(language="ja")), OFFLINE).findings
    assert [(one.code, one.where["snippet"]) for one in found] == [
        ("SPELL", "お試しくだささい"),
        ("SPELL-SUBJECT", "お試しくだささい"),
    ]
    assert found[1].where["header"] == "Subject"
    (doubled,) = hold(survey(draft, Scope(language="en")), OFFLINE).findings
    assert doubled.where["snippet"] == "the the"


def test_a_line_that_a_program_broke_is_read_on():
    text = "We have looked everywhere in the house, and found out that the\nthe chairs are gone.\n"
    assert codes(read_as(text, "text")) == ["GRAMMAR-DOUBLED-WORD"]


def test_lines_of_a_list_are_not():
    assert codes(read_as("Chairs\nchairs\nTables\ntables and the\nthe end\n", "text")) == []


def test_what_somebody_else_wrote_is_left_out():
    assert codes(read_as("Thank you for your letter.\n> We will send the the chairs.\n", "text")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Write to its@a.example or see https://its.a.example/its/the?the=the the end.",
        "Dear {{name}} {{name}}, it is here.",
        "Dear *|FNAME|*, the *|THE|* the end",
        "Type <code>the the</code> and then <span translate=no>Its a</span>.",
        "We say <span lang=fr>le the the</span> for it, <q lang=de-AT>daß its a</q>.",
    ],
)
def test_addresses_merge_tags_code_and_other_languages_are_left_out(text):
    assert [code for code in codes(read_as(f"<p>{text}</p>")) if code != "GRAMMAR-PUNCTUATION"] == []


# --- findings -----------------------------------------------------------------------------------------------------


def test_different_slips_are_different_findings_and_marks_are_one():
    found = read_as("<p>Its a day. You should of come. It is here , and there , too.</p>").findings
    assert [(finding.code, finding.detail, finding.count) for finding in found] == [
        ("GRAMMAR-SLIP", "Its a → It's a", 1),
        ("GRAMMAR-SLIP", "should of → should have", 1),
        ("GRAMMAR-PUNCTUATION", "here , → here,, there , → there,", 2),
    ]


def test_a_doubled_word_that_may_be_meant_is_only_a_hint():
    (finding,) = read_as("<p>The knock-knock joke: chairs chairs are here.</p>").findings
    assert (severity_of(finding).value, finding.confidence.value) == ("info", "likely")


def test_thousands_of_slips_are_told_in_a_few_findings():
    words = " ".join(f"should of x{number} its a{chr(97 + number % 26)}{number}" for number in range(2000))
    found = read_as(
        f"<p>{words} {' '.join(chr(97 + n % 26) * 5 + ' ' + chr(97 + n % 26) * 5 for n in range(900))}</p>"
    ).findings
    assert len(found) <= 2 * SHOWN + 4


def test_a_misspelt_word_is_left_to_a_dictionary_that_has_it():
    text = "<p>Das ist nähmlich der Standart und so ist es gut.</p>"
    assert codes(read_as(text, language="de")) == ["SPELL", "SPELL"]
    spellers = Knows(frozenset(("Standart",)))
    assert [finding.detail for finding in read_as(text, language="de", spellers=spellers).findings] == [
        "Standart → Standard"
    ]


def test_words_of_the_users_own_are_right():
    text = "<p>Das ist nähmlich der Standart und so ist es gut.</p>"
    own = frozenset(("standart",))
    assert [finding.detail for finding in read_as(text, language="de", own_words=own).findings] == [
        "nähmlich → nämlich"
    ]


def test_a_long_sentence_is_shown():
    text = "Our chairs " + "are made of oak and " * 12 + "are here."
    (finding,) = read_as(f"<p>{text}</p>").findings
    assert (finding.code, finding.detail) == ("GRAMMAR-LONG-SENTENCE", "64")
    assert finding.where["snippet"].startswith("Our chairs are made")


def test_a_message_without_words_says_nothing():
    assert read_as("<img src=cid:x>") == Grammar()


# --- grammar checkers ---------------------------------------------------------------------------------------------

SAID = "Estimado cliente, las silla que usted nos pidió ya están en camino."
LINT = Lint(18, 27, "Concordancia", ("las sillas",), "AGREEMENT")


def checked(proof: Proof, text: str = SAID, **scope) -> Grammar:
    return read_as(
        f"<p>{text}</p>",
        world=World(Zone({}), proofs={SAID: proof}),
        **{"language": "es", "proofread": True, **scope},
    )


def test_a_language_that_nobody_knows_is_said_once():
    (finding,) = read_as(f"<p>{SAID}</p><p>{SAID}</p>", language="es").findings
    assert (finding.code, finding.detail) == ("GRAMMAR-SKIPPED", "es")


def test_words_that_are_no_sentences_need_nobody():
    assert codes(read_as("<p>Sillas</p>", language="es")) == []


def test_what_languagetool_says_is_told_with_its_words_and_place():
    (said,) = checked(Proof((LINT,))).findings
    assert (said.code, severity_of(said).value) == ("GRAMMAR-LINT", "warning")
    assert said.detail == "las silla → las sillas (Concordancia)"
    assert said.fix == "las sillas"
    assert said.where["snippet"] == "las silla"


@pytest.mark.parametrize("why", ["timeout", "language", "unreachable", "malformed"])
def test_a_server_that_does_not_answer_is_said_with_its_line(why):
    (finding,) = checked(Proof(why=why, detail="127.0.0.1:8081: so it is")).findings
    assert (finding.code, finding.detail) == ("GRAMMAR-SKIPPED", "LanguageTool: 127.0.0.1:8081: so it is")


def test_harper_reads_english_where_it_is_given_and_nobody_else_is_asked():
    lint = Lint(0, 5, "No.", ("There",), "X", "style")
    text = "Their chairs are on their way to you since Monday."
    found = read_as(f"<p>{text}</p>", grammarian=Knows(said=(lint,)), proofread=True).findings
    assert [(finding.code, severity_of(finding).value, finding.detail) for finding in found] == [
        ("GRAMMAR-LINT", "info", "Their → There (No.)")
    ]


@pytest.mark.parametrize("lint", [Lint(-1, 3, ""), Lint(5, 5, ""), Lint(60, 9999, ""), Lint(9, 3, "")])
def test_places_that_are_none_are_left_out(lint):
    assert codes(read_as(f"<p>{SAID}</p>", grammarian=Knows(said=(lint,)))) == []


def test_what_rules_of_our_own_say_is_not_said_twice():
    text = "You should of come to the open day."
    found = read_as(f"<p>{text}</p>", grammarian=Knows(said=(Lint(4, 13, "have"),))).findings
    assert [finding.code for finding in found] == ["GRAMMAR-SLIP"]


def test_spelling_is_left_to_a_dictionary():
    text = "Die Stühle sind nähmlich schon da, und alle sind aus Eiche."
    world = World(Zone({}), proofs={text: Proof((Lint(0, 3, "?", kind="spelling"),))})
    for spellers, many in ((None, 1), (Knows(frozenset(text.split())), 0)):
        found = read_as(
            f"<p>{text}</p>", world=world, language="de", proofread=True, spellers=spellers
        ).findings
        assert sum(finding.code == "GRAMMAR-LINT" for finding in found) == many
