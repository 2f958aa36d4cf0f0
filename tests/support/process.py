"""A real hub in a process of its own, and a small HTTP client to talk to it."""

import asyncio
import http.client
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import aiohttp

from hub.wire.pinning import pinned_context
from tests.support.wire import SecurePort

_DEADLINE = 30.0
GALLEY = (sys.executable, "-m", "hub")
GENEROUS = {
    "GALLEY_LIMITS_CONNECTIONS_PER_ADDRESS": "4096",
    "GALLEY_LIMITS_CONNECTIONS": "4096",
    "GALLEY_LIMITS_WRITES_PER_SECOND": "10000",
    "GALLEY_LIMITS_WRITE_BURST": "10000",
}
"""What a hub is told that is to be asked faster than a branch asks."""

READY = re.compile(r"ready at (http://\S+)")
"""What a hub says when it is ready."""

_LAN = re.compile(r"on the network at (https://[^\s,]+)")


def clean_environment() -> dict[str, str]:
    """Copy this process's variables, less the ones that would set a hub up differently.

    The door for the network stays closed: its port is a fixed one, and tests run side by side.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GALLEY_")}
    return ours | {"GALLEY_LAN_ENABLED": "false"}


def galley(
    *arguments: str | Path, cwd: Path | None = None, timeout: float = 60.0
) -> "subprocess.CompletedProcess[str]":
    """Run one command of ``galley-hub`` and wait until it has ended."""
    return subprocess.run(
        [*GALLEY, *map(str, arguments)],
        cwd=cwd,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


class Served:
    """What is known of a hub that serves a data folder, and what it can be asked.

    Args:
        data: the data folder.

    Attributes:
        said: what it has said on stdout since it was made, line by line.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.said: list[str] = []
        self._url = ""

    @property
    def url(self) -> str:
        """Where it listens, as ``http://127.0.0.1:PORT``."""
        return self._url

    @property
    def port(self) -> int:
        """The TCP port on which it listens."""
        return int(self._url.rpartition(":")[2])

    @property
    def socket(self) -> Path:
        """The owner's Unix socket."""
        return self.data / "hub.sock"

    @property
    def token(self) -> str:
        """The first manager's token."""
        return (self.data / "manager.token").read_text("utf-8").strip()

    def client(self, token: str | None = None) -> "Client":
        """Make a client with a token: the first manager's unless another is given."""
        return Client(self.url, self.token if token is None else token)

    def make_token(self, role: str, name: str) -> str:
        """Make a token for a device, as the owner, through the Unix socket."""
        status, body = owner_request(
            self.socket, "POST", "/api/tokens", {"role": role, "name": name}
        )
        assert status == 201, body
        return str(body["data"]["token"])


