"""Which addresses are better left alone: those that do something, those that tell who somebody is; and their honest neighbours."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.links.kept import Keeper
from mailworthy.message.links.targets import targets
from mailworthy.message.reading import read
from mailworthy.message.scope import Scope

WEB = "https://www.shop.example"
TO = "jane.doe@mail.example"


def said(*links: str, header: str = "", text: bool = False) -> list[str]:
    """Give why each link of a message is left alone."""
    body = "\n".join(links)
    kind = "plain" if text else "html"
    message = f"From: news@shop.example\nTo: Jane <{TO}>\n{header}Content-Type: text/{kind}; charset=utf-8\n\n{body}\n"
    draft = read(message.encode(), "eml")
    keeper = Keeper(draft)
    return [keeper.why(one) for one in targets(draft, Scope()).everything]


def why(url: str, words: str = "Offer") -> str:
    (reason,) = said(f'<p><a href="{url}">{words}</a></p>')
    return reason


# fmt: off
BY_ADDRESS = [
    # address                                                                   why it is left alone
    ("/unsubscribe",                                                            "unsubscribe"),
    ("/newsletter/unsub?x=1",                                                   "unsubscribe"),
    ("/UnsubscribeMe",                                                          "unsubscribe"),
    ("/n?action=optOut",                                                        "unsubscribe"),
    ("/opt-out",                                                                "unsubscribe"),
    ("/opt_out",                                                                "unsubscribe"),
    ("/one-click",                                                              "unsubscribe"),
    ("/email/preferences",                                                      "unsubscribe"),
    ("/newsletter/abmelden",                                                    "unsubscribe"),
    ("/abbestellung",                                                           "unsubscribe"),
    ("/desabonnement",                                                          "unsubscribe"),
    ("/d%C3%A9sabonnement",                                                     "unsubscribe"),
    ("/darse-de-baja",                                                          "unsubscribe"),
    ("/disiscrizione",                                                          "unsubscribe"),
    ("/uitschrijven",                                                           "unsubscribe"),
    ("/mail/haishin-teishi",                                                    "unsubscribe"),
    ("/confirm/abc",                                                            "acts"),
    ("/account/activate",                                                       "acts"),
    ("/verify-email",                                                           "acts"),
    ("/password/reset",                                                         "acts"),
    ("/logout",                                                                 "acts"),
    ("/order/42/cancel",                                                        "acts"),
    ("/event/rsvp?answer=yes",                                                  "acts"),
    ("/auth/magic-link",                                                        "acts"),
    ("/bestaetigen",                                                            "acts"),
    ("/kuendigung",                                                             "acts"),
    ("/confirmer-inscription",                                                  "acts"),
    ("/conferma",                                                               "acts"),
    ("/bevestigen",                                                             "acts"),
    (f"/p?for={TO}",                                                            "token"),
    ("/p?for=jane.doe%40mail.example",                                          "token"),
    ("/p?for=JANE.DOE%40mail.example",                                          "token"),
    (f"/p/{TO.encode().hex()}/x",                                               "token"),
    (f"/p/{base64.b64encode(TO.encode()).decode()}",                            "token"),
    (f"/p/{base64.urlsafe_b64encode(TO.encode() + b'|7').decode()}",            "token"),
    ("/p?uid=4711",                                                             "token"),
    ("/p?subscriber_id=9f3",                                                    "token"),
    ("/p?mc_eid=042ea43672",                                                    "token"),
    ("/p?token=a1",                                                             "token"),
    ("/p?u=3f21937f0f636c8cec1db30bf",                                          "token"),
    ("/c/eJxVjk1uwzAMhU8jLS0MGt",                                               "token"),
    ("/ls/click?upn=u001.aB3dE5gH7jK9mN1p",                                     "token"),
    ("/r/8d3a1f2e-9c4b-4f6a-8e21-7b0c5d9e1f33",                                 "token"),
    ("/page/m/29b912ea/30fdff35/305bd923/VEsH/",                                "token"),
    ("/t?x2mQ9vL4pR7sT1wY",                                                     "token"),
    ("/shop?id={{id}}",                                                         "merge_tag"),
    ("/shop?id=*|ID|*",                                                         "merge_tag"),
    ("/shop?id=%7B%7Bid%7D%7D",                                                 "merge_tag"),
    # Honest neighbours.
    ("/",                                                                       ""),
    ("/summer-sale-2026?utm_source=newsletter&utm_campaign=KW47-a8F3k2Q9x1",    ""),
    ("/products/iphone15promax256gb",                                           ""),
    ("/blog/2026/11/22/why-accessibility-matters-more-than-ever",               ""),
    ("/article/20261122143000",                                                 ""),
    ("/sku/12345678",                                                           ""),
    ("/resetting-expectations.html?page=2",                                     "acts"),  # a price of being careful
    ("/parent/leaves-of-grass",                                                 ""),
    ("/produkte/Gartenm%C3%B6bel/Sonnenschirme",                                ""),
    ("/%E3%82%AB%E3%83%86%E3%82%B4%E3%83%AA/%E6%96%B0%E5%95%86%E5%93%81",       ""),
    ("/search?q=garden+chairs&page=3&sort=price",                               ""),
    ("/voucher?code=SUMMER",                                                    ""),
    ("/user/garden",                                                            ""),
]
ELSEWHERE = [
    # whole address                                                              why it is left alone
    ("https://shop.us14.list-manage.com/track/click?u=a1b2c3d4&id=aa11bb22",     "token"),
    ("https://unsubscribe.shop.example/x",                                       "unsubscribe"),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ",                              ""),
    ("https://www.youtube.com/playlist?list=PLcVEYUqU7VRfMHA7Hr_oh27b6DDkqzy3M", ""),
    ("https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74/",  ""),
    (f"https://www.youtube.com/watch?v={TO}",                                    "token"),
    ("https://10.0.0.1/x",                                                       "ip"),
    ("https://2130706433/",                                                      "ip"),
    ("https://[::1]/",                                                           "ip"),
    ("https://localhost/x",                                                      "inner"),
    ("https://shop.local/x",                                                     "inner"),
    ("https://shop.example:8443/",                                               "port"),
    ("https://shop@www.shop.example/",                                           "user"),
    ("http://https://www.shop.example/",                                         "malformed"),
    (f"{WEB}/{'a' * 5000}",                                                      "long"),
    ("https://{{host}}/x",                                                       "merge_tag"),
]
BY_WORDS = [
    # words of the link                                  why it is left alone
    ("Unsubscribe",                                      "unsubscribe"),
    ("Manage preferences",                               "unsubscribe"),
    ("Newsletter abbestellen",                           "unsubscribe"),
    ("Hier abmelden",                                    "unsubscribe"),
    ("配信停止はこちら",                                 "unsubscribe"),
    ("メルマガ解除",                                     "unsubscribe"),
    ("Se désabonner",                                    "unsubscribe"),
    ("Darse de baja",                                    "unsubscribe"),
    ("Cancella la tua iscrizione",                       "acts"),
    ("Uitschrijven",                                     "unsubscribe"),
    ("Confirm your e-mail address",                      "acts"),
    ("Verify now",                                       "acts"),
    ("Activate account",                                 "acts"),
    ("Reset password",                                   "acts"),
    ("Log out",                                          "acts"),
    ("Cancel order",                                     "acts"),
    ("RSVP",                                             "acts"),
    ("Anmeldung bestätigen",                             "acts"),
    ("Konto aktivieren",                                 "acts"),
    ("Bestellung stornieren",                            "acts"),
    ("メールアドレスを確認",                             "acts"),
    ("本登録を完了する",                                 "acts"),
    ("予約をキャンセル",                                 "acts"),
    ("Confirmez votre adresse",                          "acts"),
    ("Confirmar registro",                               "acts"),
    ("Conferma la registrazione",                        "acts"),
    ("Bevestig je aanmelding",                           "acts"),
    ("See the new chairs",                               ""),
    ("Zu den neuen Stühlen",                             ""),
    ("新しい椅子を見る",                                 ""),
    ("詳細を確認する",                                   ""),
    ("Voir les nouveautés",                              ""),
    ("View in browser",                                  ""),
    ("Impressum",                                        ""),
]
# fmt: on


@pytest.mark.parametrize(
    ("url", "reason"),
    [(f"{WEB}{path}", reason) for path, reason in BY_ADDRESS] + ELSEWHERE,
    ids=lambda text: text[:90],
)
def test_what_an_address_says(url, reason):
    assert why(url) == reason


@pytest.mark.parametrize(("words", "reason"), BY_WORDS)
def test_what_the_words_of_a_link_say(words, reason):
    assert why(f"{WEB}/p/7", words) == reason


# fmt: off
AROUND = [
    # page, its last link                                                                                     why
    (f'<p>You no longer wish to receive this? <a href="{WEB}/a">Click here</a></p>',                          ""),  # another sentence
    (f'<p>To unsubscribe <a href="{WEB}/a">click here</a>.</p>',                                              "unsubscribe"),
    (f'<p><a href="{WEB}/a">Click here</a> to unsubscribe.</p>',                                              "unsubscribe"),
    (f'<p>Um Ihre Anmeldung zu bestätigen, klicken Sie bitte <a href="{WEB}/a">hier</a>.</p>',                "acts"),
    (f'<p>配信停止は<a href="{WEB}/a">こちら</a></p>',                                                        "unsubscribe"),
    (f'<p>Pour vous désabonner, <a href="{WEB}/a">cliquez ici</a></p>',                                       "unsubscribe"),
    (f'<p>Unsubscribe at any time. More <a href="{WEB}/a">here</a>.</p>',                                     ""),
    (f'<p>Shop | Unsubscribe | <a href="{WEB}/a">Click for news</a></p>',                                     ""),
    (f'<p>Unsubscribe <a href="{WEB}/a">Chairs</a></p>',                                                      ""),
    (f'<p><a href="{WEB}/a"><img src="{WEB}/b.png" alt="Unsubscribe"></a></p>',                               "unsubscribe"),
]
IN_TEXT = [
    # plain text                                                     why
    (f"Unsubscribe: {WEB}/a",                                        "unsubscribe"),
    (f"Abmelden:\n{WEB}/a",                                          "unsubscribe"),
    (f"配信停止はこちら\n\n  {WEB}/a",                               "unsubscribe"),
    (f"Confirm here: <{WEB}/a>",                                     "acts"),
    (f"Unsubscribe at any time.\n\nThe new chairs: {WEB}/a",         ""),
    (f"The new chairs:\n{WEB}/a",                                    ""),
]
# fmt: on


@pytest.mark.parametrize(("page", "reason"), AROUND)
def test_a_link_that_says_nothing_is_read_in_its_sentence(page, reason):
    assert said(page)[0] == reason


@pytest.mark.parametrize(("text", "reason"), IN_TEXT)
def test_in_plain_text_the_line_before_says_what_an_address_does(text, reason):
    assert said(text, text=True) == [reason]


# fmt: off
LISTED = [
    # beside <…/list?u=7>, <…/also#x> and <…/?stop> in the header
    ("/list?u=7",       "unsubscribe"),
    ("/list?u=7#a",     "unsubscribe"),
    ("/list?lang=de",   "unsubscribe"),  # the same page: who knows what it does with other parameters
    ("/List/",          "unsubscribe"),
    ("/also",           "unsubscribe"),
    ("/?stop",          "unsubscribe"),
    ("/",               ""),
    ("/?a=b",           ""),
    ("/list/x",         ""),
    ("/lists",          ""),
]
# fmt: on


@pytest.mark.spec("RFC 2369 §3.2")
def test_the_addresses_of_the_header_are_never_visited():
    header = f"List-Unsubscribe: <mailto:u@shop.example>, <{WEB}/list?u=7>,\n <{WEB}/also#x>, <{WEB}/?stop>\n"
    page = "".join(f'<a href="{WEB}{path}">x</a>' for path, _ in LISTED)
    assert said(page, header=header) == [reason for _, reason in LISTED]


# fmt: off
PICTURES = [
    # picture                                                                     why
    (f'<img src="{WEB}/a.png">',                                                  ""),
    (f'<img src="{WEB}/a/9f86d081884c7d659a2feaa0c55ad015.jpg" width="600">',     ""),  # named by what is in it
    (f'<img src="{WEB}/unsubscribe.png" width="600">',                            ""),
    (f'<img src="{WEB}/a?w=600&h=400" width="600">',                              ""),
    (f'<img src="{WEB}/spacer.gif" width="1" height="20">',                       ""),
    (f'<img src="{WEB}/a.png" width="1" height="1">',                             "pixel"),
    (f'<img src="{WEB}/a.gif" style="display:none">',                             "pixel"),
    (f'<img src="{WEB}/track/open.php?x=1">',                                     "pixel"),
    (f'<img src="{WEB}/wf/open?x=1">',                                            "pixel"),
    (f'<img src="{WEB}/o/eJxVjk1uwzAMhU8jLS0MGt">',                               "pixel"),
    (f'<img src="{WEB}/o.gif?uid=4711">',                                         "pixel"),
    (f'<img src="{WEB}/o.gif?for={TO}">',                                         "token"),
    (f'<img src="{WEB}/a.png?id={{{{id}}}}">',                                    "merge_tag"),
]
# fmt: on


@pytest.mark.parametrize(("picture", "reason"), PICTURES)
def test_pictures_are_what_every_client_loads_but_those_that_count_who_looked(picture, reason):
    assert said(f"<p>{picture}</p>") == [reason]


def test_a_form_is_never_sent():
    assert said(f'<form action="{WEB}/f"><input name="a"></form>') == ["form"]


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_text_has_an_answer(path, words):
    page = f'<a href="{WEB}/{path}">{words}</a>'
    assert all(isinstance(reason, str) for reason in said(page.replace("\n", " ")))
