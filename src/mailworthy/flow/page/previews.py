"""What the page of previews and the contact sheet are told."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from mailworthy.finding import Lang
from mailworthy.flow.page.message_source import shortened
from mailworthy.flow.page.page import rendered
from mailworthy.flow.page.words import Speech
from mailworthy.message.clients.known import known
from mailworthy.message.previews import Cause, Look, Loss, View
from mailworthy.message.previews.difference import NO_STYLES

if TYPE_CHECKING:
    from mailworthy.flow.preview_message import Drawn, Preview

PARTS: Mapping[str, frozenset[Look]] = {
    "screens": frozenset({Look.LIGHT}),
    "darkness": frozenset({Look.DARK, Look.INVERTED}),
    "reduced": frozenset({Look.NO_IMAGES, Look.TEXT}),
    "weaker": frozenset({Look.CLIENT}),
}
LOSSES_MOST = 60  # of one view
SHEET_LOSSES = 6
EMBEDDED_OCTETS = 5 * 2**20  # of a page's pictures


def preview_page(preview: Preview, lang: Lang = Lang.EN, *, sample: bool = False) -> str:
    """Give the page that shows what a message looks like, its pictures embedded.

    Args:
        preview: What was drawn.
        lang: The language of all words and numbers.
        sample: Whether this is the demo's own sample data.
    """
    return rendered("previews.html.j2", preview_view(preview, Speech(lang), sample=sample), "previews.css")


def contact_sheet(file: str, drawn: Sequence[Drawn], lang: Lang = Lang.EN) -> str:
    """Give the page that a browser makes a message's contact sheet of.

    Args:
        file: The message's name.
        drawn: The pictures.
        lang: The language of all words.
    """
    return rendered("contact_sheet.html.j2", sheet_view(file, drawn, Speech(lang)))


def preview_view(preview: Preview, speech: Speech, *, sample: bool) -> dict[str, Any]:
    """Give all that the page shows, in the words of ``speech``."""
    embedded = _embedded(preview.drawn)
    parts = {
        name: [_figure(one, speech) for one in embedded if one.view.look in looks]
        for name, looks in PARTS.items()
    }
    shown = [name for name, figures in parts.items() if figures]
    beside = next(
        (one for one in embedded if one.view.look is Look.LIGHT and not one.view.device.mobile), None
    )
    n = len(preview.drawn)
    return {
        "t": speech,
        "kicker": speech.say("preview.kicker"),
        "title": speech.say("preview.title", file=preview.file or speech.say("preview.unnamed")),
        "file": shortened(preview.file),
        "subject": shortened(preview.draft.subject),
        "headline": speech.say("preview.headline", n=n) if n else speech.say("preview.nothing"),
        "notices": list(_notices(preview, speech, sample=sample)),
        "parts": {name: parts[name] for name in shown},
        "beside": _compared(beside, speech) if beside and "weaker" in shown else None,
        "contents": {name: speech.say(f"{name}.title") for name in shown},
    }


def sheet_view(file: str, drawn: Sequence[Drawn], speech: Speech) -> dict[str, Any]:
    """Give what the contact sheet shows."""
    return {
        "t": speech,
        "title": shortened(PurePath(file).name) or speech.say("preview.unnamed"),
        "figures": [_figure(one, speech, SHEET_LOSSES) for one in drawn],
    }


def view_name(view: View, speech: Speech) -> str:
    """Say in a few words what a view is: ``As it is, Chromium at iPhone width``."""
    return speech.say(
        "preview.view", look=look_name(view, speech), device=speech.say(f"device.{view.device.name}")
    )


def loss_name(loss: Loss, speech: Speech) -> str:
    """Say what disappears."""
    return loss.name if loss.cause is Cause.FEATURE else speech.say(f"loss.{loss.cause.value}", n=loss.count)


def look_name(view: View, speech: Speech) -> str:
    """Say how a view looks at a message, whatever the screen."""
    if view.look is not Look.CLIENT:
        return speech.say(f"look.{view.look.value}")
    if view.client == NO_STYLES:
        return speech.say("look.no_styles")
    return speech.say("look.client", client=known().clients.get(view.client, view.client))


def _notices(preview: Preview, speech: Speech, *, sample: bool) -> Iterable[str]:
    if sample:
        yield speech.say("preview.sample")
    yield speech.say("preview.honest", version=preview.chromium)
    if preview.views.pictured and preview.views.pictured.drawn:
        yield speech.say("preview.placeholders", n=preview.views.pictured.drawn)
    yield speech.say("preview.requests", n=preview.requests.refused.total())
    if preview.views.shortened:
        yield speech.say("preview.shortened")
    if preview.confined == "nothing":
        yield speech.say("preview.unconfined")


def _embedded(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Keep the octets of as many pictures as a page has room for; the others lie beside it."""
    room, kept = EMBEDDED_OCTETS, []
    for one in drawn:
        room -= len(one.picture.octets)
        kept.append(one if room >= 0 else replace(one, picture=replace(one.picture, octets=b"")))
    return kept


def _compared(one: Drawn, speech: Speech) -> dict[str, Any]:
    caption = speech.say("preview.as_written")
    return _figure(one, speech) | {"caption": caption, "alt": speech.say("preview.alt", view=caption)}


def _figure(one: Drawn, speech: Speech, most: int = LOSSES_MOST) -> dict[str, Any]:
    view, picture = one.view, one.picture
    name = view_name(view, speech)
    lost = [
        {
            "name": loss_name(loss, speech),
            "times": speech.say("preview.times", n=loss.count)
            if loss.cause is Cause.FEATURE and loss.count > 1
            else "",
            "examples": [shortened(text) for text in loss.examples],
        }
        for loss in view.losses
    ]
    return {
        "caption": look_name(view, speech),
        "screen": speech.say(
            "preview.screen",
            device=speech.say(f"device.{view.device.name}"),
            size=f"{view.device.width} × {view.device.height}",
        ),
        "wide": not view.device.mobile,
        "alt": speech.say("preview.alt", view=name),
        "file": one.file,
        "data": f"data:image/jpeg;base64,{b64encode(picture.octets).decode()}" if picture.octets else "",
        "trouble": _trouble(one, speech),
        "notes": list(_notes(one, speech)) if one.file else [],
        "lost": lost[:most],
        "more": max(len(lost) - most, 0),
    }


def _trouble(one: Drawn, speech: Speech) -> str:
    """Say why a picture is not there to be seen."""
    if one.picture.octets:
        return ""
    return speech.say("preview.elsewhere" if one.file else f"preview.{one.picture.trouble.value}")


def _notes(one: Drawn, speech: Speech) -> Iterable[str]:
    picture, screen = one.picture, one.view.device
    if one.wide:
        yield speech.say("preview.wide", width=picture.width, screen=screen.width)
    if picture.cut:
        yield speech.say("preview.cut", height=picture.height)
