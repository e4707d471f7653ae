"""Mailbox providers with a text of their own: Zoho, AOL, Tencent QQ, NetEase 163.

Origin: https://www.zoho.com/mail/help/bounce-emails.html, https://postmaster.aol.com, https://service.mail.qq.com,
https://help.mail.163.com; general wording for the rest.
"""

from __future__ import annotations

import re

from mailworthy.bounce.record import Notice
from mailworthy.bounce.sources.formats import Format, marks_of, read_formats
from mailworthy.bounce.sources.report_text import ReportText, address_in
from mailworthy.finding import Confidence

_FORMATS = (
    Format(
        "zoho",
        ("error_code :", "[status: error, address:"),
        r"^(?P<to>{A}),? [^\n]{0,60}?error_code :(?P<code>[245]\d\d), ?(?:error_code :)?[ \t]*(?P<words>.*(?:\n[ \t]+\S.*){0,4})",
    ),
    Format(
        "zoho",
        ("[status: error, address:",),
        r"\[status: error, address: <(?P<to>{A})>, responsecode (?P<code>[245]\d\d),[ ,]*(?P<words>[^\]\n]{0,500})\]",
    ),
    Format(  # QQ and 163: labels of the bounce page, as text
        "tencent",
        ("收件人", "收件者"),
        r"(?:收件人|收件者|原邮件收件人)[^\n@]{0,40}?[:：（(\s]<?(?P<to>{A})",
        words=r"(?:退信原因|原因|出错信息|错误信息|远程服务器返回|对方服务器返回错误提示)[^\n:：]{0,12}[:：]?\s*(.+(?:\n.*\S.*){0,4})",
    ),
)
# AOL names its own users without their domain, one a line behind a tab.
_AOL = "your mail to the following recipients could not be delivered because"
_NAMES = re.compile(r"^\t([\w.+-]{1,64})$", re.MULTILINE)
_BECAUSE = re.compile(r"could not be delivered because ([^:]{3,300}):")
MARKS = (*marks_of(_FORMATS), _AOL)


def read(report: ReportText) -> list[Notice]:
    """Read with the first row that fits, or AOL's bare names."""
    return read_formats(report, _FORMATS) or _aol(report)


def _aol(report: ReportText) -> list[Notice]:
    because = _BECAUSE.search(report.text) if _AOL in report.low else None
    domain = address_in(report.message.header("from")).rpartition("@")[2]
    if not because or not domain:
        return []
    return [
        report.notice("aol", f"{name}@{domain}", because[1], confidence=Confidence.LIKELY)
        for name in _NAMES.findall(report.text)[:100]
    ]
