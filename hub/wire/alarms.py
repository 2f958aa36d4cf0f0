"""Alarms: what everybody in the kitchen must know for as long as it lasts.

They have no place in the log, for a hub that cannot write has to raise them too. What is past and
gone into the log is a ``kitchen:alert``.
"""

from msgspec import Struct

STORAGE_TROUBLE = "STORAGE_TROUBLE"
"""Nothing can be written at the moment: no press and no order is taken."""

RESTORED_FROM_BACKUP = "RESTORED_FROM_BACKUP"
"""The hub's database was damaged, and what is shown comes from a backup."""

BOARD_FULL = "BOARD_FULL"
"""There are more open orders than a board can hold: those of whoever sent most are closed."""


class Alarm(Struct, frozen=True, kw_only=True):
    """What is wrong: a code that stays, and a sentence for a cook."""

    code: str
    message: str


class AlarmsShown(Struct, frozen=True, kw_only=True, tag_field="type", tag="alarms"):
    """All alarms that stand now, in place of those that stood before."""

    alarms: tuple[Alarm, ...]
