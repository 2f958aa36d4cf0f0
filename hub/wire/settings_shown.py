"""Settings as a manager's page shows and changes them."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from hub.wire.requests import Request


class SaveSettings(Request, frozen=True, kw_only=True):
    """Body of ``PUT /api/settings``: values by ``section.key``; null goes back to the default."""

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
        source: default, file, variable or command; the last two win over the file.
        secret: whether its value is shown to nobody.
        least, most: bounds of a number; choices: the words that it may be.
        restart: whether it holds only once the hub has started anew.
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


class SettingsShown(Struct, frozen=True, kw_only=True):
    """All settings.

    ``file`` is the name of the file that they stand in, ``writable`` whether the hub may change it.
    """

    file: str | None
    writable: bool
    settings: tuple[SettingShown, ...]


class SettingsSaved(Struct, frozen=True, kw_only=True):
    """Which settings were written; ``restart`` is whether they hold once the hub starts anew."""

    saved: tuple[str, ...]
    restart: bool
