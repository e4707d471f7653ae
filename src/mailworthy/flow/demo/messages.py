"""The sample's newsletter: as it was to be sent, with a dozen typical faults, and as it reads once they are mended."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path

from mailworthy.finding import Lang

BEFORE, AFTER = "newsletter.eml", "newsletter-mended.eml"
_TEXTS = {BEFORE: "newsletter", AFTER: "mended"}


def write_messages(folder: Path, today: datetime, lang: Lang) -> tuple[Path, Path]:
    """Write both messages.

    Args:
        folder: Where to.
        today: When they are dated.
        lang: German people get a German newsletter, all others an English one.

    Returns:
        The faulty one and the mended one.
    """
    told = Lang.DE if lang is Lang.DE else Lang.EN
    before, after = (_written(folder / name, text, told, today) for name, text in _TEXTS.items())
    return before, after


def _written(path: Path, text: str, lang: Lang, today: datetime) -> Path:
    source = files(__package__).joinpath("campaign", f"{text}.{lang.value}.eml").read_text(encoding="utf-8")
    path.write_text(source.replace("{date}", format_datetime(today)), encoding="utf-8", newline="\n")
    return path
