"""The subject: what makes readers and filters stop before the message is opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from mailworthy.address import gibberish
from mailworthy.address.facts import Sure
from mailworthy.finding import Confidence, Finding, Severity
from mailworthy.message.header import data
from mailworthy.message.header.bulk import Bulk
from mailworthy.message.header.header import Header, subject_at
from mailworthy.message.places import found

_CHARACTERS = 1_000  # of a subject; what stands behind is not looked at
_LONG = 70  # columns: honest ones are hardly ever longer, and lists of messages show 40 to 70
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = 12  # cased ones; in fewer, capitals are a name
_LOUD = 0.6  # share of capitals
_MARKS = re.compile(r"[!！]")
_RUN = re.compile(r"[!！？?]{2,}|[?？]{2,}")
_CROWD = re.compile(r"([*=~#<>_+^|$€£•])\1{2,}")
_MONEY = re.compile(r"(?:[$€£¥]\s?\d|\d\s?(?:[$€£]|usd\b|eur\b|euros?\b|dollars?\b|円|万円))", re.IGNORECASE)
_GAP = re.compile(r"\S[ \t]{4,}(\S{3,16})\s*\Z")
_LAST = re.compile(r"[\[({#<]?([A-Za-z0-9]{5,20})[\])}>]?\s*\Z")
_QUOTED = re.compile(
    r"^(?:>|-{3,10} ?\w[^\n]{0,60}-{3,10}[ \t]*$)", re.MULTILINE
)  # ----- Original Message -----
_QUOTED_WITHIN = 20_000  # characters
_PICTURES = 3  # signs and pictures; one or two are usual


def look(header: Header) -> Iterator[Finding]:
    """Say what is wrong with the subject."""
    subject = header.draft.subject[:_CHARACTERS]
    if not subject.strip():
        if header.draft.kind == "eml" and header.draft.fields:
            yield found("HDR-SUBJECT-MISSING", [subject_at(header)])
        return
    for tags in header.draft.subject_tags:  # what will stand there is not known
        subject = subject.replace(tags.text, " ")
    yield from _loud(header, subject)
    yield from _answer(header, subject)
    yield from _length(header, subject)
    yield from _signs(header, subject)
    yield from _trail(header, subject)
    yield from _recipient(header, subject)
    yield from _misspelt(header, subject)


def _loud(header: Header, subject: str) -> Iterator[Finding]:
    words = _WORD.findall(subject)
    cased = [c for word in words for c in word if c.isupper() or c.islower()]
    letters = sum(map(len, words))
    loud = [word for word in words if len(word) >= 4 and word.isupper()]  # shorter ones may be acronyms
    if len(cased) >= _LETTERS and 2 * len(cased) > letters and len(loud) > 1:
        share = sum(map(str.isupper, cased)) / len(cased)
        if share >= _LOUD:
            yield found(
                "HDR-SUBJECT-CAPS", [subject_at(header)], detail=f"{share:.0%}: {' '.join(loud[:5])}"[:120]
            )
    marks = len(_MARKS.findall(subject))
    run = _RUN.search(subject)
    wide = "！" in subject
    if run or marks >= (3 if wide else 2):  # Japanese shops end each half of a line with one
        detail = run[0][:20] if run else f"! ×{marks}"
        yield found("HDR-SUBJECT-PUNCT", [subject_at(header)], detail=detail)
    elif subject.rstrip().endswith(("!", "！")):
        yield found("HDR-SUBJECT-EXCLAIMS", [subject_at(header)], detail=subject.strip()[-20:])


def _answer(header: Header, subject: str) -> Iterator[Finding]:
    """An answer that names no message that it answers; people forward without naming one, campaigns have no excuse."""
    begin = _answers(header.scope.language).match(subject)
    if begin is None or header.answers or header.discussion or "thread-index" in header.by_name:
        return
    forwarded = begin["forward"] is not None
    campaign = header.bulk is not Bulk.NO
    if forwarded and not campaign and header.draft.kind == "eml":
        return
    yield found(
        "HDR-SUBJECT-FAKE-RE",
        [subject_at(header)],
        detail=begin[0].strip()[:20],
        severity=None if campaign or not (header.sent or _quotes(header)) else Severity.INFO,
        confidence=Confidence.LIKELY if campaign else Confidence.GUESS,
    )


def _quotes(header: Header) -> bool:
    """Tell whether a message quotes another, as answers do; some programs lose the fields that name it."""
    page = header.draft.page
    in_page = (
        page is not None and page.html is not None and next(page.html.of("blockquote"), None) is not None
    )
    return in_page or _QUOTED.search(header.draft.text[:_QUOTED_WITHIN]) is not None


def _length(header: Header, subject: str) -> Iterator[Finding]:
    columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in subject.strip())
    if columns > _LONG:
        yield found("HDR-SUBJECT-LONG", [subject_at(header)], detail=f"{columns} > {_LONG}")


def _signs(header: Header, subject: str) -> Iterator[Finding]:
    crowd = _CROWD.search(subject)
    pictures = (
        [c for c in subject if unicodedata.category(c) == "So" and c != "\ufffd"]
        if not subject.isascii()
        else []
    )
    if crowd or len(pictures) >= _PICTURES:
        detail = crowd[0][:20] if crowd else "".join(pictures[:10])
        yield found("HDR-SUBJECT-SYMBOLS", [subject_at(header)], detail=detail)
    money = _MONEY.search(subject)
    if money:
        yield found(
            "HDR-SUBJECT-MONEY", [subject_at(header)], detail=subject[money.start() : money.start() + 20]
        )


def _trail(header: Header, subject: str) -> Iterator[Finding]:
    """Find what is added so that no two subjects are alike: a gap and a number, a word that is none."""
    gap = _GAP.search(subject)
    last = None if gap else _LAST.search(subject.rstrip(), subject.rstrip().rfind(" ") + 1)
    if gap and _is_no_word(gap[1]):
        place = [subject_at(header, gap[1])]
        yield found("HDR-SUBJECT-TRAIL", place, detail=gap[1], confidence=Confidence.LIKELY)
    elif last and last.start() and _is_random(last[1]):
        yield found(
            "HDR-SUBJECT-TRAIL", [subject_at(header, last[1])], detail=last[1], confidence=Confidence.GUESS
        )


def _is_no_word(text: str) -> bool:
    """Tell whether what stands behind a gap is a number or a row of letters, not the rest of a sentence."""
    digits = sum(map(str.isdigit, text))
    return digits >= 3 or text.isupper() or gibberish.suspicion(text.lower()) >= Sure.GUESS


def _is_random(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    mixed = letters and any(map(str.isdigit, word[1:-1])) and not word.isupper()
    return gibberish.suspicion(word.lower()) >= Sure.LIKELY and bool(mixed or word.islower())


def _recipient(header: Header, subject: str) -> Iterator[Finding]:
    """Find the recipient's address, or its local part where that is not just a name, as Jane is of jane@example.net."""
    if header.discussion or "list-id" in header.by_name:
        return  # such subjects begin with the list's own name
    lowered = subject.lower()
    for box in header.recipients[:3]:
        local = box.address.lower().rpartition("@")[0]
        whole = len(local) > 1 and box.address.lower() in lowered
        word = (
            len(local) >= 3
            and not local.isalpha()
            and re.search(rf"(?<!\w){re.escape(local)}(?!\w)", lowered)
        )
        if whole or word:
            sure = Confidence.CERTAIN if whole else Confidence.GUESS
            detail = box.address[:120] if whole else local[:60]
            yield found("HDR-SUBJECT-RECIPIENT", [subject_at(header)], detail=detail, confidence=sure)
            return


def _misspelt(header: Header, subject: str) -> Iterator[Finding]:
    slips = data.table("spelling")["slip"]
    wrong = [(word, slips[word.lower()]) for word in _WORD.findall(subject) if word.lower() in slips]
    wrong += [(slip, right) for slip, right in data.table("spelling")["japanese"].items() if slip in subject]
    if wrong:
        detail = ", ".join(f"{slip} → {right}" for slip, right in wrong[:5])
        yield found("HDR-SUBJECT-MISSPELT", [subject_at(header, word) for word, _ in wrong], detail=detail)


@lru_cache(maxsize=8)
def _answers(language: str) -> re.Pattern[str]:
    table = data.table("answers")
    own = table["of_one_language"].get(language, [])
    reply, forward = (
        "|".join(map(re.escape, words)) for words in ([*table["reply"], *own], table["forward"])
    )
    return re.compile(
        rf"\s*(?:(?:{reply})|(?P<forward>{forward}))\s{{0,3}}(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s{{0,3}}[:：]",
        re.IGNORECASE,
    )
