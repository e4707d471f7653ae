"""Style sheets as facts: what is read, where it stands, and that nothing wrong loses the rest."""

from __future__ import annotations

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.message.reading.css import DECLARATIONS, DEPTH, RULES, Css, read_css
from mailworthy.message.reading.page import read_html


def css(sheet: str) -> Css:
    return read_html(f"<style>{sheet}</style>").css


def shape(read: Css) -> list[tuple[str, str]]:
    """Give all rules on a line each: the at-rules around them, selectors, declarations."""
    return [
        (
            " ".join([*(f"@{read.at_rules[index].name}" for index in rule.within), rule.selectors]).strip(),
            "; ".join(f"{one.name}: {one.value}{' !' if one.important else ''}" for one in rule.declarations),
        )
        for rule in read.rules
    ]


# fmt: off
RULES_READ = [
    # style block                                          rules
    ("p { color: red }",                                   [("p", "color: red")]),
    ("P,A.b{COLOR:Red;margin:0 !IMPORTANT;}",              [("P,A.b", "color: Red; margin: 0 !")]),
    ("<!-- p{color:red} -->",                              [("p", "color: red")]),
    ("/* x { */ p /**/ b {/* ; */color/**/:red/*}*/}",     [("p   b", "color: red")]),
    ("p{a:b} /* never ended q{c:d}",                       [("p", "a: b")]),
    ("p{content:'}';a:b}",                                 [("p", "content: '}'; a: b")]),
    ('p{content:"\\"}";a:b}',                           [("p", 'content: "\\"}"; a: b')]),
    ("p{background:url(a;b}c.png) no-repeat;a:b}",         [("p", "background: url(a;b}c.png) no-repeat; a: b")]),
    ("p{background:url( 'a)b' )}",                         [("p", "background: url( 'a)b' )")]),
    ("p{width:calc(100% - (2 * 3px));a:b}",                [("p", "width: calc(100% - (2 * 3px)); a: b")]),
    ("a[href='}']{a:b}q{c:d}",                             [("a[href='}']", "a: b"), ("q", "c: d")]),
    (".a\\:b{c:d}.\\31 {e:f}",                             [(".a\\:b", "c: d"), (".\\31", "e: f")]),
    ("@media screen{p{a:b}}q{c:d}",                        [("@media p", "a: b"), ("q", "c: d")]),
    ("@media screen{@media (max-width:9px){p{a:b}}}",      [("@media @media p", "a: b")]),
    ("@font-face{font-family:F;src:url(f.woff)}",          [("@font-face", "font-family: F; src: url(f.woff)")]),
    ("@keyframes x{from{a:b}50%{a:c}}",                    [("@keyframes from", "a: b"), ("@keyframes 50%", "a: c")]),
    ("p{--X-y: {a:b};--z:;q:r}",                           [("p", "--X-y: {a:b}; --z: ; q: r")]),
    ("p{a:b;& b:hover{c:d}e:f}",                           [("p", "a: b; e: f"), ("& b:hover", "c: d")]),
    ("p{color:{{ tint | default('x') }};a:b}",             [("p", "color: {{ tint | default('x') }}; a: b")]),
    ("p{color:{tint};a:b}",                                [("p", "color: {tint}; a: b")]),
    ("{{ styles }}{% if x %}p{a:b}",                       [("p", "a: b")]),
    ("p{a:b",                                              [("p", "a: b")]),
    ("@media x{p{a:b",                                     [("@media p", "a: b")]),
]
FAULTS = [
    # style block                            faults              rules that are there all the same
    ("p{color}q{a:b}",                       ["color"],          [("p", ""), ("q", "a: b")]),
    ("p{*zoom:1;a:b}",                       ["*zoom:1"],        [("p", "a: b")]),
    ("p{color:;a:b}",                        ["color:"],         [("p", "a: b")]),
    ("p{;;a:b;;}",                           [],                 [("p", "a: b")]),
    ("p{a:b}}q{c:d}",                        ["}"],              [("p", "a: b"), ("}q", "c: d")]),
    ("a:b; p{c:d} q{e:f}",                   [";"],              [("a:b; p", "c: d"), ("q", "e: f")]),
    ("p{a:b} words",                         ["words"],          [("p", "a: b")]),
    ("p{a:'never ended;\nc:d}",              [],                 [("p", "a: 'never ended; c: d")]),
]
# fmt: on


@pytest.mark.spec("CSS Syntax 3 §5")
@pytest.mark.parametrize(("sheet", "rules"), RULES_READ)
def test_rules_are_read_as_clients_read_them(sheet, rules):
    assert shape(css(sheet)) == rules


@pytest.mark.parametrize(("sheet", "faults", "rules"), FAULTS)
def test_a_fault_is_told_and_loses_nothing_else(sheet, faults, rules):
    page = read_html(f"<style>{sheet}</style>")
    assert [page.source[start:end] for start, end in page.css.faults] == faults
    if "never" not in sheet:
        assert shape(page.css) == rules


def test_at_rules_tell_what_they_stand_in():
    read = css("@import url('a;b.css') screen; @MEDIA print { @supports (a:b) { p{c:d} } } @charset 'x'")
    told = [(one.name, one.prelude, one.within) for one in read.at_rules]
    assert told == [
        ("import", "url('a;b.css') screen", ()),
        ("media", "print", ()),
        ("supports", "(a:b)", (1,)),
        ("charset", "'x'", ()),
    ]


