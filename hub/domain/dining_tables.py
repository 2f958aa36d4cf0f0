"""The tables that guests sit at. Pure."""

import msgspec
from msgspec import UNSET, UnsetType

MAX_TABLES = 500


class DiningTable(msgspec.Struct, frozen=True, kw_only=True):
    """A table of the house.

    Attributes:
        name: as people say it, and as an order's ``table_number`` has it.
        zone: the part of the house that it stands in.
        seats: how many people sit there.
        position: where it stands in lists.
        joined_with: names of the tables that it is pushed together with.
    """

    name: str
    zone: str | UnsetType = UNSET
    seats: int | UnsetType = UNSET
    position: int = 0
    joined_with: tuple[str, ...] = ()
