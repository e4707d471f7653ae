"""Which column of a list holds what: addresses, dates, where the contact came from, consent.

By the column's name, in the languages that lists are kept in and in the words of common platforms' exports, and by what
stands in it. The names are our own knowledge of such exports, November 2026.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from mailworthy.address.dates import date_reading

_ADDRESS = r"^\s*(?:[^@]*<)?[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+>?\s*$"  # also in the form Name <address>

# Folded as `_fold` does: lower case, no accents, no blanks and punctuation.
_ADDRESS_NAMES = (
    "email emailaddress mail mailaddress emailaddr emailid emailadress emailadresse mailadresse epost epostadresse epostadress "
    "epostaddress emailadres mailadres mailadr emailadr eadresse correo correoelectronico correoe direcciondecorreo "
    "direcciondecorreoelectronico direccionemail courriel adressecourriel adressemail adresseemail adresseelectronique "
    "adressedemessagerie mel indirizzoemail indirizzomail indirizzodiposta postaelettronica enderecodeemail enderecoemail "
    "correioeletronico eposta epostaadresi sahkoposti sahkopostiosoite adresemail adresaemail adresemailowy e-mailovaadresa "
    "emailovaadresa elektronickaposta emailcim drotposta почта электроннаяпочта адресэлектроннойпочты имейл емейл "
    "емаил мейл елпочта поштa електроннапошта メール メールアドレス eメール eメールアドレス 電子メール 電子メールアドレス メアド "
    "pcメールアドレス 携帯メールアドレス 邮箱 电子邮箱 电子邮件 邮件地址 邮箱地址 電子郵件 電郵 信箱 이메일 이메일주소 메일 "
    "subscriberemail contactemail customeremail useremail primaryemail workemail businessemail personalemail emailprimary "
    "email1 email1value emailaddress1 emailaddress1value email1address recipient recipientemail recipientaddress mailto "
    "billingemail companyemail leademail buyeremail memberemail to "
    "kontaktemail kundenemail empfanger empfangeradresse adresse address adressen addresses adresses"
)

_DATE_NAMES = {
    "last_open": (
        "lastopen lastopened lastopendate lastopeneddate lastopenedat lastopenat lastemailopen lastemailopendate "
        "lastemailopened lastmarketingemailopendate lastmarketingemailopened openedat opendate opened lastread dateoflastopen "
        "lastengagement lastengaged lastengageddate lastactive lastactivity lastactivitydate mostrecentopen "
        "letzteoffnung zuletztgeoffnet letzteoffnungam offnungsdatum zuletztaktiv letzteaktivitat "
        "最終開封 最終開封日 最終開封日時 開封日 開封日時 最終アクセス日 最終ログイン日 derniereouverture ultimaapertura ultimaabertura"
    ),
    "last_click": (
        "lastclick lastclicked lastclickdate lastclickeddate lastclickedat lastclickat lastemailclick lastemailclickdate "
        "lastmarketingemailclickdate clickedat clickdate mostrecentclick letzterklick zuletztgeklickt klickdatum letzterklickam "
        "最終クリック 最終クリック日 最終クリック日時 クリック日 クリック日時 dernierclic ultimoclic ultimoclick ultimoclique"
    ),
    "last_send": (
        "lastsend lastsent lastsenddate lastsentdate lastsentat lastmailed lastemailed lastemailsent lastemailsentdate "
        "lastemailsenddate lastmarketingemailsenddate lastcampaign lastcampaigndate lastcontacted lastcontactdate sentat senddate "
        "lastdelivered letzterversand zuletztgesendet versanddatum letzteversendung letztermailversand zuletztangeschrieben "
        "最終配信 最終配信日 最終配信日時 最終送信 最終送信日 最終送信日時 配信日 送信日 dernierenvoi ultimoenvio ultimoinvio"
    ),
    "sign_up": (
        "signup signupdate signedup signedupat signupat signuptime optin optindate optintime optinat optintimestamp subscribed "
        "subscribedat subscribedate subscribeddate subscriptiondate subscriptiondatetime dateadded added addedat addedon created "
        "createdat createdate createddate creationdate createdon datecreated registered registeredat registrationdate joined "
        "joinedat joindate joineddate memberssince membersince confirmtime confirmedat confirmed anmeldung anmeldedatum "
        "angemeldetam angemeldet registriert registriertam registrierungsdatum erstellt erstelltam erstellungsdatum eintragung "
        "eingetragenam optindatum hinzugefugtam 登録 登録日 登録日時 会員登録日 入会日 作成日 作成日時 購読開始日 申込日 追加日 "
        "dateinscription datedinscription inscription fechadealta fechaderegistro dataiscrizione datadecadastro"
    ),
}

_SOURCE_NAMES = (
    "source leadsource signupsource subscribesource utmsource origin originalsource acquisitionsource channel listsource form "
    "formname referrer referer campaignsource quelle herkunft anmeldequelle leadquelle kanal formular herkunftsliste "
    "ソース 流入元 流入経路 登録元 登録経路 取得元 取得経路 情報源 経路 origine fuente origen fonte canal"
)
_CONSENT_NAMES = (
    "consent gdprconsent emailconsent marketingconsent acceptsmarketing acceptsemailmarketing emailmarketingconsent "
    "emailmarketingstatus marketingpermissions permission optinstatus optedin doubleoptin doi subscriptionstatus emailoptin "
    "hasoptedin allowsmarketing legalbasis einwilligung zustimmung werbeeinwilligung newslettereinwilligung dsgvo erlaubnis "
    "einverstandnis 同意 同意状況 配信許可 メール配信許可 許諾 オプトイン メルマガ購読 consentement consentimiento consenso "
    "consentimento"
)
# Names of other columns: enough to know a header by.
_OTHER_NAMES = (
    "id name firstname lastname fullname first last givenname familyname surname vorname nachname anrede firma company "
    "phone telephone telefon country land city ort stadt plz zip zipcode postcode street strasse language sprache gender "
    "birthday tags notes status date title organization 氏名 名前 姓 名 会社 会社名 電話 電話番号 住所 都道府県 国 性別 備考 番号 "
    "nombre apellido apellidos prenom nom cognome nome sobrenome pays ville pais ciudad"
)
_ENOUGH = 0.5  # share of filled cells that hold an address: half of a column may be dirt, not more
_FOREIGN_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "ı": "i", "đ": "d"})
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """Which column holds the addresses.

    Args:
        column: Its name; empty where none does.
        others: What else looked like one, likeliest first.
        why: ``name``, ``content``, ``only`` (there is no other column) or empty.
        share: Share of the sample's filled cells that hold an address.
    """

    column: str
    others: tuple[str, ...]
    why: str
    share: float


def address_column(columns: Sequence[str], sample: pl.DataFrame) -> ColumnGuess:
    """Guess which column holds the addresses, by name and by content.

    A named column wins over a fuller one that is named otherwise, unless it holds no address at all.

    Args:
        columns: The table's columns.
        sample: Its first rows; other types than text count as holding no address.
    """
    shares = {name: address_share(sample[name]) for name in columns}
    named = {name: _rank(name) for name in columns}
    likely = [
        name
        for name in columns
        if shares[name] >= _ENOUGH or (named[name] and (shares[name] or not sample.height))
    ]
    likely.sort(
        key=lambda name: (-named[name] if shares[name] else 0, -shares[name], list(columns).index(name))
    )
    if likely:
        first, *others = likely
        return ColumnGuess(first, tuple(others), "name" if named[first] else "content", shares[first])
    likely = [name for name in columns if named[name]] or [name for name in columns if shares[name]]
    if likely:
        return ColumnGuess(
            likely[0], tuple(likely[1:]), "name" if named[likely[0]] else "content", shares[likely[0]]
        )
    only = columns[0] if len(columns) == 1 else ""
    return ColumnGuess(only, (), "only" if only else "", 0.0)


def address_share(values: pl.Series) -> float:
    """Give the share of a column's filled cells that hold one address."""
    if values.dtype != pl.String:
        return 0.0
    filled = values.filter(values.str.strip_chars() != "")
    return float(filled.str.contains(_ADDRESS).mean() or 0.0) if len(filled) else 0.0  # type: ignore[arg-type]  # a mean of booleans is a number


