"""Who may talk to the hub: tokens."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from hub import ids
from hub.access.table_sessions import GuestTokens, IssuedToken, TableSessions
from hub.access.unanswered import UnansweredDevices
from hub.commit.change import Change
from hub.commit.command import Command, Outcome
from hub.commit.timers import Timers
from hub.commit.writer import Writer
from hub.domain.errors import conflict, not_found
from hub.domain.permissions import Principal, Role
from hub.domain.times import Instant, instant
from hub.store import reads
from hub.store.row_types import TokenRow
from hub.store.store import Store
from hub.store.tables import TOKENS
from hub.wire.drafts import device_draft
from hub.wire.events import EventType
from hub.wire.pairing import Device
from hub.wire.responses import (
    Gone,
    TokenListed,
    TokenMade,
)

T = TypeVar("T")


def _ignore(_principal: Principal) -> None:
    pass


OnReplaced = Callable[[Change, str, str], None]
"""Told the change in which a device is paired anew, its id before, and its id from then on."""


def _ignore_replaced(_change: Change, _before: str, _now: str) -> None:
    pass


class _Device(NamedTuple):
    principal: Principal
    row: TokenRow


class DeviceService:
    """Makes and revokes tokens.

    Args:
        store: where tokens and sessions are read from.
        writer: commits the changes.
        timers: end what guests may read who have left.
        on_revoked: told the id of a device as soon as its token is worth nothing.

    Attributes:
        sessions: the guests at tables.
        unanswered: the devices that came in by a code, of which a manager is yet to be told.
        on_renamed: told who a device is as soon as it is called otherwise.
        on_replaced: told of a device that is paired anew.
    """

    def __init__(
        self, store: Store, writer: Writer, timers: Timers, on_revoked: Callable[[str], None]
    ) -> None:
        self._store = store
        self._writer = writer
        self._on_revoked = on_revoked
        self.on_renamed: Callable[[Principal], None] = _ignore
        self.on_replaced: OnReplaced = _ignore_replaced
        self._by_digest: dict[bytes, _Device] = {}
        self._by_id: dict[str, _Device] = {}
        guests = GuestTokens(self._tokens_of, self._add, self._revoke)
        self.sessions = TableSessions(store, writer, timers, guests)
        self.unanswered = UnansweredDevices(store, writer)

    async def load(self) -> None:
        """Read tokens and sessions from disk, in place of whatever was in memory."""
        tokens = await reads.valid_tokens(self._store)
        valid = {row.id for row in tokens}
        # A revocation can be durable and yet unknown here: its commit came back as a failure.
        for device_id in self._by_id.keys() - valid:
            self._dismiss(device_id)
        for row in tokens:
            self._admit(row)
        await self.sessions.load()
        await self.unanswered.load()

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

    async def pair(
        self, role: Role, name: str, by: Principal, *, asks: bool = False
    ) -> tuple[Device, str]:
        """Make a token for a device that has been let in, in place of the one that it had.

        The token stands in no answer that is remembered under an Idempotency-Key.

        Args:
            role: the device's.
            name: the device's.
            by: who had opened pairing.
            asks: whether a manager has yet to say that it may stay.

        Returns:
            the device and its token.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
        """
        async with self.unanswered.turn:
            change = self._writer.begin(by.actor)
            before = self._namesakes(role, name)
            token = self._add(change, role, name)
            for each in before:
                self._revoke(change, each)
                self.on_replaced(change, each.id, token.row.id)
            change.tell(device_draft(EventType.DEVICE_PAIRED, token.row.id, name, role, by.name))
            if asks:
                self.unanswered.note(change, token.row.id, by.name)
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

    def _namesakes(self, role: Role, name: str) -> list[TokenRow]:
        return [row for row in self.staff() if row.role == role and row.name == name]

    async def _commit(self, command: Command, change: Change, outcome: Outcome[T]) -> Outcome[T]:
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome

    def _add(
        self, change: Change, role: Role, name: str, session_id: str | None = None
    ) -> IssuedToken:
        secret, at = ids.new_token(), change.at
        digest = ids.token_digest(secret)
        row = TokenRow(ids.new_id(at), digest, name, role, session_id, instant(at), None)
        change.put(TOKENS, row)
        change.then(lambda: self._admit(row))
        return IssuedToken(secret, row)

    def _revoke(self, change: Change, row: TokenRow) -> None:
        change.put(TOKENS, row._replace(revoked_at=instant(change.at)))
        change.then(lambda: self._dismiss(row.id))
        if row.session_id is None:
            change.tell(device_draft(EventType.DEVICE_REVOKED, row.id, row.name, row.role))

    def _tokens_of(self, session_id: str) -> list[TokenRow]:
        """List the tokens of one session's guests, the oldest first."""
        return [d.row for d in self._by_id.values() if d.row.session_id == session_id]

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
