"""Mail clients as people name them: families and platforms, with shares or without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.errors import InputError
from mailworthy.message.clients.known import known
from mailworthy.message.clients.named import USUAL, parse, parse_table, shares, usual

# fmt: off
READ = [
    # as given                                     shares, %
    ("outlook.windows",                            {"outlook.windows": 100}),
    ("Outlook.Windows , hey",                      {"hey.desktop-webmail": 50, "outlook.windows": 50}),
    ("apple-mail",                                 {"apple-mail.ios": 50, "apple-mail.macos": 50}),
    ("apple,samsung",                              {"apple-mail.ios": 25, "apple-mail.macos": 25, "samsung-email.android": 50}),
    ("outlook.com=1",                              {"outlook.outlook-com": 100}),
    ("gmail.ios=30,outlook.windows=10",            {"gmail.ios": 75, "outlook.windows": 25}),
    ("gmail.ios=40%,outlook.windows,hey",          {"gmail.ios": 40, "hey.desktop-webmail": 30, "outlook.windows": 30}),
    ("apple-mail=50,apple-mail.ios=50",            {"apple-mail.ios": 75, "apple-mail.macos": 25}),
    ("web-de",                                     {"web-de.android": 100 / 3, "web-de.desktop-webmail": 100 / 3, "web-de.ios": 100 / 3}),
]
REFUSED = [
    # as given                    what it says
    ("",                          "no mail client is named; known are aol, apple-mail"),
    (" , ",                       "no mail client is named"),
    ("lotus",                     "'lotus' is no mail client that is known; known are aol, apple-mail"),
    ("gmail.fridge",              "of gmail there are gmail.android, gmail.desktop-webmail"),
    ("gmail ios",                 "'gmail ios' is no mail client"),
    ("gmail=x",                   "the share of gmail is no number above 0: 'x'"),
    ("gmail=0",                   "no number above 0"),
    ("gmail=-3",                  "no number above 0"),
    ("gmail=nan",                 "no number above 0"),
    ("gmail=inf",                 "no number above 0"),
    ("gmail=100,hey",             "nothing is left"),
]
TABLES = [
    # table                                                     as on a line
    ("gmail = 40\noutlook.windows = 15",                        "gmail=40,outlook.windows=15"),
    ("[outlook]\nwindows = 1.5\noutlook-com = 1.5",             "outlook.windows=1,outlook.com=1"),
]
# fmt: on


@pytest.mark.parametrize(("text", "each"), READ)
def test_names_are_read(text, each):
    assert {client: share * 100 for client, share in parse(text).items()} == pytest.approx(each)


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_what_cannot_be_read_is_refused_with_the_known_names(text, said):
    with pytest.raises(InputError) as refused:
        parse(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(("table", "text"), TABLES)
def test_a_table_says_the_same_as_a_line(table, text):
    assert parse_table(table) == pytest.approx(parse(text))


@pytest.mark.parametrize("table", ["gmail", "gmail = 'much'", "[outlook.windows]\nx = 1", "lotus = 3"])
def test_a_table_that_cannot_be_read_is_refused(table):
    with pytest.raises(InputError):
        parse_table(table)


def test_shares_that_a_program_gives_are_read_alike():
    assert shares({"gmail": 3, "outlook.windows": 1}) == pytest.approx(parse("gmail=75,outlook.windows=25"))
    for given_ in ({"lotus": 1}, {"gmail.lotus": 1}, {"gmail": 0}, {"gmail": float("nan")}):
        with pytest.raises(InputError):
            shares(given_)


def test_the_usual_clients_are_known_and_share_equally():
    assert set(USUAL) <= set(known().clients)
    assert list(USUAL) == sorted(USUAL)
    assert set(usual().values()) == {1 / len(USUAL)}


def test_every_family_may_be_named():
    for client in known().clients:
        assert sum(parse(client.partition(".")[0]).values()) == pytest.approx(1)


@given(st.text(alphabet="gmail.outkhey=,%0123456789e- ", max_size=40))
def test_any_line_gives_shares_of_one_or_is_refused(text):
    try:
        told = parse(text)
    except InputError:
        return
    assert sum(told.values()) == pytest.approx(1)
    assert all(0 < share <= 1 for share in told.values())
