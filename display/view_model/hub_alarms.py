"""What is wrong with the hub, in the crew's language."""

from collections.abc import Mapping

from display.state.messages import HubAlarm
from display.view_model.words import isolate, number
from hub.common.attention_words import ON_NO_SCREEN, ONLY_AS_CHIP, alarm_words, unseen_words
from hub.common.screen_troubles import TroubleCode, trouble, trouble_words
from hub.domain.orders import Order, running_number
from hub.locale.words import say


def say_alarm(alarm: HubAlarm, orders: Mapping[str, Order]) -> str:
    """Say an alarm; where its code is not known, as the hub says it.

    Args:
        alarm: of the hub's.
        orders: those that are open, for what is written on their tickets.
    """
    if alarm.code == TroubleCode.NOT_UNDERSTOOD:
        return trouble_words(trouble(TroubleCode.NOT_UNDERSTOOD)) or alarm.message
    if alarm.code in {ON_NO_SCREEN, ONLY_AS_CHIP} and alarm.count is not None:
        return _of_orders(alarm, alarm.count, orders)
    return alarm_words(alarm.code, alarm.message)


def _of_orders(alarm: HubAlarm, count: int, orders: Mapping[str, Order]) -> str:
    station = None if alarm.station is None else isolate(alarm.station)
    if count == 1 and alarm.number is not None:
        said = _of_one(alarm.code, station, _called(alarm.number, orders))
    else:
        said = unseen_words(alarm.code, count, station)
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
        if code == ON_NO_SCREEN:
            return say("{number} is on no screen.", number=called)
        return say("{number} stands only as a chip.", number=called)
    if code == ON_NO_SCREEN:
        return say("{number} is on no screen of {station}.", number=called, station=station)
    return say("{number} stands only as a chip at {station}.", number=called, station=station)
