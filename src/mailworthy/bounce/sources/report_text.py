"""What a report says to people, prepared once for all dialects: its lines up to the message that came back.

What every dialect needs lives here: addresses in a line, wrapped lines joined again, the command after which the
receiver refused, the host that did, and whether the message is still being tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice

from mailworthy.bounce.record import Kind, Notice, Stage
from mailworthy.bounce.sources import announcements, failure_words
from mailworthy.finding import Confidence
from mailworthy.wire.message import Message

LOOKED_AT = 16_384  # characters of the human part: no report has its words further down
LINES = 400
LINE = 4_000  # characters of one line: lists of recipients are long
WORDS = 2_000  # characters of a notice's text
MENTIONS = 300  # of addresses in a report
_REPLY_LINES = 16  # more are no reply but a log
RECIPIENTS = 100  # RFC 5321 §4.5.3.1.8: what one message may have at least

# Lenient: what reports print, not what RFC 5321 allows. The look-behind and the possessive quantifier keep it linear.
_NO_PART = r"\s<>()\[\]\",;:@\\|（）「」『』【】《》〈〉，。；：、！？“”«»"
_BARE = rf"[^{_NO_PART}'=*]"
ADDRESS = (
    rf"(?:(?<!{_BARE})(?:[^{_NO_PART}=*][^{_NO_PART}]{{0,127}}+)|\"[^\"\n]{{1,64}}\")"
    r"@(?:\[[0-9A-Fa-f:.]{2,45}\]|\w(?:[\w.-]{0,252}\w)?)"
)
_ADDRESS = re.compile(ADDRESS)
_TYPE = re.compile(r"^(?:smtp|rcpt|rfc822)=", re.IGNORECASE)  # of an address in X.400's form
_EAST = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
_RUN_IN = rf"^.*[{_EAST}](?=[A-Za-z0-9])"
_RUN_OUT = rf"(?<=[A-Za-z0-9])[{_EAST}].*$"

# A line that is an address and nothing else, but for bullets, brackets, a label of its type and a colon.
_ALONE = (
    rf"(?i)[\s>*•·–-]{{0,12}}(?:(?:smtp|rfc ?822|mailto)[:;]\s?)?[<\"'\[(]{{0,2}}(?:smtp:|mailto:)?({ADDRESS})"
    rf"[>\"'\])]{{0,2}}(?:\s?[<(](?:mailto:)?{ADDRESS}[>)]){{0,2}}\s?[:;,.]?\s{{0,20}}"
)

# Where the message that came back begins: the line that announces it, or its first header field. The first expression
# is for what stands behind a rule of dashes, the second for a line of words; both for lower case.
_RULED = r"""(?x)
      (?:below|enclosed|attach\w{2,6})\s.{0,40}\b(?:copy|message) | this\s.{0,20}\bcopy | the\ header | (?:the\ )?original
      | (?:undelivered|rejected|returned)\ (?:message|mail|e-?mail)\b | forwarded | begin\b | (?:a\ )?copy\ of
      | message\ (?:header|text|body|source|follow) | unsent | headers?\ of | (?:non-delivered|your|failed)\ (?:original\ )?message\b
      | received\ message | .{0,60}(?:kopie|copia|copie|cópia|kopia|копия|コピー|拷贝|副本|原始邮件|原信)
      | (?:weitergeleitete|ursprüngliche|originale?)\ (?:nachricht|meldung|bericht)
      | mensaje\ original | message\ d'origine | messaggio\ originale | mensagem\ original | оригинал | 元のメッセージ"""
