"""The walk through a domain's records, as a receiver goes it (RFC 7208 §4, §5, §6).

A check has a client and ends where a term matches. A survey has none: nothing matches but ``all``, so it meets what a host
meets that nobody named, and asks for both address families.

A walk that keeps its tree goes on where a receiver gives up, and marks what lies beyond: the result is the receiver's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from mailworthy.sender.spf import macro
from mailworthy.sender.spf.client import Client
from mailworthy.sender.spf.macro import MacroError, Template
from mailworthy.sender.spf.record import Record, Spec, is_record, read
from mailworthy.sender.spf.tree import LOOKUPS_MOST, VOIDS_MOST, Counts, Node, Problem, Spf, Term
from mailworthy.wire.ask import Answer, Answers, Asking, Dns, Outcome

HOSTS_MOST = 10  # names of an MX or PTR answer (RFC 7208 §4.6.4)
FOLLOWED_MOST = 100  # look-ups after which a tree is followed no further: ten times the limit
SURVEYED = frozenset("do")  # what a survey knows of a message: its domain

QUALIFIED = {"+": Spf.PASS, "-": Spf.FAIL, "~": Spf.SOFTFAIL, "?": Spf.NEUTRAL}
WITHOUT_RECORD = {"no_record": Spf.NONE, "two_records": Spf.PERMERROR, "dns": Spf.TEMPERROR}

_ALONE = frozenset({"all", "ip4", "ip6"})
_LIMITS = frozenset({"too_many_lookups", "too_many_voids"})  # the whole check's, not a term's own
_VOID = frozenset({Outcome.EMPTY, Outcome.NO_SUCH_NAME})
Chain: TypeAlias = tuple[str, ...]  # the domains that led to a record


class Stop(Exception):  # noqa: N818  # no error: the walk signals its end with it, and whoever began it catches that
    """The result is settled, and nobody wants to see the rest."""


class _Met:
    """What the term at hand met: it becomes the term's part of the tree."""

    __slots__ = ("answers", "child", "error", "target", "void")

    def __init__(self, target: str = "", child: Node | None = None) -> None:
        self.answers: list[tuple[Dns, Answer]] = []
        self.child = child
        self.error = ""
        self.target = target
        self.void = False


