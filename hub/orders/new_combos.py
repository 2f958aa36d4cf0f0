"""Combos as a sender writes them, taken apart into lines, and put together again.

What is said of a combo goes down to its parts: its course, its seat, its allergies, and whether it
is held. Its heading is made as a line is, so that the menu knows its name, and is none.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import UNSET

from hub.domain.order_details import Combo
from hub.domain.orders import Item
from hub.wire.order_requests import NewItem, NewPart

_PART = NewPart.__struct_fields__

COMBO_FIELDS = tuple(
    name
    for name in Combo.__struct_fields__
    if name in Item.__struct_fields__ and name not in {"menu_item_id", "modifiers"}
)
"""Fields of a combo's heading that are those of a line."""


class TakenApart(NamedTuple):
    """Lines of a request with no combo among them.

    Attributes:
        lines: headings and parts one after the other, each as a line. Those that another one, or
            their firing, is told of have ids.
        paths: where each stands in the request.
        parents: the heading of each part, by their ids.
        held: ids of the lines that wait until they are fired.
    """

    lines: tuple[NewItem, ...]
    paths: tuple[str, ...]
    parents: Mapping[str, str]
    held: frozenset[str]


class NewLines(NamedTuple):
    """What was made of a request: the lines, and the headings of combos among them."""

    items: tuple[Item, ...]
    groups: tuple[Combo, ...]


def take_apart(lines: Sequence[NewItem], new_id: Callable[[], str]) -> TakenApart:
    """Take combos apart into lines that are made one by one.

    Args:
        lines: as the client sent them.
        new_id: makes an id for each line that came without one.
    """
    flat: list[NewItem] = []
    paths: list[str] = []
    parents: dict[str, str] = {}
    held: set[str] = set()
    for index, sent in enumerate(lines):
        path = f"items[{index}]"
        if not sent.parts and not sent.held and sent.stations is None:
            flat.append(sent)
            paths.append(path)
            continue
        line = msgspec.structs.replace(sent, id=(sent.id or new_id()).lower(), parts=())
        flat.append(line)
        paths.append(path)
        parts = [_as_line(part, line, new_id) for part in sent.parts]
        parents |= {str(part.id): str(line.id) for part in parts}
        flat += parts
        paths += [f"{path}.parts[{place}]" for place in range(len(parts))]
        if line.held:
            held |= {str(each.id) for each in (line, *parts)}
    return TakenApart(tuple(flat), tuple(paths), parents, frozenset(held))


def put_together(taken: TakenApart, made: Sequence[Item]) -> NewLines:
    """Put the parts of combos under their headings again.

    Args:
        taken: what they were taken apart into.
        made: the lines that came of it; some may have been left out, and with the heading of a
            combo its parts are.
    """
    if not taken.parents:
        return NewLines(tuple(made), ())
    headings = set(taken.parents.values())
    groups = {item.id: make_heading(item) for item in made if item.id in headings}
    items = tuple(
        msgspec.structs.replace(item, parent_id=taken.parents[item.id])
        if item.id in taken.parents
        else item
        for item in made
        if item.id not in headings and taken.parents.get(item.id) in (None, *groups)
    )
    kept = {item.parent_id for item in items}
    return NewLines(items, tuple(each for each in groups.values() if each.id in kept))


def _as_line(part: NewPart, combo: NewItem, new_id: Callable[[], str]) -> NewItem:
    said = {name: getattr(part, name) for name in _PART}
    said["id"] = (part.id or new_id()).lower()
    if part.quantity is None and part.amount is None:
        said["quantity"] = combo.quantity
    said["allergies"] = tuple(dict.fromkeys((*(combo.allergies or ()), *(part.allergies or ()))))
    if not said["allergies"]:
        said["allergies"] = None
    return NewItem(**said, course=combo.course, seat=combo.seat, held=combo.held)


def make_heading(item: Item) -> Combo:
    """Make the heading of a combo from the line that it was made as."""
    said = {name: getattr(item, name) for name in COMBO_FIELDS}
    return Combo(
        **said,
        menu_item_id=item.menu_item_id or UNSET,
        modifiers=item.modifiers or UNSET,
    )
