"""The people of the house, and who of them stands at a device that several share.

A person never replaces the device's token: both have to be allowed what is asked.
"""

import asyncio
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from hub import ids
from hub.access.pins import PinAttempts, check_pin, hash_pin
from hub.commit.change import Change
from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal, bad_field, conflict, not_found
from hub.domain.names import plain
from hub.domain.permissions import Principal, Role
from hub.domain.times import Instant, instant
from hub.store import reads
from hub.store.row_types import PersonRow
from hub.store.store import Store
from hub.store.tables import PEOPLE
from hub.wire.drafts import person_draft
from hub.wire.events import EventType
from hub.wire.people import PROOF_HEADER, EditPerson, NewPerson, Person, PersonVerified
from hub.wire.responses import Gone

MAX_PEOPLE = 500
"""People that a branch has at the most."""

IDLE = 120
"""Seconds after which a proof with which nothing was asked is worth nothing."""

_LONGEST = 12 * 3600.0
_DEVICES = 4096

T = TypeVar("T")


class _Proof(NamedTuple):
    digest: bytes
    principal: Principal
    made_at: float
    used_at: float


class PeopleService:
    """Knows the people of the house.

    Args:
        store: where they are read from.
        writer: commits the changes.
        clock: monotonic seconds.
    """

    def __init__(
        self, store: Store, writer: Writer, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._people: dict[str, PersonRow] = {}
        self._proofs: OrderedDict[str, _Proof] = OrderedDict()
        self._attempts = PinAttempts(clock)
        self._changing = asyncio.Lock()
        # Each takes 16 MiB for as long as it lasts.
        self._hashing = asyncio.Lock()

    async def load(self) -> None:
        """Read them from disk, in place of whoever was in memory."""
        self._people = {row.id: row for row in await reads.people(self._store)}

    def view(self) -> list[Person]:
        """List them by their names."""
        rows = sorted(self._people.values(), key=lambda row: (plain(row.name), row.id))
        return [_show(row) for row in rows]

    async def add(self, command: Command, new: NewPerson) -> Outcome[Person]:
        """Add a person, without a PIN at first.

        Raises:
            Refusal: CONFLICT for a name that somebody has, or when there are too many.
        """
        async with self._changing:
            self._check_name(new.name, "")
            if len(self._people) >= MAX_PEOPLE:
                raise conflict("name", f"there are {MAX_PEOPLE} people already")
            change = self._writer.begin(command.who.actor)
            row = PersonRow(ids.new_id(change.at), new.name, new.role, None, instant(change.at))
            self._put(change, row, EventType.PERSON_ADDED)
            return await self._commit(command, change, Outcome(_show(row), created=True))

    async def edit(self, command: Command, person_id: str, new: EditPerson) -> Outcome[Person]:
        """Change a person's name or role; who stands at a device has to prove it anew.

        Raises:
            Refusal: NOT_FOUND, CONFLICT for a name that somebody has.
        """
        async with self._changing:
            row = self._find(person_id)
            row = row._replace(name=new.name or row.name, role=new.role or row.role)
            self._check_name(row.name, person_id)
            change = self._writer.begin(command.who.actor)
            self._put(change, row, EventType.PERSON_CHANGED)
            return await self._commit(command, change, Outcome(_show(row)))

    async def set_pin(self, command: Command, person_id: str, pin: str | None) -> Outcome[Person]:
        """Give a person a PIN, or take it away.

        Nothing of it is remembered under an idempotency key: from the digest of a request with so
        few digits in it they could be found.

        Raises:
            Refusal: NOT_FOUND.
        """
        self._find(person_id)
        kept = None
        if pin is not None:
            async with self._hashing:
                kept = await asyncio.to_thread(hash_pin, pin, ids.new_salt())
        async with self._changing:
            row = self._find(person_id)._replace(pin=kept)
            change = self._writer.begin(command.who.actor)
            self._put(change, row, EventType.PERSON_CHANGED)
            change.then(lambda: self._attempts.forget(person_id))
            await self._writer.commit(change)
            return Outcome(_show(row))

    async def remove(self, command: Command, person_id: str) -> Outcome[Gone]:
        """Take a person off the list; who stands at a device is nobody at once.

        Raises:
            Refusal: NOT_FOUND.
        """
        async with self._changing:
            row = self._find(person_id)
            change = self._writer.begin(command.who.actor)
            change.remove(PEOPLE, person_id)
            change.then(lambda: self._dismiss(person_id))
            change.tell(person_draft(EventType.PERSON_REMOVED, row.id, row.name, row.role))
            return await self._commit(command, change, Outcome(Gone(id=person_id)))

    async def verify(self, who: Principal, person_id: str, pin: str | None) -> PersonVerified:
        """Have a person stand at a device, in place of whoever did before.

        Args:
            who: the device.
            person_id: the person's id.
            pin: as it was typed; None for somebody who has none.

        Raises:
            Refusal: NOT_FOUND, BAD_REQUEST without a PIN where there is one, FORBIDDEN for a wrong
                one, RATE_LIMITED after that.
        """
        row = self._find(person_id)
        if row.pin is not None:
            await self._check_pin(row, pin)
        proof, now = ids.new_proof(), self._clock()
        proved = None if row.pin is None else row.name
        principal = replace(who, person=row.id, person_role=Role(row.role), person_name=proved)
        self._proofs.pop(who.id, None)
        self._proofs[who.id] = _Proof(ids.token_digest(proof), principal, now, now)
        if len(self._proofs) > _DEVICES:
            self._proofs.popitem(last=False)
        return PersonVerified(person=_show(row), proof=proof, idle_seconds=IDLE)

    def identify(self, who: Principal, proof: str) -> Principal:
        """Say who asks, where a device has shown who stands at it.

        Args:
            who: the device.
            proof: as it was shown.

        Raises:
            Refusal: FORBIDDEN for a proof that is none, or is none any more.
        """
        known, now = self._proofs.get(who.id), self._clock()
        if (
            known is None
            or now - known.used_at > IDLE
            or now - known.made_at > _LONGEST
            or not hmac.compare_digest(known.digest, ids.token_digest(proof))
        ):
            problem = "proves nothing any more; verify the person again"
            message = f"{PROOF_HEADER}: {problem}"
            raise Refusal(Code.FORBIDDEN, message, {PROOF_HEADER: problem})
        self._proofs[who.id] = known._replace(used_at=now)
        return known.principal

    async def _check_pin(self, row: PersonRow, pin: str | None) -> None:
        if pin is None:
            raise bad_field("pin", "is missing: this person has one")
        self._attempts.begin(row.id)
        async with self._hashing:
            right = await asyncio.to_thread(check_pin, pin, row.pin or b"")
        if not right or self._find(row.id) is not row:
            wait = self._attempts.wait_of(row.id)
            raise Refusal(
                Code.FORBIDDEN,
                f"pin: it is wrong; try again in {wait} s.",
                {"pin": "is wrong"},
                retry_after=wait,
            )
        self._attempts.forget(row.id)

    def _find(self, person_id: str) -> PersonRow:
        row = self._people.get(person_id)
        if row is None:
            raise not_found("person")
        return row

    def _check_name(self, name: str, person_id: str) -> None:
        if any(plain(name) == plain(row.name) != "" for row in self._others(person_id)):
            raise conflict("name", "somebody is called so already")

    def _others(self, person_id: str) -> list[PersonRow]:
        return [row for row in self._people.values() if row.id != person_id]

    def _put(self, change: Change, row: PersonRow, what: EventType) -> None:
        change.put(PEOPLE, row)
        change.then(lambda: self._admit(row))
        change.tell(person_draft(what, row.id, row.name, row.role))

    def _admit(self, row: PersonRow) -> None:
        self._dismiss(row.id)
        self._people[row.id] = row

    def _dismiss(self, person_id: str) -> None:
        self._people.pop(person_id, None)
        for device_id, proof in list(self._proofs.items()):
            if proof.principal.person == person_id:
                del self._proofs[device_id]

    async def _commit(self, command: Command, change: Change, outcome: Outcome[T]) -> Outcome[T]:
        command.remember(change, outcome)
        await self._writer.commit(change)
        return outcome


def _show(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=row.role,
        has_pin=row.pin is not None,
        created_at=Instant(row.created_at),
    )