_WORDED = r"""(?x)
      original\ (?:message|mail|e-?mail)(?:\ (?:follows|headers?|as\ received|attached|is\ attached|info)|:)
      | (?:the\ )?(?:message|original)\ headers?\ (?:follows?|are|is)\b | the\ headers?\ (?:of|and)\b
      | (?:included|below|attached|enclosed|following|here|this)\ (?:is|are)\ (?:the|a|your)\ .{0,30}\b
        (?:copy\ of|headers?|(?:original|returned)\ message)\b
      | a\ copy\ of\ (?:the|your)\ | your\ (?:original\ )?message\ (?:reads|follows|is\ (?:attached|appended|included))
      | bounced\ e-?mail: | (?:the\ )?(?:first|top)\ (?:\d+|few)\ lines | original-?nachricht | urspr(?:ü|ue)ngliche\ nachricht
      | en-t[êe]tes\ (?:d[eu]\ )?(?:message|l'original) | encabezados?\ (?:de(?:l)?\ )?(?:mensaje|original)
      | intestazioni\ (?:del\ )?messaggio | cabe[çc]alhos?\ (?:da\ )?mensage | originele\ bericht | oorspronkelijke\ bericht
      | исходные\ заголовки | 元のメッセージ | 元のメール | 原始(?:邮件|郵件)"""
