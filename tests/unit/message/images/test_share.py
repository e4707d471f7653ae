"""How much of what people see is pictures."""

from __future__ import annotations

import pytest
from images_look import told

SENTENCE = "All garden chairs cost ten percent less from Monday, oiled by hand. "
JAPANESE = "春の新作ガーデンチェアを入荷しました。職人が一脚ずつ仕上げた椅子です。"


@pytest.mark.parametrize(
    ("sides", "text", "heavy"),
    [
        ([(600, 600)] * 3, SENTENCE * 3, True),
        ([(600, 600)] * 3, SENTENCE * 30, False),
        ([(600, 600)] * 3, JAPANESE * 3, True),
        ([(600, 600)] * 3, JAPANESE * 30, False),
        ([(600, 400)], SENTENCE * 2, False),  # one at the top is no fault
        ([(600, 600)] * 3, "", False),  # no words at all: another finding says so
        ([(1, 600)] * 9, SENTENCE * 2, False),
    ],
    ids=range(7),
)
def test_the_share_of_pictures(sides, text, heavy):
    pictures = "".join(
        f'<img src="https://shop.example/{number}.jpg" width="{width}" height="{height}" alt="">'
        for number, (width, height) in enumerate(sides)
    )
    found = told(f"<p>{text}</p>{pictures}")
    assert ("IMG-RATIO" in found) is heavy
