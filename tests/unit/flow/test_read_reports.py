"""Reports from wherever they are, to what they come to: through mails, archives, the store and the command line."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile

import pytest
from command import mailworthy

from mailworthy.errors import InputError
from mailworthy.finding import Lang
from mailworthy.flow.page import reports_page
from mailworthy.flow.read_reports import ReportsOptions, read_reports, summarise_reports
from mailworthy.sender.reports.mail import Mail
from mailworthy.sender.reports.summary import summed

XML = b"""<feedback><report_metadata><org_name>Receiver</org_name><email>d@r.example</email><report_id>r%d</report_id>
<date_range><begin>1793491200</begin><end>1793577599</end></date_range></report_metadata>
<policy_published><domain>example.com</domain><p>none</p></policy_published>
<record><row><source_ip>192.0.2.9</source_ip><count>5</count><policy_evaluated><disposition>none</disposition><dkim>fail</dkim>
<spf>fail</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></identifiers>
<auth_results><dkim><domain>esp.example</domain><result>pass</result></dkim></auth_results></record></feedback>"""
TLS = b"""{"organization-name": "S", "report-id": "t", "date-range": {"start-datetime": "2026-11-01T00:00:00Z",
"end-datetime": "2026-11-01T23:59:59Z"}, "policies": [{"policy": {"policy-type": "sts", "policy-domain": "example.com"},
"summary": {"total-successful-session-count": 9, "total-failure-session-count": 0}}]}"""


def zipped(name: str, raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, raw)
    return out.getvalue()


def mail(type_: str, raw: bytes, name: str = "") -> bytes:
    named = f'; name="{name}"' if name else ""
    body = base64.encodebytes(raw).decode()
    return f"From: d@r.example\nSubject: Report\nContent-Type: {type_}{named}\nContent-Transfer-Encoding: base64\n\n{body}".encode()


def kinds(raw: bytes) -> tuple[list[str], list[str]]:
    notes: list[str] = []
    return [told.kind for told in read_reports(io.BytesIO(raw), note=notes.append)], notes


# fmt: off
FOUND = [
    # what came                                                    what it is
    (XML % 1,                                                      "aggregate"),
    (TLS,                                                          "tls"),
    (mail("application/gzip", gzip.compress(XML % 1)),             "aggregate"),
    (mail("application/octet-stream", zipped("a.xml", XML % 1)),   "aggregate"),
    (mail("text/xml", XML % 1),                                    "aggregate"),
    (mail("text/plain", XML % 1),                                  "aggregate"),
    (mail("image/png", gzip.compress(XML % 1), "a.xml.gz"),        "aggregate"),   # a wrong type, a right name
    (mail("application/tlsrpt+gzip", gzip.compress(TLS)),          "tls"),
    (mail("application/tlsrpt+json", TLS),                         "tls"),
    (mail("message/rfc822", mail("application/zip", zipped("a", XML % 1))), "aggregate"),   # forwarded by a colleague
    (gzip.compress(mail("application/gzip", gzip.compress(TLS))),  "tls"),
]
NOT_READ = [
    (b"",                                          "-: no report: it is empty"),
    (b"hello",                                     "-: no report: neither XML nor JSON nor a mail"),
    (b"From: jane@example.com\n\nhello",           "-: no report in this mail"),
    (mail("application/gzip", b"\x1f\x8bxx"),      "-: cannot be unpacked"),
    (b'<!DOCTYPE a [<!ENTITY a "a">]><feedback/>', "-: it declares a document type or entities"),
    (b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n", "-: a complaint"),
]
# fmt: on


@pytest.mark.parametrize(("raw", "kind"), FOUND)
def test_a_report_is_found_under_its_layers(raw, kind):
    assert kinds(raw) == ([kind], [])


@pytest.mark.parametrize(("raw", "said"), NOT_READ)
def test_what_is_no_report_is_named_in_one_line(raw, said):
    found, notes = kinds(raw)
    assert found == []
    assert len(notes) == 1
    assert notes[0].startswith(said)


def test_a_report_that_comes_twice_counts_once(tmp_path):
    for name, number in (("a", 1), ("b", 1), ("c", 2)):
        (tmp_path / f"{name}.xml").write_bytes(XML % number)
    (tmp_path / "d.xml").write_bytes(b"nothing")
    told = summarise_reports(tmp_path, ReportsOptions())
    assert told.total.messages == 10
    assert told.reports == {"aggregate": 2, "repeated": 1, "unread": 1}
    assert [each.name for each in told.would_break] == ["esp.example"]


def test_nothing_but_what_is_no_report_is_unreadable_input(tmp_path):
    (tmp_path / "a.xml").write_bytes(b"nothing")
    (tmp_path / "b.gz").write_bytes(b"\x1f\x8b")
    notes: list[str] = []
    with pytest.raises(InputError, match="no report could be read"):
        summarise_reports([tmp_path / "a.xml", tmp_path / "b.gz"], note=notes.append)
    assert len(notes) == 2


def test_the_store_tells_the_same_as_the_files(tmp_path, home):
    (tmp_path / "a.xml").write_bytes(XML % 1)
    (tmp_path / "b.json").write_bytes(TLS)
    options = ReportsOptions(store=home / "store.sqlite")
    read = summarise_reports(tmp_path, options)
    assert summarise_reports(tmp_path, options) == read
    assert summarise_reports(None, options) == read


def test_the_command_reads_records_and_writes(tmp_path, home):
    (tmp_path / "a.xml").write_bytes(XML % 1)
    ran = mailworthy("sender", "reports", tmp_path, "--out", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert "Under p=reject 5 would be lost" in ran.out
    assert "REPORTS-WOULD-BREAK" in ran.out
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "reports.html",
        "reports.json",
        "services.csv",
        "sources.csv",
        "days.csv",
    }
    kept = json.loads(mailworthy("sender", "reports", "--json", "--lang", "de").out)
    assert kept["total"]["messages"] == 5
    assert kept["findings"][0]["title"].startswith("Post eines Dienstes")


def test_wrong_usage_is_one_line(tmp_path):
    ran = mailworthy("sender", "reports", "--no-store")
    assert (ran.code, len(ran.lines)) == (2, 1)
    ran = mailworthy("sender", "reports", tmp_path / "none.xml")
    assert (ran.code, len(ran.lines)) == (2, 1)


@pytest.mark.parametrize("lang", Lang)
def test_the_page_shows_strangers_words_as_words(lang):
    evil = "<script>alert(1)</script>\u202e"
    page = reports_page(summed([Mail(evil, "2026-11-01", evil, evil, signer=evil, policy=evil)]), lang)
    assert "<script>alert" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("lang", Lang)
def test_no_reports_make_a_page_too(lang):
    assert "</html>" in reports_page(summed([]), lang)
