"""The monitor: what SDL can draw with, what is connected, and whether a test card gets there."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pygame

from display.app.doctor import test_card
from display.app.doctor.legibility import Viewing, judge_letters, judge_size
from display.config import Config
from display.renderer import sdl
from display.renderer.edid import ConnectedMonitor, choose_size
from display.renderer.fonts import Fonts
from display.renderer.glass import NoScreenError, SdlWindow
from display.renderer.graphics import CONNECTORS, connectors
from display.state.settings import PlacesMode
from display.view_model.layout import Layout
from hub.common.checks import Finding, ok, problem
from hub.locale.words import say

_CONSOLE = "kmsdrm"
_CARDS = Path("/dev/dri")
_LOOK_EVERY = 0.05


def judge_drivers(known: Sequence[str], *, desktop: bool) -> Finding:
    """Judge what SDL was built with.

    Args:
        known: its video drivers.
        desktop: whether there is a desktop to draw on.
    """
    about = "SDL"
    has = f"{sdl.pygame_name()}, SDL {sdl.sdl_version()}"
    if not known or _CONSOLE in known:
        return ok(about, has)
    if desktop:
        bound = say(
            "{what}; without this desktop it could not draw ({driver} is missing)",
            what=has,
            driver=_CONSOLE,
        )
        return ok(about, bound)
    blind = say(
        "{what} cannot draw without a desktop ({driver} is missing), and none is here: "
        "{cure}, or {other}",
        what=has,
        driver=_CONSOLE,
        cure="pip uninstall pygame; pip install pygame-ce",
        other="apt-get install python3-pygame",
    )
    return problem(about, blind)


def find_monitors(
    *, desktop: bool, folder: Path = CONNECTORS, cards: Path = _CARDS
) -> Iterator[Finding]:
    """Look at what the kernel sees.

    Args:
        desktop: whether there is a desktop; its monitors need not be this machine's.
        folder: the kernel's list of sockets.
        cards: where the devices of graphics cards are.
    """
    sockets = connectors(folder)
    there = [name for name, connected in sockets.items() if connected]
    if there:
        yield ok("monitor", say("connected: {names}", names=", ".join(there)))
    elif desktop:
        yield ok("monitor", say("the desktop's"))
    elif sockets:
        none = say(
            "none is connected to {sockets}: plug one in and switch it on. One that is always seen "
            "too late can be forced with {line} in cmdline.txt",
            sockets=", ".join(sockets),
            line="video=HDMI-A-1:1920x1080@60D",
        )
        yield problem("monitor", none)
    else:
        blind = say(
            "the kernel sees no graphics card: on a Raspberry Pi, the line {line} belongs in "
            "config.txt",
            line="dtoverlay=vc4-kms-v3d",
        )
        yield problem("monitor", blind)
    closed = [
        path for path in sorted(cards.glob("card*")) if not os.access(path, os.R_OK | os.W_OK)
    ]
    if closed and not desktop:
        shut = say(
            "{file} is not open to this user: {cure}, then log in anew",
            file=closed[0],
            cure="sudo usermod -aG video,render,input $USER",
        )
        yield problem("rights", shut)


async def show_on_monitor(config: Config, seconds: float, file: Path | None) -> list[Finding]:
    """Show the card on the screen's monitor for a while, and judge what gets there.

    Args:
        config: says which monitor, how large it is, and how far away.
        seconds: how long; a key or a click ends it early.
        file: where the card is written as PNG; None for nowhere.
    """
    glass = config.glass
    try:
        window = SdlWindow(glass.size, glass.output, degrees=glass.rotate)
    except NoScreenError as why:
        hint = say("Is another screen running already? Stop it first")
        nothing = say("nothing to draw on: {why}.", why=why)
        return [problem("video", nothing if "output" in str(why) else f"{nothing} {hint}")]
    try:
        found = list(_show(window, config, file))
        await _wait_for_key(window, seconds)
    except (NoScreenError, pygame.error) as error:
        return [problem("test card", say("it could not be shown: {why}", why=error))]
    finally:
        window.close()
    return found


def draw_in_memory(
    size: tuple[int, int], file: Path | None, config: Config | None = None
) -> Iterator[Finding]:
    """Draw the card in memory and judge it.

    Args:
        size: width and height in pixels.
        file: where the card is written as PNG; None for nowhere.
        config: may say how large the monitor is, and how far away.
    """
    pygame.font.init()
    width, height = size
    monitor = ConnectedMonitor(*size)
    inches = 0 if config is None else config.glass.inches
    if config is not None and inches:
        yield from judge_viewing(config, monitor, size)
    picture = test_card.draw(
        size,
        (f"Galley test card, {width} x {height}", "off screen", "No monitor shows this."),
        Fonts(),
        choose_size(monitor, inches).pitch,
    )
    yield from _judge(picture, picture.picture, say("drawn in memory"))
    yield from _write(picture, file)


def judge_viewing(
    config: Config, monitor: ConnectedMonitor, glass: tuple[int, int]
) -> Iterator[Finding]:
    """Say how large a monitor is taken to be, and how large letters are on it.

    Args:
        config: says what its owner knows better, and what stands on the board.
        monitor: as it is driven.
        glass: the board's pixels, upright.
    """
    size, board = choose_size(monitor, config.glass.inches), config.board
    yield judge_size(monitor, size)
    distance = config.glass.distance or size.distance
    line = None
    if board.places is PlacesMode.GRID:
        line = Layout(*glass, board.columns, board.rows, Fonts().width).unit
    yield judge_letters(Viewing(size, glass, distance, board.text, line))


def _show(window: SdlWindow, config: Config, file: Path | None) -> Iterator[Finding]:
    output, degrees = config.glass.output, config.glass.rotate
    surface = window.surface
    size = surface.get_size()
    driver, by = pygame.display.get_driver(), sdl.renderer()
    yield ok("video", say("driver {driver}, renderer {renderer}", driver=driver, renderer=by))
    outputs = [
        f"{index} ({w} x {h})" for index, (w, h) in enumerate(pygame.display.get_desktop_sizes())
    ]
    yield ok("output", say("{number} of {all}", number=output, all=", ".join(outputs)))
    yield from judge_viewing(config, window.monitor, size)
    lines = (
        f"Galley test card: output {output}, {size[0]} x {size[1]}",
        f"{driver}, {by}, {sdl.pygame_name()}, SDL {sdl.sdl_version()}",
        "The red frame has to be seen on all four sides; if it is not, turn overscan off.",
    )
    pitch = choose_size(window.monitor, config.glass.inches).pitch
    wanted = test_card.draw(size, lines, Fonts(), pitch)
    surface.blit(wanted.picture, (0, 0))
    window.show([surface.get_rect()])
    try:
        back = sdl.send_through_renderer(window.window)
    except pygame.error as error:
        failed = say("the renderer {renderer} fails ({why})", renderer=by, why=error)
        yield problem("test card", f"{failed}; {_cure(by)}")
        return
    # The card that is looked at goes the board's own way.
    window.show([surface.get_rect()])
    seen = pygame.transform.rotate(window.window if back is None else back, degrees)
    if back is None:
        yield from _judge(wanted, seen, say("read back from the window's own framebuffer"))
    else:
        yield from _judge(
            wanted, seen, say("read back from the renderer {renderer}", renderer=by), _cure(by)
        )
    yield from _write(wanted, file)


def _cure(by: str) -> str:
    other = "software" if by == "opengles2" else "opengles2"
    way = f"SDL_RENDER_DRIVER={other} SDL_FRAMEBUFFER_ACCELERATION={other}"
    return say("try {way}", way=way)


def _judge(
    wanted: test_card.Card, seen: pygame.Surface, how: str, cure: str = ""
) -> Iterator[Finding]:
    wrong = test_card.compare(wanted, seen)
    if wrong:
        yield problem("test card", "; ".join([*wrong, how, *([cure] if cure else [])]))
    else:
        colours, texts = len(wanted.probes), len(wanted.texts)
        there = say(
            "{how}: all {colours} colours and {texts} texts are there",
            how=how,
            colours=colours,
            texts=texts,
        )
        yield ok("test card", there)


def _write(wanted: test_card.Card, file: Path | None) -> Iterator[Finding]:
    if file is None:
        return
    try:
        pygame.image.save(wanted.picture, str(file))
    except (pygame.error, OSError) as error:
        yield problem("card file", say("{file} can't be written: {why}", file=file, why=error))
    else:
        yield ok("card file", str(file))


async def _wait_for_key(window: SdlWindow, seconds: float) -> None:
    """Leave it there until the time is over, or somebody presses something."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    ends = {pygame.QUIT, pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN}
    while loop.time() < until:
        kinds = {event.type for event in window.events()}
        if kinds & ends:
            return
        if kinds & {pygame.VIDEOEXPOSE, pygame.VIDEORESIZE}:
            window.show([window.surface.get_rect()])
        await asyncio.sleep(_LOOK_EVERY)
