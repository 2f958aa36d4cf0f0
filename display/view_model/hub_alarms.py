"""What is wrong with the hub, in the crew's language."""

from collections.abc import Mapping

from display.state.messages import HubAlarm
from display.view_model.words import isolate, number
from hub.common.screen_troubles import TroubleCode, trouble, trouble_words
from hub.domain.orders import Order, running_number
from hub.locale.words import Language, mark, say, say_many, spoken

_KNOWN: Mapping[str, str] = {
    "STORAGE_TROUBLE": mark("The hub cannot write to its disk. New orders and bumps are refused."),
    "BOARD_FULL": mark("Too many open orders: the hub closes the oldest ones."),
    "RESTORED_FROM_BACKUP": mark(
        "The hub was restored from a backup. Compare what is open with the till."
    ),
    "FOLLOWER_BEHIND": mark("A connected system is far behind, and the hub's database grows."),
}
_ON_NO_SCREEN, _ONLY_AS_CHIP = "NOT_ON_SCREEN", "ONLY_AS_CHIP"


def alarm_words(alarm: HubAlarm, orders: Mapping[str, Order]) -> str:
    """Say an alarm; where its code is not known, as the hub says it.

    Args:
        alarm: of the hub's.
        orders: those that are open, for what is written on their tickets.
    """
    if alarm.code == TroubleCode.NOT_UNDERSTOOD:
        return trouble_words(trouble(TroubleCode.NOT_UNDERSTOOD)) or alarm.message
    if alarm.code in {_ON_NO_SCREEN, _ONLY_AS_CHIP} and alarm.count is not None:
        return _of_orders(alarm, alarm.count, orders)
    # The hub says in English which disk, backup or system it is.
    if alarm.code not in _KNOWN or spoken() is Language.ENGLISH:
        return alarm.message
    return say(_KNOWN[alarm.code])


def _of_orders(alarm: HubAlarm, count: int, orders: Mapping[str, Order]) -> str:
    station = None if alarm.station is None else isolate(alarm.station)
    if count == 1 and alarm.number is not None:
        said = _of_one(alarm.code, station, _called(alarm.number, orders))
    elif station is None:
        said = _of_all(alarm.code, count)
    else:
        said = _of_station(alarm.code, station, count)
    if alarm.shown_at is None:
        return said
    return say("{what} Shown at {station} for now.", what=said, station=isolate(alarm.shown_at))


def _called(found: int, orders: Mapping[str, Order]) -> str:
    for order in orders.values():
        if running_number(order) == found:
            return number(order)
    return f"#{found}"


def _of_one(code: str, station: str | None, called: str) -> str:
    if station is None:
        if code == _ON_NO_SCREEN:
            return say("{number} is on no screen.", number=called)
        return say("{number} stands only as a chip.", number=called)
    if code == _ON_NO_SCREEN:
        return say("{number} is on no screen of {station}.", number=called, station=station)
    return say("{number} stands only as a chip at {station}.", number=called, station=station)


def _of_all(code: str, count: int) -> str:
    if code == _ON_NO_SCREEN:
        return say_many("{count} order is on no screen.", "{count} orders are on no screen.", count)
    return say_many(
        "{count} order stands only as a chip.", "{count} orders stand only as chips.", count
    )


def _of_station(code: str, station: str, count: int) -> str:
    if code == _ON_NO_SCREEN:
        return say_many(
            "{count} order for {station} is on no screen.",
            "{count} orders for {station} are on no screen.",
            count,
            station=station,
        )
    return say_many(
        "{count} order for {station} stands only as a chip.",
        "{count} orders for {station} stand only as chips.",
        count,
        station=station,
    )
