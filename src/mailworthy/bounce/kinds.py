"""What a message is that arrived at the return address, where it is no bounce.

What fools readers of bounces are receipts, challenges in the form of a report, people who forward a report and ask what
it means, and automatic replies that quote one. They are told by structure first, by words second.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from mailworthy.bounce import feedback
from mailworthy.bounce.record import Evidence, Kind
from mailworthy.bounce.sources import failure_words
from mailworthy.bounce.sources.report_text import addresses_in
from mailworthy.wire.message import Message

LOOKED_AT = 4_000  # characters of the text
_BEGINNING = 1_000  # of them: who is away, or asks something, says so at once
_LINE = 200

_PREFIX = re.compile(
    r"\A(?:(?:re|aw|sv|vs|antw|ref|rif|odp|res|回复|答复|回覆|返信) ?(?:\[\d+\])? ?[:：]\s*)+"
)
_PASSED_ON = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|i|enc|pd|vl|vb|doorst|ynt|ilt|转发|轉寄|転送)\s*[:：]", re.IGNORECASE
)
_DAEMON = re.compile(
    r"mailer[-_. ]?daemon|post[-_. ]?master|mail (?:delivery|administrator|service|system)|system administrator|\bmdaemon",
    re.IGNORECASE,
)
_DMARC = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:dmarc .{0,40})?report[ -]domain:", re.IGNORECASE
)  # RFC 7489 §7.2.1.1
_DMARC_FILE = re.compile(r"[\w.-]+![\w.-]+!\d{6,}!\d{6,}(?:![\w.-]+)?\.(?:xml|zip|gz|xml\.gz)", re.IGNORECASE)
_STATUS = frozenset(("message/delivery-status", "message/global-delivery-status"))  # RFC 3464, RFC 6533
_RECEIPTS = frozenset(("message/disposition-notification", "message/global-disposition-notification"))
_TLS_REPORTS = frozenset(("application/tlsrpt+gzip", "application/tlsrpt+json"))  # RFC 8460 §6
_ATTACHED = frozenset(
    f"application/{name}"
    for name in (
        "gzip",
        "x-gzip",
        "zip",
        "x-zip-compressed",
        "x-zip",
        "xml",
        "octet-stream",
        "gzip-compressed",
    )
)
_LISTS = frozenset(("list-id", "list-unsubscribe", "list-post"))  # RFC 2369, RFC 2919
_LINK = ("http://", "https://")
# Headers that only programs write which answer by themselves; none of them is registered.
_ANSWERING = frozenset(
    (
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-reply",
        "x-mail-autoreply",
        "x-autoreply-from",
        "x-away-message",
    )
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of ``data/kinds.toml``, plain."""

    subjects: tuple[str, ...]
    anywhere: re.Pattern[str]
    away: tuple[str, ...]
    gone: tuple[str, ...]
    new_address: tuple[str, ...]
    held: tuple[str, ...]
    ask: tuple[str, ...]
    unsubscribe: frozenset[str]
    forwarded: tuple[str, ...]


@cache
def phrases() -> Phrases:
    """Give the words, read once."""
    import tomllib  # noqa: PLC0415  # not for a help page
    from importlib.resources import files  # noqa: PLC0415  # same

    told = tomllib.loads(files(__package__).joinpath("data", "kinds.toml").read_text(encoding="utf-8"))
    auto, challenge = told["auto_reply"], told["challenge"]
    return Phrases(
        subjects=_all(auto["subject"].values()),
        anywhere=re.compile("|".join(map(re.escape, _all(auto["anywhere"].values())))),
        away=_all(auto["body"].values()),
        gone=_all(told["gone"]["body"].values()),
        new_address=_all(told["new_address"]["before"].values()),
        held=_all(challenge["held"].values()),
        ask=_all(challenge["ask"].values()),
        unsubscribe=frozenset(map(plainly, told["unsubscribe"]["subjects"])),
        forwarded=_all([told["forwarded"]["lines"]]),
    )


def _all(languages: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plainly(phrase) for words in languages for phrase in words))


def plainly(text: str) -> str:
    """Give a text as the phrases are compared: lower case, no accents, blanks single."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(text.lower().split())


def kind_of(message: Message) -> tuple[Kind, Evidence] | None:
    """Tell what a message is that is no bounce whatever else stands in it; None where it may be one.

    Source:
        RFC 8098 (receipts), RFC 5965 (complaints), RFC 7489 §7.2 and RFC 8460 §5.3 (reports), RFC 3834 (replies).
    """
    for sign in (_report, _unsubscribe, _challenge, _forwarded, _auto_reply_by_name):
        if found := sign(message):
            return found
    return None


def automatic_reply(message: Message) -> Evidence | None:
    """Tell whether a message that is no bounce is an automatic reply: by RFC 3834, or by who says that he is away."""
    if _from_list(message):
        return None
    submitted = message.header("auto-submitted").lower()
    if submitted.startswith("auto-replied"):
        return _said("header", f"Auto-Submitted: {submitted}", Kind.AUTO_REPLY)
    if _by_machine(message, submitted):
        text = plainly(message.text()[:_BEGINNING])
        for phrase in (*phrases().away, *phrases().gone):
            if phrase in text:
                return _said("words", _around(text, phrase), Kind.AUTO_REPLY)
    return None


def new_address(message: Message, old: str) -> str:
    """Give the address that an automatic reply asks to use instead; empty where it names none.

    Args:
        message: The reply.
        old: Whose reply it is: never the new one.
    """
    text = plainly(message.text()[:LOOKED_AT])
    for phrase in phrases().new_address:
        at = text.find(phrase)
        said = addresses_in(text[at : at + _LINE]) if at >= 0 else []
        other = next((one for one in said if one != old.lower()), "")
        if other:
            return other
    return ""


# --- by structure ---------------------------------------------------------------------------------------------------


def _report(message: Message) -> tuple[Kind, Evidence] | None:
    types = message.types
    told = message.param("report-type").lower() if message.type == "multipart/report" else ""
    if told == "disposition-notification" or (types & _RECEIPTS and not types & _STATUS):
        return (
            None
            if _rejects(message)
            else _found(Kind.READ_RECEIPT, "report-type", "disposition-notification")
        )
    if reported := feedback.read(message):
        return _found(reported.kind, "report-type", f"feedback-report {reported.type}")
    if told == "tlsrpt" or types & _TLS_REPORTS or message.has("tls-report-domain"):
        return _found(Kind.REPORT, "report-type", "tlsrpt")
    subject = message.header("subject")
    if _DMARC.match(subject) or (types & _ATTACHED and _dmarc_file(message)):
        return _found(Kind.REPORT, "dmarc", subject)
    return None


def _rejects(message: Message) -> bool:
    """Tell a refusal by a recipient's filter, which may take the form of a receipt (RFC 5429 §2.1.1)."""
    return "reject" in message.header("auto-submitted").lower() or failure_words.in_subject(
        message.header("subject").lower()
    )