class HubProcess(Served):
    """``galley-hub serve`` on a data folder, on a port that the system chooses.

    Made once, it can be started again and again on the same folder::

        with HubProcess(tmp_path / "data") as hub:
            hub.kill()
            hub.start()

    Args:
        data: the data folder; need not exist.
        arguments: what else ``serve`` is told.
        environment: further variables of the process.
        lan: open the door for the network as well, on a port that the system chooses.
        inside: what stands before the command, such as a namespace's ``prefix``. There the hub also
            tells the network that it is there.
        program: what is run in the place of ``galley-hub``, such as one without a protection.
    """

    def __init__(
        self,
        data: Path,
        *arguments: str | Path,
        environment: Mapping[str, str] | None = None,
        lan: bool = False,
        inside: Sequence[str] = (),
        program: Sequence[str] = GALLEY,
    ) -> None:
        super().__init__(data)
        self._program = program
        self.log = data.parent / f"{data.name}.log"
        self._arguments = [str(each) for each in arguments]
        self._environment = clean_environment() | GENEROUS | dict(environment or {})
        self._lan = lan
        self._inside = inside
        if lan:
            self._environment |= {
                "GALLEY_LAN_ENABLED": "true",
                "GALLEY_LAN_PORT": "0",
                # The network of the machine that runs the tests is none of their business.
                "GALLEY_LAN_DISCOVERY": "true" if inside else "false",
            }
        self._lan_url = ""
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()

    def start(self) -> Self:
        """Start it and wait until it says that it is ready.

        Raises:
            AssertionError: it ended, or never got ready; with what it wrote to its log.
        """
        assert self._process is None, "it is running already"
        self._lines = queue.Queue()
        with self.log.open("a") as log:
            self._process = subprocess.Popen(
                [
                    *self._inside,
                    *self._program,
                    "serve",
                    "--data",
                    str(self.data),
                    "--port",
                    "0",
                    *self._arguments,
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self._environment,
            )
        threading.Thread(target=_pump, args=(self._process, self._lines), daemon=True).start()
        match = READY.search(self.wait_for_line("ready at "))
        assert match is not None, self.said
        self._url = match[1]
        if self._lan:
            match = _LAN.search(self.wait_for_line("on the network at "))
            assert match is not None, self.said
            self._lan_url = match[1]
        return self

    def wait_for_line(self, part: str) -> str:
        """Wait until it says a line on stdout that holds ``part``, and return that line."""
        deadline = time.monotonic() + _DEADLINE
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.kill()
                raise AssertionError(f"never said {part!r}:\n{self.log_text()}") from None
            if line is None:
                self._ended()
                raise AssertionError(f"ended without saying {part!r}:\n{self.log_text()}")
            self.said.append(line)
            if part in line:
                return line

    def kill(self) -> None:
        """Kill it with SIGKILL, as a power cut would, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._ended()

    def stop(self) -> int:
        """Stop it with SIGTERM and return its exit code; -9 if it had to be killed."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self.wait()

    def tell(self, which: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(which)

    def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code; -9 if it had to be killed."""
        assert self._process is not None
        try:
            self._process.wait(_DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._ended()

    def _ended(self) -> int:
        process = self._process
        assert process is not None
        self._process = None
        return process.wait()

    @property
    def lan_url(self) -> str:
        """Where the network finds it, as ``https://galley-BRANCH.local:PORT``."""
        return self._lan_url

    @property
    def lan_port(self) -> int:
        """The TCP port of its door for the network."""
        return int(self._lan_url.rpartition(":")[2])

    @property
    def door(self) -> int:
        """The port of its door for the network if that is open, otherwise of the plain one."""
        if not self._lan:
            return self.port
        pem = (self.data / "tls" / "authority.pem").read_text("ascii")
        return SecurePort(self.lan_port, pinned_context(pem))

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process is not None
        return self._process.pid

    async def wait_for_log(self, part: str) -> None:
        """Wait until its log holds ``part``."""
        deadline = time.monotonic() + _DEADLINE
        while part not in self.log_text():
            assert time.monotonic() < deadline, f"never logged {part!r}:\n{self.log_text()}"
            await asyncio.sleep(0.02)

    def log_text(self) -> str:
        """Return what it has logged so far, in all its runs."""
        return self.log.read_text("utf-8")

    def __enter__(self) -> Self:
        return self if self._process is not None else self.start()

    def __exit__(self, *_: object) -> None:
        # Not killed: a process that ends by itself leaves its coverage behind.
        self.stop()


def _pump(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.put(line.rstrip("\n"))
    lines.put(None)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_DEADLINE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_DEADLINE)
        self.sock.connect(str(self._path))


def owner_request(path: Path, method: str, url: str, body: object = None) -> tuple[int, Any]:
    """Ask a hub one thing as its owner, through its Unix socket, and wait for the answer."""
    connection = _UnixConnection(path)
    try:
        data = None if body is None else json.dumps(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        connection.request(method, url, data, headers)
        answer = connection.getresponse()
        said = answer.read()
        is_json = answer.getheader("Content-Type", "").startswith("application/json")
        return answer.status, json.loads(said) if is_json else said.decode()
    finally:
        connection.close()


class Client:
    """Asks a hub over HTTP and returns ``(status, body)``, the body as JSON where it is JSON.

    Args:
        url: the hub's address.
        token: whose token goes with each request; None sends none.
        path: of a Unix socket to ask through, instead of TCP.

    Attributes:
        session: aiohttp's own, for what goes beyond these methods, such as WebSockets.
    """

    def __init__(self, url: str, token: str | None = None, *, path: Path | None = None) -> None:
        self.url = url
        self.token = token
        self._path = path
        self.session: aiohttp.ClientSession

    async def get(self, path: str, **more: Any) -> tuple[int, Any]:  # noqa: ANN401
        """GET; see :meth:`ask`."""
        return await self.ask("GET", path, **more)

    async def post(self, path: str, **more: Any) -> tuple[int, Any]:  # noqa: ANN401
        """POST; see :meth:`ask`."""
        return await self.ask("POST", path, **more)

    async def patch(self, path: str, **more: Any) -> tuple[int, Any]:  # noqa: ANN401
        """PATCH; see :meth:`ask`."""
        return await self.ask("PATCH", path, **more)

    async def delete(self, path: str, **more: Any) -> tuple[int, Any]:  # noqa: ANN401
        """DELETE; see :meth:`ask`."""
        return await self.ask("DELETE", path, **more)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
    ) -> tuple[int, Any]:
        """Ask one thing.

        Args:
            method: of HTTP.
            path: with the query, if there is one.
            json: the body; None sends none.
            headers: further ones.
            token: instead of the client's own; "" sends none.
        """
        token = self.token if token is None else token
        given = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.request(
            method, self.url + path, json=json, headers=given | dict(headers or {})
        ) as answer:
            if answer.content_type == "application/json":
                return answer.status, await answer.json()
            return answer.status, await answer.text()

    async def __aenter__(self) -> Self:
        connector = (
            aiohttp.TCPConnector(limit=0)
            if self._path is None
            else aiohttp.UnixConnector(str(self._path), limit=0)
        )
        timeout = aiohttp.ClientTimeout(total=_DEADLINE)
        self.session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()
        # aiohttp closes its transports in the next turn of the loop.
        await asyncio.sleep(0)
