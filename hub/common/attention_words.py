"""What needs a person, and what is wrong with the hub, in the language of whoever reads it."""

from collections.abc import Mapping
from typing import Any

from hub.common.screen_troubles import trouble_words
from hub.locale.words import Language, mark, say, say_many, spoken
from hub.wire.attention import KINDS
from hub.wire.socket_messages import ScreenTrouble

ON_NO_SCREEN, ONLY_AS_CHIP = "NOT_ON_SCREEN", "ONLY_AS_CHIP"

_ALARMS: Mapping[str, str] = {
    "STORAGE_TROUBLE": mark("The hub cannot write to its disk. New orders and bumps are refused."),
    "BOARD_FULL": mark("Too many open orders: the hub closes the oldest ones."),
    "RESTORED_FROM_BACKUP": mark(
        "The hub was restored from a backup. Compare what is open with the till."
    ),
    "FOLLOWER_BEHIND": mark("A connected system is far behind, and the hub's database grows."),
}


def alarm_words(code: str, message: str) -> str:
    """Say an alarm of the hub's.

    Args:
        code: of the alarm.
        message: what the hub says itself, in English: it names which disk, backup or system it is.
    """
    known = _ALARMS.get(code)
    return message if known is None or spoken() is Language.ENGLISH else say(known)


def unseen_words(code: str, count: int, station: str | None) -> str:
    """Say that orders are on no screen, or stand as chips only.

    Args:
        code: ON_NO_SCREEN or ONLY_AS_CHIP.
        count: how many orders.
        station: whose screens are meant; None is all of them.
    """
    if station is None:
        if code == ON_NO_SCREEN:
            return say_many(
                "{count} order is on no screen.", "{count} orders are on no screen.", count
            )
        return say_many(
            "{count} order stands only as a chip.", "{count} orders stand only as chips.", count
        )
    if code == ON_NO_SCREEN:
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


def attention_words(code: str, values: Mapping[str, Any], what: str, todo: str) -> tuple[str, str]:
    """Say what is wrong and what to do about it; what is not known stays as the hub says it.

    Args:
        code: what it is, as everything else here is the hub's.
        values: what the sentences hold.
        what: what is wrong.
        todo: what to do about it.
    """
    kind = KINDS.get(code)
    if kind is None or spoken() is Language.ENGLISH:
        return what, todo
    try:
        if kind.what:
            what = say(kind.what, **{"code": code, **_say_values(values)})
        elif code in {ON_NO_SCREEN, ONLY_AS_CHIP}:
            what = unseen_words(code, values["count"], values.get("station"))
        else:
            what = alarm_words(code, what)
    except KeyError:
        # Another version has other values.
        pass
    return what, say(kind.todo)


def _say_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Say what stands within a sentence in the same language."""
    if (code := values.get("trouble_code")) is None:
        return dict(values)
    found = ScreenTrouble(code=code, values=values.get("trouble_values", {}))
    return {**values, "trouble": trouble_words(found) or values["trouble"]}
