"""What else is on an order: at other stations, and held back."""

from collections.abc import Iterable, Iterator, Sequence

from display.state.settings import EXPO, BoardSettings
from hub.domain.orders import Item, ItemStatus, Order
from hub.locale.words import say

_DONE = (ItemStatus.READY, ItemStatus.SERVED)


def list_elsewhere(order: Order, settings: BoardSettings) -> Iterator[str]:
    """Say what else is on the order: a station's screen counts, the expo's shows how far it is."""
    expo = settings.station == EXPO
    stations: dict[str, list[Item]] = {}
    for item in order.items:
        if not item.live or not item.attended or item.station is None:
            continue
        for station in item.stations or (item.station,):
            if expo or station not in settings.own_stations:
                stations.setdefault(station, []).append(item)
    if expo and stations:
        counts = [f"{station} {_ready(items, station)}" for station, items in stations.items()]
        yield say("ready: {stations}", stations=", ".join(counts))
    elif stations and settings.hub_station is not None:
        counts = [f"{station} {_count(items)}" for station, items in stations.items()]
        yield say("also at: {stations}", stations=", ".join(counts))


def _count(items: Iterable[Item]) -> int:
    return sum(item.quantity for item in items)


def _ready(items: Sequence[Item], station: str) -> str:
    ready = _count(item for item in items if item.status_at(station) in _DONE)
    return say("{ready} of {all}", ready=ready, all=_count(items))


def list_held(order: Order, settings: BoardSettings) -> list[Item]:
    """List the lines that wait for a word, as far as they are made here."""
    station = settings.hub_station
    return [item for item in order.held or () if item.live and item.belongs_to(station)]
