"""What the hub logs, at whatever level: nothing of what it is told, whichever library would."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.domain.permissions import Role
from hub.orders.intake import OrderIntake
from tests.support.live import Live, alive, eventually
from tests.support.planted import MADE_UP, SECRET, everything, logged
from tests.support.sockets import Closed, connected
from tests.support.wire import JSON, exchange, line_to, refused, request

LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", roles=(Role.MANAGER, Role.KITCHEN)) as live:
        yield live


def has_none_of(log: str, secrets: tuple[str, ...]) -> None:
    for secret in secrets:
        assert secret not in log, [line for line in log.splitlines() if secret in line]


@pytest.mark.parametrize("level", LEVELS, ids=logging.getLevelName)
async def test_no_secret_stands_in_the_log(live: Live, level: int) -> None:
    token = live.token(Role.MANAGER)
    with logged(level) as log:
        taken = 0
        for sent in everything(token):
            async with line_to(live.port) as line:
                await line.send(sent)
                taken += (await line.reply()).status in {101, 200, 201}
        for said in (token, MADE_UP):
            async with connected(live.port) as socket:
                with suppress(ConnectionError, asyncio.IncompleteReadError, Closed):
                    await socket.say("auth", token=said)
                    await socket.hear()
                    await socket.say("join", room=f"branch:{SECRET}")
                    await socket.say(SECRET)
                    await socket.hear()
        has_none_of(log.getvalue(), (SECRET, SECRET.upper(), token, token[4:20]))

    assert taken >= 6, "nothing was accepted, so nothing of it could have been told"
    if level == logging.DEBUG:
        assert "refused" in log.getvalue(), "it was not talkative"


async def test_a_fault_is_logged_with_the_way_that_it_came_and_not_with_what_it_was_about(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error

    monkeypatch.setattr(OrderIntake, "place", fails)
    body = b'{"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}'
    with logged(logging.WARNING) as log:
        asked = request("POST", "/api/orders", JSON, body, token=live.token(Role.MANAGER))
        refused(await exchange(live.port, asked), 500, "INTERNAL")
        has_none_of(log.getvalue(), (SECRET,))

    told = log.getvalue()
    assert "POST /api/orders failed" in told
    assert told.index("ValueError") < told.index("KeyError")
    assert "test_logging_setup.py" in told
    assert "Traceback" in told


async def test_a_task_that_failed_unheard_is_logged_without_its_words() -> None:
    async def fails(about: str) -> None:
        raise LookupError(about)

    with logged(logging.WARNING) as log:
        task = asyncio.get_running_loop().create_task(fails(SECRET))
        await asyncio.wait([task])
        del task
        await eventually(lambda: "LookupError" in log.getvalue())

    assert "Task exception was never retrieved" in log.getvalue()
    has_none_of(log.getvalue(), (SECRET,))


@pytest.mark.parametrize("library", ["aiohttp.server", "aiosqlite", "zeroconf", "whoever.else"])
def test_of_a_library_only_that_it_spoke_is_told(library: str) -> None:
    with logged(logging.DEBUG) as log:
        logging.getLogger(library).debug("executing %s", SECRET)
        logging.getLogger(library).info(SECRET)
        assert log.getvalue() == ""
        logging.getLogger(library).warning("there is %r", SECRET)
        logging.getLogger(library).error(SECRET, stack_info=True)

    told = log.getvalue()
    assert "there is %r" in told
    assert told.count(library) == 2
    has_none_of(told, (SECRET,))


def test_what_an_error_of_the_disk_says_is_told() -> None:
    with logged(logging.WARNING) as log:
        error = OSError(28, "No space left on device", SECRET)
        logging.getLogger("hub.store").error("writing failed", exc_info=error)

    assert "OSError: No space left on device" in log.getvalue()
    has_none_of(log.getvalue(), (SECRET,))
