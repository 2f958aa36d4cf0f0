"""What really comes out: recorded by SDL's own disk driver in a process of its own."""

import os
import subprocess
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest

from display.sound import RATE, TRIES
from display.state.messages import Sound
from tests.support.hearing import bursts, strength

pytestmark = pytest.mark.system

PLAYING = """
import logging, sys
import pygame
from display.sound import Sounds
from display.state.messages import Sound

logging.basicConfig(format="%(levelname)s %(message)s")
sounds = Sounds(float(sys.argv[1]))
for name in sys.argv[2:]:
    sounds.play(Sound(name))
    while pygame.mixer.get_init() and pygame.mixer.get_busy():
        pygame.time.wait(5)
    pygame.time.wait(250)
sounds.close()
"""

APPEARING = """
import logging, os, sys
from pathlib import Path
import pygame
from display.sound import Sounds
from display.state.messages import Sound

logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
now = 0.0
devices = Path(sys.argv[1])
sounds = Sounds(1.0, lambda: now, devices)
print(sounds.audible, *(each.code for each in sounds.troubles()))
for step in sys.argv[2:]:
    if step == "opens":
        os.environ["SDL_AUDIODRIVER"] = "disk"
    elif step == "opens no more":
        os.environ["SDL_AUDIODRIVER"] = "none"
    elif step == "plugged":
        (devices / "pcmC1D0p").touch()
    elif step == "pulled":
        (devices / "pcmC1D0p").unlink()
    else:
        now = float(step)
        print(not sounds.troubles())
sounds.play(Sound.NEW_ORDER)
while pygame.mixer.get_init() and pygame.mixer.get_busy():
    pygame.time.wait(5)
sounds.close()
"""


def played(volume: float, *sounds: Sound, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PLAYING, str(volume), *sounds],
        env=os.environ | {"SDL_VIDEODRIVER": "dummy"} | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def recorded(file: Path, volume: float, *sounds: Sound) -> Sequence[int]:
    """Play, and return what the left loudspeaker would have got."""
    played(volume, *sounds, SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILE=str(file))
    return array("h", file.read_bytes())[0::2]


