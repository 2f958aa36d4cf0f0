"""Idempotency keys: the same request asked again gets its first answer and changes nothing.

The record of an answer is written in the transaction of the change itself, so there is no moment in
which one is there without the other. A request that was refused changed nothing and is not
remembered: asked again, it is tried again. An answer with a secret in it is held in memory only.

Disk holds the answers, for 24 hours; how many that are is bounded by how fast a device may write.
Memory knows the newest keys, and lets go of the oldest once they can be found by their names on
disk: everything from the time ``before`` on is in memory, everything else on disk. A filter says of
nearly every new key that it is new, so that it costs no look there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from hub.background import report_failure
from hub.clock.wall_clock import Clock
from hub.commit.change import HUB, Change
from hub.commit.command import Key, Outcome
from hub.commit.writer import Writer
from hub.domain.errors import Code, Refusal
from hub.store import reads
from hub.store.row_types import AnswerRow, MetaRow, OldAnswer, OldKeys
from hub.store.store import Store
from hub.store.tables import ANSWERS, FORGOTTEN, META, OLD_KEYS

_log = logging.getLogger(__name__)

REMEMBER = 24 * 3600 * 1000
"""Milliseconds for which an answer is kept (the wire contract's 24 h)."""

KEYS = 20_000
"""Keys that memory holds, 135 bytes each: more than most kitchens use in a day."""

SECRETS = 1_000
"""Answers that are held in memory only."""

BEFORE = "keys_before"
"""Under which name the file says from when on memory has all keys."""

FILTER_BYTES = 1 << 20
"""Of 100,000 keys one new one in 200,000 is taken for known, of 1,700,000, the most that one device
can bring in a day, one in ten: a look at the disk then, and nothing worse."""

_BITS = FILTER_BYTES * 8
_PLACES = 4
_BATCH = 500
_PAGE = 500
_REST = 0.02
_NAME = 16
_AT = 8


class StoredAnswer(NamedTuple):
    """What a client was told, in the words of whoever told it: here it is but kept."""

    status: int
    version: int | None
    body: bytes


class KeyedRequest(NamedTuple):
    """A request that came under an Idempotency-Key.

    Attributes:
        token: id of the device whose key it is.
        key: as it was sent.
        digest: stands for the whole request.
    """

    token: str
    key: str
    digest: bytes

    @property
    def name(self) -> bytes:
        """What it is kept under in memory."""
        return _digest_name(self.token, self.key)


Render = Callable[[object], StoredAnswer]
"""Writes what a use case gives as the client will be told of it."""


class _Remembering(NamedTuple):
    """The key of a command that is being carried out, which came ``at`` that time."""

    keys: "IdempotencyKeys"
    request: KeyedRequest
    at: int
    render: Render

    @property
    def name(self) -> bytes:
        """The same for the same key of the same device, and for no other."""
        return self.request.name

    def remember(self, change: Change, outcome: Outcome[object]) -> None:
        """Write the answer down; of a secret only that there was one."""
        request, answer = self.request, self.render(outcome)
        kept = b"" if outcome.secret else answer.body
        row = AnswerRow(*request, answer.status, answer.version, self.at, kept)
        change.put(ANSWERS, row)
        secret = answer if outcome.secret else None
        change.then(partial(self.keys.note, request, self.at, secret))


class _Running(NamedTuple):
    task: "asyncio.Task[StoredAnswer]"
    at: int


class KeyFilter:
    """A Bloom filter over names of 16 random bytes. It forgets none: fill a new one to that end."""

    def __init__(self) -> None:
        self._bits = bytearray(FILTER_BYTES)

    def add(self, name: bytes) -> None:
        """Take a name in."""
        for place in _list_places(name):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, name: bytes) -> bool:
        """Whether a name may have been taken in; False is certain."""
        return all(self._bits[place >> 3] & 1 << (place & 7) for place in _list_places(name))


