"""Random worlds of SPF records: a few names that lead to each other, well written or not."""

from __future__ import annotations

from hypothesis import strategies as st

from mailworthy.wire.ask import Node

NAMES = [f"d{number}.example" for number in range(5)]
HOSTS = ["h.example", "six.example", "two.example", "gone.example", "mx.d0.example", "d1.example"]
IPS = ["192.0.2.1", "192.0.2.200", "198.51.100.7", "2001:db8::1", "2001:db8:1::9"]
QUALIFIERS = ["", "", "", "+", "-", "~", "?"]

_domain = st.sampled_from([*NAMES, *HOSTS])
_length4 = st.sampled_from(["", "", "", "/24", "/0", "/32"])
_length6 = st.sampled_from(["", "", "", "//64", "//0"])
_macro = st.sampled_from(
    ["%{d}", "%{o}", "%{d2}", "%{ir}.x.example", "%{l1r-}.d1.example", "%{h}", "%{p}.example"]
)
_mechanism = st.one_of(
    st.builds("ip4:192.0.2.{}/{}".format, st.integers(0, 255), st.sampled_from([24, 28, 32])),
    st.sampled_from(["ip6:2001:db8::/32", "ip6:2001:db8:1::/48", "ip4:198.51.100.7", "ip4:10.0.0.0/8"]),
    st.builds("a{}{}".format, _length4, _length6),
    st.builds("a:{}{}{}".format, _domain, _length4, _length6),
    st.builds("mx{}".format, _length4),
    st.builds("mx:{}".format, _domain),
    st.builds("include:{}".format, _domain),
    st.builds("exists:{}".format, st.one_of(_domain, _macro)),
    st.sampled_from(["ptr", "ptr:example", "ptr:d1.example", "all"]),
)
_broken = st.sampled_from([
    "ip4", "ip4:192.0.2", "ip4:192.0.2.1/33", "ip4:192.0.2.1:25", "ip4:2001:db8::1", "ip6:192.0.2.1", "ipv4:192.0.2.1",
    "a:192.0.2.1", "a:museum", "mx:", "include", "include:", "include:d1", "inlcude:d1.example", "redirect:d1.example",
    "exists:%{x}", "exists:%(i).example", "a:%", "all.", "all:d1.example", "-all/8", "moo", "d1.example", "192.0.2.1",
    "ip4:192.0.2.1,", "mx;a", "-", "=all", "1up=x", "foo=%abc", "\u2013all", "exp=", "redirect=museum",
])  # fmt: skip
_modifier = st.one_of(
    st.builds("redirect={}".format, _domain),
    st.builds("exp={}".format, _domain),
    st.sampled_from(["moo=cow", "ip4=192.0.2.1", "include=d1.example"]),
)
_end = st.sampled_from(["-all", "~all", "~all", "?all", "+all", "all", "", "redirect=d2.example"])


def records(*, broken: bool) -> st.SearchStrategy[str]:
    """Give SPF records.

    Args:
        broken: Whether terms may be unreadable.
    """
    directive = st.builds("{}{}".format, st.sampled_from(QUALIFIERS), _mechanism)
    usual = [directive, directive, directive, directive, directive, _modifier]
    terms = st.lists(st.one_of(*usual, _broken) if broken else st.one_of(*usual), max_size=6)
    return st.builds(lambda given, end: " ".join(filter(None, ("v=spf1", *given, end))), terms, _end)


def zones(*, broken: bool, failing: bool = True) -> st.SearchStrategy[dict[str, Node]]:
    """Give zones in which some names have records, and some time out.

    Args:
        broken: Whether terms may be unreadable.
        failing: Whether names may time out.
    """
    texts = st.lists(records(broken=broken), min_size=1, max_size=1)
    several = st.lists(st.one_of(records(broken=broken), st.just("other")), max_size=3)
    node = st.fixed_dictionaries(
        {"TXT": st.one_of(texts, texts, texts, texts, several)},
        optional={
            "A": st.lists(st.sampled_from([ip for ip in IPS if "." in ip]), min_size=1, max_size=3, unique=True),
            "AAAA": st.lists(st.sampled_from([ip for ip in IPS if ":" in ip]), min_size=1, max_size=2, unique=True),
            "MX": st.lists(st.builds("{} {}".format, st.integers(0, 9), _domain), min_size=1, max_size=3),
        },
    )  # fmt: skip
    given = st.one_of(node, node, node, node, node, st.just("timeout")) if failing else node
    return st.builds(_whole, st.dictionaries(st.sampled_from(NAMES[1:]), given), node, st.booleans())


def _whole(below: dict[str, Node], first: Node, named: bool) -> dict[str, Node]:
    pointers: dict[str, Node] = (
        {"1.2.0.192.in-addr.arpa": {"PTR": ["d1.example", "h.example"]}} if named else {}
    )
    return {
        **below,
        NAMES[0]: first,
        "h.example": {"A": ["192.0.2.1"]},
        "six.example": {"AAAA": ["2001:db8::1"]},
        "two.example": {"A": ["192.0.2.200"], "AAAA": ["2001:db8:1::9"]},
        "mx.d0.example": {"A": ["198.51.100.7"]},
        **pointers,
    }
