"""``mailworthy message train``: what is learnt, each message once, and taken back without a trace."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from mailworthy.doors.cli.main import run
from mailworthy.finding import Lang
from mailworthy.flow import train_bayes
from mailworthy.flow.train_bayes import Lesson, held, taught, train
from mailworthy.message.bayes.weigh import Standing


def mail(words: str) -> str:
    return f"From: a@b.example\nSubject: {words}\n\nDear all, {words} and so on, as we said on {words}.\n"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Three wanted messages, an mbox of two spam ones, before us."""
    (tmp_path / "ham").mkdir()
    for number in range(3):
        (tmp_path / "ham" / f"{number}.eml").write_text(mail(f"bread number {number}"), encoding="utf-8")
    spam = "".join(
        f"From a@b Mon Nov  2 10:00:00 2026\n{mail(f'pills number {number}')}\n" for number in range(2)
    )
    (tmp_path / "spam.mbox").write_text(spam, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def teach(shelf, capsys):
    """Run the command; give its exit code and what it wrote to both streams."""

    def ran(*arguments: str):
        with pytest.raises(SystemExit) as end:
            run(["message", "train", *arguments])
        written = capsys.readouterr()
        return SimpleNamespace(code=end.value.code, out=written.out, err=written.err)

    return ran


def holds() -> tuple[int, int]:
    found = held()
    return found.spam, found.ham


def test_it_says_what_it_learnt_and_holds(teach):
    lines = teach("--ham", "ham", "--spam", "spam.mbox").out.splitlines()
    assert lines[0] == "5 messages learnt"
    assert "2 spam and 3 wanted messages" in lines[1]
    assert "from 50 messages of each kind on" in lines[2]


def test_many_paths_may_follow_as_a_shell_expands_them(teach):
    ran = teach("--ham", "ham/0.eml", "ham/1.eml", "--spam", "spam.mbox", "--json")
    assert (ran.code, json.loads(ran.out)["learnt"]) == (0, 4)
    assert holds() == (2, 2)


def test_nothing_is_learnt_twice(teach):
    for known in (0, 5):
        told = json.loads(teach("--ham", "ham", "--spam", "spam.mbox", "--json").out)
        assert (told["learnt"], told["known"]) == (5 - known, known)
    assert holds() == (2, 3)


def test_a_message_changes_sides(teach):
    teach("--ham", "ham", "--spam", "spam.mbox")
    told = json.loads(teach("--ham", "spam.mbox", "--json").out)
    assert told["moved"] == 2
    assert holds() == (0, 5)


def test_what_is_taken_back_leaves_no_trace(teach):
    teach("--ham", "ham", "--spam", "spam.mbox")
    told = json.loads(teach("--ham", "ham", "--spam", "spam.mbox", "--untrain", "--json").out)
    assert told["taken_back"] == 5
    assert told["holds"] == {"spam": 0, "ham": 0, "words": 0, "standing": "none"}


def test_it_may_begin_afresh(teach):
    teach("--ham", "ham", "--spam", "spam.mbox")
    teach("--ham", "ham/0.eml", "--fresh")
    assert holds() == (0, 1)


def test_names_have_stores_of_their_own(teach):
    teach("--ham", "ham", "--own", "shop")
    assert holds() == (0, 0)
    assert held("shop").ham == 3
    assert taught("shop").own.ham_messages == 3


def test_it_shows_what_is_there_and_learns_nothing(teach):
    ran = teach("--show")
    assert ran.code == 0
    assert "0 spam and 0 wanted messages" in ran.out
    assert "learnt" not in ran.out.splitlines()[0]


def test_what_cannot_be_read_is_said_and_the_rest_is_learnt(teach, shelf):
    (shelf / "ham" / "3.eml").touch()
    ran = teach("--ham", "ham")
    assert (ran.code, ran.err) == (2, "ham/3.eml: empty; there is nothing to check\n")
    assert holds() == (0, 3)


@pytest.mark.parametrize("arguments", [(), ("--ham",), ("--ham", "no-such-file"), ("ham",)])
def test_what_it_cannot_do_is_said_in_one_line(teach, arguments):
    ran = teach(*arguments)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("lang", Lang)
def test_every_language(teach, lang):
    for more in ((), ("--untrain",)):
        assert "{" not in teach("--ham", "ham", "--spam", "spam.mbox", "--lang", lang.value, *more).out


def test_a_training_is_kept_batch_by_batch(shelf, monkeypatch):
    monkeypatch.setattr(train_bayes, "AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    teaching = train(Lesson([shelf / "ham"], [shelf / "spam.mbox"]), tell=lambda *each: told.append(each))
    assert teaching.learnt == 5
    assert [messages for messages, _ in told] == [2, 4, 5]
    assert holds() == (2, 3)


def test_what_was_taught_is_heard_once_it_is_enough(tmp_path):
    for number in range(50):
        for kind in ("ham", "spam"):
            (tmp_path / kind).mkdir(exist_ok=True)
            words = f"{'bread' if kind == 'ham' else 'pills'} {number}"
            (tmp_path / kind / f"{number}.eml").write_text(mail(words), encoding="utf-8")
    train(Lesson([tmp_path / "ham"], [tmp_path / "spam"]))
    assert held().standing is Standing.USED
