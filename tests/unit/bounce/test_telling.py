"""The JSON shape of a record: every key always, class and bounce apart, a remedy that says what to do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_shape import fits

from mailworthy.bounce.codes import code_words
from mailworthy.bounce.reasons import REASONS
from mailworthy.bounce.record import Bounce, Evidence, Judgement, Kind, Stage
from mailworthy.bounce.schema import bounce_schema
from mailworthy.bounce.telling import as_dict, confidence, duration, remedy
from mailworthy.bounce.words import kind_words, reason_words
from mailworthy.finding import Confidence, Lang

KEYS = [
    "file",
    "kind",
    "recipient",
    "original_recipient",
    "reply",
    "status",
    "class",
    "reason",
    "bounce",
    "group",
    "remedy",
    "code",
    "retry",
    "remote_mta",
    "diagnostic",
    "message_id",
    "confidence",
    "evidence",
    "stage",
    "reporting_mta",
    "subject",
    "sent_at",
    "reported_at",
    "tag",
    "feedback_type",
    "new_address",
    "provider",
    "help",
    "blocklist",
]


def _bounce(reason: str, reply: int | None = None, status: str = "", **more) -> Bounce:
    decided = Evidence(more.pop("rule", "general/words"), "some words", reason)
    sure = more.pop("sure", Confidence.CERTAIN)
    judged = {name: more.pop(name) for name in ("provider", "help", "blocklist") if name in more}
    return Bounce(
        more.pop("kind", Kind.BOUNCE),
        reply=reply,
        status=status,
        judgement=Judgement(reason, sure, (decided,), **judged),
        **more,
    )


FULL = _bounce(
    "blocklisted", 554, "5.7.1",
    file="a.eml", recipient="a@example.org", original_recipient="b@example.org", remote_mta="mx.example.org",
    reporting_mta="out.example.net", diagnostic="554 5.7.1 listed", stage=Stage.RCPT, message_id="1@example.net",
    subject="Hello", sent_at="Mon, 2 Nov 2026 10:00:00 +0000", reported_at="Mon, 2 Nov 2026 10:00:01 +0000", tag="c1",
    provider="Example", help="https://example.org/help", blocklist="list.example",
    evidence=(Evidence("rfc3464", "Action: failed", "bounce"),),
)  # fmt: skip

# fmt: off
CLASSES = [
    # record                                                  class         bounce
    (_bounce("user_unknown", 550, "5.1.1"),                   "permanent",  "hard"),
    (_bounce("user_unknown", 450, "4.1.1"),                   "temporary",  "hard"),   # the reason decides
    (_bounce("policy", 550, "5.7.1"),                         "permanent",  "soft"),   # a good address
    (_bounce("mailbox_full", 552, "4.2.2"),                   "temporary",  "soft"),   # the enhanced code says it better
    (_bounce("mailbox_disabled", 525),                        "permanent",  "soft"),   # until it is seen twice
    (_bounce("undetermined"),                                 None,         "soft"),
    (_bounce("user_unknown", 550, kind=Kind.DELAY),           "permanent",  "none"),   # nothing has come back yet
    (Bounce(Kind.DELIVERED, status="2.0.0"),                  "success",    "none"),
    (Bounce(Kind.COMPLAINT),                                  None,         "none"),
]
RETRIES = [
    # record                                       allowed, after
    (_bounce("user_unknown", 550),                 (False, None)),
    (_bounce("greylisted", 451),                   (True, "PT15M")),
    (_bounce("server_error", 421),                 (True, "PT4H")),
    (_bounce("mailbox_disabled", 525),             (True, "P14D")),
    (_bounce("expired", kind=Kind.DELAY),          (False, None)),     # is being tried already
    (Bounce(Kind.AUTO_REPLY),                      None),
]
DURATIONS = [(1, "PT1S"), (90, "PT90S"), (900, "PT15M"), (3600, "PT1H"), (5400, "PT90M"), (86400, "P1D"), (90000, "PT25H")]
SURE = [
    # of the record         of the reason            of both
    (Confidence.CERTAIN,    Confidence.CERTAIN,      Confidence.CERTAIN),
    (Confidence.CERTAIN,    Confidence.GUESS,        Confidence.GUESS),
    (Confidence.GUESS,      Confidence.CERTAIN,      Confidence.GUESS),
    (Confidence.LIKELY,     Confidence.CERTAIN,      Confidence.LIKELY),
]
# fmt: on


def test_every_key_is_there_in_this_order():
    assert list(as_dict(FULL)) == KEYS
    assert list(as_dict(Bounce(Kind.ORDINARY))) == KEYS


def test_what_is_known_is_told():
    assert [key for key, value in as_dict(FULL).items() if value is None] == ["feedback_type", "new_address"]


def test_what_is_not_known_is_null():
    told = as_dict(Bounce(Kind.ORDINARY))
    known = {key for key, value in told.items() if value is not None}
    assert known == {"kind", "bounce", "remedy", "confidence", "evidence"}


@pytest.mark.parametrize(("record", "class_", "bounce"), CLASSES)
def test_the_code_and_the_reason_are_told_apart(record, class_, bounce):
    told = as_dict(record)
    assert (told["class"], told["bounce"]) == (class_, bounce)


@pytest.mark.parametrize(("record", "wanted"), RETRIES)
def test_when_to_send_again(record, wanted):
    assert as_dict(record)["retry"] == (wanted and {"allowed": wanted[0], "after": wanted[1]})


@pytest.mark.parametrize(("seconds", "written"), DURATIONS)
def test_durations(seconds, written):
    assert duration(seconds) == written


@pytest.mark.parametrize(("record", "reason", "both"), SURE)
def test_a_record_is_as_sure_as_its_weakest_part(record, reason, both):
    assert confidence(_bounce("policy", sure=reason, confidence=record)) is both


def test_evidence_of_the_reason_comes_before_that_of_the_kind():
    assert [one["rule"] for one in as_dict(FULL)["evidence"]] == ["general/words", "rfc3464"]


# --- the remedy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("reason", REASONS)
def test_every_bounce_has_its_reasons_remedy(reason, lang):
    assert remedy(_bounce(reason), lang) == reason_words(reason, lang).remedy


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.BOUNCE])
def test_every_other_kind_has_its_own(kind, lang):
    """Also a delay, though a reason is known: nobody is to send again meanwhile."""
    assert remedy(_bounce("expired", kind=kind), lang) == kind_words(kind.value, lang).remedy != ""


@pytest.mark.parametrize("lang", Lang)
def test_the_providers_page_and_the_blocklist_are_named(lang):
    said = remedy(FULL, lang)
    assert said.startswith(reason_words("blocklisted", lang).remedy)
    assert "list.example" in said
    assert "https://example.org/help" in said
    assert "Example" in said


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("reply", [421, 450, 451, 452, 501, 552, 554])
def test_where_the_code_alone_decided_the_second_suspicion_is_named(reply, lang):
    second = code_words(reply, "", lang).second
    assert remedy(_bounce("policy", reply, rule=f"reply {reply}"), lang).endswith(second)
    assert second not in remedy(_bounce("policy", reply, rule="general/words"), lang)
    assert second not in remedy(_bounce("policy", reply, "5.7.1", rule="status 5.7.1"), lang)


def test_where_nothing_decided_the_second_suspicion_is_named():
    record = Bounce(Kind.BOUNCE, reply=554, judgement=Judgement("undetermined", Confidence.GUESS))
    assert "blocklist" in remedy(record)


# --- others' names, any record ----------------------------------------------------------------------------------


def test_sisimais_names_change_the_reason_alone():
    ours, theirs = as_dict(FULL), as_dict(FULL, sisimai=True)
    assert theirs["reason"] == "blocked"
    assert {**theirs, "reason": ours["reason"]} == ours


@pytest.mark.parametrize("kind", [Kind.ORDINARY, Kind.REPORT])
def test_sisimai_has_no_name_for_what_is_no_bounce(kind):
    assert as_dict(Bounce(kind), sisimai=True)["reason"] in (None, "")


_TEXT = st.text(max_size=8)
_JUDGEMENTS = st.builds(
    Judgement, st.sampled_from(list(REASONS)), st.sampled_from(Confidence),
    st.lists(st.builds(Evidence, _TEXT, _TEXT, _TEXT, st.booleans()), max_size=3).map(tuple), _TEXT, _TEXT, _TEXT,
)  # fmt: skip
_STATUS = st.one_of(
    st.just(""), st.from_regex(r"[245]\.\d{1,3}\.\d{1,3}", fullmatch=True).filter(str.isascii)
)
RECORDS = st.builds(
    Bounce, kind=st.sampled_from(Kind), recipient=_TEXT, file=_TEXT, reply=st.one_of(st.none(), st.integers(200, 599)),
    status=_STATUS, judgement=st.one_of(st.none(), _JUDGEMENTS), diagnostic=_TEXT, stage=st.sampled_from(Stage),
    confidence=st.sampled_from(Confidence), new_address=_TEXT,
)  # fmt: skip


@given(RECORDS, st.sampled_from(Lang))
def test_any_record_has_the_published_shape(record, lang):
    told = as_dict(record, lang)
    assert fits(told, bounce_schema())
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize(
    "change", [{"extra": 1}, {"reason": "unknown"}, {"bounce": None}, {"reply": 99}, {"remedy": None}]
)
def test_what_is_no_record_does_not_fit(change):
    assert not fits({**as_dict(FULL), **change}, bounce_schema())
