"""What is wrong with a screen: codes with values, and their words for the glass and for doctors."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, mark, say, say_many, speaking
from hub.wire.socket_messages import TROUBLE_LENGTH, TROUBLES, ScreenTrouble, Troubles


class TroubleCode(StrEnum):
    """What can be wrong; the values that go with it stand in its words."""

    KEY_STUCK = "KEY_STUCK"
    KEY_STUCK_ON_BAR = "KEY_STUCK_ON_BAR"
    SECOND_BAR_MISSING = "SECOND_BAR_MISSING"
    BUTTON_STUCK = "BUTTON_STUCK"
    KEYBOARD_UNPLUGGED = "KEYBOARD_UNPLUGGED"
    NAMELESS_KEYBOARD_UNPLUGGED = "NAMELESS_KEYBOARD_UNPLUGGED"
    NOTHING_WIRED = "NOTHING_WIRED"
    NO_SOUND = "NO_SOUND"
    NO_MONITOR = "NO_MONITOR"
    ILLEGIBLE = "ILLEGIBLE"
    TOKEN_UNKNOWN = "TOKEN_UNKNOWN"  # noqa: S105 - a code, not a secret
    TOKEN_TOO_SMALL = "TOKEN_TOO_SMALL"  # noqa: S105
    TOKEN_MISSING = "TOKEN_MISSING"  # noqa: S105
    TOKEN_ODD = "TOKEN_ODD"  # noqa: S105
    HUB_NAME = "HUB_NAME"
    ANOTHER_HUB = "ANOTHER_HUB"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    REFUSED = "REFUSED"
    ORDERS_UNREAD = "ORDERS_UNREAD"
    PRESSES_NOT_KEPT = "PRESSES_NOT_KEPT"


_WORDS: Mapping[TroubleCode, str] = {
    TroubleCode.KEY_STUCK: mark("Key {key} is stuck"),
    TroubleCode.KEY_STUCK_ON_BAR: mark("Key {key} of {name} is stuck"),
    TroubleCode.SECOND_BAR_MISSING: mark("The second bar, {name}, is not there"),
    TroubleCode.BUTTON_STUCK: mark("The {action} button on pin {pin} is stuck"),
    TroubleCode.KEYBOARD_UNPLUGGED: mark("{name} is unplugged"),
    TroubleCode.NAMELESS_KEYBOARD_UNPLUGGED: mark("A keyboard is unplugged"),
    TroubleCode.NOTHING_WIRED: mark("No button works: the file that says what is wired is empty"),
    TroubleCode.NO_SOUND: mark("No sound can be heard: no audio device opens"),
    TroubleCode.NO_MONITOR: mark("There is no monitor"),
    TroubleCode.ILLEGIBLE: mark(
        "Its monitor is too small, or too far away, for letters that can be read: {command}"
    ),
    TroubleCode.TOKEN_UNKNOWN: mark(
        "The hub does not know this screen's token. Make it a new one."
    ),
    TroubleCode.TOKEN_TOO_SMALL: mark(
        "The hub does not let this screen's token see orders. It needs role kitchen."
    ),
    TroubleCode.TOKEN_MISSING: mark("This screen has no token that it could read (token_file)."),
    TroubleCode.TOKEN_ODD: mark("This screen's token file holds something that is no token."),
    TroubleCode.HUB_NAME: mark(
        "The hub does not go by this name. Use its IP address, or add it to hosts."
    ),
    TroubleCode.ANOTHER_HUB: mark(
        "What answers here is not the hub that this screen was paired with; nothing was sent to "
        "it. If the hub was set up anew, start this screen once with {option}."
    ),
    TroubleCode.NOT_UNDERSTOOD: mark(
        "The hub says things that this screen does not understand. Update the screen."
    ),
    TroubleCode.REFUSED: mark("The hub refuses a part of it: {why}"),
    TroubleCode.PRESSES_NOT_KEPT: mark("Presses can't be kept on this screen's disk: {why}"),
}
_ENGLISH = load_catalogue(Language.ENGLISH)


def trouble(code: TroubleCode, **values: str | int) -> ScreenTrouble:
    """Make a trouble.

    Args:
        code: what it is.
        values: what stands in its words.
    """
    return ScreenTrouble(code=code, values=values)


def trouble_words(found: ScreenTrouble) -> str | None:
    """Say what is wrong; None of a code that is not known, or that lacks one of its values."""
    values: dict[str, Any] = dict(found.values)
    try:
        code = TroubleCode(found.code)
        if code is TroubleCode.ORDERS_UNREAD:
            return _unread(int(values["count"]))
        return say(_WORDS[code], **values)
    except (ValueError, KeyError):
        return None


def _unread(count: int) -> str:
    return say_many(
        "{count} open order can't be shown here: this screen is too old for the hub. Update it, "
        "and look at another screen.",
        "{count} open orders can't be shown here: this screen is too old for the hub. Update it, "
        "and look at another screen.",
        count,
    )


def describe_trouble(found: ScreenTrouble) -> str:
    """Say what is wrong, or at least its code."""
    return trouble_words(found) or found.code


def report_troubles(found: Iterable[ScreenTrouble]) -> Troubles:
    """Write what a screen tells its hub: sentences for everybody, in English, and the codes."""
    told = tuple(found)[:TROUBLES]
    with speaking(_ENGLISH):
        said = tuple(describe_trouble(each)[:TROUBLE_LENGTH] for each in told)
    return Troubles(troubles=said, codes=told)
