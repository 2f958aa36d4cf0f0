"""Plays sounds, or keeps silent where there is nothing to play them with."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import pygame

from display.sound.synthesis import CHANNELS, RATE, pcm
from display.state.messages import Sound

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
        self._tried_with = _listed(devices)
        self._tries = 1
        try:
            self._open()
        except (pygame.error, NotImplementedError) as error:
            _log.warning("No sound will be heard: %s", error)

    @property
    def audible(self) -> bool:
        """Whether sounds go to a device, and not silently."""
        return bool(self._made) and self._volume > 0

    def troubles(self) -> tuple[str, ...]:
        """Say that nothing can be heard, unless nothing is meant to be. Looks anew now and then."""
        self._look_again()
        if self._made or self._volume == 0:
            return ()
        return ("No sound can be heard: no audio device opens",)

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
        listed = _listed(self._devices)
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


def _listed(devices: Path) -> frozenset[str]:
    try:
        return frozenset(each.name for each in devices.iterdir())
    except OSError:
        return frozenset()
