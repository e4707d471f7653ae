"""Tests of text: how long it is, how many blanks it has, whether it talks of shares."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, number
from mailworthy.message.rules.spamassassin.mail import Mail
from mailworthy.message.rules.spamassassin.page import URI

_LABEL = re.compile(r"^\s*([^:\s][^:\n]{2,29})\s*:\s*\S", re.MULTILINE)
_OF_SHARES = re.compile(
    r"(^trad(?:e|ing)date|company(?:name)?|s\w?(?:t\w?o\w?c\w?k|y\w?m(?:\w?b\w?o\w?l)?)|t(?:arget|icker)|"
    r"(?:opening|current)p(?:rice)?|p(?:rojected|osition)|expectations|weeks?high|marketperformance|"
    r"(?:year|week|month|day|price)(?:target|estimates?)|sector|r(?:ecommendation|ating))$"
)
_SIGNATURE = re.compile(rb"^-- ?\r?$", re.MULTILINE)


def check_body_length(most: str) -> Asked:
    """All behind the header is no longer than that."""
    high = number(most)
    return lambda mail: len(mail.draft.source.message.body) <= high


def check_blank_line_ratio(least: str, most: str, lines: str = "1") -> Asked:
    """So many of a hundred lines are blank."""
    low, high, fewest = number(least), number(most), max(number(lines), 1)

    def asked(mail: Mail) -> bool:
        found = [line for chunk in mail.rawbody for line in chunk.split(b"\n")]
        blank = sum(1 for line in found if not line.strip())
        share = 100 * blank / len(found) if len(found) >= fewest else -1
        return (low == 0 or share > low) and share <= high

    return asked


def tvd_vertical_words(least: str, most: str) -> Asked:
    """In some line there are so many blanks to a hundred other signs."""
    low, high = number(least), number(most)
    high = 101 if high >= 100 else high

    def share(line: bytes) -> int:
        blanks = line.count(b" ")
        others = len(line) - blanks
        return 100 if blanks > others or not others else 100 * blanks // others

    return lambda mail: low <= max((share(line) for line in mail.body if len(line) > 5), default=-1) < high


def check_stock_info(least: str) -> Asked:
    """So many labels talk of shares."""
    low = number(least)

    def asked(mail: Mail) -> bool:
        plain = next((part for part in mail.parts if part.type == "text/plain"), None)
        labels = _LABEL.findall(plain.words or "") if plain else []
        found = {hit[1] for one in labels if (hit := _OF_SHARES.search(re.sub("[^a-z]", "", one.lower())))}
        return low == 0 or len(found) >= low

    return asked


def plaintext_body_length(least: str, most: str = "inf") -> Asked:
    """The plain text without its signature is so long."""
    low, high = number(least), number(most)
    return lambda mail: low <= mail.once(_lengths)[0] <= high


def plaintext_sig_length(least: str, most: str = "inf") -> Asked:
    """The signature of the plain text is so long."""
    low, high = number(least), number(most)
    return lambda mail: low <= mail.once(_lengths)[1] <= high


def plaintext_body_sig_ratio(least: str, most: str = "inf") -> Asked:
    """The plain text is so many times as long as its signature."""
    low, high = number(least), min(number(most), 10**6)

    def asked(mail: Mail) -> bool:
        text, signature = mail.once(_lengths)
        return text >= 0 and low <= (text / signature if signature else 10**6) <= high

    return asked


def _lengths(mail: Mail) -> tuple[int, int]:
    """Give the octets of the plain text and of its signature; -1 for both where there is none."""
    plain = next((part for part in mail.leaves if part.type == "text/plain"), None)
    if plain is None:
        return -1, -1
    text, signature = len(plain.octets), 0
    for one in _SIGNATURE.finditer(plain.octets):
        if len(plain.octets) - one.end() > 4:
            text, signature = one.start(), len(plain.octets) - one.end()
    return text, signature


def check_uri_truncated() -> Asked:
    """An address is too long to be looked at."""
    return lambda mail: any(len(one) >= URI for one in mail.addresses)


EVALS: Mapping[str, Ready] = {
    "check_body_length": check_body_length,
    "check_blank_line_ratio": check_blank_line_ratio,
    "tvd_vertical_words": tvd_vertical_words,
    "check_stock_info": check_stock_info,
    "plaintext_body_length": plaintext_body_length,
    "plaintext_sig_length": plaintext_sig_length,
    "plaintext_body_sig_ratio": plaintext_body_sig_ratio,
    "check_uri_truncated": check_uri_truncated,
}
