"""Tests of parts: how they are encoded, what kinds there are, how they differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, never, number, said
from mailworthy.message.rules.spamassassin.mail import Mail
from mailworthy.message.rules.spamassassin.part import Part

_ENCODED = re.compile(rb"=(?:09|3[0-9ABCEF]|[2456][0-9A-F]|7[0-9A-E])")
_TRAILING = re.compile(rb"((?:=09|=20)+)\s*$")
_ASCII_NAME = re.compile(
    r"us-ascii|ansi_x3\.4-19(?:68|86)|iso-ir-6|iso_646\.irv:1991|ascii|iso646-us|us|ibm367|cp367|csascii"
)
_ISO = re.compile(r"iso-\S+-\S+\b")
_ISO_KNOWN = re.compile(r"iso-(?:8859-\d{1,2}|2022-(?:jp|kr))\b")
_NOT_ASCII = re.compile(rb"[\x00\x0d\x80-\xff]")
_ENTITY = re.compile(rb"&#x[0-9A-F]{4};")
OFTEN_CAPITAL = re.compile(
    r"[-_a-z0-9]*(?:koi|jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis)[-_a-z0-9]*\Z",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"""charset=(?:"([^"]+)"|'([^']+)'|(\S+))""", re.IGNORECASE)


def facts(mail: Mail) -> Mapping[str, float]:
    """Give what is known of all parts together."""
    return mail.once(_facts)


def _facts(mail: Mail) -> Mapping[str, float]:
    found: Counter[str] = Counter()
    for part in mail.parts:
        _noted(part, found)
    found["multipart_alternative"] = any(part.type == "multipart/alternative" for part in mail.parts)
    return {**found, **dict(_measured(mail))}


def _noted(part: Part, found: Counter[str]) -> None:
    """Note what a part's header says."""
    kind, encoding = part.type, part.text_header("content-transfer-encoding").lower()
    how, charset = part.text_header("content-disposition").lower(), part.charset.lower()
    found["mime_body_html_count"] += kind == "text/html"
    found["mime_body_text_count"] += kind.startswith("text") and kind != "text/html"
    found["mime_base64_count"] += "base64" in encoding
    found["mime_attachment"] += "attachment" in how
    plain = not charset or _ASCII_NAME.search(charset)
    if (
        kind.startswith("text")
        and "base64" in encoding
        and plain
        and not how.startswith(("attachment", "inline"))
    ):
        found["mime_base64_encoded_text"] = 1
    if _ISO.search(charset) and not _ISO_KNOWN.search(charset):
        found["mime_bad_iso_charset"] = 1


def _measured(mail: Mail) -> Iterator[tuple[str, float]]:
    """Measure what parts hold."""
    coded = total = entities = plain = illegal = 0
    long_line = False
    for part in mail.leaves:
        encoding = part.text_header("content-transfer-encoding").lower()
        lines = part.encoded.split(b"\n")
        if encoding == "quoted-printable":
            total += len(part.encoded)
            long_line = long_line or max(map(len, lines)) > 78
            coded += sum(map(_encoded, lines)) if b"=" in part.encoded else 0
        if part.type == "text/plain" and part.charset.lower() in {"", "us-ascii"}:
            illegal += bool(_NOT_ASCII.search(part.encoded))
        if part.type == "text/plain" and encoding in {"", "7bit", "8bit"}:
            found = len(_ENTITY.findall(part.encoded))
            entities += found
            plain += len(part.encoded) - 8 * found
    yield "mime_qp_count", coded
    yield "mime_qp_ratio", coded / total if total else 0
    yield "mime_qp_long_line", long_line
    yield "mime_ascii_text_illegal", illegal
    yield "mime_text_unicode_ratio", entities / plain if plain else 0
    yield "mime_multipart_ratio", _ratio(mail)


