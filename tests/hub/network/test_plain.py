"""The plain page at port 80: it tells, it leads on, and it takes nothing."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from hub.app import run_hub
from hub.common.passed_sockets import find_passed_sockets
from hub.config_sections import LanSettings
from hub.network.plain import NAME, open_plain_page
from tests.support.live import ON_LOOPBACK, served_on

SECRET = "gly_" + "A" * 43
WITHIN = 5.0


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


async def say(port: int, text: str) -> str:
    """Send something; returns all that is answered until the end."""
    async with asyncio.timeout(WITHIN):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(text.encode())
        answer = await reader.read()
        writer.close()
        return answer.decode()


@asynccontextmanager
async def page(listener: socket.socket, url: str | None = "https://h:8443") -> AsyncIterator[int]:
    async with open_plain_page((listener,), "main", lambda _: url):
        yield int(listener.getsockname()[1])


async def test_who_types_the_address_alone_is_told_where_the_hub_is(
    tmp_path: Path, listener: socket.socket
) -> None:
    port = int(listener.getsockname()[1])
    async with run_hub(tmp_path / "data", served_on(ON_LOOPBACK), plain=(listener,)) as hub:
        assert hub.lan is not None
        answer = await say(port, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

        assert f'href="https://127.0.0.1:{hub.lan.port}/"' in answer
    assert "HTTP/1.1 200 OK" in answer
    assert "Never type a code" in answer


async def test_it_has_no_form_no_script_and_no_cookie(listener: socket.socket) -> None:
    async with page(listener) as port:
        answer = await say(port, "GET /in HTTP/1.1\r\nHost: x\r\n\r\n")

    head, _, body = answer.lower().partition("\r\n\r\n")
    assert not [each for each in ("<form", "<input", "<script", "http-equiv") if each in body]
    assert "default-src 'none'" in head
    assert "set-cookie" not in head
    assert "location:" not in head


async def test_a_token_is_neither_asked_for_nor_repeated_nor_logged(
    listener: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with page(listener) as port:
        answer = await say(
            port, f"GET /?token={SECRET} HTTP/1.1\r\nAuthorization: Bearer {SECRET}\r\n\r\n"
        )

    assert answer.startswith("HTTP/1.1 200")
    assert "www-authenticate" not in answer.lower()
    assert SECRET not in answer + caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
async def test_whoever_brings_something_is_turned_away(
    listener: socket.socket, method: str
) -> None:
    async with page(listener) as port:
        answer = await say(port, f"{method} / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")

    assert answer.startswith("HTTP/1.1 405")
    assert "Allow: GET" in answer


async def test_who_asks_for_the_head_alone_gets_no_more(listener: socket.socket) -> None:
    async with page(listener) as port:
        answer = await say(port, "HEAD / HTTP/1.1\r\n\r\n")

    assert answer.startswith("HTTP/1.1 200")
    assert answer.endswith("\r\n\r\n")


@pytest.mark.parametrize("text", ["\0" * 9000, "x" * 20_000 + "\r\n\r\n"])
async def test_nonsense_ends_its_connection_and_nothing_else(
    listener: socket.socket, text: str
) -> None:
    async with page(listener) as port:
        with suppress(ConnectionError):
            assert await say(port, text) == ""
        assert (await say(port, "GET / HTTP/1.1\r\n\r\n")).startswith("HTTP/1.1 200")


async def test_a_hub_that_is_on_no_network_says_so(tmp_path: Path, listener: socket.socket) -> None:
    settings = served_on(LanSettings(enabled=False))
    port = int(listener.getsockname()[1])
    async with run_hub(tmp_path / "data", settings, plain=(listener,)):
        answer = await say(port, "GET / HTTP/1.1\r\n\r\n")

    assert answer.startswith("HTTP/1.1 503")


async def test_a_hub_that_starts_anew_in_its_process_shows_it_again(
    listener: socket.socket,
) -> None:
    for _ in range(2):
        copy = socket.socket(fileno=os.dup(listener.fileno()))
        async with page(copy) as port:
            assert (await say(port, "GET / HTTP/1.1\r\n\r\n")).startswith("HTTP/1.1 200")


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, 0),
        ({"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": NAME}, 0),
        ({"LISTEN_PID": "7", "LISTEN_FDS": "no", "LISTEN_FDNAMES": NAME}, 0),
        ({"LISTEN_PID": "7", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "other"}, 0),
        ({"LISTEN_PID": "7", "LISTEN_FDS": "1"}, 0),
    ],
)
def test_what_was_not_handed_over_for_it_is_left_alone(
    environment: dict[str, str], found: int
) -> None:
    assert len(find_passed_sockets(environment, 7, NAME)) == found


_TAKE = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
from hub.common.passed_sockets import find_passed_sockets
names = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "galley-plain"}
[first], [again] = (find_passed_sockets(names, os.getpid(), "galley-plain") for _ in range(2))
first.close()
print(again.getsockname()[1])
"""


@pytest.mark.system
def test_the_socket_that_systemd_hands_over_is_found_again_and_again(
    listener: socket.socket,
) -> None:
    number = listener.fileno()
    done = subprocess.run(
        [sys.executable, "-c", _TAKE, str(number)],
        pass_fds=(number,),
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == listener.getsockname()[1]
