"""Whether the subject is honest about what follows."""

from __future__ import annotations

import pytest

from mailworthy.message.law.shown import shown
from mailworthy.message.law.subject import fake_answer, pretended
from mailworthy.message.reading import read

# fmt: off
ANSWERS = [
    ("Subject: Re: your question\n",                                    True),
    ("Subject: AW: Angebot\n",                                          True),
    ("Subject: Re[2]: hello\n",                                         True),
    ("Subject: Re: hello\nIn-Reply-To: <1@a.example>\n",                False),
    ("Subject: Re: hello\nReferences: <1@a.example>\n",                 False),
    ("Subject: Fwd: hello\nResent-From: a@a.example\n",                 False),
    ("Subject: Reading list\n",                                         False),
    ("Subject: Refund: how it works\n",                                 False),
]
CLAIMS = [
    # language  subject             body                                             promotion  claimed
    ("en", "Your invoice",          "20% off. Shop now. Free shipping.",             3,         "invoice"),
    ("en", "Your invoice",          "20% off. Shop now. Your invoice is attached.",  3,         None),     # it is about one
    ("en", "Your invoice",          "Pay soon.",                                     0,         None),     # and advertises nothing
    ("en", "Invoice software, 20% off", "20% off our invoice software. Shop now.",   3,         None),
    ("en", "Spring sale",           "20% off. Shop now. Free shipping.",             3,         None),
    ("de", "Ihre Bestellung",       "Rabatt, Gutschein, jetzt kaufen!",              3,         "ihre bestellung"),
    ("ja", "お荷物のお届けについて", "割引、送料無料、クーポン",                     3,         "お荷物"),
]
# fmt: on


@pytest.mark.parametrize(("header", "fake"), ANSWERS)
def test_an_answer_to_nothing(header, fake):
    assert fake_answer(read(f"From: a@a.example\n{header}\nx\n".encode())) is fake


def test_a_page_without_a_header_is_not_accused():
    assert not fake_answer(read(b"<p>x", "html", subject="Re: hello"))


@pytest.mark.parametrize(("language", "subject", "body", "promotion", "claimed"), CLAIMS)
def test_a_matter_that_only_the_subject_knows(language, subject, body, promotion, claimed):
    draft = read(f"<p>{body}".encode(), "html", subject=subject)
    hit = pretended(draft, shown(draft), language, promotion)
    assert (hit.word if hit else None) == claimed
