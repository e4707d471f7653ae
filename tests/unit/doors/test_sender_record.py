"""``mailworthy sender record``: the real commands."""

from __future__ import annotations

import json
import stat

import pytest

from mailworthy.doors.cli.main import run
from mailworthy.edge.nameserver import serving
from mailworthy.sender.dkim import read_signing_key


@pytest.fixture
def cli(capsys, monkeypatch):
    """Run a wizard; give its exit code, output and errors."""

    def called(*args, columns=80):
        monkeypatch.setenv("COLUMNS", str(columns))
        with pytest.raises(SystemExit) as end:
            run(["sender", "record", *map(str, args)])
        return end.value.code or 0, *capsys.readouterr()

    return called


# fmt: off
WIZARDS = [
    # what is typed                                                 what is pasted
    (("dmarc", "a.org"),                                            '_dmarc.a.org. 3600 IN TXT "v=DMARC1; p=none; np=reject; rua=mailto:dmarc-reports@a.org"'),
    (("dmarc", "a.org", "--policy", "reject", "--rua", "d@b.net"),  'a.org._report._dmarc.b.net. 3600 IN TXT "v=DMARC1"'),
    (("spf", "a.org", "--mx", "--offline"),                         'a.org. 3600 IN TXT "v=spf1 mx ~all"'),
    (("mta-sts", "a.org", "--mx", "mx.a.org"),                      "mx: mx.a.org"),
    (("tls-rpt", "a.org", "--rua", "t@a.org"),                      '_smtp._tls.a.org. 3600 IN TXT "v=TLSRPTv1; rua=mailto:t@a.org"'),
    (("bimi", "a.org", "--logo", "https://a.org/l.svg"),            'default._bimi.a.org. 3600 IN TXT "v=BIMI1; l=https://a.org/l.svg"'),
    (("never-sends", "a.org"),                                      "a.org. 3600 IN MX 0 ."),
    (("dkim", "a.org", "--revoke", "--selector", "s1"),             's1._domainkey.a.org. 3600 IN TXT "v=DKIM1; p="'),
]
WRONG = [
    (("spf", "a.org", "--offline"),                                 "nobody may send"),
    (("dmarc", "not a domain"),                                     "not a domain name"),
    (("dmarc", "a.org", "--zone", "x y"),                           "not a domain name"),
    (("dkim", "a.org", "--revoke"),                                 "--selector"),
    (("dkim", "a.org", "--bits", "1024"),                           "1024"),
    (("mta-sts", "a.org", "--offline"),                             "name the mail hosts"),
]
# fmt: on


@pytest.mark.parametrize("lang", ["en", "de", "ja"])
@pytest.mark.parametrize(("typed", "line"), WIZARDS)
def test_what_is_pasted_is_one_whole_line(cli, typed, line, lang):
    code, out, err = cli(*typed, "--lang", lang, columns=40)
    assert (code, err) == (0, "")
    assert line in [one.strip() for one in out.splitlines()]


@pytest.mark.parametrize(("typed", "why"), WRONG)
def test_wrong_usage_is_said_in_one_line(cli, typed, why):
    code, out, err = cli(*typed)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert why in err


def test_json_and_quiet(cli):
    _, out, _ = cli("never-sends", "www.a.org", "--json", "--zone", "a.org.")
    assert [record["host"] for record in json.loads(out)["records"]] == ["www", "www", "_dmarc.www"]
    assert "•" in cli("never-sends", "a.org")[1]
    assert "•" not in cli("never-sends", "a.org", "-q")[1]


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_key_is_kept_for_its_owner_alone_and_never_overwritten(cli, tmp_path, kind):
    file = tmp_path / "key.pem"
    typed = ("dkim", "a.org", "--kind", kind, "--selector", "s1", "--key-file", file, "--json")
    _, out, _ = cli(*typed)
    told = json.loads(out)
    pem = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert told["key_file"] == str(file)
    assert read_signing_key(pem).record == told["records"][0]["value"]
    assert "PRIVATE" not in out
    code, _, err = cli(*typed)
    assert (code, "there is a file already" in err) == (2, True)
    assert file.read_bytes() == pem


def test_a_key_is_named_after_month_selector_and_domain(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    cli("dkim", "A.org", "--kind", "ed25519")
    (file,) = tmp_path.iterdir()
    assert file.match("e20????._domainkey.a.org.pem")


def test_dns_is_asked_for_what_is_there(cli):
    zone = {
        "a.org": {"TXT": ["v=spf1 include:b.net -all"], "MX": ["10 mx.a.org"]},
        "b.net": {"TXT": ["v=spf1 ip4:192.0.2.0/24 -all"]},
    }
    with serving(zone) as server:
        _, spf, _ = cli("spf", "a.org", "--ip", "198.51.100.1", "--dns", server)
        _, sts, _ = cli("mta-sts", "a.org", "--dns", server)
    assert "v=spf1 include:b.net ip4:198.51.100.1 ~all" in spf
    assert "1 of 10 look-ups" in spf
    assert "mx: mx.a.org" in sts
