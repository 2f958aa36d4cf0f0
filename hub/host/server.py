"""The socket of galley-host: who may ask, how much, how often, and what is answered to the rest.

A peer asks one line and gets one line. Whoever is neither root nor the hub's user, says what is no
verb, says too much, too slowly or too often is told so by a code, and nothing is done.
"""

import asyncio
import logging
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from hub.host.machine import HostMachine
from hub.host.verbs import carry_out
from hub.wire.host import (
    LONGEST_VERB,
    HostAnswer,
    HostCode,
    ReadLog,
    TellFacts,
    TellSupport,
    TellZones,
    Verb,
    VerbRefused,
)

_log = logging.getLogger(__name__)

_CREDENTIALS = struct.Struct("iII")
_MINUTE = 60.0
_PLACES = 64
"""Connections that are taken at all; the others wait at the socket."""

_encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[Verb] = msgspec.json.Decoder(Verb)


class HostLimits(NamedTuple):
    """How much is borne.

    Attributes:
        at_once: connections.
        said_within: seconds in which a verb has to be there.
        taken_within: seconds in which an answer has to be taken.
        turn_within: seconds for which a verb waits for the one before.
        changes, looks: how many verbs that change something, or nothing, are done in a minute.
        idle: seconds without anybody after which the program ends; systemd starts it again.
    """

    at_once: int = 8
    said_within: float = 2.0
    taken_within: float = 5.0
    turn_within: float = 10.0
    changes: int = 12
    looks: int = 120
    idle: float = 30.0


class HostServer:
    """Answers at a socket.

    Args:
        machine: that it works on.
        allowed: ids of the users who may ask.
        limits: how much is borne.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        machine: HostMachine,
        allowed: frozenset[int],
        limits: HostLimits = HostLimits(),  # noqa: B008 - it cannot be changed
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._machine = machine
        self._allowed = allowed
        self._limits = limits
        self._clock = clock
        self._here = 0
        self._stopping = False
        self._places = asyncio.Semaphore(_PLACES)
        self._turn = asyncio.Lock()
        self._looks: deque[float] = deque(maxlen=limits.looks)
        self._changes: deque[float] = deque(maxlen=limits.changes)
        self._over = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    async def serve(self, listener: socket.socket) -> None:
        """Answer until nobody has come for a while.

        Args:
            listener: listens already; closed at the end.
        """
        self._wait_for_somebody()
        listener.settimeout(0)
        # Not asyncio's own server: from Python 3.13 on that takes the socket's name away at its
        # end, which is systemd's, and nobody would find the next one.
        with listener:
            await self._serve(listener)

    async def _serve(self, listener: socket.socket) -> None:
        async with asyncio.TaskGroup() as tasks:
            accepting = tasks.create_task(self._accept(listener, tasks))
            while self._here or not self._over.is_set():
                self._over.clear()
                await self._over.wait()
            accepting.cancel()

    def stop(self) -> None:
        """End as soon as everybody who is here has been answered.

        A machine that is shut down ends this program at once, and somebody still waits to hear that
        it is.
        """
        self._stopping = True
        if not self._here:
            self._over.set()

    async def _accept(self, listener: socket.socket, tasks: asyncio.TaskGroup) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._places.acquire()
            peer, _ = await loop.sock_accept(listener)
            self._here += 1
            if self._timer is not None:
                self._timer.cancel()
            crowded = self._here > self._limits.at_once
            tasks.create_task(self._answer(peer, crowded=crowded))

    def _wait_for_somebody(self) -> None:
        loop = asyncio.get_running_loop()
        wait = 0.0 if self._stopping else self._limits.idle
        self._timer = loop.call_later(wait, self._over.set)

    async def _answer(self, peer: socket.socket, *, crowded: bool) -> None:
        try:
            reader, writer = await asyncio.open_unix_connection(sock=peer, limit=LONGEST_VERB)
            try:
                answer = await self._find_answer(reader, writer, crowded=crowded)
                async with asyncio.timeout(self._limits.taken_within):
                    writer.write(_encode(answer) + b"\n")
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
            finally:
                writer.transport.abort()
        except (OSError, TimeoutError):
            _log.warning("somebody has not taken an answer")
        except Exception:  # noqa: BLE001 - whatever it is, the next one finds somebody who answers
            _log.exception("somebody could not be answered")
        finally:
            self._leave()

    def _leave(self) -> None:
        self._places.release()
        self._here -= 1
        if not self._here:
            self._wait_for_somebody()

    async def _find_answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, crowded: bool
    ) -> HostAnswer:
        user = _user_of(writer)
        if user not in self._allowed:
            _log.warning("user %d asked, who may not", user)
            return VerbRefused(code=HostCode.STRANGER, message="This user may not ask.")
        if crowded:
            return VerbRefused(code=HostCode.BUSY, message="Too many ask at once.")
        try:
            async with asyncio.timeout(self._limits.said_within):
                verb = _decoder.decode(await reader.readuntil(b"\n"))
        except TimeoutError:
            return _misunderstood("Nothing was asked in time.")
        except asyncio.LimitOverrunError:
            return _misunderstood("That is too long.")
        except (asyncio.IncompleteReadError, msgspec.MsgspecError, RecursionError, ValueError):
            return _misunderstood("That is no verb, or its values are not as they have to be.")
        return await self._carry_out(verb, user)

    async def _carry_out(self, verb: Verb, user: int) -> HostAnswer:
        looks = isinstance(verb, TellFacts | TellZones | ReadLog | TellSupport)
        if not self._take(self._looks if looks else self._changes):
            answer: HostAnswer = VerbRefused(code=HostCode.TOO_OFTEN, message="That is too often.")
        else:
            answer = await self._take_turn(verb)
        came = answer.code if isinstance(answer, VerbRefused) else "done"
        if not looks or isinstance(answer, VerbRefused):
            # All of it has a checked shape: nothing in it is anybody's own words.
            _log.info("%s for user %d: %s", _encode(verb).decode(), user, came)
        return answer

    def _take(self, times: deque[float]) -> bool:
        """Count one more within the last minute, if there may be one."""
        now = self._clock()
        if len(times) == times.maxlen and now - times[0] < _MINUTE:
            return False
        times.append(now)
        return True

    async def _take_turn(self, verb: Verb) -> HostAnswer:
        try:
            async with asyncio.timeout(self._limits.turn_within):
                await self._turn.acquire()
        except TimeoutError:
            return VerbRefused(code=HostCode.BUSY, message="Something else is being done.")
        try:
            return await carry_out(verb, self._machine)
        except Exception as error:  # noqa: BLE001 - see below
            # Whatever it is: the next one finds somebody who answers.
            _log.exception("a verb could not be carried out")
            return VerbRefused(code=HostCode.FAILED, message=type(error).__name__)
        finally:
            self._turn.release()


def _misunderstood(why: str) -> VerbRefused:
    return VerbRefused(code=HostCode.NOT_A_VERB, message=why)


def _user_of(writer: asyncio.StreamWriter) -> int:
    """Ask the kernel whose process is at the other end."""
    peer: socket.socket = writer.get_extra_info("socket")
    said = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _, user, _ = _CREDENTIALS.unpack(said)
    return int(user)
