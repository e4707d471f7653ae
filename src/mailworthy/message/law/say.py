"""What there is to say about duties that a message does not meet: few things, each once for all markets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.law.duty import Outcome, Result
from mailworthy.message.law.facts import Facts
from mailworthy.message.law.markets import Chosen
from mailworthy.message.law.opt_out import OptOut
from mailworthy.message.law.purpose import NOT_ADVERTISING, Purpose
from mailworthy.message.places import Place, found, in_header

_ADDRESS_IN_MAIL = frozenset(("us", "ca", "jp"))  # elsewhere a page behind a link may hold it
_MISSED_FIRST = frozenset(("LAW-NO-UNSUB", "LAW-UNSUB-BURDEN", "LAW-UNSUB-HIDDEN"))
_TINY, _PALE = 6.0, 1.6  # pixels, contrast: nobody reads that
_SMALL, _FAINT = 8.5, 2.5


@dataclass(frozen=True)
class Judged:
    """A message, judged.

    Args:
        facts: What was read off it.
        markets: Whose law holds.
        known: What came of each check that a duty asked for.
    """

    facts: Facts
    markets: Chosen
    known: Mapping[str, Outcome]

    def lacks(self, check: str) -> Outcome | None:
        """Give what came of a check where it found something missing or wrong; None where it did not, or was not made."""
        outcome = self.known.get(check)
        return outcome if outcome and outcome.result in {Result.NOT_SEEN, Result.NOT_MET} else None

    @property
    def asked(self) -> bool:
        """Whether the sender named the markets."""
        return self.markets.how == "asked"

    @property
    def end(self) -> tuple[Place]:
        """The last line that is shown: what is missing belongs there."""
        seen = self.facts.seen
        assert seen is not None
        text = seen.text.rstrip()
        if not text:
            return ({"part": seen.part.index},)
        return (seen.place(max(text.rfind("\n") + 1, len(text) - 120), len(text)),)


def findings(judged: Judged) -> Iterator[Finding]:
    """Give what there is to say of advertising; other mail owes next to nothing."""
    purpose = judged.facts.purpose
    if purpose in NOT_ADVERTISING or judged.facts.seen is None:
        return
    said = _said(judged)
    if purpose is Purpose.ADVERTISING:
        yield from said
    else:  # it may owe nothing: what readers miss first is said, and no more
        yield from (_as_guess(finding) for finding in said if finding.code in _MISSED_FIRST)


def _as_guess(finding: Finding) -> Finding:
    places = (finding.where, *finding.also)
    return found(
        finding.code, places, detail=finding.detail, severity=Severity.INFO, confidence=Confidence.GUESS
    )


def _said(judged: Judged) -> Iterator[Finding]:
    yield from _sender(judged)
    yield from _stopping(judged)
    yield from _address(judged)
    imprint, contact = judged.lacks("imprint"), judged.lacks("contact")
    if imprint:
        yield _missing("LAW-DE-NO-IMPRESSUM", imprint, judged.end)
    if contact:
        yield _missing("LAW-JP-NO-CONTACT", contact, judged.end)
    if judged.asked and judged.lacks("web_contact"):
        yield found("LAW-CA-NO-CONTACT", judged.end, confidence=Confidence.LIKELY)
    yield from _subject(judged)
    if judged.lacks("privacy") and (judged.asked or "eu" in judged.markets.markets):
        yield found("LAW-EU-NO-PRIVACY", judged.end, confidence=Confidence.LIKELY)
    if judged.asked and judged.lacks("named"):
        yield found("LAW-AD-NOT-NAMED", judged.end, confidence=Confidence.GUESS)


def _missing(
    code: str, missing: Outcome, end: tuple[Place], *, detail: str = "", mild: bool = False
) -> Finding:
    """Say that something is not seen: a guess is no warning."""
    confidence = missing.confidence or Confidence.LIKELY
    severity = Severity.INFO if mild or confidence is Confidence.GUESS else None
    return found(code, missing.evidence or end, detail=detail, severity=severity, confidence=confidence)


def _sender(judged: Judged) -> Iterator[Finding]:
    if judged.lacks("sender_name"):
        draft = judged.facts.draft
        yield found(
            "LAW-NO-SENDER-NAME",
            (in_header(draft, "From"),),
            detail=draft.sender.address,
            confidence=Confidence.LIKELY,
        )


def _address(judged: Judged) -> Iterator[Finding]:
    """Say that no address is seen: a warning where the law wants it in the message, or a link that leads to it."""
    missing = judged.lacks("postal_address") or judged.lacks("postal_address_or_link")
    if missing:
        mild = judged.markets.how == "default" or not _ADDRESS_IN_MAIL.intersection(judged.markets.markets)
        declared = judged.facts.scope.postal_address
        yield _missing("LAW-NO-POSTAL-ADDRESS", missing, judged.end, detail=declared, mild=mild)


def _subject(judged: Judged) -> Iterator[Finding]:
    """Say that the subject pretends; a false answer is said with the header's findings."""
    facts = judged.facts
    if judged.lacks("subject") and facts.pretended and not facts.fake_answer:
        place = in_header(facts.draft, "Subject")
        yield found(
            "LAW-SUBJECT-MISLEADING", (place,), detail=facts.pretended.word, confidence=Confidence.GUESS
        )


def _stopping(judged: Judged) -> Iterator[Finding]:
    facts, way = judged.facts, judged.facts.opt_out
    missing = judged.lacks("opt_out")
    if way is None:
        return
    if way.hidden:
        yield found("LAW-UNSUB-HIDDEN", way.hidden, confidence=Confidence.LIKELY)
    elif missing:
        elsewhere = facts.header["list_unsubscribe"] or facts.opt_out_in_plain or facts.pictured
        yield found(
            "LAW-NO-UNSUB",
            judged.end,
            severity=Severity.WARNING if elsewhere else None,
            confidence=missing.confidence or Confidence.LIKELY,
        )
    yield from _burden(way)
    yield from _faint(way)
    yield from _language(facts, way)


def _burden(way: OptOut) -> Iterator[Finding]:
    if way.burdens:
        kinds = [burden.kind for burden in way.burdens]
        yield found(
            "LAW-UNSUB-BURDEN",
            way.burden_places,
            detail=", ".join(burden.word for burden in way.burdens),
            severity=Severity.ERROR if "fee" in kinds else None,
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
    told = [*([f"{size:g} px"] if look.size else []), *([f"{contrast:.1f}:1"] if look.contrast else [])]
    yield found(
        "LAW-UNSUB-HIDDEN",
        (way.seen.link_place(link),),
        detail=", ".join(told),
        severity=None if size <= _TINY or contrast < _PALE else Severity.INFO,
        confidence=Confidence.LIKELY,
    )


def _language(facts: Facts, way: OptOut) -> Iterator[Finding]:
    """Say that stopping is offered in words of another language: an address or a tag alone tells none."""
    if facts.language and way.words and way.language != facts.language and facts.readable and not way.tags:
        detail = f"{facts.language}: {way.words[-1].word.strip()}"
        yield found("LAW-UNSUB-LANGUAGE", way.places, detail=detail, confidence=Confidence.LIKELY)
