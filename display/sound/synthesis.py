"""Sounds computed from a few notes: 44.1 kHz, 16 bit, stereo, both sides the same. Pure.

Each is told from the others by its rhythm and by where it goes, up or down, so that a cook who
stands in the noise of a hood needs no ear for pitch.
"""

import math
from array import array
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from display.state.messages import Sound

RATE = 44_100
"""Samples per second."""

CHANNELS = 2

_FULL = 32_767
_RAMP = RATE // 200
"""5 ms at both ends of a note, so that it does not click."""

_NORMAL = 0.45
"""Two at once still fit."""

_LOUD = 0.9


class Note(NamedTuple):
    """A struck bar: it begins at once and fades.

    Attributes:
        pitch: in Hz; 0 is a rest.
        ms: how long it lasts.
        loud: its peak as a share of the greatest there is.
    """

    pitch: float
    ms: int
    loud: float = _NORMAL


_REST = Note(0, 60)

NOTES: Mapping[Sound, Sequence[Note]] = MappingProxyType(
    {
        Sound.NEW_ORDER: (Note(880, 160), Note(1319, 300)),
        Sound.NEW_ORDER_LOUD: (Note(880, 160, _LOUD), Note(1319, 240, _LOUD), _REST) * 3,
        Sound.NEW_ROUND: (Note(988, 110), _REST, Note(988, 220)),
        Sound.RUSH: (Note(1760, 70), _REST) * 3 + (Note(1760, 200),),
        Sound.CANCELLED: (Note(740, 180), Note(494, 340)),
        Sound.LOST: (Note(587, 180), Note(440, 180), Note(330, 420)),
        Sound.BACK: (Note(392, 120), Note(523, 120), Note(659, 260)),
        Sound.REFUSED: (Note(247, 120), _REST, Note(247, 180)),
    }
)
"""The score."""


def pcm(sound: Sound) -> bytes:
    """Compute a sound, as samples in the machine's own byte order, left and right in turn."""
    mono = array("h")
    for note in NOTES[sound]:
        mono.extend(_struck(note))
    stereo = array("h", bytes(len(mono) * CHANNELS * mono.itemsize))
    stereo[0::2] = mono
    stereo[1::2] = mono
    return stereo.tobytes()


def _struck(note: Note) -> list[int]:
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
