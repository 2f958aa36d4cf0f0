"""What can be heard: plays sounds, or keeps silent where there is nothing to play them with.

The sounds are computed from a few notes: 44.1 kHz, 16 bit, stereo, both sides the same. Each is
told from the others by its rhythm and by where it goes, up or down, so that a cook who stands in
the noise of a hood needs no ear for pitch.
"""

import logging
import math
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pygame

from display.state.messages import Sound
from hub.common.screen_troubles import TroubleCode, trouble
from hub.wire.socket_messages import ScreenTrouble

_SIXTEEN_BIT = -16
_BUFFER = 1024
"""Samples; 23 ms until a sound is heard."""

LOOK_FOR_DEVICE = 10.0
"""Seconds between two looks at which audio devices there are."""

TRIES = 6
"""Failed tries after which there has to be another device before there is a next one: each of them
has ALSA write ten lines into the log."""

DEVICES = Path("/dev/snd")
"""Where the kernel lists them."""

_log = logging.getLogger(__name__)


class Sounds:
    """Every sound there is, ready to be played.

    Without an audio device it is silent, and the log has one warning that says so: a kitchen
    without a loudspeaker still needs its board. One that is plugged in later is found then, and one
    that is pulled out is missed.

    Args:
        volume: 0 to 1.
        now: monotonic seconds.
        devices: the folder where the kernel lists audio devices.
    """

    def __init__(
        self, volume: float, now: Callable[[], float] = time.monotonic, devices: Path = DEVICES
    ) -> None:
        self._made: dict[Sound, pygame.mixer.Sound] = {}
        self._volume = volume
        self._now = now
        self._devices = devices
        self._next_try = now() + LOOK_FOR_DEVICE
        self._tried_with = _list_devices(devices)
        self._tries = 1
        try:
            self._open()
        except (pygame.error, NotImplementedError) as error:
            _log.warning("No sound will be heard: %s", error)

    def set_volume(self, volume: float) -> None:
        """Be as loud as this from now on, from 0 to 1."""
        self._volume = volume
        for made in self._made.values():
            made.set_volume(volume)

    @property
    def audible(self) -> bool:
        """Whether sounds go to a device, and not silently."""
        return bool(self._made) and self._volume > 0

    def troubles(self) -> tuple[ScreenTrouble, ...]:
        """Say that nothing can be heard, unless nothing is meant to be. Looks anew now and then."""
        self._look_again()
        if self._made or self._volume == 0:
            return ()
        return (trouble(TroubleCode.NO_SOUND),)

    def play(self, sound: Sound) -> None:
        """Begin a sound and come back at once; others that are playing go on."""
        if sound in self._made:
            self._made[sound].play()

    def close(self) -> None:
        """Stop and let go of the device."""
        if self._made:
            self._made.clear()
            pygame.mixer.quit()

    def _look_again(self) -> None:
        if self._volume == 0 or self._now() < self._next_try:
            return
        self._next_try = self._now() + LOOK_FOR_DEVICE
        listed = _list_devices(self._devices)
        if self._made:
            if self._tried_with <= listed:
                return
            # It may have been another one. SDL does not say, and would go on playing to nobody.
            _log.warning("an audio device has gone; looking which one opens now")
            self.close()
        if listed != self._tried_with:
            self._tried_with, self._tries = listed, 0
        if self._tries >= TRIES:
            return
        self._tries += 1
        try:
            self._open()
        except (pygame.error, NotImplementedError):
            return
        _log.info("there is an audio device now: sounds are heard")

    def _open(self) -> None:
        # NotImplementedError is how a pygame that was built without a mixer says so.
        # The device may want another rate or width: SDL converts, the sounds stay as made.
        pygame.mixer.init(RATE, _SIXTEEN_BIT, CHANNELS, _BUFFER, allowedchanges=0)
        for sound in Sound:
            made = pygame.mixer.Sound(buffer=pcm(sound))
            made.set_volume(self._volume)
            self._made[sound] = made


def _list_devices(devices: Path) -> frozenset[str]:
    try:
        return frozenset(each.name for each in devices.iterdir())
    except OSError:
        return frozenset()


RATE = 44_100
"""Samples per second."""

CHANNELS = 2

_FULL = 32_767
_RAMP = RATE // 200
"""5 ms at both ends of a note, so that it does not click."""

_NORMAL = 0.45
"""Two at once still fit."""

_LOUD = 0.9


class MusicNote(NamedTuple):
    """A struck bar: it begins at once and fades.

    Attributes:
        pitch: in Hz; 0 is a rest.
        ms: how long it lasts.
        loud: its peak as a share of the greatest there is.
    """

    pitch: float
    ms: int
    loud: float = _NORMAL


_REST = MusicNote(0, 60)

NOTES: Mapping[Sound, Sequence[MusicNote]] = MappingProxyType(
    {
        Sound.NEW_ORDER: (MusicNote(880, 160), MusicNote(1319, 300)),
        Sound.NEW_ORDER_LOUD: (MusicNote(880, 160, _LOUD), MusicNote(1319, 240, _LOUD), _REST) * 3,
        Sound.NEW_ROUND: (MusicNote(988, 110), _REST, MusicNote(988, 220)),
        Sound.RUSH: (MusicNote(1760, 70), _REST) * 3 + (MusicNote(1760, 200),),
        Sound.CANCELLED: (MusicNote(740, 180), MusicNote(494, 340)),
        Sound.LOST: (MusicNote(587, 180), MusicNote(440, 180), MusicNote(330, 420)),
        Sound.BACK: (MusicNote(392, 120), MusicNote(523, 120), MusicNote(659, 260)),
        Sound.REFUSED: (MusicNote(247, 120), _REST, MusicNote(247, 180)),
    }
)
"""The score."""


def pcm(sound: Sound) -> bytes:
    """Compute a sound, as samples in the machine's own byte order, left and right in turn."""
    mono = array("h")
    for note in NOTES[sound]:
        mono.extend(_strike(note))
    stereo = array("h", bytes(len(mono) * CHANNELS * mono.itemsize))
    stereo[0::2] = mono
    stereo[1::2] = mono
    return stereo.tobytes()


def _strike(note: MusicNote) -> list[int]:
    count = RATE * note.ms // 1000
    if not note.pitch:
        return [0] * count
    # A damped oscillator by recurrence: a multiplication or two for each sample, where a sine
    # would keep a Pi busy for most of a second at start. It fades to a tenth over the note.
    angle = 2 * math.pi * note.pitch / RATE
    fade = 0.1 ** (1 / count)
    keep, lose = 2 * fade * math.cos(angle), fade * fade
    older, newer = 0.0, note.loud * _FULL * math.sin(angle) * fade
    samples = [0.0]
    for _ in range(count - 1):
        samples.append(newer)
        older, newer = newer, keep * newer - lose * older
    for index in range(min(_RAMP, count // 2)):
        share = index / _RAMP
        samples[index] *= share
        samples[-1 - index] *= share
    return [round(sample) for sample in samples]
