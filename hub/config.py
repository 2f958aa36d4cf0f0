"""Settings: from a TOML file and the environment into one frozen object, every mistake at once.

A file ``galley.toml`` and variables ``GALLEY_<SECTION>_<KEY>`` set the same things; a variable wins
over the file, and what the command line says wins over both.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from hub.protocol.settings import ConfigError, File, defaults, read, shortened

__all__ = ["ConfigError", "Settings", "keys", "load"]

ENVIRONMENT_PREFIX = "GALLEY_"


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


HostName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")]


class HubSettings(_Section, frozen=True, kw_only=True):
    """``[hub]``: where it listens and what it is called.

    Attributes:
        host: address to listen on. Only loopback for now.
        port: TCP port; 0 lets the system choose one.
        branch: id of the branch, as in its rooms; empty takes the data folder's own.
        hosts: further host names that the hub answers to, in lower case.
    """

    host: Annotated[str, Meta(description="an IP address as text")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="a whole number from 0 to 65535")] = 8080
    branch: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]{0,39})?\Z",
            description="up to 40 letters, digits, - and _",
        ),
    ] = ""
    hosts: Annotated[
        tuple[HostName, ...],
        Meta(description="a list of host names, without ports"),
    ] = ()


class LogSettings(_Section, frozen=True, kw_only=True):
    """``[log]``: how much is said. ``level`` is debug, info, warning or error."""

    level: Annotated[
        str,
        Meta(pattern=r"^(debug|info|warning|error)\Z", description="debug, info, warning or error"),
    ] = "info"


class Settings(_Section, frozen=True, kw_only=True):
    """Everything that can be set."""

    hub: HubSettings = HubSettings()
    log: LogSettings = LogSettings()


def load(path: Path | None, environment: Mapping[str, str], said: Mapping[str, Any]) -> Settings:
    """Read the settings.

    Args:
        path: of a TOML file, or None for none.
        environment: the process's variables.
        said: what the command line says, as ``section.key`` -> value; None values are left out.

    Raises:
        ConfigError: naming every mistake in all three.
    """
    settings = read(
        Settings,
        file=None if path is None else File(str(path), path.read_bytes),
        environment=environment,
        prefix=ENVIRONMENT_PREFIX,
        said=said,
        check=_problem,
    )
    hosts = tuple(each.lower() for each in settings.hub.hosts)
    return msgspec.structs.replace(settings, hub=msgspec.structs.replace(settings.hub, hosts=hosts))


def keys() -> Iterator[tuple[str, Any]]:
    """Go through every setting there is: ``section.key`` and its default."""
    return defaults(Settings)


def _problem(name: str, value: Any) -> str | None:  # noqa: ANN401 - as the field has it
    if name != "hub.host" or value == "localhost":
        return None
    try:
        loopback = ipaddress.ip_address(value).is_loopback
    except ValueError:
        return f"{shortened(value)} is not an IP address; use 127.0.0.1 or ::1"
    if loopback:
        return None
    return (
        f"{value} is not loopback. This version serves this machine only, because it does not "
        "encrypt yet; use 127.0.0.1 or ::1"
    )
