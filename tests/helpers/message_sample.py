"""Messages as reports: an ordinary newsletter with faults, a Japanese one, a short letter, a hostile one, a very long one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mailworthy.message.check import check
from mailworthy.message.clients import Support
from mailworthy.message.grammar import Grammar
from mailworthy.message.links.visits import Visits
from mailworthy.message.reading import read
from mailworthy.message.report import MessageReport
from mailworthy.message.scope import Scope
from mailworthy.wire.ask import Zone
from mailworthy.wire.explore import Visited, World, hold

NOW = 1_795_132_800

FAULTY = """\
From: "service@other-shop.example" <news@garden-sample.org>
To: subscriber@example.com
Subject: Re: ACT NOW!!! You are a WINNER - 100% free offer inside
Date: Sat, 21 Nov 2026 09:00:00 +0000
Message-ID: <1@garden-sample.org>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Act now! Risk-free, no obligation, satisfaction guaranteed. Click here and order now: http://192.0.2.7/win
Congratulations, you have been selected as a winner of a cash bonus. Limited time, act now!
--b
Content-Type: text/html; charset=utf-8

<html><body>
<div style="display:none">You won the lottery, claim your prize, cheap pills, casino bonus, earn extra cash from home,
no questions asked, this is not spam, click below, buy direct, order now, dear friend, act immediately.</div>
<p>Act now! <b>Risk-free</b>, no obligation, sat\u200bisfaction guar\u200banteed.</p>
<form action="http://192.0.2.7/login"><input name="password"></form>
<script>alert("x")</script>
<p><a href="http://192.0.2.7/win">www.your-bank.example</a> <a href="https://bit.ly/3xyz">more</a></p>
<p>{{first_name}}, congratulations, you have been selected as a winner of a cash bonus. Limited time!</p>
</body></html>
--b--
"""
JAPANESE = """\
From: =?utf-8?B?44K144Oz44OX44Or5ZWG5bqX?= <news@mise.example>
To: reader@example.com
Subject: =?utf-8?B?44CQ6YeN6KaB44CR5LuK44GZ44GQ55m76Yyy77yB77yB?=
Date: Sat, 21 Nov 2026 09:00:00 +0900
Message-ID: <2@mise.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

今すぐ登録！完全無料で必ず儲かる副業をご紹介します。今だけ限定、絶対に損はさせません。
クリックするだけで毎月50万円の不労所得。詳しくはこちら http://198.51.100.9/
"""
LETTER = """\
From: Jane <jane@example.org>
To: Joe <joe@example.com>
Subject: Lunch on Tuesday
Date: Sat, 21 Nov 2026 09:00:00 +0000
Message-ID: <3@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hello Joe,

shall we have lunch on Tuesday? I could be at the usual place at half past twelve, and I would bring the photos
from the summer.

Jane
"""
HOSTILE = """\
From: "</title><script>alert(1)</script> \u202egnp.exe" <"><img src=x onerror=alert(1)>@evil.example>
To: =?utf-8?q?=3Cb=3E?= <x@example.com>
Subject: =?utf-8?q?=3C/mark=3E=3Cscript=3Ealert=282=29=3C/script=3E=E2=80=AE=00=1B=5B2J?= !!!!! FREE $$$
Subject: '"><svg onload=alert(3)>
X-"><h1>: </p></section><style>*{display:none}</style>
Date: <script>alert(4)</script>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>{{ 7*7 }} {% include "/etc/passwd" %} </code></pre><script>alert(5)</script>
<a href="javascript:alert(6)">https://good.example/</a>
<a href="https://xn--pypal-4ve.example/&quot;onmouseover=alert(7)">=HYPERLINK("http://evil.example","x")</a>
<a href="http://user:pass@192.0.2.1/">click here</a>
""" + "\u200b" * 500 + "<i>" * 3000 + """
--b
Content-Type: application/octet-stream; name="<img src=x onerror=alert(8)>\u202e.pdf.exe"
Content-Disposition: attachment; filename="<img src=x onerror=alert(8)>.pdf.exe"

