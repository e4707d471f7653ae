"""What a list would cost if it were mailed."""

from __future__ import annotations

import pytest
from any_facts import FACTS
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.estimate import Prices, cost_of, predicted_bounces
from mailworthy.address.facts import DomainState, LocalKind
from mailworthy.address.report import Bounds
from mailworthy.address.verdict import Facts, judge

GOOD = judge(Facts(state=DomainState(mx=("mx.shop.de",))))
DEAD = judge(Facts(state=DomainState("null_mx")))
ROLE = judge(Facts(state=DomainState(mx=("mx.shop.de",)), local=LocalKind(role=True)))
AGAIN = judge(Facts(state=DomainState(mx=("mx.shop.de",)), duplicate=True))
ASLEEP = judge(Facts(state=DomainState(mx=("mx.shop.de",)), inactive=True))
NOTHING = Bounds(0.0, 0.0, 0.0)

# fmt: off
BOUNCES = [
    # judgements and rows              all                            kept only
    ([],                               NOTHING,                       NOTHING),
    ([(GOOD, 0)],                      NOTHING,                       NOTHING),
    ([(GOOD, 10)],                     Bounds(*GOOD.bounce),          Bounds(*GOOD.bounce)),
    ([(GOOD, 3), (DEAD, 1)],           Bounds(0.239, 0.2565, 0.28),   Bounds(*GOOD.bounce)),
    ([(DEAD, 5)],                      Bounds(*DEAD.bounce),          NOTHING),
    ([(ROLE, 5)],                      Bounds(*ROLE.bounce),          NOTHING),  # reviewed is not yet kept
    ([(AGAIN, 5), (GOOD, 5)],          Bounds(*GOOD.bounce),          Bounds(*GOOD.bounce)),
]
# fmt: on


@pytest.mark.parametrize(("counted", "all_rows", "kept"), BOUNCES)
def test_predicted_bounces(counted, all_rows, kept):
    for bounds, expected in (
        (predicted_bounces(counted), all_rows),
        (predicted_bounces(counted, kept_only=True), kept),
    ):
        assert (bounds.low, bounds.mean, bounds.high) == pytest.approx(
            (expected.low, expected.mean, expected.high)
        )


COUNTED = st.lists(st.tuples(FACTS.map(judge), st.integers(0, 10**9)), max_size=5)


@given(COUNTED, st.booleans())
def test_predictions_are_shares_in_order(counted, kept_only):
    bounds = predicted_bounces(counted, kept_only=kept_only)
    assert -1e-9 <= bounds.low <= bounds.mean + 1e-9
    assert bounds.mean <= bounds.high + 1e-9 <= 1 + 2e-9


# fmt: off
PRICES = [
    # prices                                                             a row and month
    (Prices(),                                                           0.0),
    (Prices(per_message=0.01),                                           0.04),
    (Prices(per_message=0.01, messages_per_month=10),                    0.1),
    (Prices(per_contact=0.5),                                            0.5),
    (Prices(per_message=0.01, per_contact=0.5, messages_per_month=0),    0.5),
]
# fmt: on


@pytest.mark.parametrize(("prices", "each"), PRICES)
def test_what_a_contact_costs(prices, each):
    assert prices.per_row == pytest.approx(each)


def test_what_a_list_costs_and_wastes():
    counted = [(GOOD, 60), (DEAD, 20), (AGAIN, 10), (ASLEEP, 6), (ROLE, 4)]
    cost = cost_of(counted, Prices("€", per_message=0.01, per_contact=0.06))
    assert (cost.currency, cost.per_message, cost.per_contact, cost.messages_per_month) == (
        "€",
        0.01,
        0.06,
        4.0,
    )
    assert (cost.before, cost.after, cost.wasted, cost.inactive) == (10.0, 7.0, 3.0, 0.6)


@given(COUNTED, st.floats(0, 100), st.floats(0, 100))
def test_what_is_not_wasted_remains(counted, per_message, per_contact):
    cost = cost_of(counted, Prices("$", per_message, per_contact))
    assert cost.before == pytest.approx(cost.after + cost.wasted, abs=0.02)
    assert 0 <= cost.inactive <= cost.before + 0.01


def test_without_prices_nothing_is_claimed():
    cost = cost_of([(DEAD, 5)], Prices())
    assert (cost.before, cost.after, cost.wasted, cost.inactive) == (0, 0, 0, 0)
