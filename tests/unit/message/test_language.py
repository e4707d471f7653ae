"""In which language a message is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.language import by_script, by_words, spoken
from mailworthy.message.reading import read

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3].parent / "shared" / "corpora"))

# fmt: off
TEXTS = [
    # what is read                                                                    language
    ("Sow your beans now: the soil is warm enough for them.",                         "en"),
    ("Your invoice is here",                                                          "en"),
    ("No investment needed: you can start at once.",                                  "en"),
    ("Jetzt säen, im Juni ernten: Der Boden ist warm genug für Erbsen.",              "de"),
    ("Ihre Rechnung ist da",                                                          "de"),
    ("Votre facture est disponible dans votre espace client.",                        "fr"),
    ("Su factura ya está disponible en su cuenta.",                                   "es"),
    ("La sua fattura è disponibile nella sua area clienti.",                          "it"),
    ("A sua fatura já está disponível. Não é preciso responder.",                     "pt"),
    ("Je factuur staat klaar in je account, bekijk hem hier.",                        "nl"),
    ("Twoja faktura jest już gotowa. Nie musisz nic robić.",                          "pl"),
    ("Din faktura är klar och du kan se den på vår sida.",                            "sv"),
    ("Din faktura er klar, hvis du ikke har set den: se den hos os, når du vil blive.", "da"),
    ("Laskusi on valmis ja se löytyy tililtäsi, kun kirjaudut.",                      "fi"),
    ("Vaše faktura je připravena a najdete ji na našem webu, pokud jste přihlášeni.", "cs"),
    ("A számla elkészült, és az Ön fiókjában már elérhető.",                          "hu"),
    ("Factura dumneavoastră este disponibilă și o găsiți în cont.",                   "ro"),
    ("Faturanız hazır ve bu sayfada sizin için bekliyor.",                            "tr"),
    ("春の新商品のお知らせ",                                                              "ja"),
    ("Spring Sale 2026 は本日まで。お早めにどうぞ。",                                        "ja"),
    ("春季新品上市，欢迎选购。",                                                           "zh"),
    ("봄 신상품 안내",                                                                   "ko"),
    ("Весенние новинки уже в магазине",                                               "ru"),
    ("Ваш рахунок уже готовий і доступний",                                           "uk"),
    ("Τα νέα της άνοιξης",                                                            "el"),
    ("فاتورتك جاهزة الآن",                                                            "ar"),
    ("صورتحساب شما آماده است پیوست را ببینید",                                        "fa"),
    ("החשבונית שלך מוכנה",                                                            "he"),
    ("ใบแจ้งหนี้ของคุณพร้อมแล้ว",                                                            "th"),
    # No language that anybody writes to anybody:
    ("",                                                                              ""),
    ("4711 0815",                                                                     ""),
    ("Foo bar baz",                                                                   ""),
    ("Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed tempor.",          ""),
    ("See https://der.die.example/das/und and the.of@example.com",                    "en"),
]
# fmt: on


@pytest.mark.parametrize(("text", "language"), TEXTS, ids=[f"{number}" for number in range(len(TEXTS))])
def test_the_words_tell(text, language):
    assert spoken(read(text.encode(), "text")) == language


def test_what_a_page_declares_decides_where_its_words_do_not():
    assert spoken(read(b'<html lang="de-AT"><p>4711 Foo', "html")) == "de"
    assert spoken(read(b"Content-Language: fr-CA\n\n4711 Foo")) == "fr"


def test_a_wrong_declaration_does_not_stand_against_the_words():
    """Templates are copied with ``lang="en"`` and filled with anything."""
    page = '<html lang="en"><p>Ihre Bestellung ist da und Sie können sie bei uns in der Filiale abholen.'
    assert spoken(read(page.encode(), "html")) == "de"


def test_a_text_part_of_one_line_does_not_speak_for_the_page():
    message = (
        "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
        "--b\nContent-Type: text/plain; charset=utf-8\n\nView this message in your browser.\n"
        "--b\nContent-Type: text/html; charset=utf-8\n\n<p>Ihre Bestellung ist da, und Sie können sie "
        "bei uns in der Filiale abholen, wenn Sie möchten. Bitte bringen Sie auch die Rechnung mit.\n--b--\n"
    )
    assert spoken(read(message.encode())) == "de"


def test_a_name_in_another_script_does_not_make_the_message_foreign():
    assert by_script("Our shop 日本 has new tea from Uji, and you can order it from today.") == ""
    assert (
        by_words("Our shop Überfluß has new tea, and you can order it from today as it is in store.") == "en"
    )


@given(st.text())
def test_any_text_is_taken(text):
    assert isinstance(by_script(text) or by_words(text), str)


@pytest.mark.corpora
def test_made_messages():
    folder = CORPORA / "messages"
    rows = json.loads((folder / "labels.json").read_text("utf-8"))
    wrong = [row["file"] for row in rows if spoken(read((folder / row["file"]).read_bytes())) != row["lang"]]
    assert wrong == []
