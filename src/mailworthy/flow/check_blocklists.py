"""Say which blocklists hold some addresses and domains."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address

from mailworthy.edge.dns import Keeper, Resolver, Server, hold_many
from mailworthy.errors import NotNow, TimedOut
from mailworthy.flow.world import answer_cache, name_servers
from mailworthy.sender.blocklists import Blocklist, BlocklistSurvey, ListSurvey, State
from mailworthy.sender.blocklists.answers import Entry, entries_of
from mailworthy.sender.blocklists.survey import ENTRIES_MOST, NO_KEYS, ask, concerned, summed, survey
from mailworthy.wire.ask import Answer, Dns, Node, Zone, hold
from mailworthy.wire.name import to_ascii

RATE_PER_S = (
    10.0  # all lists together: each gets a question or two a second, less than any of them asks us to
)
NOBODY_THERE = frozenset({"timeout", "unreachable"})

Tell = Callable[[int, int], None]


def check_blocklists(
    entries: Sequence[str],
    *,
    lists: Sequence[Blocklist] | None = None,
    keys: Mapping[str, str] = NO_KEYS,
    world: Zone | Mapping[str, Node] | None = None,
    servers: Sequence[str] = (),
    tell: Tell = lambda _done, _all: None,
) -> BlocklistSurvey:
    """Say which blocklists hold some addresses and domains.

    Answers are kept for their time to live, as lists ask of everybody: most say how soon one may ask again. Those to
    questions with a key in them are not, for the key would stand in the file.

    Args:
        entries: IP addresses and domains.
        lists: Whom to ask; the usual ones where None is given.
        keys: Keys, by the name that lists have for them.
        world: A dictionary of zone data that takes the place of DNS, in the shape that :class:`~mailworthy.wire.ask.Zone` takes.
        servers: Name servers as ``host:port``. There is no default: lists refuse resolvers that many share.
        tell: Called with the number of lists that are done, and of all.

    Raises:
        InputError: An entry is neither address nor domain, a key is none, or a name server can't be read.
        NotNow: No name server was named.
        OutsideError: The cache of answers can't be used, or the name servers do not answer.
    """
    ips, domains = _sorted(entries)
    if world is not None:
        return hold(survey(ips, domains, lists, keys=keys), world if isinstance(world, Zone) else Zone(world))
    if not servers:
        raise NotNow(
            "blocklists refuse resolvers that many people share, as the system's may be",
            remedy="name one of your own, such as --dns 127.0.0.1 (apt install unbound)",
        )
    about, left_out = entries_of(ips, domains, ENTRIES_MOST)
    told = asyncio.run(_asked(concerned(lists, about), about, keys, name_servers(servers), tell))
    return summed(about, left_out, told)


def shared_resolvers(servers: Sequence[str]) -> str:
    """Say in one line which of the name servers are somebody else's, so that lists may refuse them; empty where none is."""
    shared = [str(server) for server in name_servers(servers) if math.isfinite(server.rate_per_s)]
    if not shared:
        return ""
    return f"{', '.join(shared)}: somebody else's resolver; many blocklists refuse those, and then nothing is known of them"


def _sorted(entries: Sequence[str]) -> tuple[list[str], list[str]]:
    """Tell addresses from domains."""
    ips = [text for text in entries if _looks_like_an_address(text)]
    return ips, [to_ascii(text.removesuffix(".")) for text in entries if text not in ips]


def _looks_like_an_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return ":" in text or text.rpartition(".")[2].isdecimal()  # mistyped: no domain ends so
    return True


async def _asked(
    lists: Sequence[Blocklist],
    entries: Sequence[Entry],
    keys: Mapping[str, str],
    servers: Sequence[Server],
    tell: Tell,
) -> list[ListSurvey]:
    """Ask each list by itself, so that one that is slow holds up no other."""
    told: dict[int, ListSurvey] = {}
    with answer_cache(servers) as cache:
        async with polite_resolver(servers, cache, keys) as resolver:
            askings = ((number, ask(one, entries, keys)) for number, one in enumerate(lists))
            async for batch in hold_many(askings, resolver):
                told.update(batch)
                tell(len(told), len(lists))
    _refuse_silence(list(told.values()), servers)
    return [told[number] for number in range(len(lists))]


def _refuse_silence(told: Sequence[ListSurvey], servers: Sequence[Server]) -> None:
    asked = [said.reading for one in told for said in one.said if said.reading.state is not State.NOT_ASKED]
    if asked and all(one.state is State.UNREACHABLE and one.why in NOBODY_THERE for one in asked):
        who = ", ".join(map(str, servers))
        raise TimedOut(f"{who}: no answer about any blocklist; look after the name server", peer=who)


def polite_resolver(servers: Sequence[Server], keeper: Keeper, keys: Mapping[str, str]) -> Resolver:
    """Give a resolver that asks lists no faster than they like, and keeps no answer to a question with a key in it.

    Args:
        servers: Whom it asks.
        keeper: Who keeps the other answers.
        keys: Keys, by the name that lists have for them.
    """
    return Resolver(servers, rate_per_server=RATE_PER_S / len(servers), keeper=_Discreet(keeper, keys))


class _Discreet:
    """Keeps answers, those to questions that hold a key excepted.

    Args:
        keeper: Who keeps the others.
        keys: What must not be kept.
    """

    def __init__(self, keeper: Keeper, keys: Mapping[str, str]) -> None:
        self._keeper = keeper
        self._labels = frozenset(key.lower() for key in keys.values())

    def recall(self, asks: Sequence[Dns]) -> dict[Dns, Answer]:
        return self._keeper.recall([one for one in asks if self._may_stay(one)])

    def keep(self, pairs: Sequence[tuple[Dns, Answer]]) -> None:
        self._keeper.keep([pair for pair in pairs if self._may_stay(pair[0])])

    def _may_stay(self, one: Dns) -> bool:
        return self._labels.isdisjoint(one.name.lower().split("."))
