"""Presses, from the moment they are made until the hub has answered them: on disk, in their order.

One JSON line for each press, and one for each answer. Whenever nothing is left to be sent the file
is emptied, so it stays as short as the longest time without a hub made it. What is on disk is sent
one at a time, again and again until the hub has answered.
"""

import asyncio
import fcntl
import logging
import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from display.link.http_client import (
    AWAY,
    HubHttpClient,
    NotNowError,
    PressVerdict,
    UnauthorizedError,
)
from display.link.listeners import LinkListeners
from display.link.session import Backoff, describe
from display.state.messages import Answered, BumpOrder, RecallOrder, Request, SetAvailable
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble

_log = logging.getLogger(__name__)


class OutboxError(Exception):
    """The file can't be had; the message says why and what helps."""


class _Done(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    press_id: str


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(BumpOrder | RecallOrder | SetAvailable | _Done).decode


class Outbox:
    """The presses that the hub has not answered yet, in order.

    Args:
        path: of the file; it and its folder are made if there are none.

    Raises:
        OutboxError: another screen has the file, or it can't be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _open(path)
        self._turn = asyncio.Lock()
        self._filled = asyncio.Event()
        self._waiting: dict[str, Request] = {}
        self._size = self._load()

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def waiting(self) -> tuple[Request, ...]:
        """The presses, oldest first."""
        return tuple(self._waiting.values())

    async def first(self) -> Request:
        """Wait for a press, and return the oldest; it stays until it is done."""
        while not self._waiting:
            self._filled.clear()
            await self._filled.wait()
        return next(iter(self._waiting.values()))

    async def add(self, request: Request) -> None:
        """Keep a press.

        Raises:
            OSError: it could not be put on disk. It is sent all the same, but would not survive a
                restart of the screen.
        """
        async with self._turn:
            try:
                await _through(self._append, _encode(request))
            finally:
                self._waiting[request.press_id] = request
                self._filled.set()

    async def done(self, press_id: str) -> None:
        """Forget a press that has been answered.

        Raises:
            OSError: that could not be put on disk; after a restart of the screen it is sent again,
                and the hub answers as it did the first time.
        """
        async with self._turn:
            self._waiting.pop(press_id, None)
            if self._waiting:
                await _through(self._append, _encode(_Done(press_id=press_id)))
            else:
                await _through(self._empty)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _append(self, line: bytes) -> None:
        data = line + b"\n"
        # At a place of its own choosing: what a failed write left behind is written over.
        written = os.pwrite(self._file, data, self._size)
        if written < len(data):
            raise OSError(f"only {written} of {len(data)} bytes could be written")
        os.fsync(self._file)
        self._size += len(data)

    def _empty(self) -> None:
        os.ftruncate(self._file, 0)
        self._size = 0
        os.fsync(self._file)

    def _load(self) -> int:
        """Read what an earlier run left; returns the length of the part that is whole."""
        data = self._path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        for line in whole.splitlines():
            try:
                record = _decode(line)
            except msgspec.MsgspecError:
                _log.warning("%s: a line that is no press is left out", self._path)
                continue
            if isinstance(record, _Done):
                self._waiting.pop(record.press_id, None)
            else:
                self._waiting[record.press_id] = record
        os.ftruncate(self._file, len(whole))
        if self._waiting:
            self._filled.set()
        return len(whole)


async def _through(work: Callable[..., None], *values: bytes) -> None:
    """Have the disk's work done in a thread, to its end: a cancelled write would go on unseen."""
    # Begun before this yields: to_thread would let a whole picture be drawn first.
    done = asyncio.get_running_loop().run_in_executor(None, work, *values)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutboxError(
            f"{path}: presses can't be kept here: {error.strerror}. Choose a folder with data."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(file)
        raise OutboxError(
            f"{path}: another screen keeps its presses here. Give each a folder of its own (data)."
        ) from error
    return file


def _not_kept(error: OSError) -> ScreenTrouble:
    return trouble(TroubleCode.PRESSES_NOT_KEPT, why=error.strerror or str(error))


class Sender:
    """Carries presses from the loop to the disk, and from the disk to the hub.

    Args:
        client: the hub's.
        outbox: where presses wait.
        listeners: hear what the hub answered, and what is wrong.
    """

    def __init__(self, client: HubHttpClient, outbox: Outbox, listeners: LinkListeners) -> None:
        self._client = client
        self._outbox = outbox
        self._listeners = listeners
        self._made: deque[Request] = deque()
        self._any_made = asyncio.Event()
        self._again = asyncio.Event()

    def put(self, request: Request) -> None:
        """Take a press; returns before it is on disk, so that no card makes the screen wait."""
        self._made.append(request)
        self._any_made.set()

    def nudge(self) -> None:
        """Try at once: the hub has just been heard again."""
        self._again.set()

    async def keep(self) -> None:
        """Put presses on disk, until cancelled; :meth:`keep_rest` takes what was left then."""
        while True:
            await self._any_made.wait()
            self._any_made.clear()
            await self.keep_rest()

    async def keep_rest(self) -> None:
        """Put the presses that were made on disk."""
        while self._made:
            try:
                await self._outbox.add(self._made.popleft())
                self._listeners.trouble("outbox", None)
            except OSError as error:
                self._listeners.trouble("outbox", _not_kept(error))

    async def send(self) -> None:
        """Send what is on disk, until cancelled."""
        backoff = Backoff()
        while True:
            request = await self._outbox.first()
            self._again.clear()
            try:
                verdict = await self._try(request)
            except NotNowError as asked:
                # Trying earlier, because the hub was heard, would be refused again.
                await asyncio.sleep(asked.seconds)
                continue
            if verdict is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._again.wait(), backoff.next())
                continue
            backoff.reset()
            await self._done(request.press_id)
            now = self._listeners.now()
            self._listeners.tell(_answer(request, verdict, now))

    async def _try(self, request: Request) -> PressVerdict | None:
        try:
            return await self._client.press(request)
        except UnauthorizedError as why:
            self._listeners.trouble("token", why.trouble)
        except AWAY as error:
            _log.debug("a press waits: %s", describe(error))
        return None

    async def _done(self, press_id: str) -> None:
        try:
            await self._outbox.done(press_id)
        except OSError as error:
            self._listeners.trouble("outbox", _not_kept(error))


def _answer(request: Request, verdict: PressVerdict, now: int) -> Answered:
    if verdict.refusal is None:
        return Answered(now=now, press_id=request.press_id)
    code, message = verdict.refusal.code, verdict.refusal.message
    return Answered(now=now, press_id=request.press_id, refusal=message, code=code)
