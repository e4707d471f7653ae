"""Each feature of caniemail is told in a page, or written down with a reason; each kind by its near neighbours."""

from __future__ import annotations

import pytest

from mailworthy.message.clients.features import (
    attributes,
    of_declaration,
    of_kind,
    of_media,
    of_picture,
    of_selectors,
    told,
)
from mailworthy.message.clients.known import known, matchers

KINDS = {"property", "value", "function", "unit", "keyword", "at_rule", "media", "selector", "pseudo", "element", "attribute",
         "match", "image", "special", "none"}  # fmt: skip


def test_every_feature_of_the_data_is_told_or_written_down():
    assert set(matchers()) == set(known().features)
    not_told = {slug for slug, row in matchers().items() if "none" in row}
    assert not_told == {"bimi"}
    assert all(len(matchers()[slug]["none"]) > 20 for slug in not_told)


def test_every_row_uses_kinds_that_are_read():
    assert {kind for row in matchers().values() for kind in row} <= KINDS
    reachable = {slug for slugs in told().values() for slug in slugs}
    reachable |= {one.slug for some in attributes().values() for one in some}
    assert set(matchers()) - reachable == {"bimi"}


# fmt: off
DECLARATIONS = [
    # declaration                                       features
    ("display", "flex",                                 {"css-display", "css-display-flex"}),
    ("display", "INLINE-FLEX",                          {"css-display", "css-display-flex"}),
    ("display", "none",                                 {"css-display", "css-display-none"}),
    ("display", "block",                                {"css-display"}),
    ("flex-flow", "column wrap",                        {"css-flex-direction", "css-flex-wrap"}),
    ("flex-flow", "row nowrap",                         set()),
    ("width", "calc(100% - 2rem)",                      {"css-width", "css-unit-calc", "css-unit-percent", "css-unit-rem"}),
    ("width", "fit-content",                            {"css-width", "css-intrinsic-size"}),
    ("margin-left", ".5em",                             {"css-margin", "css-unit-em"}),
    ("margin", "-1.5EX 0",                              {"css-margin", "css-unit-ex"}),
    ("color", "#1e2em3",                                set()),
    ("color", "rgba(0,0,0,.5)",                         {"css-rgba"}),
    ("color", "var(--in)",                              {"css-variables"}),
    ("--tint", "10vw",                                  {"css-variables", "css-unit-vw"}),
    ("color", "oklch(40% 0.2 20)",                      {"css-modern-color", "css-unit-percent"}),
    ("background", "url(a-10px.webp) 2px",              {"css-background", "image-webp", "css-unit-px"}),
    ("background-image", "url( 'x.SVG?v=1.png' )",      {"css-background-image", "image-svg"}),
    ("background", "linear-gradient(red, blue)",        {"css-background", "css-linear-gradient"}),
    ("background-image", "url(data:image/png;base64,A)", {"css-background-image", "image-png", "image-base64"}),
    ("font-family", "system-ui, Arial",                 {"css-sytem-ui"}),
    ("font-family", "'system-ui 1rem'",                 set()),
    ("font-size", "initial",                            {"css-font-size", "css-unit-initial"}),
    ("font", "12pt max-content-ish",                    {"css-font", "css-unit-pt"}),
    ("border-top-left-radius", "0",                     {"css-border-radius"}),
    ("border-left-color", "red",                        {"css-border"}),
    ("column-gap", "0",                                 {"css-gap", "css-column-layout-properties"}),
    ("mso-line-height-rule", "exactly",                 set()),
    ("width", "max(1px, 2px)",                          {"css-width", "css-function-max", "css-unit-px"}),
]
SELECTORS = [
    # selectors              features (without css-selector-, css-pseudo-)
    ("p",                    {"type"}),
    (".a",                   {"class"}),
    ("#a",                   {"id"}),
    ("*",                    {"universal"}),
    ("* html",               {"universal", "type", "descendant"}),
    ("p > .a",               {"type", "class", "child"}),
    ("p>.a",                 {"type", "class", "child"}),
    (".a + .b",              {"class", "adjacent-sibling"}),
    (".a ~ .b",              {"class", "general-sibling"}),
    (".a .b",                {"class", "descendant"}),
    (".a.b",                 {"class", "chaining"}),
    ("#a.b",                 {"class", "id", "chaining"}),
    ("td.a",                 {"type", "class"}),
    (".a , .b",              {"class", "grouping"}),
    ("a[href='.x#y > *']",   {"type", "attribute"}),
    ("a[href=x] b",          {"type", "attribute", "descendant"}),
    ("a:hover",              {"type", "class-hover"}),
    ("a:not(.b)",            {"type", "class-not"}),
    ("li:nth-child(2n + 1)", {"type", "class-nth-child"}),
    ("p:lang(de)",           {"type", "class-lang"}),
    ("p::after",             {"type", "element-after"}),
    ("p:after",              {"type", "element-after"}),
    ("& .b",                 {"class", "descendant", "css-nesting"}),
]
MEDIA = [
    # condition                                                 features
    ("screen and (max-width: 600px)",                           set()),
    ("(orientation:landscape)",                                 {"css-at-media-orientation"}),
    ("( PREFERS-COLOR-SCHEME : dark ) and (any-hover: hover)",  {"css-at-media-prefers-color-scheme", "css-at-media-hover"}),
    ("(-webkit-min-device-pixel-ratio: 2)",                     {"css-at-media-device-pixel-ratio"}),
]
PICTURES = [
    # address                                features
    ("https://x.example/a.png",              ("image-png",)),
    ("a.JPEG?x=y.webp#z.gif",                ("image-jpg",)),
    ("cid:logo",                             ()),
    ("https://x.example/a.png/thumb",        ()),
    ("data:image/svg+xml,<svg/>",            ("image-svg",)),
    ("data:image/webp;base64,AAAA",          ("image-webp", "image-base64")),
    ("{{ picture }}",                        ()),
]
# fmt: on


@pytest.mark.parametrize(("name", "value", "slugs"), DECLARATIONS)
def test_a_declaration_tells_its_features(name, value, slugs):
    assert set(of_declaration(name, value)) == slugs
    assert set(of_declaration(name, value, important=True)) == slugs | {"css-important"}


@pytest.mark.parametrize(("selectors", "kinds"), SELECTORS)
def test_selectors_tell_their_features(selectors, kinds):
    short = {slug.replace("css-selector-", "").replace("css-pseudo-", "") for slug in of_selectors(selectors)}
    assert short == kinds


@pytest.mark.parametrize(("condition", "slugs"), MEDIA)
def test_a_media_condition_tells_its_features(condition, slugs):
    assert set(of_media(condition)) == slugs


@pytest.mark.parametrize(("address", "slugs"), PICTURES)
def test_the_address_of_a_picture_tells_its_format(address, slugs):
    assert of_picture(address) == slugs


def test_names_of_at_rules_and_tags_are_whole_names():
    assert of_kind("at_rule", "media") == ("css-at-media",)
    assert of_kind("element", "pre") == ("html-pre",)
    assert of_kind("element", "q") == ()


@pytest.mark.parametrize("piece", ["(", "1", "a-", "url(", "'", "[", ":", ".a", "* ", "a,", "(max-width"])
def test_long_nonsense_is_read_in_linear_time(piece):
    text = piece * (300_000 // len(piece))
    assert of_declaration("width", text)[0] == "css-width"
    of_selectors(text)
    of_media(text)
    of_picture(text)
