"""Settings as a manager's page shows and changes them."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.domain.times import Instant
from hub.wire.requests import Request


class SaveSettings(Request, frozen=True, kw_only=True):
    """Values to be set, by ``section.key``; null takes back what was set on a page."""

    values: Annotated[dict[str, Any], Meta(min_length=1, max_length=200)]


class SettingShown(Struct, frozen=True, kw_only=True, rename={"source": "from"}):
    """One setting.

    Attributes:
        name: ``section.key``.
        kind: bool, integer, number, text, list or choice.
        allowed: what it takes, in words.
        meaning: what it is for, in words.
        default: what holds where nobody has set it; left out of a secret.
        value: what holds from the next start on; left out of a secret.
        is_set: whether somebody has set it.
        source: default, file, manager (set on a page), variable or command; the later ones win.
        secret: whether its value is shown to nobody.
        least, most: bounds of a number; choices: the words that it may be.
        restart: whether it holds only once the hub has started anew.
        fixed: whether what is set here would change nothing, because a variable or the command
            line wins, or can be set at the machine itself only.
    """

    name: str
    kind: str
    allowed: str
    meaning: str
    default: Any | UnsetType = UNSET
    value: Any | UnsetType = UNSET
    is_set: bool
    source: str
    secret: bool
    least: float | UnsetType = UNSET
    most: float | UnsetType = UNSET
    choices: tuple[str, ...] | UnsetType = UNSET
    restart: bool
    fixed: bool


class ScreenSettingShown(SettingShown, frozen=True, kw_only=True):
    """A setting of a screen; ``value`` is what it last said it goes by, left out until it has.

    Attributes:
        wanted: what a manager has set; left out where that is nothing.
        waits: whether the screen has not said yet that it goes by what was set, or taken back.
        refused: why the screen can't go by it.
    """

    wanted: Any | UnsetType = UNSET
    waits: bool
    refused: str | UnsetType = UNSET


class ScreenSettingsView(Struct, frozen=True, kw_only=True):
    """All settings of a screen, those included that is not connected.

    Attributes:
        id: of the device; name: of the device.
        connected: whether it is.
        last_seen_at: when it was last heard.
        known: whether it has ever said what it goes by; one of an older version never does.
        settings: that it has.
    """

    id: str
    name: str
    connected: bool
    last_seen_at: Instant | UnsetType = UNSET
    known: bool
    settings: tuple[ScreenSettingShown, ...]


class ScreenSettingsSaved(Struct, frozen=True, kw_only=True):
    """Which settings were written; a screen that is ``connected`` goes by them at once."""

    saved: tuple[str, ...]
    restart: bool
    connected: bool


class SettingsShown(Struct, frozen=True, kw_only=True):
    """All settings.

    ``file`` is the name of the owner's file, ``writable`` whether anything can be set here.
    """

    file: str | None
    writable: bool
    settings: tuple[SettingShown, ...]


class SettingsSaved(Struct, frozen=True, kw_only=True):
    """Which settings were written; ``restart`` is whether they hold once the hub starts anew."""

    saved: tuple[str, ...]
    restart: bool
