"""Mobile carriers: au (EZweb, KDDI, DION), docomo, SoftBank, Verizon's MMS centre; their texts are Japanese or bilingual.

Origin: the carriers' help pages on error mails (https://www.au.com/support/ "Mail System Error - Returned Mail",
https://www.docomo.ne.jp/service/ "Mail System Error", https://www.softbank.jp/mobile/support/), general wording.
"""

from __future__ import annotations

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.formats import Format, marks_of, read_formats
from mailworthy.bounce.sources.report_text import ReportText

_FORMATS = (
    Format(  # au: the dialogue where there was one, else a sentence
        "au",
        ("ezweb.ne.jp", "au.com", "ezweb mail"),
        r"^[ \t]*(?:recipient:[ \t]*)?<(?P<to>{A})>[ \t]*$(?:\n(?P<words>(?:[ \t]*(?:>>>|<<<).*\n?){1,8}))?",
        words=r"^((?:the user|your message was not|remote host|each of the following|as their|the following recipients? (?:was|were)).*(?:\n.*\S.*){0,2})",
    ),
    Format(  # KDDI, au one net, DION
        "kddi",
        ("could not be delivered to:",),
        r"could not be delivered to:[ \t]*<?(?P<to>{A})>?[ \t]*\n(?P<words>(?:.*\S.*\n?){1,3})",
    ),
    Format(  # docomo, SoftBank: the address below a sentence
        "docomo",
        ("docomo.ne.jp", "softbank.ne.jp", "vodafone.ne.jp", "disney.ne.jp", "willcom.com", "ymobile.ne.jp"),
        r"^[ \t]*(?:宛先|あて先|送信先|recipient|to)?[ \t]*[:：]?[ \t]*<?(?P<to>{A})>?[ \t]*$(?:\n(?P<words>(?:[ \t]*(?:>>>|<<<|[45]\d\d).*\n?){1,8}))?",
    ),
    Format(  # Verizon's MMS centre: whom it was for stands in the message that came back only
        "verizon",
        ("could not be delivered to mobile",),
        r"^to:[ \t]*<?(?P<to>{A})>?",
        words=r"error:[ \t]*(.+)",
        whole=True,
    ),
)  # fmt: skip
MARKS = marks_of(_FORMATS)


def read(report: ReportText) -> list[Notice]:
    """Read with the first row that fits."""
    return read_formats(report, _FORMATS)
