"""Which duties a message meets, market by market, and what there is to say about the others."""

from __future__ import annotations

from collections.abc import Iterator

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.law.checks import CHECKS
from mailworthy.message.law.duty import Block, Duty, Law, Outcome, Result, duties
from mailworthy.message.law.facts import Facts
from mailworthy.message.law.markets import chosen
from mailworthy.message.law.opt_out import OptOut
from mailworthy.message.law.purpose import Purpose
from mailworthy.message.places import Place, found, in_header
from mailworthy.message.reading import Draft
from mailworthy.message.scope import Scope

_NOT_ADVERTISING = frozenset((Purpose.TRANSACTIONAL, Purpose.PERSONAL))
_ADDRESS_IN_MAIL = frozenset(("us", "ca", "jp"))  # elsewhere a page behind a link may hold it
_MISSED_FIRST = frozenset(("LAW-NO-UNSUB", "LAW-UNSUB-BURDEN", "LAW-UNSUB-HIDDEN"))
_TINY, _PALE = 6.0, 1.6  # pixels, contrast: nobody reads that
_SMALL, _FAINT = 8.5, 2.5


def judge(draft: Draft, scope: Scope) -> Law:
    """Hold a message against the law of its markets.

    Args:
        draft: The message.
        scope: ``markets``, ``language``, ``postal_address`` and ``advertising_consent`` are looked at.

    Source:
        ``data/duties.toml`` names each law, section and page.
    """
    facts = Facts(draft, scope)
    markets, how = chosen(scope.markets, facts.language)
    known: dict[str, Outcome] = {}
    blocks = tuple(
        Block(
            market,
            how,
            facts.language,
            facts.purpose,
            tuple((duty, _outcome(duty, facts, known)) for duty in duties(market)),
            {**facts.header, "tracking_pixel": facts.pixel is not None},
        )
        for market in markets
    )
    return Law(blocks, tuple(_findings(facts, markets, known, asked=how == "asked")))


def _outcome(duty: Duty, facts: Facts, known: dict[str, Outcome]) -> Outcome:
    if duty.applies_if != "always" and facts.purpose in _NOT_ADVERTISING:
        return Outcome(Result.NOT_APPLICABLE, Confidence.LIKELY, decided_by="purpose")
    if duty.applies_if == "unless_consent" and facts.scope.advertising_consent:
        return Outcome(Result.NOT_APPLICABLE, Confidence.CERTAIN)
    if not duty.check:
        return Outcome(Result.NOT_CHECKED)
    if duty.check not in known:
        known[duty.check] = CHECKS[duty.check](facts)
    return known[duty.check]


def _findings(
    facts: Facts, markets: tuple[str, ...], known: dict[str, Outcome], *, asked: bool
) -> Iterator[Finding]:
    """Give what is to be said of advertising; other mail owes next to nothing."""
    if facts.purpose in _NOT_ADVERTISING or facts.seen is None:
        return
    said = _said(facts, markets, known, asked=asked)
    if facts.purpose is Purpose.ADVERTISING:
        yield from said
    else:  # it may owe nothing: what readers miss first is said, and no more
        yield from (_as_guess(finding) for finding in said if finding.code in _MISSED_FIRST)


def _as_guess(finding: Finding) -> Finding:
    return found(
        finding.code,
        (finding.where, *finding.also),
        detail=finding.detail,
        severity=Severity.INFO,
        confidence=Confidence.GUESS,
    )


def _said(
    facts: Facts, markets: tuple[str, ...], known: dict[str, Outcome], *, asked: bool
) -> Iterator[Finding]:
    end = (_end(facts),)
    if _lacks(known, "sender_name"):
        yield found(
            "LAW-NO-SENDER-NAME",
            (in_header(facts.draft, "From"),),
            detail=facts.draft.sender.address,
            confidence=Confidence.LIKELY,
        )
    yield from _stopping(facts, known, end)
    yield from _addressed(facts, markets, known, end)
    if _lacks(known, "imprint"):
        parts = sorted(facts.imprint.parts) if facts.imprint else ()
        yield found(
            "LAW-DE-NO-IMPRESSUM",
            end,
            detail=", ".join(parts),
            severity=_guessed(known["imprint"]),
            confidence=Confidence.LIKELY,
        )
    if _lacks(known, "contact"):
        yield found(
            "LAW-JP-NO-CONTACT",
            known["contact"].evidence or end,
            severity=_guessed(known["contact"]),
            confidence=known["contact"].confidence or Confidence.LIKELY,
        )
    if _lacks(known, "web_contact"):
        yield found(
            "LAW-CA-NO-CONTACT", end, severity=None if asked else Severity.INFO, confidence=Confidence.LIKELY
        )
    if facts.pretended and not facts.fake_answer:
        yield found(
            "LAW-SUBJECT-MISLEADING",
            (in_header(facts.draft, "Subject"),),
            detail=facts.pretended.word,
            confidence=Confidence.GUESS,
        )
    if _lacks(known, "privacy") and (asked or "eu" in markets):
        yield found("LAW-EU-NO-PRIVACY", end, confidence=Confidence.LIKELY)
    if asked and "us" in markets and _lacks(known, "named"):
        yield found("LAW-AD-NOT-NAMED", end, confidence=Confidence.GUESS)


