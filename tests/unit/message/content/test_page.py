"""What a page wants to do, its pictures, and what was never filled in."""

from __future__ import annotations

import pytest
from content_look import looked, page, parts, text

from mailworthy.finding import Confidence, Severity

# fmt: off
ACTIVE = [
    ('<form action="https://a.example/"><input></form>',            {"HTML-FORM"}),
    ("<textarea></textarea>",                                       {"HTML-FORM"}),
    ("<button>OK</button>",                                         set()),
    ("<script>x</script>",                                          {"HTML-SCRIPT"}),
    ('<script type="application/ld+json">{}</script>',              set()),
    ('<p onclick="x()" onload="y()">a</p>',                         {"HTML-EVENT-ATTR"}),
    ('<p on="x" one="y">a</p>',                                     {"HTML-EVENT-ATTR"}),  # any name that begins so
    ('<iframe src="https://a.example/"></iframe>',                  {"HTML-IFRAME"}),
    ('<audio src="https://a.example/a.mp3"></audio>',               {"HTML-VIDEO"}),
    ("<embed><object></object><applet></applet>",                   {"HTML-EMBED"}),
    ('<base href="https://a.example/">',                            {"HTML-BASE"}),
    ('<base target="_blank">',                                      set()),
    ('<meta http-equiv="Refresh" content="0">',                     {"HTML-META-REFRESH"}),
    ('<meta http-equiv="X-UA-Compatible" content="IE=edge">',       set()),
    ("<!--[if mso]><form><script>x</script></form><![endif]-->",    set()),  # Word's own
    ("</b>" * 11,                                                   set()),
    ("</b>" * 12,                                                   {"HTML-BROKEN"}),
    ("<p>a" * 300,                                                  set()),  # these end tags may be left out
    ('<font size="5">a</font>' * 3,                                 set()),
    ('<font size="5">a</font>' * 2 + '<font color="#FF0000">a</font>' * 2, {"HTML-LOUD-TYPE"}),
    ('<font size="3" color="#333333">a</font>' * 9,                 set()),
]
BANNER = '<a href="https://a.example/"><img src="https://a.example/a.png" width="600" height="900" alt="Sale"></a>'
FOOT = "<p>You receive this newsletter because you signed up on our site.</p><p>Shop Ltd, 1 High Street, Leeds</p><p>Unsubscribe</p>"
SENTENCE = "Made of oak from our own forest, oiled by hand."
PICTURES = [
    (BANNER,                                                        True),
    (BANNER + FOOT,                                                 True),
    ("<p>View this message in your browser</p>" + BANNER + FOOT,    True),
    (BANNER + f"<p>{SENTENCE}</p>" + FOOT,                          True),
    (BANNER + f"<p>{SENTENCE} {SENTENCE} {SENTENCE}</p>" + FOOT,    False),
    (FOOT + BANNER + f"<p>{SENTENCE} {SENTENCE} {SENTENCE}</p>",    False),  # housekeeping above is no end
    ('<img src="https://a.example/a.png">',                         True),  # of any size
    (f'<img src="https://a.example/a.png"><p>{SENTENCE}</p>' + FOOT, False),
    ('<img src="https://a.example/logo.png" width="120" height="40"><p>Hello</p>', False),
    ('<img src="https://a.example/a.gif" width="1" height="1">',    False),
    (f'<p>{"木の椅子が届きました。" * 5}</p>' + BANNER,                 False),
    ("<p>椅子</p>" + BANNER + "<p>配信停止はこちら</p>",                True),
    ("<p>Hello</p>",                                                False),
]
PIXELS = [
    ('<img src="https://a.example/o?id=1" width="1" height="1">',               True),
    ('<img src="//a.example/o?id=1" style="width:1px;height:1px">',             True),
    ('<img src="https://a.example/o?id=1" width="0" height="0">',               True),
    ('<img src="https://a.example/o?id=1" width="1" height="20">',              False),
    ('<img src="https://a.example/o?id=1">',                                    False),
    ('<img src="https://a.example/spacer.gif" width="1" height="1">',           False),
    ('<img src="https://a.example/x.gif" width="1" height="1">' * 3,            False),  # holds a layout open
    ('<img src="cid:x" width="1" height="1">',                                  False),
]
PLACEHOLDERS = [
    ("Lorem ipsum dolor sit amet",          "“Lorem ipsum”, “dolor sit amet”"),
    ("Your text here",                      "“Your text here”"),
    ("INSERT YOUR LOGO HERE",               "“INSERT YOUR LOGO HERE”"),
    ("Hier steht Ihr Text",                 "“Hier steht Ihr Text”"),
    ("Überschrift einfügen",                "“Überschrift einfügen”"),
    ("Votre texte ici",                     "“Votre texte ici”"),
    ("ここにテキストが入ります",                "“ここにテキストが入ります”"),
    ("見出しが入ります",                       "“見出しが入ります”"),
    ("Use this area to offer a short teaser of", "“Use this area to offer a short teaser”"),
    ("I'm a new paragraph block.",          "“I'm a new paragraph block”"),
    ("Click or tap here to enter text.",    "“Click or tap here to enter text”"),
    ("Klicken oder tippen Sie hier, um Text einzugeben.", "“Klicken oder tippen Sie hier, um Text einzugeben”"),
    ("Cliquez ou appuyez ici pour entrer du texte.", "“Cliquez ou appuyez ici pour entrer du texte”"),
    ("Haga clic o pulse aquí para escribir texto.", "“Haga clic o pulse aquí para escribir texto”"),
    ("ここをクリックまたはタップしてテキストを入力してください。", "“ここをクリックまたはタップしてテキストを入力”"),
    ("On [Date] in our shop",               "“[Date]”"),
    ("Only XX,XX € today",                  "“XX,XX €”"),
    ("Only $XX.XX today",                   "“$XX.XX”"),
    ("See [1], the date and xx. xx",        None),
    ("Click here to enter the shop",        None),
    ("The area offers a short teaser",      None),
    ("Add your name here to sign",          None),
    ("The headline here is oak",            None),
    ("Ici, votre texte compte",             None),
    ("ここに座ってください",                    None),
]
STAND_INS = [
    ("https://via.placeholder.com/600x200", "placeholder.com"),
    ("http://placehold.it/25/663399",       "placehold.it"),
    ("//picsum.photos/200",                 "picsum.photos"),
    ("https://shop.example/placeholder_600.gif", "placeholder_600.gif"),
    ("https://shop.example/i?f=image-placeholder.png&w=3", "image-placeholder.png"),
    ("https://shop.example/no-placeholder.png", None),
    ("https://shop.example/placeholders.png", None),
    ("https://shop.example/placehold.it/",  None),
    ("https://notplacehold.it/1",           None),
]
MISSING = [
    ("Dear ,\nthe chairs are here.",        "“Dear ,”"),
    ("Dear,\nthe chairs are here.",         "“Dear,”"),
    ("Hi , your order is on its way.",      "“Hi ,”"),
    ("Sehr geehrte Frau ,\nSie erhalten",   "“Sehr geehrte Frau ,”"),
    ("Hallo ,\nIhre Bestellung",            "“Hallo ,”"),
    ("Bonjour ,\nvotre commande",           "“Bonjour ,”"),
    ("Estimado,\nsu pedido",                "“Estimado,”"),
    ("様\nご注文ありがとうございます。",            "“様”"),
    ("undefined様\nご注文ありがとうございます。",   "“undefined様”"),
    ("Hello undefined!\nYour order",        "“Hello undefined”"),
    ("Dear None,\nyour order",              "“Dear None”"),
    ("Total: $NaN",                         "“$NaN”"),
    ("Your items: [object Object]",         "“[object Object]”"),
    ("Hello,\nyour order",                  None),
    ("Bonjour !\nvotre commande",           None),
    ("Oh dear, it rains.",                  None),
    ("Dear, dear, it rains.",               None),
    ("Dear Nan,\nyour order",               None),
    ("Hello Nonette,\nyour order",          None),
    ("Liebe, Tod und Teufel",               None),
    ("Undefined behaviour is null and void.", None),
    ("田中様\nご注文ありがとうございます。",         None),
]
# fmt: on


