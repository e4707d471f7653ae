"""What is known beside messages, out of the user's files."""

from __future__ import annotations

import pytest
from small_dictionary import write

from mailworthy.errors import InputError
from mailworthy.flow.check_message import check_message
from mailworthy.flow.messages.knowing import own_words, spellers
from mailworthy.message.scope import Scope

PAGE = "<html lang=en><p>All chairs of the house are flurbitised for you, dear gardne.</p></html>"


def test_own_words_are_one_or_several_a_line_with_remarks(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Farnberg\nSaatschale Saatschalen  # what we sell\n\n# all of it\n", "utf-8"
    )
    (tmp_path / "b.txt").write_text("\ufeffgießen\r\n", "utf-8")
    expected = {"farnberg", "saatschale", "saatschalen", "gießen"}
    assert own_words([tmp_path / "a.txt", tmp_path / "b.txt"]) == expected
    assert own_words([]) == frozenset()


def test_a_list_of_words_that_cannot_be_read_is_told_in_one_line(tmp_path):
    (tmp_path / "words.txt").write_bytes("gießen".encode("latin-1"))
    with pytest.raises(InputError, match=r"words.txt: not a list of words: it is not written in UTF-8"):
        own_words([tmp_path / "words.txt"])


def test_a_process_has_one_set_of_dictionaries(tmp_path):
    write(tmp_path, "tlh", ["batlh"])
    assert spellers() is spellers()
    assert spellers([tmp_path]) is spellers([tmp_path])
    assert spellers([tmp_path]).of("tlh").knows("batlh")


def test_a_message_is_spelt_without_anybody_asking_for_it():
    codes = {finding.code: finding for finding in check_message(PAGE).findings}
    assert codes["SPELL"].detail == "gardne → garden"
    known = Scope(own_words=frozenset({"gardne"}))
    assert "SPELL" not in {finding.code for finding in check_message(PAGE, known).findings}
