"""A list's annotated file says of each row what is said of its address alone, repetitions told beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from mixed_addresses import mixed_addresses

from mailworthy.address.check import _facts, rfc3339
from mailworthy.address.duplicates import bot_spellings, canonical, rule
from mailworthy.address.verdict import judge
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.wire.address import read

TEXTS = [
    *mixed_addresses(1500, seed=8),
    *(f"j{'.' * (n % 2)}ane+{n}@gmail.com" for n in range(bot_spellings())),
    "ｊａｎｅ@gmial.com",  # suggests by itself, and by its domain
    "＠jane@gmial.com",  # by its domain alone
    " Jane@GMIAL.com",
]


@pytest.fixture(scope="module")
def annotated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("list")
    pl.DataFrame({"email": TEXTS}).write_parquet(folder / "list.parquet")
    options = ListOptions(offline=True, parts=False, format="parquet", column="email")
    report = check_list(folder / "list.parquet", out=folder / "out", options=options)
    rows = pl.read_parquet(folder / "out" / "annotated.parquet").to_dicts()
    return rows, datetime.fromisoformat(report.started_at)


def mailboxes():
    """Give the rows of each mailbox."""
    found: dict[str, list[int]] = {}
    for row, text in enumerate(TEXTS):
        syntax = read(text)
        if syntax.usable:
            found.setdefault(canonical(syntax.local, syntax.domain, rule(syntax.domain)), []).append(row)
    return found.values()


def expected(began):
    first = {row: rows[0] for rows in mailboxes() for row in rows[1:]}
    bots = {row for rows in mailboxes() if spellings(rows) >= bot_spellings() for row in rows}
    for row, text in enumerate(TEXTS):
        syntax = read(text)
        facts, suggestion = _facts(text, syntax, None, lambda _: False)
        judged = judge(replace(facts, duplicate=row in first, bot_variant=row in bots))
        normalized = syntax.normalized if syntax.usable else ""
        yield {
            "email": text,
            "mw_status": judged.status.value,
            "mw_reason": judged.reason,
            "mw_action": judged.action.value,
            "mw_score": judged.score,
            "mw_flags": "|".join(judged.flags),
            "mw_permanent": judged.permanent,
            "mw_about": judged.about.value,
            "mw_retry_after": None,
            "mw_expires_at": rfc3339(began + timedelta(seconds=judged.expires_s)),
            "mw_suggestion": suggestion or None,
            "mw_normalized": normalized if normalized != text and normalized else None,
            "mw_duplicate_of": first[row] + 1 if row in first else None,
        }


def spellings(rows):
    return len({read(TEXTS[row]).normalized.lower() for row in rows})


def test_every_row_says_what_its_address_says_alone(annotated):
    rows, began = annotated
    pairs = zip(rows, expected(began.astimezone(UTC)), strict=True)
    assert [(row, alone) for row, alone in pairs if row != alone][:2] == []


def test_the_list_has_repetitions_and_bots(annotated):
    """Else the comparison would prove little."""
    flags = {flag for row in annotated[0] for flag in row["mw_flags"].split("|")}
    assert {"duplicate", "bot_variant", "typo_suspect", "disposable", "eai_local"} <= flags
