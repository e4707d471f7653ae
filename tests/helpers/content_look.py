"""What the content filter says of a page, a text or a message."""

from __future__ import annotations

from mailworthy.finding import Finding
from mailworthy.message.content import look
from mailworthy.message.language import spoken
from mailworthy.message.reading import read
from mailworthy.message.reading.draft import Kind
from mailworthy.message.scope import Scope


def looked(
    given: str | bytes, kind: Kind = "html", *, subject: str = "", industry: str = ""
) -> dict[str, Finding]:
    """Give the findings by code; of each there is one."""
    octets = given.encode() if isinstance(given, str) else given
    draft = read(octets, kind, sender="Shop <news@shop.example>", subject=subject)
    findings = list(look(draft, Scope(industry=industry, language=spoken(draft))))
    by_code = {finding.code: finding for finding in findings}
    assert (
        len(by_code) == len(findings) or {"MSG-RISKY-ATTACHMENT", "MSG-CHARSET"} & by_code.keys()
    )  # by severity
    return by_code


def parts(*bodies: str, kind: str = "alternative", header: str = "") -> str:
    """Give a multipart message: each body with its own header in front."""
    return (
        f"From: Shop <news@shop.example>\nSubject: News\n{header}MIME-Version: 1.0\n"
        f"Content-Type: multipart/{kind}; boundary=b\n\n"
        + "".join(f"--b\n{body}\n" for body in bodies)
        + "--b--\n"
    )


def text(body: str) -> str:
    """Give a part of plain text."""
    return f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"


def page(body: str) -> str:
    """Give a part of HTML."""
    return f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}"


def file(
    name: str, type_: str = "application/octet-stream", disposition: str = "attachment", more: str = ""
) -> str:
    """Give a part that is a file."""
    return f'Content-Type: {type_}\n{more}Content-Disposition: {disposition}; filename="{name}"\n\nx'
