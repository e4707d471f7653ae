"""What a message is for: duties of advertising are none of a receipt's, a letter's or a discussion's."""

from __future__ import annotations

import pytest

from mailworthy.message.law.purpose import Purpose, purpose, signs
from mailworthy.message.law.shown import shown
from mailworthy.message.reading import read

HEAD = "From: Ann <ann@a.example>\nTo: Bob <bob@b.example>\n"

# fmt: off
MAIL = [
    # header, subject, text                                                                                                             purpose
    ("", "Lunch?", "Hi Bob,\nare you free for lunch on Friday?\nAnn",                                                                  Purpose.PERSONAL),
    ("In-Reply-To: <1@b.example>\n", "Re: Lunch?", "Sale or no sale, I come.\n> are you free for lunch?",                              Purpose.PERSONAL),
    ("List-Post: <mailto:dev@l.example>\nList-Id: <dev.l.example>\n", "[dev] Deadlock", "Hi,\nsee the patch.\nTo unsubscribe: x",       Purpose.PERSONAL),
    ("", "Key signing", "Anyone interested?\nSponsored by Geek heaven\nX mailing list\nhttps://l.example/lists/listinfo/x",              Purpose.PERSONAL),
    ("List-Post: NO\nList-Unsubscribe: <https://a.example/u>\n", "News", "Our newsletter: 20% off, shop now.",                          Purpose.ADVERTISING),
    ("Mailing-List: list x@groups.example\n", "Ray", "Details to follow.\nTo unsubscribe from this group, send an email",               Purpose.PERSONAL),
    ("", "Счет", "Вы получили это письмо, потому что запросили ссылку на ваш заказ.",                                                 Purpose.PERSONAL),
    ("", "Новости", "Вы получили это письмо, потому что подписались. Отписаться: https://a.example/u",                                  Purpose.ADVERTISING),
    ("List-Id: <n.a.example>\n", "Новости", "Вы получили это письмо, потому что подписались.",                                          Purpose.ADVERTISING),
    ("", "Spring sale", "20% off. Shop now. Free shipping. Special offer.",                                                            Purpose.ADVERTISING),
    ("", "News in May", "You receive this newsletter because you subscribed.",                                                         Purpose.ADVERTISING),
    ("", "Your order 1234", "Thank you for your order.\nOrder number 1234\nSubtotal: $20\nShipping address: 1 Main St",                 Purpose.TRANSACTIONAL),
    ("", "Reset your password", "You asked to reset your password. If you did not request this, ignore it.",                           Purpose.TRANSACTIONAL),
    ("", "Bestellbestätigung", "Ihre Bestellung\nBestellnummer: 1234\nZwischensumme 20 €\nLieferadresse: Weg 1",                        Purpose.TRANSACTIONAL),
    ("", "【ご注文確認】", "ご注文ありがとうございます。\nご注文番号:1234\nお届け先:東京都\n合計金額:2,000円",                          Purpose.TRANSACTIONAL),
    ("", "Your order ships free", "20% off. Shop now. Special offer. Buy now. Coupon inside. You signed up for our newsletter.",        Purpose.ADVERTISING),
    ("", "One last thing", "Chip in $5. Donate now. Paid for by Friends of Ann. Unsubscribe",                                          Purpose.POLITICAL),
]
LANGUAGES = {"Bestellbestätigung": "de", "【ご注文確認】": "ja", "Счет": "ru", "Новости": "ru"}
# fmt: on


@pytest.mark.parametrize(("header", "subject", "text", "meant"), MAIL)
def test_purposes(header, subject, text, meant):
    raw = f"{HEAD}{header}Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    draft = read(raw.encode())
    assert purpose(signs(draft, shown(draft), LANGUAGES.get(subject, "en"))) is meant


def test_a_page_that_tells_nothing_is_unknown():
    draft = read(b"<h1>Columns</h1><img src=a><img src=b><img src=c><p>Lorem ipsum</p>", "html")
    assert purpose(signs(draft, shown(draft), "en")) is Purpose.UNKNOWN


def test_pictures_speak_by_their_alternative_texts():
    draft = read(
        b"<img src=a alt='20% off'><img src=b alt='Shop now'><img src=c alt='Free shipping'>", "html"
    )
    assert purpose(signs(draft, shown(draft), "en")) is Purpose.ADVERTISING
