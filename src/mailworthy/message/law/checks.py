"""Each duty's check: a fact of the message made a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mailworthy.finding import Confidence
from mailworthy.message.law.duty import Outcome, Result
from mailworthy.message.law.facts import Facts
from mailworthy.message.law.words import Hit
from mailworthy.message.places import Place, in_header

_UNREAD = Outcome(Result.NOT_CHECKED, decided_by="language")
_TEMPLATE = Outcome(Result.NOT_CHECKED, decided_by="template")
_BASIC_RATES = ("basistarif", "übermittlungskosten")


def _at(facts: Facts, hit: Hit) -> Place:
    assert facts.seen is not None
    return facts.seen.hit_place(hit) if hit.end else {"snippet": hit.word}


def _missing(facts: Facts, confidence: Confidence = Confidence.LIKELY) -> Outcome:
    """Give what nothing found means: what is filled in later or not readable was not looked at."""
    if facts.filled_in:
        return _TEMPLATE
    return Outcome(Result.NOT_SEEN, confidence) if facts.readable else _UNREAD


def sender_name(facts: Facts) -> Outcome:
    """Tell whether the message names who sends it."""
    if facts.named_in_header:
        return Outcome(Result.MET, Confidence.LIKELY, (in_header(facts.draft, "From"),))
    if facts.name:
        return Outcome(Result.MET, Confidence.LIKELY, (_at(facts, facts.name),))
    if facts.named_in_header is None:
        return Outcome(Result.NOT_CHECKED, decided_by="header")
    return _missing(facts)


def opt_out(facts: Facts) -> Outcome:
    """Tell whether the message says how to stop it."""
    way = facts.opt_out
    if way and way.found:
        return Outcome(Result.MET, Confidence.LIKELY, tuple(way.places))
    if way and way.hidden:
        return Outcome(Result.NOT_MET, Confidence.LIKELY, way.hidden)
    return _missing(facts, Confidence.GUESS if facts.pictured else Confidence.LIKELY)


def opt_out_burden(facts: Facts) -> Outcome:
    """Tell whether stopping asks for more than a click or a reply."""
    way = facts.opt_out
    if way is None or not way.found:
        return Outcome(Result.NOT_CHECKED, decided_by="look")
    if way.burdens:
        return Outcome(Result.NOT_MET, Confidence.LIKELY, way.burden_places)
    return Outcome(Result.MET, Confidence.GUESS)


def postal_address(facts: Facts) -> Outcome:
    """Tell whether the sender's address stands in the message."""
    found = facts.address
    if found and facts.seen:
        return Outcome(Result.MET, Confidence(found.sure), (facts.seen.place(found.start, found.end),))
    if facts.address_filled_in:
        return Outcome(Result.MET, Confidence.LIKELY)
    if facts.scope.postal_address and not facts.filled_in:
        return Outcome(Result.NOT_MET, Confidence.GUESS if facts.pictured else Confidence.CERTAIN)
    return _missing(facts, Confidence.GUESS if facts.pictured else Confidence.LIKELY)


def postal_address_or_link(facts: Facts) -> Outcome:
    """Tell the same where the address may stand behind a link that is said to lead there."""
    there = postal_address(facts)
    if there.result is Result.NOT_SEEN and facts.elsewhere:
        return Outcome(Result.NOT_SEEN, Confidence.GUESS, (_at(facts, facts.elsewhere),), "site")
    return there


def subject(facts: Facts) -> Outcome:
    """Tell whether the subject is honest."""
    if facts.fake_answer or facts.pretended:
        confidence = Confidence.LIKELY if facts.fake_answer else Confidence.GUESS
        return Outcome(Result.NOT_MET, confidence, (in_header(facts.draft, "Subject"),))
    if not facts.draft.subject:
        return Outcome(Result.NOT_CHECKED, decided_by="header")
    return Outcome(Result.MET, Confidence.GUESS)


