"""Orders of other stations that this screen shows while none of the station's own does."""

from collections.abc import Mapping, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from hub.domain.orders import Item, Order
from hub.wire.socket_messages import StandIn

FOR = "for_"
"""Begins the flag of a line that is another station's; the station follows."""


def stations_by_number(
    rows: Sequence[StandIn], own: Sequence[str | None]
) -> Mapping[int, tuple[str, ...]]:
    """Say of which orders, by number, a screen shows other stations' lines, and whose.

    Args:
        rows: all that the hub says of it.
        own: the stations of the screen; one of the whole kitchen shows everything as it is.
    """
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        if row.backup in own and row.station not in own:
            for number in row.orders:
                found[number] = (*found.get(number, ()), row.station)
    return found


def take_on(order: Order, stations: Sequence[str], own: str) -> Order:
    """Return an order with the lines of other stations as this screen's own, marked as theirs.

    Args:
        order: as the hub has it.
        stations: whose lines are taken on.
        own: the station that takes them on, or several with commas between them.
    """
    items = tuple(_as_own(item, stations, own) for item in order.items)
    return replace(order, items=items)


def station_of(order: Order, own: str | None) -> str | None:
    """Say for which station a screen presses on an order: its own, and those it shows it for."""
    if own is None:
        return None
    flags = (flag for item in order.items for flag in item.flags or ())
    others = dict.fromkeys(each.removeprefix(FOR) for each in flags if each.startswith(FOR))
    return ",".join((own, *others))


def _as_own(item: Item, stations: Sequence[str], own: str) -> Item:
    theirs = next((each for each in stations if item.belongs_to(each)), None)
    if theirs is None or item.belongs_to(own):
        return item
    return replace(
        item.seen_at(theirs),
        station=own.partition(",")[0],
        stations=UNSET,
        at=UNSET,
        flags=(*(item.flags or ()), f"{FOR}{theirs}"),
    )
