"""``mailworthy sender spf``: the real command, before a name server on loopback."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from mailworthy.doors.cli.main import run
from mailworthy.edge.nameserver import serving
from mailworthy.finding import Lang

D = "example-shop.org"
NETS = " ".join(f"ip4:198.51.100.{16 * n}/28" for n in range(9))
WORLD = {
    D: {"TXT": [f"v=spf1 mx include:_spf.google.com include:gone.{D} a:old.{D} exists:%{{i}}.x.{D} -all"],
        "MX": [f"10 mx.{D}"]},
    f"mx.{D}": {"A": ["192.0.2.25"], "AAAA": ["2001:db8::25"]},
    "_spf.google.com": {"TXT": ["v=spf1 include:_netblocks.google.com ~all"]},
    "_netblocks.google.com": {"TXT": [f"v=spf1 {NETS} ~all"]},
    "over.example": {"TXT": ["v=spf1 " + "include:_spf.google.com mx:example-shop.org " * 4 + "-all"]},
    "odd.example": {"TXT": ["v=spf1 [red]mx[/red] \x1b[31m -all"]},
    "turned.example": {"TXT": ["v=spf1 mx:\u202eedoc\u0085 -all"]},
    "none.example": {"A": ["192.0.2.1"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with serving(WORLD) as at:
        yield str(at)


@pytest.fixture
def cli(capsys, monkeypatch, server):
    """Run the command; give its exit code, output and errors."""

    def called(*args, columns=80):
        monkeypatch.setenv("COLUMNS", str(columns))
        with pytest.raises(SystemExit) as end:
            run(["sender", "spf", *args, "--dns", server])
        return end.value.code or 0, *capsys.readouterr()

    return called


def test_one_host_for_people(cli):
    """The answer first, then the tree with what each term costs, then what to do, then what to publish."""
    code, out, err = cli(D, "--ip", "198.51.100.7", "--from", f"jane@{D}", "--no-color")
    assert (code, err) == (0, "")
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0] == f"PASS  198.51.100.7 for {D}"
    assert lines[1].split() == ["matched", "include:_spf.google.com"]
    assert lines[2].split() == ["look-ups", "3", "of", "10"]
    assert any(line.split() == ["├", "include:_spf.google.com", "✓", "Google", "Workspace", "2", "3"] for line in lines)  # fmt: skip
    assert any("ip4:198.51.100.0/28 ✓" in line for line in lines)
    assert any(f"include:gone.{D}  not reached" in line for line in lines)


def test_a_survey_for_people(cli):
    code, out, err = cli(D, "--no-color")
    assert (code, err) == (0, "")
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0] == f"PERMERROR  {D}, for hosts that nothing names"
    assert lines[1] == f"  because   no SPF record: {D}: include:gone.{D}"
    assert any("ip4:198.51.100.0/28 … 9 networks" in line for line in lines)
    assert any("finds nothing" in line for line in lines)
    assert any("depends on the message" in line for line in lines)
    assert lines.index(f"  Publish at {D}:  SPF-DEAD-INCLUDE") > lines.index(
        "  ! A term of the SPF record finds nothing  SPF-VOID"
    )
    assert f"    v=spf1 mx include:_spf.google.com exists:%{{i}}.x.{D} -all" in lines


def test_the_term_that_goes_over_is_marked(cli):
    _, out, _ = cli("over.example", "--no-color", columns=120)
    because, line = (line for line in out.splitlines() if "goes over 10" in line)
    assert because.split()[0] == "because"
    assert line.split()[-2:] == ["1", "11"]
    assert "include:_netblocks.google.com" in line


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("domain", [D, "over.example", "odd.example", "none.example", "gone.example"])
def test_eighty_columns_are_enough(cli, lang, domain):
    code, out, _ = cli(domain, "-v", "--lang", lang.value, "--no-color")
    assert code == 0
    assert out.isprintable() or all(line.isprintable() for line in out.splitlines())
    assert all(cell_len(line) <= 80 for line in out.splitlines())


def test_a_record_is_never_cut(cli):
    """It is there to be copied: wrapped, but whole."""
    _, out, _ = cli("over.example", "--no-color", columns=40)
    pasted = " ".join(out.partition("Publish at")[2].split()[2:])
    assert pasted.startswith("v=spf1 include:_spf.google.com mx:example-shop.org -all")


def test_json(cli):
    code, out, err = cli(D, "--ip", "192.0.2.25", "--json", "--lang", "de")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["result"], told["matched"], told["domain"]) == ("pass", "mx", D)
    assert told["tree"]["terms"][0]["answers"][0]["values"] == [f"10 mx.{D}"]


def test_json_does_nothing_to_the_terminal_that_shows_it(cli):
    """Control characters of the upper half, and what reorders text, stay escaped; programs read them all the same."""
    _, out, _ = cli("turned.example", "--json")
    assert out.rstrip("\n").isprintable()
    assert "\u202e" in json.loads(out)["tree"]["record"]


# fmt: off
REFUSED = [
    # what was typed                               what is said
    ((D, "--offline"),                             "SPF records stand in DNS"),
    ((D, "--from", "jane@example.org"),            "name it with --ip"),
    ((D, "--helo", "mx.example.org"),              "name it with --ip"),
    ((D, "--ip", "example.org"),                   "no IP address"),
    ((),                                           "DOMAIN"),
]
# fmt: on


@pytest.mark.parametrize(("args", "words"), REFUSED)
def test_what_cannot_be_asked(cli, args, words):
    code, out, err = cli(*args)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1