_FIELDS = (
    "received:", "return-path:", "dkim-signature:", "x-received:", "arc-seal:", "domainkey-signature:", "mime-version:",
    "x-google-smtp-source:", "x-google-dkim-signature:",
)  # fmt: skip
_FIELD = re.compile(
    r"^[ >]{0,8}(?:received|return-path|from|to|subject|date|message-id|mime-version)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_NEAR = 1_200  # characters in which a header would begin
_FRONT = " \t>|*=_#-\"'"
_RULES = frozenset(first + second for first in "-=_*>|#" for second in "-=_*>|# ")
_FIRST = frozenset(  # what a line of words begins with, so that few meet the expression
    (
        "ori", "the", "mes", "inc", "bel", "att", "enc", "fol", "her", "thi", "a c", "you", "bou", "fir", "top", "urs", "en-",
        "int", "cab", "oor", "исх", "元のメ", "原始邮", "原始郵",
    )
)  # fmt: skip

# After which command: as the reporters say it. The last one named is where it failed.
_STAGE = r"""(?x)
      (?:in\ reply\ to|in\ response\ to|response\ to|after|following|during|error\ (?:on|at|in)|failed\ (?:on|at|in)
      |like\ (?:our|the)|progress\ was|step:|sent:?|>>>|<<<|command:?|\[|\(|smtp:|at)\s{0,3}
      (?:(?:the|final|pipelined|sending|end\ of|smtp)\ ){0,3}
      (connect|initial\ connection|greeting|banner|starttls|helo|ehlo|lhlo|mail[ _]from|mail\b|rcpt|data\b|\.\ |message\ body|bdat)
      |(does\ not\ like\ recipient|rejected\ recipient)
      |(but\ sender\ was\ rejected)
      |(but\ my\ name\ was\ rejected)
      |(failed\ after\ i\ sent\ the\ message|but\ failed\ on\ data|did\ not\ accept\ (?:the\ )?data)
      |(but\ greeting\ failed|refused\ to\ talk\ to\ me|connect\ to\ \S{1,255}?\[[\d.a-f:]+\])"""
_STAGES = {
    "con": Stage.CONNECT, "ini": Stage.CONNECT, "gre": Stage.CONNECT, "ban": Stage.CONNECT, "sta": Stage.HELO,
    "hel": Stage.HELO, "ehl": Stage.HELO, "lhl": Stage.HELO, "mai": Stage.MAIL, "rcp": Stage.RCPT,
    "dat": Stage.DATA, ". ": Stage.DATA, "mes": Stage.DATA, "bda": Stage.DATA,
}  # fmt: skip
_COMMANDS = (
    "rcpt", "mail from", "mail_from", "mail command", "data", "helo", "ehlo", "lhlo", "connect", "greeting", "banner", "starttls", "bdat",
    "recipient", "message body", "was rejected", "sent the message", "refused to talk", "end of",
)  # fmt: skip
_PHRASE_STAGES = (Stage.RCPT, Stage.MAIL, Stage.HELO, Stage.DATA, Stage.CONNECT)

_NAME = r"([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?)"
_HOST = rf"""(?imx)
      \b(?:host\ (?!said\b){_NAME}\.?(?:\s?[\[(:,]|\ said|\ does|\ refused|$)
      |host:\ {_NAME}
      |while\ talking\ to\ \[?{_NAME}
      |connect(?:ed|ion)?\ to\ {_NAME}\s?(?:\[|\ but)
      |by\ {_NAME}\.?\ \[[\d.a-f:]+\]
      |(?:remote\ |smtp\ )?(?:server|mailer)\ [<(]?{_NAME}[>)]?\ (?:said|refused|rejected|issued|returned|response)
      |remote-mta:\s*(?:dns;\s*)?<?{_NAME})
      |^{_NAME}\s(?:does\ not\ like|failed\ after|\[[\d.a-f:]+\]\ did\ not\ like)"""
_REPORTERS = ("program at ", "mail system at ", "mail agent", "service at ", "server at ", "machine at ", "generating server", "reporting-mta")  # fmt: skip
_REPORTER = (
    rf"(?i)(?:program|mail system|mail agent[^\n]{{0,12}}|service|server|machine) at (?:host )?{_NAME}"
    rf"|(?:generating server|reporting-mta)\s*:\s*(?:dns;\s*|dsn;\s*)?<?{_NAME}"
)
REPLY = re.compile(
    r"[45](?<![\w.@#/$€£-].)(?:[0-57]\d(?=[ :-][^\d]|\.?$)|\.[0-7]\.\d{1,3}(?![\w.]))", re.MULTILINE
)
_CLUTTER = (("\0", ""), ("\r", ""), ("\xa0", " "))
# "mail.local: unknown user: x", below it only "554 Service unavailable".
_TELLS = re.compile(r"^[\w./-]{3,40}: \S")
_NEW_LINE = re.compile(r"[245]\d\d[ -]")

_SUCCESS = re.compile(
    r"(?:^|[\s:;])2[0-5]\d[ -](?:2\.\d{1,3}\.\d|ok\b)|success(?:fully|ful mail)|was relayed to|has been relayed",
    re.IGNORECASE,
)
_MACHINES = re.compile(
    r"@sns\.amazonaws\.com|mailer[-_. ]?daemon|post[-_. ]?master|mdaemon|mail[-_. ]?(?:delivery|system|daemon|administrator|service)|\bndr\b"
    r"|delivery[-_. ](?:system|subsystem|status|notif)|system[-_. ](?:administrator|attendant)|\bimss\b|smtp[-_. ](?:mail|gate)"
    r"|bounce|antivirus|anti-virus|interscan|mailmarshal|mailsweeper|mmsc|non[-_.]?delivery",
)
_DAEMON = re.compile(r"\bmail\w{0,8}[-_. ]?daemon|\bmdaemon")
_ANSWERS = re.compile(
    r"(?:re|fwd?|aw|wg|tr|rv|sv|vs|antw|i|r|enc|odp|vl|ynt|回复|转发|答复|返信|転送)(?:\[\d+\])? ?[:：]"
)


class ReportText:
    """What a message that may be a report says, up to the message that came back.

    Args:
        message: The report.
    """

    __slots__ = (
        "_delayed", "_failure_subject", "_replies", "_reporter", "automatic", "from_daemon", "from_machine", "lines", "low", "marks", "message",
        "returned", "subject", "text",
    )  # fmt: skip

    def __init__(self, message: Message) -> None:
        """Take the human part and cut it where the returned message begins."""
        self.message = message
        self.subject = message.header("subject").lower()[:500]
        self.from_daemon = _from_daemon(message)
        self.from_machine = self.from_daemon or _from_machine(message)
        self._failure_subject: bool | None = None
        self.automatic = self.from_machine or (
            (self.failure_subject or message.type == "multipart/report") and not self._answered()
        )
        self.text = self.returned = self.low = self.marks = ""
        self._reporter: str | None = None
        self.lines: list[str] = []
        self._delayed: bool | None = None
        self._replies: str | None = None
        if self.automatic:
            self._take(message.text() or message.body[:LOOKED_AT].decode("utf-8", "replace"))

    def _take(self, said: str) -> None:
        said = said[:LOOKED_AT]
        for clutter, instead in _CLUTTER:
            said = said.replace(clutter, instead)
        self.text, self.returned = cut(said)
        self.low = self.text.lower()
        self.marks = (
            f"{self.message.header('x-mailer')}\n{self.message.header('from')[:500]}\n".lower() + self.low
        )
        self.lines = [line[:LINE].rstrip() for line in self.text.split("\n", LINES)[:LINES]]

    def _answered(self) -> bool:
        """Tell whether a person answers or forwards: what is quoted then is no report."""
        return not self.from_machine and bool(_ANSWERS.match(self.subject)) and not self.failure_subject

    @property
    def failure_subject(self) -> bool:
        """Whether the subject says that something failed."""
        if self._failure_subject is None:
            self._failure_subject = failure_words.in_subject(_without_answer(self.subject))
        return self._failure_subject

    @property
    def reporter(self) -> str:
        """The host that wrote the report, empty where it does not say."""
        if self._reporter is None:
            says = any(map(self.low.__contains__, _REPORTERS))
            named = _compiled(_REPORTER).search(self.text) if says else None
            self._reporter = (named[1] or named[2]) if named else ""
        return self._reporter

    @property
    def delayed(self) -> bool:
        """Whether the message is still being tried."""
        if self._delayed is None:
            self._delayed = failure_words.of_delay(self.low, self.subject)
        return self._delayed

    def has(self, *marks: str) -> bool:
        """Tell whether any of these lower-case texts stands in the report, its sender or its program."""
        return any(map(self.marks.__contains__, marks))

    @property
    def replies(self) -> str:
        """The lines that hold a reply, each with those that continue it and what a local program said before."""
        if self._replies is None:
            self._replies = folded(self._lines_with_reply())
        return self._replies

    def _lines_with_reply(self) -> list[str]:
        found: list[str] = []
        open_, before = False, ""
        for line in self.lines:
            if not line.strip():
                open_ = False
            elif REPLY.search(line):
                found += [before, line] if before and not open_ else [line]
                open_ = True
            elif open_ and line[:1] in " \t":
                found.append(line)
            else:
                open_ = False
            before = line if _TELLS.search(line) else ""
            if len(found) >= _REPLY_LINES:
                break
        return found

    def notice(
        self,
        source: str,
        recipient: str,
        words: Iterable[str] | str,
        *,
        line: str = "",
        original: str = "",
        stage: Stage | None = None,
        remote_mta: str = "",
        status: str = "",
        agent: str = "",
        kind: Kind | None = None,
        confidence: Confidence = Confidence.CERTAIN,
    ) -> Notice:
        """Make a notice, with what its words tell filled in."""
        text = (words if isinstance(words, str) else folded(words)).strip()[:WORDS]
        text = text or self.fallback_words()
        if not REPLY.search(text) and announcements.nothing_else(text):
            text = ""
        return Notice(
            kind=kind or self._kind(text),
            recipient=recipient,
            text=text,
            original_recipient=original if original.lower() != recipient.lower() else "",
            status=status,
            stage=stage_in(text) if stage is None else stage,
            remote_mta=(remote_mta or host_in(text)).lower(),
            reporting_mta=self.reporter,
            agent=agent,
            source=source,
            line=(line or recipient).strip()[:300],
            confidence=confidence,
        )

    def _kind(self, words: str) -> Kind:
        if not REPLY.search(words) and _SUCCESS.search(words) and not failure_words.in_body(words.lower()):
            return Kind.DELIVERED
        return Kind.DELAY if self.delayed else Kind.BOUNCE

    def fallback_words(self) -> str:
        """Give the best words where no recipient has its own: replies, else all that is said."""
        return (self.replies or folded(self.lines))[:WORDS]


def _from_daemon(message: Message) -> bool:
    """Tell whether the null sender (RFC 5321 §4.5.5) or a mail program wrote it."""
    path = message.header("return-path").strip().lower()
    return (
        path == "<>" or "mailer-daemon" in path or bool(_DAEMON.search(message.header("from").lower()[:500]))
    )


def _from_machine(message: Message) -> bool:
    sender = message.header("from").lower().strip()[:500]
    return not sender or sender.endswith("<>") or bool(_MACHINES.search(sender))


def _without_answer(subject: str) -> str:
    """Drop what an answer repeats: in "Re: a report's subject" a person speaks, in "Re: mine: not delivered" a machine."""
    if not _ANSWERS.match(subject):
        return subject
    return subject.partition(":")[2].partition(":")[2]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Give a compiled pattern: the large ones wait for the first report, since a help page needs none."""
    return re.compile(pattern)


@lru_cache(maxsize=1)  # the report's words and the message below them are asked for one after the other
def cut(said: str) -> tuple[str, str]:
    """Part a report's text from the message that came back below it."""
    at, told = 0, False
    for line in said.split("\n"):
        bare = line.lstrip(_FRONT)
        if told and _announces(line, bare[:160].lower(), said, at):
            return said[:at], said[at:]
        at += len(line) + 1
        told = told or bool(bare)
    return said, ""


def _announces(line: str, low: str, said: str, at: int) -> bool:
    if low.startswith(_FIELDS) or (line.lstrip()[:2] in _RULES and _compiled(_RULED).match(low)):
        return True
    if low[:3] not in _FIRST or not _compiled(_WORDED).match(low):
        return False
    below = said[at : at + _NEAR]  # a mere sentence may also announce an attachment, and recipients follow
    return _FIELD.search(below) is not None or "@" not in below


def folded(lines: Iterable[str]) -> str:
    """Join wrapped lines: a new line only where a reply says so by its code."""
    said: list[str] = []
    for line in lines:
        words = line.strip()
        if said and words and not _NEW_LINE.match(words):
            said[-1] = f"{said[-1]} {words}"
        elif words:
            said.append(words)
    return "\n".join(said)


def address_in(line: str) -> str:
    """Give the first address of a line, empty where it has none."""
    found = _ADDRESS.search(line) if "@" in line else None
    return cleaned(found[0]) if found else ""


def addresses_in(text: str) -> list[str]:
    """Give all addresses of a text once each, in order."""
    found = (cleaned(one[0]) for one in islice(_ADDRESS.finditer(text), MENTIONS)) if "@" in text else ()
    return list(dict.fromkeys(found))[:RECIPIENTS]


def address_alone(line: str) -> str:
    """Give the address that a line consists of, empty where it says more or nothing."""
    found = _compiled(_ALONE).fullmatch(line) if "@" in line else None
    return cleaned(found[1]) if found else ""


def cleaned(address: str) -> str:
    """Take off what clings to an address: quotes, ``mailto``, a full stop."""
    address = _TYPE.sub("", address.strip("'`.-"), count=1)
    if not address.isascii():  # scripts that write without blanks run into it
        local, _, domain = address.rpartition("@")
        address = f"{_compiled(_RUN_IN).sub('', local)}@{_compiled(_RUN_OUT).sub('', domain)}"
    return address


@lru_cache(maxsize=256)
def stage_in(words: str) -> Stage:
    """Tell the command that was refused, as far as the words say it."""
    stage = Stage.UNKNOWN
    low = words.lower()
    if not any(map(low.__contains__, _COMMANDS)):
        return stage
    for found in _compiled(_STAGE).finditer(low):
        if found[1]:
            stage = _STAGES.get(found[1][:3], _STAGES.get(found[1][:2], stage))
        else:
            stage = next(one for group, one in enumerate(_PHRASE_STAGES, 2) if found[group])
    return stage


@lru_cache(maxsize=256)
def host_in(words: str) -> str:
    """Give the host that refused, empty where the words name none."""
    for found in _compiled(_HOST).finditer(words):
        name = next(one for one in found.groups() if one)
        if "." in name or name == "localhost":  # "Host unknown (Authoritative answer …)" names none
            return name
    return ""


def without_repeats(notices: Sequence[Notice]) -> list[Notice]:
    """Keep the first notice of each recipient: bilingual reports say all twice."""
    first: dict[str, Notice] = {}
    for notice in notices:
        first.setdefault(notice.recipient.lower(), notice)
    if len(first) > 1:
        first.pop("", None)
    return list(first.values())[:RECIPIENTS]
