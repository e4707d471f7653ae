"""What a reply means: the strongest evidence decides, the rest is named.

The order: the user's rules, providers' rules, general words, the enhanced code, the basic code. Words come before codes
because receivers choose words with more care: 5.1.1 is sent for full mailboxes, 550 for blocks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mailworthy.bounce.data import statuses
from mailworthy.bounce.reasons import REASONS, UNDETERMINED
from mailworthy.bounce.record import Evidence, Judgement, Kind, Stage
from mailworthy.bounce.rules import Rule, Seen, book, compiled, own
from mailworthy.bounce.stages import stage_of
from mailworthy.finding import Confidence
from mailworthy.wire import reply as wire_reply
from mailworthy.wire.reply import Reply

__all__ = ["code_reason", "judge", "stage_of", "status_reason"]

_LINE = 300  # characters of evidence
_NO_SERVICE = (521, 556)  # RFC 7504: no other reply uses them, so they outweigh an enhanced code
_SAYS_NOTHING = ".5.0"  # sendmail's for all that it has no better code for
_NOTHING = ".0.0"  # of the words: the report's own field may say more
_SYNTAX = 501
_TEMPORARY = "4"
_QMAIL_LOG = "_said:_"  # where blanks are underscores
_PRECISE = re.compile(r"[45]\.7\.2\d")  # RFC 7372 and its like: each is sent for one thing alone
_OF_THE_SENDER = (".1.7", ".1.8")  # RFC 3463 §3.2: "invalid address" beside these is no recipient's
_TO_MAIL = ("in reply to MAIL FROM", "after MAIL FROM", "after pipelined MAIL FROM")  # Postfix, Exim
_Saying = tuple[str, str, Confidence]  # who says it, the reason, how sure that would be
_PROGRAM = "x-unix"  # the type of a local program's exit code, which is no reply
# Programs that put mail into the mailboxes of this very host: they know their users.
_LOCAL = re.compile(r"(?:mail\.local|deliver|dovecot-lda|lmtpd|local|vdelivermail): ")
_DEAD = frozenset(name for name, reason in REASONS.items() if reason.hard)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Where words are joined into one name: NO_SUCH_USER, USER-UNKNOWN, reason=overQuota. Not in a host's name or an address.
_JOINTS = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?:(?<=[A-Za-z])[_=](?=[A-Za-z])|(?<=[A-Z])-(?=[A-Z]))(?![\w-]{0,60}[.@]\w)"
)


def judge(
    text: str,
    *,
    reply: int | None = None,
    status: str = "",
    stage: Stage = Stage.UNKNOWN,
    remote_mta: str = "",
    agent: str = "",
    kind: Kind = Kind.BOUNCE,
    rules: Sequence[Rule] = (),
) -> tuple[Reply, Judgement]:
    """Say what a reply means, and why.

    Args:
        text: The receiver's words, as the report has them.
        reply: The report's own basic code, for texts that hold none.
        status: The report's own enhanced code, for texts that hold none.
        stage: At which command it was given.
        remote_mta: The host that gave it.
        agent: The type of the diagnostic (RFC 3464 §2.3.6): ``smtp``, ``x-unix``…
        kind: What the message is: a delay with no other cause has expired so far.
        rules: The user's own, tried first.

    Returns:
        The reply with the code and status that count (the inner, original one's; none is made up), and the judgement.
    """
    if _QMAIL_LOG in text:
        text = text.replace("_", " ")
    outer = wire_reply.read(text)
    counted = _counted(outer, reply, status)
    seen = Seen(
        counted.text,
        code=counted.code,
        status=counted.status,
        stage=stage,
        told=text,
        remote_mta=remote_mta,
    )
    rule = _by_words(seen, rules)
    around = _around(outer)
    if around and (rule is None or (not rule.provider and book().names_provider(around))):
        rule = _by_all_words(seen, f"{around} {seen.text}", rules, rule)
    if rule is None and (spelt := _JOINTS.sub(" ", seen.text)) != seen.text:
        rule = _by_all_words(seen, spelt, rules, rule)
    return counted, _judgement(seen, rule, agent, kind, stage)


@lru_cache(maxsize=1024)  # there are some two hundred in the world
def status_reason(status: str) -> str:
    """Give the reason that an enhanced code leads to where no words say more: ``5.1.1``, ``4.2``, ``5``.

    Source:
        The IANA registry of SMTP enhanced status codes.
    """
    table = statuses()
    class_, _, rest = status.partition(".")
    subject = rest.partition(".")[0]
    found = table["classed"].get(status) or table["enhanced"].get(rest) or table["subject"].get(subject)
    return found or (table["basic"].get(class_, UNDETERMINED) if not rest else UNDETERMINED)


@lru_cache(maxsize=1024)
def code_reason(code: int | str | None) -> str:
    """Give the reason that a basic code leads to where there is nothing else: ``550``, ``4``.

    Source:
        RFC 5321 §4.2, RFC 4954 §6, RFC 7504.
    """
    return statuses()["basic"].get(str(code), UNDETERMINED)


def _counted(outer: Reply, code: int | None, status: str) -> Reply:
    """Take the innermost reply; what it lacks comes from the one around it, then from the report's own fields."""
    cause = outer.cause
    counted = cause.code or code
    own = cause.status or _wrapping_status(outer, counted) or status
    if own[1:] == _NOTHING and status[:1] == own[:1]:
        own = status
    if counted == cause.code and own == cause.status:
        return cause
    return Reply(counted, own, cause.text, cause.before)


def _wrapping_status(reply: Reply, code: int | None) -> str:
    found = ""
    while reply.inner:
        if reply.status and reply.status[0] == str(code)[0]:
            found = reply.status
        reply = reply.inner
    return found


def _around(reply: Reply) -> str:
    """Give what stands around the cause: the reporter's words, and the replies that wrap it."""
    words = [reply.before]
    while reply.inner:
        words.append(reply.text)
        reply = reply.inner
    return " ".join(filter(None, words))


def _by_words(seen: Seen, rules: Sequence[Rule]) -> Rule | None:
    return (own(rules, seen) if rules else None) or book().first(seen)


def _by_all_words(seen: Seen, words: str, rules: Sequence[Rule], rule: Rule | None) -> Rule | None:
    """Ask what stands around the cause: a provider's own words outweigh general ones, general ones fill a gap."""
    said = seen.text
    seen.look_at(words)
    found = _by_words(seen, rules)
    if found and (rule is None or found.provider):
        return found
    seen.look_at(said)
    return rule


def _judgement(seen: Seen, rule: Rule | None, agent: str, kind: Kind, stage: Stage) -> Judgement:
    said = _sayings(seen, rule, agent, kind)
    if not said:
        return Judgement(UNDETERMINED, Confidence.GUESS, _looked_at(seen))
    if (
        said[0][1] in _DEAD
        and (stage is Stage.MAIL or " MAIL FROM" in seen.told)
        and _to_mail(seen, rule, stage)
    ):
        said.insert(0, ("stage mail", "sender_rejected", Confidence.LIKELY))
    by, reason, confidence = said[0]
    evidence = [Evidence(by, _line(seen), reason)]
    evidence += [_beside(other, says, reason) for other, says, _ in said[1:]]
    if rule is None or by != rule.id:
        return Judgement(reason, confidence, tuple(evidence))
    if not rule.provider:
        confidence = _doubted(seen, said, confidence)
    return Judgement(reason, confidence, tuple(evidence), rule.provider, rule.help, _blocklist(rule, seen))


def _to_mail(seen: Seen, rule: Rule | None, stage: Stage) -> bool:
    """Whether the reply is one to MAIL: an address that is unknown there is the sender's (RFC 5321 §3.3)."""
    if seen.code in _NO_SERVICE or (rule and rule.provider):
        return False
    return stage is Stage.MAIL or any(words in seen.told for words in _TO_MAIL)


def _looked_at(seen: Seen) -> tuple[Evidence, ...]:
    """Show what told nothing; nothing where there was nothing."""
    by = f"reply {seen.code}" if seen.code else f"status {seen.status}" if seen.status else "words"
    line = _line(seen)
    return (Evidence(by, line, UNDETERMINED),) if line else ()


def _line(seen: Seen) -> str:
    return _cut(seen.text or " ".join(seen.told.split()) or str(seen.code or seen.status))


@lru_cache(maxsize=4096)  # codes say the same in every reply
def _beside(by: str, says: str, reason: str) -> Evidence:
    return Evidence(by, "", says, overruled=says != reason)


def _doubted(seen: Seen, said: Sequence[_Saying], confidence: Confidence) -> Confidence:
    """Doubt general words that no code repeats, and a user unknown after DATA: many a filter says so."""
    reason = said[0][1]
    if reason == "user_unknown":
        if seen.stage is Stage.DATA:
            return Confidence.GUESS
        if _LOCAL.match(seen.whole):
            return Confidence.CERTAIN
    if confidence is Confidence.CERTAIN and all(says != reason for _, says, _ in said[1:]):
        return Confidence.LIKELY
    return confidence


def _sayings(seen: Seen, rule: Rule | None, agent: str, kind: Kind) -> list[_Saying]:
    """Give what speaks for a reason, strongest first."""
    said = [(rule.id, rule.reason, rule.confidence)] if rule and rule.reason != UNDETERMINED else []
    vague = rule is not None and rule.reason == "server_error" and not rule.provider
    if agent == _PROGRAM and vague:
        said.insert(
            0, (f"agent {agent}", "delivery_program_error", Confidence.LIKELY)
        )  # the trouble is its own
    if seen.code in _NO_SERVICE:
        return [*said, (f"reply {seen.code}", "no_mail_service", Confidence.CERTAIN)]
    weak = seen.status.endswith(_SAYS_NOTHING)
    if seen.status and not weak and (reason := _by_status(seen.status)) != UNDETERMINED:
        said.append((f"status {seen.status}", reason, Confidence.LIKELY))
        if rule and not rule.provider and _outweighs(seen.status, rule.reason):
            said.reverse()
    if agent == _PROGRAM and not vague:
        said.append((f"agent {agent}", "delivery_program_error", Confidence.GUESS))
    if seen.code and (reason := _by_code(seen)):
        said.append((f"reply {seen.code}", reason, Confidence.GUESS))
    if weak and (reason := _by_status(seen.status)) != UNDETERMINED:
        said.append((f"status {seen.status}", reason, Confidence.GUESS))
    if kind is Kind.DELAY:
        said.append(("kind delay", "expired", Confidence.GUESS))
    return said


@lru_cache(maxsize=1024)
def _outweighs(status: str, reason: str) -> bool:
    """Whether a code says more than general words: the very policy, that somebody refuses, or that the sender is meant."""
    if reason == "policy":
        return _PRECISE.fullmatch(status) is not None
    if reason in {"network_error", "delivery_program_error"}:
        return status.startswith("5.7.")  # "connection refused" or "permission denied", by a policy
    return status.endswith(_OF_THE_SENDER) and reason in _DEAD


@lru_cache(maxsize=1024)
def _by_status(status: str) -> str:
    """Take an enhanced code for what it says; a temporary one alone condemns no address: 4.1.1 is sent while asking."""
    reason = status_reason(status)
    return code_reason(_TEMPORARY) if status[0] == _TEMPORARY and reason in _DEAD else reason


def _by_code(seen: Seen) -> str:
    """Take a basic code for what it says, and for a dead address only where nothing at all was said beside it."""
    reason = code_reason(seen.code)
    if seen.code == _SYNTAX and seen.stage not in {Stage.RCPT, Stage.UNKNOWN}:
        reason = "protocol_error"
    if reason == UNDETERMINED:
        return ""
    return "" if reason in _DEAD and _LETTERS.search(seen.plain) else reason


def _blocklist(rule: Rule, seen: Seen) -> str:
    if rule.reason not in {"blocklisted", "spam_content"} or "?P<list>" not in rule.pattern:
        return rule.blocklist
    match = compiled(rule.pattern).search(seen.whole if rule.provider else seen.plain)
    return (match and match["list"]) or rule.blocklist


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"
