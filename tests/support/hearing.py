"""Ears: what is in a stretch of samples."""

import math
from collections.abc import Sequence


def strength(samples: Sequence[int], pitch: float, rate: int = 44_100) -> float:
    """Say how much of one pitch is in there, as an amplitude (Goertzel's algorithm)."""
    keep = 2 * math.cos(2 * math.pi * pitch / rate)
    older = newer = 0.0
    for sample in samples:
        older, newer = newer, sample + keep * newer - older
    power = older * older + newer * newer - keep * older * newer
    return 2 * math.sqrt(max(0.0, power)) / max(1, len(samples))


def bursts(samples: Sequence[int], quiet: int = 100, gap: int = 4_410) -> list[Sequence[int]]:
    """Part samples into what is heard: each burst ends with ``gap`` samples of silence."""
    found: list[Sequence[int]] = []
    begin, last = -1, -1
    for index, sample in enumerate(samples):
        if abs(sample) <= quiet:
            continue
        if begin >= 0 and index - last > gap:
            found.append(samples[begin : last + 1])
            begin = index
        elif begin < 0:
            begin = index
        last = index
    if begin >= 0:
        found.append(samples[begin : last + 1])
    return found
