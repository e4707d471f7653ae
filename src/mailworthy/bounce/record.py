"""What is known of one message that came back: one record a recipient, with the evidence for each word of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from mailworthy.bounce.reasons import REASONS, group_of
from mailworthy.finding import Confidence, Lang


class Kind(Enum):
    """What a message that arrived at the return address is."""

    BOUNCE = "bounce"
    DELAY = "delay"  # still being tried: never counted, a failure may follow
    DELIVERED = "delivered"  # success, relayed or expanded (RFC 3464 §2.3.3)
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto_reply"
    READ_RECEIPT = "read_receipt"
    CHALLENGE = "challenge"
    REPORT = "report"  # DMARC, TLS
    UNSUBSCRIBE = "unsubscribe"
    ORDINARY = "ordinary"


class Stage(Enum):
    """At which command the receiver refused, where it is known."""

    UNKNOWN = ""
    CONNECT = "connect"
    HELO = "helo"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a reason, or for a kind.

    Args:
        rule: What said it: a rule's id (``google/over-quota``), ``status 5.1.1``, ``reply 550``, ``stage rcpt``, or the
            reader that found the line (``rfc3464``, ``qmail``).
        line: The line that it was read from, cut to a few hundred characters.
        says: The reason or kind that it speaks for.
        overruled: Whether stronger evidence won.
    """

    rule: str
    line: str = ""
    says: str = ""
    overruled: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON shape."""
        return {"rule": self.rule, "line": self.line, "says": self.says, "overruled": self.overruled}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a reply means.

    Args:
        reason: A name of :data:`mailworthy.bounce.reasons.REASONS`.
        confidence: How sure that is.
        evidence: What decided first, then what agreed or was overruled.
        provider: Whose words they are, empty where nobody's in particular.
        help: The provider's own page about them, empty where there is none.
        blocklist: The blocklist that the reply names, empty where it names none.
    """

    reason: str
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()
    provider: str = ""
    help: str = ""
    blocklist: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a report says of one recipient, before anybody judged it: the sources' product.

    Args:
        kind: :attr:`Kind.BOUNCE`, :attr:`Kind.DELAY` or :attr:`Kind.DELIVERED`.
        recipient: The address that failed, as the report has it; empty where it names none.
        original_recipient: The address that was written to, where the report tells it from ``recipient``.
        text: The receiver's words, unfolded, in as few lines as they came: a reply, or the reporter's own sentence.
        status: The report's own enhanced status field, empty where it has none. Never made up.
        stage: At which command the receiver refused.
        remote_mta: The host that refused.
        reporting_mta: The host that wrote the report.
        agent: The type of the diagnostic (RFC 3464 §2.3.6): ``smtp``, ``x-unix``…; empty where unknown.
        source: The reader that found it: ``rfc3464``, ``qmail``, ``exim``…
        line: The line of the report that shows it, as evidence.
        confidence: How sure it is that this recipient failed.
    """

    kind: Kind
    recipient: str
    text: str
    original_recipient: str = ""
    status: str = ""
    stage: Stage = Stage.UNKNOWN
    remote_mta: str = ""
    reporting_mta: str = ""
    agent: str = ""
    source: str = ""
    line: str = ""
    confidence: Confidence = Confidence.CERTAIN


# Reporters that hold the mailboxes themselves: their directory says who is unknown, no server that was asked.
_HOLDERS = frozenset(("domino", "exchange", "groupwise", "imail", "notes", "verizon"))
# Reporters whose own page says that where they pass on "no such user", the address is not registered there:
# https://knowledge.broadcom.com/external/article/162445
_PLAIN_SPOKEN = (".messagelabs.com",)


@dataclass(frozen=True, slots=True)
class Bounce:
    """One record: what happened to one recipient's message, why, and what to do.

    Args:
        file: The message's name, relative where a folder was walked.
        kind: What the message is.
        recipient: Who it is about; empty where the message does not say.
        original_recipient: The address that was written to, where it differs.
        reply: The basic reply code, None where there is none.
        status: The enhanced status code as it was written, empty where there is none.
        judgement: What the reply means; None for all but bounces and delays.
        remote_mta: The host that refused.
        reporting_mta: The host that wrote the report.
        diagnostic: The receiver's words.
        stage: At which command the receiver refused.
        message_id: Of the message that came back, without the angle brackets.
        subject: Of the message that came back.
        sent_at: The Date field of the message that came back, as it stands.
        reported_at: The Date field of the report, as it stands.
        tag: What a VERP return path carried: campaign or contact; empty where there is none.
        feedback_type: Of a complaint (RFC 5965 §3.1): ``abuse``, ``not-spam``…
        new_address: Where an auto-reply or a 551 names one.
        confidence: How sure it is that this is of this kind and about this recipient.
        evidence: What decided the kind and the recipient.
    """

    kind: Kind
    recipient: str = ""
    file: str = ""
    original_recipient: str = ""
    reply: int | None = None
    status: str = ""
    judgement: Judgement | None = None
    remote_mta: str = ""
    reporting_mta: str = ""
    diagnostic: str = ""
    stage: Stage = Stage.UNKNOWN
    message_id: str = ""
    subject: str = ""
    sent_at: str = ""
    reported_at: str = ""
    tag: str = ""
    feedback_type: str = ""
    new_address: str = ""
    confidence: Confidence = Confidence.CERTAIN
    evidence: tuple[Evidence, ...] = ()

    @property
    def reply_class(self) -> int:
        """The first digit: of the enhanced status, else of the reply; 0 where there is neither."""
        if self.status[:1] in ("2", "4", "5"):
            return int(self.status[0])
        return (self.reply or 0) // 100

    @property
    def hard(self) -> bool:
        """Whether the record says that the address itself is dead."""
        dead = self.kind is Kind.BOUNCE and self.judgement is not None and REASONS[self.judgement.reason].hard
        return dead and not self.doubtful

    @property
    def doubtful(self) -> bool:
        """Whether the address may live on though the words say it is dead: hard when it repeats, soft until then.

        A server calls a user unknown, but perhaps not in answer to RCPT: filters refuse a message's content in those
        words (Japanese carriers do, after DATA). Or a domain was not found, and the report's own code is a temporary one.
        """
        if self.judgement is None or self.judgement.confidence is Confidence.CERTAIN:
            return False
        if self.judgement.reason in {"domain_unknown", "no_mail_service"}:
            return self.reply_class == 4  # RFC 3463 §2
        return self.judgement.reason == "user_unknown" and not self._of_the_mailbox

    @property
    def _of_the_mailbox(self) -> bool:
        """Whether the stage, a code of the mailbox, or the house that holds it says so."""
        if self.stage is Stage.RCPT or any(one.rule in _HOLDERS for one in self.evidence):
            return True
        if self.reporting_mta.endswith(_PLAIN_SPOKEN):
            return True
        told = self.judgement
        if told is not None and told.provider and told.confidence is Confidence.GUESS:
            return False  # words that this very house uses for filtered mail too, whatever code a relay put around them
        return self.status[1:3] == ".1" or self.reply in {551, 553}  # RFC 3463 §3.2, RFC 5321 §4.2.3

    @property
    def group(self) -> str:
        """Whose problem it is; empty for what is no bounce."""
        return group_of(self.judgement.reason, self.reply_class) if self.judgement else ""

    def as_dict(self, lang: Lang = Lang.EN) -> dict[str, Any]:
        """Give the JSON shape; code and remedy in the words of ``lang``."""
        from mailworthy.bounce.telling import as_dict  # noqa: PLC0415  # the words are read when somebody reads them

        return as_dict(self, lang)
