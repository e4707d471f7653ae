"""Gmail's reports before it wrote delivery status parts, and Google Groups' in any language.

Described at https://support.google.com/mail/answer/7720 and https://support.google.com/a/answer/168383 (what Groups
refuse). The recipient stands alone and deeply indented, ``Technical details of permanent failure:`` holds the words.
Groups name the group in the header ``X-Failed-Recipients`` and speak the reader's language.
"""

from __future__ import annotations

import re

from mailworthy.bounce.record import Notice, Stage
from mailworthy.bounce.sources.report_text import (
    ReportText,
    address_alone,
    addresses_in,
    folded,
    without_repeats,
)

MARKS = (
    "technical details of permanent",
    "technical details of temporary",
    "@googlemail.com",
    "groups.google.com/support",
)
_DETAILS = re.compile(r"^\s*technical details of (?:permanent|temporary) failure:?\s*$", re.IGNORECASE)
# Where Google's sender stood in the dialogue; the numbers follow the order of the commands.
_STATE = re.compile(r"\s*\(state (\d{1,3})\)\.?$")
_STATES = {
    "13": Stage.MAIL,
    "14": Stage.RCPT,
    "15": Stage.DATA,
    "16": Stage.DATA,
    "17": Stage.DATA,
    "18": Stage.DATA,
}
_DOUBLED = re.compile(r"\b([45]\d\d)[ -]\1(?= )")


def read(report: ReportText) -> list[Notice]:
    """Read the indented recipients and the technical details; of Groups' mails all words."""
    details = next((at for at, line in enumerate(report.lines) if _DETAILS.match(line)), len(report.lines))
    recipients = [one for one in map(address_alone, report.lines[:details]) if one]
    recipients = recipients or addresses_in(", ".join(report.message.headers("x-failed-recipients")[:20]))
    words = report.lines[details + 1 :] or _sentences(report.lines)
    text = folded(words)
    state = _STATE.search(text)
    stage = _STATES.get(state[1]) if state else None
    text = _DOUBLED.sub(r"\1", _STATE.sub("", text))
    return without_repeats([report.notice("google", one, text, stage=stage) for one in recipients])


def _sentences(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip() and not address_alone(line)]
