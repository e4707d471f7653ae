"""The sample's bounces: what comes back of a month's newsletters, as mail servers of several makes would write it."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from mailworthy.flow.demo.dice import Dice
from mailworthy.flow.demo.people import Person, person

BOUNCES, OTHERS, EXPORTED = 260, 34, 60
DAYS = 28
CAMPAIGNS = (("autumn-sale", 4), ("weekly", 5), ("welcome", 1))
SUBJECTS = {
    "autumn-sale": "Autumn sale: 20% off",
    "weekly": "News of the week",
    "welcome": "Welcome to our shop",
}
SENDER = "news@mailworthy-samples.org"
IP = "192.0.2.10"
SENT_BY_DAY = 270  # before chance
# Who gets more of the month's messages than others; the rest goes anywhere.
SENT_TO = {
    "gmail.com": 0.34,
    "web.de": 0.09,
    "gmx.de": 0.08,
    "outlook.com": 0.07,
    "t-online.de": 0.07,
    "yahoo.com": 0.06,
}


@dataclass(frozen=True, slots=True)
class _Letter:
    """One message that comes back, before it is written."""

    recipient: str
    at: datetime
    campaign: str
    number: int
    row: Mapping[str, Any]

    @property
    def subject(self) -> str:
        return SUBJECTS[self.campaign]

    @property
    def return_path(self) -> str:
        local, _, domain = self.recipient.partition("@")
        return f"bounces+{self.campaign}+{local}={domain}@mailworthy-samples.org"

    def filled(self, text: str) -> str:
        domain = self.recipient.partition("@")[2]
        given = {"recipient": self.recipient, "domain": domain, "ip": IP, "subject": self.subject}
        return text.format_map(given)

    @property
    def text(self) -> str:
        return self.filled(self.row["text"])

    @property
    def host(self) -> str:
        return self.filled(self.row["host"])

    @property
    def original(self) -> str:
        """The headers of the message that came back."""
        sent = format_datetime(self.at - timedelta(minutes=3))
        return (
            f"Return-Path: <{self.return_path}>\nDate: {sent}\nFrom: Our shop <{SENDER}>\nTo: {self.recipient}\n"
            f"Subject: {self.subject}\nMessage-ID: <{self.campaign}.{self.number}@mailworthy-samples.org>\n"
            "List-Unsubscribe: <https://mailworthy-samples.org/u>\nMIME-Version: 1.0\nContent-Type: text/plain\n"
        )


def write_bounces(path: Path, now: datetime, dice: Dice | None = None) -> int:
    """Write the sample as an mbox file.

    Args:
        path: The file.
        now: The moment before which all of it came back.
        dice: Chance; the demo's own seed unless given.

    Returns:
        The number of messages.
    """
    letters = list(_letters(dice or Dice(), now))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for letter in letters:
            file.write(f"From MAILER-DAEMON {letter.at:%a %b %d %H:%M:%S %Y}\n")
            file.write(_WRITERS[letter.row["by"]](letter).replace("\nFrom ", "\n>From "))
            file.write("\n\n")
    return len(letters)


def write_sent(path: Path, now: datetime, dice: Dice | None = None) -> None:
    """Write how much was sent in the same time: a table by day and domain."""
    dice = dice or Dice()
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("day", "domain", "sent"))
        for ago in range(DAYS, 0, -1):
            day = (now - timedelta(days=ago)).date().isoformat()
            total = SENT_BY_DAY + dice.number(-20, 20)
            parts = {domain: round(total * share) for domain, share in SENT_TO.items()}
            parts["other.example"] = total - sum(parts.values())
            table.writerows((day, domain, sent) for domain, sent in parts.items())


def write_export(path: Path, now: datetime, dice: Dice | None = None) -> None:
    """Write what a sending platform's export of the addresses that it gave up would hold, in SendGrid's columns."""
    dice = dice or Dice()
    letters = sorted(
        (_letter(dice, now, number, "reply") for number in range(EXPORTED)), key=lambda each: each.at
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("created", "email", "reason", "status"))
        for each in letters:
            reply = " ".join(each.text.partition(" (in reply")[0].split())
            table.writerow(
                (f"{each.at:%Y-%m-%d %H:%M:%S}", each.recipient, reply, each.row.get("status", ""))
            )


def _letters(dice: Dice, now: datetime) -> Iterator[_Letter]:
    letters = [_letter(dice, now, number, "reply") for number in range(BOUNCES)]
    letters += [_letter(dice, now, BOUNCES + number, "other") for number in range(OTHERS)]
    yield from sorted(letters, key=lambda letter: letter.at)


def _letter(dice: Dice, now: datetime, number: int, kind: str) -> _Letter:
    row = dice.weighted([(row, row["share"]) for row in _rows()[kind]])
    recipient = _recipient(dice, person(dice), str(row.get("at", "")).split())
    ago = dice.number(*row.get("days_ago", (1, DAYS)))
    at = datetime.combine(
        (now - timedelta(days=ago)).date(), time(dice.number(7, 18), dice.number(0, 59)), UTC
    )
    return _Letter(
        recipient, at, dice.weighted(CAMPAIGNS), number, {"by": row.get("kind"), "host": "", **row}
    )


def _recipient(dice: Dice, who: Person, domains: Sequence[str]) -> str:
    company = f"{who.local[1]}-{dice.pick(('shop', 'werk', 'office', 'praxis'))}.example"
    domain = dice.pick(domains) if domains else company
    return f"{who.local[0]}.{who.local[1]}{dice.number(1, 99)}@{domain}"


@cache
def _rows() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    return tomllib.loads(files(__package__).joinpath("replies.toml").read_text(encoding="utf-8"))


# --- who writes the report ---


def _headers(letter: _Letter, sender: str, subject: str, more: str = "") -> str:
    return (
        f"Return-Path: <>\nDate: {format_datetime(letter.at)}\nFrom: {sender}\nTo: {letter.return_path}\n"
        f"Subject: {subject}\nMessage-ID: <report.{letter.number}@mx.mailworthy-samples.org>\n"
        f"MIME-Version: 1.0\n{more}"
    )


def _report(letter: _Letter, human: str, fields: str, headers: str, kind: str = "delivery-status") -> str:
    edge = f"=_demo_{letter.number}"
    part = "message/feedback-report" if kind == "feedback-report" else "message/delivery-status"
    return (
        f'{headers}Content-Type: multipart/report; report-type={kind}; boundary="{edge}"\n\n'
        f"--{edge}\nContent-Type: text/plain; charset=utf-8\n\n{human}\n"
        f"--{edge}\nContent-Type: {part}\n\n{fields}\n"
        f"--{edge}\nContent-Type: text/rfc822-headers\n\n{letter.original}\n--{edge}--\n"
    )


def _postfix(letter: _Letter) -> str:
    delayed = letter.row.get("kind") == "delayed"
    said = letter.text if "host not found" in letter.text.lower() or letter.text.startswith("connect") else (
        f"host {letter.host}[198.51.100.7] said: {letter.text}"
    )  # fmt: skip
    human = (
        "This is the mail system at host mx.mailworthy-samples.org.\n\n"
        + ("####################################\n# THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND. #\n####################################\n\n" if delayed else "")
        + f"Your message could {'not yet ' if delayed else 'not '}be delivered to one or more recipients.\n\n"
        f"<{letter.recipient}>: {said}\n"
    )  # fmt: skip
    plain = letter.text.partition(" (in reply")[0]
    fields = (
        "Reporting-MTA: dns; mx.mailworthy-samples.org\n"
        f"Arrival-Date: {format_datetime(letter.at)}\n\n"
        f"Final-Recipient: rfc822; {letter.recipient}\nAction: {'delayed' if delayed else 'failed'}\n"
        f"Status: {letter.row['status']}\nRemote-MTA: dns; {letter.host}\nDiagnostic-Code: smtp; {plain}\n"
    )
    subject = "Delayed Mail (still being retried)" if delayed else "Undelivered Mail Returned to Sender"
    sender = "Mail Delivery System <MAILER-DAEMON@mx.mailworthy-samples.org>"
    return _report(letter, human, fields, _headers(letter, sender, subject, "Auto-Submitted: auto-replied\n"))


def _exchange(letter: _Letter) -> str:
    human = (
        f"Delivery has failed to these recipients or groups:\n\n{letter.recipient}\n"
        f"Your message wasn't delivered. Diagnostic information for administrators:\n\n"
        f"Generating server: {letter.host}\n\n{letter.recipient}\n{letter.host}\n"
        f"Remote Server returned '{letter.text}'\n"
    )
    fields = (
        f"Reporting-MTA: dns;{letter.host}\n\nFinal-recipient: RFC822;{letter.recipient}\nAction: failed\n"
        f"Status: {letter.row['status']}\nDiagnostic-code: smtp;{letter.text}\n"
    )
    sender = f"postmaster@{letter.recipient.partition('@')[2]}"
    return _report(letter, human, fields, _headers(letter, sender, f"Undeliverable: {letter.subject}"))


def _qmail(letter: _Letter) -> str:
    headers = _headers(letter, "MAILER-DAEMON@mx.mailworthy-samples.org", "failure notice")
    return (
        f"{headers}\nHi. This is the qmail-send program at mx.mailworthy-samples.org.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{letter.recipient}>:\n198.51.100.7 failed after I sent the message.\nRemote host said: {letter.text}\n\n"
        f"--- Below this line is a copy of the message.\n\n{letter.original}"
    )


def _exim(letter: _Letter) -> str:
    more = f"X-Failed-Recipients: {letter.recipient}\nAuto-Submitted: auto-replied\n"
    sender = "Mail Delivery System <Mailer-Daemon@mx.mailworthy-samples.org>"
    headers = _headers(letter, sender, "Mail delivery failed: returning message to sender", more)
    return (
        f"{headers}\nThis message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. "
        f"The following address(es) failed:\n\n  {letter.recipient}\n"
        f"    host {letter.host} [198.51.100.7]\n    SMTP error from remote mail server after RCPT TO:<{letter.recipient}>:\n"
        f"    {letter.text}\n\n------ This is a copy of the message, including all the headers. ------\n\n{letter.original}"
    )


def _away(letter: _Letter) -> str:
    headers = _headers(
        letter,
        letter.recipient,
        letter.filled(letter.row["subject"]),
        "Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n",
    )
    return f"{headers}\n{letter.text}\n"


def _complaint(letter: _Letter) -> str:
    fields = (
        f"Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nSource-IP: {IP}\n"
        f"Original-Rcpt-To: {letter.recipient}\nOriginal-Mail-From: <{letter.return_path}>\n"
    )
    headers = _headers(letter, "feedbackloop@fbl.example", letter.filled(letter.row["subject"]))
    return _report(letter, letter.text, fields, headers, "feedback-report")


_WRITERS: Mapping[str, Callable[[_Letter], str]] = {
    "postfix": _postfix,
    "exchange": _exchange,
    "qmail": _qmail,
    "exim": _exim,
    "away": _away,
    "complaint": _complaint,
}
