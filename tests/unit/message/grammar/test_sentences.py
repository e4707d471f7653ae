"""Where sentences begin and end, and how hard they are to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.grammar.readability import FORMULAS, level, readability
from mailworthy.message.grammar.sentences import sentences

# fmt: off
ENDS = [
    # language  text                                                                   its sentences
    ("en",  "The chairs are here. They are good!",                                     ["The chairs are here.", "They are good!"]),
    ("en",  "Mr. Smith paid 3.50 at St. Mary's, i.e. too much.",                       ["Mr. Smith paid 3.50 at St. Mary's, i.e. too much."]),
    ("en",  "It is by J. R. Hartley of the U.S. army.",                                ["It is by J. R. Hartley of the U.S. army."]),
    ("en",  "So do I. You do, too, sir.",                                              ["So do I.", "You do, too, sir."]),
    ("en",  "He said: “The chairs are here.” They are good chairs.",                   ["He said: “The chairs are here.”", "They are good chairs."]),
    ("de",  "Am 3. März sind wir z. B. in Köln, Dr. Weber auch.",                      ["Am 3. März sind wir z. B. in Köln, Dr. Weber auch."]),
    ("en",  "We were there in 2024. You were not.",                                    ["We were there in 2024.", "You were not."]),
    ("en",  "Order now!\nThe chairs are here.",                                        ["The chairs are here."]),
    ("en",  "Chairs for the garden and for the house by the sea",                      ["Chairs for the garden and for the house by the sea"]),
    ("en",  "Chairs for the garden",                                                   []),
    ("ja",  "椅子が届きました。「とても良い」と評判です！ご覧ください",                        ["椅子が届きました。", "「とても良い」と評判です！"]),
    ("en",  "The chairs are here.\nThe tables are here.\nThe lamps are late.\nUnsubscribe from this list. We are at Leeds.", ["The chairs are here.", "The tables are here.", "The lamps are late."]),
    ("de",  "Die Stühle sind endlich da.\n-- \nFarnberg GmbH ist in Leipzig zu Hause.", ["Die Stühle sind endlich da."]),
]
SCORES = [
    # language  text                                                                                        score        level
    ("en",  "The cat sat on the mat. The dog ran to the man. We all had a good day.",                        (100, 150),  "very easy"),
    ("en",  "Organisational restructuring necessitates documentation. International considerations predominate. Certification requirements proliferate internationally.", (-250, 0), "very difficult"),
    ("de",  "Die Katze sitzt auf dem Dach. Der Hund läuft zum Mann. Wir hatten einen guten Tag.",            (70, 110),   None),
    ("de",  "Die Mitgliederversammlung beschließt Satzungsänderungen. Beitragsanpassungen erfordern Vorstandsbeschlüsse. Verwaltungsvereinfachungen ermöglichen Kostenersparnisse.", (-200, 10), "very difficult"),
    ("fr",  "Le chat dort sur le lit. Le chien court dans le pré. Nous avons passé un bon jour.",            (90, 150),   "very easy"),
    ("es",  "El gato está en la casa. El perro corre en el campo. Hoy es un buen día.",                      (80, 150),   None),
    ("it",  "Il gatto dorme sul letto. Il cane corre nel prato. Oggi è un bel giorno.",                      (70, 125),   None),
    ("ja",  "ねこがいます。いぬがはしります。きょうはよいひでした。",                                              (65, 200),   "very easy"),
    ("ja",  "当該契約約款所定条項違反時損害賠償請求権行使手続。本件業務委託契約解除通知書送付義務履行期限。個人情報保護法施行規則改正対応方針決定。", (-400, 35), "very difficult"),
]
# fmt: on


@pytest.mark.parametrize(("language", "text", "said"), ENDS)
def test_where_sentences_end(language, text, said):
    assert [text[one.start : one.end] for one in sentences(text, language)] == said


@pytest.mark.parametrize(("language", "text", "between", "name"), SCORES)
def test_how_hard_a_text_is_to_read(language, text, between, name):
    measured = readability(text, language)
    least, most = between
    assert least <= measured["score"] <= most
    assert name in {None, measured["level"]}


def test_what_is_told():
    told = readability("The cat sat on the mat. The dog ran to the man. We all had a good day.", "en")
    assert list(told) == ["language", "sentences", "words", "words_per_sentence", "score", "formula", "level"]
    assert (told["sentences"], told["words"], told["words_per_sentence"], told["formula"]) == (
        3,
        18,
        6.0,
        "Flesch",
    )


def test_of_japanese_signs_are_told_in_place_of_words():
    told = readability(
        "土が温まり、種まきに適した時期になりました。水をやってください。お待ちしています。", "ja"
    )
    assert told["words"] is None
    assert told["words_per_sentence"] is None
    assert (told["sentences"], told["characters_per_sentence"], told["commas_per_sentence"]) == (3, 13.7, 0.3)
    assert told["kanji_share"] == pytest.approx(8 / 41, abs=0.001)


def test_two_sentences_have_no_score():
    told = readability("The cat sat on the mat. The dog ran to the man.", "en")
    assert (told["score"], told["formula"], told["level"]) == (None, None, None)


def test_a_language_without_a_formula_is_counted_all_the_same():
    told = readability("Krzesła są już w drodze. Dziękujemy za zakupy. Miłego dnia wszystkim życzymy.", "pl")
    assert (told["sentences"], told["score"], told["level"]) == (3, None, None)


def test_no_sentences_tell_nothing():
    assert readability("Order now", "en") == {}


def test_a_text_that_waits_for_its_words_is_not_measured():
    assert (
        readability("Thanks for your order. Lorem ipsum dolor sit amet, consectetur. Dictum est.", "en") == {}
    )


def test_levels_are_those_of_the_table():
    assert [level(score) for score in (95, 90, 85, 75, 65, 55, 45, 30, 29.9, -100)] == [
        "very easy", "very easy", "easy", "fairly easy", "standard", "fairly difficult", "difficult", "difficult", "very difficult", "very difficult",
    ]  # fmt: skip


@given(st.text(max_size=400), st.sampled_from([*FORMULAS, "ja", "zh", "pl", ""]))
def test_any_text_has_sentences_within_it(text, language):
    end = 0
    for one in sentences(text, language):
        assert end <= one.start < one.end <= len(text)
        assert one.words > 0
        end = one.end
    readability(text, language)
