"""Dictionaries of Hunspell: which are found, in which order, and what is wrong about broken ones."""

from __future__ import annotations

import os

import pytest
from small_dictionary import write

from mailworthy.edge import dictionaries
from mailworthy.edge.dictionaries import MOST, Dictionaries, fault
from mailworthy.errors import InputError

# fmt: off
BROKEN = [
    # .aff                        .dic                what is wrong
    ("SET UTF-8\n",               "garden\n",         "does not say how many words"),
    ("SET UTF-8\n",               "",                 "does not say how many words"),
    ("SET klingon\n",             "1\ngarden\n",      "nobody knows its charset"),
    (None,                        "1\ngarden\n",      "No such file"),
]
SOUND = [
    ("SET UTF-8\n",               "1\ngarden\n"),
    ("",                          "1\ngarden\n"),     # Latin-1 by default
    ("SET ISO8859-1\r\n",         "1\r\ngarden\r\n"),
    ("SET microsoft-cp1251\n",    "1\ngarden\n"),     # as hunspell calls it
    ("SET UTF-8\n",               "\ufeff1\ngarden\n"),
]
# fmt: on


@pytest.fixture
def alone(monkeypatch):
    """Leave the system's dictionaries out."""
    monkeypatch.setattr(dictionaries, "places", lambda: iter(()))


def test_english_is_always_there(monkeypatch):
    monkeypatch.setattr(dictionaries, "PLACES", ())
    monkeypatch.setattr(dictionaries, "EXTENSIONS", ())
    monkeypatch.delenv("DICPATH", raising=False)
    english = Dictionaries().of("en")
    assert english.knows("garden")
    assert not english.knows("gardne")
    assert english.near("gardne") == ("garden",)
    assert "necessary" in english.suggest("neccesary")
    assert Dictionaries().of("tlh") is None


def test_the_users_folder_goes_first_and_the_environments_next(tmp_path, monkeypatch):
    write(tmp_path / "own", "tlh", ["batlh"])
    write(tmp_path / "environment", "tlh", ["qapla"])
    write(tmp_path / "environment", "qya", ["elen"])
    monkeypatch.setenv(
        "DICPATH", os.pathsep.join(["", str(tmp_path / "environment"), str(tmp_path / "nowhere")])
    )
    found = Dictionaries([tmp_path / "own"])
    assert found.of("tlh").knows("batlh")
    assert not found.of("tlh").knows("qapla")
    assert found.of("qya").knows("elen")


@pytest.mark.usefixtures("alone")
def test_a_word_of_any_country_is_known(tmp_path):
    write(tmp_path, "de_DE", ["heuer"])
    write(tmp_path, "de_AT", ["Jänner"])
    german = Dictionaries([tmp_path]).of("de")
    assert german.knows("heuer")
    assert german.knows("Jänner")
    assert not german.knows("Jännre")
    assert german.near("Jännre") == ("Jänner",)


@pytest.mark.usefixtures("alone")
def test_a_language_is_the_whole_of_a_name_before_its_country(tmp_path):
    write(tmp_path, "de", ["ja"])
    write(tmp_path, "den_XX", ["nein"])
    write(tmp_path, "hyph_de_DE", ["ja1"])  # not a dictionary of words, as LibreOffice names its hyphenation
    found = Dictionaries([tmp_path])
    assert found.of("de").knows("ja")
    assert not found.of("de").knows("nein")
    assert found.of("hyph") is None


@pytest.mark.usefixtures("alone")
def test_no_more_than_a_few_are_opened_and_links_count_once(tmp_path):
    for country in ("AR", "BO", "CL", "CO", "ES", "MX"):
        write(tmp_path, f"es_{country}", [f"palabra{country.lower()}"])
    (tmp_path / "es_UY.dic").symlink_to(tmp_path / "es_AR.dic")
    (tmp_path / "es_UY.aff").symlink_to(tmp_path / "es_AR.aff")
    spanish = Dictionaries([tmp_path]).of("es")
    known = [
        country
        for country in ("AR", "BO", "CL", "CO", "ES", "MX")
        if spanish.knows(f"palabra{country.lower()}")
    ]
    assert "ES" in known
    assert len(known) == MOST


@pytest.mark.usefixtures("alone")
def test_a_charset_has_the_name_that_hunspell_gives_it(tmp_path):
    file = write(tmp_path, "bg_BG", [], "SET microsoft-cp1251\n")
    file.write_bytes("1\nградина\n".encode("cp1251"))
    bulgarian = Dictionaries([tmp_path]).of("bg")
    assert bulgarian.knows("градина")
    assert not bulgarian.knows("градена")


@pytest.mark.usefixtures("alone")
def test_letters_that_a_language_lacks_are_no_word_of_it(tmp_path):
    write(tmp_path, "de_DE", ["Garten"], "SET ISO8859-1\n")
    german = Dictionaries([tmp_path]).of("de")
    assert german.knows("Garten")
    assert not german.knows("żurek")
    assert german.near("żurek") == ()
    assert german.suggest("żurek") == ()


@pytest.mark.parametrize(("rules", "words", "wrong"), BROKEN)
def test_a_broken_dictionary_of_the_users_is_told_in_one_line(tmp_path, rules, words, wrong):
    (tmp_path / "tlh.dic").write_text(words, encoding="utf-8")
    if rules is not None:
        (tmp_path / "tlh.aff").write_text(rules, encoding="utf-8")
    with pytest.raises(InputError, match=wrong) as told:
        Dictionaries([tmp_path]).of("tlh")
    assert "\n" not in str(told.value)
    assert "tlh" in str(told.value)


@pytest.mark.parametrize(("rules", "words", "wrong"), BROKEN)
def test_a_broken_dictionary_of_the_systems_is_passed_over(tmp_path, monkeypatch, rules, words, wrong):
    (tmp_path / "tlh.dic").write_text(words, encoding="utf-8")
    if rules is not None:
        (tmp_path / "tlh.aff").write_text(rules, encoding="utf-8")
    monkeypatch.setenv("DICPATH", str(tmp_path))
    assert wrong in fault(tmp_path / "tlh.dic")
    assert Dictionaries().of("tlh") is None


@pytest.mark.parametrize(("rules", "words"), SOUND)
def test_a_sound_dictionary_is_one(tmp_path, rules, words):
    (tmp_path / "tlh.dic").write_text(words, encoding="utf-8", newline="")
    (tmp_path / "tlh.aff").write_text(rules, encoding="utf-8", newline="")
    assert fault(tmp_path / "tlh.dic") == ""
    assert Dictionaries([tmp_path]).of("tlh").knows("garden")


@pytest.mark.usefixtures("alone")
def test_what_is_near_is_found_with_endings_and_in_compounds(tmp_path):
    write(tmp_path, "aa", ["garden/S"], "SET UTF-8\nSFX S Y 1\nSFX S 0 ers .\n")
    write(tmp_path, "bb", ["garten/C", "haus/C"], "SET UTF-8\nCOMPOUNDFLAG C\nCOMPOUNDMIN 3\n")
    found = Dictionaries([tmp_path])
    assert "gardeners" not in found.of("bb").near("gadeners")
    assert found.of("aa").near("gadeners") == ("gardeners",)
    assert found.of("bb").near("gartnehaus") == ("gartenhaus",)


def test_what_is_asked_again_is_remembered():
    english = Dictionaries().of("en")
    for _ in range(3):
        english.knows("remembered")
    assert english._known.cache_info().hits == 2
    assert english._known.cache_info().maxsize == dictionaries.REMEMBERED
