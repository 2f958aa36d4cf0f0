"""Orders of a hub that knows more than this screen: what is not understood, as it came. Pure.

A hub only ever adds to what it says. So an order fits nearly always; where it does not, each field
is read for itself, and of one that can't be read the words stand on the ticket.
"""

import json
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import FieldInfo, fields

from display.state.unknown_words import as_sent, is_known
from hub.domain.order_details import Modifier
from hub.domain.orders import Item, Order, StationStep

_LONGEST = 200
"""Characters of what could not be read that a ticket shows."""

_LONGEST_WORD = 40
_MOST = 9_999

_NOTHING = "?"
"""Stands where a hub that is ahead has left out what a ticket needs."""

_NAMES = ("name", "message", "code", "id")


def tolerant_order(value: Any) -> Order:  # noqa: ANN401 - any JSON
    """Read an order field by field.

    Args:
        value: of JSON.

    Returns:
        the order; its id is empty when it has none that could be read.
    """
    order: Order = _read(value, Order)
    return order


def tolerant_item(value: Any) -> Item:  # noqa: ANN401 - any JSON
    """Read a line field by field; one that is no line at all is named by what came."""
    item: Item = _read(value, Item)
    return item


def words_of(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Write what came so that a person can read it: its own name, or else all of it."""
    if value is None:
        return _NOTHING
    if isinstance(value, str):
        return _cut(value, _LONGEST)
    if isinstance(value, Mapping):
        for name in _NAMES:
            if isinstance(value.get(name), str):
                return _cut(value[name], _LONGEST)
    return _cut(json.dumps(value, ensure_ascii=False), _LONGEST)


def _read(value: Any, kind: type[Any]) -> Any:  # noqa: ANN401 - of the kind
    if not isinstance(value, Mapping):
        value = {"name": words_of(value)}
    found = {}
    for field in fields(kind):
        given = value.get(field.encode_name)
        if given is None and not field.required:
            continue
        found[field.name] = _field(field, given)
    return kind(**found)


def _field(field: FieldInfo, given: Any) -> Any:  # noqa: ANN401 - of the field
    try:
        return msgspec.convert(given, field.type)
    except msgspec.ValidationError:
        pass
    if field.name in _BY_NAME:
        return _BY_NAME[field.name](given)
    word = _kind_within(field.type, StrEnum)
    if word is not None:
        return as_sent(word, _cut(words_of(given), _LONGEST_WORD))
    if _takes_text(field):
        return words_of(given)
    # What is left is for the screen's own reckoning, and nobody reads it.
    return _read_within(field, given) or (1 if field.required else field.default)


def _read_within(field: FieldInfo, given: Any) -> Any:  # noqa: ANN401 - of the field
    """Read what is of several fields itself, or a list of such; nothing of anything else."""
    within = _kind_within(field.type, msgspec.Struct)
    if within is None:
        return None
    if isinstance(given, Mapping):
        return _read(given, within)
    rows = given if isinstance(given, list) else []
    return tuple(_read(each, within) for each in rows if isinstance(each, Mapping))


def _kind_within(annotation: Any, kind: type[Any]) -> Any:  # noqa: ANN401 - any annotation
    """Find a type of that kind in an annotation; None when there is none."""
    if isinstance(annotation, type) and issubclass(annotation, kind):
        return annotation
    found = (_kind_within(each, kind) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)


def _takes_text(field: FieldInfo) -> bool:
    try:
        msgspec.convert("", field.type)
    except msgspec.ValidationError:
        return False
    return True


def _id(_given: object) -> str:
    return ""


def _lines(given: Any) -> tuple[Item, ...]:  # noqa: ANN401 - any JSON
    return tuple(map(tolerant_item, given if isinstance(given, list) else [given]))


def _modifiers(given: Any) -> tuple[Modifier, ...]:  # noqa: ANN401 - any JSON
    return tuple(_read(each, Modifier) for each in (given if isinstance(given, list) else [given]))


def _steps(given: Any) -> tuple[StationStep, ...] | UnsetType:  # noqa: ANN401 - any JSON
    """Read the steps of a line's stations; where one can't be read the line's own status counts."""
    rows = given if isinstance(given, list) else [given]
    steps = tuple(_read(each, StationStep) for each in rows)
    return steps if all(is_known(step.status) for step in steps) else UNSET


def _texts(given: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    return tuple(map(words_of, given if isinstance(given, list) else [given]))


def _quantity(given: object) -> int:
    """Read a whole number; of a part of one there is at least one to be made."""
    if isinstance(given, str):
        try:
            given = float(given)
        except ValueError:
            return 1
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        return 1
    return max(1, min(math.ceil(given), _MOST))


_BY_NAME = {
    "id": _id,
    "items": _lines,
    "modifiers": _modifiers,
    "allergens": _texts,
    "allergies": _texts,
    "flags": _texts,
    "held": _lines,
    "at": _steps,
    "quantity": _quantity,
}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