def date_columns(columns: Sequence[str], sample: pl.DataFrame) -> dict[str, str]:
    """Find the columns that tell when a contact was last active.

    Returns:
        The column by role, the roles that were found of ``last_open``, ``last_click``, ``last_send``, ``sign_up``.
    """
    found: dict[str, str] = {}
    for role, names in _DATE_NAMES_OF.items():
        for name in columns:
            if _fold(name) in names and _dated(sample[name]):
                found[role] = name
                break
    return found


def _dated(values: pl.Series) -> bool:
    reading = date_reading(values)
    return reading.read > 0 or bool(reading.note)


def source_column(columns: Sequence[str]) -> str:
    """Find the column that tells where a contact came from; empty where there is none."""
    return _first(columns, _SOURCES)


def consent_column(columns: Sequence[str]) -> str:
    """Find the column that tells whether a contact agreed; empty where there is none."""
    return _first(columns, _CONSENTS)


def is_heading(text: str) -> bool:
    """Tell whether a cell is a name that columns have in exports, so that its row is a header."""
    folded = _fold(text)
    return folded in _ALL or _rank(text) > 0


def _first(columns: Sequence[str], names: Iterable[str]) -> str:
    folded = {_fold(column): column for column in reversed(columns)}
    return next((folded[name] for name in names if name in folded), "")


def _rank(name: str) -> int:
    """Say how much a name sounds like a column of addresses: 3 that it does, 1 that it may, 0 that it doesn't."""
    folded = _fold(name)
    if folded in _VAGUE:
        return 1
    if folded in _ADDRESSES:
        return 3
    if _NEGATED.search(folded):
        return 0
    return 2 if _PART.search(folded) else 0


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_FOREIGN_LETTERS))
    bare = "".join(letter for letter in plain if not "\u0300" <= letter <= "\u036f")
    return _NOISE.sub("", unicodedata.normalize("NFKC", bare))


def _words(names: str) -> tuple[str, ...]:
    return tuple(map(_fold, names.split()))


_ADDRESSES = frozenset(_words(_ADDRESS_NAMES))
_VAGUE = frozenset({"adresse", "address", "adressen", "addresses", "adresses", "to", "recipient", "mel"})
_PART = re.compile(r"e?mail|メール|courriel|correoelectronico|邮箱|이메일")
_NEGATED = re.compile(
    r"status|date|datum|count|opt|sent|open|click|bounce|hash|md5|sha|domain|valid|type|typ$|name|subject|format|permission"
    r"|consent|marketing|日|配信|件名|mailing(?!address)|time|zustimmung|einwilligung|id$|client|campaign|score|rating|listmail"
)
_DATE_NAMES_OF = {role: frozenset(_words(names)) for role, names in _DATE_NAMES.items()}
_SOURCES = _words(_SOURCE_NAMES)
_CONSENTS = _words(_CONSENT_NAMES)
_ALL = (
    frozenset().union(*_DATE_NAMES_OF.values())
    | frozenset(_SOURCES)
    | frozenset(_CONSENTS)
    | frozenset(_words(_OTHER_NAMES))
)
