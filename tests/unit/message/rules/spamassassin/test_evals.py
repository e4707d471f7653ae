"""Tests that rules call by name: one message that each hits, and a near one that it does not."""

from __future__ import annotations

import pytest

from mailworthy.message.reading import read
from mailworthy.message.rules.spamassassin import parse

PLAIN = "From: a@b.example\nTo: c@d.example\nSubject: x\n{}\n{}"
MIME = "MIME-Version: 1.0\nContent-Type: {}\n"


def _page(body, head=""):
    return PLAIN.format(MIME.format("text/html; charset=utf-8") + head, body)


def _both(text, html):
    parts = f"--x\nContent-Type: text/plain\n\n{text}\n--x\nContent-Type: text/html\n\n{html}\n--x--\n"
    return PLAIN.format(MIME.format("multipart/alternative; boundary=x"), parts)


def _with(head, body="Hello\n"):
    return PLAIN.format(head, body)


GIF = "R0lGODlhkAGQAf" + "A" * 30
IMAGE = PLAIN.format(MIME.format("image/gif") + "Content-Transfer-Encoding: base64\n", GIF)
# fmt: off
CASES = [
    ("body R eval:html_tag_exists('center')", _page("<center>x</center>"), _page("<p>x</p>")),
    ("body R eval:html_tag_balance('body', '!= 0')", _page("<body>x"), _page("<body>x</body>")),
    ("body R eval:html_test('font_low_contrast')", _page("<p style='color:#fff'>x</p>"), _page("<p style='color:#000'>x</p>")),
    ("body R eval:html_test('font_invalid_color')", _page("<font color=nocolour>x</font>"), _page("<font color=navy>x</font>")),
    ("body R eval:html_test('font_face_bad')", _page("<font face='\u201dx1,'>y</font>"), _page("<font face='Arial, Verdana'>y</font>")),
    ("body R eval:html_test('embeds')", _page("<embed src=x>"), _page("<img src=x>")),
    ("body R eval:html_range('max_size', '5', '6')", _page("<font size=6>x</font>"), _page("<font size=4>x</font>")),
    ("body R eval:html_eval('length', '< 20')", _page("<p>x</p>"), _page("<p>x</p>" * 9)),
    ("body R eval:html_image_only('0', '400')", _page("<img src=x>"), _page("<img src=x>" * 50)),
    ("body R eval:html_image_ratio('0.000', '0.002')", _page("<img width=600 height=400>x"), _page("<img width=10 height=10>x")),
    ("body R eval:html_text_match('anchor', '<img>')", _page("<a href=x><img src=y></a>"), _page("<a href=x>y</a><img src=y>")),
    ("body R eval:html_text_match('comment', '^<!--x')", _page("<!--x-->y"), _page("<!-- x-->y")),
    ("body R eval:html_title_subject_ratio('3')", _page("<title>much longer</title>"), _page("<title>xy</title>")),
    ("body R eval:check_iframe_src()", _page("<iframe src=http://a.example/></iframe>"), _page("<iframe></iframe>")),
    ("body R eval:check_https_http_mismatch('1', '10')", _page("<a href='http://one.com/'>https://two.com/</a>"), _page("<a href='http://one.com/'>https://www.one.com/</a>")),
    ("body R eval:check_for_mime_html_only()", _page("x"), _both("x", "x")),
    ("body R eval:check_for_mime('mime_attachment')", _with("Content-Disposition: attachment\n"), _with("Content-Disposition: inline\n")),
    ("body R eval:check_for_mime('mime_base64_encoded_text')", _with("Content-Transfer-Encoding: base64\n", "SGVsbG8="), _with("")),
    ("rawbody R eval:check_for_mime('mime_qp_long_line')", _with("Content-Transfer-Encoding: quoted-printable\n", "x" * 90), _with("Content-Transfer-Encoding: quoted-printable\n", "x" * 70)),
    ("body R eval:multipart_alternative_difference('99', '100')", _both("quite another", "<p>one two three</p>"), _both("one two three", "<p>one two three</p>")),
    ("body R eval:multipart_alternative_difference_count('3', '1')", _both("a b c d e f g h i", "<p>a b</p>"), _both("a b", "<p>a b</p>")),
    ("body R eval:check_base64_length('79')", _with("Content-Transfer-Encoding: base64\n", "A" * 80), _with("Content-Transfer-Encoding: base64\n", "A" * 76)),
    ("body R eval:check_for_uppercase('40', '60')", _with("", "SO MANY Capital Letters HERE " * 9), _with("", "so many small letters here " * 9)),
    ("body R eval:check_body_length('5')", _with("", "Hi\n"), _with("", "Hello there\n")),
    ("rawbody R eval:check_blank_line_ratio('50', '100', '4')", _with("", "\n\n\n\nx\n"), _with("", "x\ny\nz\n\nx\n")),
    ("body R eval:check_stock_info('2')", _with("", "Symbol: ABC\nTarget: 5\n"), _with("", "Symbol: ABC\nHello: 5\n")),
    ("header R eval:subject_is_all_caps()", "Subject: BUY THIS NOW\n\nx", "Subject: Buy THIS NOW\n\nx"),
    ("header R eval:check_illegal_chars('Subject', '0.1', '2')", "Subject: ab\x01\x02\x03\n\nx", "Subject: abc\n\nx"),
    ("header R eval:check_header_count_range('Subject', '2', '9')", "Subject: a\nSubject: b\n\nx", "Subject: a\nSubject: a\n\nx"),
    ("header R eval:check_for_missing_to_header()", "From: a@b.example\n\nx", "To: a@b.example\n\nx"),
    ("header R eval:check_unresolved_template()", "X-Sent: %DATE_TODAY\n\nx", "Subject: %DATE_TODAY\n\nx"),
    ("header R eval:sorted_recipients()", "To: " + ", ".join(f"{c}@x.example" for c in "abcdefgh") + "\n\nx", "To: " + ", ".join(f"{c}@x.example" for c in "hgfedcba") + "\n\nx"),
    ("header R eval:similar_recipients('0.5', 'undef')", "To: " + ", ".join(f"ann{c}@x.example" for c in "abcdef") + "\n\nx", "To: " + ", ".join(f"{c}nn@x.example" for c in "abcdef") + "\n\nx"),
    ("header R eval:check_for_to_in_subject('user')", "To: anna@x.example\nSubject: anna, win\n\nx", "To: anna@x.example\nSubject: Hello anna\n\nx"),
    ("header R eval:gated_through_received_hdr_remover()", _with(""), _with("Received: from a by b; x\n")),
    ("header R eval:check_for_shifted_date('12', '24')", _with("Date: Sat, 21 Nov 2026 22:00:00 +0000\nReceived: from a by b; Sat, 21 Nov 2026 08:00:00 +0000\n"), _with("Date: Sat, 21 Nov 2026 08:00:00 +0000\nReceived: from a by b; Sat, 21 Nov 2026 08:00:00 +0000\n")),
    ("freemail_domains b.example\nheader R eval:check_freemail_from()", _with(""), _with("Resent-From: x@y.example\n")),
    ("freemail_domains mail.*\nheader R eval:check_freemail_header('Reply-To', '\\d@')", _with("Reply-To: x1@mail.com\n"), _with("Reply-To: x@mail.com\n")),
    ("freemail_domains b.example e.example\nheader R eval:check_freemail_replyto('replyto')", _with("Reply-To: x@e.example\n"), _with("Reply-To: a@b.example\n")),
    ("body R eval:image_count('gif', 1, 1)", IMAGE, _with("")),
    ("body R eval:pixel_coverage('gif', 100000, 200000)", IMAGE, _with("")),
    ("body R eval:image_size_exact('all', 400, 400)", IMAGE, _with("")),
    ("body R eval:image_to_text_ratio('all', '0.000', '0.01')", IMAGE, _with("")),
    ("header R eval:check_equal_from_domains()", "Return-Path: <x@other.example>\n" + _with(""), "Return-Path: <x@mail.b.example>\n" + _with("")),
    ("header R eval:check_for_matching_env_and_hdr_from()", "Return-Path: <A@b.example>\n" + _with(""), "Return-Path: <x@b.example>\n" + _with("")),
    ("header R eval:check_no_relays()", _with(""), _with("Received: from a (b [192.0.2.1]) by c (Postfix) with ESMTP id abc; x\n")),
    ("header R eval:check_all_trusted()", _with("Received: from a (b [10.0.0.1]) by c (Postfix) with ESMTP id abc\n"), _with("Received: from a (b [8.8.8.8]) by c (Postfix) with ESMTP id abc\n")),
    ("header R eval:check_relays_unparseable()", _with("Received: from here to eternity\n"), _with("")),
]
# fmt: on


@pytest.mark.parametrize(
    ("rule", "hit", "missed"), CASES, ids=[case[0].rpartition("eval:")[2] for case in CASES]
)
def test_each_test_hits_one_message_and_not_its_neighbour(rule, hit, missed):
    ruleset = parse({"a.cf": rule})
    assert not ruleset.skipped
    assert "R" in ruleset.hits(read(hit.encode()))
    assert "R" not in ruleset.hits(read(missed.encode()))


@pytest.mark.parametrize("name", ["check_for_faraway_charset", "html_charset_faraway"])
def test_far_away_charsets_hang_on_locales(name):
    assert parse({"a.cf": f"body R eval:{name}()"}).evaluated == {"R"}
    assert parse({"a.cf": f"ok_locales en\nbody R eval:{name}()"}).skipped == {"R": "ok_locales"}


def test_what_the_users_files_say_of_networks_is_not_known_here():
    rules = "header R X-Spam-Relays-External =~ /ip=/\nheader S eval:check_all_trusted()\n"
    assert set(parse({"a.cf": f"trusted_networks 192.0.2.0/24\n{rules}"}).skipped) == {"R", "S"}
