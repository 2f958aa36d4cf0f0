"""A whole screen on a real hub: from an order to pixels, from a key to every screen."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pygame
import pytest

from display.app.loop import App
from display.config import Config
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import KEYBOARD
from display.link.endpoints import Endpoints
from display.link.link import open_link
from display.link.outbox import Outbox
from display.renderer.glass import Canvas, Glass, SdlWindow
from display.state.messages import LinkState, Sound
from display.state.settings import BoardSettings
from tests.support.live import eventually
from tests.support.process import HubProcess, clean_environment

pytestmark = pytest.mark.system

SIZE = (1280, 720)


class Tape:
    """Notes sounds instead of making them."""

    def __init__(self) -> None:
        self.heard: list[Sound] = []

    def play(self, sound: Sound) -> None:
        self.heard.append(sound)


class Shown:
    """A running screen and the glass it stands on."""

    def __init__(self, app: App, glass: Glass, tape: Tape) -> None:
        self.app = app
        self.tape = tape
        self._glass = glass

    def pixels(self) -> bytes:
        """Return what stands on the board, without the bars: clocks and countdowns are there."""
        width, height = self._glass.surface.get_size()
        bar = height // 10
        board = self._glass.surface.subsurface((0, bar, width, height - 2 * bar))
        return pygame.image.tobytes(board, "RGB")

    def live(self) -> bool:
        return self.app.state.connection is LinkState.LIVE

    def status(self, order: str) -> str | None:
        """Return how far an order is, as this screen has painted it."""
        known = self.app.state.replica.orders.get(order)
        painted = self.app.state.painted.seq == self.app.state.replica.seq
        return known.status if known is not None and painted else None

    def tickets(self) -> list[str]:
        return self.app.state.painted.places.order_ids()


class Kitchen:
    """A hub, and screens on it."""

    def __init__(self, hub: HubProcess, folder: Path) -> None:
        self.hub = hub
        self._folder = folder
        self._screens = 0

    @asynccontextmanager
    async def screen(self, glass: Glass, board: BoardSettings) -> AsyncIterator[Shown]:
        """Run a screen for as long as the context lasts."""
        self._screens += 1
        name = f"screen {self._screens}"
        token = self.hub.make_token("kitchen", name)
        config, tape = Config(board=board), Tape()
        outbox = Outbox(self._folder / name / "presses.jsonl")
        app = App(config, glass, Keyboard(KEYBOARD), tape)
        async with open_link(
            Endpoints(self.hub.url), lambda: token, None, outbox, app.listeners
        ) as link:
            running = asyncio.create_task(app.run(link))
            shown = Shown(app, glass, tape)
            await eventually(shown.live)
            yield shown
            app.close()
            await running
        outbox.close()

    async def place(self) -> str:
        """Take an order for one soup; returns its id."""
        body = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
        async with self.hub.client() as client:
            _, answer = await client.post("/api/orders", json=body)
        return str(answer["data"]["id"])

    async def status(self, order: str) -> str:
        """Ask the hub how far an order is."""
        async with self.hub.client() as client:
            _, answer = await client.get(f"/api/orders/{order}")
        return str(answer["data"]["status"])


@pytest.fixture
def kitchen(hub_process: HubProcess, tmp_path: Path) -> Kitchen:
    # It keeps its port from now on, or the screens would not find it again.
    hub_process._arguments += ["--port", str(hub_process.port)]
    return Kitchen(hub_process, tmp_path)


@pytest.fixture
async def cook(kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shown]:
    """Run a screen in a window of a desktop that nobody sees; it takes pygame's events."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    window = SdlWindow("1280x720", 0)
    async with kitchen.screen(window, BoardSettings()) as shown:
        yield shown
    window.close()


@pytest.fixture
async def expo(kitchen: Kitchen) -> AsyncIterator[Shown]:
    """Run a second screen, of the expeditor."""
    async with kitchen.screen(Canvas(SIZE), BoardSettings(station="expo")) as shown:
        yield shown


def tap(key: int) -> None:
    """Press a key and let it go."""
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, scancode=0, mod=0, unicode=""))
    pygame.event.post(pygame.event.Event(pygame.KEYUP, key=key, scancode=0, mod=0))


async def seen(shown: Shown, order: str) -> None:
    """Wait until an order stands on the glass for long enough to be bumped."""
    await eventually(
        lambda: (
            order in shown.tickets()
            and shown.app.listeners.now() > shown.app.state.painted.frame_until
        )
    )


async def changed(shown: Shown, before: bytes) -> None:
    await eventually(lambda: shown.pixels() != before)


async def test_an_order_changes_the_pixels(kitchen: Kitchen, cook: Shown) -> None:
    before = cook.pixels()

    order = await kitchen.place()

    await eventually(lambda: order in cook.tickets())
    assert cook.pixels() != before


async def test_an_order_can_be_heard(kitchen: Kitchen, cook: Shown) -> None:
    await kitchen.place()

    await eventually(lambda: Sound.NEW_ORDER in cook.tape.heard)


async def test_the_hub_is_told_what_was_painted(kitchen: Kitchen, cook: Shown) -> None:
    order = await kitchen.place()
    await eventually(lambda: order in cook.tickets())

    painted = None
    async with kitchen.hub.client() as client:
        while painted != cook.app.state.replica.seq:
            _, answer = await client.get("/api/kitchen/screens")
            painted = answer["data"][0]["painted_seq"]


