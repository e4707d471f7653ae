"""Reports of unknown programs, in any language: a machine that speaks of failing, and an address in a telling place.

General wording and the habits of MTAs, no program's text in particular. An address counts by where it stands: alone on
its line, behind a label, behind words of failing, before a reply; and by what is known of it: it is among the recipients
of the message that came back, or it is a postmaster to turn to. Only addresses that score enough are believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources import failure_words
from mailworthy.bounce.sources.entries import indent
from mailworthy.bounce.sources.report_text import (
    ADDRESS,
    MENTIONS,
    RECIPIENTS,
    REPLY,
    ReportText,
    address_alone,
    addresses_in,
    cleaned,
    folded,
    without_repeats,
)
from mailworthy.finding import Confidence

ENOUGH = 3
_ENDS_PHRASE = 120  # characters before an address in which words of failing speak of it
_BESIDE = 200  # characters of a line around an address
_SAME_SENTENCE = 80
_BELOW = 12  # lines that may belong to a recipient

_LABEL = re.compile(
    r"(?:(?:failed|final|original|intended|undeliverable|affected|invalid|bad|target|destination|envelope|rejected)[ -])?"
    r"(?:e-?mail |mail )?(?:recipients?|address(?:es)?|mailbox|user|rcpt to|to|for|an|empfänger|adresse|destinataires?|destinatarios?"
    r"|destinatari[oa]?|destinatário|geadresseerde|mottagare|odbiorca|получател[ья]|адрес|宛先|あて先|送信先|收件人|收件者|수신자|받는 ?사람)"
    r"(?: address| mail address| e-?mail)?(?:\(e?s\))?\s?[:=：]\s?[<\"'\[(]{0,2}(?:smtp:|mailto:|rfc822;)?\s?$",
    re.IGNORECASE,
)
_TO_US = re.compile(
    r"forward|write to|e-?mail us|notify|please |contact|postmaster@|abuse@|support@|help(?:desk)?@|questions?\b|assistance|sender|return-path|mail from|envelope-from|from:"
    r"|reply to|wenden sie|contacte[rz]?\b|contatt|kontakt|お問い合わせ|問合せ|联系|sent by|von:|de:|webmaster@|help ?desk|administrator at",
    re.IGNORECASE,
)
_SENT_TO = re.compile(
    r"(?:message|mail|e-mail|email|delivery|delivered|addressed|sent|destined|for|recipient|address|user|account|mailbox|nachricht|mensaje|message"
    r"|empfänger|adresse|benutzer|destinataire|utilisateur|destinatario|usuario|utente|mottagare|получател\w*|адресат\w*)"
    r"(?: to| for| an| para| à)?:?\s*[<\"'(\[]{0,2}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[>\"')\]]{0,2}(?:\s*(?:\.\.\.|:|;|-|\[|\(|=>)\s*\S|,? (?:user unknown|unknown|does not|doesn't|is not|was not|not |could not|cannot|has |is full"
    r"|on (?:mon|tue|wed|thu|fri|sat|sun)|\(?reason|failed|rejected|undeliverable))",
    re.IGNORECASE,
)
_TO_FIELDS = re.compile(
    r"^(?:to|cc|delivered-to|x-original-to|envelope-to|x-envelope-to|x-rcpt-to|apparently-to)[ \t]*:([^\n]*(?:\n[ \t]+[^\n]*){0,50})"
    r"|\bfor <([^<>\s]{3,320})>",
    re.IGNORECASE | re.MULTILINE,
)
_FROM_FIELDS = re.compile(
    r"^(?:from|sender|return-path|reply-to|errors-to)[ \t]*:([^\n]*)|envelope-from <([^<>\s]{3,320})>",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD_LINE = re.compile(
    r"\s*(?:subject|date|sent|from|message-id|cc|betreff|gesendet|datum|objet|件名|日時)\s?[:：]",
    re.IGNORECASE,
)
_RETURNED_TYPES = frozenset(
    ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
)  # RFC 6522 §3, RFC 6533 §3
_TO_LINE = re.compile(r"\s*(?:to|cc|an|à|para|aan|till|do|кому|宛先|收件人)\s?[:：]", re.IGNORECASE)
_OF_MAIL = re.compile(
    r"message|mail|nachricht|courriel|mensaje|correo|messaggi|mensagem|bericht|meddeland|melding|besked|viesti|wiadomość|zpráv|správ"
    r"|üzenet|mesaj|ileti|μήνυμα|письмо|сообщени|повідомлен|лист|メール|メッセージ|邮件|郵件|信件|메일|رسال|הודע|ข้อความ|thư|pesan"
)
_CODE = re.compile(r"(?<![\w.@#/$€£-])[45][0-57]\d[ -]")
_SENTENCE = re.compile(r"[.?!。？！]\s")
_MENTION = re.compile(ADDRESS)
_COMMA = re.compile(r">?\s{0,4}[,;]\s{0,4}<?")
_TELLING = 400  # characters of the first words that are believed to say why


@dataclass(frozen=True, slots=True)
class _Returned:
    """Whom the message that came back was for, and from."""

    there: bool
    recipients: frozenset[str]
    senders: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Mention:
    """One address in the report, where it stands and how telling that is."""

    address: str
    at: int
    score: int
    alone: bool


def read(report: ReportText) -> list[Notice]:
    """Read a report of no known dialect; nothing where it may be anything else."""
    failing = failure_words.in_body(report.low)
    returned = _returned(report)
    if not _credible(report, returned, failing=failing):
        return []
    mentions = _mentions(report, returned, failing=failing)
    believed = _believed(mentions) or _only_one(report, mentions)
    if not believed and (failed := addresses_in(report.message.header("x-failed-recipients"))):
        return [report.notice("general", one, "") for one in failed]
    if not believed:
        return _without_address(report, returned, failing=failing)
    first = {one.address.lower(): one for one in reversed(believed)}  # of several mentions the first
    return without_repeats([_notice(report, one, believed) for one in reversed(first.values())][:RECIPIENTS])


def _credible(report: ReportText, returned: _Returned, *, failing: bool) -> bool:
    """Ask for two witnesses besides an address: who writes, what the subject says, what the text says, what is attached."""
    coded = bool(REPLY.search(report.text))
    if report.from_machine:
        return failing or report.failure_subject or (coded and report.from_daemon)
    if report.failure_subject:
        return failing and (returned.there or coded or _begins_failing(report))
    return report.message.type == "multipart/report" and failing and returned.there


def _begins_failing(report: ReportText) -> bool:
    """Tell whether the first words already say it, and of a message: a person greets first, a parcel service means parcels."""
    said = " ".join([line for line in report.lines if any(map(str.isalpha, line))][:3]).lower()
    return failure_words.in_body(said) and _OF_MAIL.search(said) is not None


# --- the message that came back -----------------------------------------------------------------------------------


def _returned(report: ReportText) -> _Returned:
    part = next((one for one in report.message.parts if one.type in _RETURNED_TYPES), None)
    head = part.text.lstrip().partition("\n\n")[0][:16_384] if part else report.returned[:16_384]
    ours = addresses_in(report.message.header("to")[:2_000].lower())
    return _Returned(
        there=bool(head),
        recipients=frozenset(_in_fields(_TO_FIELDS, head)),
        senders=frozenset((*_in_fields(_FROM_FIELDS, head), *ours)),
    )


def _in_fields(fields: re.Pattern[str], head: str) -> list[str]:
    values = ", ".join(one[1] or one[2] or "" for one in fields.finditer(head))
    return addresses_in(values[:16_384].lower())


# --- addresses ----------------------------------------------------------------------------------------------------


def _mentions(report: ReportText, returned: _Returned, *, failing: bool) -> list[_Mention]:
    heads = addresses_in(report.message.header("from")[:1_000].lower())
    sure = report.from_machine and report.failure_subject
    found: list[_Mention] = []
    said = False
    for at, line in enumerate(report.lines):
        if "@" in line:
            said_here = said or sure or (failing and at < 4) or _replied_below(report.lines, at)
            alone = bool(address_alone(line))
            described = _describes(report.lines, at)
            for address, place in _on_line(line, said_before=said_here):
                score = (min(place, 0) - 2 if described else place) + _known(address.lower(), returned, heads)
                found.append(_Mention(address, at, score, alone=alone))
            if len(found) >= MENTIONS:
                break
        elif line.strip():
            said = said or failure_words.in_line(line.lower())
    return found


def _on_line(line: str, *, said_before: bool) -> Iterator[tuple[str, int]]:
    """Give the addresses of a line and how telling each one's place is; one behind a comma stands where the first does."""
    end, place = 0, 0
    for mention in islice(_MENTION.finditer(line), MENTIONS):
        if not (end and _COMMA.fullmatch(line[end : mention.start()])):
            place = _place(line, mention, said_before=said_before)
        yield cleaned(mention[0]), place
        end = mention.end()


