"""One address against a real name server: what is remembered from one day to the next."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import polars as pl
import pytest

from mailworthy.edge.nameserver import serving
from mailworthy.errors import InputError, OutsideError
from mailworthy.flow.check_address import check_address, check_address_async, check_addresses
from mailworthy.flow.check_list import ListOptions, check_list
from mailworthy.flow.world import answer_cache, name_servers, now
from mailworthy.wire.ask import Zone

GONE = "jane@firma-gibtsnicht.de"
RECORDS = {
    "brauhaus-lindner.de": {"MX": ["10 mx.brauhaus-lindner.de"]},
    "mx.brauhaus-lindner.de": {"A": ["203.0.113.5"]},
    "firma-ohne-post.de": {"MX": ["0 ."]},
    "firma-kaputt.de": "servfail",
}


@pytest.fixture(scope="module")
def server():
    with serving(RECORDS) as address:
        yield address


@pytest.fixture
def remember(server):
    """Note that domains were missing some hours ago."""

    def noted(*domains, hours):
        with answer_cache(name_servers([server])) as cache:
            cache.note_missing(domains, (now() - timedelta(hours=hours)).timestamp())

    return noted


@pytest.fixture
def remembered(server):
    """Give since when domains have been missing."""

    def since(*domains):
        with answer_cache(name_servers([server])) as cache:
            return cache.missing_since(domains)

    return since


def test_a_missing_domain_is_looked_at_again_before_anything_is_removed(server, remembered):
    verdict = check_address(GONE, servers=[server])
    assert (verdict.status.value, verdict.action.value) == ("invalid", "retry")
    assert verdict.retry_after == verdict.checked_at + timedelta(days=1)
    assert remembered("firma-gibtsnicht.de") == {"firma-gibtsnicht.de": verdict.checked_at.timestamp()}


def test_twice_on_one_day_is_not_a_second_look(server):
    actions = [check_address(GONE, servers=[server]).action.value for _ in range(3)]
    assert actions == ["retry"] * 3


@pytest.mark.parametrize(("hours", "action"), [(23, "retry"), (24, "remove"), (24 * 60, "remove")])
def test_a_second_look_a_day_later_removes(server, remember, hours, action):
    remember("firma-gibtsnicht.de", hours=hours)
    verdict = check_address(GONE, servers=[server])
    assert (verdict.action.value, verdict.retry_after is None) == (action, action == "remove")


@pytest.mark.parametrize("hours", [24, 24 * 60])
def test_a_second_look_at_a_list_removes_as_well(server, remember, remembered, tmp_path, hours):
    remember("firma-gibtsnicht.de", "brauhaus-lindner.de", "firma-kaputt.de", hours=hours)
    names = ["firma-gibtsnicht.de", "auch-nicht-da.de", "brauhaus-lindner.de", "firma-kaputt.de"]
    (tmp_path / "list.csv").write_text("email\n" + "".join(f"jane@{name}\n" for name in names))
    check_list(
        tmp_path / "list.csv",
        out=tmp_path / "out",
        options=ListOptions(servers=(server,), parts=False, format="parquet"),
    )
    found = pl.read_parquet(tmp_path / "out" / "annotated.parquet")["mw_action"].to_list()
    assert found == ["remove", "retry", "keep", "retry"]
    assert remembered(*names).keys() == {"firma-gibtsnicht.de", "auch-nicht-da.de", "firma-kaputt.de"}


# fmt: off
THEN = [
    # what a domain that was missing is now  still counts as missing since then
    ("brauhaus-lindner.de",                  False),
    ("firma-ohne-post.de",                   False),  # it takes no mail, but it is there
    ("firma-kaputt.de",                      True),   # nobody could say
    ("firma-gibtsnicht.de",                  True),
]
# fmt: on


@pytest.mark.parametrize(("domain", "still"), THEN)
def test_a_domain_that_is_there_again_begins_anew(server, remember, remembered, domain, still):
    """Else an outage a month after another one would remove its addresses at first sight."""
    remember(domain, hours=48)
    check_address(f"jane@{domain}", servers=[server])
    assert (domain in remembered(domain)) is still


def test_a_failure_of_dns_is_no_sighting(server, remember):
    remember("firma-kaputt.de", hours=48)
    verdict = check_address("jane@firma-kaputt.de", servers=[server])
    assert (verdict.status.value, verdict.action.value) == ("soft", "retry")


def test_addresses_together_and_alone(server):
    texts = [GONE, "jane@brauhaus-lindner.de", "jane@firma-ohne-post.de", "", "jane"]

    async def both():
        alone = [await check_address_async(text, servers=[server]) for text in texts]
        return alone, await check_addresses(texts, servers=[server])

    alone, together = asyncio.run(both())
    assert [(each.address, each.reason) for each in alone] == [
        (each.address, each.reason) for each in together
    ]


def test_no_addresses(server):
    assert asyncio.run(check_addresses([], servers=[server])) == []


def test_each_choice_of_servers_has_its_own_memory(server, remembered):
    check_address(GONE, servers=[server])
    with serving({"firma-gibtsnicht.de": {"A": ["203.0.113.9"]}}) as other:
        assert check_address(GONE, servers=[other]).status.value == "valid"
    assert remembered("firma-gibtsnicht.de")


def test_a_dictionary_in_place_of_dns():
    assert check_address("jane@brauhaus-lindner.de", world=Zone(RECORDS)).status.value == "valid"


def test_offline_comes_before_all(server):
    verdict = check_address("jane@brauhaus-lindner.de", offline=True, world=Zone(RECORDS), servers=[server])
    assert (verdict.status.value, verdict.reason) == ("unknown", "not_checked")


def test_a_server_that_cannot_be_read_is_said_at_once():
    with pytest.raises(InputError, match="nonsense"):
        check_address("jane@brauhaus-lindner.de", servers=["nonsense:port"])


def test_a_name_server_that_makes_up_answers_is_not_believed():
    """Hotels' resolvers send the lost to a page of theirs: every domain would look alive."""
    with serving({"*.com": {"A": ["203.0.113.9"]}}) as rewriting, pytest.raises(OutsideError, match="--dns"):
        check_address("jane@firma-gibtsnicht.com", servers=[rewriting])
