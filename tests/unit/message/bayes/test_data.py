"""The base that is shipped: whole, small, and silent where it knows too little."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest

from mailworthy.message.bayes.counts import Counts, counted
from mailworthy.message.bayes.data import base, packed, unpacked
from mailworthy.message.bayes.said import Said
from mailworthy.message.bayes.tokens import tokens
from mailworthy.message.bayes.weigh import LEAST_OF_EACH, Learnt, Line, Silence, Verdict, weigh

LIMIT_BYTES = 1_000_000


def weighed(text: str, subject: str = ""):
    return weigh(tokens(Said(subject, text)), Learnt(base().counts, Counts.none(), base().line))


# fmt: off
# Written for this table, not for the base.
MESSAGES = [
    # its words                                                                                                      may not be
    ("Hello Mrs Miller, the paint you ordered is ready. You can collect it at our shop until six. Please bring the receipt.", Verdict.SPAM),
    ("Dear members, the swimming pool opens again on Saturday. Tickets are cheaper if you buy them online. Unsubscribe here.", Verdict.SPAM),
    ("Big news for our readers: our shop has a sale this week, everything is 20% off and shipping is free. Click here to unsubscribe from this list.", Verdict.SPAM),
    ("Sehr geehrte Frau Koch, Ihre Bestellung ist heute bei uns eingetroffen. Sie können sie bis Freitag im Laden abholen. Mit freundlichen Grüßen", Verdict.SPAM),
    ("Liebe Leserinnen und Leser, unser neues Heft ist da. Sie finden darin Rezepte für den Herbst und einen Bericht aus Rostock. Newsletter abbestellen", Verdict.SPAM),
    ("いつもお世話になっております。ご予約の商品が入荷いたしましたので、お知らせいたします。ご来店をお待ちしております。配信停止はこちら", Verdict.SPAM),
    ("Congratulations!!! You are the lucky winner of our lottery, claim your prize money now, 100% free, no obligation, guaranteed. Send your bank details.", Verdict.HAM),
    ("Earn thousands of dollars working from home, no experience needed, money back guaranteed, order now, click here to be removed from our mailing list", Verdict.HAM),
]
STRANGE = [
    "Caro cliente, seu pedido foi enviado ontem e deve chegar na próxima semana. Obrigado por comprar conosco.",
    "Chère cliente, votre commande est arrivée ce matin et vous attend au magasin jusqu'à samedi soir.",
    "Уважаемые читатели, в новом номере журнала вы найдёте рецепты и рассказ о путешествии на север.",
    "안녕하세요 고객님, 주문하신 상품이 오늘 발송되었습니다. 이번 주 금요일까지 받으실 수 있습니다. 감사합니다.",
]
# fmt: on


@pytest.mark.parametrize(("text", "never"), MESSAGES)
def test_mail_of_every_day(text, never):
    assert weighed(text).verdict is not never


@pytest.mark.parametrize("text", STRANGE)
def test_in_a_language_that_it_was_not_taught_it_says_nothing(text):
    told = weighed(text)
    assert (told.verdict, told.silence, told.probability) == (Verdict.UNSURE, Silence.STRANGE_LANGUAGE, None)


def test_it_is_small_sorted_and_balanced():
    counts = base().counts
    assert len(files("mailworthy.message.bayes").joinpath("data", "base.bin").read_bytes()) <= LIMIT_BYTES
    assert np.array_equal(counts.hashes, np.unique(counts.hashes))
    assert (counts.spam + counts.ham > 0).all()
    assert counts.spam.max() <= counts.spam_messages
    assert counts.ham.max() <= counts.ham_messages
    assert min(counts.spam_messages, counts.ham_messages) >= 10 * LEAST_OF_EACH


def test_a_base_that_was_written_can_be_read():
    counts = counted([tokens(Said("a", "b c"))], [tokens(Said("a", "d"))])
    again = unpacked(packed("7", counts, Line(1.5, -0.25)))
    assert (again.version, again.counts, again.line) == ("7", counts, Line(1.5, -0.25))
