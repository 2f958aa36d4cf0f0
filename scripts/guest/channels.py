"""Talking to qemu and to the agent inside the guest: lines of JSON over sockets of this machine."""

import base64
import json
import random
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from scripts.guest.commands import Failed

GRAPHICS = "graphics"
"""qemu's name for the card, and by it for the second keyboard."""

_LOOK_EVERY = 0.2
_LISTENS_WITHIN = 20.0


class _Lines:
    """A socket on which each line is a message.

    Args:
        path: of the socket; somebody listens there, or soon will.

    Raises:
        OSError: nobody did.
    """

    def __init__(self, path: Path) -> None:
        self._socket = _connect(path)
        self._left = b""

    def say(self, message: dict[str, Any], within: float = 60) -> None:
        """Say something.

        Raises:
            TimeoutError: nobody takes it, and half of it may have gone.
        """
        self._socket.settimeout(within)
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def hear(self, within: float) -> dict[str, Any]:
        """Wait for the next message that is one.

        Raises:
            TimeoutError: none came.
        """
        deadline = time.monotonic() + within
        while True:
            while b"\n" in self._left:
                line, _, self._left = self._left.partition(b"\n")
                # Whoever was cut off in mid-word has left half a line.
                with suppress(ValueError):
                    message = json.loads(line)
                    if isinstance(message, dict):
                        return message
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                read = self._socket.recv(1 << 16)
            except ConnectionError:
                read = b""
            if not read:
                raise Failed("qemu has ended")
            self._left += read

    def close(self) -> None:
        self._socket.close()


def _connect(path: Path) -> socket.socket:
    deadline = time.monotonic() + _LISTENS_WITHIN
    while True:
        way = socket.socket(socket.AF_UNIX)
        try:
            way.connect(str(path))
        except OSError:
            way.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_EVERY)
        else:
            return way


class Monitor:
    """What can be done to the machine from outside: qemu's own monitor.

    Args:
        path: of its socket.
    """

    def __init__(self, path: Path) -> None:
        self._lines = _Lines(path)
        self._lines.hear(30)
        self.do("qmp_capabilities")

    def do(self, command: str, **arguments: object) -> object:
        """Have something done, and return the answer.

        Raises:
            Failed: qemu refused.
        """
        self._lines.say({"execute": command, "arguments": arguments})
        while True:
            answer = self._lines.hear(60)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Failed(f"qemu: {command}: {answer['error']['desc']}")

    def by_hand(self, line: str) -> str:
        """Give a command of the monitor for people, and return what it says."""
        return str(self.do("human-monitor-command", **{"command-line": line}))

    def picture(self, file: Path, socket: int = 0) -> None:
        """Take a picture of what a monitor of the guest shows.

        Args:
            file: for the picture, a PNG.
            socket: of its graphics card, from 0.
        """
        picture = {"filename": str(file), "format": "png"}
        self.do("screendump", device=GRAPHICS, head=socket, **picture)

    def press_key(self, name: str) -> None:
        """Press a key of the first USB keyboard, by qemu's name for it, and let it go."""
        key = {"type": "qcode", "data": name}
        self.do("send-key", keys=[key], **{"hold-time": 150})

    def plug_in_second_keyboard(self) -> None:
        """Plug one more USB keyboard in, which stays until the machine is switched off."""
        self.do("device_add", driver="usb-kbd", display=GRAPHICS)

    def press_second_key(self, name: str) -> None:
        """Press a key of the second USB keyboard, and let it go at once."""
        key = {"type": "qcode", "data": name}
        both = [{"type": "key", "data": {"down": down, "key": key}} for down in (True, False)]
        self.do("input-send-event", device=GRAPHICS, events=both)

    def close(self) -> None:
        """Hang up; the machine goes on."""
        self._lines.close()


class Ended(NamedTuple):
    """A command in the guest that has ended: its exit code, and what it said."""

    code: int
    said: str


class Agent:
    """What can be done inside, as root: the agent that runs there.

    Args:
        path: of its socket.
    """

    def __init__(self, path: Path) -> None:
        self._lines = _Lines(path)

    def awake(self, within: float = 1) -> bool:
        """Say whether it answers within so many seconds."""
        number = random.randrange(1 << 30)  # noqa: S311 - to know the answer by
        deadline = time.monotonic() + within
        try:
            # It is asked again and again while it boots, and takes nothing before it has.
            self._lines.say({"execute": "guest-sync", "arguments": {"id": number}}, within)
            while time.monotonic() < deadline:
                # Answers to those who asked before and have gone come first.
                if self._lines.hear(deadline - time.monotonic()).get("return") == number:
                    return True
        except TimeoutError:
            pass
        return False

    def ask(self, *command: str, told: str = "", within: float = 120) -> Ended:
        """Run a command inside as root until it ends; it may fail.

        Args:
            command: a program's path, and its arguments.
            told: its standard input.
            within: seconds.

        Raises:
            Failed: it did not end in time.
        """
        words = ("sh", "-c", 'exec 2>&1; exec "$@"', "sh", *command)
        asked = {
            "path": "/bin/sh",
            "arg": list(words[1:]),
            "capture-output": True,
            "input-data": base64.b64encode(told.encode()).decode(),
        }
        pid = self._do("guest-exec", **asked)["pid"]
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            status = self._do("guest-exec-status", pid=pid)
            if status["exited"]:
                said = base64.b64decode(status.get("out-data", "")).decode(errors="replace")
                return Ended(status.get("exitcode", -status.get("signal", 1)), said)
            time.sleep(_LOOK_EVERY)
        raise Failed(f"in the guest, {' '.join(command)} took longer than {within:g} s")

    def run(self, *command: str, told: str = "", within: float = 120) -> str:
        """Run a command inside as root, and return what it says.

        Raises:
            Failed: it ended badly.
        """
        ended = self.ask(*command, told=told, within=within)
        if ended.code:
            raise Failed(f"in the guest, {' '.join(command)}: {ended.said.strip()}")
        return ended.said

    def _do(self, command: str, **arguments: object) -> dict[str, Any]:
        self._lines.say({"execute": command, "arguments": arguments})
        try:
            answer = self._lines.hear(60)
        except TimeoutError as error:
            raise Failed(f"the guest's agent does not answer: {command}") from error
        if "error" in answer:
            raise Failed(f"the guest's agent: {command}: {answer['error'].get('desc')}")
        done: dict[str, Any] = answer["return"]
        return done

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
