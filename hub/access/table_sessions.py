"""Guests at tables: a session for each table that is taken, and tokens to read what was ordered.

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
from hub.domain.errors import Code, Refusal, not_found
from hub.domain.permissions import Role
from hub.domain.times import Instant, instant
from hub.store import reads
from hub.store.row_types import SessionRow, TimerRow, TokenRow
from hub.store.store import Store
from hub.store.tables import SESSIONS
from hub.wire.drafts import session_draft
from hub.wire.events import EventType
from hub.wire.responses import Gone, GuestLink, SessionOpened, TableSession

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


class IssuedToken(NamedTuple):
    """A token, which can be read this once, and what is kept of it."""

    secret: str
    row: TokenRow


class GuestTokens(NamedTuple):
    """What is done with the tokens of guests.

    Attributes:
        of: lists those of one session, the oldest first.
        add: makes one, by a change, with a role, a name and a session.
        revoke: makes one worth nothing, by a change.
    """

    of: Callable[[str], list[TokenRow]]
    add: Callable[[Change, Role, str, str], IssuedToken]
    revoke: Callable[[Change, TokenRow], None]


class TableSessions:
    """Opens and closes table sessions.

    Args:
        store: where they are read from.
        writer: commits the changes.
        timers: end what guests may read who have left.
        tokens: what is done with theirs.
    """

    def __init__(self, store: Store, writer: Writer, timers: Timers, tokens: GuestTokens) -> None:
        self._store = store
        self._writer = writer
        self._timers = timers
        self._tokens = tokens
        timers.on_due(_TIMER, self._end_when_due)
        self._open: dict[str, SessionRow] = {}
        self._left: dict[str, SessionRow] = {}
        self._seating = asyncio.Lock()

    async def load(self) -> None:
        """Read them from disk, in place of whatever was in memory."""
        rows = await reads.readable_sessions(self._store)
        self._open = {row.id: row for row in rows if row.closed_at is None}
        self._left = {row.id: row for row in rows if row.closed_at is not None}

    async def open(self, command: Command, table_number: str) -> Outcome[SessionOpened]:
        """Seat guests at a table: a session and the token for their phones.

        A table has one session: opening the next one closes the one before it.

        Raises:
            Refusal: CONFLICT when guests sit at more tables than there can be; STORAGE_FULL or
                STORAGE_ERROR.
        """
        # Whoever seats the next guests has to see these, also while they are on their way to disk.
        async with self._seating:
            change = self._writer.begin(command.who.actor)
            before = [row for row in self._open.values() if row.table_number == table_number]
            if len(self._open) - len(before) >= MAX_SESSIONS:
                why = (
                    f"{MAX_SESSIONS} tables have guests; end a session before the next one is begun"
                )
                raise Refusal(Code.CONFLICT, f"table_number: {why}.", {"table_number": why})
            for each in before:
                self._close(change, each)
            at = change.at
            session = SessionRow(ids.new_id(at), table_number, instant(at), None)
            change.put(SESSIONS, session)
            change.then(lambda: self._open.update({session.id: session}))
            token = self._add_token(change, session)
            change.tell(session_draft(EventType.SESSION_OPENED, session.id, table_number))
            opened = SessionOpened(session=_show(session), token=token)
            return await self._commit(command, change, Outcome(opened, created=True, secret=True))

    async def close(
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
        session = self._open.get(session_id)
        left = self._left.get(session_id) if at_once else None
        if session is None and left is None:
            raise not_found("session")
        change = self._writer.begin(command.who.actor)
        if session is not None:
            self._close(change, session)
        if at_once:
            self._end(change, session_id)
        return await self._commit(command, change, Outcome(Gone(id=session_id)))

    async def link(self, command: Command, session_id: str, *, renew: bool) -> Outcome[GuestLink]:
        """Give guests a link to what they have ordered; it can be read this once.

        Args:
            command: who asks.
            session_id: of guests who sit at a table.
            renew: whether links and tokens that were given before show nothing any more.

        Raises:
            Refusal: NOT_FOUND.
        """
        session = self._open.get(session_id)
        if session is None:
            raise not_found("session")
        change = self._writer.begin(command.who.actor)
        before = self._tokens.of(session_id)
        surplus = len(before) if renew else max(0, len(before) + 1 - MAX_TOKENS)
        for each in before[:surplus]:
            self._tokens.revoke(change, each)
        token = self._add_token(change, session)
        change.tell(session_draft(EventType.SESSION_LINKED, session_id, session.table_number))
        path = LINK + token.removeprefix(ids.TOKEN_PREFIX)
        made = GuestLink(session=_show(session), path=path)
        return await self._commit(command, change, Outcome(made, created=True, secret=True))

    def has(self, session_id: str) -> bool:
        """Whether guests sit at a table under that id."""
        return session_id in self._open

    def is_readable(self, session_id: str) -> bool:
        """Whether guests sit at a table under that id, or have left not long ago."""
        return session_id in self._open or session_id in self._left

    def get(self, session_id: str) -> TableSession:
        """Return a session that its guests may read.

        Raises:
            Refusal: NOT_FOUND.
        """
        row = self._open.get(session_id) or self._left.get(session_id)
        if row is None:
            raise not_found("session")
        return _show(row)

    def view(self, table_number: str | None = None) -> list[TableSession]:
        """List the sessions of guests who sit at a table, or at that one; the oldest first."""
        rows = self._open.values()
        return [_show(row) for row in rows if table_number in {None, row.table_number}]

    async def _commit(self, command: Command, change: Change, outcome: Outcome[T]) -> Outcome[T]:
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome

    def _add_token(self, change: Change, session: SessionRow) -> str:
        name = f"table {session.table_number}"
        return self._tokens.add(change, Role.CUSTOMER, name, session.id).secret

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
        self._open.pop(closed.id, None)
        self._left[closed.id] = closed

    def _end_when_due(self, timer: TimerRow, change: Change) -> None:
        self._end(change, timer.id)

    def _end(self, change: Change, session_id: str) -> None:
        """Have what guests may read end."""
        self._timers.cancel(change, _TIMER, session_id)
        for guest in self._tokens.of(session_id):
            self._tokens.revoke(change, guest)
        change.then(lambda: self._forget(session_id))

    def _forget(self, session_id: str) -> None:
        self._left.pop(session_id, None)


def _show(row: SessionRow) -> TableSession:
    return TableSession(
        id=row.id,
        table_number=row.table_number,
        created_at=Instant(row.created_at),
        closed_at=UNSET if row.closed_at is None else Instant(row.closed_at),
    )
