"""Draws pages with the user's own Chromium: no script runs, no request leaves."""

from mailworthy.edge.browser.browser import Browser, Sitting
from mailworthy.edge.browser.find import HOW_TO_GET_IT, chromium, missing
from mailworthy.edge.browser.shot import Picture, Requests, Screen, Shot, Trouble

__all__ = [
    "HOW_TO_GET_IT",
    "Browser",
    "Picture",
    "Requests",
    "Screen",
    "Shot",
    "Sitting",
    "Trouble",
    "chromium",
    "missing",
]
