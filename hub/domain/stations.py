"""Stations: the places of a kitchen where lines of an order are made."""

import msgspec


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the kitchen with its own screen. ``id`` is a short word such as ``grill``."""

    id: str
    name: str
    position: int = 0
