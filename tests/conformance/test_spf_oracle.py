"""pyspf as an oracle: the same worlds, the same results; each difference is explained."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pyspf_world import Pyspf
from spf_worlds import IPS, zones

from mailworthy.sender.spf import check_host
from mailworthy.wire.ask import Zone, hold

SENDER, HELO = "strong-bad@d0.example", "mail.example"

# What pyspf says where it differs, and why we don't.
EXPLAINED = {
    # RFC 7208 §6: unrecognized modifiers are ignored no matter how often they stand there.
    "MUST appear at most once: ": ("moo=cow", "ip4=192.0.2.1", "include=d1.example"),
    # RFC 7208 §4.6.2: terms are evaluated from left to right; what stands behind a match is not, a loop neither.
    "include has trivial recursion: ": ("",),
}


def is_explained(words: str) -> bool:
    return any(why in words and words.rpartition(why)[2].startswith(ends) for why, ends in EXPLAINED.items())


@settings(max_examples=300)
@given(zones(broken=True), st.sampled_from(IPS))
def test_any_world_is_judged_as_pyspf_judges_it(zone, ip):
    world = Zone(zone)
    told = hold(check_host(ip, "d0.example", SENDER, HELO, tree=False), world)
    result, words = Pyspf(world).judge(ip, SENDER, HELO)
    assert told.result.value == result or is_explained(words), (result, words, told)