class Walk:
    """One walk, and what was counted so far.

    Args:
        client: Who sends; None for a survey.
        tree: Whether the records are kept.
    """

    def __init__(self, client: Client | None, *, tree: bool) -> None:
        self.client = client
        self.tree = tree
        self.problem: Problem | None = None
        self.broken = Spf.PERMERROR  # the result, once there is a problem
        self.lookups = 0
        self.voids = [0, 0]  # as an IPv4 host meets them, and an IPv6 host
        self.nothing = 0  # terms that name nothing at all
        self.matched = ""
        self._explains: tuple[Spec | None, str] = (None, "")
        self._names: tuple[Answer, tuple[str, ...]] | None = None
        self._met = _Met()

    def counts(self) -> Counts:
        """Give what was counted so far."""
        return Counts(self.lookups, max(self.voids), self._judged_voids(), self.nothing)

    def _judged_voids(self) -> int:
        """Give the empty answers as the host meets them; a survey judges as an IPv4 host is judged."""
        return self.voids[1] if self.client and self.client.bits == 128 else self.voids[0]

    # --- one record -------------------------------------------------------------------------------------------------

    def host(self, domain: str, chain: Chain = ()) -> Asking[tuple[Spf, Node | None]]:
        """Judge by the record of one domain.

        Returns:
            The result, and the record: None where no tree is kept and there is one.

        Raises:
            Stop: The result is settled, and no tree is kept.
        """
        (answer,) = yield (Dns(domain, "TXT"),)
        records = tuple(value for value in answer.values if is_record(value))
        if len(records) != 1:
            return self._without_record(domain, answer, records, first=not chain)
        record = read(records[0])
        for fault in record.faults:
            self._fault(fault.word, Spec(fault.term, fault.position, ""), domain)
        told: dict[int, Term] = {}
        result = yield from self._directives(record, domain, (*chain, domain), told)
        return result, self._node(domain, answer, record, told) if self.tree else None

    def _without_record(
        self, domain: str, answer: Answer, records: tuple[str, ...], *, first: bool
    ) -> tuple[Spf, Node]:
        word = "dns" if answer.outcome is Outcome.FAILED else "two_records" if records else "no_record"
        if first and word != "no_record":  # the term that led to any other domain answers for it
            self._fault(word, None, domain, WITHOUT_RECORD[word], answer.why)
        return WITHOUT_RECORD[word], Node(domain, "", (), records, _others(answer), answer, word)

    def _node(self, domain: str, answer: Answer, record: Record, told: Mapping[int, Term]) -> Node:
        faults = {fault.start: fault.word for fault in record.faults}
        terms = tuple(
            told.get(spec.position)
            or Term(
                spec.text,
                spec.position,
                spec.qualifier,
                spec.mechanism,
                error=faults.get(spec.position, ""),
            )
            for spec in record.terms
        )
        error = record.faults[0].word if record.faults else ""
        return Node(domain, record.text, terms, (record.text,), _others(answer), answer, error)

    def _directives(self, record: Record, domain: str, chain: Chain, told: dict[int, Term]) -> Asking[Spf]:
        for spec in record.directives:
            if spec.mechanism in _ALONE:
                matched = spec.mechanism == "all" or (self.client is not None and self.client.within(spec))
                if self.tree:
                    self._met = _Met()
                    self._keep(spec, matched, self._now(), told)
            else:
                matched = yield from self._asked(spec, domain, chain, told)
            if matched:
                self.matched, self._explains = spec.text, (record.explanation, domain)
                return QUALIFIED[spec.qualifier]
        if record.redirect is None:
            return Spf.NEUTRAL
        return (yield from self._redirected(record.redirect, domain, chain, told))

    def _asked(self, spec: Spec, domain: str, chain: Chain, told: dict[int, Term]) -> Asking[bool]:
        """Judge a directive that makes a look-up."""
        before = self._now()
        target = yield from self._counted(spec, domain)
        matched = (
            (yield from _MATCHES[spec.mechanism](self, spec, target, domain, chain)) if target else False
        )
        if self.tree:
            self._keep(spec, matched, before, told)
        return matched

    def _redirected(self, spec: Spec, domain: str, chain: Chain, told: dict[int, Term]) -> Asking[Spf]:
        """Go on where nothing matched (RFC 7208 §6.1)."""
        before = self._now()
        target = yield from self._counted(spec, domain)
        result = Spf.PERMERROR
        if target:
            result = yield from self._led(spec, target, domain, chain)
        elif self._met.error == "not_a_name":
            self._fault("not_a_name", spec, domain)
        if self.tree:
            self._keep(spec, matched=False, before=before, told=told)
        return result

    def _counted(self, spec: Spec, domain: str) -> Asking[str]:
        """Count a look-up; give the name it is for, empty where that can't be told or is none."""
        self._met = _Met()
        self.lookups += 1
        if self.lookups == LOOKUPS_MOST + 1:
            self._fault("too_many_lookups", spec, domain)
        if self.lookups > FOLLOWED_MOST:
            self._met.error = "not_followed"
            return ""
        if spec.target is None:
            self._met.target = domain
            return domain
        return (yield from self._expanded(spec.target, domain))

    # --- what is kept -----------------------------------------------------------------------------------------------

    def _fault(
        self, word: str, spec: Spec | None, domain: str, result: Spf = Spf.PERMERROR, why: str = ""
    ) -> None:
        """Note what settles the result, unless something did before; without a tree nothing more is looked at."""
        if word not in _LIMITS:
            self._met.error = self._met.error or word
        if self.problem is None:
            term, position = (spec.text, spec.position) if spec else ("", 0)
            self.problem, self.broken = Problem(word, term, domain, position, why), result
        if not self.tree:
            raise Stop

    def _now(self) -> tuple[bool, int, int, int]:
        return self.problem is None, self.lookups, self.voids[0], self.voids[1]

    def _keep(
        self, spec: Spec, matched: bool, before: tuple[bool, int, int, int], told: dict[int, Term]
    ) -> None:
        reached, lookups, ipv4, ipv6 = before
        met = self._met
        told[spec.position] = Term(
            spec.text,
            spec.position,
            spec.qualifier,
            spec.mechanism,
            met.target,
            self.lookups - lookups,
            self.lookups,
            max(self.voids[0] - ipv4, self.voids[1] - ipv6),
            met.void,
            tuple(met.answers),
            matched,
            reached,
            met.child,
            met.error,
        )

    # --- questions --------------------------------------------------------------------------------------------------

    def _ask(self, *asks: Dns) -> Asking[Answers]:
        answers = yield asks
        if self.tree:
            self._met.answers += zip(asks, answers, strict=True)
        return answers

    def _expanded(self, template: Template, domain: str) -> Asking[str]:
        """Give the name that a domain-spec stands for; empty where a survey can't know it or DNS can't be asked for it."""
        if self.client is None and not template.letters <= SURVEYED:
            self._met.error = "depends"
            return ""
        values = (yield from self._values(template, domain)) if template.letters else {}
        target = self._met.target = macro.expanded_name(template.pieces, values)
        if macro.can_be_asked(target):
            return macro.escaped(target)
        self._met.error = "not_a_name"
        return ""

    def _values(self, template: Template, domain: str) -> Asking[Mapping[str, str]]:
        if self.client is None:
            return {"d": domain, "o": domain}
        values = self.client.values(domain)
        if "p" in template.letters:
            _, names = yield from self._validated(self.client)
            values["p"] = _nearest(names, domain)
        return values

    def _validated(self, client: Client) -> Asking[tuple[Answer, tuple[str, ...]]]:
        """Ask for the names that the client's address leads to and that lead back to it (RFC 7208 §5.5).

        Returns:
            What DNS said of the address, and the names.
        """
        if self._names is None:
            (answer,) = yield from self._ask(Dns(client.reverse_name(), "PTR"))
            claimed = [name.lower() for name in answer.values[:HOSTS_MOST] if macro.can_be_asked(name)]
            held = (yield from self._ask(*(Dns(name, client.type) for name in claimed))) if claimed else ()
            leads_back = (client.among(one.values) for one in held)
            self._names = answer, tuple(name for name, back in zip(claimed, leads_back, strict=True) if back)
        return self._names

    def _count_void(self, spec: Spec, domain: str, *, ipv4: bool = True, ipv6: bool = True) -> None:
        """Count an empty answer for those that meet it (RFC 7208 §4.6.4)."""
        self.voids[0] += ipv4
        self.voids[1] += ipv6
        mine = ipv6 if self.client and self.client.bits == 128 else ipv4
        if mine and self._judged_voids() == VOIDS_MOST + 1:
            self._fault("too_many_voids", spec, domain)

    def _names_nothing(self) -> None:
        self._met.void = True
        self.nothing += 1

    # --- mechanisms -------------------------------------------------------------------------------------------------

    def _a(self, spec: Spec, target: str, domain: str, _chain: Chain) -> Asking[bool]:
        """RFC 7208 §5.3."""
        return (yield from self._among_addresses(spec, (target,), domain))

    def _mx(self, spec: Spec, target: str, domain: str, _chain: Chain) -> Asking[bool]:
        """RFC 7208 §5.4. More than ten hosts are an error only where none of the first ten matches (§4.6.4)."""
        (answer,) = yield from self._ask(Dns(target, "MX"))
        if answer.outcome is Outcome.FAILED:
            self._fault("dns", spec, domain, Spf.TEMPERROR, answer.why)
            return False
        if answer.outcome is not Outcome.FOUND:
            self._count_void(spec, domain)
            self._names_nothing()
            return False
        hosts = _mail_hosts(answer.values)
        asked = tuple(host for host in hosts[:HOSTS_MOST] if macro.can_be_asked(host))
        matched = (yield from self._among_addresses(spec, asked, domain)) if asked else False
        if not matched and len(hosts) > HOSTS_MOST:
            self._fault("too_many_mx", spec, domain)
        return matched

    def _among_addresses(self, spec: Spec, hosts: tuple[str, ...], domain: str) -> Asking[bool]:
        if self.client is None:
            yield from self._surveyed_addresses(spec, hosts, domain)
            return False
        type_ = self.client.type
        answers = yield from self._ask(*(Dns(host, type_) for host in hosts))
        for answer in answers:
            if answer.outcome is Outcome.FAILED:
                self._fault("dns", spec, domain, Spf.TEMPERROR, answer.why)
            elif answer.outcome is not Outcome.FOUND:
                self._count_void(spec, domain, ipv4=type_ == "A", ipv6=type_ != "A")
            elif self.client.among(answer.values, spec):
                return True
        if self.tree and all(answer.outcome in _VOID for answer in answers):
            yield from self._look_at_other_family(hosts, answers, "AAAA" if type_ == "A" else "A")
        return False

    def _look_at_other_family(self, hosts: tuple[str, ...], answers: Answers, type_: str) -> Asking[None]:
        """Find out whether hosts have no address of the other family either: no receiver asks that, people want to know."""
        pairs = zip(hosts, answers, strict=True)
        asks = tuple(Dns(host, type_) for host, answer in pairs if answer.outcome is Outcome.EMPTY)
        others = (yield from self._ask(*asks)) if asks else ()
        if all(answer.outcome in _VOID for answer in others):
            self._names_nothing()

    def _surveyed_addresses(self, spec: Spec, hosts: tuple[str, ...], domain: str) -> Asking[None]:
        answers = yield from self._ask(*(Dns(host, type_) for host in hosts for type_ in ("A", "AAAA")))
        for answer in answers:
            if answer.outcome is Outcome.FAILED:
                self._fault("dns", spec, domain, Spf.TEMPERROR, answer.why)
        for ipv4, ipv6 in zip(answers[::2], answers[1::2], strict=True):
            self._count_void(spec, domain, ipv4=ipv4.outcome in _VOID, ipv6=ipv6.outcome in _VOID)
        if all(answer.outcome in _VOID for answer in answers):
            self._names_nothing()

    def _exists(self, spec: Spec, target: str, domain: str, _chain: Chain) -> Asking[bool]:
        """RFC 7208 §5.7: an A record, whatever the client's family."""
        (answer,) = yield from self._ask(Dns(target, "A"))
        if answer.outcome is Outcome.FAILED:
            self._fault("dns", spec, domain, Spf.TEMPERROR, answer.why)
        elif answer.outcome is not Outcome.FOUND:
            self._count_void(spec, domain)
            if spec.target and spec.target.letters <= SURVEYED:  # else it is void for this message alone
                self._names_nothing()
        return self.client is not None and answer.outcome is Outcome.FOUND

    def _ptr(self, spec: Spec, target: str, domain: str, _chain: Chain) -> Asking[bool]:
        """RFC 7208 §5.5: an error of DNS is no match, and what the names' own answers lack is not counted."""
        if self.client is None:
            self._met.error = "depends"
            return False
        answer, names = yield from self._validated(self.client)
        if answer.outcome in _VOID:
            self._count_void(spec, domain)
        return any(name == target or name.endswith("." + target) for name in names)

    def _include(self, spec: Spec, target: str, domain: str, chain: Chain) -> Asking[bool]:
        """RFC 7208 §5.2."""
        return (yield from self._led(spec, target, domain, chain)) is Spf.PASS and not self._met.error

    def _led(self, spec: Spec, target: str, domain: str, chain: Chain) -> Asking[Spf]:
        """Judge by the record that a term leads to; one that can't be used is the term's error."""
        if target in chain:  # a receiver would go round until the limit ends it
            self._fault("loop", spec, domain)
            return Spf.PERMERROR
        result, node = yield from self.host(target, chain)
        self._met = _Met(target, node)
        if node is None or not node.error:
            return result
        if node.error in WITHOUT_RECORD:
            broken = Spf.TEMPERROR if node.error == "dns" else Spf.PERMERROR
            self._fault(node.error, spec, domain, broken, node.answer.why if node.answer else "")
        else:
            self._met.error = "broken"
        return result

    # --- why it failed ----------------------------------------------------------------------------------------------

    def explanation(self) -> Asking[str]:
        """Give what the domain says to those that fail; empty where anything about it is wrong (RFC 7208 §6.2)."""
        spec, domain = self._explains
        if self.client is None or spec is None or spec.target is None:
            return ""
        target = yield from self._expanded(spec.target, domain)
        if not target:
            return ""
        (answer,) = yield (Dns(target, "TXT"),)
        if len(answer.values) != 1 or not _can_be_said(answer.values[0]):
            return ""
        try:
            template = macro.read(answer.values[0], explaining=True)
        except MacroError:
            return ""
        return macro.expanded_text(template.pieces, (yield from self._values(template, domain)))


