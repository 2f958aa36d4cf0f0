"""Settings: from a TOML file and the environment into one frozen object, every mistake at once.

A file ``galley.toml`` and variables ``GALLEY_<SECTION>_<KEY>`` set the same things; a variable wins
over the file, and what the command line says wins over both.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta

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
from hub.domain.course_words import DEFAULT_ORDER
from hub.domain.ready_numbers import MINUTE, GuestNames, ReadyRules
from hub.limits import DEFAULT, Limits
from hub.wire import text_rules
from hub.wire.text_rules import CLOCK_TIME

__all__ = ["ConfigError", "Settings", "file_text", "keys", "load"]

ENVIRONMENT_PREFIX = "GALLEY_"

_INTRODUCTION = (
    "Settings of Galley's hub. To change one, take the # away in front of its line and write what "
    "you want. Then: sudo systemctl reload galley-hub. A mistake is named in: journalctl -u "
    "galley-hub, and the old settings stay until it is mended."
)


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NEVER_SAID = re.compile(r"(http:.*:80|https:.*:443)\Z", re.IGNORECASE)


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


HostName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")]


WebOrigin = Annotated[
    str, Meta(pattern=r"^https?://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?\Z")
]


AbsolutePath = Annotated[
    str, Meta(pattern=r"^(/.*)?\Z", description="a file's whole path, from / on")
]


class HubSettings(_Section, frozen=True, kw_only=True):
    """``[hub]``: where it listens and what it is called.

    Attributes:
        host: address for programs on this machine. Only loopback: this door does not encrypt.
        port: TCP port; 0 lets the system choose one.
        branch: id of the branch, as in its rooms; empty takes the data folder's own.
        hosts: further host names that the hub answers to, in lower case.
        name: what people call it, for lists of hubs; empty for "Galley" and the branch.
        origins: of web pages that may call the API from a browser, in lower case.
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
    name: Annotated[
        str,
        Meta(
            pattern=text_rules.ONE_LINE_OR_NONE,
            max_length=60,
            description="a name of up to 60 characters, some of which can be seen",
        ),
    ] = ""
    origins: Annotated[
        tuple[WebOrigin, ...],
        Meta(description="a list of web origins, such as https://shop.example, without a path"),
    ] = ()


class LanSettings(_Section, frozen=True, kw_only=True):
    """``[lan]``: the door for the branch's network. It speaks TLS, and nothing else.

    Attributes:
        enabled: whether it is open at all.
        port: TCP port; 0 lets the system choose one.
        addresses: to listen on; none for all that the machine has now and later.
        certificate: file with a certificate of the owner's, for names of his; empty for none.
        key: file with its key.
        discovery: whether the hub tells the network that it is there.
    """

    enabled: Annotated[bool, Meta(description="true or false")] = True
    port: Annotated[int, Meta(ge=0, le=65535, description="a whole number from 0 to 65535")] = 8443
    addresses: Annotated[tuple[str, ...], Meta(description="a list of IP addresses as text")] = ()
    certificate: AbsolutePath = ""
    key: AbsolutePath = ""
    discovery: Annotated[bool, Meta(description="true or false")] = True


class PairingSettings(_Section, frozen=True, kw_only=True):
    """``[pairing]``: letting devices in.

    Attributes:
        button: pin of a button at the hub that opens pairing when it is held; empty for none.
    """

    button: Annotated[
        str,
        Meta(
            pattern=r"^(GPIO(0|[1-9]|1[0-9]|2[0-7]))?\Z",
            description="GPIO0 to GPIO27, or nothing",
        ),
    ] = ""


class WifiSettings(_Section, frozen=True, kw_only=True):
    """``[wifi]``: the Wi-Fi that tablets and telephones join before they come in.

    A manager gets it as a QR code beside that for coming in. Nobody else is told of it.

    Attributes:
        name: what it is called; empty for none.
        password: of it, as it is typed; empty for a Wi-Fi that is open to everybody.
    """

    name: Annotated[
        str, Meta(max_length=32, description="the name of a Wi-Fi, up to 32 characters")
    ] = ""
    password: Annotated[
        str,
        Meta(
            pattern=r"^([ -~]{8,63})?\Z",
            description="8 to 63 characters, or nothing",
            extra={"secret": True},
        ),
    ] = ""


_Kept = Annotated[int, Meta(ge=0, le=10_000, description="a whole number from 0 to 10000")]


class BackupSettings(_Section, frozen=True, kw_only=True):
    """``[backup]``: where backups go, and how many are kept.

    Attributes:
        folder: whole path of a folder, such as one on a stick; empty for ``backups`` in the data
            folder.
        keep_hourly: of how many hours the last backup is kept.
        keep_daily: of how many days the last backup is kept.
    """

    folder: AbsolutePath = ""
    keep_hourly: _Kept = 24
    keep_daily: _Kept = 14


class HistorySettings(_Section, frozen=True, kw_only=True):
    """``[history]``: how much of the past stays in the database.

    Attributes:
        keep_days: closed orders that are older are moved to yearly archives, and so are events,
            once a week; 0 keeps everything in the database, which every backup copies.
    """

    keep_days: Annotated[
        int, Meta(ge=0, le=36_500, description="a whole number of days from 0 to 36500")
    ] = 35


