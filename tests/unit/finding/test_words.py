"""What the codes say: complete in three languages, and each language its own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from mailworthy.finding import Lang, codes
from mailworthy.finding import registry as registry_
from mailworthy.finding.labels import LABELS

PARTS = ("title", "why", "fix")
ROWS = list(codes().values())
EACH_ROW = pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
EACH_LANG = pytest.mark.parametrize("lang", Lang)

# English words that no German sentence holds.
ENGLISH = """
    the and of with for you your this that these those are is have has from to or but it they their there where which who
    what when then them can would should must one some many more most only after before
    address addresses sender recipient mailbox mailboxes list lists remove keep check again people
"""
# What Japanese postmasters write in Latin letters.
TERMS = """
    MX DNS IP SPF SMTP SMTPUTF8 CNAME AAAA IDNA ASCII URL CSV Null Gmail Yahoo mailworthy unbound mw_retry_after DKIM DMARC TLS STARTTLS TLSA MTA STS RPT DANE BIMI From HTTPS SVG VMC CMC
    AOL ARC Apple Microsoft TXT IPv4 IPv6 NS TCP UDP SOA DS RRSIG DNSKEY ECDSA SHA RSA AD DNSSEC EHLO HELO PTR RC4 DES Postfix Exim
    HTML Web EU UTF PDF KB MB SpamAssassin CASL CSS Outlook VML Windows
"""
SAMPLES = re.compile(r"「[^」]*」|`[^`]*`|--[a-z]+|[\w.]+@[\w.]*|127\.0\.0\.1")


def _said(row, lang) -> dict[str, str]:
    return {part: getattr(row.words[lang], part) for part in PARTS}


def _latin(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z][A-Za-z0-9_]+", SAMPLES.sub("", text)))


@EACH_LANG
@EACH_ROW
def test_title_why_and_fix_are_three_different_texts(row, lang):
    texts = _said(row, lang).values()
    assert all(text.strip() == text != "" for text in texts)
    assert len(set(texts)) == 3


@EACH_ROW
def test_no_language_repeats_another(row):
    for part in PARTS:
        assert len({_said(row, lang)[part] for lang in Lang}) == 3


@EACH_LANG
def test_no_two_codes_have_the_same_title(lang):
    titles = [row.words[lang].title for row in ROWS]
    assert len(titles) == len(set(titles))


@EACH_LANG
@EACH_ROW
def test_a_title_is_one_short_line_without_a_full_stop(row, lang):
    title = row.words[lang].title
    assert len(title) <= 80
    assert "\n" not in title
    assert title[-1] not in ".。!"


@EACH_LANG
@EACH_ROW
def test_why_and_fix_are_sentences(row, lang):
    last = {"en": ".)", "de": ".)", "ja": "。"}[lang.value]
    assert row.words[lang].why[-1] in last
    assert row.words[lang].fix[-1] in last


@EACH_ROW
def test_german_is_german(row):
    for text in _said(row, Lang.DE).values():
        assert set(re.findall(r"\w+", SAMPLES.sub("", text).casefold())) & set(ENGLISH.split()) == set()
        assert text.count("„") == text.count("“")
        assert '"' not in text


@EACH_ROW
def test_japanese_is_japanese(row):
    for text in _said(row, Lang.JA).values():
        assert _latin(text) <= set(TERMS.split())
        assert re.search(r"[ぁ-ん]", text), "a sentence has kana"
        assert not re.search(r"[ぁ-んァ-ヶ一-龠][,.!?:;]", text), "full-width punctuation"


@EACH_ROW
def test_all_languages_name_the_same_figures(row):
    figures = {lang: set(re.findall(r"\d{2,}", " ".join(_said(row, lang).values()))) for lang in Lang}
    assert figures[Lang.DE] == figures[Lang.EN]
    assert figures[Lang.JA] == figures[Lang.EN]


@EACH_LANG
def test_labels_are_complete(lang):
    assert set(LABELS[lang]) == set(LABELS[Lang.EN])
    assert all(LABELS[lang].values())


@EACH_LANG
@pytest.mark.parametrize("part", PARTS)
def test_a_row_that_lacks_a_text_is_refused(lang, part):
    """Not by this test alone: the registry itself cannot be read then."""
    path = Path(registry_.__file__).parent / "codes" / "typo.toml"
    row = tomllib.loads(path.read_text(encoding="utf-8"))["TYPO-DOMAIN"]
    del row[lang.value][part]
    with pytest.raises(TypeError, match=part):
        registry_._row("TYPO-DOMAIN", "typo", row)


@EACH_LANG
def test_a_row_that_lacks_a_language_is_refused(lang):
    path = Path(registry_.__file__).parent / "codes" / "typo.toml"
    row = tomllib.loads(path.read_text(encoding="utf-8"))["TYPO-DOMAIN"]
    del row[lang.value]
    with pytest.raises(KeyError, match=lang.value):
        registry_._row("TYPO-DOMAIN", "typo", row)