async def test_a_key_moves_the_order_at_the_hub_and_on_both_screens(
    kitchen: Kitchen, cook: Shown, expo: Shown
) -> None:
    order = await kitchen.place()
    await seen(cook, order)
    await seen(expo, order)
    on_cook, on_expo = cook.pixels(), expo.pixels()

    tap(pygame.K_1)

    await eventually(lambda: cook.status(order) == expo.status(order) == "preparing")
    assert await kitchen.status(order) == "preparing"
    assert cook.pixels() != on_cook
    assert expo.pixels() != on_expo


async def test_a_key_that_is_pressed_while_the_hub_is_away_counts_when_it_is_back(
    kitchen: Kitchen, cook: Shown, expo: Shown
) -> None:
    order = await kitchen.place()
    await seen(cook, order)
    kitchen.hub.kill()
    await eventually(lambda: not cook.live())

    tap(pygame.K_1)
    await eventually(lambda: bool(cook.app.state.in_flight))
    kitchen.hub.start()

    await eventually(lambda: cook.status(order) == expo.status(order) == "preparing")
    assert await kitchen.status(order) == "preparing"


async def test_a_board_that_is_not_current_says_so(kitchen: Kitchen, cook: Shown) -> None:
    await kitchen.place()
    kitchen.hub.kill()

    await eventually(lambda: any("NOT CURRENT" in each for each in texts(cook)))


def texts(shown: Shown) -> list[str]:
    screen = shown.app._screen
    assert screen is not None
    return [part.text for panel in screen.panels for part in panel.parts if hasattr(part, "text")]


async def test_a_window_of_another_size_is_filled(cook: Shown) -> None:
    pygame.display.set_mode((800, 600), pygame.RESIZABLE)
    pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, size=(800, 600), w=800, h=600))

    def filled() -> bool:
        screen = cook.app._screen
        return screen is not None and (screen.width, screen.height) == (800, 600)

    await eventually(filled)


@pytest.mark.parametrize("kind", [pygame.QUIT, pygame.KEYDOWN])
async def test_closing_the_window_or_escape_ends_it(cook: Shown, kind: int) -> None:
    escape = {} if kind == pygame.QUIT else {"key": pygame.K_ESCAPE, "scancode": 0}
    pygame.event.post(pygame.event.Event(kind, escape))

    await eventually(lambda: cook.app._closed)


def start(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Start ``galley-display`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "display", *arguments],
        env=clean_environment() | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def options(kitchen: Kitchen, tmp_path: Path) -> list[str]:
    token = tmp_path / "screen.token"
    token.write_text(kitchen.hub.make_token("kitchen", "the screen"))
    data = tmp_path / "screen"
    return ["--hub", kitchen.hub.url, "--token-file", str(token), "--data", str(data)]


def test_a_screenshot_shows_the_board(kitchen: Kitchen, options: list[str], tmp_path: Path) -> None:
    picture = tmp_path / "board.png"
    empty = tmp_path / "empty.png"
    shoot = ["--headless", "--size", "1280x720", "--screenshot"]
    with start(*options, *shoot, str(empty)) as first:
        assert first.wait(30) == 0
    asyncio.run(kitchen.place())

    with start(*options, *shoot, str(picture)) as second:
        assert second.wait(30) == 0

    assert pygame.image.load(picture).get_size() == SIZE
    assert picture.read_bytes() != empty.read_bytes()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_logs_the_video_driver_and_ends_when_it_is_told_to(
    options: list[str], how: signal.Signals
) -> None:
    with start(*options, SDL_VIDEODRIVER="offscreen", SDL_AUDIODRIVER="dummy") as screen:
        log = until(screen, "the hub: live")

        screen.send_signal(how)

        assert screen.wait(30) == 0
        assert "video driver offscreen" in log


def test_without_a_monitor_it_says_so_and_waits(options: list[str]) -> None:
    nowhere = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY"), "")
    with start(*options, SDL_VIDEODRIVER="x11", **nowhere) as screen:
        until(screen, "waiting for a screen to draw on")

        screen.send_signal(signal.SIGTERM)

        assert screen.wait(30) == 0


def test_buttons_on_a_machine_without_such_pins_are_told(
    options: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "buttons.toml"
    file.write_text('chip = 99\n[[button]]\npin = 5\naction = "bump"\n')
    with start(*options, "--buttons", str(file), SDL_VIDEODRIVER="offscreen") as screen:
        said, _ = screen.communicate(timeout=30)

    assert screen.returncode == 1
    assert "Buttons are configured, but" in said
    assert "Traceback" not in said


def test_keys_that_were_not_learnt_are_not_written(options: list[str], tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    with start(*options, "--learn-keys", str(file), SDL_VIDEODRIVER="offscreen") as screen:
        until(screen, "video driver")

        screen.send_signal(signal.SIGTERM)

        assert screen.wait(30) == 1
    assert not file.exists()


def until(screen: "subprocess.Popen[str]", part: str) -> str:
    """Read its log until a line holds ``part``; return all of it so far."""
    log = ""
    assert screen.stdout is not None
    while part not in log:
        line = screen.stdout.readline()
        assert line, f"ended without saying {part!r}:\n{log}"
        log += line
    return log


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--size", "big"], 2, "--size: expected auto, fullscreen, or a size"),
        (["--buttons", "nowhere.toml"], 2, "nowhere.toml: No such file"),
        (["--keys", "nonsense"], 2, "There is no key profile 'nonsense'"),
        (["--headless"], 2, "--headless and --screenshot go together"),
        (
            ["--headless", "--screenshot", "x.png", "--token-file", "nowhere"],
            1,
            "This screen has no token that it could read",
        ),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    data = ["--data", str(tmp_path / "screen")]
    with start(*data, *arguments, SDL_VIDEODRIVER="offscreen") as screen:
        said, _ = screen.communicate(timeout=30)

    assert (screen.returncode, told in said) == (code, True), said
    assert "Traceback" not in said
