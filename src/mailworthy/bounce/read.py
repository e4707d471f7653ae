"""A message in, records out: one for each recipient that it tells of, and one at least."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailworthy.bounce import feedback, kinds, returned
from mailworthy.bounce.judge import judge
from mailworthy.bounce.record import Bounce, Evidence, Judgement, Kind, Notice, Stage
from mailworthy.bounce.returned import Returned
from mailworthy.bounce.rules import Rule
from mailworthy.bounce.sources import read_dialects, rfc3464
from mailworthy.bounce.sources.report_text import address_in, addresses_in
from mailworthy.bounce.stages import stage_of
from mailworthy.bounce.verp import recipient_of
from mailworthy.finding import Confidence
from mailworthy.wire import message as wire_message
from mailworthy.wire import reply as wire_reply
from mailworthy.wire.message import Message
from mailworthy.wire.reply import Reply

# Where a report was sent to: our return path, perhaps with a token. Never a recipient by itself.
_OUR_PATHS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
_IN_REPLY = re.compile(r"\(in\s+reply\s+to\s+[^()]{1,60}?command\)")
_LOOKED_AT = 16_384  # characters of a report's words
_DIAGNOSTIC = 2_000  # characters that a record keeps


@dataclass(frozen=True, slots=True)
class _Given:
    """A message, with what its reader was told beside it."""

    message: Message
    file: str
    rules: Sequence[Rule]
    verp: Sequence[str]


def read_message(
    raw: bytes, *, file: str = "", rules: Sequence[Rule] = (), verp: Sequence[str] = ()
) -> list[Bounce]:
    """Say what a message is that arrived at the return address, and of a bounce, why it came back.

    Args:
        raw: Any octets.
        file: The message's name, for the records.
        rules: The user's own rules, tried first.
        verp: The user's own patterns of return paths with tokens.

    Returns:
        A record for each recipient; one without a recipient where the message names none.
    """
    given = _Given(wire_message.read(raw), file, rules, verp)
    told = kinds.kind_of(given.message)
    if told is None and (notices := _notices(given.message)):
        return _bounces(given, notices)
    if told is None and (away := kinds.automatic_reply(given.message)):
        told = Kind.AUTO_REPLY, away
    return _others(given, *told) if told else [_record(given, Kind.ORDINARY)]


# --- what came back -----------------------------------------------------------------------------------------------


def _notices(message: Message) -> list[Notice]:
    """Take the report's fields; its words where it has none, or where they name nobody; else the report inside it."""
    found = rfc3464.read(message)
    if any(notice.recipient for notice in found):
        return found
    told = read_dialects(message)
    if found and told:
        return [_completed(found[0], told[0])] if len(found) == len(told) == 1 else told
    if told and not any(one.recipient and one.confidence is Confidence.CERTAIN for one in told):
        return _passed_on(message) or told
    return found or told


def _completed(fields: Notice, told: Notice) -> Notice:
    """Give the fields of a report the recipient that only its words name."""
    return replace(fields, recipient=told.recipient, text=fields.text or told.text, stage=told.stage)


def _passed_on(message: Message) -> list[Notice]:
    """Open the report that a gateway wraps into one of its own, which names nobody."""
    inner = returned.opened(message)
    return rfc3464.read(inner) if inner is not None and inner.type == "multipart/report" else []


def _bounces(given: _Given, notices: Sequence[Notice]) -> list[Bounce]:
    back = returned.read(given.message)
    recipient, tag = _token(given, back)
    words = _Words(given.message, alone=len(notices) == 1)
    found = []
    for notice in notices:
        named = _named(notice, back, recipient, alone=len(notices) == 1)
        found.append(_bounce(given, back, tag, *_judged(given, named, words)))
    return found


def _named(notice: Notice, back: Returned, ours: str, *, alone: bool) -> Notice:
    """Name the recipient where the report does not: by our own token, else by the only one that was written to."""
    if notice.recipient or not alone:
        return notice
    if ours:
        return replace(notice, recipient=ours)
    if len(back.recipients) == 1:
        return replace(notice, recipient=back.recipients[0], confidence=Confidence.GUESS)
    return notice


def _judged(given: _Given, notice: Notice, words: _Words) -> tuple[Notice, Reply, Judgement | None]:
    """Judge the fields of a report; where they have only a code, or hide the stage, its words to people as well."""
    if notice.kind is Kind.DELIVERED:
        return notice, wire_reply.read(notice.text), None
    fields = notice.source == "rfc3464"
    if fields and notice.stage is Stage.UNKNOWN and (stage := words.stage(notice)) is not Stage.UNKNOWN:
        notice = replace(notice, stage=stage)
    reply, judgement = _judge(given, notice)
    expired = judgement.reason == "expired"
    weak = judgement.confidence is Confidence.GUESS
    wordless = not any(map(str.isalpha, notice.text))
    if not fields or not (weak or wordless or expired or _stage_counts(notice, judgement)):
        return notice, reply, judgement
    told = words.of(notice)
    caused = expired and told is not None and wire_reply.read(told.text).inner is not None
    if told is None or (expired and not (caused or weak or wordless)):
        return notice, reply, judgement
    stage = notice.stage if notice.stage is not Stage.UNKNOWN else told.stage
    richer = replace(notice, stage=stage, remote_mta=notice.remote_mta or told.remote_mta)
    if weak or wordless or caused:
        richer = replace(richer, text=told.text)
    again, better = _judge(given, richer)
    if weak and better.confidence is Confidence.GUESS and not wordless:
        return notice, reply, judgement
    return richer, replace(again, code=again.code or reply.code), better


