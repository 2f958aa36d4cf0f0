"""Idempotency keys: the same request asked again gets its first answer and changes nothing.

The record of an answer is written in the transaction of the change itself, so there is no moment in
which one is there without the other. Memory holds which keys are known, disk holds the answers.
A request that was refused changed nothing and is not remembered: asked again, it is tried again.
An answer with a secret in it is held in memory only.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from hub.clock import Clock
from hub.domain.errors import Code, Refusal
from hub.kitchen.asking import Ask
from hub.kitchen.writer import Unit, Writer
from hub.protocol.answers import Answer
from hub.store import answers
from hub.store.rows import OldAnswer, Rows
from hub.store.store import Store

REMEMBER = 24 * 3600 * 1000
"""Milliseconds for which an answer is kept (the wire contract's 24 h)."""

_PURGE_ROWS = 500
_Name = tuple[str, str]


class _Known(NamedTuple):
    digest: bytes
    at: int
    secret: Answer | None


class Answers:
    """Remembers the answers that devices got under their keys.

    Args:
        store: where they are kept.
        writer: forgets old ones.
        clock: a time that no correction moves, so that a clock which is set forgets no key early.
    """

    def __init__(self, store: Store, writer: Writer, clock: Clock) -> None:
        self._store = store
        self._writer = writer
        self._clock = clock
        self._known: dict[_Name, _Known] = {}
        self._running: dict[_Name, asyncio.Task[Answer]] = {}

    async def load(self) -> None:
        """Read which keys are known, in place of whatever was in memory."""
        rows = await answers.answer_keys(self._store, self._clock.now() - REMEMBER)
        before = self._known
        self._known = {}
        for token, key, digest, at in rows:
            was = before.get((token, key))
            self._known[token, key] = _Known(digest, at, None if was is None else was.secret)

    async def once(self, ask: Ask, run: Callable[[], Awaitable[Answer]]) -> Answer:
        """Carry a command out, unless it has been carried out under this key before.

        Raises:
            Refusal: IDEMPOTENCY_CONFLICT when the key came with another request before; CONFLICT
                when its answer was a secret that the hub no longer has; otherwise whatever the
                command refuses with.
        """
        if ask.key is None:
            return await run()
        name = (ask.principal.id, ask.key)
        while (other := self._running.get(name)) is not None:
            await asyncio.wait([other])
        known = self._known.get(name)
        if known is not None and known.at >= self._clock.now() - REMEMBER:
            return await self._again(name, known, ask.digest)
        task = self._running[name] = asyncio.create_task(self._first(name, ask, run))
        # A caller who goes away leaves a change that may yet be durable: its key has to be known by
        # the time that the same request comes again.
        return await asyncio.shield(task)

    async def purge(self) -> None:
        """Forget what is too old to be asked for again, a little at a time.

        Raises:
            Refusal: STORAGE_FULL or STORAGE_ERROR.
            StoreBroken: the file failed.
        """
        limit = self._clock.now() - REMEMBER
        while old := await answers.old_answers(self._store, limit, _PURGE_ROWS):
            self._writer.check()
            rows = Rows()
            rows.forgotten += old
            await self._writer.submit(Unit(rows, (), partial(self._forget, old, limit)))

    async def _first(self, name: _Name, ask: Ask, run: Callable[[], Awaitable[Answer]]) -> Answer:
        ask.at = at = self._clock.now()
        try:
            answer = await run()
            if ask.remembered:
                self._known[name] = _Known(ask.digest, at, answer if ask.secret else None)
        finally:
            del self._running[name]
        return answer

    async def _again(self, name: _Name, known: _Known, digest: bytes) -> Answer:
        if known.digest != digest:
            raise Refusal(
                Code.IDEMPOTENCY_CONFLICT,
                "Idempotency-Key: this key was used before, with another request.",
                {"Idempotency-Key": "used before with another request"},
            )
        if known.secret is not None:
            return known.secret
        found = await answers.answer_of(self._store, *name, known.at)
        if found is None:
            raise Refusal(Code.INTERNAL, "The answer under this Idempotency-Key is lost.")
        status, version, body = found
        if not body:
            raise Refusal(
                Code.CONFLICT,
                "Idempotency-Key: this was done before the hub started anew, and its answer held "
                "a secret that is kept nowhere. Ask again with another key.",
                {"Idempotency-Key": "its answer can be shown no more"},
            )
        return Answer(status, body, version)

    def _forget(self, old: list[OldAnswer], limit: int) -> None:
        for each in old:
            known = self._known.get((each.token, each.key))
            if known is not None and known.at < limit:
                del self._known[each.token, each.key]
