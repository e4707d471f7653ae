"""What is right though no dictionary has it."""

from __future__ import annotations

import pytest
from small_dictionary import write

from mailworthy.edge.dictionaries import Dictionaries
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope
from mailworthy.message.spelling.near import GERMAN
from mailworthy.message.spelling.right import Own, american, is_joined, is_right, names, own, terms

NOBODY = Own(frozenset())
# fmt: off
ENGLISH = [
    # word               right
    ("colour",           True),
    ("favourites",       True),
    ("organisation",     True),
    ("personalised",     True),
    ("analyse",          True),
    ("centre",           True),
    ("theatres",         True),
    ("travelling",       True),
    ("fulfil",           True),
    ("catalogue",        True),
    ("licence",          True),
    ("programme",        True),
    ("grey",             True),
    ("manoeuvre",        True),
    ("colourised",       True),     # two rules
    ("unsubscribed",     True),     # the trade's
    ("webinars",         True),
    ("prerelease",       True),
    ("company's",        True),
    ("linux",            True),     # a name, as its owner writes it
    ("smokin",           True),
    ("colourr",          False),
    ("recieve",          False),
    ("bettre",           False),    # no "better" in British
    ("seperate",         False),
    ("dosen't",          False),
]
WORDS = ["Anmeldung", "Bestätigung", "Gewächs", "Haus", "frei", "kopiert", "Straße", "gießen", "für", "Typographie"]
GERMAN_WORDS = [
    # word                     right
    ("Anmeldungsbestätigung",  True),     # the s between
    ("Gewächshaus",            True),
    ("Bestätigungs",           True),     # before a hyphen
    ("mitkopiert",             True),
    ("Typografie",             True),     # f for ph
    ("Strasse",                False),    # only where ß is written ss
    ("fuer",                   False),
    ("haus",                   False),    # nouns have a capital letter
    ("Anmeldnug",              False),
]
TRANSCRIBED = [("Strasse", True), ("giessen", True), ("fuer", True), ("Anmeldnug", False)]
LETTERS = [
    # From                            the page's language   what it says         pairs
    ("Laden <news@laden.example>",    "de",                 "Grüße",             ()),
    ("Laden <news@laden.example>",    "de-CH",              "Grüsse aus Basel",  GERMAN[:1]),
    ("Laden <news@laden.ch>",         "de",                 "Grüsse aus Basel",  GERMAN[:1]),
    ("Laden <news@laden.example>",    "de",                 "Gruesse aus Ulm",   GERMAN),
]
# fmt: on


@pytest.fixture(scope="module")
def english():
    return Dictionaries().of("en")


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dictionaries")
    write(folder, "xx", WORDS)
    return Dictionaries([folder]).of("xx")


@pytest.mark.parametrize(("word", "right"), ENGLISH)
def test_english(english, word, right):
    assert is_right(word, "en", english.knows, NOBODY) is right


def test_british_is_right_where_no_british_dictionary_is():
    """By rules: what they make of a word, an American one must know."""
    assert "color" in american("colour")
    assert "analyze" in american("analyse")
    assert not list(american("garden"))


@pytest.mark.parametrize(("word", "right"), GERMAN_WORDS)
def test_german(german, word, right):
    assert is_right(word, "de", german.knows, NOBODY) is right


@pytest.mark.parametrize(("word", "right"), TRANSCRIBED)
def test_german_without_its_letters(german, word, right):
    assert is_right(word, "de", german.knows, Own(frozenset(), GERMAN)) is right


@pytest.mark.parametrize(("sender", "declared", "says", "pairs"), LETTERS)
def test_who_writes_without_which_letters(sender, declared, says, pairs):
    draft = read(f"<html lang={declared}><p>{says}".encode(), "html", sender=sender)
    assert own(draft, Scope()).pairs == pairs


def test_names_are_of_the_sender_the_recipient_the_links_and_the_user():
    message = (
        b"From: Farnberg Garten <news@post.farnberg.example>\nTo: Jane Quirrel <jq@mail.example>\nList-Id: <weekly.knapp.example>\n"
        b"\nSee https://zumthor.example/beds and www.brixen.example, or write to ask@flims.example"
    )
    said = names(read(message), Scope(own_words=frozenset({"kraut"}), domains=("tracking.oberhof.example",)))
    wanted = {"farnberg", "garten", "quirrel", "knapp", "zumthor", "brixen", "oberhof", "kraut"}
    assert wanted <= said
    assert "beds" not in said  # paths are nobody's name


@pytest.mark.parametrize("word", ["farnberg", "Farnbergs", "farnberg's"])
def test_a_name_may_have_an_ending(english, word):
    assert is_right(word, "en", english.knows, Own(frozenset({"farnberg"})))


@pytest.mark.parametrize(
    ("word", "joined"), [("zipcode", True), ("homepage", True), ("gardne", False), ("ab", False)]
)
def test_two_words_in_one(english, word, joined):
    assert is_joined(word, english.knows) is joined


@pytest.mark.parametrize("language", ["en", "de", "fr", "xx"])
def test_terms_are_single_words_in_small_letters(language):
    assert "newsletter" in terms(language)
    assert all(word.isalpha() and word == word.lower() for word in terms(language))
