"""What a whole list holds makes it suspicious, with the numbers that say so, and ordinary lists are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.signs import Tally, list_signs
from mailworthy.finding import Confidence, codes

TOLD = {"has_source_column": True, "has_consent_column": True}

# fmt: off
CASES = [
    # what is counted                                                            what is said of it
    (Tally(1000, **TOLD),                                                        {}),
    (Tally(1000, roles=149, **TOLD),                                             {}),
    (Tally(1000, roles=150, **TOLD),                                             {"LIST-ROLES": Confidence.GUESS}),
    (Tally(1000, roles=400, **TOLD),                                             {"LIST-ROLES": Confidence.LIKELY}),
    (Tally(49, roles=49, **TOLD),                                                {}),
    (Tally(50, roles=50, **TOLD),                                                {"LIST-ROLES": Confidence.LIKELY}),
    (Tally(1000, traps=4, **TOLD),                                               {}),
    (Tally(1000, traps=5, **TOLD),                                               {"LIST-TRAPS": Confidence.GUESS}),
    (Tally(1000, traps=1, traps_likely=1, **TOLD),                               {"LIST-TRAPS": Confidence.GUESS}),
    (Tally(1000, traps=2, traps_likely=2, **TOLD),                               {"LIST-TRAPS": Confidence.LIKELY}),
    (Tally(10_000, leftovers=4, **TOLD),                                         {}),
    (Tally(10_000, leftovers=5, **TOLD),                                         {"LIST-SCRAPED": Confidence.GUESS}),
    (Tally(10_000, leftovers=50, **TOLD),                                        {"LIST-SCRAPED": Confidence.LIKELY}),
    (Tally(1000, own=500, guessed=149, **TOLD),                                  {}),
    (Tally(1000, own=500, guessed=150, **TOLD),                                  {"LIST-GUESSED": Confidence.GUESS}),
    (Tally(1000, own=500, guessed=250, **TOLD),                                  {"LIST-GUESSED": Confidence.LIKELY}),
    (Tally(1000, own=500, guessed=125, stacked=125, **TOLD),                     {"LIST-GUESSED": Confidence.LIKELY}),
    (Tally(1000, own=40, guessed=40, **TOLD),                                    {}),
    (Tally(1000, domain_dead=49, **TOLD),                                        {}),
    (Tally(1000, domain_dead=50, **TOLD),                                        {"LIST-OLD": Confidence.GUESS}),
    (Tally(1000, domain_dead=120, **TOLD),                                       {"LIST-OLD": Confidence.LIKELY}),
    (Tally(1000, duplicates=1, **TOLD),                                          {"LIST-DUPLICATES": Confidence.CERTAIN}),
    (Tally(1000),                                                                {"LIST-NO-CONSENT-COLUMN": Confidence.CERTAIN}),
    (Tally(1000, has_source_column=True),                                        {}),
    (Tally(1000, has_consent_column=True),                                       {}),
    (Tally(1000, has_date_column=True),                                          {"LIST-NO-CONSENT-COLUMN": Confidence.CERTAIN}),
    (Tally(1000, unknown=200, invalid=200),                                      {"LIST-BOUGHT": Confidence.GUESS, "LIST-NO-CONSENT-COLUMN": Confidence.CERTAIN}),
    (Tally(1000, unknown=200, invalid=100, typo=50, domain_dead=100),            {"LIST-BOUGHT": Confidence.LIKELY, "LIST-OLD": Confidence.GUESS, "LIST-NO-CONSENT-COLUMN": Confidence.CERTAIN}),
    (Tally(1000, unknown=200, invalid=200, has_source_column=True),              {}),
    (Tally(0),                                                                   {}),
]
# fmt: on


@pytest.mark.parametrize(("tally", "said"), CASES)
def test_signs(tally, said):
    assert {finding.code: finding.confidence for finding in list_signs(tally)} == said


def test_the_detail_holds_the_numbers():
    (finding,) = list_signs(Tally(2000, roles=1200, **TOLD))
    assert (finding.detail, finding.count) == ("role: 1,200 / 2,000 (60.0%)", 1200)


def test_a_bought_list_is_told_with_all_its_signs():
    bought = next(
        finding for finding in list_signs(Tally(1000, roles=500, traps=20)) if finding.code == "LIST-BOUGHT"
    )
    assert bought.detail == "role: 500 / 1,000 (50.0%); trap: 20 / 1,000 (2.0%)"


@given(st.builds(Tally, *[st.integers(0, 10**8)] * 17, st.booleans(), st.booleans(), st.booleans()))
def test_any_tally_gives_findings_that_the_registry_knows(tally):
    assert all(finding.code in codes() for finding in list_signs(tally))
