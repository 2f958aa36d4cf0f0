"""``galley-display doctor`` as it is typed: each line, and how it ends."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from display.app.doctor import hub_check, monitor
from display.app.doctor.hub_check import Visit
from display.config import Config
from display.renderer import sdl
from display.renderer.glass import NoScreenError, SdlWindow
from display.state.settings import BoardSettings, PlacesMode
from display.theme import THEMES
from hub.common.checks import Level
from hub.common.screen_settings import Degrees, GlassSettings
from hub.wire.responses import Health
from tests.support.desktop import Desktop, desktop
from tests.support.process import HubProcess, clean_environment

DEADLINE = 60
HD = Config(glass=GlassSettings(size="1280x720"))
NOW = 1_700_000_000.0
_HEALTH = Health(status="ok", branch="main", epoch="e", version="1")


def started(*arguments: str, **variables: str) -> "subprocess.Popen[str]":
    nowhere = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY"), "")
    return subprocess.Popen(
        [sys.executable, "-m", "display", "doctor", *arguments],
        env=clean_environment() | nowhere | {"SDL_AUDIODRIVER": "dummy"} | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def examined(*arguments: str, **variables: str) -> tuple[int, dict[str, list[str]]]:
    """Run it to its end; returns the exit code, and what was said about each thing."""
    with started(*arguments, **variables) as doctor:
        said, _ = doctor.communicate(timeout=DEADLINE)
    return doctor.returncode, sorted_by_subject(said)


def sorted_by_subject(said: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        level, _, rest = line.partition(" ")
        subject, _, text = rest.strip().partition(": ")
        found.setdefault(subject, []).append(f"{level} {text}")
    return found


@pytest.fixture
def known(hub_process: HubProcess, tmp_path: Path) -> list[str]:
    """Options of a screen whose hub is there and lets it in."""
    file = tmp_path / "screen.token"
    file.write_text(hub_process.make_token("kitchen", "grill"))
    file.chmod(0o600)
    return [
        *("--hub", hub_process.url, "--token-file", str(file)),
        *("--data", str(tmp_path / "screen")),
    ]


@pytest.fixture
def attached(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path / "monitor") as screen:
        yield screen


@pytest.mark.system
def test_where_all_is_well_it_ends_with_0(known: list[str]) -> None:
    code, said = examined("--headless", *known)
    assert code == 0, said
    assert said["hub"][0].startswith("ok branch main at http://")
    assert said["orders"] == ["ok the token is good; 0 open"]
    assert said["clocks"] == ["ok the hub's and this machine's agree to 2 seconds"]


@pytest.mark.system
def test_nothing_is_left_behind(known: list[str], tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    examined("--headless", *known)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.system
def test_the_card_off_screen_is_written_as_a_picture(known: list[str], tmp_path: Path) -> None:
    card = tmp_path / "card.png"
    _, said = examined("--headless", "--size", "1280x720", "--card", str(card), *known)
    assert pygame.image.load(card).get_size() == (1280, 720)
    assert said["card file"] == [f"ok {card}"]


@pytest.mark.system
def test_a_card_that_cannot_be_written_is_a_problem(known: list[str], tmp_path: Path) -> None:
    code, said = examined("--headless", "--card", str(tmp_path / "no" / "card.png"), *known)
    assert (code, said["card file"][0].partition(" ")[0]) == (1, "problem")


@pytest.mark.system
def test_a_hub_that_is_away_is_a_problem(known: list[str], hub_process: HubProcess) -> None:
    hub_process.stop()
    code, said = examined("--headless", *known)
    assert code == 1
    assert said["hub"][0].startswith("problem no answer from http://")


@pytest.mark.system
def test_a_bad_token_does_not_hide_that_the_hub_is_there(known: list[str], tmp_path: Path) -> None:
    (tmp_path / "screen.token").write_text("gly_nonsense")
    code, said = examined("--headless", *known)
    assert code == 1
    assert said["hub"][0].startswith("ok ")
    assert said["orders"][0].startswith("problem The hub does not know this screen's token.")


@pytest.mark.system
def test_a_missing_token_is_told_with_the_command_that_makes_one(
    known: list[str], tmp_path: Path
) -> None:
    (tmp_path / "screen.token").unlink()
    _, said = examined("--headless", *known)
    assert "galley-hub token create --role kitchen" in said["token"][0]
    assert said["hub"][0].startswith("ok ")


@pytest.mark.system
def test_a_token_that_others_can_read_is_a_warning(known: list[str], tmp_path: Path) -> None:
    (tmp_path / "screen.token").chmod(0o644)
    code, said = examined("--headless", *known)
    assert (code, said["token"][0].partition(" ")[0]) == (0, "warning")


@pytest.mark.system
def test_every_mistake_in_the_settings_is_told(known: list[str], tmp_path: Path) -> None:
    file = tmp_path / "screen.toml"
    file.write_text('[board]\ncolumns = 99\n[glass]\ntheme = "pink"\n')
    code, said = examined("--headless", "--config", str(file), *known)
    assert code == 1
    assert [line.partition("[")[2].partition(":")[0] for line in said["settings"]] == [
        "board] columns",
        "glass] theme",
    ]


@pytest.mark.system
def test_every_mistake_in_the_buttons_is_told(known: list[str], tmp_path: Path) -> None:
    file = tmp_path / "buttons.toml"
    file.write_text('[[button]]\npin = 5\naction = "dance"\n[[lamp]]\npin = 99\n')
    code, said = examined("--headless", "--buttons", str(file), *known)
    assert (code, len(said["buttons"])) == (1, 2)


@pytest.mark.system
def test_a_file_of_buttons_that_is_empty_is_a_problem(known: list[str], tmp_path: Path) -> None:
    file = tmp_path / "buttons.toml"
    file.touch()
    code, said = examined("--headless", "--buttons", str(file), *known)
    assert (code, len(said["buttons"])) == (1, 1)


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert hub_check.check_outbox(file).level is Level.PROBLEM


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert hub_check.check_outbox(tmp_path / "new" / "screen").level is Level.OK
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ahead", "level", "told"),
    [
        (0, Level.OK, "agree"),
        (-2, Level.OK, "agree"),
        (3, Level.WARNING, "the hub's is 3 s ahead of this machine's"),
        (-200, Level.WARNING, "the hub's is 3 min 20 s behind this machine's"),
        (90_000, Level.WARNING, "the hub's is 1 d 1 h ahead of"),
    ],
)
def test_clocks_that_differ_are_told(ahead: int, level: Level, told: str) -> None:
    visit = Visit(health=_HEALTH, at=round((NOW + ahead) * 1000), orders=3)
    *_, clocks = hub_check.judge_visit("http://hub", visit, NOW)
    assert (clocks.level, told in clocks.text) == (level, True)


def test_without_desktop_a_pygame_without_kmsdrm_is_a_problem_with_its_cure() -> None:
    found = monitor.judge_drivers(("x11", "wayland", "offscreen"), desktop=False)
    assert found.level is Level.PROBLEM
    assert "pip install pygame-ce" in found.text
    assert "python3-pygame" in found.text


@pytest.mark.parametrize(("known", "desktop"), [(("x11",), True), (("x11", "kmsdrm"), False)])
def test_any_other_pygame_is_ok(known: tuple[str, ...], desktop: bool) -> None:
    assert monitor.judge_drivers(known, desktop=desktop).level is Level.OK


def test_an_unplugged_monitor_is_a_problem_that_names_the_sockets(tmp_path: Path) -> None:
    (tmp_path / "card0-HDMI-A-1").mkdir()
    (tmp_path / "card0-HDMI-A-1" / "status").write_text("disconnected\n")
    (found,) = monitor.find_monitors(desktop=False, folder=tmp_path, cards=tmp_path / "dri")
    assert (found.level, found.text.startswith("none is connected to HDMI-A-1")) == (
        Level.PROBLEM,
        True,
    )


def test_a_machine_without_graphics_is_a_problem(tmp_path: Path) -> None:
    (found,) = monitor.find_monitors(desktop=False, folder=tmp_path, cards=tmp_path)
    assert found.level is Level.PROBLEM


@pytest.mark.system
def test_nothing_to_draw_on_is_a_problem(known: list[str]) -> None:
    code, said = examined(*known, SDL_VIDEODRIVER="x11")
    assert (code, said["video"][0].startswith("problem nothing to draw on")) == (1, True)


@pytest.mark.system
def test_an_output_that_is_not_there_is_told_with_those_that_are(
    known: list[str], attached: Desktop
) -> None:
    code, said = examined("--output", "3", *known, **attached.environment)
    assert code == 1
    assert said["video"][0].endswith("output 3 is not there; there is only output 0 (1280 x 720).")


@pytest.mark.system
@pytest.mark.parametrize("renderer", ["", "opengl", "opengles2"])
def test_the_card_is_read_back_from_whatever_draws_it(
    known: list[str], attached: Desktop, renderer: str
) -> None:
    names = ("SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER") if renderer else ()
    chosen = attached.environment | dict.fromkeys(names, renderer)
    code, said = examined("--seconds", "0", *known, **chosen)
    assert code == 0, said
    assert said["video"] == [f"ok driver x11, renderer {renderer or 'framebuffer'}"]
    assert "read back from " in said["test card"][0]


@pytest.mark.system
async def test_the_card_stands_on_the_monitor_until_a_key_is_pressed(
    known: list[str], attached: Desktop
) -> None:
    options = ("--seconds", "600", "--size", "1280x720", *known)
    wanted = set(THEMES["dark"].values()) | set(THEMES["bright"].values())
    with started(*options, **attached.environment) as doctor:
        deadline = time.monotonic() + DEADLINE
        while not wanted <= colours(await attached.picture()):
            assert time.monotonic() < deadline, "the card never stood there"
        while doctor.poll() is None:
            assert time.monotonic() < deadline, "no key ends it"
            attached.press("space")
            await asyncio.sleep(0.05)
        said, _ = doctor.communicate()
    assert doctor.returncode == 0, said


def colours(picture: pygame.Surface) -> set[tuple[int, ...]]:
    pixels = pygame.image.tobytes(picture, "RGB")
    return set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))


def test_a_renderer_that_draws_nothing_is_a_problem_with_a_cure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    monkeypatch.setattr(
        sdl, "send_through_renderer", lambda picture: pygame.Surface(picture.get_size())
    )
    monkeypatch.setattr(sdl, "renderer", lambda: "opengl")
    *_, card = asyncio.run(monitor.show_on_monitor(HD, 0, None))
    assert card.level is Level.PROBLEM
    assert "SDL_RENDER_DRIVER=opengles2 SDL_FRAMEBUFFER_ACCELERATION=opengles2" in card.text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_card_on_a_monitor_on_its_side_is_the_card(
    monkeypatch: pytest.MonkeyPatch, degrees: Degrees, tmp_path: Path
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    size = "1280x720" if degrees == 180 else "720x1280"
    config = Config(glass=GlassSettings(size=size, rotate=degrees))
    card = tmp_path / "card.png"
    said = {each.about: each.text for each in asyncio.run(monitor.show_on_monitor(config, 0, card))}
    assert said["test card"].endswith("texts are there")
    assert pygame.image.load(card).get_size() == (1280, 720)


@pytest.mark.parametrize(
    ("places", "arc"), [(PlacesMode.GRID, "7'"), (PlacesMode.STILL, "14'"), (PlacesMode.AGE, "14'")]
)
def test_a_board_that_cannot_be_read_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, places: PlacesMode, arc: str
) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    glass = GlassSettings(size="1920x1080", inches=24, distance=3)
    config = Config(glass=glass, board=BoardSettings(places=places))
    found = asyncio.run(monitor.show_on_monitor(config, 0, None))
    said = {each.about: each for each in found}
    assert said["size"].text.startswith("24 inches, by the setting")
    assert said["letters"].level is Level.WARNING
    assert said["letters"].text.startswith(f"24 inches at 3 m: {arc} now")
    assert "hang it at 1.5 m, or take one of 43 inches" in said["letters"].text


def test_a_monitor_that_goes_while_the_card_is_shown_is_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(_: object) -> None:
        raise NoScreenError("unplugged")

    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    monkeypatch.setattr(SdlWindow, "events", gone)
    (card,) = asyncio.run(monitor.show_on_monitor(HD, 5, None))
    assert card == (Level.PROBLEM, "test card", "it could not be shown: unplugged")


@pytest.mark.system
@pytest.mark.parametrize("seconds", ["-1", "soon", "99999"])
def test_seconds_that_make_no_sense_are_refused(seconds: str) -> None:
    with started("--seconds", seconds) as doctor:
        _, said = doctor.communicate(timeout=DEADLINE)
    assert (doctor.returncode, "--seconds" in said) == (2, True)
