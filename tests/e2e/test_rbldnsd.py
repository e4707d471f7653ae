"""``mailworthy sender blocklists`` and real blocklists, as rbldnsd serves them."""

from __future__ import annotations

import json

import pytest
from command import mailworthy
from nsd import free_port, unbound
from rbldnsd import LISTS_ALL, REFUSES, rbldnsd
from rich.cells import cell_len

KEY = "kq7secretkq7secret"
MIXED = """\
:127.0.0.2:Listed, see https://mixed.test/?q=$
127.0.0.2
192.0.2.7
192.0.2.8 :127.0.0.10:Dynamic
192.0.2.9 :127.0.0.77:What
198.51.100.0/24 :127.0.0.4:
"""
ZONES = {
    "mixed.test": ("ip4set", MIXED),
    "six.test": ("ip6trie", ":127.0.0.2:Listed $\n::ffff:7f00:2\n2001:db8:bad::/48\n"),
    "names.test": ("dnset", ":127.0.0.14:Seen in spam\ntest\n.bad-shop.example\n"),
    "refuses.test": ("ip4set", REFUSES),
    "lists-all.test": ("ip4set", LISTS_ALL),
    "emptied.test": ("ip4set", ":127.0.0.2:\n203.0.113.1\n"),
    "rewritten.test": ("ip4set", "0.0.0.0/1 :203.0.113.80:\n128.0.0.0/1 :203.0.113.80:\n"),
    f"{KEY}.keyed.test": ("ip4set", ":127.0.0.2:Listed, you asked with " + KEY + "\n127.0.0.2\n192.0.2.7\n"),
}  # fmt: skip
LISTS = """
[[list]]
name = "Mixed"
zone = "mixed.test"
holds = ["ip4"]
weight = "matters"
delist = "https://mixed.test/off"
codes = { "127.0.0.2" = "spam_source", "127.0.0.4" = { name = "XBL", means = "exploited" }, "127.0.0.10" = "not_for_mail" }

[[list]]
name = "Six"
zone = "six.test"
holds = ["ip6"]

[[list]]
name = "Names"
zone = "names.test"
holds = ["domain"]
bits = { 2 = { name = "black", means = "spam_domain" }, 4 = { name = "grey", means = "bulk" } }
refusals = ["127.0.0.1"]
""" + "".join(
    f'[[list]]\nname = "{zone}"\nzone = "{zone}.test"\nholds = ["ip4"]\nremarks = ["paid"]\n'
    for zone in ("refuses", "lists-all", "emptied", "rewritten", "foreign")
)  # fmt: skip
KEYED = """
[[list]]
name = "Keyed"
zone = "keyed.test"
keyed = "{key}.keyed.test"
key = "ours"
holds = ["ip4"]
access = "key"
"""
# fmt: off
STATES = [
    # entry              list                 state             codes               reason
    ("192.0.2.1",        "mixed-test",        "not_listed",     [],                 None),
    ("192.0.2.7",        "mixed-test",        "listed",         ["127.0.0.2"],      "Listed, see https://mixed.test/?q=192.0.2.7"),
    ("192.0.2.8",        "mixed-test",        "policy",         ["127.0.0.10"],     "Dynamic"),
    ("192.0.2.9",        "mixed-test",        "unknown_code",   ["127.0.0.77"],     "What"),
    ("198.51.100.9",     "mixed-test",        "listed",         ["127.0.0.4"],      None),
    ("2001:db8:bad::1",  "six-test",          "listed",         ["127.0.0.2"],      "Listed 2001:db8:bad::1"),
    ("2001:db8::1",      "six-test",          "not_listed",     [],                 None),
    ("bad-shop.example", "names-test",        "listed",         ["127.0.0.14"],     "Seen in spam"),
    ("mail.bad-shop.example", "names-test",   "listed",         ["127.0.0.14"],     "Seen in spam"),
    ("shop.example",     "names-test",        "not_listed",     [],                 None),
    ("192.0.2.1",        "refuses-test",      "refused",        ["127.255.255.254"], None),
    ("192.0.2.1",        "lists-all-test",    "dead",           ["127.0.0.2"],      None),
    ("192.0.2.1",        "emptied-test",      "dead",           [],                 None),
    ("192.0.2.1",        "rewritten-test",    "rewritten",      ["203.0.113.80"],   None),
    ("192.0.2.1",        "foreign-test",      "unreachable",    [],                 None),
]
# fmt: on
ENTRIES = list(dict.fromkeys(entry for entry, *_ in STATES))

pytestmark = pytest.mark.system("rbldnsd")