def _describes(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line only describes the message: "To:" beside "Subject:" is not yet who failed."""
    return bool(_TO_LINE.match(lines[at])) and any(map(_FIELD_LINE.match, lines[max(0, at - 1) : at + 2]))


def _replied_below(lines: Sequence[str], at: int) -> bool:
    return any(REPLY.search(line) for line in lines[at + 1 : at + 3])


def _place(line: str, mention: re.Match[str], *, said_before: bool) -> int:
    """Weigh where an address stands."""
    before = line[max(0, mention.start() - _BESIDE) : mention.start()]
    after = line[mention.end() : mention.end() + _BESIDE]
    if _TO_US.search(before[-60:]):
        return -5
    if address_alone(line):
        return 4 if said_before else 2
    said_after = bool(REPLY.search(after)) or failure_words.in_body(after[:_ENDS_PHRASE].lower())
    said = said_before or said_after
    telling = (
        (_LABEL.search(before) and (said_before or len(before.strip()) > 4))
        or failure_words.in_body(_SENTENCE.split(before[-_ENDS_PHRASE:])[-1].lower())
        or (said and not before.strip(" \t<\"'*->[(") and _AFTER.match(after))
        or (said and _SENT_TO.search(before))
        or (said_before and REPLY.search(after[:_ENDS_PHRASE]))
        or failure_words.in_body(after[:_SAME_SENTENCE].partition(". ")[0].lower())
    )
    return 3 if telling else int(said_after or failure_words.in_body(line.lower()))


def _known(address: str, returned: _Returned, heads: Sequence[str]) -> int:
    score = 0
    if address in returned.recipients:
        score += 3
    elif address in returned.senders:
        score -= 4
    if address in heads or address.startswith(("postmaster@", "mailer-daemon@", "abuse@")):
        score -= 4 if address not in returned.recipients else 0
    return score


def _believed(mentions: Sequence[_Mention]) -> list[_Mention]:
    """Choose those that score enough; beside much better ones only those that stand like them."""
    best = max(mentions, key=lambda one: one.score, default=None)
    return [
        one
        for one in mentions
        if best and one.score >= ENOUGH and (one.score >= best.score - 1 or one.alone == best.alone)
    ]


def _only_one(report: ReportText, mentions: Sequence[_Mention]) -> list[_Mention]:
    """Choose the one address that a machine's report of failing names at all, postmasters and ourselves left out."""
    named = {one.address.lower(): one for one in mentions if one.score >= 0}
    return list(named.values()) if len(named) == 1 and report.from_machine and report.failure_subject else []


# --- notices ------------------------------------------------------------------------------------------------------


def _notice(report: ReportText, one: _Mention, believed: Sequence[_Mention]) -> Notice:
    sure = Confidence.LIKELY if report.from_machine or report.failure_subject else Confidence.GUESS
    return report.notice(
        "general", one.address, _words(report, one, believed), line=report.lines[one.at], confidence=sure
    )


def _words(report: ReportText, one: _Mention, believed: Sequence[_Mention]) -> str:
    """Give what is said of an address: on its line, in the lines below it, else what is said of all."""
    others = {mention.at for mention in believed if mention.address.lower() != one.address.lower()}
    text = folded(_own(report, one, others))
    if _CODE.search(text) or (REPLY.search(text) and not _CODE.search(report.replies)):
        return text
    if report.replies:
        return report.replies
    return text if others and failure_words.in_body(text.lower()) else _all(report)


def _own(report: ReportText, one: _Mention, others: AbstractSet[int]) -> list[str]:
    """Give the rest of an address's line and those below, up to the next address, or a blank and no indent."""
    lines = [*report.lines[one.at + 1 : one.at + _BELOW], "", "."]
    own = [] if one.alone else [report.lines[one.at]]
    for at, line in enumerate(lines[:-2]):
        if one.at + 1 + at in others or (own and not line.strip() and indent(lines[at + 1]) == 0):
            break
        if line.strip() and not _FIELD_LINE.match(line) and not line.lstrip().startswith(("--", "==", "**")):
            own.append(line)
    return own


def _all(report: ReportText) -> str:
    return folded(line for line in report.lines if line.strip() and not _FIELD_LINE.match(line))


def _without_address(report: ReportText, returned: _Returned, *, failing: bool) -> list[Notice]:
    """Read a report that names nobody: only a machine's, and only where it says what failed or gives the message back."""
    witnesses = report.from_machine + report.failure_subject + returned.there + failing
    if witnesses < 3 or not (failing or report.from_machine):
        return []
    words = report.replies or _all(report)
    return [report.notice("general", "", words, line=words[:_TELLING], confidence=Confidence.GUESS)]
