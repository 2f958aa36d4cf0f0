"""Settings: from a TOML file and the environment into one frozen object, every mistake at once.

A file ``galley.toml`` and variables ``GALLEY_<SECTION>_<KEY>`` set the same things; a variable wins
over the file, and what the command line says wins over both.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from hub.common.managed_settings import ManagedFile, apply_managed, read_managed
from hub.common.settings import (
    ConfigError,
    File,
    SettingsGiven,
    defaults,
    read_settings,
    shorten,
)
from hub.common.settings_words import format_file
from hub.config_sections import (
    BackupSettings,
    BranchSettings,
    CompatSettings,
    CourseSettings,
    HistorySettings,
    HubSettings,
    LanSettings,
    LogSettings,
    OrdersSettings,
    PairingSettings,
    PeopleSettings,
    ReadySettings,
    SettingsTable,
    WifiSettings,
)
from hub.limits import DEFAULT, Limits

__all__ = ["ConfigError", "Settings", "file_text", "keys", "load"]

ENVIRONMENT_PREFIX = "GALLEY_"

_INTRODUCTION = (
    "Settings of Galley's hub. To change one, take the # away in front of its line and write what "
    "you want. Then: sudo systemctl reload galley-hub. A mistake is named in: journalctl -u "
    "galley-hub, and the old settings stay until it is mended."
)


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NEVER_SAID = re.compile(r"(http:.*:80|https:.*:443)\Z", re.IGNORECASE)


class Settings(SettingsTable, frozen=True, kw_only=True):
    """Everything that can be set."""

    hub: HubSettings = HubSettings()
    lan: LanSettings = LanSettings()
    pairing: PairingSettings = PairingSettings()
    wifi: WifiSettings = WifiSettings()
    limits: Limits = DEFAULT
    backup: BackupSettings = BackupSettings()
    history: HistorySettings = HistorySettings()
    orders: OrdersSettings = OrdersSettings()
    branch: BranchSettings = BranchSettings()
    courses: CourseSettings = CourseSettings()
    ready: ReadySettings = ReadySettings()
    people: PeopleSettings = PeopleSettings()
    compat: CompatSettings = CompatSettings()
    log: LogSettings = LogSettings()


AT_THE_HUB = frozenset(
    {
        *("hub.host", "hub.port", "hub.branch", "lan.enabled", "lan.port", "lan.addresses"),
        *("lan.certificate", "lan.key"),
    }
)
"""What cannot be set on a page: wrong, it would keep the hub from starting, or the page away."""


def load(
    path: Path | None,
    environment: Mapping[str, str],
    said: Mapping[str, Any],
    managed: Path | None = None,
) -> Settings:
    """Read the settings.

    Args:
        path: of a TOML file, or None for none.
        environment: the process's variables.
        said: what the command line says, as ``section.key`` -> value; None values are left out.
        managed: the file with what was set on a page; None for none.

    Raises:
        ConfigError: naming every mistake in the first three.
    """
    settings = read_settings(
        Settings,
        file=None if path is None else File(str(path), path.read_bytes),
        environment=environment,
        prefix=ENVIRONMENT_PREFIX,
        said=said,
        check=_problem,
    )
    if managed is not None:
        values = read_managed(ManagedFile(managed), Settings, _problem, AT_THE_HUB)
        settings = apply_managed(settings, settings_given(path, environment, said), values)
    hub = settings.hub
    hosts, origins = (tuple(map(str.lower, each)) for each in (hub.hosts, hub.origins))
    return msgspec.structs.replace(
        settings, hub=msgspec.structs.replace(hub, hosts=hosts, origins=origins)
    )


def file_text(said: Mapping[str, str]) -> str:
    """Write a settings file with every key, its meaning and its default.

    Args:
        said: what is set in it, as ``section.key`` -> value.

    Raises:
        ConfigError: naming every mistake in what is set.
    """
    return format_file(load(None, {}, said), _INTRODUCTION, said)


def settings_given(
    path: Path | None = None,
    environment: Mapping[str, str] = _NOTHING,
    said: Mapping[str, Any] = _NOTHING,
    managed: Path | None = None,
) -> SettingsGiven:
    """Say what the settings come from, for whoever shows and changes them.

    Args:
        path: of the TOML file, or None for none.
        environment: the process's variables.
        said: what the command line says, as ``section.key`` -> value.
        managed: the file with what was set on a page; None where nothing can be set so.
    """
    return SettingsGiven(Settings, _problem, ENVIRONMENT_PREFIX, path, environment, said, managed)


def keys() -> Iterator[tuple[str, Any]]:
    """Go through every setting there is: ``section.key`` and its default."""
    return defaults(Settings)


def _problem(name: str, value: Any) -> str | None:  # noqa: ANN401 - as the field has it
    match name:
        case "hub.host":
            return _not_loopback(value)
        case "lan.addresses":
            wrong = [each for each in value if not _is_address(each)]
            return f"not an IP address: {', '.join(map(shorten, wrong))}" if wrong else None
        case "hub.origins":
            wrong = [each for each in value if _NEVER_SAID.match(each)]
            return f"browsers leave this port out: {shorten(wrong[0])}" if wrong else None
        case "branch.time_zone":
            return None if not value or _is_zone(value) else f"no time zone: {shorten(value)}"
    return None


def _not_loopback(value: str) -> str | None:
    if value == "localhost":
        return None
    if not _is_address(value):
        return f"{shorten(value)} is not an IP address; use 127.0.0.1 or ::1"
    if ipaddress.ip_address(value).is_loopback:
        return None
    return (
        f"{value} is not loopback. This door does not encrypt and is for this machine only; use "
        "127.0.0.1 or ::1. Other devices come in through [lan], which is open unless it is told "
        "otherwise"
    )


def _is_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
