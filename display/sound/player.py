"""Plays sounds, or keeps silent where there is nothing to play them with."""

import logging

import pygame

from display.sound.synthesis import CHANNELS, RATE, pcm
from display.state.messages import Sound

_SIXTEEN_BIT = -16
_BUFFER = 1024
"""Samples; 23 ms until a sound is heard."""

_log = logging.getLogger(__name__)


class Sounds:
    """Every sound there is, ready to be played.

    Without an audio device it is silent, and the log has one warning that says so: a kitchen
    without a loudspeaker still needs its board.

    Args:
        volume: 0 to 1.
    """

    def __init__(self, volume: float) -> None:
        self._made: dict[Sound, pygame.mixer.Sound] = {}
        self._volume = volume
        try:
            # NotImplementedError is how a pygame that was built without a mixer says so.
            # The device may want another rate or width: SDL converts, the sounds stay as made.
            pygame.mixer.init(RATE, _SIXTEEN_BIT, CHANNELS, _BUFFER, allowedchanges=0)
        except (pygame.error, NotImplementedError) as error:
            _log.warning("No sound will be heard: %s", error)
            return
        for sound in Sound:
            made = pygame.mixer.Sound(buffer=pcm(sound))
            made.set_volume(volume)
            self._made[sound] = made

    @property
    def audible(self) -> bool:
        """Whether sounds go to a device, and not silently."""
        return bool(self._made) and self._volume > 0

    def troubles(self) -> tuple[str, ...]:
        """Say that nothing can be heard, unless nothing is meant to be."""
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
