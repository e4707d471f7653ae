"""Keys, digests and signatures: what dnspython writes is read alike, and nonsense is left out."""

from __future__ import annotations

from base64 import b64encode

import dns.dnssec
import dns.name
import dns.rdata
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.sender.dnssec import chain

KEYS = st.builds(
    "{} 3 {} {}".format,
    st.integers(0, 65_535),
    st.sampled_from([5, 7, 8, 10, 13, 14, 15, 16]),
    st.binary(min_size=1, max_size=80).map(lambda data: b64encode(data).decode()),
)


@pytest.mark.spec("RFC 4034 §5.1.4")
@pytest.mark.spec("RFC 4034 appendix B")
@given(KEYS, st.sampled_from([chain.SHA1, chain.SHA256, chain.SHA384]))
def test_tags_and_digests_are_dnspythons(text, kind):
    (key,) = chain.keys([text])
    record = dns.rdata.from_text("IN", "DNSKEY", text)
    policy = dns.dnssec.allow_all_policy
    theirs = dns.dnssec.make_ds(dns.name.from_text("a.org"), record, kind, policy=policy)
    (made,) = chain.digests([theirs.to_text()])
    assert (made.tag, made.algorithm, made.kind) == (key.tag, key.algorithm, kind)
    assert made.means(key, "a.org")
    assert not made.means(key, "b.org")


@pytest.mark.spec("RFC 4034 §3.2")
def test_a_signatures_times():
    text = "SOA 13 2 3600 20261210000000 20261110000000 4711 a.org c2ln"
    (signature,) = chain.signatures([text])
    assert (signature.type, signature.expires, signature.begins) == ("SOA", 1_796_860_800, 1_794_268_800)


# fmt: off
NONSENSE = ["", " ", "257", "257 3 13", "257 3 13 §", "257 3 13 x", "99999 3 13 AAAA", "-1 3 13 AAAA", "257 3 999 AAAA", "1 2 3 xyz", "SOA 1 2 3 4 5 6", "SOA 13 2 3600 20269910000000 20261110000000 1 a.org x"]
# fmt: on


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_left_out(text):
    assert chain.keys([text]) == ()
    assert chain.digests([text]) == ()
    assert list(chain.signatures([text])) == []


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_is_read(values):
    chain.keys(values)
    chain.digests(values)
    list(chain.signatures(values))


def test_many_are_bounded():
    assert len(chain.keys([f"{flags} 3 13 AAAA" for flags in range(5000)])) == chain.KEYS_MOST
    assert len(chain.digests([f"{tag} 13 2 00" for tag in range(5000)])) == chain.KEYS_MOST
