"""What else is on an order: at other stations, and held back."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from display.state.settings import EXPO, BoardSettings
from hub.domain.orders import Item, ItemStatus, Order
from hub.locale.words import say

_DONE = (ItemStatus.READY, ItemStatus.SERVED)


def list_elsewhere(order: Order, settings: BoardSettings) -> Iterator[str]:
    """Say what else is on the order, on a screen of a station."""
    own = settings.own_stations
    stations = {
        station: items for station, items in _by_station(order).items() if station not in own
    }
    if stations and settings.hub_station is not None:
        counts = [f"{station} {_count(items)}" for station, items in stations.items()]
        yield say("also at: {stations}", stations=", ".join(counts))


def _count(items: Iterable[Item]) -> int:
    return sum(item.quantity for item in items)


def _by_station(order: Order) -> dict[str, list[Item]]:
    stations: dict[str, list[Item]] = {}
    for item in order.items:
        if item.live and item.attended:
            for station in item.made_at:
                stations.setdefault(station, []).append(item)
    return stations


class StationProgress(NamedTuple):
    """How far a station is with an order: how many dishes of how many are ready."""

    station: str
    ready: int
    of: int


def list_progress(order: Order, settings: BoardSettings) -> list[StationProgress]:
    """Say how far each station is, on the screen of who puts their dishes together."""
    if settings.station != EXPO:
        return []
    return [
        StationProgress(
            station,
            _count(item for item in items if item.status_at(station) in _DONE),
            _count(items),
        )
        for station, items in _by_station(order).items()
    ]


def is_all_ready(order: Order, settings: BoardSettings) -> bool:
    """Whether nothing of an order is missing any more, on the screen of who hands it over."""
    if settings.station != EXPO or order.held:
        return False
    statuses = {item.status for item in order.items if item.live and item.attended}
    return ItemStatus.READY in statuses and statuses <= set(_DONE)


def list_held(order: Order, settings: BoardSettings) -> list[Item]:
    """List the lines that wait for a word, as far as they are made here."""
    station = settings.hub_station
    return [item for item in order.held or () if item.live and item.belongs_to(station)]
