"""A newcomer's first minutes: a copy of the tree, ``scripts/run``, and what it prints."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from display.theme import THEMES
from display.view_model.screen import Tone
from tests.support.desktop import desktop
from tests.support.process import clean_environment, galley

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
GIT = shutil.which("git") or "git"
# Making the virtual environment downloads packages, once for this module.
SETUP = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what a clone would hold, into a folder whose name has a space."""
    copy = tmp_path_factory.mktemp("first run") / "galley"
    listed = subprocess.run(
        [GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


class Run:
    """``scripts/run`` in a terminal of its own, as a person starts it.

    Args:
        checkout: the copy of the tree.
        folder: the one from which it is started.
        arguments: of the script.
        variables: of its environment, besides the usual ones; a desktop is no usual one.
    """

    def __init__(
        self, checkout: Path, folder: Path, *arguments: str, variables: Mapping[str, str]
    ) -> None:
        usual = clean_environment()
        for name in ("DISPLAY", "WAYLAND_DISPLAY"):
            usual.pop(name, None)
        self._screen, its_side = os.openpty()
        termios.tcsetwinsize(its_side, (24, 200))
        self.process = subprocess.Popen(
            [checkout / "scripts" / "run", *arguments],
            cwd=folder,
            env=usual | dict(variables),
            preexec_fn=lambda: os.login_tty(its_side),  # noqa: PLW1509 - no threads of ours run
        )
        os.close(its_side)
        self.shown = ""

    def until(self, part: str) -> str:
        """Read the terminal until a line holds ``part``; return that line."""
        while True:
            for line in self.shown.splitlines(keepends=True):
                if part in line and line.endswith("\n"):
                    return line.strip()
            assert self._read(), f"never showed {part!r}:\n{self.shown}"

    def type(self, text: str) -> None:
        """Type into the terminal; what Ctrl-C types goes to the whole group in the foreground."""
        os.write(self._screen, text.encode())

    def ended(self) -> int:
        """Wait until the script has ended, read what is left, and return its exit code."""
        code = self.process.wait(timeout=30)
        # A child that was left behind would hold the terminal, and the last read would not end.
        os.set_blocking(self._screen, False)
        while self._read():
            pass
        return code

    def close(self) -> None:
        """End what is left of it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)
        os.close(self._screen)

    def _read(self) -> bool:
        try:
            part = os.read(self._screen, 4096)
        except OSError:
            # Nobody has the other side of the terminal any more, or nobody writes to it.
            return False
        self.shown += part.decode()
        return bool(part)


class Runs:
    """Starts ``scripts/run`` of one copy, as often as a test wants."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self._checkout = checkout
        self._folder = folder
        self.data = folder / "the data"
        self.started: list[Run] = []

    def start(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Run:
        """Start it on a port that the system chooses, from another folder than its own.

        Without variables it is kept from a display that happens to be here.
        """
        options = ["--port", "0", "--data", str(self.data), *arguments]
        if variables is None:
            options.append("--no-display")
        run = Run(self._checkout, self._folder, *options, variables=variables or {})
        self.started.append(run)
        return run


@pytest.fixture
def runs(checkout: Path, tmp_path: Path) -> Iterator[Runs]:
    runs = Runs(checkout, tmp_path)
    yield runs
    for run in runs.started:
        run.close()


def pasted(line: str) -> dict[str, Any]:
    done = subprocess.run(
        ["/bin/bash", "-c", line.replace("curl ", "curl -sS ", 1)],
        cwd="/",
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def hub_of(data: Path) -> int:
    """Return the id of the process that has the database of a data folder open."""
    return holder_of(data / "galley.db")


def screen_of(data: Path) -> int:
    """Return the id of the process that keeps its presses in a data folder."""
    return holder_of(data / "screen" / "presses.jsonl")


def holder_of(wanted: Path) -> int:
    """Return the id of the process that has a file open."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if any(handle.readlink() == wanted for handle in (entry / "fd").iterdir()):
                return int(entry.name)
        except OSError:
            # Another user's process, or one that has just ended.
            continue
    raise AssertionError(f"nobody has {wanted} open")


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@SETUP
def test_the_printed_curl_line_answers(runs: Runs) -> None:
    run = runs.start()

    answer = pasted(run.until("curl "))

    assert answer == {"success": True, "data": [], "upcoming": [], "cancelled": [], "seq": 2}


@SETUP
def test_the_terminal_says_where_the_network_finds_the_hub(runs: Runs) -> None:
    door = {"GALLEY_LAN_ENABLED": "true", "GALLEY_LAN_PORT": "0"}
    run = runs.start("--no-display", variables=door)

    line = run.until("on the network at ")

    [url] = re.findall(r"https://galley-main\.local:\d+", line)
    authority = runs.data / "tls" / "authority.pem"
    there = f"galley-main.local:{url.rpartition(':')[2]}:127.0.0.1"
    command = ["curl", "-sS", "--cacert", str(authority), "--resolve", there, f"{url}/healthz"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert json.loads(done.stdout)["success"]


@SETUP
def test_the_sample_menu_is_loaded(runs: Runs, checkout: Path) -> None:
    run = runs.start()

    menu = pasted(run.until("curl ").replace("/api/kitchen/orders", "/api/menu"))

    shipped = json.loads((checkout / "scripts" / "sample-menu.json").read_text("utf-8"))
    data = menu["data"]
    assert isinstance(data, dict)
    assert len(data["items"]) == len(shipped["items"])


@SETUP
def test_the_token_is_in_a_private_file_and_not_on_the_terminal(runs: Runs) -> None:
    run = runs.start()
    run.until("curl ")

    file = runs.data / "manager.token"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() not in run.shown


@SETUP
@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "the terminal is closed"])
def test_it_stops_its_hub_and_ends_well(runs: Runs, how: str) -> None:
    run = runs.start()
    run.until("curl ")
    hub = hub_of(runs.data)

    if how == "Ctrl-C":
        run.type("\x03")
    elif how == "SIGTERM":
        run.process.send_signal(signal.SIGTERM)
    else:
        run.process.send_signal(signal.SIGHUP)

    assert run.ended() == 0
    assert gone(hub)
    assert not (runs.data / "hub.sock").exists()


@SETUP
def test_it_ends_with_the_exit_code_of_a_hub_that_dies(runs: Runs) -> None:
    run = runs.start()
    run.until("curl ")

    os.kill(hub_of(runs.data), signal.SIGKILL)

    assert run.ended() == 128 + signal.SIGKILL


@SETUP
def test_a_hub_that_does_not_start_ends_it_with_the_reason(runs: Runs) -> None:
    first = runs.start()
    first.until("curl ")

    second = runs.start()

    assert second.ended() == 1
    assert "another hub is running on this data folder" in second.shown


@SETUP
def test_the_demo_orders_from_the_hub_and_stops_with_it(runs: Runs) -> None:
    run = runs.start("--demo", "--speed=200")
    line = run.until("curl ").replace("/api/kitchen/orders", "/api/events")
    deadline = time.monotonic() + 60
    while "order:new" not in [event["type"] for event in pasted(line)["data"]]:
        assert time.monotonic() < deadline, f"the demo never ordered anything:\n{run.shown}"

    token = runs.data / "demo.token"
    assert token.stat().st_mode & 0o777 == 0o600
    assert "demo" in galley("token", "list", "--data", runs.data).stdout

    run.type("\x03")

    assert run.ended() == 0
    assert "Traceback" not in run.shown
    assert not token.exists()
    assert "demo" not in galley("token", "list", "--data", runs.data).stdout


UNSEEN = {"DISPLAY": ":0", "SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
"""A desktop, as far as the script can see, and a window that nobody sees."""


@SETUP
def test_where_there_is_a_display_a_screen_shows_the_orders(runs: Runs) -> None:
    run = runs.start(variables=UNSEEN)

    run.until("the hub: live")

    screens = pasted(run.until("curl ").replace("/orders", "/screens"))["data"]
    assert isinstance(screens, list)
    assert [screen["name"] for screen in screens] == ["run-screen"]


@SETUP
async def test_on_a_wide_desktop_a_demo_shows_a_station_and_expo_side_by_side(
    runs: Runs, tmp_path: Path
) -> None:
    with desktop(tmp_path / "monitor", (1920, 1080)) as monitor:
        run = runs.start("--demo", variables=monitor.environment | {"SDL_AUDIODRIVER": "dummy"})
        line = run.until("curl ").replace("/orders", "/screens")
        names: list[str] = []
        deadline = time.monotonic() + 60
        while names != ["run-screen-expo", "run-screen-grill"]:
            assert time.monotonic() < deadline, f"only {names}:\n{run.shown}"
            names = sorted(screen["name"] for screen in pasted(line)["data"])
        picture = await monitor.picture()
        bars = {picture.get_at((x, 45))[:3] for x in (5, 955, 965, 1915)}
        assert bars == {THEMES["dark"][Tone.BAR]}
        run.type("\x03")
        assert run.ended() == 0
    assert not list(runs.data.glob("run-screen*.token"))


@SETUP
def test_the_screen_ends_with_the_hub_and_so_does_its_token(runs: Runs) -> None:
    run = runs.start(variables=UNSEEN)
    run.until("the hub: live")
    token = runs.data / "run-screen.token"
    shutil.copy(token, runs.data / "kept.token")

    run.type("\x03")

    assert run.ended() == 0
    assert "Traceback" not in run.shown
    assert not token.exists()
    line = runs.start().until("curl ").replace("manager.token", "kept.token")
    refused = pasted(line)["error"]
    assert isinstance(refused, dict)
    assert refused["code"] == "UNAUTHORIZED"


@SETUP
def test_the_hub_goes_on_without_its_screen(runs: Runs) -> None:
    run = runs.start(variables=UNSEEN)
    line = run.until("curl ")
    run.until("the hub: live")

    os.kill(screen_of(runs.data), signal.SIGTERM)

    run.until("the screen has ended; the hub goes on")
    assert pasted(line)["data"] == []


@SETUP
def test_where_there_is_no_display_the_hub_is_started_alone(runs: Runs) -> None:
    run = runs.start(variables={"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"})
    run.until("curl ")

    monitors = list(Path("/dev/dri").glob("card*"))
    assert ("there is no display here; starting the hub alone" in run.shown) == (not monitors)


@SETUP
def test_without_options_the_data_is_in_the_checkout(checkout: Path, tmp_path: Path) -> None:
    shown = subprocess.run(
        [checkout / "scripts" / "run", "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert f"(default: {checkout}/var)" in shown


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--nonsense", "unknown option: --nonsense"),
        ("somewhere", "unknown option: somewhere"),
        ("--port", "--port needs a value"),
        ("--data=", "--data needs a value"),
        ("--demo=yes", "--demo takes no value"),
        ("--speed 3", "--speed goes with --demo"),
        ("--demo --speed fast", "--speed needs a number above 0, not 'fast'"),
        ("--demo --speed 0.0", "--speed needs a number above 0, not '0.0'"),
    ],
)
def test_wrong_options_are_told_before_anything_is_made(
    tmp_path: Path, options: str, told: str
) -> None:
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")

    refused = subprocess.run(
        [tmp_path / "scripts" / "run", *shlex.split(options)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 2
    assert refused.stderr == f"run: {told}\nTry: scripts/run --help\n"
    assert [path.name for path in tmp_path.iterdir()] == ["scripts"]