def _encoded(line: bytes) -> int:
    if b"=" not in line:
        return 0
    trailing = _TRAILING.search(line)
    count = len(_ENCODED.findall(line))
    return count - (len(trailing[1]) // 3 if trailing and count else 0)


def _ratio(mail: Mail) -> float:
    """Give how many octets of text there are to one of HTML, in the last of each."""
    if not any(part.type == "multipart/alternative" for part in mail.parts):
        return 1.0
    sizes = {
        part.type: len(part.encoded)
        for part in mail.leaves
        if part.type in {"text/plain", "text/html"}
        and "attachment" not in part.text_header("content-disposition").lower()
    }
    page = sizes.get("text/html")
    return sizes["text/plain"] / page if page and "text/plain" in sizes else 1.0


def check_for_mime(name: str) -> Asked:
    """Something is known of the parts."""
    if name == "mime_faraway_charset":
        return never()  # as long as no locales are configured, none is far away
    if name in {"mime_missing_boundary", "mimepart_limit_exceeded"}:
        raise ValueError(name)
    return lambda mail: bool(facts(mail).get(name))


def check_for_mime_html() -> Asked:
    """A part is a page."""
    return lambda mail: (
        said(mail, "Content-Type").lower().startswith("text/html") or facts(mail)["mime_body_html_count"] > 0
    )


def check_for_mime_html_only() -> Asked:
    """There is a page and no plain text."""

    def asked(mail: Mail) -> bool:
        if said(mail, "Content-Type").lower().startswith("text/html"):
            return True
        return facts(mail)["mime_body_html_count"] > 0 and not facts(mail)["mime_body_text_count"]

    return asked


def _between(name: str, *, closed: bool) -> Ready:
    def ready(least: str, most: str = "inf") -> Asked:
        low, high = number(least), number(most)
        return lambda mail: low <= facts(mail)[name] < high or (closed and facts(mail)[name] == high)

    return ready


def check_for_ascii_text_illegal() -> Asked:
    """Plain text says that it is ASCII, and is not."""
    return lambda mail: facts(mail)["mime_ascii_text_illegal"] > 0


def check_base64_length(least: str, most: str = "inf") -> Asked:
    """The longest line of base64 is so long."""
    low, high = number(least), number(most)

    def asked(mail: Mail) -> bool:
        longest = max(
            (
                len(line) + 1
                for part in mail.leaves
                if part.text_header("content-transfer-encoding").lower() == "base64"
                and part.type != "application/ics"
                for line in part.encoded.rstrip(b"\n").split(b"\n")
            ),
            default=0,
        )
        return low <= longest <= high

    return asked


def check_msg_parse_flags(name: str) -> Asked:
    """The header is cut at its cap."""
    if name != "truncated_header":
        raise ValueError(name)
    return lambda mail: len(mail.everything_raw) > 65_536 or any(len(one.raw) >= 8192 for one in mail.headers)


def check_ma_non_text() -> Asked:
    """Alternatives hold something else than text."""

    def asked(mail: Mail) -> bool:
        within = {"multipart/alternative"}
        return any(
            part.within in within
            and not part.type.startswith(("text/", "multipart/"))
            and part.type != "application/rtf"
            for part in mail.parts
        )

    return asked


def check_for_uppercase(least: str, most: str) -> Asked:
    """So many of a hundred letters are capital."""
    low, high = number(least), number(most)
    return lambda mail: low < mail.once(_capitals) <= high


def _capitals(mail: Mail) -> float:
    found = _CHARSET.search(said(mail, "Content-Type"))
    charsets = [next(filter(None, found.groups()))] if found else []
    charsets += [part.charset for part in mail.parts]
    if any(OFTEN_CAPITAL.match(one) for one in charsets):
        return 0.0
    length = lower = upper = 0
    for line in mail.body:
        if not re.search(rb"\S\s+\S", line) or re.match(rb"(?:[A-Za-z0-9+/=]{60,76} ){2}", line):
            continue
        text = re.sub(rb"\x1b\$B.*\x1b\(B", b"", line, flags=re.DOTALL)
        length += len(text)
        lower += len(re.findall(rb"[a-z0-9]", text))
        upper += len(re.findall(rb"[A-Z]", text))
    return upper / (upper + lower) * 100 if length >= 200 and upper + lower else 0.0


def _difference(mail: Mail) -> tuple[float, int, int]:
    """Give how many of a hundred words of a page its plain text lacks, and how many words each has."""
    worst, in_page, in_text = 0.0, 0, 0
    for alternatives in _alternatives(mail):
        page: Counter[str] = Counter()
        text: Counter[str] = Counter()
        for part in alternatives:
            words = [word for word in (part.words or "").split() if re.search(r"\w", word)]
            if part.page is None:
                text.update(words)
                continue
            page.update(words)
            if not page and "img" in part.page.inside:
                page["\n"] = 1
        if page:
            in_page, in_text = len(page), len(text)
            left = sum(1 for word, count in page.items() if word not in text or count - text[word] >= 1)
            worst = max(worst, left / len(page) * 100)
    return worst, in_page, in_text


def _alternatives(mail: Mail) -> Iterator[list[Part]]:
    for number_, whole in enumerate(mail.parts):
        if whole.type == "multipart/alternative":
            depth = whole.depth
            found: list[Part] = []
            for part in mail.parts[number_ + 1 :]:
                if part.depth <= depth:
                    break
                if part.type.startswith("text"):
                    found.append(part)
            yield found


def multipart_alternative_difference(least: str, most: str) -> Asked:
    """So many of a hundred words of the page are not in the text."""
    low, high = number(least), number(most)
    return lambda mail: (low == 0 or mail.once(_difference)[0] > low) and mail.once(_difference)[0] <= high


def multipart_alternative_difference_count(ratio: str, least: str) -> Asked:
    """There are so many words in the text to one in the page."""
    times, low = number(ratio), number(least)

    def asked(mail: Mail) -> bool:
        _, in_page, in_text = mail.once(_difference)
        return in_page > low and in_text / in_page > times

    return asked


EVALS: Mapping[str, Ready] = {
    "check_for_mime": check_for_mime,
    "check_for_mime_html": check_for_mime_html,
    "check_for_mime_html_only": check_for_mime_html_only,
    "check_mime_multipart_ratio": _between("mime_multipart_ratio", closed=False),
    "check_qp_ratio": _between("mime_qp_ratio", closed=True),
    "check_abundant_unicode_ratio": _between("mime_text_unicode_ratio", closed=True),
    "check_for_ascii_text_illegal": check_for_ascii_text_illegal,
    "check_for_faraway_charset": never,
    "check_for_faraway_charset_in_headers": never,
    "html_charset_faraway": never,
    "check_base64_length": check_base64_length,
    "check_msg_parse_flags": check_msg_parse_flags,
    "check_ma_non_text": check_ma_non_text,
    "check_for_uppercase": check_for_uppercase,
    "multipart_alternative_difference": multipart_alternative_difference,
    "multipart_alternative_difference_count": multipart_alternative_difference_count,
}
