"""Who writes: a name in From or in the text, a way to ask, an imprint, a privacy notice."""

from __future__ import annotations

import pytest

from mailworthy.message.law import identity
from mailworthy.message.law.shown import shown
from mailworthy.message.reading import read

# fmt: off
FROM = [
    # From                                             names somebody
    ("Fernhill Garden <news@fernhill.example>",        True),
    ("株式会社しだやま園芸 <news@shidayama.example>",  True),
    ("news@fernhill.example",                          False),
    ("Newsletter <news@fernhill.example>",             False),
    ('"news@fernhill.example" <n@fernhill.example>', False),
    ("お知らせ <news@shidayama.example>",              False),
    ("2026 <n@fernhill.example>",                      False),
    ("",                                               None),  # a page that has no header yet
]
TEXT = [
    # text                                                 names somebody
    ("Sale!\nFernhill Garden Supplies LLC\nBye",           True),
    ("Sale!\n株式会社しだやま園芸",                        True),
    ("Sale!\nFarnberg GmbH & Co. KG",                      True),
    ("Sale!\n© 2026 Fernhill",                             True),
    ("Sale at Fernhill this week",                         True),   # the domain's own name
    ("BACK IN STOCK, AS SEEN IN NV",                       False),  # a word and a state
    ("Sale!\nVolvo AB, Göteborg",                          True),
    ("Sale! See www.fernhill.example",                     False),  # an address of the web is no name
    ("Sale! Write to news@fernhill.example",               False),
    ("Sale!\nNapkin\n461 S. Milpitas Blvd, Milpitas",      True),   # what stands above an address
    ("Shop now.\n461 S. Milpitas Blvd, Milpitas",          False),  # a sentence is no name
    ("Sent by {{ company.name }}",                         True),
]
CONTACT = [
    ("en", "Questions? Write to us",         True),  ("ja", "お問い合わせ: フォーム",        True),
    ("ja", "電話 03-0000-0000",              True),  ("en", "+44 20 7946 0018",             True),
    ("en", "hello@fernhill.example",         True),  ("en", "Sale until 2026-03-10, $20.00", False),
    ("ja", "reader@recipient.example 宛に配信",  False), ("ja", "サポート期間は三年です",  False),
    ("ja", "春の種まきに適した時期です",     False),
]
IMPRINT = [
    # text                                                                              link   parts
    ("Impressum · Datenschutz",                                                         True,  set()),
    ("Farnberg GmbH, Geschäftsführerin: A. Beispiel, Amtsgericht Leipzig HRB 12345",    False, {"form", "register", "representative", "address"}),
    ("Farnberg GmbH",                                                                   False, {"form", "address"}),
]
# fmt: on


def _draft(text: str, sender: str = "news@fernhill.example"):
    return read(text.encode(), "text", sender=sender)


@pytest.mark.parametrize(("sender", "names"), FROM)
def test_from_names_somebody(sender, names):
    assert identity.named_in_header(_draft("x", sender)) is names


@pytest.mark.parametrize(("text", "names"), TEXT)
def test_the_text_names_somebody(text, names):
    draft = _draft(text)
    address = text.find("461")
    found = identity.named_in_text(draft, shown(draft), None if address < 0 else address)
    assert (found is not None) is names


@pytest.mark.parametrize(("language", "text", "there"), CONTACT)
def test_a_way_to_ask(language, text, there):
    assert (
        identity.contact(shown(_draft(text)), language, frozenset({"reader@recipient.example"})) is not None
    ) is there


def test_a_mail_link_is_a_contact_unless_it_unsubscribes():
    def way(href):
        return identity.contact(shown(read(f"<p>Sale</p><a href='{href}'>x</a>".encode(), "html")), "ja")

    assert way("mailto:info@fernhill.example")
    assert not way("mailto:unsub@fernhill.example")


@pytest.mark.parametrize(("text", "link", "parts"), IMPRINT)
def test_an_imprint(text, link, parts):
    there = identity.imprint(shown(_draft(text)), "de", address=bool(parts))
    assert (there.link is not None) is link
    assert there.parts == parts


def test_a_privacy_notice_may_be_named_by_its_address():
    seen = shown(read(b"<p>Sale</p><a href='https://a.example/privacy'>here</a>", "html"))
    assert identity.privacy(seen, "en")
    assert not identity.privacy(
        shown(read(b"<p>Sale</p><a href='https://a.example/shop'>here</a>", "html")), "en"
    )
