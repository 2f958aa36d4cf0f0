"""Sends presses: in their order, one at a time, again and again until the hub has answered."""

import asyncio
import logging
from collections import deque
from contextlib import suppress

from display.link.backoff import Backoff
from display.link.http_client import AWAY, HubHttpClient, NotNowError, UnauthorizedError, Verdict
from display.link.listeners import LinkListeners
from display.link.outbox import Outbox
from display.link.session import described
from display.state.messages import Answered, Request

_log = logging.getLogger(__name__)

_NOT_KEPT = "Presses can't be kept on this screen's disk: {}"


class Sender:
    """Carries presses from the loop to the disk, and from the disk to the hub.

    Args:
        door: the hub's.
        outbox: where presses wait.
        ears: hear what the hub answered, and what is wrong.
    """

    def __init__(self, door: HubHttpClient, outbox: Outbox, ears: LinkListeners) -> None:
        self._door = door
        self._outbox = outbox
        self._ears = ears
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
                self._ears.trouble("outbox", None)
            except OSError as error:
                self._ears.trouble("outbox", _NOT_KEPT.format(error.strerror or error))

    async def send(self) -> None:
        """Send what is on disk, until cancelled."""
        backoff = Backoff()
        while True:
            request = await self._outbox.first()
            self._again.clear()
            try:
                verdict = await self._tried(request)
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
            now = self._ears.now()
            self._ears.tell(_answer(request, verdict, now))

    async def _tried(self, request: Request) -> Verdict | None:
        try:
            return await self._door.press(request)
        except UnauthorizedError as why:
            self._ears.trouble("token", str(why))
        except AWAY as error:
            _log.debug("a press waits: %s", described(error))
        return None

    async def _done(self, press_id: str) -> None:
        try:
            await self._outbox.done(press_id)
        except OSError as error:
            self._ears.trouble("outbox", _NOT_KEPT.format(error.strerror or error))


def _answer(request: Request, verdict: Verdict, now: int) -> Answered:
    if verdict.refusal is None:
        return Answered(now=now, press_id=request.press_id)
    code, message = verdict.refusal.code, verdict.refusal.message
    return Answered(now=now, press_id=request.press_id, refusal=message, code=code)