@pytest.mark.parametrize(("said", "expected"), MISSING, ids=range(len(MISSING)))
def test_a_value_that_never_came(said, expected):
    found = looked(text(said), "eml").get("CONTENT-VALUE-MISSING")
    assert (found.detail if found else None) == expected


def test_a_value_may_be_missing_in_the_subject_too():
    found = looked("Subject: Hi , your chairs\n" + text("The chairs are here."), "eml")[
        "CONTENT-VALUE-MISSING"
    ]
    assert (found.detail, found.where["header"]) == ("“Hi ,”", "Subject")


@pytest.mark.parametrize(
    ("said", "kind", "only"),
    [
        ("{{ news }}", "html", False),  # words will come
        ("News", "html", True),
        ("{{ news }}", "eml", True),  # they never came
    ],
)
def test_pictures_alone_are_told_when_all_words_are_there(said, kind, only):
    source = f"{BANNER}<p>{said}</p>"
    assert ("IMG-ONLY" in looked(source if kind == "html" else page(source), kind)) is only


@pytest.mark.parametrize(("src", "host"), STAND_INS, ids=range(len(STAND_INS)))
def test_pictures_that_stand_in_for_others(src, host):
    found = looked(page(f'<p>Here is oak.</p><img src="{src}" alt="Oak">')).get("CONTENT-PLACEHOLDER")
    assert (found.detail if found else None) == host