def test_a_new_order_is_heard_as_its_two_notes(tmp_path: Path) -> None:
    (chime,) = bursts(recorded(tmp_path / "heard.raw", 1.0, Sound.NEW_ORDER))
    first, second = chime[: RATE * 16 // 100], chime[RATE * 16 // 100 :]

    assert strength(first, 880) > 10 * strength(first, 1319)
    assert strength(second, 1319) > 10 * strength(second, 880)


def test_a_sound_is_heard_once_for_each_time_it_is_played(tmp_path: Path) -> None:
    heard = bursts(recorded(tmp_path / "heard.raw", 1.0, *[Sound.NEW_ORDER] * 3))

    assert len(heard) == 3
    assert len({len(burst) // 100 for burst in heard}) == 1


def test_the_recording_is_as_long_as_the_sound(tmp_path: Path) -> None:
    (chime,) = bursts(recorded(tmp_path / "heard.raw", 1.0, Sound.NEW_ORDER))

    assert len(chime) == pytest.approx(RATE * 0.46, rel=0.03)


def test_half_the_volume_is_half_as_loud(tmp_path: Path) -> None:
    full = max(recorded(tmp_path / "full.raw", 1.0, Sound.RUSH))
    half = max(recorded(tmp_path / "half.raw", 0.5, Sound.RUSH))

    assert half == pytest.approx(full / 2, rel=0.05)


def test_no_volume_is_silence(tmp_path: Path) -> None:
    heard = recorded(tmp_path / "heard.raw", 0.0, Sound.NEW_ORDER)

    assert len(heard) > RATE * 0.46
    assert set(heard) == {0}


def test_without_a_device_it_is_silent_and_warns_once() -> None:
    done = played(1.0, *[Sound.NEW_ORDER] * 3, SDL_AUDIODRIVER="there-is-none")

    (warning,) = done.stderr.splitlines()
    assert warning.startswith("WARNING No sound will be heard: ")


def test_with_a_device_nothing_is_warned_of() -> None:
    done = played(1.0, Sound.BACK, SDL_AUDIODRIVER="dummy")

    assert done.stderr == ""


def appeared(file: Path, *steps: str | int) -> subprocess.CompletedProcess[str]:
    """Start without a device, go through some steps, and play a sound at their end.

    Args:
        file: for what is heard.
        steps: "plugged": the kernel lists another device. "pulled": no longer. "opens": from now on
            one can be opened. "opens no more": from now on none can. A number: it is so many
            seconds after the start, and the sounds are asked how they are.
    """
    devices = file.with_name("snd")
    devices.mkdir()
    silent = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "none"}
    quiet = {"PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    return subprocess.run(
        [sys.executable, "-c", APPEARING, str(devices), *map(str, steps)],
        env=os.environ | silent | quiet | {"SDL_DISKAUDIOFILE": str(file)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def test_a_device_that_appears_late_is_heard(tmp_path: Path) -> None:
    appeared(tmp_path / "heard.raw", "opens", 10)

    (chime,) = bursts(array("h", (tmp_path / "heard.raw").read_bytes())[0::2])
    assert len(chime) == pytest.approx(RATE * 0.46, rel=0.03)


def test_the_trouble_ends_when_a_device_has_appeared(tmp_path: Path) -> None:
    said = appeared(tmp_path / "heard.raw", "opens", 10).stdout.splitlines()

    assert said == ["False NO_SOUND", "True"]


def test_a_device_is_looked_for_every_ten_seconds_only(tmp_path: Path) -> None:
    said = appeared(tmp_path / "heard.raw", "opens", 9, 10).stdout.splitlines()

    assert said[1:] == ["False", "True"]


def test_where_none_has_opened_for_long_another_one_is_waited_for(tmp_path: Path) -> None:
    in_vain = range(10, TRIES * 10, 10)
    said = appeared(tmp_path / "heard.raw", *in_vain, "opens", 3600).stdout.splitlines()

    assert said[-1] == "False"


def test_a_device_that_is_plugged_in_hours_later_is_heard(tmp_path: Path) -> None:
    in_vain = range(10, TRIES * 10, 10)
    done = appeared(tmp_path / "heard.raw", *in_vain, 3600, "plugged", "opens", 3610)

    assert done.stdout.splitlines()[-2:] == ["False", "True"]


def test_a_device_that_opens_only_after_it_was_listed_is_heard(tmp_path: Path) -> None:
    in_vain = range(10, TRIES * 10, 10)
    done = appeared(tmp_path / "heard.raw", *in_vain, "plugged", 3600, "opens", 3610)

    assert done.stdout.splitlines()[-2:] == ["False", "True"]


def test_a_device_that_is_pulled_out_is_missed(tmp_path: Path) -> None:
    steps = ("plugged", "opens", 10, "opens no more", 20, "pulled", 30)
    done = appeared(tmp_path / "heard.raw", *steps)

    assert done.stdout.splitlines()[1:] == ["True", "True", "False"]
    assert "WARNING an audio device has gone" in done.stderr


def test_a_device_that_is_pulled_out_and_plugged_in_again_is_heard(tmp_path: Path) -> None:
    pulled = ("plugged", "opens", 10, "opens no more", "pulled", 20)
    done = appeared(tmp_path / "heard.raw", *pulled, "plugged", "opens", 30)

    assert done.stdout.splitlines()[1:] == ["True", "False", "True"]
    (chime,) = bursts(array("h", (tmp_path / "heard.raw").read_bytes())[0::2])
    assert len(chime) == pytest.approx(RATE * 0.46, rel=0.03)


def test_another_device_that_is_pulled_out_costs_nothing(tmp_path: Path) -> None:
    done = appeared(tmp_path / "heard.raw", "plugged", "opens", 10, "pulled", 20)

    assert done.stdout.splitlines()[1:] == ["True", "True"]
