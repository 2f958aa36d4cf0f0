"""A screen of version 0.1.0 that runs, and what it knows."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.support.process import Client, clean_environment
from tests.support.released import RELEASED
from tests.support.wire import DEADLINE

_SCREEN = RELEASED / "galley-0.1.0-screen.zip"

_PROGRAM = """
# galley-display 0.1.0, which says what it knows for each line on its standard input.
import asyncio, importlib.metadata, json, os, sys
import msgspec

# It is unpacked and not installed, and asks for its version all the same.
importlib.metadata.version = lambda name: "0.1.0"

from display import __main__ as screen
from display.app import loop, programs
from display.inputs.profiles import Press
from display.link import link
from display.state.messages import Action

link.POLL_EVERY = float(os.environ["POLL_EVERY"])

assert ".zip" in loop.__file__, loop.__file__

class App(loop.App):
    def __init__(self, *given):
        super().__init__(*given)
        # So that no test has to wait for the guard of a ticket that has moved.
        settings = msgspec.structs.replace(self.state.settings, moved_ms=0)
        self.state = msgspec.structs.replace(self.state, settings=settings)
        self.snapshots, self.gaps, self.told, self.wrong = 0, 0, [], []
        asyncio.get_running_loop().add_reader(sys.stdin, self.asked)

    def tell(self, message):
        super().tell(message)
        self.snapshots += type(message).__name__ == "Snapshot"
        self.told += filter(None, [getattr(message, "alert", None)])
        self.wrong += getattr(message, "troubles", ())

    def _take(self, message, hub):
        before = self.state.replica.lost
        super()._take(message, hub)
        self.gaps += self.state.replica.lost and not before

    def asked(self):
        said = sys.stdin.readline()
        if said.strip():
            self.press(Press(Action(said.strip())))
            print("pressed", flush=True)
        elif said:
            known, glass = self.state.replica, self.state.glass.seq
            orders = msgspec.to_builtins(list(known.orders.values()))
            said = {"seq": known.seq, "glass": glass, "epoch": known.epoch, "orders": orders}
            said |= {"snapshots": self.snapshots, "gaps": self.gaps}
            said |= {"told": self.told, "wrong": self.wrong, "link": self.state.connection}
            tickets = [self.state.settings.mine(each) for each in self.state.board()]
            said["tickets"] = [[(i.name, i.status) for i in each] for each in tickets]
            print(json.dumps(said), flush=True)

programs.App = App
sys.exit(screen.main())
"""


class OlderScreen:
    """A running screen of version 0.1.0.

    Args:
        process: its process.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def knows(self) -> dict[str, Any]:
        """Ask it for its copy of the board, and for what it has been told."""
        said: dict[str, Any] = json.loads(await self._tell(""))
        return said

    async def press(self, action: str) -> None:
        """Press a key on it."""
        await self._tell(action)

    async def _tell(self, word: str) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n".encode())
        return await self._process.stdout.readline()

    async def knows_that(self, name: str, value: object) -> None:
        """Wait until something of what it knows is so."""
        known: object = None
        async with asyncio.timeout(DEADLINE):
            while known != value:
                known = (await self.knows())[name]

    async def has_painted(self, client: Client) -> dict[str, Any]:
        """Wait until all there is at the hub is on its glass; return what it knows then."""
        async with asyncio.timeout(DEADLINE):
            while True:
                _, board = await client.get("/api/kitchen/orders")
                known = await self.knows()
                if known["glass"] == board["seq"]:
                    return known | {"board": board["data"]}
                await asyncio.sleep(0.02)

    async def ends_equal(self, client: Client) -> dict[str, Any]:
        """Wait as for :meth:`has_painted`; all of the board is known then, and as it is."""
        known = await self.has_painted(client)
        assert known["orders"] == _part_known(known["orders"], known["board"])
        return known


def _part_known(known: Any, said: Any) -> Any:  # noqa: ANN401 - JSON
    """Leave of what a hub says what a screen of 0.1.0 knows: newer hubs may say more."""
    if isinstance(known, dict):
        return {name: _part_known(each, said[name]) for name, each in known.items()}
    if isinstance(known, list):
        return [_part_known(*pair) for pair in zip(known, said, strict=True)]
    return said


@asynccontextmanager
async def older_screen(
    folder: Path, *words: str | Path, poll_every: float = 5.0
) -> AsyncIterator[OlderScreen]:
    """Have a screen of version 0.1.0 run.

    Args:
        folder: for its log, and, as ``screen``, its own folder.
        words: for its command line.
        poll_every: seconds between two polls while it has no socket.
    """
    words = ("--data", folder / "screen", *words)
    drivers = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYTHONPATH": str(_SCREEN)}
    drivers["POLL_EVERY"] = str(poll_every)
    with (folder / "screen.log").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", _PROGRAM, *words),
            cwd=folder,
            env=clean_environment() | drivers,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            limit=2**24,
        )
        try:
            yield OlderScreen(process)
        finally:
            process.terminate()
            await process.wait()


def complaints(folder: Path) -> list[str]:
    """List the lines of its log that say something is wrong."""
    log = (folder / "screen.log").read_text("utf-8")
    return re.findall(".*(?:WARNING|ERROR|Traceback).*", log)
