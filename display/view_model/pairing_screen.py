"""What a screen without a hub shows: which hubs there are, what to do, and the number."""

from display.state.key_names import KeyNames
from display.state.messages import Action
from display.state.pairing_stages import Candidate, Pairing, Stage
from display.view_model.layout import Layout, shorten, shrink, wrap
from display.view_model.screen import Box, Panel, Rect, Screen, Text, Tone
from display.view_model.words import isolate
from hub.locale.words import mark, say, say_many
from hub.wire.pairing import format_number

_LEAST = 16
"""Pixels of a line, however long what is said is."""

_SHOWN = 10
"""Hubs in the list: as many as there are number keys."""

TOUCHED_ROW = "row"
"""What the panel of a row is called: a finger on it is the number key of the row."""

_WORDS = {
    Stage.ASKING: (mark("Asking {hub}…"), ""),
    Stage.CLOSED: (
        mark("{hub} is here, and lets nobody in at the moment."),
        mark("On the hub, run: galley-hub pair --role kitchen"),
    ),
    Stage.NUMBER: (
        mark("{hub} must show the same number."),
        mark("Say yes there only if it does. If it shows another one, say no."),
    ),
    Stage.REFUSED: (
        mark("{hub} said no. Asking again…"),
        mark("If that was a mistake, open pairing again."),
    ),
    Stage.AWAY: (mark("{hub} does not answer. Trying again…"), ""),
    Stage.PAIRED: (mark("Paired with {hub}."), ""),
}


def pairing_screen(pairing: Pairing, layout: Layout, keys: KeyNames) -> Screen:
    """Put the picture together.

    Args:
        pairing: how far it has come.
        layout: the glass.
        keys: what is printed on the keys.
    """
    unit = max(_LEAST, min(layout.height // 22, layout.width // 32))
    writer = _write_page(pairing, layout, unit, keys)
    # Some languages need more lines than others.
    while writer.overflows and unit > _LEAST:
        unit -= 1
        writer = _write_page(pairing, layout, unit, keys)
    panel = Panel("pair", Rect(0, 0, layout.width, layout.height), Tone.GROUND, tuple(writer.parts))
    return Screen(
        width=layout.width,
        height=layout.height,
        panels=(panel, *writer.rows),
        seq=-1,
    )


def _write_page(pairing: Pairing, layout: Layout, unit: int, keys: KeyNames) -> "_PageWriter":
    inner = Rect(2 * unit, 2 * unit, layout.width - 4 * unit, layout.height - 4 * unit)
    writer = _PageWriter(inner, layout)
    writer.write(say("Pair this screen"), 2 * unit, Tone.TEXT)
    writer.write(say("It calls itself “{name}”.", name=isolate(pairing.device)), unit, Tone.FAINT)
    writer.skip(unit)
    if pairing.hub is not None:
        _with_hub(writer, pairing, pairing.hub, unit, keys)
    elif not pairing.hubs:
        writer.write(say("Looking for a hub on this network…"), round(1.3 * unit), Tone.TEXT)
        writer.write(
            say("The hub has to be switched on, and on the same network as this screen."),
            unit,
            Tone.FAINT,
        )
    else:
        _choice(writer, pairing, unit, keys)
    return writer


def _with_hub(
    writer: "_PageWriter", pairing: Pairing, hub: Candidate, unit: int, keys: KeyNames
) -> None:
    first, second = _WORDS[pairing.stage]
    writer.write(say(first, hub=isolate(hub.name)), round(1.3 * unit), Tone.TEXT)
    if pairing.number:
        writer.number(format_number(pairing.number), 6 * unit)
    if second:
        writer.write(say(second), unit, Tone.FAINT)
    if len(pairing.hubs) > 1:
        writer.skip(unit)
        back = Action.UNDO if keys.has(Action.UNDO) else Action.RECALL
        words = say("Another hub? Press {key}.", key=keys.name(back))
        writer.write(words, unit, Tone.FAINT)


def _choice(writer: "_PageWriter", pairing: Pairing, unit: int, keys: KeyNames) -> None:
    if len(pairing.hubs) == 1:
        found = say("Found {hub}…", hub=isolate(pairing.hubs[0].name))
        writer.write(found, round(1.3 * unit), Tone.TEXT)
        return
    writer.write(say("Which hub is this screen's?"), round(1.3 * unit), Tone.TEXT)
    words = say(
        "Press its number, or {after} and then {bump}.",
        after=keys.name(Action.NEXT),
        bump=keys.name(Action.BUMP),
    )
    writer.write(words, unit, Tone.FAINT)
    writer.skip(unit)
    for index, hub in enumerate(pairing.hubs[:_SHOWN]):
        words = f"{index + 1}   {isolate(hub.name)}   ({_place(hub)})"
        writer.row(words, round(1.3 * unit), chosen=index == pairing.row)
    more = len(pairing.hubs) - _SHOWN
    if more > 0:
        writer.write(say_many("and {count} more", "and {count} more", more), unit, Tone.FAINT)


def _place(hub: Candidate) -> str:
    """Say where a hub is, so that two of one name can be told apart."""
    return hub.urls[0].partition("://")[2]


class _PageWriter:
    def __init__(self, room: Rect, layout: Layout) -> None:
        self.parts: list[Box | Text] = []
        self.rows: list[Panel] = []
        self._room = room
        self._y = self._bottom = room.y
        self._measure = layout.measure

    @property
    def overflows(self) -> bool:
        """Whether more was written than there is room for, with half a margin left."""
        return self._bottom > self._room.y + self._room.h + self._room.y // 2

    def skip(self, pixels: int) -> None:
        self._y += pixels

    def write(self, words: str, size: int, tone: Tone) -> None:
        for line in wrap(words, self._room.w, size, self._measure, bold=True):
            self._put(line, size, tone)
        self.skip(size // 3)

    def number(self, digits: str, size: int) -> None:
        size = shrink(digits, self._room.w, size, self._measure, bold=True)
        self.skip(size // 4)
        self._put(digits, size, Tone.TEXT)
        self.skip(size // 4)

    def row(self, words: str, size: int, *, chosen: bool) -> None:
        room = self._room
        place = Rect(room.x - size // 2, self._y, room.w + size, round(1.3 * size))
        tone = Tone.CHOSEN_TEXT if chosen else Tone.TEXT
        text = Text(
            Rect(room.x, place.y + size // 8, room.w, size),
            shorten(words, room.w, size, self._measure, bold=True),
            size,
            tone,
            bold=True,
        )
        box = (Box(place, Tone.CHOSEN, radius=size // 4),) if chosen else ()
        self._bottom = place.y + place.h
        self.rows.append(Panel(f"{TOUCHED_ROW} {len(self.rows)}", place, Tone.GROUND, (*box, text)))
        self.skip(place.h)

    def _put(self, words: str, size: int, tone: Tone) -> None:
        place = Rect(self._room.x, self._y, self._room.w, size)
        self.parts.append(Text(place, words, size, tone, bold=True))
        self.skip(size)
        self._bottom = self._y
