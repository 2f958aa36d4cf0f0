"""What needs a person: the codes of it, what is said of each, and which act helps."""

from enum import StrEnum
from typing import Any

from msgspec import Struct

from hub.domain.times import Instant


class Act(StrEnum):
    """What somebody has to do, for a page that offers it as a button."""

    LOOK_AT_SCREEN = "look_at_screen"
    MAKE_ROOM = "make_room"
    CLOSE_ORDERS = "close_orders"
    CHECK_FOLLOWER = "check_follower"
    CHECK_ORDERS = "check_orders"
    SET_ROUTE = "set_route"
    ANSWER_PAIRING = "answer_pairing"
    CHECK_DEVICE = "check_device"
    MAKE_BACKUP = "make_backup"
    CHECK_SENDER = "check_sender"
    SET_CLOCK = "set_clock"
    SERVE_ORDERS = "serve_orders"
    CHOOSE_BACKUP = "choose_backup"


class Attention(Struct, frozen=True, kw_only=True):
    """Something that needs a person.

    Attributes:
        code: what it is; stays the same.
        level: ``problem``, or ``warning`` for what can wait until after service.
        since: from when on.
        values: what the sentences hold, for a program that writes its own.
        what: what is wrong, in a sentence.
        todo: what to do about it, in a sentence.
        act: the same as a word.
    """

    code: str
    level: str
    since: Instant
    values: dict[str, Any]
    what: str
    todo: str
    act: Act


class AttentionKind(Struct, frozen=True):
    """What is said of everything that has one code.

    Attributes:
        level: as in :class:`Attention`.
        act: that helps.
        todo: the same in a sentence.
        what: a sentence with the names of values; empty where it comes with the thing itself.
    """

    level: str
    act: Act
    todo: str
    what: str = ""


KINDS: dict[str, AttentionKind] = {
    "STORAGE_TROUBLE": AttentionKind(
        "problem", Act.MAKE_ROOM, "Delete what is not needed on the hub's card, or replace it."
    ),
    "BOARD_FULL": AttentionKind(
        "problem", Act.CLOSE_ORDERS, "Bump what is done, and see why so much is sent."
    ),
    "FOLLOWER_BEHIND": AttentionKind(
        "warning", Act.CHECK_FOLLOWER, "See that the program runs and reaches the hub."
    ),
    "RESTORED_FROM_BACKUP": AttentionKind(
        "problem", Act.CHECK_ORDERS, "Compare with the till, and send again what is missing."
    ),
    "NOT_ON_SCREEN": AttentionKind(
        "problem", Act.LOOK_AT_SCREEN, "Look whether the station's screen is on and connected."
    ),
    "ONLY_AS_CHIP": AttentionKind(
        "warning", Act.LOOK_AT_SCREEN, "Bump what is done, so that the screen has room again."
    ),
    "NOT_ROUTED": AttentionKind(
        "warning",
        Act.SET_ROUTE,
        "Give the dish or its category a station on the menu, or make a routing rule.",
        "No station makes {dishes}: every screen shows it. Open orders with it: {orders}.",
    ),
    "PAIRING_WAITING": AttentionKind(
        "warning",
        Act.ANSWER_PAIRING,
        "Compare the number that it shows, and let it in or refuse it.",
        "{device} at {address} asks to be let in, and shows {number}.",
    ),
    "DEVICE_CAME_IN": AttentionKind(
        "warning",
        Act.CHECK_DEVICE,
        "Keep it if it is the one that was meant, or send it away.",
        "{device} came in as {role} at {at}, let in by {let_in_by}.",
    ),
    "BACKUP_FAILED": AttentionKind(
        "problem",
        Act.MAKE_BACKUP,
        "Put the reason right, and make a backup by hand.",
        "The last backup could not be made: {reason}",
    ),
    "BACKUP_OLD": AttentionKind(
        "problem",
        Act.MAKE_BACKUP,
        "Make a backup, and see why the hourly one does not.",
        "The last backup was made at {made_at}.",
    ),
    "BACKUP_NONE": AttentionKind(
        "warning", Act.MAKE_BACKUP, "Make a backup.", "There is no backup yet in {folder}."
    ),
    "RESTORE_FAILED": AttentionKind(
        "problem",
        Act.CHOOSE_BACKUP,
        "Nothing was changed. Put the reason right, or choose another backup.",
        "The backup could not be brought back: {reason}",
    ),
    "DISK_LOW": AttentionKind(
        "warning",
        Act.MAKE_ROOM,
        "Delete what is not needed there, or move it to a larger card.",
        "Only {free} are free on the hub's card.",
    ),
    "SCREEN_TROUBLE": AttentionKind(
        "problem", Act.LOOK_AT_SCREEN, "Look at the screen.", "The screen {screen} says: {trouble}"
    ),
    "SCREEN_AWAY": AttentionKind(
        "problem",
        Act.LOOK_AT_SCREEN,
        "See that it is switched on and on the network, or take it off the list of devices.",
        "The screen {screen} is not connected. It was last heard at {last_seen_at}.",
    ),
    "ORDERS_REFUSED": AttentionKind(
        "problem",
        Act.CHECK_SENDER,
        "Look into what the till or shop says of it; what it sends can't be read, or not by it.",
        "Requests with orders that were refused in the last hour: {count}, the last with {code}.",
    ),
    "READY_WAITS": AttentionKind(
        "problem",
        Act.SERVE_ORDERS,
        "Bring it out, and say that it is served.",
        "Ready for more than two minutes, and nobody has served it: {names}.",
    ),
    "NOT_COLLECTED": AttentionKind(
        "warning",
        Act.SERVE_ORDERS,
        "Call the number once more, and say that it is handed over when it is.",
        "Ready for long, and nobody has come for it: {names}.",
    ),
    "AGES_UNKNOWN": AttentionKind(
        "warning",
        Act.SET_CLOCK,
        "Connect the hub to the internet, or set its clock.",
        "Nobody knows for how long the hub was off. Open orders older than shown: {orders}.",
    ),
}
"""By code. Alarms that screens show come first; what is said of them comes with each."""


def describe(code: str, since: Instant, what: str = "", /, **values: Any) -> Attention:  # noqa: ANN401 - JSON
    """Say that something needs a person.

    Args:
        code: one of :data:`KINDS`, or one of an alarm that this does not know.
        since: from when on.
        what: a sentence, where the code has none of its own.
        values: what its sentence holds.
    """
    kind = KINDS.get(code, _UNKNOWN)
    return Attention(
        code=code,
        level=kind.level,
        since=since,
        values=values,
        what=what or kind.what.format(**values),
        todo=kind.todo,
        act=kind.act,
    )


_UNKNOWN = AttentionKind("problem", Act.LOOK_AT_SCREEN, "Look at the kitchen's screens.")
