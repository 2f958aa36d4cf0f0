"""A line as its sender wants it, and whether a line that there is can be that. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hub.domain.edits import plain_name
from hub.domain.names import fold
from hub.domain.orders import Item


class Sought(NamedTuple):
    """A line as its sender wants it.

    Attributes:
        like: the line as it would be taken if it were new.
        said: the fields that were said of it.
        item_id: the id that it came with.
        held: whether it waits until it is fired, if it is new.
        waits: whether it should wait, as was said; None leaves it where it is.
        parent_id: of the combo that it is a part of; None leaves it where it is.
    """

    like: Item
    said: Mapping[str, Any]
    item_id: str | None = None
    held: bool = False
    waits: bool | None = None
    parent_id: str | None = None


def has_id(sought: Sought, item: Item) -> bool:
    """Whether it was sent with a line's id."""
    return sought.item_id == item.id and _is_dish(sought.like, item)


def has_origin(sought: Sought, item: Item) -> bool:
    """Whether it was sent with the id of a line of which this one was a part."""
    origin = item.split_from
    return bool(origin) and sought.item_id == origin and _is_dish(sought.like, item)


def has_external_id(sought: Sought, item: Item) -> bool:
    """Whether it has a line's number at its sender."""
    known = sought.like.external_id
    return bool(known) and known == item.external_id and _is_dish(sought.like, item)


def _is_dish(like: Item, item: Item) -> bool:
    if like.menu_item_id is not None and item.menu_item_id is not None:
        return like.menu_item_id == item.menu_item_id
    return fold(plain_name(like)) == fold(plain_name(item))


def is_same_dish(like: Item, item: Item) -> bool:
    """Whether it is of a line's dish and variant."""
    return _is_dish(like, item) and like.variant == item.variant


def is_made_the_same(like: Item, item: Item) -> bool:
    """Whether it has a line's modifiers as well."""
    return is_same_dish(like, item) and like.modifiers == item.modifiers


def is_same(like: Item, item: Item) -> bool:
    """Whether all that cooks read of it is a line's."""
    said = ("notes", "seat", "course")
    return is_made_the_same(like, item) and all(
        getattr(like, name) == getattr(item, name) for name in said
    )
