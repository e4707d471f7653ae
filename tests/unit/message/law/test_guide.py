"""The guide's table of duties is the data's; ``python tests/unit/message/law/test_guide.py`` prints it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mailworthy.message.law import MARKETS, data, duties

GUIDE = Path(__file__).parents[4] / "docs" / "guide" / "law.md"


def table() -> Iterator[str]:
    for market in MARKETS:
        yield f"### {data.duties()['law'][market]['en']}"
        yield ""
        yield "| duty | where it stands | by | sure | findings |"
        yield "| --- | --- | --- | --- | --- |"
        for duty in duties(market):
            where = f"[{duty.source}]({duty.url}) {duty.section}".strip()
            codes = ", ".join(f"`{code}`" for code in duty.codes)
            yield f"| {duty.asks['en']} | {where} | {duty.needs} | {duty.confidence} | {codes} |"
        yield ""


def test_the_guide_shows_every_duty_as_the_data_has_it():
    assert GUIDE.read_text("utf-8").endswith("\n".join(table()))


if __name__ == "__main__":
    print("\n".join(table()), end="")  # noqa: T201  # to be pasted into the guide
