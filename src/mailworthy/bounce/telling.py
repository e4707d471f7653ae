"""A record as others read it: its JSON shape, with code, reason and remedy in words."""

from __future__ import annotations

from typing import Any

from mailworthy.bounce.codes import CLASSES, code_words
from mailworthy.bounce.reasons import DAY, HOUR, REASONS, UNDETERMINED
from mailworthy.bounce.record import Bounce, Judgement, Kind
from mailworthy.bounce.words import kind_words, phrase, reason_words
from mailworthy.finding import Confidence, Lang

_MINUTE = 60
_LESS_SURE = tuple(Confidence)  # surest first


def as_dict(record: Bounce, lang: Lang = Lang.EN, *, sisimai: bool = False) -> dict[str, Any]:
    """Give the JSON shape of a record: every key always, null where nothing is known.

    Args:
        record: What is known of one message that came back.
        lang: The language of ``remedy`` and ``code``.
        sisimai: Name ``reason`` as Sisimai does; everything else stays.
    """
    found = record.judgement
    code = code_words(record.reply, record.status, lang) if record.reply or record.status else None
    return {
        "file": record.file or None,
        "kind": record.kind.value,
        "recipient": record.recipient or None,
        "original_recipient": record.original_recipient or None,
        "reply": record.reply,
        "status": record.status or None,
        "class": CLASSES.get(record.reply_class),
        "reason": _reason(record, sisimai=sisimai),
        "bounce": bounce_of(record),
        "group": record.group or None,
        "remedy": remedy(record, lang),
        "code": code.as_dict() if code else None,
        "retry": retry(record),
        "remote_mta": record.remote_mta or None,
        "diagnostic": record.diagnostic or None,
        "message_id": record.message_id or None,
        "confidence": confidence(record).value,
        "evidence": [one.as_dict() for one in ((found.evidence if found else ()) + record.evidence)],
        "stage": record.stage.value or None,
        "reporting_mta": record.reporting_mta or None,
        "subject": record.subject or None,
        "sent_at": record.sent_at or None,
        "reported_at": record.reported_at or None,
        "tag": record.tag or None,
        "feedback_type": record.feedback_type or None,
        "new_address": record.new_address or None,
        "provider": (found.provider if found else "") or None,
        "help": (found.help if found else "") or None,
        "blocklist": (found.blocklist if found else "") or None,
    }


def bounce_of(record: Bounce) -> str:
    """Tell what the reason means for the address: ``hard``, ``soft``, or ``none`` where nothing came back."""
    if record.kind is not Kind.BOUNCE:
        return "none"
    return "hard" if record.hard else "soft"


def confidence(record: Bounce) -> Confidence:
    """Tell how sure the whole record is: no surer than its reason, nor than that it is a bounce of this recipient."""
    sure = [record.confidence] + ([record.judgement.confidence] if record.judgement else [])
    return max(sure, key=_LESS_SURE.index)


def retry(record: Bounce) -> dict[str, Any] | None:
    """Tell whether to send again, and after how long; None where nothing failed.

    Returns:
        ``allowed``, and ``after`` as an ISO 8601 duration, null where it is not allowed. What is merely delayed is being
        tried already: sending it again is not allowed.
    """
    if record.kind is Kind.DELAY:
        return {"allowed": False, "after": None}
    if record.kind is not Kind.BOUNCE or not record.judgement:
        return None
    after_s = REASONS[record.judgement.reason].retry_s
    return {"allowed": after_s is not None, "after": None if after_s is None else duration(after_s)}


def duration(seconds: int) -> str:
    """Write a length of time as ISO 8601 does, in its largest whole unit: ``P1D``, ``PT4H``, ``PT15M``."""
    for unit, pattern in ((DAY, "P{}D"), (HOUR, "PT{}H"), (_MINUTE, "PT{}M")):
        if seconds % unit == 0:
            return pattern.format(seconds // unit)
    return f"PT{seconds}S"


def remedy(record: Bounce, lang: Lang = Lang.EN) -> str:
    """Say what to do: the reason's remedy, a second suspicion where only a code spoke, and where to read more."""
    found = record.judgement
    if record.kind is not Kind.BOUNCE or not found:
        return kind_words(record.kind.value, lang).remedy
    parts = [
        reason_words(found.reason, lang).remedy,
        _second(record, found, lang),
        phrase("remedy.blocklist", lang, blocklist=found.blocklist) if found.blocklist else "",
        _page(found, lang),
    ]
    return ("" if lang is Lang.JA else " ").join(part for part in parts if part)


def _second(record: Bounce, found: Judgement, lang: Lang) -> str:
    """Give the second suspicion where no words and no enhanced code decided."""
    by_code = found.reason == UNDETERMINED or any(
        e.rule == f"reply {record.reply}" for e in found.evidence[:1]
    )
    return code_words(record.reply, "", lang).second if by_code else ""


def _page(found: Judgement, lang: Lang) -> str:
    if not found.help:
        return ""
    if found.provider:
        return phrase("remedy.provider_page", lang, provider=found.provider, page=found.help)
    return phrase("remedy.page", lang, page=found.help)


def _reason(record: Bounce, *, sisimai: bool) -> str | None:
    reason = record.judgement.reason if record.judgement else ""
    if not sisimai:
        return reason or None
    from mailworthy.bounce.sisimai import sisimai_reason  # noqa: PLC0415  # only where those names are asked for

    named = sisimai_reason(
        reason,
        status=record.status,
        text=record.diagnostic,
        kind=record.kind,
        stage=record.stage,
        doubtful=record.doubtful,
        remote_mta=record.remote_mta,
    )
    return named or None
