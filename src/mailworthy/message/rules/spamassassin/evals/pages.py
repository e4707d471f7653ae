"""Tests of pages: their tags, their pictures, their proportions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mailworthy.message.rules.spamassassin.evals.asked import Asked, Ready, comparison, number, searched
from mailworthy.message.rules.spamassassin.mail import Mail
from mailworthy.message.rules.spamassassin.page import Page

_WEB = re.compile(r"https?://([^/:?#]+)", re.IGNORECASE)
_SHOWN = re.compile(r"https://([^\s/:?#]+)", re.IGNORECASE)
_IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}\Z")
_TEXTS: Mapping[str, Callable[[Page], list[str]]] = {
    "anchor": lambda page: page.anchors,
    "comment": lambda page: page.comments,
    "title": lambda page: page.titles,
}


def _any(asked: Callable[[Page], bool]) -> Asked:
    return lambda mail: any(map(asked, mail.pages))


def html_tag_exists(tag: str) -> Asked:
    """A tag ever comes."""
    return _any(lambda page: tag in page.inside)


def html_tag_balance(tag: str, compared: str) -> Asked:
    """A tag is open so often at the end."""
    holds = comparison(compared)
    return _any(lambda page: tag in page.inside and holds(page.inside[tag]))


def html_test(name: str) -> Asked:
    """Something is noted of the page."""
    return _any(lambda page: bool(page.facts.get(name)))


def html_eval(name: str, compared: str) -> Asked:
    """A figure of the page compares so."""
    holds = comparison(compared)
    return _any(lambda page: name in page.facts and holds(page.facts[name]))


def html_range(name: str, least: str, most: str = "inf") -> Asked:
    """A figure of the page is over one bound and not over another."""
    low, high = number(least), number(most)
    return _any(lambda page: name in page.facts and low < page.facts[name] <= high)


def html_image_only(least: str, most: str) -> Asked:
    """A page of such a length holds pictures."""
    low, high = number(least), number(most)
    return _any(lambda page: "img" in page.inside and low < page.length <= high)


def html_image_ratio(least: str, most: str) -> Asked:
    """There are so many letters to a pixel."""
    low, high = number(least), number(most)
    return _any(
        lambda page: (
            page.facts["image_area"] > 0
            and low < page.facts["non_space_len"] / page.facts["image_area"] <= high
        )
    )


def html_text_match(what: str, pattern: str) -> Asked:
    """A title, a comment or the words of a link match."""
    texts, search = _TEXTS[what], searched(pattern)
    return _any(lambda page: any(search(text.encode("utf-8", "replace")) for text in texts(page)))


def html_title_subject_ratio(ratio: str) -> Asked:
    """A title is so many times as long as the subject."""
    least = number(ratio)

    def asked(mail: Mail) -> bool:
        subject = len(mail.field("Subject") or b"")
        return bool(subject) and any(
            len(title) / subject > least for page in mail.pages for title in page.titles
        )

    return asked


def check_iframe_src() -> Asked:
    """A frame inside the page has an address."""
    return _any(lambda page: any("iframe" in tags for tags in page.addresses.values()))


def check_https_http_mismatch(least: str = "1", most: str = "inf") -> Asked:
    """A link shows one domain and leads to another."""
    low, high = number(least), number(most)

    def asked(mail: Mail) -> bool:
        for page in mail.pages:
            linked: dict[str, bool] = {}
            for uri, words in zip(page.hrefs, page.anchors, strict=True):
                host = _WEB.match(uri)
                if host and not _IP.match(host[1]) and mail.world.hosts.is_domain(host[1]):
                    linked[uri] = linked.get(uri, False) or _shows_other(mail, host[1], words)
            if any(linked.values()) and low <= len(linked) < high:
                return True
        return False

    return asked


def _shows_other(mail: Mail, host: str, words: str) -> bool:
    hosts = mail.world.hosts
    shown = _SHOWN.search(words)
    if shown is None:
        return False
    if _IP.match(shown[1]):
        return True
    return hosts.is_domain(shown[1]) and hosts.trimmed(shown[1]) != hosts.trimmed(host)


EVALS: Mapping[str, Ready] = {
    "html_tag_exists": html_tag_exists,
    "html_tag_balance": html_tag_balance,
    "html_test": html_test,
    "html_eval": html_eval,
    "html_range": html_range,
    "html_image_only": html_image_only,
    "html_image_ratio": html_image_ratio,
    "html_text_match": html_text_match,
    "html_title_subject_ratio": html_title_subject_ratio,
    "check_iframe_src": check_iframe_src,
    "check_https_http_mismatch": check_https_http_mismatch,
}
