"""The demo's world: a sample with all kinds of trouble, and DNS that answers for it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date

import dns.flags
import dns.message
import dns.query
import dns.rcode
import pytest

from mailworthy.address.domain import mail_domain
from mailworthy.edge.nameserver import Answerer
from mailworthy.flow.demo import demo_world
from mailworthy.flow.demo.addresses import MAKERS, REPEATERS, entries
from mailworthy.flow.demo.dice import Dice
from mailworthy.flow.demo.domains import (
    RESERVED,
    Standing,
    ascii_name,
    companies,
    disposables,
    living,
    standings,
)
from mailworthy.flow.demo.people import person, plain, worlds
from mailworthy.flow.demo.sample import HEADER, ROWS, rows, write_sample
from mailworthy.flow.demo.zone import zone
from mailworthy.wire.ask import Zone, hold

TODAY = date(2025, 6, 1)
# Kinds that are no addresses at well-formed domains.
UNREADABLE = {"syntax", "clutter", "full_width", "nothing"}

# fmt: off
STANDINGS = [
    # how a domain stands     what the domain stage says
    (Standing.OWN_HOST,       "",                  ()),
    (Standing.GOOGLE,         "",                  ()),
    (Standing.MICROSOFT,      "",                  ()),
    (Standing.SWALLOWS,       "",                  ()),
    (Standing.IMPLICIT,       "",                  ("implicit_mx",)),
    (Standing.NO_MAIL,        "no_mail_intended",  ("implicit_mx",)),
    (Standing.NULL_MX,        "null_mx",           ()),
    (Standing.NULL_BESIDE,    "",                  ("null_mx_with_others",)),
    (Standing.INNER,          "mx_unroutable",     ()),
    (Standing.PARTLY_INNER,   "",                  ("mx_partly_unroutable",)),
    (Standing.HOST_GONE,      "mx_not_resolving",  ()),
    (Standing.HOST_ALIAS,     "",                  ("mx_is_cname",)),
    (Standing.NO_HOST,        "no_mail_host",      ()),
    (Standing.WILDCARD,       "",                  ("implicit_mx", "wildcard_dns")),
    (Standing.PARKED,         "parked_domain",     ("implicit_mx",)),
    (Standing.EXPIRED,        "parked_domain",     ("implicit_mx",)),
    (Standing.MISSING,        "domain_unknown",    ()),
    (Standing.BROKEN,         "dns_error",         ()),
    (Standing.SILENT,         "dns_timeout",       ()),
]
# fmt: on


@pytest.fixture(scope="module")
def table():
    return list(rows(TODAY))


@pytest.fixture(scope="module")
def world():
    return Zone(zone(standings()))


def test_the_table_of_standings_is_complete():
    assert {standing for standing, *_ in STANDINGS} == set(Standing)


@pytest.mark.parametrize(("standing", "reason", "notes"), STANDINGS)
def test_each_domain_comes_out_as_it_stands(world, standing, reason, notes):
    domains = [domain for domain, how in standings().items() if how is standing]
    states = {hold(mail_domain(domain, "zq7rk2vx"), world) for domain in domains}
    assert domains
    assert {(state.reason, state.notes) for state in states} == {(reason, notes)}


def test_five_thousand_rows_come_after_the_header(table):
    assert table[0] == list(HEADER)
    assert len(table) == ROWS + 1 == 5001


def test_the_same_day_gives_the_same_sample(table):
    assert list(rows(TODAY)) == table
    assert list(rows(TODAY, Dice(1))) != table


def test_another_day_gives_the_same_people_with_other_dates(table):
    later = list(rows(date(2031, 2, 28)))
    assert [row[:4] for row in later] == [row[:4] for row in table]
    assert later != table


def test_dice_throw_the_same_under_every_python():
    dice = Dice(7)
    assert [dice.number(1, 100) for _ in range(6)] == [33, 16, 66, 8, 54, 37]


def test_a_dice_throws_both_ends_of_its_range():
    dice = Dice()
    assert {dice.number(1, 3) for _ in range(200)} == {1, 2, 3}
    assert {dice.weighted((("often", 9), ("never", 0), ("rare", 1))) for _ in range(200)} == {"often", "rare"}


def test_every_kind_of_trouble_is_there():
    kinds = Counter(entry.kind for entry in entries(Dice()))
    assert set(kinds) == {*MAKERS, *REPEATERS, "bot"}
    assert kinds.total() == ROWS


def test_every_address_has_a_domain_that_the_demo_answers_for():
    domains = {
        entry.address.rpartition("@")[2].lower() for entry in entries(Dice()) if entry.kind not in UNREADABLE
    }
    assert {ascii_name(domain) for domain in domains} <= {*standings(), *RESERVED}


def test_most_recipients_are_ordinary(table):
    usual = re.compile(r"[a-z0-9._+'-]+@[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)
    assert sum(bool(usual.fullmatch(row[0])) for row in table) / ROWS > 0.9


def test_people_of_all_worlds_are_there(table):
    assert {country for world in worlds().values() for country in world.countries} <= {
        row[3] for row in table
    }


# fmt: off
TROUBLES = [
    # what a row can hold             a pattern that finds it
    ("a full-width sign",             r".*＠.*"),
    ("a domain with umlauts",         r".*@.*ä.*"),
    ("a local part with umlauts",     r".*[äöüß].*@.*"),
    ("two signs",                     r".*@@.*"),
    ("a display name",                r".+ .+ <.+@.+>"),
    ("a link",                        r"mailto:.*"),
    ("nothing",                       r""),
    ("blanks around",                 r" .*@.*  "),
    ("a tag",                         r".*\+.*@gmail\.com"),
    ("a reserved name",               r".*@shop\.example"),
    ("a placeholder",                 r".*@example\.com"),
    ("a privacy relay",               r".*@privaterelay\.appleid\.com"),
    ("a role",                        r"(info|vertrieb|eigyo)@.*"),
    ("a typing error",                r".*@gmial\.com"),
    ("capitals",                      r"[A-Z.]+@GMAIL\.COM"),
    ("Gmail's other name",            r".*@googlemail\.com"),
]
# fmt: on


@pytest.mark.parametrize(("what", "pattern"), TROUBLES)
def test_the_sample_holds(table, what, pattern):
    assert any(re.fullmatch(pattern, row[0]) for row in table), what


def test_some_cells_would_run_as_formulas(table):
    assert sum(cell[:1] in {"=", "+", "@", "-", "\t"} for row in table for cell in row[1:] if cell) > 15


def test_some_rows_are_ragged_and_some_cells_have_line_breaks(table):
    widths = Counter(map(len, table))
    assert set(widths) - {len(HEADER)}
    assert widths[len(HEADER)] > ROWS - 20
    assert any("\n" in cell for row in table for cell in row)


def test_a_fifth_has_not_opened_for_a_year(table):
    opened = [date.fromisoformat(row[5]) for row in table[1:] if len(row) > 5 and row[5]]
    assert 0.1 < sum((TODAY - day).days > 365 for day in opened) / len(opened) < 0.25
    assert all(day <= TODAY for day in opened)


def test_nobody_opens_before_signing_up(table):
    assert all(row[4] <= row[5] for row in table[1:] if len(row) > 5 and row[5])


def test_rows_come_in_the_order_of_sign_up(table):
    dates = [row[4] for row in table[1:]]
    assert dates == sorted(dates)


def test_what_is_written_is_what_is_read_back(tmp_path, table):
    write_sample(tmp_path / "sample.csv", TODAY)
    with (tmp_path / "sample.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == table


def test_no_company_is_invented_twice():
    names = [name for names in companies().values() for name in names]
    assert len(names) == len(set(names))
    assert all(name.count("-") >= 2 and len(name) <= 63 for name in names)


def test_people_work_for_companies_of_their_own_language():
    assert set(living("de")) < set(living())
    assert all(name.endswith((".de", ".at", ".ch", ".com")) for name in living("de"))
    assert living("pl") == living()


def test_disposable_domains_come_from_the_installed_list():
    from disposable_email_domains import blocklist

    assert len(disposables()) == 40
    assert set(disposables()) <= blocklist


# fmt: off
SPELLINGS = [
    # written      in an address
    ("Jürgen",     "juergen"),
    ("Weiß",       "weiss"),
    ("Łukasz",     "lukasz"),
    ("Işıl",       "isil"),
    ("O'Brien",    "obrien"),
    ("Conceição",  "conceicao"),
]
# fmt: on


@pytest.mark.parametrize(("written", "spelt"), SPELLINGS)
def test_names_are_spelt_as_in_addresses(written, spelt):
    assert plain(written) == spelt


def test_every_person_can_be_spelt():
    people = [person(Dice(seed), language) for language in worlds() for seed in range(60)]
    assert all(part.isascii() and part.isalpha() for someone in people for part in someone.local)


def test_japanese_addresses_begin_with_the_family_name():
    someone = person(Dice(), "ja")
    entry = f"{someone.family}/{someone.local[0]}"
    assert entry in worlds()["ja"].family


def test_every_record_can_be_put_on_the_wire(world):
    answerer = Answerer(world)
    for name, node in world.records.items():
        for kind in node if not isinstance(node, str) else ():
            packet = answerer.answer(
                dns.message.make_query(name.replace("*", "any"), kind).to_wire(), over_udp=False
            )
            assert dns.message.from_wire(packet).rcode() == dns.rcode.NOERROR, (name, kind)


def test_the_world_stands_as_long_as_its_context(tmp_path):
    with demo_world(tmp_path / "new" / "folder", TODAY, log=tmp_path / "asked.log") as here:
        host, port = here.server.split(":")
        answer = dns.query.udp(dns.message.make_query("gmail.com", "MX"), host, port=int(port), timeout=20)
        assert here.sample.read_text(encoding="utf-8").startswith(",".join(HEADER))
    assert {record.exchange.to_text() for record in answer.answer[0]} == {"mx1.gmail.com.", "mx2.gmail.com."}
    assert (tmp_path / "asked.log").read_text() == "gmail.com MX udp\n"
