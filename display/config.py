"""Settings of a screen: from a TOML file and the environment, every mistake at once.

The variables begin with ``GALLEYDISPLAY_`` because a hub on the same machine refuses any
``GALLEY_`` that it does not know.
"""

import socket
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from display.state.settings import AgeSettings, BoardSettings
from display.view_model.screen import Degrees
from hub.common.settings import ConfigError, File, format_file, read_settings
from hub.wire import text_rules

__all__ = ["Config", "ConfigError", "file_text", "load"]

ENVIRONMENT_PREFIX = "GALLEYDISPLAY_"

_INTRODUCTION = (
    "Settings of Galley's screens on this machine. To change one, take the # away in front of its "
    "line and write what you want. Then: sudo systemctl restart 'galley-display@*'. A mistake is "
    "named in: journalctl -u 'galley-display@*'."
)


class ThemeName(StrEnum):
    """For a dark kitchen, or for a bright one."""

    DARK = "dark"
    BRIGHT = "bright"


class LinkSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[hub]``: where the orders come from.

    Attributes:
        url: of the hub; empty for the one that the screen is paired with, wherever it is.
        token_file: the file with this screen's token; empty for the token of its pairing.
        anchor: the file with the certificate that the hub must prove to hold, where the token comes
            from a file too; empty for any that this machine trusts.
        data: the folder of its pairing, and where presses wait for a hub that is away.
        name: what the screen is called in the hub's lists; empty for station, machine and monitor.
    """

    url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^/?#\s]+/?)?\Z",
            description="an address as https://192.168.1.20:8443",
        ),
    ] = ""
    token_file: Annotated[str, Meta(description="a file's path")] = ""
    anchor: Annotated[str, Meta(description="a file's path")] = ""
    name: Annotated[
        str,
        Meta(
            pattern=text_rules.ONE_LINE_OR_NONE,
            max_length=80,
            description="a name of up to 80 characters, some of which can be seen",
        ),
    ] = ""
    data: Annotated[str, Meta(min_length=1, description="a folder's path")] = "screen"


class GlassSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[glass]``: the monitor.

    Attributes:
        theme: for a dark kitchen, or for a bright one.
        output: which monitor, from 0.
        size: ``auto`` is a window on a desktop and the full screen without one.
        rotate: degrees by which the picture is turned clockwise, for a monitor on its side.
        inches: of the monitor's diagonal; 0 for what it says of itself.
        distance: from which it is read, in metres; 0 for the one that goes with its size.
    """

    theme: Annotated[ThemeName, Meta(description="dark or bright")] = ThemeName.DARK
    output: Annotated[int, Meta(ge=0, le=15, description="a whole number from 0 to 15")] = 0
    size: Annotated[
        str,
        Meta(
            pattern=r"^(auto|fullscreen|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})\Z",
            description="auto, fullscreen, or a size in pixels as 1280x720",
        ),
    ] = "auto"
    rotate: Annotated[Degrees, Meta(description="0, 90, 180 or 270")] = 0
    inches: Annotated[
        float, Meta(ge=0, le=200, description="a number of inches up to 200, or 0")
    ] = 0.0
    distance: Annotated[
        float, Meta(ge=0, le=30, description="a number of metres up to 30, or 0")
    ] = 0.0


class KeySettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[keys]``: what a cook presses.

    Attributes:
        profile: a ready one's name, or a .toml file.
        buttons: the .toml file that says what is wired to GPIO pins; empty for nothing.
        second: the bar whose numbers mean ten more, by its USB socket or its name, as the doctor
            lists them; empty for none.
    """

    profile: Annotated[str, Meta(min_length=1, description="a profile's name or file")] = "keyboard"
    buttons: Annotated[str, Meta(description="a file's path")] = ""
    second: Annotated[str, Meta(description="a keyboard's USB socket or name")] = ""


class SoundSettings(msgspec.Struct, frozen=True, kw_only=True):
    """``[sound]``: the tunes.

    Attributes:
        volume: from 0, silent, to 1.
    """

    volume: Annotated[float, Meta(ge=0, le=1, description="a number from 0 to 1")] = 0.8


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that can be set."""

    hub: LinkSettings = LinkSettings()
    board: BoardSettings = BoardSettings()
    glass: GlassSettings = GlassSettings()
    keys: KeySettings = KeySettings()
    sound: SoundSettings = SoundSettings()
    ages: AgeSettings = AgeSettings()

    def device_name(self) -> str:
        """Say what the screen is called in the hub's lists."""
        if self.hub.name:
            return self.hub.name
        monitor = f", monitor {self.glass.output}" if self.glass.output else ""
        return f"{self.board.station} screen ({socket.gethostname()}{monitor})"[:80]


def load(path: Path | None, environment: Mapping[str, str], said: Mapping[str, Any]) -> Config:
    """Read the settings.

    Args:
        path: of a TOML file, or None for none.
        environment: the process's variables.
        said: what the command line says, as ``section.key`` -> value; None values are left out.

    Raises:
        ConfigError: naming every mistake in all three.
    """
    return read_settings(
        Config,
        file=None if path is None else File(str(path), path.read_bytes),
        environment=environment,
        prefix=ENVIRONMENT_PREFIX,
        said=said,
        check=_problem,
    )


def file_text(said: Mapping[str, str]) -> str:
    """Write a settings file with every key, its meaning and its default.

    Args:
        said: what is set in it, as ``section.key`` -> value.

    Raises:
        ConfigError: naming every mistake in what is set.
    """
    return format_file(load(None, {}, said), _INTRODUCTION, said)


def _problem(name: str, value: Any) -> str | None:  # noqa: ANN401 - as the field has it
    if not name.startswith("ages.") or not value:
        return None
    if len(value) == 1:
        return f"expected two numbers of minutes, as [8, 12], not [{value[0]:g}]"
    if value[0] > value[1]:
        return f"warning after {value[0]:g} minutes has to be before late after {value[1]:g}"
    return None
