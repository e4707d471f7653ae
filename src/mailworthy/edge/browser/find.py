"""Where the user's Chromium is."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
VARIABLE = "MAILWORTHY_CHROMIUM"
HOW_TO_GET_IT = (
    "pip install 'mailworthy[previews]'; apt install chromium (or name one by MAILWORTHY_CHROMIUM)"
)


def chromium() -> str | None:
    """Give the path of a Chromium: the one that ``MAILWORTHY_CHROMIUM`` names, else the first on the path; None where there is none."""
    named = os.environ.get(VARIABLE)
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def missing() -> str:
    """Say what is not there: ``playwright``, ``chromium``, or nothing."""
    if find_spec("playwright") is None:
        return "playwright"
    return "" if chromium() else "chromium"