def _addressed(
    facts: Facts, markets: tuple[str, ...], known: dict[str, Outcome], end: tuple[Place, ...]
) -> Iterator[Finding]:
    """Say that no address is seen: a warning where the law wants it in the message, or a link that leads to it."""
    check = next(
        (check for check in ("postal_address", "postal_address_or_link") if _lacks(known, check)), None
    )
    if check is None:
        return
    outcome = known[check]
    mild = not _ADDRESS_IN_MAIL.intersection(markets) or outcome.confidence is Confidence.GUESS
    yield found(
        "LAW-NO-POSTAL-ADDRESS",
        outcome.evidence or end,
        detail=facts.scope.postal_address,
        severity=Severity.INFO if mild else None,
        confidence=outcome.confidence or Confidence.LIKELY,
    )


def _stopping(facts: Facts, known: dict[str, Outcome], end: tuple[Place, ...]) -> Iterator[Finding]:
    way = facts.opt_out
    if way and way.hidden:
        yield found("LAW-UNSUB-HIDDEN", way.hidden, confidence=Confidence.LIKELY)
    elif _lacks(known, "opt_out"):
        outcome = known["opt_out"]
        stopped = facts.header["list_unsubscribe"] or facts.opt_out_in_plain or facts.pictured
        yield found(
            "LAW-NO-UNSUB",
            end,
            severity=Severity.WARNING if stopped else None,
            confidence=outcome.confidence or Confidence.LIKELY,
        )
    if way is None:
        return
    if way.burdens:
        kinds = [burden.kind for burden in way.burdens]
        severity = Severity.ERROR if "fee" in kinds else None
        places = tuple(dict.fromkeys(tuple(burden.place.items()) for burden in way.burdens))
        yield found(
            "LAW-UNSUB-BURDEN",
            map(dict, places),
            detail=", ".join(kinds),
            severity=severity,
            confidence=Confidence.LIKELY,
        )
    yield from _faint(way)
    if facts.language and way.language and way.language != facts.language and facts.readable and not way.tags:
        yield found(
            "LAW-UNSUB-LANGUAGE",
            way.places,
            detail=f"{facts.language}: {way.words[-1].word.strip()}",
            confidence=Confidence.LIKELY,
        )


def _faint(way: OptOut) -> Iterator[Finding]:
    """Say where even the plainest way to stop is too small or too pale to be seen."""
    if not way.looks:
        return
    look, link = way.looks[0]
    size, contrast = look.size or 99.0, look.contrast or 21.0
    if size > _SMALL and contrast > _FAINT:
        return
    grave = size <= _TINY or contrast < _PALE
    detail = ", ".join(
        [*([f"{size:g} px"] if look.size else []), *([f"{contrast:.1f}:1"] if look.contrast else [])]
    )
    yield found(
        "LAW-UNSUB-HIDDEN",
        (way.seen.link_place(link),),
        detail=detail,
        severity=None if grave else Severity.INFO,
        confidence=Confidence.LIKELY,
    )


def _lacks(known: dict[str, Outcome], check: str) -> bool:
    return check in known and known[check].result in {Result.NOT_SEEN, Result.NOT_MET}


def _guessed(outcome: Outcome) -> Severity | None:
    return Severity.INFO if outcome.confidence is Confidence.GUESS else None


def _end(facts: Facts) -> Place:
    """Give the last line that is shown: there it belongs."""
    assert facts.seen is not None
    text = facts.seen.text.rstrip()
    if not text:
        return {"part": facts.seen.part.index}
    return facts.seen.place(max(text.rfind("\n") + 1, len(text) - 120), len(text))
