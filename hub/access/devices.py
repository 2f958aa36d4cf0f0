"""Who may talk to the hub: tokens, and the sessions of guests at tables.

Guests who have left may look at what they had for four hours more, and at nothing else.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from msgspec import UNSET

from hub import ids
from hub.commit.change import Change
from hub.commit.command import Command, Outcome
from hub.commit.timers import Timers
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal, conflict, not_found
from hub.domain.permissions import Principal, Role
from hub.domain.times import Instant, instant
from hub.store import reads
from hub.store.row_types import SessionRow, TimerRow, TokenRow
from hub.store.store import Store
from hub.store.tables import SESSIONS, TOKENS
from hub.wire.drafts import device_draft, session_draft
from hub.wire.events import EventType
from hub.wire.pairing import Device
from hub.wire.responses import (
    Gone,
    GuestLink,
    SessionOpened,
    TableSession,
    TokenListed,
    TokenMade,
)

MAX_SESSIONS = 1_000
"""Tables that can have guests at the same time, and of which those who have left may still read."""

READABLE_FOR = 4 * 3600 * 1000
"""Milliseconds for which guests who have left may still read what they had."""

MAX_TOKENS = 20
"""Tokens of one session; the oldest is worth nothing when there is one more."""

LINK = "/guest#"
"""The page for guests; behind it stands their token, less its prefix. Browsers send none of that
anywhere."""

_TIMER = "guests"


T = TypeVar("T")


def _ignore(_principal: Principal) -> None:
    pass


class _Device(NamedTuple):
    principal: Principal
    row: TokenRow


class _NewToken(NamedTuple):
    secret: str
    row: TokenRow


class DeviceService:
    """Makes and revokes tokens, opens and closes table sessions.

    Args:
        store: where tokens and sessions are read from.
        writer: commits the changes.
        timers: end what guests may read.
        on_revoked: told the id of a device as soon as its token is worth nothing.

    Attributes:
        on_renamed: told who a device is as soon as it is called otherwise.
    """

    def __init__(
        self, store: Store, writer: Writer, timers: Timers, on_revoked: Callable[[str], None]
    ) -> None:
        self._store = store
        self._writer = writer
        self._timers = timers
        timers.on_due(_TIMER, self._end_when_due)
        self._on_revoked = on_revoked
        self.on_renamed: Callable[[Principal], None] = _ignore
        self._by_digest: dict[bytes, _Device] = {}
        self._by_id: dict[str, _Device] = {}
        self._sessions: dict[str, SessionRow] = {}
        self._left: dict[str, SessionRow] = {}
        self._seating = asyncio.Lock()

    async def load(self) -> None:
        """Read tokens and sessions from disk, in place of whatever was in memory."""
        tokens = await reads.valid_tokens(self._store)
        sessions = await reads.readable_sessions(self._store)
        valid = {row.id for row in tokens}
        # A revocation can be durable and yet unknown here: its commit came back as a failure.
        for device_id in self._by_id.keys() - valid:
            self._dismiss(device_id)
        for row in tokens:
            self._admit(row)
        self._sessions = {row.id: row for row in sessions if row.closed_at is None}
        self._left = {row.id: row for row in sessions if row.closed_at is not None}

    @property
    def none_yet(self) -> bool:
        """Whether nobody can talk to the hub yet."""
        return not self._by_id

    def has_role(self, role: Role) -> bool:
        """Whether a valid token has that role."""
        return any(device.principal.role is role for device in self._by_id.values())

    def find_name(self, device_id: str) -> str | None:
        """Say what a device is called; None when its token is worth nothing any more."""
        device = self._by_id.get(device_id)
        return None if device is None else device.principal.name

    def find_principal(self, token: str) -> Principal | None:
        """Say whose token this is.

        The token is looked up by its SHA-256: what an attacker can time is the digest of a guess,
        which tells nothing about the token.
        """
        device = self._by_digest.get(ids.token_digest(token))
        return None if device is None else device.principal

    def list_tokens(self) -> list[TokenListed]:
        """List the valid tokens, without the tokens."""
        rows = sorted((device.row for device in self._by_id.values()), key=lambda r: r.created_at)
        return [
            TokenListed(
                id=row.id,
                name=row.name,
                role=row.role,
                created_at=Instant(row.created_at),
                session_id=row.session_id,
            )
            for row in rows
        ]

    async def make(self, command: Command, role: Role, name: str) -> Outcome[TokenMade]:
        """Make a token for a device; it can be read from this answer and never again."""
        change = self._writer.begin(command.who.actor)
        token = self._add(change, role, name)
        change.tell(device_draft(EventType.DEVICE_ADDED, token.row.id, name, role))
        made = TokenMade(id=token.row.id, name=name, role=role, token=token.secret)
        return await self._commit(command, change, Outcome(made, created=True, secret=True))

    def staff(self) -> list[TokenRow]:
        """List the devices, oldest first; guests' telephones are not among them."""
        rows = (device.row for device in self._by_id.values() if device.row.session_id is None)
        return sorted(rows, key=lambda row: (row.created_at, row.id))

    def knows(self, device_id: str) -> bool:
        """Whether a device's token is worth anything."""
        return device_id in self._by_id

    def find_namesake(self, role: Role, name: str) -> str | None:
        """Return the name of the device that pairing another of that name and role replaces."""
        return name if self._namesakes(role, name) else None

    async def pair(self, role: Role, name: str, by: Principal) -> tuple[Device, str]:
        """Make a token for a device that has been let in, in place of the one that it had.

        The token stands in no answer that is remembered under an Idempotency-Key.

        Args:
            role: the device's.
            name: the device's.
            by: who had opened pairing.

        Returns:
            the device and its token.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
        """
        change = self._writer.begin(by.actor)
        before = self._namesakes(role, name)
        token = self._add(change, role, name)
        for each in before:
            self._revoke(change, each)
        change.tell(device_draft(EventType.DEVICE_PAIRED, token.row.id, name, role, by.name))
        await self._writer.commit(change)
        return Device(id=token.row.id, name=name, role=role), token.secret

    async def revoke(self, command: Command, device_id: str) -> Outcome[Gone]:
        """Make a token worthless, at once.

        Raises:
            Refusal: NOT_FOUND.
        """
        device = self._by_id.get(device_id)
        if device is None:
            raise not_found("token")
        change = self._writer.begin(command.who.actor)
        self._revoke(change, device.row)
        return await self._commit(command, change, Outcome(Gone(id=device_id)))

    async def revoke_device(self, command: Command, device_id: str) -> Outcome[Gone]:
        """Make a device's token worthless; a table's guests go with their session, not so.

        Raises:
            Refusal: NOT_FOUND.
        """
        device = self._by_id.get(device_id)
        if device is None or device.row.session_id is not None:
            raise not_found("device")
        return await self.revoke(command, device_id)

    async def rename(self, command: Command, device_id: str, name: str) -> Outcome[Device]:
        """Call a device otherwise; its token and its sockets stay as they are.

        Raises:
            Refusal: NOT_FOUND; CONFLICT for the name of another device of its role, which pairing a
                third one would replace.
        """
        device = self._by_id.get(device_id)
        if device is None or device.row.session_id is not None:
            raise not_found("device")
        row = device.row._replace(name=name)
        if any(each.id != device_id for each in self._namesakes(device.principal.role, name)):
            raise conflict("name", f"another {row.role} device is called so already")
        change = self._writer.begin(command.who.actor)
        change.put(TOKENS, row)
        change.then(lambda: self._rename(row))
        change.tell(device_draft(EventType.DEVICE_RENAMED, row.id, name, row.role))
        renamed = Device(id=row.id, name=name, role=device.principal.role)
        return await self._commit(command, change, Outcome(renamed))

    async def open_session(self, command: Command, table_number: str) -> Outcome[SessionOpened]:
        """Seat guests at a table: a session and the token for their phones.

        A table has one session: opening the next one closes the one before it.

        Raises:
            Refusal: CONFLICT when guests sit at more tables than there can be; STORAGE_FULL or
                STORAGE_ERROR.
        """
        # Whoever seats the next guests has to see these, also while they are on their way to disk.
        async with self._seating:
            change = self._writer.begin(command.who.actor)
            before = [row for row in self._sessions.values() if row.table_number == table_number]
            if len(self._sessions) - len(before) >= MAX_SESSIONS:
                why = (
                    f"{MAX_SESSIONS} tables have guests; end a session before the next one is begun"
                )
                raise Refusal(Code.CONFLICT, f"table_number: {why}.", {"table_number": why})
            for each in before:
                self._close(change, each)
            at = change.at
            session = SessionRow(ids.new_id(at), table_number, instant(at), None)
            change.put(SESSIONS, session)
            change.then(lambda: self._sessions.update({session.id: session}))
            token = self._add(change, Role.CUSTOMER, f"table {table_number}", session.id)
            change.tell(session_draft(EventType.SESSION_OPENED, session.id, table_number))
            opened = SessionOpened(session=_view_session(session), token=token.secret)
            return await self._commit(command, change, Outcome(opened, created=True, secret=True))

    async def close_session(
        self, command: Command, session_id: str, *, at_once: bool = False
    ) -> Outcome[Gone]:
        """Let guests go: they may look at what they had for four hours more.

        Args:
            command: who asks.
            session_id: the session's.
            at_once: their tokens are worth nothing any more; also of guests who have left before.

        Raises:
            Refusal: NOT_FOUND.
        """
        session = self._sessions.get(session_id)
        left = self._left.get(session_id) if at_once else None
        if session is None and left is None:
            raise not_found("session")
        change = self._writer.begin(command.who.actor)
        if session is not None:
            self._close(change, session)
        if at_once:
            self._end(change, session_id)
        return await self._commit(command, change, Outcome(Gone(id=session_id)))

    async def link_session(
        self, command: Command, session_id: str, *, renew: bool
    ) -> Outcome[GuestLink]:
        """Give guests a link to what they have ordered; it can be read this once.

        Args:
            command: who asks.
            session_id: of guests who sit at a table.
            renew: whether links and tokens that were given before show nothing any more.

        Raises:
            Refusal: NOT_FOUND.
        """
        session = self._sessions.get(session_id)
        if session is None:
            raise not_found("session")
        change = self._writer.begin(command.who.actor)
        before = self._tokens_of(session_id)
        surplus = len(before) if renew else max(0, len(before) + 1 - MAX_TOKENS)
        for each in before[:surplus]:
            self._revoke(change, each)
        token = self._add(change, Role.CUSTOMER, f"table {session.table_number}", session_id)
        change.tell(session_draft(EventType.SESSION_LINKED, session_id, session.table_number))
        code = token.secret.removeprefix(ids.TOKEN_PREFIX)
        made = GuestLink(session=_view_session(session), path=f"{LINK}{code}")
        return await self._commit(command, change, Outcome(made, created=True, secret=True))

    def has_session(self, session_id: str) -> bool:
        """Whether guests sit at a table under that id."""
        return session_id in self._sessions

    def is_readable(self, session_id: str) -> bool:
        """Whether guests sit at a table under that id, or have left not long ago."""
        return session_id in self._sessions or session_id in self._left

    def session(self, session_id: str) -> TableSession:
        """Return a table session that guests may read.

        Raises:
            Refusal: NOT_FOUND.
        """
        row = self._sessions.get(session_id) or self._left.get(session_id)
        if row is None:
            raise not_found("session")
        return _view_session(row)

    def sessions(self, table_number: str | None) -> list[TableSession]:
        """List the sessions of guests who sit at a table, or at that one; the oldest first."""
        rows = self._sessions.values()
        return [_view_session(row) for row in rows if table_number in {None, row.table_number}]

    def _namesakes(self, role: Role, name: str) -> list[TokenRow]:
        return [row for row in self.staff() if row.role == role and row.name == name]

    async def _commit(self, command: Command, change: Change, outcome: Outcome[T]) -> Outcome[T]:
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome

    def _add(
        self, change: Change, role: Role, name: str, session_id: str | None = None
    ) -> "_NewToken":
        secret, at = ids.new_token(), change.at
        digest = ids.token_digest(secret)
        row = TokenRow(ids.new_id(at), digest, name, role, session_id, instant(at), None)
        change.put(TOKENS, row)
        change.then(lambda: self._admit(row))
        return _NewToken(secret, row)

    def _revoke(self, change: Change, row: TokenRow) -> None:
        change.put(TOKENS, row._replace(revoked_at=instant(change.at)))
        change.then(lambda: self._dismiss(row.id))
        if row.session_id is None:
            change.tell(device_draft(EventType.DEVICE_REVOKED, row.id, row.name, row.role))

    def _tokens_of(self, session_id: str) -> list[TokenRow]:
        """List the tokens of one session's guests, the oldest first."""
        return [d.row for d in self._by_id.values() if d.row.session_id == session_id]

    def _close(self, change: Change, session: SessionRow) -> None:
        closed = session._replace(closed_at=instant(change.at))
        change.put(SESSIONS, closed)
        change.then(lambda: self._let_go(closed))
        self._timers.set(change, _TIMER, session.id, change.at + READABLE_FOR)
        # Whoever seats guests all day long must not fill the hub's memory with those who have left.
        surplus = max(0, len(self._left) + 1 - MAX_SESSIONS)
        for oldest in list(self._left)[:surplus]:
            self._end(change, oldest)
        change.tell(session_draft(EventType.SESSION_CLOSED, session.id, session.table_number))

    def _let_go(self, closed: SessionRow) -> None:
        self._sessions.pop(closed.id, None)
        self._left[closed.id] = closed

    def _end_when_due(self, timer: TimerRow, change: Change) -> None:
        self._end(change, timer.id)

    def _end(self, change: Change, session_id: str) -> None:
        """Have what guests may read end."""
        self._timers.cancel(change, _TIMER, session_id)
        for guest in self._tokens_of(session_id):
            self._revoke(change, guest)
        change.then(lambda: self._forget(session_id))

    def _forget(self, session_id: str) -> None:
        self._left.pop(session_id, None)

    def _admit(self, row: TokenRow) -> None:
        principal = Principal(
            id=row.id, name=row.name, role=Role(row.role), session_id=row.session_id
        )
        self._by_id[row.id] = self._by_digest[row.digest] = _Device(principal, row)

    def _rename(self, row: TokenRow) -> None:
        # It may have been revoked in the same transaction.
        if row.id in self._by_id:
            self._admit(row)
            self.on_renamed(self._by_id[row.id].principal)

    def _dismiss(self, device_id: str) -> None:
        device = self._by_id.pop(device_id, None)
        if device is not None:
            del self._by_digest[device.row.digest]
            self._on_revoked(device_id)


def _view_session(row: SessionRow) -> TableSession:
    return TableSession(
        id=row.id,
        table_number=row.table_number,
        created_at=Instant(row.created_at),
        closed_at=UNSET if row.closed_at is None else Instant(row.closed_at),
    )
