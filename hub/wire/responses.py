"""What the hub answers over HTTP: the types inside the envelope."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.guest_view import GuestOrder
from hub.domain.order_details import Modifier
from hub.domain.orders import Order, OrderType
from hub.domain.times import Instant
from hub.wire.socket_messages import ScreenTrouble


class Pieces(NamedTuple):
    """Rows that are JSON already, between a head and a tail, with commas between them.

    It is put together only as it leaves, a slice at a time: whoever waits for a slow reader holds
    the same bytes as everybody else, be it the board of now or one of a moment ago.
    """

    head: bytes
    rows: tuple[bytes, ...]
    tail: bytes

    @property
    def size(self) -> int:
        """How many bytes all of it has."""
        commas = max(0, len(self.rows) - 1)
        return len(self.head) + sum(map(len, self.rows)) + commas + len(self.tail)

    def __bytes__(self) -> bytes:
        """Put all of it together."""
        return b"".join((self.head, b",".join(self.rows), self.tail))

    def slices(self, size: int) -> Iterator[bytes]:
        """Go through it in slices of that many bytes; the last may be shorter."""
        gathered = bytearray(self.head)
        for number, row in enumerate(self.rows):
            if number:
                gathered += b","
            gathered += row
            while len(gathered) >= size:
                yield bytes(gathered[:size])
                del gathered[:size]
        gathered += self.tail
        for at in range(0, len(gathered), size):
            yield bytes(gathered[at : at + size])


class RequestWarning(msgspec.Struct, frozen=True, kw_only=True):
    """Something odd in a request that was carried out: a code that stays, and where it stands."""

    code: str
    field: str
    message: str


class UpcomingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order that waits off the board for its time; ``stations`` are those of its lines."""

    id: str
    order_number: str
    display_number: str | None
    due_at: Instant | None
    release_at: Instant
    prep_minutes: int | None
    stations: tuple[str, ...]
    type: OrderType


class WholeOrder(Order, frozen=True, gc=False, kw_only=True):
    """An order with the whole of the texts that boards and events carry cut."""

    raw_note: str | msgspec.UnsetType = msgspec.UNSET


class OrderError(msgspec.Struct, frozen=True, kw_only=True):
    """Why one order of several was refused, as a failure of one request says it."""

    code: str
    message: str
    details: dict[str, Any]


class OrderResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one order of several: the order, and whether it is new; or the ``error``."""

    order: Order | msgspec.UnsetType = msgspec.UNSET
    created: bool | msgspec.UnsetType = msgspec.UNSET
    warnings: tuple[RequestWarning, ...] | msgspec.UnsetType = msgspec.UNSET
    error: OrderError | msgspec.UnsetType = msgspec.UNSET


class CancelledByKey(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order that was cancelled by its sender's key.

    ``order`` is null while none has come under it; ``kept_until`` then says until when one that
    comes is taken as cancelled.
    """

    order: Order | None = None
    kept_until: Instant | None = None


class AllDayCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many of one dish, made one way, stand on all open tickets."""

    name: str
    menu_item_id: str | None
    modifiers: tuple[Modifier, ...]
    variant: str | UnsetType = UNSET
    station: str | None
    quantity: int
    pending: int
    preparing: int
    ready: int


class ScreenSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One connected screen: since when, what it last reported as painted, and what is wrong."""

    id: str
    name: str
    station: str | None
    connected_since: Instant
    painted_seq: int | None
    painted_at: Instant | None
    troubles: tuple[str, ...] = ()
    trouble_codes: tuple[ScreenTrouble, ...] = ()


class TokenMade(msgspec.Struct, frozen=True, kw_only=True):
    """A new token: the only time that it can be read."""

    id: str
    name: str
    role: str
    token: str


class TokenListed(msgspec.Struct, frozen=True, kw_only=True):
    """One token as a list shows it, without the token."""

    id: str
    name: str
    role: str
    created_at: Instant
    session_id: str | None = None


class TableSession(msgspec.Struct, frozen=True, kw_only=True):
    """Guests at a table, from sitting down to leaving."""

    id: str
    table_number: str
    created_at: Instant
    closed_at: Instant | UnsetType = UNSET


class GuestLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link with which guests see what they have ordered; the only time that it can be read.

    ``path`` goes behind the hub's address, and into a QR code.
    """

    session: TableSession
    path: str


class SessionOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A new table session and the token for its guests."""

    session: TableSession
    token: str


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A table session and its orders, as its guests may see them."""

    session: TableSession
    orders: tuple[Order, ...]


class GuestSession(msgspec.Struct, frozen=True, kw_only=True):
    """A table session and its orders, with nothing in it that is the house's own."""

    session: TableSession
    orders: tuple[GuestOrder, ...]