x
--b--
"""  # fmt: skip

DESIGNED = """\
From: Lindenhof Teas <news@garden-sample.org>
To: subscriber@example.com
Subject: The autumn teas are here
Date: Sat, 21 Nov 2026 09:00:00 +0000
Message-ID: <4@garden-sample.org>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><head><title>Autumn</title><style>.box { display: flex; border-radius: 4px }</style></head><body>
<p>The autumn teas are here. We roasted them last week, and they smell of smoke and apples.</p>
<p><img src="https://garden-sample.org/tea.jpg" width="600" height="400"><img src="https://garden-sample.org/line.png" alt=""></p>
<p><a href="https://garden-sample.org/shop">To the shop</a> <a href="https://garden-sample.org/gone">The recipe</a>
<a href="https://garden-sample.org/unsubscribe?u=4f9c">Unsubscribe</a> <a href="https://nowhere.garden-sample.org/">Map</a></p>
</body></html>
"""
CLIENTS = {
    "gmail.desktop-webmail": "Gmail Desktop Webmail",
    "outlook.windows": "Outlook Windows",
    "apple-mail.ios": "Apple Mail iOS",
    "samsung-email.android": "Samsung Email Android",
    "gmx.desktop-webmail": "GMX Desktop Webmail",
    "yahoo.desktop-webmail": "Yahoo! Mail Desktop Webmail",
}
FEATURES = [
    # feature                     verdict of each client
    ("<style> element",           "aayyyn"),
    ("display: flex",             "ynyyau"),
    ("border-radius",             "ynyyyy"),
]  # fmt: skip


@cache
def designed() -> MessageReport:
    """A newsletter whose links were visited, held against mail clients."""
    base = "https://garden-sample.org"
    visits = Visits(
        {
            f"{base}/shop": Visited(200, ("https://shop.garden-sample.org/autumn",)),
            f"{base}/gone": Visited(404),
            "https://nowhere.garden-sample.org/": Visited(why="no_such_name"),
        },
        {f"{base}/unsubscribe?u=4f9c": "unsubscribe"},
    )
    readability = {"language": "en", "sentences": 2, "words": 17, "words_per_sentence": 8.5, "score": 83.1, "formula": "Flesch", "level": "easy"}  # fmt: skip
    table = {
        "source": "caniemail",
        "shares": "usual",
        "date": "2026-05-13",
        "clients": [
            {"client": client, "name": name, "share": round(1 / len(CLIENTS), 4)}
            for client, name in CLIENTS.items()
        ],
        "features": [
            {
                "title": title,
                "kind": "css",
                "count": at + 1,
                "tested": "2020-02-29",
                "clients": dict(zip(CLIENTS, marks, strict=True)),
                "notes": ["Not supported inside an element with padding."] * (at == 0),
            }
            for at, (title, marks) in enumerate(FEATURES)
        ],
    }
    report = _of(DESIGNED, "autumn.eml")
    return replace(
        report,
        scope=replace(report.scope, visit=True),
        visits=visits,
        support=Support(table=table),
        sentences=Grammar(readability=readability),
    )


@cache
def faulty() -> MessageReport:
    """A newsletter with a dozen faults."""
    return _of(FAULTY, "spring/offer.eml")


@cache
def japanese() -> MessageReport:
    """An advertisement in Japanese."""
    return _of(JAPANESE, "お知らせ.eml")


@cache
def letter() -> MessageReport:
    """A letter from one person to another."""
    return _of(LETTER, "")


@cache
def hostile() -> MessageReport:
    """What a stranger writes who means harm."""
    return _of(HOSTILE, "<script>alert(0)</script>\u202e.eml")


@cache
def long() -> MessageReport:
    """A megabyte, with something to say in many places."""
    lines = [
        f'<p>Item {number}: <a href="http://192.0.2.{number % 250}/{"x" * 60}">act now</a></p>'
        for number in range(9000)
    ]
    head = FAULTY[: FAULTY.index("Content-Type")]
    return _of(
        f"{head}Content-Type: text/html\n\n<html><body>" + "\n".join(lines) + "y" * 100_000, "long.eml"
    )


def _of(text: str, file: str) -> MessageReport:
    return replace(hold(check(read(text.encode()), Scope(now=NOW)), World(Zone({}))), file=file)