@pytest.fixture(scope="module")
def server():
    with rbldnsd(ZONES) as running:
        yield running


@pytest.fixture
def lists(tmp_path):
    file = tmp_path / "lists.toml"
    file.write_text(LISTS, encoding="utf-8")
    return file


@pytest.fixture
def ask(server, lists):
    """Run the command on these lists alone."""

    def called(*args, file=lists, dns=f"127.0.0.1:{server.server.port}", env=None):
        return mailworthy(
            "sender", "blocklists", *args, "--only", "--lists", file, "--dns", dns, env={"COLUMNS": "80"} | (env or {})
        )  # fmt: skip

    return called


def _said(told):
    return {
        (said["entry"], one["list"]): (said["state"], said["codes"], said["reason"])
        for one in told["lists"]
        for said in one["said"]
    }


def _codes(told):
    return [(finding["code"], finding["severity"]) for finding in told["findings"]]


def test_every_kind_of_answer(ask):
    ran = ask(*ENTRIES, "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    said = _said(told)
    assert [(*key, *said[key]) for key in (row[:2] for row in STATES)] == STATES
    assert told["entries"][-1] == "shop.example"
    assert sorted(set(_codes(told))) == [
        ("BLOCKLIST-DEAD", "info"),
        ("BLOCKLIST-LISTED", "error"),
        ("BLOCKLIST-LISTED", "warning"),
        ("BLOCKLIST-POLICY", "warning"),
        ("BLOCKLIST-REFUSED", "skipped"),
        ("BLOCKLIST-RESOLVER-REWRITES", "skipped"),
        ("BLOCKLIST-UNKNOWN-CODE", "warning"),
        ("BLOCKLIST-UNREACHABLE", "skipped"),
    ]
    details = {finding["code"]: finding["detail"] for finding in reversed(told["findings"])}
    assert details["BLOCKLIST-DEAD"] == "lists-all (lists_everything), emptied (lists_nothing)"
    assert details["BLOCKLIST-UNREACHABLE"] == "foreign (refused)"


@pytest.mark.slow
@pytest.mark.system("unbound")
def test_through_a_resolver_with_a_list_that_nobody_serves(ask, server, tmp_path):
    folder = tmp_path / "unbound"
    folder.mkdir()
    zones = dict.fromkeys(ZONES, server.server.port) | {"foreign.test": free_port()}
    with unbound(folder, zones) as resolver:
        told = json.loads(ask(*ENTRIES, "--json", dns=f"127.0.0.1:{resolver.port}").out)
    said = _said(told)
    assert [(*key, *said[key]) for key in (row[:2] for row in STATES)] == STATES
    (unreachable,) = (one for one in told["findings"] if one["code"] == "BLOCKLIST-UNREACHABLE")
    assert unreachable["detail"] in {"foreign (servfail)", "foreign (timeout)"}, "whose patience ends first"


def test_nothing_to_object_to(ask):
    told = json.loads(ask("2001:db8::1", "shop.example", "--json").out)
    assert _codes(told) == [("BLOCKLIST-CLEAN", "pass")]
    assert (told["answered"], told["listed"], told["findings"][0]["detail"]) == (2, 0, "2")


@pytest.mark.parametrize("lang", ["en", "de", "ja"])
def test_for_people(ask, lang):
    """The answer first, then a line a list, then what to do; all within 80 columns."""
    ran = ask("192.0.2.1", "192.0.2.7", "--lang", lang, "--no-color")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert "192.0.2.1, 192.0.2.7" in lines[0]
    names = ["Mixed", "rewritten", "refuses", "foreign", "lists-all", "emptied"]
    assert [name for line in lines[2:14] if (name := line[2:].partition(" ")[0]) in names] == names
    assert any("https://mixed.test/off" in line for line in lines)
    assert any("BLOCKLIST-LISTED" in line for line in lines)
    assert not any("BLOCKLIST-DEAD" in line for line in lines), "it calls for nothing: only with -v"


def test_what_is_said_in_english(ask):
    lines = ask("192.0.2.7", "192.0.2.8", "--no-color").out.splitlines()
    assert lines[0].startswith("LISTED  192.0.2.7, 192.0.2.8: on 1 of 1 blocklists that answered")
    text = " ".join(" ".join(lines).split())
    assert "LISTED 192.0.2.7: sends spam (127.0.0.2)" in text
    assert "by policy 192.0.2.8: range for end users, not for mail servers (127.0.0.10)" in text
    assert (
        "192.0.2.7 | Mixed | 127.0.0.2 | https://mixed.test/off | Listed, see https://mixed.test/?q=192.0.2.7"
        in text
    )
    assert "First mend the cause" in text


def test_an_answer_that_holds_is_not_asked_for_again(ask, server):
    first = ask("198.51.100.200", "203.0.113.200", "--json")
    before = server.asked()
    second = ask("198.51.100.200", "203.0.113.200", "--json")
    asked_again = {line for line in server.asked()[len(before) :] if "foreign" not in line}
    assert asked_again == set(), "a failure alone is worth another try"
    assert second.out == first.out


def test_test_entries_are_asked_for_once_in_a_run(ask, server):
    before = len(server.asked())
    ask(*(f"198.51.100.{n}" for n in range(9)), "--json")
    new = server.asked()[before:]
    assert new.count("2.0.0.127.mixed.test A") == new.count("1.0.0.127.mixed.test A") == 1
    assert not any(
        line.endswith("refuses.test A") and not line.startswith(("1.0.0.", "2.0.0.")) for line in new
    )


@pytest.mark.parametrize("way", ["file", "variable"])
def test_a_key_is_seen_nowhere(ask, server, tmp_path, home, way):
    lists, secret = tmp_path / "keyed.toml", tmp_path / "secret"
    lists.write_text(KEYED, encoding="utf-8")
    secret.write_text(KEY + "\n", encoding="utf-8")
    how = ["--key", f"ours={secret}"] if way == "file" else []
    env = {"MAILWORTHY_KEY_OURS": KEY} if way == "variable" else {}
    for form in (["--json"], []):
        before = len(server.asked())
        ran = ask("192.0.2.7", *how, *form, file=lists, env=env)
        assert ran.code == 0
        assert "you asked with …" in ran.out
        assert KEY not in ran.out + ran.err
        asked = server.asked()[before:]
        assert f"7.2.0.192.{KEY}.keyed.test A" in asked, "not from the file of answers, where it has no place"
    kept = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert KEY.encode() not in kept.lower()


def test_without_the_key_its_list_is_not_asked(ask, server, tmp_path):
    lists = tmp_path / "keyed.toml"
    lists.write_text(KEYED, encoding="utf-8")
    before = len(server.asked())
    told = json.loads(ask("192.0.2.7", "--json", file=lists).out)
    assert _codes(told) == [("BLOCKLIST-NOT-ASKED", "skipped")]
    assert server.asked()[before:] == []


def _one_line(ran, code):
    assert (ran.code, ran.out, len(ran.lines)) == (code, "", 1), ran.err
    return ran.err


def test_without_a_resolver_nothing_is_asked():
    said = _one_line(mailworthy("sender", "blocklists", "192.0.2.7"), 2)
    assert "blocklists refuse resolvers that many people share" in said
    assert "--dns 127.0.0.1" in said


@pytest.mark.slow
def test_a_resolver_that_is_not_there(ask):
    assert "no answer about any blocklist" in _one_line(ask("192.0.2.7", dns=f"127.0.0.1:{free_port()}"), 3)


# fmt: off
MISTAKES = [
    # arguments                                         what is said
    (["192.0.2.256"],                                   "'192.0.2.256' is no IP address"),
    (["a..example"],                                    "not a domain name (consecutive_dots)"),
    (["192.0.2.7", "--offline"],                        "leave out --offline"),
    (["192.0.2.7", "--key", "spamhaus=x"],              "--key: no list that is asked has such a key; there are none"),
]
# fmt: on


@pytest.mark.parametrize(("args", "said"), MISTAKES)
def test_mistakes(ask, args, said):
    assert said in _one_line(ask(*args), 2)


def test_a_key_given_in_place_of_its_file_is_not_repeated(ask, tmp_path):
    lists = tmp_path / "keyed.toml"
    lists.write_text(KEYED, encoding="utf-8")
    said = _one_line(ask("192.0.2.7", "--key", f"ours={KEY}", file=lists), 2)
    assert "there is no such file" in said
    assert KEY not in said


def test_a_file_that_holds_no_lists(ask, tmp_path):
    lists = tmp_path / "lists.toml"
    lists.write_bytes(b"\xff")
    assert "not written in UTF-8" in _one_line(ask("192.0.2.7", file=lists), 2)
    lists.write_text('[[list]]\nname = "A"\nzone = "a.test"\nholds = ["mail"]\n', encoding="utf-8")
    assert "list 1: 'mail' is no 'holds'; there are ip4, ip6, domain" in _one_line(
        ask("192.0.2.7", file=lists), 2
    )
