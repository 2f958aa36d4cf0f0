"""What can be set of a hub, section by section; :mod:`hub.config` reads it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from hub.domain.course_words import DEFAULT_ORDER
from hub.domain.ready_numbers import MINUTE, GuestNames, ReadyRules
from hub.wire import text_rules
from hub.wire.text_rules import CLOCK_TIME


class SettingsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


HostName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\Z")]


WebOrigin = Annotated[
    str, Meta(pattern=r"^https?://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?\Z")
]


AbsolutePath = Annotated[
    str, Meta(pattern=r"^(/.*)?\Z", description="a file's whole path, from / on")
]


class HubSettings(SettingsTable, frozen=True, kw_only=True):
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


class LanSettings(SettingsTable, frozen=True, kw_only=True):
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


class PairingSettings(SettingsTable, frozen=True, kw_only=True):
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


class WifiSettings(SettingsTable, frozen=True, kw_only=True):
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


class BackupSettings(SettingsTable, frozen=True, kw_only=True):
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


class HistorySettings(SettingsTable, frozen=True, kw_only=True):
    """``[history]``: how much of the past stays in the database.

    Attributes:
        keep_days: closed orders that are older are moved to yearly archives, and so are events,
            once a week; 0 keeps everything in the database, which every backup copies.
    """

    keep_days: Annotated[
        int, Meta(ge=0, le=36_500, description="a whole number of days from 0 to 36500")
    ] = 35


class OrdersSettings(SettingsTable, frozen=True, kw_only=True):
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


class BranchSettings(SettingsTable, frozen=True, kw_only=True):
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


class CourseSettings(SettingsTable, frozen=True, kw_only=True):
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


class ReadySettings(SettingsTable, frozen=True, kw_only=True):
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


class PeopleSettings(SettingsTable, frozen=True, kw_only=True):
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


class CompatSettings(SettingsTable, frozen=True, kw_only=True):
    """``[compat]``: letting in what was written for something else.

    Attributes:
        original_api: whether clients of the API that this one grew from are let in unchanged:
            with their token in the URL of the WebSocket, which proxies on the way may log.
    """

    original_api: Annotated[bool, Meta(description="true or false")] = False


class LogSettings(SettingsTable, frozen=True, kw_only=True):
    """``[log]``: how much is said.

    Attributes:
        level: from which on something is said; the log goes to stderr.
    """

    level: Annotated[
        str,
        Meta(pattern=r"^(debug|info|warning|error)\Z", description="debug, info, warning or error"),
    ] = "info"
