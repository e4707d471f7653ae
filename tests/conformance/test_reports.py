"""Report files as receivers sent them, side by side with parsedmarc: the same counts, and each difference explained."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from mailworthy.flow.read_reports import read_reports
from mailworthy.sender.reports import Aggregate, Failure, Report, TlsReport

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.filterwarnings("ignore"),  # parsedmarc's and its libraries' own
]

CORPORA = Path(os.environ.get("MAILWORTHY_CORPORA", Path(__file__).parents[3] / "shared" / "corpora"))
FOLDER = CORPORA / "auth" / "reports"
FILES = sorted(
    path for path in FOLDER.glob("*/*") if path.suffix != ".json" or path.parent.name == "tlsrpt"
)  # the other JSON files are another library's idea of their neighbours

# What parsedmarc makes of it, and we do otherwise, on purpose.
DIFFERENT = {
    "mail-auth__002.eml": "a complaint (Feedback-Type: abuse, RFC 5965), which the bounce room counts; parsedmarc calls it dmarc",
}
# What neither reads, and why.
REFUSED = {
    "parsedmarc__empty.xml": "it is empty",
    "opendmarc__bad.com_example.com_1337140800_1337227200.xml": "its XML is broken",  # cut off within a record
}


def ours(path: Path) -> tuple[list[Report], list[str]]:
    notes: list[str] = []
    return list(read_reports(path, note=notes.append)), notes


def theirs(path: Path) -> Mapping[str, object] | None:
    import parsedmarc

    try:
        return parsedmarc.parse_report_file(str(path), offline=True, always_use_local_files=True)
    except parsedmarc.ParserError:
        return None


def counts(told: Report) -> object:
    match told:
        case Aggregate():
            return sorted((row.source_ip, row.count) for row in told.rows)
        case TlsReport():
            return [(each.domain, each.succeeded, each.failed, len(each.failures)) for each in told.policies]
        case Failure():
            return (told.source_ip, told.domain)


def their_counts(told: Mapping) -> object:
    report = told["report"]
    match told["report_type"]:
        case "aggregate":
            return sorted((row["source"]["ip_address"], row["count"]) for row in report["records"])
        case "smtp_tls":
            return [
                (
                    each["policy_domain"],
                    each["successful_session_count"],
                    each["failed_session_count"],
                    len(each.get("failure_details", [])),
                )
                for each in report["policies"]
            ]
        case _:
            return (report["source"]["ip_address"], report["reported_domain"])


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_report_counts_as_parsedmarc_counts_it(path):
    told, notes = ours(path)
    if path.name in REFUSED:
        assert told == []
        assert REFUSED[path.name] in notes[0]
        assert theirs(path) is None
    elif path.name in DIFFERENT:
        assert told == []
        assert "a complaint" in notes[0]
    else:
        found = theirs(path)
        assert found is not None
        assert [counts(each) for each in told] == [their_counts(found)]
        assert notes == []


def test_the_lists_of_differences_name_files_that_are_there():
    assert {*DIFFERENT, *REFUSED} <= {path.name for path in FILES} or not FILES
