"""Settings of a screen: from a TOML file and the environment, every mistake at once.

The variables begin with ``GALLEYDISPLAY_`` because a hub on the same machine refuses any
``GALLEY_`` that it does not know.
"""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from display.state.settings import BoardSettings
from hub.common.screen_settings import (
    AgeSettings,
    GlassSettings,
    KeySettings,
    SoundSettings,
    find_screen_problem,
)
from hub.common.settings import ConfigError, File, SettingsGiven, read_settings
from hub.common.settings_words import format_file
from hub.wire import text_rules

__all__ = ["Config", "ConfigError", "file_text", "load"]

ENVIRONMENT_PREFIX = "GALLEYDISPLAY_"

_INTRODUCTION = (
    "Settings of Galley's screens on this machine. To change one, take the # away in front of its "
    "line and write what you want. Then: sudo systemctl restart 'galley-display@*'. A mistake is "
    "named in: journalctl -u 'galley-display@*'."
)


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
        check=find_screen_problem,
    )


def settings_given(
    path: Path | None, environment: Mapping[str, str], said: Mapping[str, Any]
) -> SettingsGiven:
    """Say what the settings come from; arguments as of :func:`load`."""
    return SettingsGiven(Config, find_screen_problem, ENVIRONMENT_PREFIX, path, environment, said)


def file_text(said: Mapping[str, str]) -> str:
    """Write a settings file with every key, its meaning and its default.

    Args:
        said: what is set in it, as ``section.key`` -> value.

    Raises:
        ConfigError: naming every mistake in what is set.
    """
    return format_file(load(None, {}, said), _INTRODUCTION, said)