def test_a_nested_rule_names_the_rule_around_it():
    read = css("p{a:b} div{ .c{d:e} @media x { f:g } }")
    assert [(rule.selectors, rule.parent) for rule in read.rules] == [
        ("p", -1),
        ("div", -1),
        (".c", 1),
        ("", 1),
    ]


PLACES = """<html><head><style media="all">
<!-- @media (max-width: 9px) { p, b { COLOR : red ; margin:0 !important } } -->
</style></head><body><p STYLE='color:blue; font-family:&quot;A &amp; B&#34;;border:0'>x</p>
<b title="style='a:b'" style = width:9px>y</b><i style="a:b" style="c:d">z</i>"""


def test_every_place_is_one_in_the_page():
    page = read_html(PLACES)

    def said(span):
        return page.source[span.start : span.end]

    assert said(page.css.at_rules[0].span).startswith("@media (max-width: 9px) { p,")
    assert said(page.css.at_rules[0].span).endswith("important } }")
    (rule,) = page.css.rules
    assert said(rule.span) == "p, b { COLOR : red ; margin:0 !important }"
    assert [said(one.span) for one in rule.declarations] == ["COLOR : red", "margin:0 !important"]
    inline = {
        page.elements[number].tag: [(one.name, one.value, said(one.span)) for one in declarations]
        for number, declarations in page.css.inline.items()
    }
    assert inline == {
        "p": [
            ("color", "blue", "color:blue"),
            ("font-family", '"A & B"', "font-family:&quot;A &amp; B&#34;"),
            ("border", "0", "border:0"),
        ],
        "b": [("width", "9px", "width:9px")],
        "i": [("a", "b", "a:b")],
    }


def test_style_blocks_are_told_apart():
    page = read_html("<style>p{a:b}</style><style>@media x{q{c:d}}</style>")
    assert [(rule.selectors, rule.style) for rule in page.css.rules] == [("p", 0), ("q", 1)]
    assert page.css.at_rules[0].style == 1


# fmt: off
HOSTILE = [
    # style block                             cap named
    ("p{a:b}" * (RULES + 5),                  "rules"),
    ("@x;" * (RULES + 5),                     "rules"),
    ("p{" + "a:b;" * (DECLARATIONS + 5),      "declarations"),
    ("@media x{" * 100_000,                   "depth"),
    ("a{" * 100_000,                          "depth"),
    ("{" * 300_000,                           "depth"),
]
LONG = ["(", "[", "'\\", "/*", "url( ", "{{", "a;", ";", "}", "\\", "@a ", "a:b;", ":", "<!--", "!", "&quot;", "{% ", "p{a:{", "\n"]
# fmt: on


@pytest.mark.parametrize(("sheet", "what"), HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def test_caps_are_told(sheet, what):
    read = css(sheet)
    assert what in dict(read.left_out)
    assert len(read.rules) + len(read.at_rules) <= RULES
    assert all(len(rule.within) < DEPTH + 1 for rule in read.rules)


@pytest.mark.parametrize("piece", LONG)
def test_long_nonsense_is_read_in_linear_time(piece):
    """Half a megabyte of each; what takes square time does not come back from it."""
    page = read_html("<style>p{a:b}" + piece * (500_000 // len(piece)) + "</style>")
    assert page.css.rules[0].selectors == "p"
    assert read_html(f'<p style="a:b;{piece * 100_000}">').css is not None


def test_style_attributes_count_towards_the_cap():
    page = read_html(f'<p style="{"a:b;" * 600}">' * 100)
    read = page.css
    assert sum(map(len, read.inline.values())) <= DECLARATIONS
    assert dict(read.left_out) == {"declarations": DECLARATIONS}


@given(st.text(alphabet="ab:;{}()[]'\"\\/*@<!->& \nurl"))
def test_anything_is_read_and_every_place_exists(text):
    page = read_html(f'<style>{text}</style><p style="{text.replace(chr(34), "&quot;")}">')
    read = read_css(page)
    spans = [one.span for one in (*read.rules, *read.at_rules)] + list(read.faults)
    spans += [one.span for rule in read.rules for one in rule.declarations]
    spans += [one.span for some in read.inline.values() for one in some]
    assert all(0 <= start <= end <= len(page.source) for start, end in spans)


def by_tinycss2(sheet: str) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            " ".join(tinycss2.serialize(rule.prelude).split()),
            [
                (one.lower_name, " ".join(tinycss2.serialize(one.value).split()))
                for one in tinycss2.parse_blocks_contents(rule.content)
                if one.type == "declaration" and tinycss2.serialize(one.value).strip()
            ],
        )
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True)
        if rule.type == "qualified-rule"
    ]


pieces = st.sampled_from(["a", "b", " ", ":", ";", "(", ")", "[", "]", '"', "x ", "1px", "!important", "color:red;", "\n"])  # fmt: skip


@given(st.lists(st.tuples(st.lists(pieces, max_size=8), st.lists(pieces, max_size=12)), max_size=4))
def test_the_same_is_read_as_by_a_tokenizer_of_the_whole_standard(rules):
    """tinycss2 tokenizes every word; rules and declarations come out the same, at a fraction of the time."""
    sheet = "".join(f"p{''.join(one)}{{{''.join(other)}}}" for one, other in rules)
    own = [
        (
            " ".join(rule.selectors.split()),
            [(one.name, " ".join(one.value.split())) for one in rule.declarations],
        )
        for rule in css(sheet).rules
        if rule.parent < 0
    ]
    theirs = by_tinycss2(sheet)
    if "ParseError" not in str(theirs) and '"' not in sheet:
        assert own == theirs
