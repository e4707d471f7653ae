"""Which column is which, by name and by content."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailworthy.address.headings import (
    address_column,
    consent_column,
    date_columns,
    is_heading,
    source_column,
)

NAMES = """Email|email address|E-Mail|E-Mail-Adresse|e_mail|MAIL|Mailadresse|メールアドレス|メール|Ｅメール|ｅ－ｍａｉｌ|correo electrónico|
Courriel|Adresse e-mail|Indirizzo e-mail|Endereço de e-mail|e-postadress|Sähköpostiosoite|Адрес электронной почты|邮箱|이메일|
emailAddress|EMAIL_ADDRESS|subscriber_email|Contact Email|Primary Email|メールアドレス（PC）|Adres e-mail|epost""".replace(
    "\n", ""
)


@pytest.mark.parametrize("name", NAMES.split("|"))
def test_columns_of_addresses_by_name(name):
    frame = pl.DataFrame({"id": ["1", "2"], name: ["", ""]})
    guess = address_column(frame.columns, frame)
    assert (guess.column, guess.why) == (name, "name")


NOT_NAMES = [
    "Email Status",
    "email_sent_at",
    "Email Opt-In",
    "mail_count",
    "Email Domain",
    "メール配信日",
    "email hash",
    "Name",
]


@pytest.mark.parametrize("name", NOT_NAMES)
def test_columns_about_addresses_hold_none(name):
    frame = pl.DataFrame({name: ["x"], "kontakt": ["a@b.example"]})
    assert address_column(frame.columns, frame).column == "kontakt"


# fmt: off
TABLES = [
    # columns                                                                   address    others
    ({"a": ["x", "y"], "b": ["a@b.example", "c@d.example"]},                    "b",       ()),
    ({"mail": ["a@b.example", ""], "b": ["a@b.example", "c@d.example"]},        "mail",    ("b",)),
    ({"b": ["a@b.example", "c@d.example"], "mail": ["", ""]},                   "b",       ()),
    ({"a": ["a@b.example"], "b": ["c@d.example"]},                              "a",       ("b",)),
    ({"a": ["a@b.example", "x"], "b": ["c@d.example", "e@f.example"]},          "b",       ("a",)),
    ({"Address": ["1 Main St"], "x": ["a@b.example"]},                          "x",       ()),
    ({"Email": ["a@b.example"], "Email 2": ["c@d.example"]},                    "Email",   ("Email 2",)),
    ({"Work": ["Ann <a@b.example>"], "n": ["1"]},                               "Work",    ()),
    ({"only": ["x", "y"]},                                                      "only",    ()),
    ({"a": ["x"], "b": ["y"]},                                                  "",        ()),
    ({"email": ["broken"], "b": ["y"]},                                         "email",   ()),
    ({"a": ["x", "x", "x", "a@b.example"], "b": ["y"] * 4},                     "a",       ()),
]
# fmt: on


@pytest.mark.parametrize(("table", "column", "others"), TABLES)
def test_columns_of_addresses(table, column, others):
    frame = pl.DataFrame(table)
    guess = address_column(frame.columns, frame)
    assert (guess.column, guess.others) == (column, others)


def test_a_list_without_rows_goes_by_name():
    frame = pl.DataFrame(schema={"name": pl.String, "email": pl.String})
    assert address_column(frame.columns, frame).column == "email"


def test_numbers_hold_no_address():
    frame = pl.DataFrame({"n": [1], "b": ["a@b.example"]})
    assert address_column(frame.columns, frame).column == "b"


# fmt: off
ROLES = [
    ("Last Open",             "last_open"),  ("last_opened_at",     "last_open"),  ("Letzte Öffnung",   "last_open"),
    ("最終開封日",            "last_open"),  ("Last Activity Date", "last_open"),  ("LAST_CLICK",       "last_click"),
    ("zuletzt geklickt",      "last_click"), ("最終クリック日時",   "last_click"), ("Last sent",        "last_send"),
    ("Last email send date",  "last_send"),  ("配信日",             "last_send"),  ("Versanddatum",     "last_send"),
    ("OPTIN_TIME",            "sign_up"),    ("Signup Date",        "sign_up"),    ("signup",           "sign_up"),
    ("created_at",            "sign_up"),    ("Angemeldet am",      "sign_up"),    ("登録日",           "sign_up"),
    ("Member Since",          "sign_up"),    ("date added",         "sign_up"),
]
# fmt: on


@pytest.mark.parametrize(("name", "role"), ROLES)
def test_columns_of_dates(name, role):
    frame = pl.DataFrame({"email": ["a@b.example"], name: ["2024-03-05"]})
    assert date_columns(frame.columns, frame) == {role: name}


def test_a_column_of_dates_holds_dates():
    frame = pl.DataFrame({"signup": ["yes"], "created": ["2024-03-05"]})
    assert date_columns(frame.columns, frame) == {"sign_up": "created"}


def test_a_column_of_ambiguous_dates_is_named_so_that_the_user_can_be_told():
    frame = pl.DataFrame({"signup": ["03/04/2024"]})
    assert date_columns(frame.columns, frame) == {"sign_up": "signup"}


SOURCES = ["Source", "utm_source", "Lead Source", "Quelle", "Herkunft", "流入元", "登録経路"]
CONSENTS = ["Consent", "GDPR consent", "accepts_marketing", "Einwilligung", "同意", "Opt-in status"]


@pytest.mark.parametrize("name", SOURCES)
def test_columns_of_sources(name):
    assert source_column(["email", name]) == name
    assert consent_column(["email", name]) == ""


@pytest.mark.parametrize("name", CONSENTS)
def test_columns_of_consent(name):
    assert consent_column(["email", name]) == name
    assert source_column(["email", name]) == ""


@pytest.mark.parametrize("cell", ["Email", "Vorname", "氏名", "created_at", "zip", "Quelle"])
def test_headings(cell):
    assert is_heading(cell)


@pytest.mark.parametrize("cell", ["Ann", "a@b.example", "", "12", "Berlin", "2024-03-05"])
def test_no_headings(cell):
    assert not is_heading(cell)


@given(st.text(max_size=30))
def test_any_name_is_a_heading_or_not(name):
    assert is_heading(name) in (True, False)
    assert address_column([name], pl.DataFrame({name: ["a@b.example"]})).column == name
