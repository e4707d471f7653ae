"""Text that was encoded or escaped twice on its way, or never decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from mailworthy.finding import Confidence, Finding
from mailworthy.finding.detail import listed
from mailworthy.message.content.sight import Sight
from mailworthy.message.places import Place, found, in_header
from mailworthy.message.reading.charset import CharsetFault
from mailworthy.message.reading.place import Span

_EXPLAINS = (CharsetFault.UNKNOWN, CharsetFault.WRONG, CharsetFault.BROKEN)
_MOST = 50  # places
_LINE_ENDS = 2  # written out; one may be somebody's path

# What Windows-1252 makes of the octets 80 to BF, quotes that stand behind letters left out.
_HIGH = "\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020-\u2022\u2026\u2030\u20ac\u2122"
_ANY = rf"{_HIGH}\u00a0\u00ab\u00bb\u2013\u2014\u2018-\u201e\u2039\u203a"
_TWICE_ENCODED = re.compile(
    rf"Ã[{_HIGH}]|â(?:€|‚¬|„¢|†[’“”])[{_ANY}]?|Â[¡-©®°-·º¿]"  # UTF-8 of Latin letters
    rf"|(?:[ÐÑ][{_ANY}]){{3,40}}"  # of Cyrillic ones
    rf"|(?:ã[\u0080-\u0083€‚ƒ][{_ANY}]){{2,40}}"  # of kana
    r"|[縺繧繝].{0,2}[縺繧繝].{0,2}[縺繧繝]\S{0,40}"  # the same, read as Shift_JIS
)
_NEVER_DECODED = re.compile(
    r"\$B(?:[!-~]{2}){2,60}\([BJ]"
)  # ISO-2022-JP without its escape characters (RFC 1468)
_TWICE_ESCAPED = re.compile(
    r"&(?:amp|nbsp|lt|gt|quot|apos|euro|pound|copy|reg|trade|hellip|[nm]dash|[lr][sd]quo|bdquo|[lr]aquo|[aouAOU]uml|szlig"
    r"|[aeiou](?:acute|grave|circ)|ccedil|ntilde|#\d{2,5}|#x[0-9A-Fa-f]{2,5});"
)
_LINE_END = re.compile(
    r"(?:(?<=[.,;!?。、！)])\s?|(?<=\w))(?:\\r)?\\n(?:(?<=[.,;!?。、！)]\\n)(?![\"'`])|(?=\s|\\|[A-ZÄÖÜ぀-ヿ一-鿿]|\Z))"
)


def look(sight: Sight) -> Iterator[Finding]:
    """Give what there is to say of the subject and of what people see."""
    subject = [sight.draft.subject[slice(*span)] for span in _spans(sight.draft.subject[:1000])]
    spans = list(islice(_spans(sight.shown), _MOST))
    if not _is_told(sight):
        spans += (Span(*one.span()) for one in islice(re.finditer("\ufffd+", sight.shown), _MOST))
    if subject or spans:
        words = [*subject, *(sight.shown[slice(*span)] for span in spans)]
        heads: list[Place] = [{**in_header(sight.draft, "Subject"), "snippet": one} for one in subject]
        yield found(
            "MSG-GARBLED",
            [*heads, *sight.all_shown(spans)],
            detail=listed(dict.fromkeys(f"“{one.strip()[:20]}”" for one in words)),
            confidence=Confidence.LIKELY,
        )


def _spans(text: str) -> Iterator[Span]:
    if not text.isascii():
        yield from (Span(*one.span()) for one in _TWICE_ENCODED.finditer(text))
    if "$B" in text:
        yield from (Span(*one.span()) for one in _NEVER_DECODED.finditer(text))
    if "&" in text:
        yield from (Span(*one.span()) for one in _TWICE_ESCAPED.finditer(text))
    if "\\n" in text:
        ends = [Span(*one.span()) for one in islice(_LINE_END.finditer(text), _MOST)]
        if len(ends) >= _LINE_ENDS:
            yield from ends


def _is_told(sight: Sight) -> bool:
    """Tell whether MSG-CHARSET says why there are characters that nobody could decode."""
    part = sight.page or sight.plain
    return part is None or part.fault in _EXPLAINS
