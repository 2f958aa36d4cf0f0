"""Who may talk to the hub: tokens, and the sessions of guests at tables."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from hub import ids
from hub.clock.wall_clock import Clock
from hub.commit.change import Change
from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal, not_found
from hub.domain.permissions import Principal, Role
from hub.domain.times import Instant, instant
from hub.store import reads
from hub.store.row_types import SessionRow, TokenRow
from hub.store.store import Store
from hub.store.tables import SESSIONS, TOKENS
from hub.wire.drafts import device_draft, session_draft
from hub.wire.events import EventType
from hub.wire.pairing import Device
from hub.wire.responses import (
    Gone,
    SessionOpened,
    TableSession,
    TokenListed,
    TokenMade,
)

MAX_SESSIONS = 1_000
"""Tables that can have guests at the same time."""


T = TypeVar("T")


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
        clock: the hub's time.
        on_revoked: told the id of a device as soon as its token is worth nothing.
    """

    def __init__(
        self, store: Store, writer: Writer, clock: Clock, on_revoked: Callable[[str], None]
    ) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._on_revoked = on_revoked
        self._by_digest: dict[bytes, _Device] = {}
        self._by_id: dict[str, _Device] = {}
        self._sessions: dict[str, SessionRow] = {}
        self._seating = asyncio.Lock()

    async def load(self) -> None:
        """Read tokens and sessions from disk, in place of whatever was in memory."""
        tokens = await reads.valid_tokens(self._store)
        sessions = await reads.open_sessions(self._store)
        valid = {row.id for row in tokens}
        # A revocation can be durable and yet unknown here: its commit came back as a failure.
        for device_id in self._by_id.keys() - valid:
            self._dismiss(device_id)
        for row in tokens:
            self._admit(row)
        self._sessions = {row.id: row for row in sessions}

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

    async def close_session(self, command: Command, session_id: str) -> Outcome[Gone]:
        """Let guests go: their token is worth nothing any more.

        Raises:
            Refusal: NOT_FOUND.
        """
        session = self._sessions.get(session_id)
        if session is None:
            raise not_found("session")
        change = self._writer.begin(command.who.actor)
        self._close(change, session)
        return await self._commit(command, change, Outcome(Gone(id=session_id)))

    def has_session(self, session_id: str) -> bool:
        """Whether guests sit at a table under that id."""
        return session_id in self._sessions

    def session(self, session_id: str) -> TableSession:
        """Return an open table session.

        Raises:
            Refusal: NOT_FOUND.
        """
        row = self._sessions.get(session_id)
        if row is None:
            raise not_found("session")
        return _view_session(row)

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

    def _forget(self, session_id: str) -> None:
        self._sessions.pop(session_id, None)

    def _close(self, change: Change, session: SessionRow) -> None:
        change.put(SESSIONS, session._replace(closed_at=instant(change.at)))
        change.then(lambda: self._forget(session.id))
        for guest in [d.row for d in self._by_id.values() if d.row.session_id == session.id]:
            self._revoke(change, guest)
        change.tell(session_draft(EventType.SESSION_CLOSED, session.id, session.table_number))

    def _admit(self, row: TokenRow) -> None:
        principal = Principal(
            id=row.id, name=row.name, role=Role(row.role), session_id=row.session_id
        )
        self._by_id[row.id] = self._by_digest[row.digest] = _Device(principal, row)

    def _dismiss(self, device_id: str) -> None:
        device = self._by_id.pop(device_id, None)
        if device is not None:
            del self._by_digest[device.row.digest]
            self._on_revoked(device_id)


def _view_session(row: SessionRow) -> TableSession:
    return TableSession(
        id=row.id, table_number=row.table_number, created_at=Instant(row.created_at)
    )