@pytest.mark.parametrize(
    ("html", "severity"),
    [
        (
            '<input type="radio" id="a"><input type="checkbox" id="b">',
            Severity.INFO,
        ),  # CSS shows what they choose
        ('<form><input type="radio"></form>', None),
        ('<input type="radio"><input type="text">', None),
        ('<input type="checkbox"><select></select>', None),
    ],
)
def test_boxes_without_a_form_only_switch_what_is_shown(html, severity):
    assert looked(page(html))["HTML-FORM"].severity is severity


@pytest.mark.parametrize(("html", "codes"), ACTIVE, ids=range(len(ACTIVE)))
def test_active(html, codes):
    assert {code for code in looked(f"<p>News</p>{html}") if code.startswith("HTML-")} == codes


@pytest.mark.parametrize(("html", "there"), PICTURES, ids=range(len(PICTURES)))
def test_a_picture_in_place_of_words(html, there):
    assert ("IMG-ONLY" in looked(html)) is there


def test_few_words_beside_pictures_that_are_all_links():
    words = " ".join(f"word{number}" for number in range(25))
    assert "IMG-FEW-WORDS" in looked(f"<p>{words}</p>{BANNER}")
    assert "IMG-FEW-WORDS" not in looked(f"<p>{words} {words} {words}</p>{BANNER}")
    assert "IMG-FEW-WORDS" not in looked(f'<p>{words}</p>{BANNER}<img src="https://a.example/b.png">')
    assert "IMG-FEW-WORDS" not in looked(BANNER), "that is a picture alone"


def test_a_fragment_is_told_in_a_message_only():
    assert "HTML-NO-HTML-TAG" in looked(page("<p>a</p>"), "eml")
    assert "HTML-NO-HTML-TAG" not in looked(page("<html><p>a</p></html>"), "eml")
    assert "HTML-NO-HTML-TAG" not in looked("<p>a</p>")


@pytest.mark.parametrize(("html", "there"), PIXELS, ids=range(len(PIXELS)))
def test_a_picture_that_reports(html, there):
    assert ("IMG-TRACKING" in looked(f"<p>News</p>{html}")) is there


