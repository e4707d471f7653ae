"""What a reply means: the strongest evidence decides, the rest is named.

The order: the user's rules, providers' rules, general words, the enhanced code, the basic code. Words come before codes
because receivers choose words with more care: 5.1.1 is sent for full mailboxes, 550 for blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailworthy.bounce.data import statuses
from mailworthy.bounce.reasons import REASONS, UNDETERMINED
from mailworthy.bounce.record import Evidence, Judgement, Kind, Stage
from mailworthy.bounce.rules import Rule, Seen, book, compiled, fits
from mailworthy.finding import Confidence
from mailworthy.wire import reply as wire_reply
from mailworthy.wire.reply import Reply

_LINE = 300  # characters of evidence
_NO_SERVICE = (521, 556)  # RFC 7504: no other reply uses them, so they outweigh an enhanced code
_LOOKED_AT = 2000  # characters, for the command's name
_SAYS_NOTHING = ".5.0"  # sendmail's for all that it has no better code for
_SYNTAX = 501
_DOUBT = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.GUESS)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_STAGE_WORD = re.compile(
    r"RCPT|DATA|MAIL FROM|HELO|EHLO|Remote host said:|initial connection|refused to talk"
)
_STAGES = re.compile(
    r"(?P<rcpt>rcpt[ _]to|after rcpt|does not like recipient)|(?P<mail>mail[ _]from|does not like sender)"
    r"|(?P<data>end of data|our (?:final )?data|\[data\]|\bdata command|after i sent the message|dot command)"
    r"|(?P<helo>\b(?:helo|ehlo)\b)|(?P<connect>initial connection|connection greeting|while connecting|refused to talk to me)"
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
    outer = wire_reply.read(text)
    counted = _counted(outer, reply, status)
    seen = Seen(
        counted.text,
        code=counted.code,
        status=counted.status,
        stage=stage_of(text) if stage is Stage.UNKNOWN and _STAGE_WORD.search(text) else stage,
        remote_mta=remote_mta,
    )
    rule = _by_words(seen, rules)
    around = _around(outer)
    if around and (rule is None or (not rule.provider and book().names_provider(around))):
        rule = _by_all_words(seen, f"{around} {seen.text}", rules, rule)
    return counted, _judgement(seen, rule, agent, kind)


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


def code_reason(code: int | str | None) -> str:
    """Give the reason that a basic code leads to where there is nothing else: ``550``, ``4``.

    Source:
        RFC 5321 §4.2, RFC 4954 §6, RFC 7504.
    """
    return statuses()["basic"].get(str(code), UNDETERMINED)


def stage_of(text: str) -> Stage:
    """Tell at which command a reply was given, from what reporters write around it."""
    match = _STAGES.search(text[:_LOOKED_AT].lower())
    return Stage(match.lastgroup) if match else Stage.UNKNOWN


def _counted(outer: Reply, code: int | None, status: str) -> Reply:
    """Take the innermost reply; what it lacks comes from the one around it, then from the report's own fields."""
    cause = outer.cause
    code = cause.code or code
    own = cause.status or _wrapping_status(outer, code) or status
    return Reply(code, own, cause.text, cause.before)


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


def _by_words(seen: Seen, own: Sequence[Rule]) -> Rule | None:
    for rule in own:
        if fits(rule, seen):
            return rule
    return book().first(seen)


def _by_all_words(seen: Seen, words: str, own: Sequence[Rule], rule: Rule | None) -> Rule | None:
    """Ask what stands around the cause: a provider's own words outweigh general ones, general ones fill a gap."""
    said = seen.text
    seen.look_at(words)
    found = _by_words(seen, own)
    if found and (rule is None or found.provider):
        return found
    seen.look_at(said)
    return rule


def _judgement(seen: Seen, rule: Rule | None, agent: str, kind: Kind) -> Judgement:
    said = list(_sayings(seen, rule, agent, kind))
    decided = next((one for one in said if one[1] != UNDETERMINED), None)
    reason, confidence = (decided[1], decided[2]) if decided else (UNDETERMINED, Confidence.GUESS)
    line = _cut(seen.text)
    evidence = [Evidence(decided[0], line, reason)] if decided else []
    evidence += [
        Evidence(by, "", says, overruled=says != reason)
        for by, says, _ in said
        if decided and by != decided[0]
    ]
    if rule is None or not decided or decided[0] != rule.id:
        return Judgement(reason, confidence, tuple(evidence))
    if not rule.provider and not any(says == reason for _, says, _ in said[1:]):
        confidence = max(confidence, Confidence.LIKELY, key=_DOUBT.index)
    if reason == "user_unknown" and seen.stage is Stage.DATA and not rule.provider:
        confidence = Confidence.GUESS  # many a receiver says so of mail that it filtered
    return Judgement(reason, confidence, tuple(evidence), rule.provider, rule.help, _blocklist(rule, seen))


def _sayings(seen: Seen, rule: Rule | None, agent: str, kind: Kind) -> Iterator[tuple[str, str, Confidence]]:
    """Give what speaks for a reason, strongest first: who says it, the reason, how sure that would be."""
    if rule:
        yield rule.id, rule.reason, rule.confidence
    if seen.code in _NO_SERVICE:
        yield f"reply {seen.code}", "no_mail_service", Confidence.CERTAIN
    weak = seen.status.endswith(_SAYS_NOTHING)
    if seen.status and not weak and seen.code not in _NO_SERVICE:
        yield f"status {seen.status}", status_reason(seen.status), Confidence.LIKELY
    if agent == "x-unix":
        yield (
            "agent x-unix",
            "delivery_program_error",
            Confidence.GUESS,
        )  # a local program's exit code, no reply
    if seen.code and seen.code not in _NO_SERVICE:
        yield from _by_code(seen)
    if weak:
        yield f"status {seen.status}", status_reason(seen.status), Confidence.GUESS
    if kind is Kind.DELAY:
        yield "kind delay", "expired", Confidence.GUESS


def _by_code(seen: Seen) -> Iterator[tuple[str, str, Confidence]]:
    """Take a basic code for what it says, and for a dead address only where nothing at all was said beside it."""
    reason = code_reason(seen.code)
    if seen.code == _SYNTAX and seen.stage not in {Stage.RCPT, Stage.UNKNOWN}:
        reason = "protocol_error"
    if not REASONS[reason].hard or not _LETTERS.search(seen.plain):
        yield f"reply {seen.code}", reason, Confidence.GUESS


def _blocklist(rule: Rule, seen: Seen) -> str:
    if rule.reason not in {"blocklisted", "spam_content"} or "?P<list>" not in rule.pattern:
        return rule.blocklist
    match = compiled(rule.pattern).search(seen.whole if rule.provider else seen.plain)
    return (match and match["list"]) or rule.blocklist


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"
