"""Words that read as others, and all the honest ones that must not be taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.lookalike import look_alike_word, look_alike_words

# fmt: off
READ_AS = [
    # typed              what it reads as
    ("раypal",           "paypal"),       # Cyrillic р, а
    ("аррle",            "apple"),
    ("Gооgle",           "Google"),       # Cyrillic о, о
    ("Vіagra",           "Viagra"),       # Ukrainian і
    ("fαctory",          "factory"),      # Greek α
    ("Сoвет",            "Совет"),        # a Russian word with a Latin o
    ("аррӏе",            "apple"),        # Cyrillic alone, and a known name
    ("𝗦𝗮𝗹𝗲",             "Sale"),         # mathematical letters
    ("Ⓢⓐⓛⓔ",             "Sale"),
]
HONEST = [
    "PayPal", "naïve", "Übergröße", "Привет", "Ελλάδα", "рассылка", "сор", "хор", "ΑΒΓ",
    "東京tokyo", "ＰＤＦファイル", "Ｓａｌｅ", "ドメイン", "ひらがなカタカナ漢字", "한국어", "ไทย", "עברית", "العربية", "हिन्दी",
    "SMSка", "VIPклуб", "VKонтакте",      # as Russians write them
    "γGT", "kΩ", "μTorrent", "Δt", "µm",  # science
    "InsiderтАЩs", "젂碼X쭆XУ",            # a charset gone wrong is no disguise
    "𝑥", "5²", "H₂O", "½", "™", "№5", "",
]
# fmt: on


@pytest.mark.parametrize(("typed", "meant"), READ_AS, ids=[meant for _, meant in READ_AS])
@pytest.mark.spec("UTS 39 §5.1")
def test_a_disguised_word_tells_what_it_reads_as(typed, meant):
    assert look_alike_word(typed) == meant


@pytest.mark.parametrize("word", HONEST, ids=range(len(HONEST)))
def test_an_honest_word_is_left_alone(word):
    assert look_alike_word(word) is None


ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyzäöüßéèñçåøœ",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς",
    "あいうえおかきくけこアイウエオカキクケコー東京大阪日本語abcdefABC",
    "가나다라마바사아자차카타파하abc",
]


@given(st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, min_size=1, max_size=12)))
def test_no_word_of_one_language_is_taken_for_another(word):
    assert look_alike_word(word) is None
    assert not list(look_alike_words(f"„{word}“ ({word}), {word}!"))


@given(st.text(max_size=60))
def test_any_text_is_read_and_places_are_words_of_it(text):
    done = 0
    for start, end, reading in look_alike_words(text):
        assert done <= start < end <= len(text)
        assert look_alike_word(text[start:end]) == reading
        done = end


def test_words_of_a_text_come_with_their_places():
    text = "Ihr раypal-Konto: Gооgle, 𝗦𝗮𝗹𝗲 — Привет, мир; аррӏе"
    found = list(look_alike_words(text))
    assert [reading for *_, reading in found] == ["paypal", "Google", "Sale", "apple"]
    assert [text[start:end] for start, end, _ in found] == ["раypal", "Gооgle", "𝗦𝗮𝗹𝗲", "аррӏе"]


@pytest.mark.parametrize("bait", ["aа", "а", "𝗦", "аaаa ", "é\u0301а"], ids=range(5))
def test_a_megabyte_of_bait_ends(bait):
    assert len(list(look_alike_words(bait * (1_000_000 // len(bait))))) <= 500
