"""Autobahn's fuzzing client, which runs on Python 2.7 only, on the hub's way with WebSockets.

Debian dropped that Python after bullseye, so it is unpacked from there, beside the wheels that were
published for it; nothing is installed, and no root is needed. Both are made once and kept where
:func:`tests.support.containers.kept` keeps things. There are wheels for x86-64 only.
"""

import asyncio
import json
import os
import socket as sockets
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import WSMsgType, web

from hub.domain.permissions import Principal, Role
from hub.domain.times import instant
from hub.http.listener import ConnectionLimiter, accept_connections
from hub.http.server import Server
from hub.http.websocket_sender import HEARTBEAT, Network, bound_buffers, carry_frames, new_socket
from hub.limits import Limits
from hub.realtime.subscriber import Subscriber
from tests.support.containers import debian_source, kept

# It fetches Debian and Python 2, once.
pytestmark = [pytest.mark.long, pytest.mark.system, pytest.mark.timeout(400)]

AIOHTTP_TAKES = {
    "7.9.5": "a close frame with code 1100, which nobody has defined: aiohttp answers it with the "
    "same code"
}
"""What fails because of aiohttp, and does no harm: the connection ends either way."""

CASES = ("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*")
"""All but 9, which measures speed, and 12 and 13, about the compression that the hub doesn't do."""

_WHEELS = (
    *("Automat==20.2.0", "Jinja2==2.11.3", "MarkupSafe==1.1.1", "PyHamcrest==1.9.0"),
    *("Tubes==0.2.0", "Twisted==20.3.0", "Werkzeug==1.0.1", "attrs==21.4.0"),
    *("autobahntestsuite==25.10.1", "cffi==1.15.1", "constantly==15.1.0", "cryptography==3.3.2"),
    *("enum34==1.1.10", "hyperlink==21.0.0", "idna==2.10", "incremental==17.5.0"),
    *("ipaddress==1.0.23", "klein==20.6.0", "linecache2==1.0.0", "pyOpenSSL==19.1.0"),
    *("pyasn1==0.5.1", "pyasn1_modules==0.3.0", "service_identity==18.1.0", "setuptools==44.0.0"),
    *("six==1.16.0", "traceback2==1.4.0", "typing==3.10.0.0", "unittest2==1.1.0"),
    "zope.interface==5.4.0",
)
# The test suite holds to versions of these that were never published as wheels.
_SOURCES = ("autobahn==0.10.9", "txaio==2.1.0")
_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
_START = "from autobahntestsuite.wstest import run; run()"
_SUITE = "bullseye"
_MADE_WITHIN = 300.0
_DONE_WITHIN = 100.0

_LARGEST = 16 * 1024 * 1024
_ANYBODY = Principal(id="", name="", role=Role.CUSTOMER)

MakeSocket = Callable[[int, float], web.WebSocketResponse]


async def _said_again(request: web.BaseRequest, make: MakeSocket) -> web.StreamResponse:
    socket = make(_LARGEST, HEARTBEAT)
    transport = request.transport
    assert transport is not None
    bound_buffers(transport)
    subscriber = Subscriber(_ANYBODY, instant(0))
    writer = await socket.prepare(request)
    async with carry_frames(Network(socket, transport, writer), subscriber, HEARTBEAT):
        while (frame := await socket.receive()).type in {WSMsgType.TEXT, WSMsgType.BINARY}:
            if frame.type is WSMsgType.TEXT:
                subscriber.reply(str(frame.data).encode())
                await subscriber.drain()
            else:
                # The hub refuses them; an echo of them shows that they are read as they were sent.
                await socket.send_bytes(frame.data)
    return socket


@asynccontextmanager
async def echoing(make: MakeSocket = new_socket) -> AsyncIterator[int]:
    """Serve such an echo on 127.0.0.1 for as long as the context lasts; gives the port.

    Args:
        make: makes the sockets.
    """

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await _said_again(request, make)

    server = Server(answer, lambda refusal, _: web.Response(text=refusal.message))
    sock = sockets.socket()
    sock.bind(("127.0.0.1", 0))
    async with accept_connections(
        server, sock, limiter=ConnectionLimiter(Limits(), lambda _: None)
    ):
        yield sock.getsockname()[1]


class Found(NamedTuple):
    """How one case ended, in Autobahn's words.

    ``behavior``: of the messages. ``closing``: of the connection's end.
    """

    behavior: str
    closing: str

    @property
    def good(self) -> bool:
        """Whether it is what the standard asks for, or something that it leaves open."""
        return self.behavior in _GOOD and self.closing in _GOOD


