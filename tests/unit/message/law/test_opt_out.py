"""How a message can be stopped: in which words, how plainly, and what it asks for it."""

from __future__ import annotations

import pytest

from mailworthy.message.law.opt_out import opt_out
from mailworthy.message.law.shown import shown
from mailworthy.message.reading import read

# fmt: off
WORDS = [
    # language  what stands in the footer
    ("en", "Don't want these emails? Unsubscribe"), ("en", "You can opt out at any time"), ("en", "If you no longer wish to hear from us, click here"),
    ("en", "To be removed from this list, reply with REMOVE"), ("en", "Manage your preferences"),
    ("de", "Newsletter abbestellen"), ("de", "Hier können Sie sich abmelden"), ("de", "Sie möchten keine E-Mails mehr erhalten?"),
    ("ja", "配信停止はこちら"), ("ja", "メールの受信を希望されない場合"), ("ja", "メルマガの登録解除"),
    ("fr", "Se désabonner"), ("fr", "Vous ne souhaitez plus recevoir nos e-mails ?"),
    ("es", "Darse de baja"), ("it", "Cancellati dalla newsletter"), ("nl", "Uitschrijven"), ("pt", "Cancelar a subscrição"),
    ("pl", "Wypisz się z newslettera"), ("sv", "Avregistrera dig"), ("da", "Afmeld nyhedsbrevet"), ("no", "Meld deg av"),
    ("fi", "Peruuta tilaus"), ("cs", "Odhlásit odběr"), ("zh", "退订"), ("ko", "수신거부"), ("ru", "Отписаться от рассылки"),
    ("tr", "Abonelikten çık"),
]
LINKS = [
    # in the page                                                                     found
    ("<a href='https://a.example/unsubscribe?u=1'>here</a>",                          True),   # the address says it
    ("<a href='mailto:leave@a.example?subject=unsubscribe'>x</a>",                    True),
    ("<a href='https://a.example/x'><img src='u.png' alt='Unsubscribe'></a>",         True),
    ("<a href='*|UNSUB|*'>bye</a>",                                                   True),
    ("<a href='{{ unsubscribe_url }}'>bye</a>",                                       True),
    ("<a href='%%unsub_center_url%%'>bye</a>",                                        True),
    ("<unsubscribe>bye</unsubscribe>",                                                True),   # Campaign Monitor
    ("<a href='https://a.example/manage/subscriptions'>x</a>",                        True),
    ("<a href='https://a.example/settings/notifications'>x</a>",                      True),
    ("<a href='https://a.example/subscription-boxes'>Our boxes</a>",                  False),
    ("<p>If you no longer want to pay too much, come in.</p>",                        False),
    ("<a href='https://a.example/shop'>Shop</a>",                                     False),
    ("<p style='display:none'>Unsubscribe</p>",                                       False),  # nobody sees it
    ("<p>Remove the cake from the oven</p>",                                          False),
]
BURDENS = [
    # language  sentence                                                                                              what it asks
    ("en", "To unsubscribe, <a href='/login'>log in to your account</a> and pay the processing fee of $2.",           {"fee", "login"}),
    ("en", "To unsubscribe, please enter your password.",                                                             {"password"}),
    ("en", "To opt out, send a letter to our office.",                                                                {"letter"}),
    ("en", "To unsubscribe please call 1-800-555-1923.",                                                              {"phone"}),
    ("en", "To unsubscribe, please fill in the form and tell us why.",                                                {"steps"}),
    ("en", "You can <a href='/u'>unsubscribe</a> at any time: no fee, no login required.",                            set()),
    ("en", "<a href='/l'>Log in</a> | <a href='/u'>Unsubscribe</a> | <a href='/p'>Privacy</a>",                       set()),
    ("en", "Please log in to manage your preferences, or <a href='/u'>unsubscribe here</a>.",                         set()),
    ("en", "<a href='/login'>Log in to unsubscribe</a> if you must.",                                                 {"login"}),
    ("en", "To unsubscribe, reply to this mail or write a letter to bye@a.example.",                                  set()),
    ("en", "Orders cost $5 to ship.</p><p><a href='/u'>Unsubscribe</a>",                                              set()),
    ("en", "To change your email preferences, please log in to your account.</p><p>To be removed, go to http://a.example/unsub.", set()),
    ("de", "Zum Abbestellen bitte im Kundenkonto anmelden; es wird eine Bearbeitungsgebühr von 2 € erhoben.",         {"fee", "login"}),
    ("de", "Die Abmeldung ist nur schriftlich per Post möglich.",                                                     {"letter"}),
    ("de", "Zum Abbestellen rufen Sie uns bitte an: 089 123456.",                                                     {"phone"}),
    ("de", "Sie können jederzeit widersprechen, ohne dass andere Kosten als die Übermittlungskosten nach den Basistarifen entstehen.", set()),
    ("de", "<a href='/ab'>Newsletter abbestellen</a> · Bitte loggen Sie sich ein, um Ihre Daten zu ändern.",          set()),
    ("ja", "配信停止にはログインのうえ、手数料200円が必要です。",                                                     {"fee", "login"}),
    ("en", "Unsubscribing costs $1.99, which will be charged to your card.",                                          {"fee"}),
    ("de", "Eine Abmeldung ist ausschließlich telefonisch möglich.",                                                  {"phone"}),
    ("ja", "解除をご希望の方は、書面を郵送してください。",                                                            {"letter"}),
    ("ja", "配信停止をご希望の方はお電話にてご連絡ください。",                                                        {"phone"}),
    ("ja", "配信停止は<a href='/s'>こちら</a>からお手続きください。ログインは不要です。",                             set()),
    ("fr", "Pour vous désabonner, connectez-vous et payez des frais de 2 €.",                                         {"fee", "login"}),
    ("fr", "Pour vous désabonner, veuillez nous écrire par courrier recommandé.",                                     {"letter"}),
    ("fr", "Vous pouvez vous <a href='/d'>désabonner</a> gratuitement, sans mot de passe.",                           set()),
]
# fmt: on


def _way(html: str, language: str = "en"):
    seen = shown(read(html.encode(), "html"))
    assert seen is not None
    return opt_out(seen, language)


@pytest.mark.parametrize(("language", "text"), WORDS)
def test_words_of_many_languages(language, text):
    assert _way(f"<p>Hello</p><p>{text}</p>", language).language == language


@pytest.mark.parametrize(
    ("language", "text"), [pair for pair in WORDS if pair[0] not in {"en", "sv", "da", "no"}]
)
def test_a_language_that_is_not_the_messages_is_recognised(language, text):
    way = _way(f"<p>Hello</p><p>{text}</p>", "en")
    assert way.found
    assert way.language == language


@pytest.mark.parametrize(("html", "found"), LINKS)
def test_links_tags_and_what_is_none(html, found):
    assert _way(f"<p>Hello</p>{html}").found is found


def test_hidden_words_are_told_apart_from_missing_ones():
    assert _way("<p>Hello</p><p style='display:none'>Unsubscribe</p>").hidden
    assert not _way("<p>Hello</p><p>Unsubscribe</p>").hidden


@pytest.mark.parametrize(("language", "html", "asked"), BURDENS)
def test_what_stopping_asks_for(language, html, asked):
    assert {burden.kind for burden in _way(f"<p>Hello</p><p>{html}</p>", language).burdens} == asked


def test_the_burden_is_shown_in_its_own_sentence():
    (burden,) = _way("<p>Bye. To unsubscribe, please enter your password. Thanks.</p>").burdens
    assert burden.word == "password"
    assert burden.place["snippet"] == "To unsubscribe, please enter your password."