class BackupMade(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was made and found good.

    Attributes:
        file: where it is.
        size: bytes.
        orders: how many it holds.
        events: how many of the log it holds.
        seq: the last of them.
        archives: the yearly archives that were copied along, because they had changed.
        removed: the backups that had had their time.
    """

    file: str
    size: int
    orders: int
    events: int
    seq: int
    archives: tuple[str, ...]
    removed: tuple[str, ...]


class BackupListed(msgspec.Struct, frozen=True, kw_only=True):
    """A backup as a list shows it; ``size`` in bytes."""

    file: str
    at: Instant
    size: int
    id: str


class MenuDifferences(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of the menu that a backup lacks, has besides, or has otherwise."""

    gone: int
    back: int
    changed: int


class BackupDifferences(msgspec.Struct, frozen=True, kw_only=True):
    """What would be different if a backup were brought back.

    Attributes:
        id: the backup's; at: when it was made.
        as_of: the last event of now, which whoever brings it back has to name.
        events_lost: how many have happened since.
        orders_lost: how many have come since.
        open_orders_now: on the screens now; open_orders_then: when it was made.
        menu: what becomes of the menu.
        people_gone: names of people who are no more; people_back: of those who are again.
        tables_differ: whether the list of tables is another one.
        words: the same in sentences.
    """

    id: str
    at: Instant
    as_of: int
    events_lost: int
    orders_lost: int
    open_orders_now: int
    open_orders_then: int
    menu: MenuDifferences
    people_gone: tuple[str, ...]
    people_back: tuple[str, ...]
    tables_differ: bool
    words: tuple[str, ...]


class Restarting(msgspec.Struct, frozen=True, kw_only=True):
    """The hub starts anew: sockets are closed with 1012, and come back within seconds."""

    restarting: bool
    backup: str | UnsetType = UNSET


class DoctorFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the doctor's: how bad it is, what was looked at, and what was found.

    ``about`` stays the same in every language; ``title`` and ``text`` are in the reader's.
    """

    level: str
    about: str
    title: str
    text: str


class DoctorReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the doctor has found, and when."""

    at: Instant
    findings: tuple[DoctorFinding, ...]


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the log as a manager reads it.

    ``device`` and ``person`` are who did it; ``hub`` is the hub itself, ``owner`` its own socket.
    ``what`` is the same in words; ``code`` and ``values`` are for a program that writes its own.
    """

    seq: int
    timestamp: int
    type: str
    device: str | None
    device_name: str | None
    person: str | None
    person_name: str | None
    order_id: str | None
    code: str
    values: dict[str, str]
    what: str


class HistoryMoved(msgspec.Struct, frozen=True, kw_only=True):
    """How much went to the yearly archives."""

    orders: int
    events: int


class OrdersClosed(msgspec.Struct, frozen=True, kw_only=True):
    """How many open orders were completed."""

    orders: int


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """Something was deleted, closed or revoked."""

    id: str


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How the hub is: ``status`` is ``ok``, or says what is wrong."""

    status: str
    branch: str
    epoch: str
    version: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How the hub stands, for its own doctor.

    Attributes:
        branch: its id.
        version: of the program.
        lan_port: of the door for the network; None while that is closed.
        announced: whether the network is told that the hub is there.
        lan_only: the addresses that the door was told to be open on; none for all.
        backups: the folder that backups go to.
        time: the hub's own, which does not jump when the machine's clock does.
    """

    branch: str
    version: str
    lan_port: int | None
    announced: bool
    lan_only: tuple[str, ...] = ()
    backups: str
    time: Instant


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who a token says one is, and what that allows.

    ``asks_person`` is whether a page of this device should ask who stands at it, ``says_numbers``
    whether a board of ready numbers should say them.
    """

    id: str
    name: str
    role: str
    branch: str
    permissions: tuple[str, ...]
    session_id: str | None = None
    person_id: str | None = None
    asks_person: bool = False
    says_numbers: bool = False


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the durable event log.

    ``actor`` is the id of who caused it: of the person who stood at the device, where that was
    proved, and otherwise of the device. ``device`` is the device's in any case.
    """

    type: str
    room: str
    seq: int
    timestamp: int
    actor: str | None
    device: str | None
    payload: msgspec.Raw
