"""What is wrong with the hub, in the crew's language."""

from collections.abc import Mapping

from display.state.messages import HubAlarm
from display.view_model.words import isolate
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


def alarm_words(alarm: HubAlarm) -> str:
    """Say an alarm; in English, and where its code is not known, as the hub says it."""
    if spoken() is Language.ENGLISH:
        return alarm.message
    if alarm.code in _KNOWN:
        return say(_KNOWN[alarm.code])
    if alarm.count is None or alarm.code not in {_ON_NO_SCREEN, _ONLY_AS_CHIP}:
        return alarm.message
    if alarm.station is None:
        return _of_all(alarm.code, alarm.count)
    return _of_station(alarm.code, isolate(alarm.station), alarm.count)


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