class OrdersSettings(_Section, frozen=True, kw_only=True):
    """``[orders]``: what becomes of orders.

    Attributes:
        close_after_hours: an open order that nobody has touched for so long is completed by the
            hub, so that the next day begins with an empty board; 0 for never.
        chip_alarm_minutes: an order that has room on its station's screens only as a chip for so
            many minutes raises an alarm; 0 for never.
        void_reasons: why a dish is taken off an order, for pages to choose from; none for those
            that every house has.
    """

    close_after_hours: Annotated[
        float, Meta(ge=0, le=8_760, description="a number of hours from 0 to 8760")
    ] = 12
    chip_alarm_minutes: Annotated[
        float, Meta(ge=0, le=1_440, description="a number of minutes from 0 to 1440")
    ] = 3
    void_reasons: Annotated[
        tuple[Annotated[str, Meta(min_length=3, max_length=100)], ...],
        Meta(max_length=12, description='a list of sentences, as ["Taken down wrong"]'),
    ] = ()


class BranchSettings(_Section, frozen=True, kw_only=True):
    """``[branch]``: the branch's own time and money.

    Attributes:
        time_zone: name of its time zone, such as "Europe/Berlin"; empty for the machine's.
        day_starts: when a new day begins, by its clock: what is sold out until tomorrow is back.
        currency: of the prices on the menu, such as EUR; empty for one with two decimals.
    """

    time_zone: Annotated[
        str,
        Meta(
            pattern=r"^([A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*)?\Z",
            max_length=60,
            description='the name of a time zone, such as "Europe/Berlin"',
        ),
    ] = ""
    day_starts: Annotated[
        str, Meta(pattern=CLOCK_TIME, description='a time of day, such as "05:00"')
    ] = "05:00"
    currency: Annotated[
        str, Meta(pattern=r"^([A-Z]{3})?\Z", description="three capital letters, such as EUR")
    ] = ""


class CourseSettings(_Section, frozen=True, kw_only=True):
    """``[courses]``: what waits for its course.

    Attributes:
        hold: whether every course of an order but its first waits until it is fired; otherwise
            only what a till sends as held does.
        order: courses that are words, in their order; each stands for the same in other languages.
    """

    hold: Annotated[bool, Meta(description="true or false")] = False
    order: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=40)], ...],
        Meta(max_length=20, description='a list of words, as ["starter", "main", "dessert"]'),
    ] = DEFAULT_ORDER


class ReadySettings(_Section, frozen=True, kw_only=True):
    """``[ready]``: what the board of ready numbers shows to everybody in the room.

    Attributes:
        names: of guests beside their numbers: off, first for the first name, or initial for that
            and the first letter of the last one.
        dine_in: whether what is eaten at a table stands there too.
        stays_minutes: for how long a number stands there once it is ready, unless it is served
            before.
        aloud: whether a number that has become ready is said, by a voice of the television's own.
    """

    names: Annotated[GuestNames, Meta(description="off, first or initial")] = GuestNames.OFF
    dine_in: Annotated[bool, Meta(description="true or false")] = False
    stays_minutes: Annotated[
        float, Meta(ge=1, le=60, description="a number of minutes from 1 to 60")
    ] = 10
    aloud: Annotated[bool, Meta(description="true or false")] = False

    @property
    def rules(self) -> ReadyRules:
        """The same as the board goes by it."""
        stays = round(self.stays_minutes * MINUTE)
        return ReadyRules(self.names, self.dine_in, stays, self.aloud)


class PeopleSettings(_Section, frozen=True, kw_only=True):
    """``[people]``: who stands at devices that several share.

    Attributes:
        pins: whether pages for waiters and for the pass ask who is there before something is sent,
            taken off or served, once nobody has touched them for two minutes.
        own_devices: names of devices that belong to one person, and never ask.
    """

    pins: Annotated[bool, Meta(description="true or false")] = False
    own_devices: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=80)], ...],
        Meta(max_length=200, description='a list of names of devices, as ["Ana\'s phone"]'),
    ] = ()

    def ask_at(self, device: str) -> bool:
        """Whether a device of that name asks who stands at it."""
        return self.pins and device not in self.own_devices


class CompatSettings(_Section, frozen=True, kw_only=True):
    """``[compat]``: letting in what was written for something else.

    Attributes:
        original_api: whether clients of the API that this one grew from are let in unchanged:
            with their token in the URL of the WebSocket, which proxies on the way may log.
    """

    original_api: Annotated[bool, Meta(description="true or false")] = False


class LogSettings(_Section, frozen=True, kw_only=True):
    """``[log]``: how much is said.

    Attributes:
        level: from which on something is said; the log goes to stderr.
    """

    level: Annotated[
        str,
        Meta(pattern=r"^(debug|info|warning|error)\Z", description="debug, info, warning or error"),
    ] = "info"


class Settings(_Section, frozen=True, kw_only=True):
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
