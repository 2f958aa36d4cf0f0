"""Learn keys: asks for each function in turn, takes the key that comes, and makes a profile. Pure.

Nothing but the bar itself is needed: once BUMP is known, BUMP skips a function that the bar has no
key for, and so does waiting. The first question waits for ever, because without BUMP there is no
profile. What it looks like on the glass stands below it.
"""

from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from display.inputs.profiles import SLOTS, Press, Profile
from display.state.key_names import TEN, name_action
from display.state.messages import Action
from display.view_model.layout import Layout, shorten, wrap
from display.view_model.screen import Box, Panel, Rect, Screen, Text, Tone
from hub.locale.words import mark, say, say_many

SKIP_MS = 20_000
"""How long a function is asked for before the next one is."""

ASKED: tuple[Press, ...] = (
    Press(Action.BUMP),
    Press(Action.NEXT),
    Press(Action.PREVIOUS),
    *(Press(Action.BUMP, slot) for slot in range(TEN)),
    Press(Action.PAGE),
    Press(Action.RECALL),
    Press(Action.UNDO),
    Press(Action.ALL_DAY),
    Press(Action.ACKNOWLEDGE),
    Press(Action.START),
    Press(Action.READY),
    Press(Action.RUSH),
    Press(Action.SOLD_OUT),
    Press(Action.SORT),
    Press(Action.SECOND_TEN),
    Press(Action.HELP),
    *(Press(Action.BUMP, slot) for slot in range(TEN, SLOTS)),
)
"""In the order in which they are asked for: what every bar has comes first."""


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come.

    Attributes:
        found: keys and what they mean, in the order in which they came.
        at: index of the function that is asked for; past the end, all have been.
        since: monotonic ms at which it was first asked for.
        said: what came of the last key.
    """

    found: tuple[tuple[str, Press], ...] = ()
    at: int = 0
    since: int
    said: str = ""

    @property
    def asked(self) -> Press | None:
        """The function that is asked for; None when all have been."""
        return ASKED[self.at] if self.at < len(ASKED) else None

    def skips_in(self, now: int) -> int | None:
        """Return the ms after which the function is skipped; None if it is waited for."""
        if self.at == 0 or self.asked is None:
            return None
        return max(0, self.since + SKIP_MS - now)

    def profile(self, name: str) -> Profile:
        """Make a profile of what has been found."""
        return Profile(name, MappingProxyType(dict(self.found)))


def begin(now: int) -> Learning:
    """Begin to ask, at this monotonic time in ms."""
    return Learning(since=now)


def take_key(learning: Learning, key: str, now: int) -> Learning:
    """Take a key that went down, by its name, at this monotonic time in ms."""
    asked = learning.asked
    if asked is None:
        return learning
    known = dict(learning.found).get(key)
    if known == ASKED[0]:
        return _next(learning, say("{what} skipped.", what=name_press(asked)), now)
    if known is not None:
        said = say(
            "Key {key} is {what} already. Press another one.", key=key, what=name_press(known)
        )
        return replace(learning, said=said, since=now)
    found = (*learning.found, (key, asked))
    said = say("Key {key} is {what}.", key=key, what=name_press(asked))
    return _next(replace(learning, found=found), said, now)


def tick(learning: Learning, now: int) -> Learning:
    """Skip what has been asked for long enough, at this monotonic time in ms."""
    asked = learning.asked
    if asked is None or learning.skips_in(now) != 0:
        return learning
    return _next(learning, say("{what} skipped: no key came.", what=name_press(asked)), now)


def end(learning: Learning, said: str) -> Learning:
    """Say what has become of it."""
    return replace(learning, said=said)


def _next(learning: Learning, said: str, now: int) -> Learning:
    return replace(learning, at=learning.at + 1, since=now, said=said)


MEANINGS = {
    Action.BUMP: mark("the ticket is done"),
    Action.NEXT: mark("choose the next ticket"),
    Action.PREVIOUS: mark("choose the ticket before"),
    Action.PAGE: mark("show the next page"),
    Action.RECALL: mark("list what was bumped"),
    Action.UNDO: mark("take back the last bump"),
    Action.ALL_DAY: mark("count every dish"),
    Action.ACKNOWLEDGE: mark("seen: silence the bell, unmark the edits"),
    Action.START: mark("the ticket is being prepared"),
    Action.READY: mark("the ticket is ready"),
    Action.RUSH: mark("rush tickets first, or not"),
    Action.SOLD_OUT: mark("the dish is sold out"),
    Action.SORT: mark("sort all tickets by age"),
    Action.SECOND_TEN: mark("the next number means ten more"),
    Action.HELP: mark("show what the keys do"),
}


def learn_screen(learning: Learning, now: int, layout: Layout) -> Screen:
    """Put the picture together.

    Args:
        learning: how far it has come.
        now: monotonic ms.
        layout: the glass.
    """
    rect = Rect(0, 0, layout.width, layout.height)
    unit = max(16, min(layout.height // 20, layout.width // 30))
    big = 3 * unit // 2
    inner = Rect(unit, unit, layout.width - 2 * unit, layout.height - 2 * unit)
    parts: list[Box | Text] = []
    y = inner.y
    for text, size, tone in (
        (_question(learning), big, Tone.TEXT),
        (_hint(learning, now), unit, Tone.FAINT),
        (learning.said, unit, Tone.TEXT),
    ):
        for line in wrap(text, inner.w, size, layout.measure, bold=True):
            parts.append(Text(Rect(inner.x, y, inner.w, size), line, size, tone, bold=True))
            y += size
        y += unit // 3
    found = Rect(inner.x, y, inner.w, inner.y + inner.h - y)
    parts += _list_keys(learning, found, layout)
    panel = Panel("learn", rect, Tone.GROUND, tuple(parts))
    return Screen(width=layout.width, height=layout.height, panels=(panel,), seq=-1)


def _question(learning: Learning) -> str:
    asked = learning.asked
    if asked is None:
        return say_many("Done: {count} key", "Done: {count} keys", len(learning.found))
    meaning = say("the ticket that has this number")
    if asked.slot is None:
        meaning = say(MEANINGS[asked.action])
    return say("Press the key for {what}: {meaning}", what=name_press(asked), meaning=meaning)


def name_press(press: Press) -> str:
    """Say what a key means in a word."""
    if press.slot is None:
        return name_action(press.action)
    return say("TICKET {number}", number=press.slot + 1, context="a key")


def _hint(learning: Learning, now: int) -> str:
    left = learning.skips_in(now)
    count = say("{number} of {all}", number=min(learning.at + 1, len(ASKED)), all=len(ASKED))
    if left is None:
        return count
    seconds = (left + 999) // 1000
    return say(
        "{count}. No such key? Press BUMP, or wait {seconds} s.", count=count, seconds=seconds
    )


def _list_keys(learning: Learning, room: Rect, layout: Layout) -> list[Box | Text]:
    """List every function, with the key that it has."""
    columns = 3 if layout.width > layout.height else 2
    rows = (len(ASKED) + columns - 1) // columns
    width = (room.w - room.w // 20) // columns
    height = max(10, min(room.h // rows, width // 16))
    size = height * 9 // 10
    keys = {press: key for key, press in learning.found}
    parts: list[Box | Text] = []
    for index, press in enumerate(ASKED):
        column, row = divmod(index, rows)
        x, y = room.x + column * (room.w - width) // (columns - 1), room.y + row * height
        here = index == learning.at
        if here:
            parts.append(Box(Rect(x - size // 4, y, width + size // 4, height), Tone.CHOSEN))
        key = keys.get(press, "" if index >= learning.at else say("no key"))
        tone = Tone.CHOSEN_TEXT if here else Tone.TEXT if press in keys else Tone.FAINT
        half = width // 2
        for left, text in ((x, name_press(press)), (x + half, key)):
            shown = shorten(text, half, size, layout.measure, bold=True)
            parts.append(Text(Rect(left, y, half, size), shown, size, tone, bold=True))
    return parts
