"""What the guest's sound card has played, from the recording that qemu writes meanwhile."""

import re
from array import array
from collections.abc import Sequence
from pathlib import Path

from display.sound import CHANNELS, NOTES, RATE
from display.state.messages import Sound
from tests.support.hearing import strength

_HEAD = 44
"""Bytes before the samples. The lengths in there are not filled in before qemu ends."""

_PITCHES = tuple(note.pitch for note in NOTES[Sound.NEW_ORDER])
_BLOCK = RATE // 50
"""20 ms: the low note has 8 of them, the high one 15."""

_QUIET = 100
_CLEARLY = 4
_CHIME = re.compile(r"L(?:[L?.]{0,25}L){3}[L?.]{0,25}H(?:[H?.]{0,25}H){5}")
"""At least half of each note, in this order, with gaps of up to half a second."""


def read_samples(file: Path) -> Sequence[int]:
    """Return the samples of the left side so far."""
    data = file.read_bytes()[_HEAD:]
    whole = len(data) - len(data) % (2 * CHANNELS)
    return array("h", data[:whole])[::CHANNELS]


def chimes(file: Path) -> int:
    """Count how often a recording has the chime of a new order: a low note, and then a high one.

    The emulated machine is at times too slow for its sound card, and then a note has gaps.
    """
    samples = read_samples(file)
    blocks = (samples[at : at + _BLOCK] for at in range(0, len(samples), _BLOCK))
    return len(_CHIME.findall("".join(map(_heard, blocks))))


def _heard(block: Sequence[int]) -> str:
    if not block or max(block) < _QUIET:
        return "."
    low, high = (strength(block, pitch, RATE) for pitch in _PITCHES)
    if max(low, high) < _QUIET or low < _CLEARLY * high < _CLEARLY * _CLEARLY * low:
        return "?"
    return "L" if low > high else "H"
