"""The one way in which commands reach a hub: its own socket in the data folder.

Where no hub runs, the command runs one itself, without TCP, for as long as it takes. So there is
one path through the code, and the hub's rules hold for the command line too. What a hub is made of
is loaded by whoever runs one: a command that finds one running answers in a fraction of the time.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from hub.cli.data_folder import PATIENCE, as_owner_of, check_data_folder, take_turn
from hub.cli.output import CommandError
from hub.paths import OWNER_SOCKET
from hub.store.errors import InUse

_GLANCE = 0.05
_WITHIN = 60.0
_HOST = "http://localhost"


class HubRefusedError(CommandError):
    """The hub said no.

    Attributes:
        status: the HTTP status of its answer.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Reply:
    """What the hub answered.

    Attributes:
        status: the HTTP status.
        body: as it came.
    """

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    @property
    def data(self) -> Any:  # noqa: ANN401 - any JSON
        """What the envelope holds."""
        return json.loads(self.body)["data"]

    @property
    def warnings(self) -> list[dict[str, str]]:
        """What was odd about what was asked, and was carried out all the same."""
        if b'"warnings":' not in self.body:
            return []
        found: list[dict[str, str]] = json.loads(self.body).get("warnings", [])
        return found

    @property
    def seq(self) -> int:
        """The last event that a list reflects."""
        return int(json.loads(self.body)["seq"])


class HubClient:
    """Asks a hub, as its owner.

    Attributes:
        own: whether the hub is this process's own, because none was running.
    """

    def __init__(self, session: aiohttp.ClientSession, *, own: bool) -> None:
        self._session = session
        self.own = own

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        media_type: str = "application/json",
        within: float | None = _WITHIN,
    ) -> Reply:
        """Ask one thing.

        Args:
            method: of HTTP.
            path: with the query, if there is one.
            body: what to send as JSON; None sends nothing.
            raw: what to send as it is, in place of ``body``.
            media_type: of what is sent.
            within: seconds of silence after which the hub is taken to be gone; None waits.

        Raises:
            RefusedError: the hub said no.
            CommandError: the hub went away before it answered.
        """
        data = raw if raw is not None or body is None else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": media_type}
        try:
            async with self._session.request(
                method,
                _HOST + path,
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=None, sock_read=within),
            ) as answer:
                reply = Reply(answer.status, await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise CommandError("The hub went away before it answered. Try again.") from None
        if reply.status >= HTTPStatus.BAD_REQUEST:
            raise HubRefusedError(reply.status, _read_message(reply))
        return reply


@asynccontextmanager
async def reach_hub(data: Path, *, create: bool = False) -> AsyncIterator[HubClient]:
    """Reach the hub of a data folder, or be it when none is running.

    Args:
        data: the data folder.
        create: make the folder when there is none yet.

    Raises:
        CommandError: there is no such folder, it is another user's, or its turn never comes.
        CannotOpen: the database cannot be used.
    """
    check_data_folder(data, create=create)
    if not await _listens(data / OWNER_SOCKET):
        # Before the turn is taken, so that nobody waits at the folder until it is loaded.
        _load_hub()
    async with AsyncExitStack() as stack:
        mine = await stack.enter_async_context(AsyncExitStack())
        await mine.enter_async_context(take_turn(data))
        own = await _run_own_hub(data, stack)
        if not own:
            await mine.aclose()
        session = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(data / OWNER_SOCKET), limit=0)
        )
        yield HubClient(await stack.enter_async_context(session), own=own)


@asynccontextmanager
async def reach_running_hub(data: Path) -> AsyncIterator[HubClient | None]:
    """Reach the hub of a data folder if one is running; None where there is none.

    Args:
        data: the data folder.

    Raises:
        CommandError: there is no such folder, it is another user's, or its turn never comes.
    """
    check_data_folder(data, create=False)
    async with take_turn(data):
        listens = await _listens(data / OWNER_SOCKET)
    if not listens:
        yield None
        return
    connector = aiohttp.UnixConnector(str(data / OWNER_SOCKET), limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield HubClient(session, own=False)


async def _run_own_hub(data: Path, stack: AsyncExitStack) -> bool:
    """Run a hub of one's own on the stack, unless another one listens."""
    deadline = time.monotonic() + PATIENCE
    while not await _listens(data / OWNER_SOCKET):
        try:
            # What a hub writes is the branch's own business, whatever the shell's umask says.
            stack.enter_context(_umask(0o077))
            stack.enter_context(as_owner_of(data))
            await stack.enter_async_context(_load_hub()(data))
        except InUse:
            # Without a socket, a hub that has the database is on its way down (or up again).
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(_GLANCE)
        else:
            return True
    return False


def _load_hub() -> Callable[[Path], AbstractAsyncContextManager[object]]:
    """Load what a hub is made of, and return what runs one."""
    # Only here: a command that finds a hub running does without, and answers sooner.
    from hub.app import run_hub  # noqa: PLC0415

    return run_hub


async def _listens(path: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(str(path))
    except (FileNotFoundError, ConnectionRefusedError):
        # The second is a file that a killed hub left behind.
        return False
    except OSError as error:
        raise CommandError(
            f"{path}: the hub's socket cannot be used: {error.strerror}. It is for the user who "
            "runs the hub."
        ) from None
    writer.close()
    return True


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def _read_message(reply: Reply) -> str:
    try:
        return str(json.loads(reply.body)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return f"The hub answered {reply.status}, without saying why."
