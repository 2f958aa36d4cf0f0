"""What a line of an order says that it did not say before it was changed."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET
from msgspec.structs import fields, replace

from display.view_model.words import course, title
from hub.domain.earlier import EarlierLine
from hub.domain.order_details import Modifier
from hub.domain.orders import Item
from hub.locale.words import say

_DEFAULTS = {field.name: field.default for field in fields(Item)}
_SAID = [name for name in EarlierLine.__struct_fields__ if name not in {"version", "status"}]


class LineEdit(msgspec.Struct, frozen=True, kw_only=True):
    """A line beside what it was.

    Attributes:
        quantity: how many it was, where that was another number; else None.
        renamed: whether the name is what has to be marked.
        earlier: further things of before that are not so any more, in words.
        fresh, gone: modifiers that were added, and taken away.
        notes: whether the note is another one.
    """

    quantity: int | None
    renamed: bool
    earlier: tuple[str, ...]
    fresh: frozenset[Modifier]
    gone: tuple[Modifier, ...]
    notes: bool


def read_edit(item: Item) -> LineEdit | None:
    """Read what a line was; None when the hub tells nothing of it."""
    changed = _list_changed(item)
    if not changed:
        return None
    values = {name: _DEFAULTS[name] if old is None else old for name, old in changed.items()}
    before = replace(item, **values)
    earlier = tuple(_list_earlier(before, item, changed))
    fresh = frozenset(each for each in item.modifiers if each not in before.modifiers)
    gone = tuple(each for each in before.modifiers if each not in item.modifiers)
    notes = "notes" in changed
    shown = bool(earlier or fresh or gone or (notes and item.notes))
    return LineEdit(
        quantity=None if before.quantity == item.quantity else before.quantity,
        renamed=title(before) != title(item) or not shown,
        earlier=earlier,
        fresh=fresh,
        gone=gone,
        notes=notes,
    )


def _list_changed(item: Item) -> dict[str, Any]:
    was = item.was
    if not was:
        return {}
    said = ((name, getattr(was, name)) for name in _SAID)
    return {name: value for name, value in said if value is not UNSET}


def _list_earlier(before: Item, item: Item, changed: dict[str, Any]) -> Iterator[str]:
    if title(replace(before, quantity=item.quantity)) != title(item):
        yield say("was: {what}", what=title(before))
    if "notes" in changed and not item.notes:
        yield say("» note taken away")
    if "allergies" in changed:
        yield say("allergies changed") if item.allergies else say("allergies taken away")
    if "to_go" in changed:
        yield say("now to go") if item.to_go else say("no longer to go")
    if "course" in changed:
        yield say("was: {what}", what=course(before) or say("no course"))
    stations = before.stations or ((before.station,) if before.station else ())
    if stations and not changed.keys().isdisjoint({"station", "stations"}):
        yield say("was at: {stations}", stations=", ".join(stations))
