"""Words that stand twice, and marks that stand wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.grammar import data
from mailworthy.message.grammar.slips import slips

# fmt: off
DOUBLED = [
    # language  text                                              what stands twice    sure
    ("en",      "We will send you the the number.",               "the the",           True),
    ("en",      "The the number follows.",                        "The the",           True),
    ("en",      "It is in in the shop.",                          None,                None),
    ("en",      "We had had a year, and that that is so.",        None,                None),
    ("en",      "It is very very good, bye bye!",                 None,                None),
    ("en",      "Our chairs chairs are here.",                    "chairs chairs",     False),
    ("en",      "Duran Duran play in Baden Baden.",               None,                None),
    ("en",      "See the AND and the OR gate.",                   None,                None),
    ("en",      "to-to and e.g. g.to",                            None,                None),
    ("en",      "end of\nof the line",                            None,                None),
    ("de",      "Bitte gießen Sie sie gut an.",                   None,                None),
    ("de",      "Ein Haus, das das Kind mag, und die, die die Hand hob.", None,        None),
    ("de",      "Wir freuen uns auf und und über Sie.",           "und und",           True),
    ("de",      "Treten Sie ein, ein Tee steht bereit.",          None,                None),
    ("fr",      "Nous nous voyons, vous vous souvenez.",          None,                None),
    ("fr",      "C'est très très bien pour pour vous.",           "pour pour",         True),
    ("es",      "Las sillas de de roble.",                        "de de",             True),
    ("it",      "Le sedie di di quercia, piano piano.",           "di di",             True),
    ("pt",      "As cadeiras de de carvalho.",                    "de de",             True),
    ("nl",      "Als je je inschrijft, die die stoel wil.",       None,                None),
    ("nl",      "De stoelen van van eik.",                        "van van",           True),
    ("id",      "Anak-anak dan orang orang",                      None,                None),
]
MARKS = [
    # language  text                                              as it should be
    ("en",      "The chairs are here , and so on.",               "here, and"),
    ("en",      "The chairs are here .",                          "here."),
    ("en",      "The chairs are here,, and so on.",               "here, and"),
    ("en",      "The chairs are here.. They are good.",           "here. They"),
    ("en",      "The chairs are here... soon.",                   None),
    ("en",      "They are cheap,and they are good.",              "cheap, and"),
    ("en",      "They are cheap.They are good, too.",             "cheap. They"),
    ("en",      "It needs System.Web and Node.js to run.",        None),
    ("en",      "10,000 chairs at 3.50 each, i.e. 4.Best.",       None),
    ("en",      "The chairs are here !",                          "here!"),
    ("fr",      "Les chaises sont là !",                          None),
    ("fr",      "Les chaises sont là , et voilà.",                "là, et"),
    ("ja",      "椅子が届きました 。",                              None),
]
BRACKETS = [
    # text                                                                            what nobody closes
    ("The chairs (made of oak, and oiled by hand are here from Monday on.",           "(made of oak, and oiled by han"),
    ("The chairs (made of oak, and oiled by hand) are here from Monday on.",          None),
    ("We are happy to tell you that the chairs are here at last :(",                  None),
    ("The first: a) the chairs that were late; b) the tables that were early",        None),
    ("(made of oak",                                                                  None),
    ("The chairs are made of oak (which is hard, and they are from a forest\nof ours) and oiled by hand.", None),
    ("Unsere Stühle kommen „aus eigenem Wald und sind von Hand geölt, ab Montag.",    "„aus eigenem Wald und sind von"),
    ("Unsere Stühle kommen „aus eigenem Wald“ und sind von Hand geölt, ab Montag.",   None),
]
# fmt: on


@pytest.mark.parametrize(("language", "text", "twice", "sure"), DOUBLED)
def test_words_that_stand_twice(language, text, twice, sure):
    found = [(hit.wrong, hit.sure) for hit in slips(text, language) if hit.code == "GRAMMAR-DOUBLED-WORD"]
    assert found == ([(twice, sure)] if twice else [])


@pytest.mark.parametrize(("language", "text", "should"), MARKS)
def test_marks_between_words(language, text, should):
    found = [hit for hit in slips(text, language) if hit.code == "GRAMMAR-PUNCTUATION"]
    mended = text
    for hit in reversed(found):
        mended = mended[: hit.start] + hit.instead + mended[hit.end :]
    assert (should in mended) if should else (found == [])
    assert should is None or should not in text


@pytest.mark.parametrize(("text", "open_"), BRACKETS)
def test_brackets_that_nobody_closes(text, open_):
    found = [hit.wrong for hit in slips(text, "de") if hit.code == "GRAMMAR-PUNCTUATION"]
    assert found == ([open_] if open_ else [])


@pytest.mark.parametrize("language", data.doubled())
def test_a_word_is_a_slip_or_may_stand_twice_not_both(language):
    slip, twice = data.doubled()[language]
    assert sorted(slip & twice) == []


@given(
    st.text(alphabet=st.sampled_from("ab .,(「をのます①ｱ１2z\n'seitdas ihr"), max_size=300),
    st.sampled_from(["en", "de", "fr", "ja", "es", ""]),
)
def test_any_text_gives_hits_within_it(text, language):
    for hit in slips(text, language):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.wrong


@pytest.mark.parametrize(
    "piece", ["a", "a ", "の", "(", "the ", ", das ", "ますす", "、", "て。", "１2", "が、", "\n", "A. "]
)
@pytest.mark.parametrize("language", ["de", "ja"])
def test_a_long_run_of_anything_is_read_to_its_end(piece, language):
    """Whoever repeats what patterns look for gets no more than linear work: this would not come back otherwise."""
    slips(piece * (60_000 // len(piece)), language)