def _dmarc_file(message: Message) -> bool:
    names = (part.header("content-disposition") + part.header("content-type") for part in message.parts)
    return any(_DMARC_FILE.search(name[:500]) for name in names)


def _unsubscribe(message: Message) -> tuple[Kind, Evidence] | None:
    subject = message.header("subject")[:100]
    wanted = plainly(subject).strip(" .!") in phrases().unsubscribe
    if message.has("x-apple-unsubscribe") or (wanted and not _has_status(message)):
        return _found(Kind.UNSUBSCRIBE, "subject", subject)
    return None


def _has_status(message: Message) -> bool:
    return not _STATUS.isdisjoint(message.types)


def _from_list(message: Message) -> bool:
    return not _LISTS.isdisjoint(message.names)


# --- by words -------------------------------------------------------------------------------------------------------


def _challenge(message: Message) -> tuple[Kind, Evidence] | None:
    """Tell a message that asks its reader to prove himself, also where it dresses as a report."""
    if _from_list(message) or _DAEMON.search(message.header("from")[:500]):
        return None
    low = message.text()[: 2 * _BEGINNING].lower()
    if not any(link in low for link in _LINK) and "repl" not in low:
        return None
    text = plainly(f"{message.header('subject')[:_LINE]} {low}")
    held = [phrase for phrase in phrases().held if phrase in text]
    ask = [phrase for phrase in phrases().ask if phrase in text]
    if ask and (held or len(ask) > 1):
        return _found(Kind.CHALLENGE, "words", _around(text, ask[0]))
    return None


def _forwarded(message: Message) -> tuple[Kind, Evidence] | None:
    """Tell what a person passes on or asks about: its report is somebody else's."""
    if message.type == "multipart/report" or _from_daemon(message):
        return None
    subject = message.header("subject")[:_LINE]
    if _PASSED_ON.match(subject):
        return _found(Kind.ORDINARY, "subject", subject)
    if not _PREFIX.match(subject.lower()) or not failure_words.in_subject(_PREFIX.sub("", subject.lower())):
        return None
    for line in message.text()[:LOOKED_AT].split("\n"):
        if line.startswith(">") or any(phrase in plainly(line[:_LINE]) for phrase in phrases().forwarded):
            return _found(Kind.ORDINARY, "forwarded", line)
    return None


def _from_daemon(message: Message) -> bool:
    return (
        message.header("return-path").strip() == "<>"
        or message.has("x-failed-recipients")
        or bool(_DAEMON.search(message.header("from")[:500]))
    )


def _auto_reply_by_name(message: Message) -> tuple[Kind, Evidence] | None:
    """Tell an automatic reply that calls itself one: its subject, or a header that nobody else writes."""
    if _has_status(message) or _from_list(message):
        return None
    subject = message.header("subject")[:500]
    plain = _PREFIX.sub("", plainly(subject))
    if failure_words.in_subject(plain) and _DAEMON.search(message.header("from")[:500]):
        return None
    if plain.startswith(phrases().subjects) or phrases().anywhere.search(plain):
        return _found(Kind.AUTO_REPLY, "subject", subject)
    for name in _ANSWERING & message.names:
        if message.header(name).lower() != "no":
            return _found(Kind.AUTO_REPLY, "header", f"{name}: {message.header(name)}")
    if message.header("precedence").lower() in {"auto_reply", "auto-reply"}:
        return _found(Kind.AUTO_REPLY, "header", "Precedence: auto_reply")
    return None


def _by_machine(message: Message, submitted: str) -> bool:
    """Tell whether something beside the words says that no person wrote this now."""
    return (
        (bool(submitted) and not submitted.startswith("no"))
        or message.header("return-path").strip() == "<>"
        or message.header("precedence").lower() in {"bulk", "junk"}
        or message.has("x-auto-response-suppress")
        or message.has("in-reply-to")
        or bool(_PREFIX.match(message.header("subject").lower()))
    )


def _around(text: str, phrase: str) -> str:
    at = max(0, text.find(phrase) - 40)
    return text[at : at + _LINE]


def _found(kind: Kind, rule: str, line: str) -> tuple[Kind, Evidence]:
    return kind, _said(rule, line, kind)


def _said(rule: str, line: str, kind: Kind) -> Evidence:
    return Evidence(rule=f"kind {rule}", line=" ".join(line.split())[:_LINE], says=kind.value)