def _stage_counts(notice: Notice, judgement: Judgement) -> bool:
    """Tell whether it matters at which command a user was unknown, and the words don't say."""
    return (
        judgement.reason == "user_unknown"
        and notice.stage is Stage.UNKNOWN
        and notice.status[1:4] != ".1."
        and stage_of(notice.text) is Stage.UNKNOWN
    )


class _Words:
    """What a report says to people about the recipients of its fields, read once, when first asked for."""

    __slots__ = ("_alone", "_by_recipient", "_message", "_stages")

    def __init__(self, message: Message, *, alone: bool) -> None:
        self._message = message
        self._alone = alone
        self._by_recipient: dict[str, Notice] | None = None
        self._stages: set[Stage] | None = None

    def stage(self, notice: Notice) -> Stage:
        """Give the command that is named to people: Postfix has it in its words, not in its fields."""
        if self._stages is None:
            named = _IN_REPLY.findall(self._message.text()[:_LOOKED_AT])
            self._stages = {stage_of(" ".join(one.split()).lower()) for one in named}
        if not self._stages:
            return Stage.UNKNOWN
        if self._alone and len(self._stages) == 1:
            return next(iter(self._stages))
        told = self.of(notice)
        return told.stage if told else Stage.UNKNOWN

    def of(self, notice: Notice) -> Notice | None:
        if self._by_recipient is None:
            found = read_dialects(self._message)
            self._by_recipient = {told.recipient.lower(): told for told in reversed(found) if told.text}
        names = (notice.recipient.lower(), notice.original_recipient.lower())
        return next((self._by_recipient[name] for name in names if name in self._by_recipient), None)


def _judge(given: _Given, notice: Notice) -> tuple[Reply, Judgement]:
    own_words = notice.agent not in {"", "smtp"}  # the reporter's: RFC 3464 §2.3.6
    return judge(
        notice.text,
        status=notice.status,
        stage=notice.stage,
        remote_mta=notice.remote_mta or (notice.reporting_mta if own_words else ""),
        agent=notice.agent,
        kind=notice.kind,
        rules=given.rules,
    )


def _bounce(  # noqa: PLR0917  # one record has many sources
    given: _Given, back: Returned, tag: str, notice: Notice, reply: Reply, judgement: Judgement | None
) -> Bounce:
    return Bounce(
        kind=notice.kind,
        recipient=notice.recipient,
        file=given.file,
        original_recipient=notice.original_recipient,
        reply=reply.code,
        status=reply.status or notice.status,
        judgement=judgement,
        remote_mta=notice.remote_mta,
        reporting_mta=notice.reporting_mta,
        diagnostic=notice.text[:_DIAGNOSTIC],
        stage=notice.stage if notice.stage is not Stage.UNKNOWN else stage_of(notice.text),
        message_id=back.message_id,
        subject=back.subject,
        sent_at=back.sent_at,
        reported_at=given.message.header("date"),
        tag=tag,
        confidence=notice.confidence,
        evidence=(Evidence(notice.source, notice.line, notice.kind.value),),
    )


def _token(given: _Given, back: Returned) -> tuple[str, str]:
    """Give recipient and tag that our own return path carried, empty where it carried none."""
    paths = [back.return_path]
    for name in _OUR_PATHS:
        value = given.message.header(name)
        paths += addresses_in(value) if "=" in value or given.verp else ()
    found = (recipient_of(path, given.verp) for path in paths if path)
    return next((one for one in found if one), ("", ""))


# --- all else -----------------------------------------------------------------------------------------------------


def _others(given: _Given, kind: Kind, evidence: Evidence) -> list[Bounce]:
    """Give the records of what is no bounce: who complains, who is away, who wants no more mail."""
    message = given.message
    if kind in {Kind.ORDINARY, Kind.READ_RECEIPT}:
        return [replace(_record(given, kind), evidence=(evidence,))]
    told = feedback.read(message)
    if told is not None:
        back = returned.read(message)
        tag = _token(given, back)
        who = told.recipients or tuple(filter(None, tag[:1])) or back.recipients[:1] or ("",)
        about = replace(_record(given, kind, back), feedback_type=told.type, tag=tag[1], evidence=(evidence,))
        return [replace(about, recipient=one) for one in who]
    sender = "" if kind is Kind.REPORT else address_in(message.header("from"))
    new = kinds.new_address(message, sender) if kind is Kind.AUTO_REPLY else ""
    return [replace(_record(given, kind), recipient=sender, new_address=new, evidence=(evidence,))]


def _record(given: _Given, kind: Kind, back: Returned = returned.NOTHING) -> Bounce:
    return Bounce(
        kind,
        file=given.file,
        message_id=back.message_id,
        subject=back.subject,
        sent_at=back.sent_at,
        reported_at=given.message.header("date"),
    )
