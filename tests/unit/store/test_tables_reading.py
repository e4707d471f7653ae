"""What lists look like when people send them, and what is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailworthy.errors import InputError
from mailworthy.store.tables import Limits, Place, open_table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def read(path, **options):
    table = open_table(path, **options)
    blocks = list(table.blocks())
    return table, [row for block in blocks for row in block.frame.rows()], blocks


def bad(blocks):
    return [(row.line, row.problem) for block in blocks for row in block.bad]


# fmt: off
SHAPES = [
    # text                                            columns                   rows
    ("email,name\na@b.example,A\n",                   ("email", "name"),        [("a@b.example", "A")]),
    ("email;name\na@b.example;A\n",                   ("email", "name"),        [("a@b.example", "A")]),
    ("email\tname\na@b.example\tA\n",                 ("email", "name"),        [("a@b.example", "A")]),
    ("email|name\na@b.example|A\n",                   ("email", "name"),        [("a@b.example", "A")]),
    ("email;note\na@b.example;1,5\nc@d.example;2,5\n",("email", "note"),        [("a@b.example", "1,5"), ("c@d.example", "2,5")]),
    ("sep=;\nemail;name\na@b.example;A\n",            ("email", "name"),        [("a@b.example", "A")]),
    ("email,name\ra@b.example,A\r",                   ("email", "name"),        [("a@b.example", "A")]),
    ("email,name\r\na@b.example,A\r\n",               ("email", "name"),        [("a@b.example", "A")]),
    ("email,name\r\na@b.example,A\nc@d.example,C\re@f.example,E", ("email", "name"),
                                                      [("a@b.example", "A"), ("c@d.example", "C"), ("e@f.example", "E")]),
    ("a@b.example,A\nc@d.example,C\n",                ("column_1", "column_2"), [("a@b.example", "A"), ("c@d.example", "C")]),
    ("email\na@b.example\nc@d.example\n",             ("email",),               [("a@b.example",), ("c@d.example",)]),
    ("a@b.example\nc@d.example\n",                    ("column_1",),            [("a@b.example",), ("c@d.example",)]),
    ("john.b.example\nc@d.example\n",                 ("column_1",),            [("john.b.example",), ("c@d.example",)]),
    ("Kunden\na@b.example\nc@d.example\n",            ("Kunden",),              [("a@b.example",), ("c@d.example",)]),
    ("email,email,,email_2\na@b.example,b,c,d\n",     ("email", "email_2", "column_3", "email_2_2"), [("a@b.example", "b", "c", "d")]),
    ("\n\nemail,name\n\na@b.example,A\n\n\n",         ("email", "name"),        [("a@b.example", "A")]),
    ("email,name\n",                                  ("email", "name"),        []),
    ("email,name",                                    ("email", "name"),        []),
    ("email,zip\na@b.example,007\nc@d.example,NA\ne@f.example,\n", ("email", "zip"),
                                                      [("a@b.example", "007"), ("c@d.example", "NA"), ("e@f.example", "")]),
    ('email,name\n"a@b.example","A ""B"", C\r\nD"\n', ("email", "name"),        [("a@b.example", 'A "B", C\r\nD')]),
    ('email\r\n"a@b.example"\r\n\r\n""\r\nx\r\n', ("email",),             [("a@b.example",), ("",), ("x",)]),
    ('email\n\n"a@b.example"\n\n',                   ("email",),               [("a@b.example",)]),
    ('"email"\n"a@b.example"\n',                      ("email",),               [("a@b.example",)]),
    (" email , name\n a@b.example , A\n",             ("email", "name"),        [(" a@b.example ", " A")]),
]
# fmt: on


@pytest.mark.parametrize(("text", "columns", "rows"), SHAPES)
def test_shapes(path, text, columns, rows):
    path.write_bytes(text.encode())
    table, found, blocks = read(path)
    assert (table.columns, found, bad(blocks)) == (columns, rows, [])


HEAD = "email,name\n"
# fmt: off
TROUBLE = [
    # text after the header                  rows                                                   line and problem
    ('a@b.example,5" nail\nc@d.example,C\n', [("a@b.example", '5" nail'), ("c@d.example", "C")],    [(2, "stray_quote")]),
    ('a@b.example,"A "B" C"\n',              [("a@b.example", 'A "B" C')],                          [(2, "stray_quote")]),
    ('a@b.example,"A\nc@d.example,C\n',      [("a@b.example", '"A'), ("c@d.example", "C")],         [(2, "unclosed_quote")]),
    ('a@b.example,"A\nc@d.example,"C"\n',    [("a@b.example", '"A'), ("c@d.example", "C")],         [(2, "unclosed_quote")]),
    ('a@b.example,A\nc@d.example,"C',        [("a@b.example", "A"), ("c@d.example", '"C')],         [(3, "unclosed_quote")]),
    ('a@b.example,"A\nB"\nc@d.example,"\n',  [("a@b.example", "A\nB"), ("c@d.example", '"')],       [(4, "unclosed_quote")]),
    ("a@b.example\nc@d.example,C\n",         [("a@b.example", None), ("c@d.example", "C")],         [(2, "too_few_fields")]),
    ("a@b.example,A,x,y\nc@d.example,C\n",   [("a@b.example", "A"), ("c@d.example", "C")],          [(2, "too_many_fields")]),
    ("a@b.example,A,x\nc@d.example\n",       [("a@b.example", "A"), ("c@d.example", None)],
                                             [(2, "too_many_fields"), (3, "too_few_fields")]),
    ("a@b.example,A,\nc@d.example\n",        [("a@b.example", "A"), ("c@d.example", None)],
                                             [(2, "too_many_fields"), (3, "too_few_fields")]),
    ("a@b.example,A\0\nc@d.example,C\n",     [("a@b.example", "A\0"), ("c@d.example", "C")],        [(2, "nul_byte")]),
]
# fmt: on


@pytest.mark.parametrize(("text", "rows", "problems"), TROUBLE)
def test_trouble_is_listed_and_nothing_is_lost(path, text, rows, problems):
    path.write_bytes((HEAD + text).encode())
    _, found, blocks = read(path)
    assert (found, bad(blocks)) == (rows, problems)
    assert sum(block.bad_total for block in blocks) == len(problems)


def test_fields_beyond_the_header_are_kept_apart(path):
    path.write_text(HEAD + 'a@b.example,A,x,"y,z"\nc@d.example,C\n')
    (block,) = open_table(path).blocks()
    assert block.extra.to_list() == ["x,y,z", None]


def test_no_extra_where_no_record_is_too_long(path):
    path.write_text(HEAD + "a@b.example,A\n")
    (block,) = open_table(path).blocks()
    assert block.extra is None


CLOSED = [(99, []), (100, [(2, "unclosed_quote"), (102, "stray_quote")])]


@pytest.mark.parametrize(("line_ends", "problems"), CLOSED)
def test_a_quoted_field_may_span_a_hundred_lines(path, line_ends, problems):
    """Its last line is the hundredth; what takes longer to close was never meant to be open."""
    path.write_text(HEAD + 'a@b.example,"A' + "\n" * line_ends + 'B"\n')
    *_, blocks = read(path)
    assert [row for row in bad(blocks) if row[1] != "too_few_fields"] == problems


LONG = [(64 * 1024 - 4, []), (64 * 1024 - 1, [(2, "unclosed_quote")])]


@pytest.mark.parametrize(("size", "problems"), LONG)
def test_a_quoted_field_may_hold_64_kib(path, size, problems):
    path.write_text(HEAD + 'a@b.example,"' + "A," * (size // 2) + "A" * (size % 2) + '"\n')
    *_, blocks = read(path)
    assert [row for row in bad(blocks) if row[1] != "too_many_fields"] == problems


GERMAN = "E-Mail;Vorname;Ort\n" + "a@b.example;Jürgen;Köln\nc@d.example;Käthe;Nürnberg\n" * 4
JAPANESE = (
    "メールアドレス,氏名,登録日\n"
    + "a@b.example,山田太郎,2024年3月5日\nc@d.example,佐藤 花子,2024/03/05\n" * 4
)
SHORT = "mail,name\n" + "a@b.example,山田\n" * 5
QUOTES = "mail,name\n" + "a@b.example,it’s “Bob” – Šime\n" * 5
NUMBERS_IN_CIRCLES = "mail,name\n" + "a@b.example,㈱山田①\n" * 5
NARROW = "mail,name\n" + "a@b.example,ﾔﾏﾀﾞﾀﾛｳ\nc@d.example,東京\n" * 5

# fmt: off
ENCODINGS = [
    # text             written in        read as
    (GERMAN,           "utf-8",          "utf-8"),
    (GERMAN,           "utf-8-sig",      "utf-8"),
    (GERMAN,           "cp1252",         "windows-1252"),
    (GERMAN,           "utf-16",         "utf-16-le"),
    (GERMAN,           "utf-16-le",      "utf-16-le"),
    (GERMAN,           "utf-16-be",      "utf-16-be"),
    (GERMAN,           "utf-32",         "utf-32-le"),
    (JAPANESE,         "utf-8",          "utf-8"),
    (JAPANESE,         "cp932",          "shift_jis"),
    (JAPANESE,         "euc_jp",         "euc-jp"),
    (JAPANESE,         "iso2022_jp",     "iso-2022-jp"),
    (JAPANESE,         "utf-16",         "utf-16-le"),
    (JAPANESE,         "utf-16-be",      "utf-16-be"),
    (NUMBERS_IN_CIRCLES,  "cp932",          "shift_jis"),
    (NARROW,           "cp932",          "shift_jis"),
    (SHORT,            "cp932",          "shift_jis"),
    (SHORT,            "euc_jp",         "euc-jp"),
    (QUOTES,           "cp1252",         "windows-1252"),
]
# fmt: on


@pytest.mark.parametrize(("text", "written", "named"), ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings(path, text, written, named, line_end):
    """Found out from what is there, and read so that nothing changes."""
    path.write_bytes(text.replace("\n", line_end).encode(written))
    table, rows, blocks = read(path)
    delimiter = ";" if ";" in text else ","
    assert table.read_as["encoding"] == named
    assert rows == [tuple(line.split(delimiter)) for line in text.splitlines()[1:]]
    assert bad(blocks) == []


def test_characters_that_nec_and_ibm_added_to_iso_2022_jp(path):
    """Mail programs write them into ISO-2022-JP, which by its letter has none of them."""
    path.write_bytes(b"mail,name\na@b.example,\x1b$B-j|b\x1b(B\n")
    _, rows, _ = read(path)
    assert rows == [("a@b.example", "㈱髙")]


def test_a_few_broken_octets_in_utf_8(path):
    """Lists grow together from several sources: such a line is read as Windows-1252, and listed."""
    lines = [f"user{number}@b.example,Jürgen".encode() for number in range(400)]
    lines[7] = "user7@b.example,Jürgen".encode("cp1252")
    lines[300] = b"user300@b.example,\x81\xfe"
    path.write_bytes(b"email,name\n" + b"\n".join(lines) + b"\n")
    table, rows, blocks = read(path, limits=Limits(block_bytes=1000))
    assert table.read_as["encoding"] == "utf-8"
    assert (rows[7][1], rows[300][1]) == ("Jürgen", "\x81þ")
    assert bad(blocks) == [(9, "bad_encoding"), (302, "bad_encoding")]


def test_one_foreign_character_late_in_a_large_file(path):
    """Evidence comes from all over the file, not from its beginning alone."""
    path.write_bytes(b"email,name\n" + b"a@b.example,A\n" * 300_000 + "c@d.example,Zoë\n".encode("cp1252"))
    table, rows, _ = read(path)
    assert table.read_as["encoding"] == "windows-1252"
    assert rows[-1] == ("c@d.example", "Zoë")


def test_half_a_character_at_the_end_of_utf_16(path):
    path.write_bytes("email,name\na@b.example,A\n".encode("utf-16") + b"x")
    _, rows, blocks = read(path)
    assert rows[0] == ("a@b.example", "A")
    assert (3, "bad_encoding") in bad(blocks)


NAMED = [("latin-1", "windows-1252"), ("sjis", "shift_jis"), ("UTF8", "utf-8"), ("gb18030", "gb18030")]


@pytest.mark.parametrize(("said", "named"), NAMED)
def test_an_encoding_may_be_named(path, said, named):
    path.write_bytes(b"email,name\na@b.example,A\n")
    assert open_table(path, encoding=said).read_as["encoding"] == named


REFUSED = [
    {"encoding": name} for name in ("no-such", "idna", "utf-7", "cp037", "base64", "unicode_escape")
] + [
    {"format": "docx"},
    {"delimiter": ";;"},
    {"delimiter": '"'},
    {"delimiter": "@"},
    {"delimiter": "、"},
]


@pytest.mark.parametrize("options", REFUSED)
def test_wishes_that_make_no_sense(path, options):
    path.write_bytes(b"email,name\na@b.example,A\n")
    with pytest.raises(InputError):
        open_table(path, **options)


def test_wishes_win_over_guesses(path):
    path.write_bytes(b"email;name\na@b.example;A\n")
    table, rows, _ = read(path, delimiter=";", header=False)
    assert (table.columns, rows[0]) == (("column_1", "column_2"), ("email", "name"))


def test_plain_text_keeps_the_line(path):
    """A line may hold a name and commas: it is one record, as it stands."""
    path = path.with_suffix(".txt")
    path.write_text('Ann "A" Lee <a@b.example>\n\n  c@d.example\r\nBob, <e@f.example>\n')
    table, rows, blocks = read(path)
    assert table.read_as["format"] == "txt"
    assert [row[0] for row in rows] == ['Ann "A" Lee <a@b.example>', "  c@d.example", "Bob, <e@f.example>"]
    assert blocks[0].lines.to_list() == [1, 3, 4]


def test_json_lines(path):
    path = path.with_suffix(".jsonl")
    path.write_text(
        '{"email": "a@b.example", "n": 1.50, "tags": ["x", "y"], "gone": null}\n\n'
        'not json\n{"email": "c@d.example", "gone": true, "say": "\\u00e9\\"\\ud800"}\n[1]\n'
    )
    table, rows, blocks = read(path)
    assert table.columns == ("email", "n", "tags", "gone", "say")
    assert rows[0] == ("a@b.example", "1.50", '["x", "y"]', None, None)
    assert rows[1] == ("c@d.example", None, None, "true", 'é"?')
    assert bad(blocks) == [(3, "bad_json"), (5, "bad_json")]
    assert blocks[0].lines.to_list() == [1, 4]


def test_keys_that_come_late_are_kept_apart(path):
    """The columns are those of the first megabytes."""
    path = path.with_suffix(".jsonl")
    path.write_text('{"email": "a@b.example"}\n' * 200_000 + '{"email": "c@d.example", "late": {"x": 1}}\n')
    table, rows, blocks = read(path)
    assert table.columns == ("email",)
    assert rows[-1] == ("c@d.example",)
    assert blocks[-1].extra[-1] == '{"late":{"x": 1}}'


def test_a_json_array_is_not_json_lines(path):
    path = path.with_suffix(".json")
    path.write_text('[{"email": "a@b.example"}]')
    with pytest.raises(InputError, match="JSON array"):
        open_table(path)


def test_a_changed_file_is_not_gone_on_with(path):
    path.write_text(HEAD + "a@b.example,A\n")
    table = open_table(path)
    path.write_text(HEAD + "a@b.example,A\nc@d.example,C\n")
    with pytest.raises(InputError, match="changed"):
        table.blocks()


def test_the_fingerprint_outlives_the_process(path):
    path.write_text(HEAD + "a@b.example,A\n")
    assert open_table(path).fingerprint == open_table(path).fingerprint


def test_a_place_leads_on_in_a_table_opened_anew(path):
    path.write_text(HEAD + "".join(f"user{number}@b.example,A\n" for number in range(100)))
    first, *rest = open_table(path, limits=Limits(block_bytes=500)).blocks()
    again = list(open_table(path, limits=Limits(block_bytes=500)).blocks(Place(*vars_of(first.next))))
    assert [block.frame.rows() for block in again] == [block.frame.rows() for block in rest]
    assert again[0].lines[0] == first.frame.height + 2


def vars_of(place):
    return (place.offset, place.line, place.row, place.block)


def test_progress_ends_at_the_whole(path):
    path.write_text(HEAD + "a@b.example,A\n" * 1000)
    done = [block.done for block in open_table(path, limits=Limits(block_bytes=2000)).blocks()]
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_bad_rows_are_counted_beyond_those_listed(path):
    path.write_text(HEAD + "a@b.example\n" * 3000)
    (block,) = open_table(path).blocks()
    assert (len(block.bad), block.bad_total) == (1000, 3000)


def test_too_many_columns(path):
    path.write_text(",".join(f"c{number}" for number in range(20_000)) + "\n")
    with pytest.raises(InputError, match="20000 columns"):
        open_table(path, delimiter=",")


def test_a_folder_and_a_missing_file(tmp_path):
    for path, says in ((tmp_path, "folder"), (tmp_path / "none.csv", "no file")):
        with pytest.raises(InputError, match=says):
            open_table(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read(path):
    path.write_text(HEAD)
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        open_table(path)
