"""What the sounds are made of."""

import math
from array import array
from collections.abc import Sequence
from itertools import combinations

import pytest

from display.sound import CHANNELS, NOTES, RATE, MusicNote, pcm
from display.state.messages import Sound
from tests.support.hearing import strength

LONGEST_MS = 1500


def samples(sound: Sound) -> Sequence[int]:
    return array("h", pcm(sound))


def score(sound: Sound) -> list[tuple[float, int]]:
    return [(note.pitch, note.ms) for note in NOTES[sound]]


def begins(sound: Sound) -> list[tuple[MusicNote, int]]:
    """List a sound's notes with the sample at which each begins."""
    found, at = [], 0
    for note in NOTES[sound]:
        found.append((note, at))
        at += RATE * note.ms // 1000
    return found


def test_every_sound_can_be_made() -> None:
    assert set(NOTES) == set(Sound)


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_is_as_long_as_its_notes_and_short_enough_for_a_kitchen(sound: Sound) -> None:
    ms = sum(note.ms for note in NOTES[sound])

    assert len(samples(sound)) == CHANNELS * sum(RATE * n.ms // 1000 for n in NOTES[sound])
    assert ms <= LONGEST_MS


@pytest.mark.parametrize("sound", Sound)
def test_both_sides_hear_the_same(sound: Sound) -> None:
    made = samples(sound)

    assert made[0::2] == made[1::2]


@pytest.mark.parametrize("sound", Sound)
def test_nothing_is_clipped_and_nothing_is_too_quiet(sound: Sound) -> None:
    peak = max(abs(sample) for sample in samples(sound))

    assert 0.3 * 32767 < peak < 0.95 * 32767


def test_two_usual_sounds_at_once_still_fit() -> None:
    usual = [sound for sound in Sound if sound is not Sound.NEW_ORDER_LOUD]
    peaks = sorted(max(abs(sample) for sample in samples(sound)) for sound in usual)

    assert peaks[-1] + peaks[-2] <= 32767


def test_the_louder_new_order_is_louder_and_longer_than_the_usual_one() -> None:
    usual, loud = samples(Sound.NEW_ORDER), samples(Sound.NEW_ORDER_LOUD)

    assert max(loud) > 1.5 * max(usual)
    assert len(loud) > 2 * len(usual)


@pytest.mark.parametrize("sound", Sound)
def test_each_note_has_its_pitch_and_not_that_of_a_neighbour(sound: Sound) -> None:
    left = samples(sound)[0::2]
    for note, at in begins(sound):
        if note.pitch:
            heard = left[at : at + RATE * note.ms // 1000]
            own = strength(heard, note.pitch)
            assert own > 5 * strength(heard, note.pitch * 1.3)
            assert own > 5 * strength(heard, note.pitch / 1.3)


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_begins_and_ends_without_a_click(sound: Sound) -> None:
    left = samples(sound)[0::2]

    assert abs(left[0]) < 50
    assert abs(left[-1]) < 50


@pytest.mark.parametrize(("one", "other"), list(combinations(Sound, 2)))
def test_no_two_sounds_have_the_same_tune(one: Sound, other: Sound) -> None:
    assert score(one) != score(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pair
        for pair in combinations(Sound, 2)
        if set(pair) != {Sound.NEW_ORDER, Sound.NEW_ORDER_LOUD}
    ],
)
def test_two_sounds_differ_early_by_an_interval_that_anyone_hears(one: Sound, other: Sound) -> None:
    """The first notes are a whole tone or more apart: nobody has to wait for the end."""
    first, second = NOTES[one][0].pitch, NOTES[other][0].pitch

    assert abs(12 * math.log2(first / second)) > 1.9
