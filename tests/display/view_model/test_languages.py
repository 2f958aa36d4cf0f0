"""Every screen in every language: nothing is said in English, and what is longer has room."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

import msgspec
import pytest
from msgspec.structs import replace

from display.inputs.profiles import KEYBOARD, PROFILES
from display.state.messages import Action, HubAlarm
from display.state.model import PairingCode
from display.state.notices import Notice
from display.view_model.build import build
from display.view_model.key_legend import describe_keys
from display.view_model.layout import Layout
from display.view_model.screen import Screen, Text, Tone
from hub.locale.catalogues import lengthen, load_catalogue
from hub.locale.words import Language, speaking
from scripts.pictures.boards import Picture, Subject, subjects
from tests.support.one_screen import Screen as OneScreen
from tests.support.one_screen import an_order

GLASSES = ((1920, 1080), (1080, 1920), (1280, 720))

_PRINTED = (*KEYBOARD.key_names().names.values(), "left ctrl", "space", "right")
"""What stands on keys, and what they are called where nothing does."""

_SAID = (HubAlarm, PairingCode, Notice)
"""Whose codes are to be said."""


def monospace(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    # Nothing is drawn of what says that a row is read from the right.
    text = text.removeprefix("\N{RIGHT-TO-LEFT MARK}")
    return math.ceil(len(text) * size * (0.66 if bold else 0.6) * (0.9 if condensed else 1))


def draw(board: Subject, language: Language, width: int, height: int) -> Screen:
    """Draw a board in a language; pictures of a board have a language of their own."""
    if isinstance(board, Picture):
        settings = replace(board.state.settings, language=language)
        board = replace(board, state=replace(board.state, settings=settings))
    with speaking(load_catalogue(language)):
        return board.screen(monospace, width, height)


@pytest.mark.parametrize("glass", GLASSES, ids=str)
@pytest.mark.parametrize("language", Language)
def test_nothing_leaves_its_place_in_any_language(
    language: Language, glass: tuple[int, int]
) -> None:
    for name, board in subjects().items():
        for panel in draw(board, language, *glass).panels:
            for text in (each for each in panel.parts if isinstance(each, Text)):
                width = monospace(text.text, text.size, bold=text.bold, condensed=text.condensed)
                assert width <= text.rect.w or text.rect.w <= text.size, (name, text)
                assert panel.rect.y <= text.rect.y, (name, text)
                assert text.rect.y + text.rect.h <= panel.rect.y + panel.rect.h, (name, text)


def test_all_that_stands_on_a_glass_is_said_or_was_written_by_somebody_else() -> None:
    """In the language of those who draw no word that is said has a plain vowel."""
    english: dict[str, str] = {}
    for name, board in subjects().items():
        given = {word.casefold() for text in _texts_of((board, _PRINTED)) for word in _words(text)}
        for panel in draw(board, Language.PSEUDO, 1920, 1080).panels:
            for text in (each for each in panel.parts if isinstance(each, Text)):
                for word in _words(text.text):
                    plain = lengthen(word).rstrip("~") != word
                    if plain and not _is_given(word.casefold(), given):
                        english[word] = f"{name}: {text.text}"
    assert english == {}


def _is_given(word: str, given: set[str]) -> bool:
    # A long one is shortened where it has no room.
    return word in given or any(each.startswith(word) for each in given)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _texts_of(value: object) -> Iterator[str]:
    """List the texts of a board that owners, guests and tills have written, but no codes."""
    if isinstance(value, Enum):
        # Of a newer hub there are words that this version does not know.
        if value.name not in type(value).__members__:
            yield str(value.value)
    elif isinstance(value, str):
        yield value
    elif not isinstance(value, _SAID):
        for each in _parts(value):
            yield from _texts_of(each)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, msgspec.Struct):
        return [getattr(value, name) for name in value.__struct_fields__]
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, tuple | frozenset) else ()


@pytest.mark.parametrize("glass", [(800, 480), (1920, 1080)], ids=str)
@pytest.mark.parametrize("language", Language)
def test_what_a_key_does_is_told_in_full_in_every_language(
    language: Language, glass: tuple[int, int]
) -> None:
    with speaking(load_catalogue(language)):
        for profile in PROFILES.values():
            screen = OneScreen(an_order(1))
            screen.state = replace(screen.state, keys=profile.key_names())
            screen.press(Action.HELP)
            for _, words in describe_keys(screen.state):
                picture = build(screen.state, screen.now, Layout(*glass, 3, 2, monospace))
                [panel] = [each for each in picture.panels if each.key == "overlay"]
                texts = [each for each in panel.parts if isinstance(each, Text)]
                chosen = [each.text for each in texts if each.tone is Tone.CHOSEN_TEXT]
                assert _letters("".join(chosen)).endswith(_letters(words))
                assert not any("…" in each.text for each in texts)
                screen.press(Action.NEXT)


def _letters(words: str) -> str:
    return re.sub(r"[\s\N{RIGHT-TO-LEFT MARK}]", "", words)
