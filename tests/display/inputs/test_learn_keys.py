"""Learning a bar, key by key."""

from pathlib import Path

import pytest

from display.inputs.learn_keys import (
    ASKED,
    MEANINGS,
    SKIP_MS,
    Learning,
    begin,
    learn_screen,
    name_press,
    take_key,
    tick,
)
from display.inputs.profiles import CLASSIC_BAR, PRESSES, Press, load_profile, save_profile
from display.renderer.fonts import Fonts
from display.state.messages import Action
from display.view_model.layout import Layout
from display.view_model.screen import Text

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (720, 1280)]


def measure(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return len(text) * size // 2


def learnt(*keys: str) -> Learning:
    learning = begin(0)
    for key in keys:
        learning = take_key(learning, key, 0)
    return learning


def texts(learning: Learning, now: int = 0) -> list[str]:
    screen = learn_screen(learning, now, Layout(1920, 1080, 4, 2, measure))
    return [part.text for panel in screen.panels for part in panel.parts if isinstance(part, Text)]


def test_everything_that_a_key_can_mean_is_asked_for_once() -> None:
    assert sorted(press.words for press in ASKED) == sorted(PRESSES)


def test_bump_is_asked_for_first() -> None:
    assert begin(0).asked == Press(Action.BUMP)


def test_a_key_becomes_what_was_asked_for() -> None:
    learning = learnt("left ctrl")

    assert learning.profile("bar").keys == {"left ctrl": Press(Action.BUMP)}
    assert learning.asked == Press(Action.NEXT)


def test_what_came_in_is_said() -> None:
    assert learnt("left ctrl").said == "Key left ctrl is BUMP."


def test_a_key_that_has_a_meaning_is_refused_and_the_question_stays() -> None:
    learning = learnt("left ctrl", "space", "space")

    assert learning.said == "Key space is NEXT already. Press another one."
    assert learning.asked == Press(Action.PREVIOUS)
    assert learning.profile("bar").keys["space"] == Press(Action.NEXT)


def test_bump_skips_what_the_bar_has_no_key_for() -> None:
    learning = learnt("left ctrl", "left ctrl", "right")

    assert learning.profile("bar").keys == {
        "left ctrl": Press(Action.BUMP),
        "right": Press(Action.PREVIOUS),
    }


def test_waiting_skips_too() -> None:
    learning = learnt("left ctrl")

    assert tick(learning, SKIP_MS - 1).asked == Press(Action.NEXT)
    assert tick(learning, SKIP_MS).asked == Press(Action.PREVIOUS)


def test_a_refused_key_gives_the_cook_the_whole_time_again() -> None:
    learning = take_key(learnt("left ctrl", "space"), "space", SKIP_MS - 1)

    assert tick(learning, SKIP_MS).asked == Press(Action.PREVIOUS)


def test_the_first_question_waits_for_ever() -> None:
    assert tick(begin(0), 1_000 * SKIP_MS).asked == Press(Action.BUMP)


def test_after_the_last_question_it_is_done_and_hears_nothing_more() -> None:
    learning = learnt(*(f"key {number}" for number in range(300, 300 + len(ASKED))))

    assert learning.asked is None
    assert take_key(tick(learning, 10 * SKIP_MS), "f1", 0) == learning


def test_the_classic_bar_can_be_learnt_and_its_profile_written(tmp_path: Path) -> None:
    legend = {press: key for key, press in CLASSIC_BAR.keys.items()}
    learning = learnt(*(legend.get(press, "left ctrl") for press in ASKED))
    file = tmp_path / "bar.toml"

    save_profile(learning.profile("classic-bar"), file)

    assert load_profile(file).keys == CLASSIC_BAR.keys


def test_the_screen_asks_by_name_and_says_what_it_is_for() -> None:
    assert "Press the key for BUMP: the ticket is done" in texts(begin(0))


def test_the_screen_shows_what_came_in() -> None:
    shown = texts(learnt("left ctrl"))

    assert shown[shown.index("BUMP") + 1] == "left ctrl"


def test_the_screen_counts_down_to_the_skip() -> None:
    assert "2 of 35. No such key? Press BUMP, or wait 15 s." in texts(learnt("left ctrl"), 5_000)


def test_the_screen_shows_what_has_no_key() -> None:
    shown = texts(learnt("left ctrl", "left ctrl"))

    assert shown[shown.index("NEXT") + 1] == "no key"


def test_every_action_is_explained() -> None:
    assert set(MEANINGS) == set(Action)


@pytest.mark.parametrize("size", SIZES)
def test_no_function_and_no_key_is_cut_short(size: tuple[int, int]) -> None:
    learning = learnt("keypad multiply", *(f"key {n}" for n in range(500, 522)))
    screen = learn_screen(learning, 0, Layout(*size, 4, 2, Fonts().width))

    shown = {part.text for part in screen.panels[0].parts if isinstance(part, Text)}
    assert {"keypad multiply", *map(name_press, PRESSES.values())} <= shown


@pytest.mark.parametrize("size", SIZES)
def test_nothing_of_the_screen_lies_outside_the_glass(size: tuple[int, int]) -> None:
    learning = learnt("left ctrl", *(f"key {number}" for number in range(300, 310)))
    screen = learn_screen(learning, 0, Layout(*size, 4, 2, measure))

    outside = [
        part
        for panel in screen.panels
        for part in panel.parts
        if part.rect.x < 0
        or part.rect.y < 0
        or part.rect.x + part.rect.w > size[0]
        or part.rect.y + part.rect.h > size[1]
    ]
    assert outside == []