_MATCHES: dict[str, Callable[[Walk, Spec, str, str, Chain], Asking[bool]]] = {
    "a": Walk._a,  # noqa: SLF001  # its own
    "mx": Walk._mx,  # noqa: SLF001  # same
    "exists": Walk._exists,  # noqa: SLF001  # same
    "ptr": Walk._ptr,  # noqa: SLF001  # same
    "include": Walk._include,  # noqa: SLF001  # same
}


def _others(answer: Answer) -> tuple[str, ...]:
    return tuple(value for value in answer.values if not is_record(value))


def _mail_hosts(values: Iterable[str]) -> tuple[str, ...]:
    """Give the hosts of MX records, best first; a null MX names none (RFC 7505 §3)."""
    pairs = sorted((value.partition(" ") for value in values), key=_preference)
    return tuple(host.lower() for _, _, host in pairs if host not in {"", "."})


def _preference(mx: tuple[str, str, str]) -> tuple[int, str]:
    return (int(mx[0]) if mx[0].isdecimal() and len(mx[0]) < 6 else 65536, mx[2])


def _nearest(names: tuple[str, ...], domain: str) -> str:
    """Choose the validated name that a macro stands for (RFC 7208 §7.3)."""
    below = (name for name in names if name.endswith("." + domain))
    return domain if domain in names else next(below, names[0] if names else "unknown")


def _can_be_said(text: str) -> bool:
    """Tell whether a reply can hold an explanation: ASCII (RFC 7208 §6.2)."""
    return text.isascii() and text.isprintable()