def named(facts: Facts) -> Outcome:
    """Tell whether the message says that it advertises."""
    said = facts.seen.says(facts.language or "en", "named") if facts.seen else None
    return (
        Outcome(Result.MET, Confidence.GUESS, (_at(facts, said),))
        if said
        else _missing(facts, Confidence.GUESS)
    )


def web_contact(facts: Facts) -> Outcome:
    """Tell whether there is a telephone number, an address of mail, or one of the web."""
    if facts.contact:
        return Outcome(Result.MET, Confidence.LIKELY, (_at(facts, facts.contact),))
    ways = {link.number for link in facts.opt_out.links} if facts.opt_out else set()
    link = next((link for link in facts.seen.links if link.number not in ways), None) if facts.seen else None
    if link and facts.seen:
        return Outcome(Result.MET, Confidence.GUESS, (facts.seen.link_place(link),))
    named = facts.seen is not None and facts.seen.part.html is None and len(facts.draft.urls) > len(ways) + 1
    return Outcome(Result.MET, Confidence.GUESS) if named else _missing(facts)


def contact(facts: Facts) -> Outcome:
    """Tell whether there is somewhere to complain or ask."""
    if facts.contact:
        return Outcome(Result.MET, Confidence.LIKELY, (_at(facts, facts.contact),))
    if facts.elsewhere:
        return Outcome(Result.NOT_SEEN, Confidence.GUESS, (_at(facts, facts.elsewhere),), "site")
    return _missing(facts)


def imprint(facts: Facts) -> Outcome:
    """Tell whether there is an imprint, or what makes one (DDG §5)."""
    there = facts.imprint
    if there and there.link:
        return Outcome(Result.MET, Confidence.LIKELY, (_at(facts, there.link),))
    if there and "address" in there.parts and there.parts & {"register", "representative"}:
        return Outcome(Result.MET, Confidence.GUESS)
    return _missing(facts, Confidence.GUESS if facts.pictured else Confidence.LIKELY)


def privacy(facts: Facts) -> Outcome:
    """Tell whether a privacy notice is linked."""
    if facts.privacy:
        return Outcome(Result.MET, Confidence.LIKELY, (_at(facts, facts.privacy),))
    return _missing(facts)


def objection(facts: Facts) -> Outcome:
    """Tell whether the right to object is named; a way to opt out is taken for it as a guess."""
    said = facts.seen.says(facts.language, "objection") if facts.seen else None
    if said:
        return Outcome(Result.MET, Confidence.GUESS, (_at(facts, said),))
    if facts.opt_out and facts.opt_out.found:
        return Outcome(Result.MET, Confidence.GUESS, tuple(facts.opt_out.places))
    return _missing(facts, Confidence.GUESS)


def customer_notice(facts: Facts) -> Outcome:
    """Tell whether customers are told that objecting costs nothing (UWG §7 (3) no. 4)."""
    low = facts.seen.low if facts.seen else ""
    said = next(
        (Hit(low.find(word), low.find(word) + len(word), word) for word in _BASIC_RATES if word in low), None
    )
    return (
        Outcome(Result.MET, Confidence.LIKELY, (_at(facts, said),))
        if said
        else _missing(facts, Confidence.GUESS)
    )


def consent(facts: Facts) -> Outcome:
    """Tell what the sender declares: each recipient's record decides."""
    declared = facts.scope.advertising_consent
    if declared is None:
        return Outcome(Result.NOT_CHECKED)
    return Outcome(Result.MET if declared else Result.NOT_SEEN, Confidence.GUESS)


def tracking(facts: Facts) -> Outcome:
    """Tell whether there is a tracking pixel: whether it may be there is no matter of the message."""
    if facts.pixel:
        return Outcome(Result.NOT_CHECKED, None, (facts.pixel,))
    return Outcome(Result.NOT_APPLICABLE, Confidence.GUESS)


CHECKS: Mapping[str, Callable[[Facts], Outcome]] = {
    check.__name__: check
    for check in (sender_name, opt_out, opt_out_burden, postal_address, postal_address_or_link, subject, named, web_contact, contact, imprint, privacy, objection, customer_notice, consent, tracking)
}  # fmt: skip
