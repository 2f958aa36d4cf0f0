"""Every bar reaches everything that a screen can do, by the keys that it has, and names them."""

from pathlib import Path

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from display.inputs.gpio_wiring import load_wiring
from display.inputs.keyboard import Keyboard
from display.inputs.profiles import PROFILES, Press
from display.state.key_names import KeyNames
from display.state.lists import HELP_LIST, chosen_help
from display.state.messages import Action, Alarmed, Effect, HubAlarm, Inputs, UnknownKey
from display.state.model import BoardState
from display.view_model.build import build
from display.view_model.key_legend import LEGEND_KEY
from display.view_model.layout import Layout
from display.view_model.screen import Text
from hub.common.screen_troubles import TroubleCode, describe_trouble, trouble
from hub.domain.orders import ItemStatus
from tests.support.one_screen import Screen, a_line, an_order

WIRED = Path(__file__).parents[3] / "docs" / "owner" / "hardware.md"
BARS = {name: profile.key_names() for name, profile in PROFILES.items()}
NOT_BY_A_LIST = {Action.BUMP, Action.NEXT, Action.PREVIOUS, Action.HELP}


def measure(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    return round(len(text) * size * 0.5)


def screen_with(keys: KeyNames) -> Screen:
    lines = (a_line("Steak", menu_item_id="m1"), a_line("Soup", menu_item_id="m2"))
    screen = Screen(an_order(1, *lines), an_order(2, *lines), an_order(3, *lines))
    screen.state = replace(screen.state, keys=keys)
    screen.press(slot=2)
    screen.answer("p1")
    screen.bumped("o3", ItemStatus.PREPARING)
    screen.press(Action.NEXT)
    return screen


def by_its_keys(screen: Screen, action: Action) -> tuple[Effect, ...]:
    """Do something with the keys that there are: one, or the list of what keys do."""
    keys = screen.state.keys
    if keys.has(action):
        return screen.press(action)
    if action is Action.UNDO:
        screen.press(Action.RECALL)
        return screen.press(Action.RECALL)
    while screen.state.open_list is None or screen.state.open_list.name != HELP_LIST:
        screen.press(keys.help_by)
    while chosen_help(screen.state) is not action:
        screen.press(Action.NEXT)
    return screen.press(Action.BUMP)


def seen(state: BoardState) -> object:
    undo = None if state.undo is None else state.undo.lines
    kept = (state.selected, state.page, state.rush_first, state.bell, state.marks, undo)
    return (*kept, state.question, state.open_list, [each.action for each in state.in_flight])


@pytest.mark.parametrize("action", sorted(set(Action) - NOT_BY_A_LIST))
@pytest.mark.parametrize("bar", BARS)
def test_every_bar_reaches_every_action(bar: str, action: Action) -> None:
    direct, by_keys = screen_with(KeyNames()), screen_with(BARS[bar])
    if action is not Action.UNDO:
        # Past its time: then a list opens, and no bump is taken back.
        direct.tick(20_000)
        by_keys.tick(20_000)
    wanted = [type(each) for each in direct.press(action)]
    assert [type(each) for each in by_its_keys(by_keys, action)] == wanted
    assert seen(by_keys.state) == seen(direct.state)


@pytest.mark.parametrize("bar", BARS)
def test_every_bar_has_keys_for_what_a_list_needs(bar: str) -> None:
    assert all(map(BARS[bar].has, (Action.BUMP, Action.NEXT, Action.PREVIOUS, BARS[bar].help_by)))


@pytest.mark.parametrize("bar", ["classic-bar", "enter-bumps"])
def test_recall_pressed_twice_takes_the_last_bump_back(bar: str) -> None:
    screen = screen_with(BARS[bar])
    assert "undo" not in BARS[bar].names
    screen.press(Action.RECALL)
    [request] = screen.press(Action.RECALL)
    assert request.request.order_id == "o3"  # type: ignore[union-attr]  # a Send has one
    assert screen.state.open_list is None
    assert screen.state.undo is None


def test_where_undo_has_a_key_recall_pressed_twice_closes_the_list() -> None:
    screen = screen_with(BARS["keyboard"])
    screen.press(Action.RECALL)
    assert screen.press(Action.RECALL) == ()
    assert screen.state.open_list is None
    assert screen.state.undo is not None


def test_a_bar_without_a_key_for_86_says_yes_with_bump_and_says_so() -> None:
    screen = screen_with(BARS["classic-bar"])
    by_its_keys(screen, Action.SOLD_OUT)
    assert screen.notices[-1].startswith("86 Steak? Press BUMP to mark it sold out. DOWN for")
    [request] = screen.press(Action.BUMP)
    assert request.request.menu_item_id == "m1"  # type: ignore[union-attr]  # a Send has one


def test_buttons_are_named_by_what_they_mean(tmp_path: Path) -> None:
    page = WIRED.read_text("utf-8")
    file = tmp_path / "buttons.toml"
    file.write_text(page.split("```toml\n", 1)[1].split("```", 1)[0])
    names = load_wiring(file).key_names()
    assert names.name(Action.BUMP) == "BUMP"
    assert names.number(0) == "1"
    assert not names.has(Action.RUSH)
    assert names.help_by is Action.ALL_DAY


# What is printed, and what is pressed with it.

SIZES = [(1920, 1080), (1080, 1920), (800, 480), (3840, 2160)]


def legend_of(screen: Screen, size: tuple[int, int]) -> list[str]:
    picture = build(screen.state, screen.now, Layout(*size, 4, 2, measure))
    panels = [panel for panel in picture.panels if panel.key == LEGEND_KEY]
    return [part.text for panel in panels for part in panel.parts if isinstance(part, Text)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("bar", BARS)
def test_the_legend_names_the_keys_of_this_bar_and_stays_on_the_glass(
    bar: str, size: tuple[int, int]
) -> None:
    screen = screen_with(BARS[bar])
    screen.tick(30_000)
    picture = build(screen.state, screen.now, Layout(*size, 4, 2, measure))
    (panel,) = (panel for panel in picture.panels if panel.key == LEGEND_KEY)
    ends = [part.rect.x + part.rect.w for part in panel.parts]
    assert max(ends) <= size[0]
    shown = legend_of(screen, size)
    names = BARS[bar]
    assert shown[:2] == [f"{names.number(0)}\N{EN DASH}{names.number(9)}", "its ticket"]
    assert shown[shown.index("#2") - 1] == names.name(Action.BUMP)
    assert shown[-1] == "all keys"
    once = names.help_by is Action.HELP
    assert shown[-2] == names.name(names.help_by) + ("" if once else " 2\N{MULTIPLICATION SIGN}")


def test_the_legend_stands_in_the_lower_bar_whenever_nothing_else_is_said_there() -> None:
    screen = Screen(an_order(1))
    screen.state = replace(screen.state, keys=BARS["keyboard"])
    assert legend_of(screen.at(9_999), (1920, 1080))
    assert legend_of(screen.at(60_000), (1920, 1080))
    screen.tell(Inputs(now=60_000, troubles=(trouble(TroubleCode.NO_SOUND),)))
    assert not legend_of(screen.at(60_001), (1920, 1080))


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_for_10_s_after_a_wrong_key_the_legend_stands_beside_what_stands_there_long(
    size: tuple[int, int], *, touch: bool
) -> None:
    screen = Screen(an_order(1))
    screen.state = replace(screen.state, keys=BARS["keyboard"])
    full = HubAlarm(code="", message="The hub's disk is full")
    screen.tell(Alarmed(now=20_000, alarms=(full,)))
    screen.tell(UnknownKey(now=20_000))
    picture = build(screen.state, 29_999, Layout(*size, 4, 2, measure, touch=touch))
    said, legend = (
        [part for panel in picture.panels if panel.key == key for part in panel.parts]
        for key in ("bottom", LEGEND_KEY)
    )
    assert " ".join(part.text for part in said if isinstance(part, Text)) == full.message
    assert "its ticket" in {part.text for part in legend if isinstance(part, Text)}
    assert max(part.rect.x + part.rect.w for part in said) <= min(part.rect.x for part in legend)
    assert not legend_of(screen.at(30_000), (1920, 1080))


def test_news_for_the_cook_go_before_the_legend() -> None:
    screen = screen_with(BARS["keyboard"])
    screen.tick(20_000)
    screen.tell(UnknownKey(now=screen.now))
    screen.press(slot=9)
    assert screen.notices
    assert legend_of(screen, (1920, 1080)) == []


def read_list(screen: Screen) -> tuple[str, list[str]]:
    """Read the title of the open list, and what stands at the head of each of its rows."""
    picture = build(screen.state, screen.now, Layout(1920, 1080, 2, 6, measure))
    [panel] = [panel for panel in picture.panels if panel.key == "overlay"]
    bold = [part for part in panel.parts if isinstance(part, Text) and part.bold]
    title = [part.text for part in bold if part.rect.w == bold[0].rect.w]
    return " ".join(title), [part.text for part in bold if part.rect.w != bold[0].rect.w]


@pytest.mark.parametrize("bar", BARS)
def test_the_list_of_keys_names_each_and_begins_with_what_has_none(bar: str) -> None:
    screen, names = screen_with(BARS[bar]), BARS[bar]
    screen.press(Action.HELP)
    title, keys = read_list(screen)
    assert names.name(Action.PREVIOUS) in title
    assert names.name(Action.BUMP) in title
    has_one = [bool(key) and not key.endswith("\N{MULTIPLICATION SIGN}") for key in keys]
    assert has_one == sorted(has_one)
    assert {names.name(Action.RECALL), names.name(Action.PAGE)} <= set(keys)


def key_event(character: str, scancode: int, kind: int = pygame.KEYDOWN) -> pygame.event.Event:
    return pygame.event.Event(kind, scancode=scancode, key=0, mod=0, unicode=character)


@pytest.mark.parametrize("name", PROFILES)
def test_f1_and_a_question_mark_on_any_key_ask_for_help(name: str) -> None:
    keyboard = Keyboard(PROFILES[name])
    assert keyboard.press_of(key_event("", pygame.KSCAN_F1)) == Press(Action.HELP)
    german = key_event("?", pygame.KSCAN_MINUS)
    assert keyboard.press_of(german) == Press(Action.HELP)
    keyboard.press_of(key_event("", pygame.KSCAN_MINUS, pygame.KEYUP))
    keyboard.troubles(0)
    assert tuple(map(describe_trouble, keyboard.troubles(20_000))) == ("Key f1 is stuck",)


@given(st.sampled_from(sorted(PROFILES)), st.integers(0, 9))
def test_the_digits_of_a_keypad_are_the_tickets_in_every_profile(name: str, slot: int) -> None:
    digit = (slot + 1) % 10
    event = key_event(str(digit), getattr(pygame, f"KSCAN_KP{digit}"))
    assert Keyboard(PROFILES[name]).press_of(event) == Press(Action.BUMP, slot)


@pytest.mark.parametrize(("bar", "tenth"), [("classic-bar", "10"), ("keyboard", "0")])
def test_the_tenth_ticket_shows_what_is_printed_on_its_key(bar: str, tenth: str) -> None:
    screen = Screen(*(an_order(number, a_line("Soup")) for number in range(1, 11)))
    screen.state = replace(screen.state, keys=BARS[bar])
    picture = build(screen.state, screen.now, Layout(1920, 1080, 4, 2, measure))
    (card,) = (panel for panel in picture.panels if panel.key == "ticket o10/0")
    badge = next(part for part in card.parts if isinstance(part, Text))
    assert badge.text == tenth
    assert BARS[bar].number(9) == tenth