@pytest.mark.parametrize(("said", "detail"), PLACEHOLDERS)
def test_placeholder_text(said, detail):
    found = looked(f"<p>{said}</p>").get("CONTENT-PLACEHOLDER")
    assert (found and found.detail) == detail


def test_merge_tags_left_in_a_message():
    message = "Received: from a\nSubject: Hello {{first_name}}\n\nDear *|FNAME|*, {x}"
    found = looked(message, "eml")["CONTENT-MERGE-LEFTOVER"]
    assert found.detail == "{{first_name}}, *|FNAME|*, {x}"
    assert (found.where["header"], found.severity, found.confidence) == ("Subject", None, Confidence.CERTAIN)


def test_single_braces_may_be_anything():
    found = looked("Received: from a\n\nUse {name} in CSS", "eml")["CONTENT-MERGE-LEFTOVER"]
    assert (found.severity, found.confidence) == (Severity.INFO, Confidence.GUESS)


def test_a_template_has_its_tags_on_purpose():
    assert "CONTENT-MERGE-LEFTOVER" not in looked("<p>Dear {{first_name}}</p>")


# fmt: off
FIRST = [
    ("<p>View in browser</p><h1>Oak</h1>",                                          True),
    ("<p><a href='https://a.example/'>Im Browser ansehen</a></p><h1>Eiche</h1>",    True),
    ("<p>ブラウザで見る</p><h1>木の椅子</h1>",                                          True),
    ("<h1>Oak</h1><p>View in browser</p>",                                          False),
    ('<div style="display:none">Oak chairs</div><p>View in browser</p>',            False),
    ("<p>Our browser game is online: " + "come and play with all your friends " * 5 + "</p>", False),
]
WELCOMES = [
    # subject                       text                                            there
    ("Welcome to Shop",             "Good to have you.",                            True),
    ("News",                        "Herzlich willkommen bei Shop!",                True),
    ("Please confirm your subscription", "Click to confirm.",                       True),
    ("ご登録ありがとうございます",       "次号をお楽しみに。",                              True),
    ("Welcome to Shop",             "Please add us to your contacts.",              False),
    ("Willkommen bei Shop",         "Nehmen Sie uns in Ihr Adressbuch auf.",        False),
    ("ようこそ",                      "連絡先に追加してください。",                         False),
    ("News",                        "You are welcome.",                             False),
]
# fmt: on


@pytest.mark.parametrize(("html", "there"), FIRST, ids=range(len(FIRST)))
def test_what_inboxes_show_beside_the_subject(html, there):
    assert ("CONTENT-NO-PREHEADER" in looked(html)) is there


@pytest.mark.parametrize(("subject", "body", "there"), WELCOMES, ids=range(len(WELCOMES)))
def test_a_welcome_asks_for_the_primary_inbox(subject, body, there):
    assert ("CONTENT-WELCOME-PRIMARY" in looked(f"<p>{body}</p>", subject=subject)) is there


def test_an_answer_is_no_welcome():
    assert "CONTENT-WELCOME-PRIMARY" not in looked(
        "Subject: Welcome to Shop\nIn-Reply-To: <a@b>\n\nThanks", "eml"
    )


SHOP = "".join(
    f'<a href="https://a.example/{n}"><img src="https://a.example/{n}.png" alt=""></a>' for n in range(9)
)


def test_what_offers_have_lands_among_offers():
    message = parts(
        text("x"),
        page(f"{SHOP}<p>Chairs $50, tables 20% off</p>"),
        header="List-Unsubscribe: <https://a.example/>\n",
    )
    found = looked(message, "eml")["CONTENT-PROMOTIONS"]
    assert found.detail == "List-Unsubscribe, 9 <img>, 9 <a>, 2 × €/%"
    assert found.confidence is Confidence.GUESS
    assert "CONTENT-PROMOTIONS" not in looked(parts(text("x"), page(f"{SHOP}<p>Chairs</p>")), "eml")
