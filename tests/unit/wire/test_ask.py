"""Questions, answers, and the world made of a dictionary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.wire.ask import Answer, Answers, Asking, Asks, Dns, Outcome, Zone, hold

RECORDS = {
    "shop.test": {"MX": ["10 mx.shop.test"], "A": ["192.0.2.1"], "TXT": []},
    "mx.shop.test": {"A": ["192.0.2.2"]},
    "deep.down.shop.test": {"A": ["192.0.2.3"]},
    "www.shop.test": {"CNAME": ["shop.test"]},
    "dangling.test": {"CNAME": ["gone.test"]},
    "loop.test": {"CNAME": ["pool.test"]},
    "pool.test": {"CNAME": ["loop.test"]},
    "to-broken.test": {"CNAME": ["broken.test"]},
    "broken.test": "servfail",
    "silent.test": "timeout",
    "*.wild.test": {"A": ["192.0.2.9"]},
    "held.wild.test": {"TXT": ["x"]},
    "a.b.wild.test": {"TXT": ["x"]},
    "*.alias.test": {"CNAME": ["shop.test"]},
    "*.lame.test": "refused",
}

# fmt: off
ANSWERS = [
    # name                    type     outcome                  values               why         alias
    ("shop.test",             "MX",    Outcome.FOUND,           ("10 mx.shop.test",), "",         ""),
    ("shop.test",             "AAAA",  Outcome.EMPTY,           (),                  "",         ""),
    ("shop.test",             "TXT",   Outcome.EMPTY,           (),                  "",         ""),  # an empty list is no record
    ("no.shop.test",          "A",     Outcome.NO_SUCH_NAME,    (),                  "",         ""),
    ("nowhere.invalid",       "A",     Outcome.NO_SUCH_NAME,    (),                  "",         ""),
    ("down.shop.test",        "A",     Outcome.EMPTY,           (),                  "",         ""),  # an empty non-terminal
    ("test",                  "NS",    Outcome.EMPTY,           (),                  "",         ""),
    ("est",                   "NS",    Outcome.NO_SUCH_NAME,    (),                  "",         ""),  # no label ends inside
    ("www.shop.test",         "A",     Outcome.FOUND,           ("192.0.2.1",),      "",         "shop.test"),
    ("www.shop.test",         "CNAME", Outcome.FOUND,           ("shop.test",),      "",         ""),
    ("www.shop.test",         "TXT",   Outcome.EMPTY,           (),                  "",         "shop.test"),
    ("dangling.test",         "MX",    Outcome.NO_SUCH_NAME,    (),                  "",         "gone.test"),
    ("loop.test",             "A",     Outcome.FAILED,          (),                  "servfail", "pool.test"),
    ("to-broken.test",        "A",     Outcome.FAILED,          (),                  "servfail", "broken.test"),
    ("broken.test",           "A",     Outcome.FAILED,          (),                  "servfail", ""),
    ("mx.broken.test",        "A",     Outcome.FAILED,          (),                  "servfail", ""),  # all below fails too
    ("silent.test",           "MX",    Outcome.FAILED,          (),                  "timeout",  ""),
    ("wild.test",             "A",     Outcome.EMPTY,           (),                  "",         ""),
    ("any.wild.test",         "A",     Outcome.FOUND,           ("192.0.2.9",),      "",         ""),
    ("any.wild.test",         "MX",    Outcome.EMPTY,           (),                  "",         ""),
    ("two.labels.wild.test",  "A",     Outcome.FOUND,           ("192.0.2.9",),      "",         ""),
    ("held.wild.test",        "A",     Outcome.EMPTY,           (),                  "",         ""),  # a held name is no wildcard's
    ("x.held.wild.test",      "A",     Outcome.NO_SUCH_NAME,    (),                  "",         ""),  # nor is what is below it
    ("b.wild.test",           "A",     Outcome.EMPTY,           (),                  "",         ""),
    ("x.b.wild.test",         "A",     Outcome.NO_SUCH_NAME,    (),                  "",         ""),  # an empty non-terminal encloses
    ("any.alias.test",        "MX",    Outcome.FOUND,           ("10 mx.shop.test",), "",         "shop.test"),
    ("any.lame.test",         "MX",    Outcome.FAILED,          (),                  "refused",  ""),
]
# fmt: on


@pytest.mark.spec("RFC 8020 §2")
@pytest.mark.spec("RFC 4592 §3.3.1")
@pytest.mark.parametrize(
    ("ask", "outcome", "values", "why", "alias"), [(Dns(*row[:2]), *row[2:]) for row in ANSWERS]
)
def test_the_dictionary_answers_as_a_name_server_would(ask, outcome, values, why, alias):
    (answer,) = Zone(RECORDS)((ask,))
    assert (answer.outcome, answer.values, answer.why, answer.alias) == (outcome, values, why, alias)


# fmt: off
CHAINS = [
    # links   outcome
    (1,       Outcome.FOUND),
    (8,       Outcome.FOUND),
    (9,       Outcome.FAILED),
]
# fmt: on


@pytest.mark.parametrize(("links", "outcome"), CHAINS)
def test_eight_aliases_are_followed(links, outcome):
    chain = {f"a{i}.test": {"CNAME": [f"a{i + 1}.test"]} for i in range(links)}
    (answer,) = Zone({**chain, f"a{links}.test": {"A": ["192.0.2.1"]}})((Dns("a0.test", "A"),))
    assert answer.outcome is outcome


def test_asks_put_side_by_side_are_answered_in_their_order():
    first, second = Zone(RECORDS)((Dns("mx.shop.test", "A"), Dns("broken.test", "A")))
    assert (first.values, second.why) == (("192.0.2.2",), "servfail")


def test_two_zones_of_equal_records_are_equal():
    assert Zone(dict(RECORDS)) == Zone(RECORDS)


def follow(name: str) -> Asking[list[str]]:
    """A conversation of several turns: follow the first value until nothing answers."""
    seen: list[str] = []
    while name:
        (answer,) = yield (Dns(name, "PTR"),)
        seen.append(name)
        name = answer.values[0] if answer.values else ""
    return seen


def test_a_conversation_is_held_to_its_end():
    world = Zone({"a.test": {"PTR": ["b.test"]}, "b.test": {"PTR": ["c.test"]}})
    assert hold(follow("a.test"), world) == ["a.test", "b.test", "c.test"]


def test_a_conversation_without_a_question_asks_nobody():
    def silent() -> Asking[str]:
        return "done"
        yield ()

    def nobody(asks: Asks) -> Answers:
        raise AssertionError(asks)

    assert hold(silent(), nobody) == "done"


def test_what_a_check_raises_reaches_its_holder():
    def broken() -> Asking[None]:
        yield (Dns("a.test", "A"),)
        raise LookupError

    with pytest.raises(LookupError):
        hold(broken(), Zone({}))


NAMES = st.lists(st.sampled_from(["a", "b", "*", "test"]), min_size=1, max_size=4).map(".".join)
NODES = st.one_of(
    st.sampled_from(["servfail", "timeout"]),
    st.fixed_dictionaries(
        {}, optional={"A": st.lists(st.just("192.0.2.1"), max_size=2), "CNAME": st.lists(NAMES, max_size=1)}
    ),
)


@given(records=st.dictionaries(NAMES, NODES, max_size=8), name=NAMES)
def test_any_dictionary_answers_any_name(records, name):
    (answer,) = Zone(records)((Dns(name, "A"),))
    assert isinstance(answer, Answer)
    assert bool(answer.values) == (answer.outcome is Outcome.FOUND)
    assert bool(answer.why) == (answer.outcome is Outcome.FAILED)


@given(records=st.dictionaries(NAMES, NODES, max_size=8), name=NAMES)
def test_below_a_name_that_does_not_exist_nothing_exists(records, name):
    zone = Zone({key: node for key, node in records.items() if "CNAME" not in node and "*" not in key})
    (above,) = zone((Dns(name, "TXT"),))
    (below,) = zone((Dns("c." + name, "TXT"),))
    assert above.outcome is not Outcome.NO_SUCH_NAME or below.outcome is Outcome.NO_SUCH_NAME


# fmt: off
SIGNED = [
    # name               type    vouched for
    ("shop.test",        "TXT",  True),
    ("a.shop.test",      "TXT",  True),    # no such name
    ("shop.test",        "MX",   True),    # no such record
    ("inside.shop.test", "TXT",  True),    # an alias inside
    ("out.shop.test",    "TXT",  False),   # an alias to an unsigned zone
    ("xshop.test",       "TXT",  False),
    ("broken.shop.test", "TXT",  False),   # no answer
]
# fmt: on


@pytest.mark.parametrize(("name", "type_", "vouched"), SIGNED)
@pytest.mark.spec("RFC 4035 §3.2.3")
def test_answers_of_signed_zones_are_vouched_for(name, type_, vouched):
    zone = Zone(
        {
            "shop.test": {"TXT": ["a"]},
            "inside.shop.test": {"CNAME": ["shop.test"]},
            "out.shop.test": {"CNAME": ["xshop.test"]},
            "xshop.test": {"TXT": ["b"]},
            "broken.shop.test": "servfail",
        },
        secure=("shop.test",),
    )
    assert zone((Dns(name, type_),))[0].authenticated is vouched
