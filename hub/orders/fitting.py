"""What a ticket has room for: the rest of long texts is cut, and kept whole beside the order.

Every screen holds every open order, and gets it anew with each change. So an order is cut to what
boards and events carry, and no sender is refused for it; who asks for the one order gets all of it.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from hub.domain.errors import bad_field
from hub.orders.door import Door
from hub.wire.lenient_values import ELLIPSIS, WholeText, write_path
from hub.wire.order_requests import MAX_LINES, NewItem, NewModifier, NewPart

MOST = 64 * 1024
"""Bytes of an order, as boards and events carry it."""

_HEAD = 2048
"""Bytes of an order besides its lines, and what long keys and allergies need there."""

_LINE = 400
"""Bytes that a line has besides what its sender says of it."""

_LEAST = 160
"""Bytes that any line may say, however many there are."""

P = TypeVar("P", bound=NewPart)
_encode = msgspec.json.Encoder().encode


class _Unit(NamedTuple):
    """A line, or a part of a combo, and where it stands among what was sent."""

    path: tuple[str | int, ...]
    said: NewPart
    size: int


def fit_lines(
    lines: Sequence[NewItem], taken: int, door: Door
) -> tuple[tuple[NewItem, ...], list[WholeText]]:
    """Cut lines to what there is room for. Names, allergies and keys are never cut.

    Args:
        lines: as they were sent.
        taken: bytes of the order that are taken already.
        door: told of every line that is cut.

    Returns:
        the lines, and the texts that were cut.

    Raises:
        Refusal: BAD_REQUEST for more lines, with the parts of combos, than an order may have.
    """
    count = len(lines) + sum(len(line.parts) for line in lines)
    if count > MAX_LINES:
        raise bad_field("items", f"at most {MAX_LINES} lines, the parts of combos among them")
    room = MOST - _HEAD - taken - _LINE * count
    # As a list they have brackets, and commas between them.
    if len(_encode(lines)) - len(lines) - 1 <= room:
        return tuple(lines), []
    units = _take_apart(lines)
    share = max(_LEAST, _share_out([unit.size for unit in units], room))
    whole: list[WholeText] = []
    parts: list[NewPart] = []
    fitting: list[NewItem] = []
    for path, said, size in units:
        kept = said
        if size > share:
            kept, rest = _cut(said, size - share)
            if rest:
                message = "there is not room for all of it on a ticket: the rest is cut off"
                door.unusual("text_cut", write_path(path), message)
                whole.append(WholeText(path, "\n".join(rest)))
        if isinstance(kept, NewItem):
            fitting.append(replace(kept, parts=tuple(parts)))
            parts = []
        else:
            parts.append(kept)
    return tuple(fitting), whole


def _take_apart(lines: Sequence[NewItem]) -> list[_Unit]:
    """List parts and lines, each line behind its parts."""
    units: list[_Unit] = []
    for index, line in enumerate(lines):
        for place, part in enumerate(line.parts):
            units.append(_Unit(("items", index, "parts", place), part, len(_encode(part))))
        alone = replace(line, parts=()) if line.parts else line
        units.append(_Unit(("items", index), alone, len(_encode(alone))))
    return units


def _share_out(sizes: Sequence[int], room: int) -> int:
    """Say how many bytes each may have at the most, so that all together fit."""
    left, room_left = sorted(sizes), room
    for place, size in enumerate(left):
        share = room_left // (len(left) - place)
        if size > share:
            return share
        room_left -= size
    return room


def _cut(line: P, excess: int) -> tuple[P, list[str]]:
    rest: list[str] = []
    if line.notes is not None:
        notes = _shorten(line.notes, excess)
        if notes != line.notes:
            excess -= len(line.notes.encode()) - len(notes.encode())
            rest.append(line.notes)
            line = replace(line, notes=notes)
    if excess > 0 and line.modifiers:
        modifiers, left = _drop_last(line.modifiers, excess)
        rest.append(", ".join(left))
        more = NewModifier(name=f"{ELLIPSIS} {len(left)} more")
        line = replace(line, modifiers=(*modifiers, more))
    return line, rest


def _shorten(text: str, excess: int) -> str:
    """Take so many bytes off the end of a text, or all that is no start of it."""
    data = text.encode()
    kept = max(_LEAST // 2, len(data) - excess - len(ELLIPSIS.encode()))
    if kept >= len(data) - len(ELLIPSIS.encode()):
        return text
    return data[:kept].decode(errors="ignore").rstrip() + ELLIPSIS


def _drop_last(
    modifiers: tuple[NewModifier, ...], excess: int
) -> tuple[tuple[NewModifier, ...], list[str]]:
    kept = list(modifiers)
    left: list[str] = []
    while kept and excess > 0:
        last = kept.pop()
        excess -= len(_encode(last))
        left[:0] = _names(last)
    return tuple(kept), left


def _names(modifier: NewModifier) -> list[str]:
    names = [modifier.name or modifier.plu or "?"]
    for each in modifier.modifiers:
        names += _names(each)
    return names
