"""A real screen in a process of its own, in a window of a desktop that nobody sees."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.support.desktop import Desktop
from tests.support.process import HubProcess, clean_environment


class ScreenProcess:
    """``galley-display`` on a hub. Made once, it can be started again and again.

    Args:
        hub: running; it makes the screen's token.
        desktop: where its window opens, as large as the desktop.
        folder: for its token, its presses and its log.
        environment: further variables of the process; ``GALLEYDISPLAY_HUB_URL`` is one.
    """

    def __init__(
        self,
        hub: HubProcess,
        desktop: Desktop,
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = folder.name
        self.desktop = desktop
        self.log = folder / "screen.log"
        self.presses = folder / "data" / "presses.jsonl"
        folder.mkdir(parents=True)
        token = folder / "screen.token"
        token.write_text(hub.make_token("kitchen", folder.name))
        self._command = [
            *(sys.executable, "-m", "display", "--size", "1280x720"),
            *("--token-file", str(token), "--data", str(folder / "data")),
        ]
        self._environment = (
            clean_environment()
            | {"GALLEYDISPLAY_HUB_URL": hub.url, "SDL_AUDIODRIVER": "dummy"}
            | desktop.environment
            | dict(environment or {})
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._logged_before = 0

    def start(self) -> Self:
        """Start it; its window opens later."""
        assert self._process is None, "it is running already"
        with self.log.open("a") as log:
            self._logged_before = log.tell()
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    def logged(self) -> str:
        """Return what it has logged since it was last started."""
        return self.log.read_text("utf-8")[self._logged_before :]

    def kill(self) -> None:
        """Kill it with SIGKILL, as a power cut would, and wait until it is gone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def stop(self) -> int:
        """Stop it with SIGTERM and return its exit code; -9 if it had to be killed."""
        process, self._process = self._process, None
        if process is None:
            return 0
        process.terminate()
        try:
            return process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