_GOOD = {"OK", "NON-STRICT", "INFORMATIONAL"}


def fuzzed(port: int, folder: Path, cases: Sequence[str] = CASES) -> dict[str, Found]:
    """Run the fuzzing client against an echo on 127.0.0.1; returns how each case ended.

    Args:
        port: of the echo, which has to be served by another thread or process.
        folder: for the client's report.
        cases: numbers, with ``*`` for all below.
    """
    spec = folder / "autobahn.json"
    report = folder / "report"
    told = {
        "outdir": str(report),
        "servers": [{"agent": "hub", "url": f"ws://127.0.0.1:{port}"}],
        "cases": list(cases),
        "exclude-cases": [],
        "exclude-agent-cases": {},
    }
    spec.write_text(json.dumps(told))
    home = kept("autobahn", (_SUITE, *_WHEELS, *_SOURCES, "1"), _made)
    python = home / "root/usr/bin/python2.7"
    done = subprocess.run(
        [python, "-c", _START, "--mode", "fuzzingclient", "--spec", spec],
        env={
            "HOME": str(folder),
            "PYTHONHOME": str(home / "root/usr"),
            "PYTHONPATH": str(home / "packages"),
            "LD_LIBRARY_PATH": ":".join(map(str, (home / "root/usr/lib").glob("*-linux-gnu"))),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_DONE_WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    index = json.loads((report / "index.json").read_text())["hub"]
    return {case: Found(each["behavior"], each["behaviorClose"]) for case, each in index.items()}


def _made(folder: Path) -> None:
    _unpack_python(folder / "root")
    packages = folder / "packages"
    wheels = ("--python-version=2.7", "--implementation=cp", "--abi=cp27mu", "--abi=none")
    platforms = ("any", "manylinux1_x86_64", "manylinux2010_x86_64")
    _run(
        *(*_PIP, "install", "--no-deps", "--only-binary=:all:", "--ignore-requires-python"),
        *(f"--target={packages}", *wheels, *(f"--platform={each}" for each in platforms)),
        *_WHEELS,
    )
    # Python 2 takes a folder for a package only if it says so.
    (packages / "zope/__init__.py").touch()
    _run(*_PIP, "download", "--no-deps", "--no-binary=:all:", f"--dest={folder}", *_SOURCES)
    for source in folder.glob("*.tar.gz"):
        _unpack(source, packages, beneath=source.name.removesuffix(".tar.gz"))
        source.unlink()


def _unpack_python(root: Path) -> None:
    archive = root.with_suffix(".tar")
    _run(
        *("mmdebstrap", "--quiet", "--variant=extract", "--include=python2.7"),
        *(_SUITE, archive, debian_source(_SUITE)),
    )
    _unpack(archive, root)
    archive.unlink()


def _unpack(archive: Path, folder: Path, beneath: str = ".") -> None:
    """Unpack the plain files below a folder of an archive; links between them are kept."""
    with tarfile.open(archive) as tar:
        inside = [each for each in tar if each.name.startswith(beneath) and not each.isdev()]
        for each in inside:
            each.name = os.path.relpath(each.name, beneath)
        tar.extractall(folder, inside, filter="tar")


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_MADE_WITHIN,
        check=False,
    )
    assert done.returncode == 0, done.stdout


async def ended(folder: Path, make: MakeSocket = new_socket, *cases: str) -> dict[str, Found]:
    async with echoing(make) as port:
        if cases:
            return await asyncio.to_thread(fuzzed, port, folder, cases)
        return await asyncio.to_thread(fuzzed, port, folder)


def bad(found: dict[str, Found]) -> set[str]:
    return {case for case, each in found.items() if not each.good}


async def test_what_the_hub_makes_of_websocket_frames_is_what_the_standard_says(
    tmp_path: Path,
) -> None:
    found = await ended(tmp_path)

    assert len(found) > 240
    assert bad(found) == set(AIOHTTP_TAKES)


async def test_a_server_that_leaves_pings_unanswered_is_seen(tmp_path: Path) -> None:
    def unanswering(frame_bytes: int, heartbeat: float) -> web.WebSocketResponse:
        return web.WebSocketResponse(autoping=False, autoclose=False)

    assert "2.1" in bad(await ended(tmp_path, unanswering, "2.1"))