class IdempotencyKeys:
    """Remembers the answers that devices got under their keys.

    Args:
        store: where they are kept.
        writer: lets go of keys, and forgets old answers.
        clock: a time that no correction moves, so that a clock which is set forgets no key early.

    Attributes:
        on_disk: how many answers are remembered whose keys are not in memory.
    """

    def __init__(self, store: Store, writer: Writer, clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._known: dict[bytes, bytes] = {}
        self._secrets: dict[bytes, StoredAnswer] = {}
        self._running: dict[bytes, _Running] = {}
        self._before = 0
        self._filter = KeyFilter()
        self._filling: KeyFilter | None = None
        self._filled = False
        self._letting_go: asyncio.Task[None] | None = None
        self.on_disk = 0

    def __len__(self) -> int:
        """How many keys are in memory."""
        return len(self._known)

    async def load(self) -> None:
        """Read which keys are known, in place of whatever was in memory."""
        self._before = int((await reads.meta(self._store)).get(BEFORE, 0))
        since = max(self._before, self._clock.now() - REMEMBER)
        rows = await reads.answer_keys(self._store, since)
        self._known = {
            _digest_name(token, key): _pack(at, digest) for token, key, digest, at in rows
        }
        self.on_disk = await reads.count_before(self._store, self._before)
        self._filling, self._filled = None, False

    async def once(
        self, request: KeyedRequest, run: Callable[[Key], Awaitable[object]], render: Render
    ) -> StoredAnswer:
        """Carry out what was asked for, unless it was carried out under this key before.

        Args:
            request: what was asked.
            run: carries it out, by a command under the key that it is given.
            render: writes what came of it as the client will be told.

        Raises:
            Refusal: IDEMPOTENCY_CONFLICT when the key came with another request before; CONFLICT
                when its answer was a secret that the hub no longer has; otherwise whatever it is
                refused with.
        """
        name = request.name
        while (other := self._running.get(name)) is not None:
            await asyncio.wait([other.task])
        known, now = self._known.get(name), self._clock.now()
        if known is not None and _read_time(known) >= now - REMEMBER:
            return await self._again(request, known)
        task = asyncio.create_task(self._first(_Remembering(self, request, now, render), run))
        self._running[name] = _Running(task, now)
        # A caller who goes away leaves a change that may yet be durable: its key has to be known by
        # the time that the same request comes again.
        return await asyncio.shield(task)

    def note(self, request: KeyedRequest, at: int, secret: StoredAnswer | None) -> None:
        """Know a key whose answer is durable now.

        Args:
            request: what came under it.
            at: when it came.
            secret: the answer, where no disk may hold it.
        """
        name = request.name
        # Behind all others, also where it was used before.
        self._known.pop(name, None)
        self._known[name] = _pack(at, request.digest)
        self._secrets.pop(name, None)
        if secret is not None:
            self._secrets[name] = secret
            if len(self._secrets) > SECRETS:
                del self._secrets[next(iter(self._secrets))]

    async def purge(self) -> None:
        """Forget what is too old to be asked for again, a little at a time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
            StoreBroken: the file failed.
        """
        limit = self._clock.now() - REMEMBER
        while old := await reads.old_answers(self._store, limit, _PAGE):
            change = self._writer.begin(HUB)
            change.put(FORGOTTEN, *old)
            change.then(partial(self._forget, old, limit))
            await self._writer.commit(change)
        await self.fill_filter()

    async def fill_filter(self) -> None:
        """Read anew which keys are on disk, a few at a time, for the filter.

        Raises:
            StoreBroken: the file failed.
        """
        self._filling = filling = KeyFilter()
        place = ("", "")
        while page := await reads.old_keys(self._store, place, _PAGE):
            for token, key in page:
                filling.add(_digest_name(token, key))
            place = page[-1]
            await asyncio.sleep(_REST)
        if self._filling is filling:
            self._filter, self._filling, self._filled = filling, None, True

    async def _first(
        self, key: _Remembering, run: Callable[[Key], Awaitable[object]]
    ) -> StoredAnswer:
        try:
            earlier = await self._on_disk(key.request)
            if earlier is not None:
                return earlier
            answer = key.render(await run(key))
        finally:
            del self._running[key.request.name]
        self._make_room()
        return answer

    async def _on_disk(self, request: KeyedRequest) -> StoredAnswer | None:
        name, limit = request.name, self._clock.now() - REMEMBER
        if self._before <= limit or (self._filled and name not in self._filter):
            return None
        found = await reads.answer_by_key(self._store, request.token, request.key, limit)
        if found is None:
            return None
        _check(found.request, request.digest)
        return self._secrets.get(name) or _answer(found.status, found.version, found.body)

    async def _again(self, request: KeyedRequest, known: bytes) -> StoredAnswer:
        _check(known[_AT:], request.digest)
        secret = self._secrets.get(request.name)
        if secret is not None:
            return secret
        found = await reads.answer_of(self._store, request.token, request.key, _read_time(known))
        if found is None:
            raise Refusal(Code.INTERNAL, "The answer under this Idempotency-Key is lost.")
        return _answer(*found)

    def _make_room(self) -> None:
        if len(self._known) >= KEYS + _BATCH and self._letting_go is None:
            self._letting_go = asyncio.create_task(self._let_go(), name="letting go of keys")
            report_failure(self._letting_go, critical=False)

    async def _let_go(self) -> None:
        """Have the oldest keys found on disk, and no longer in memory."""
        try:
            oldest = islice(self._known.values(), _BATCH)
            # Whoever is still being served may come to stand before those that were served since.
            running = [each.at for each in self._running.values()]
            before = min([max(map(_read_time, oldest)), *running])
            if before > self._before:
                change = self._writer.begin(HUB)
                change.put(OLD_KEYS, OldKeys(self._before, before))
                change.put(META, MetaRow(BEFORE, str(before)))
                change.then(partial(self._note_moved, before))
                await self._writer.commit(change)
        except Refusal as why:
            _log.warning("keys could not be let go of: %s", why)
        finally:
            self._letting_go = None

    def _note_moved(self, before: int) -> None:
        self._before = before
        for name, known in list(islice(self._known.items(), _BATCH)):
            if _read_time(known) < before:
                del self._known[name]
                self.on_disk += 1
                self._filter.add(name)
                if self._filling is not None:
                    self._filling.add(name)

    def _forget(self, old: list[OldAnswer], limit: int) -> None:
        for each in old:
            name = _digest_name(each.token, each.key)
            known = self._known.get(name)
            if known is not None and _read_time(known) < limit:
                del self._known[name]
                self._secrets.pop(name, None)
            elif each.at < self._before:
                self.on_disk -= 1


def _digest_name(token: str, key: str) -> bytes:
    return blake2b(f"{token}\0{key}".encode(), digest_size=_NAME).digest()


def _pack(at: int, digest: bytes) -> bytes:
    """Keep what has to be known of a key in as few bytes as it needs."""
    return at.to_bytes(_AT, "big") + digest[:_NAME]


def _read_time(known: bytes) -> int:
    return int.from_bytes(known[:_AT], "big")


def _check(remembered: bytes, asked: bytes) -> None:
    if remembered[:_NAME] != asked[:_NAME]:
        raise Refusal(
            Code.IDEMPOTENCY_CONFLICT,
            "Idempotency-Key: this key was used before, with another request.",
            {"Idempotency-Key": "used before with another request"},
        )


def _answer(status: int, version: int | None, body: bytes) -> StoredAnswer:
    if not body:
        raise Refusal(
            Code.CONFLICT,
            "Idempotency-Key: this was done before, and its answer held a secret that the hub no "
            "longer has. Ask again with another key.",
            {"Idempotency-Key": "its answer can be shown no more"},
        )
    return StoredAnswer(status, version, body)


def _list_places(name: bytes) -> Iterator[int]:
    for at in range(0, 4 * _PLACES, 4):
        yield int.from_bytes(name[at : at + 4], "big") % _BITS
