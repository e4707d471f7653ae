"""Reports as self-contained HTML pages.

No script, no request, one style block that the page's own policy names by its hash. Every value is hostile until it is
escaped: domains, file names and details come from strangers.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mailworthy.address.report import ListReport
from mailworthy.finding import Lang
from mailworthy.flow.page.view import view
from mailworthy.flow.page.words import Speech

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinja2 import Environment
    from markupsafe import Markup

    from mailworthy.bounce.report import BounceReport
    from mailworthy.flow.page.message_batch import Row
    from mailworthy.flow.page.message_previews import Preview
    from mailworthy.message.beside import Beside
    from mailworthy.message.report import MessageReport
    from mailworthy.sender.audit import SenderReport
    from mailworthy.sender.reports import Summary

# What would hide or reorder text on the page, or could not be written as UTF-8: controls, bidi overrides, surrogates.
_UNSEEMLY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

SHORT = 20  # characters of code that no line breaks


def list_page(report: ListReport, lang: Lang = Lang.EN) -> str:
    """Give the whole page as one HTML text that is safe to write as UTF-8.

    Args:
        report: What the list came to.
        lang: The language of all words, numbers and dates.
    """
    speech = Speech(lang)
    page = _environment().get_template("list.html.j2").render(view(report, speech))
    return _UNSEEMLY.sub("\ufffd", page)


def bounce_page(report: BounceReport, lang: Lang = Lang.EN, *, sample: bool = False) -> str:
    """Give the page on what came back, as :func:`list_page` gives that of a list.

    Args:
        report: What came back.
        lang: The language of all words, numbers and dates.
        sample: Whether this is the demo's own sample data.
    """
    from mailworthy.flow.page.bounces import bounce_view  # noqa: PLC0415  # 20 ms that a list's page need not pay

    shown = bounce_view(report, Speech(lang), sample=sample)
    page = _environment().get_template("bounces.html.j2").render(shown)
    return _UNSEEMLY.sub("\ufffd", page)


def reports_page(summary: Summary, lang: Lang = Lang.EN) -> str:
    """Give the page on what receivers report, as :func:`list_page` gives that of a list.

    Args:
        summary: What the reports come to.
        lang: The language of all words, numbers and dates.
    """
    from mailworthy.flow.page.reports import reports_view  # noqa: PLC0415  # as above

    page = _environment().get_template("reports.html.j2").render(reports_view(summary, Speech(lang)))
    return _UNSEEMLY.sub("\ufffd", page)


def sender_page(report: SenderReport, lang: Lang = Lang.EN, *, sample: bool = False) -> str:
    """Give the page on a domain's audit, as :func:`list_page` gives that of a list.

    Args:
        report: What came of the audit.
        lang: The language of all words, numbers and dates.
        sample: Whether this is the demo's own sample data.
    """
    from mailworthy.flow.page.sender import sender_view  # noqa: PLC0415  # as above

    page = (
        _environment().get_template("sender.html.j2").render(sender_view(report, Speech(lang), sample=sample))
    )
    return _UNSEEMLY.sub("\ufffd", page)


def message_page(
    report: MessageReport,
    lang: Lang = Lang.EN,
    *,
    sample: bool = False,
    beside: Sequence[Beside] = (),
    previews: Sequence[Preview] = (),
) -> str:
    """Give the page on a message, as :func:`list_page` gives that of a list. Nothing of its markup becomes the page's.

    Args:
        report: What came of checking it.
        lang: The language of all words, numbers and dates.
        sample: Whether this is the demo's own sample data.
        beside: What filters say that the user runs.
        previews: Pictures of how it looks.
    """
    from mailworthy.flow.page.message import message_view  # noqa: PLC0415  # as above

    shown = message_view(report, Speech(lang), sample=sample, beside=beside, previews=previews)
    page = _environment().get_template("message.html.j2").render(shown)
    return _UNSEEMLY.sub("\ufffd", page)


def messages_page(rows: Iterable[Row], lang: Lang = Lang.EN) -> str:
    """Give the page that leads to those on single messages.

    Args:
        rows: What is kept of each.
        lang: The language of all words and numbers.
    """
    from mailworthy.flow.page.message_batch import batch_view  # noqa: PLC0415  # as above

    page = _environment().get_template("messages.html.j2").render(batch_view(rows, Speech(lang)))
    return _UNSEEMLY.sub("\ufffd", page)


def rendered(template: str, shown: Mapping[str, Any], *styles: str) -> str:
    """Give a page of the family that has style sheets of its own.

    Args:
        template: Its file.
        shown: What it shows.
        styles: The files of its style sheets beside the family's.
    """
    page = _environment().get_template(template).render({**shown, **_style("style.css", *styles)})
    return _UNSEEMLY.sub("\ufffd", page)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # 60 ms that --help need not pay

    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"href": _href, "prose": _prose}
    environment.globals |= _style("style.css")
    return environment


@cache
def _style(*names: str) -> dict[str, Any]:
    from markupsafe import Markup  # noqa: PLC0415  # comes with jinja2

    text = "".join(files(__package__).joinpath(name).read_text(encoding="utf-8") for name in names)
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return {"style": Markup(text), "style_hash": f"sha256-{digest}"}  # noqa: S704  # our own file


def _href(name: str) -> str:
    """Link a file beside the page; whatever its name is, it can't become a scheme or a host."""
    return "./" + quote(name.encode("utf-8", "replace"), safe="/")


def _prose(text: str) -> Markup:
    """Escape a sentence and set what stands in backquotes as code; an option or a name stays on its line."""
    from markupsafe import Markup, escape  # noqa: PLC0415  # comes with jinja2

    def code(found: re.Match[str]) -> str:
        whole = ' class="whole"' if len(found[1]) <= SHORT and " " not in found[1] else ""
        return f"<code{whole}>{found[1]}</code>"

    return Markup(re.sub(r"`([^`]+)`", code, str(escape(text))))  # noqa: S704  # escaped first
