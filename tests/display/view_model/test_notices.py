"""What a cook is told in passing: each code has its words, in the crew's language."""

import pytest

from display.state.messages import Action
from display.state.notices import Notice, NoticeCode
from display.view_model.notices import _NOTICES, notice_words
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from tests.support.one_screen import Screen, an_order


@pytest.mark.parametrize("code", NoticeCode)
def test_every_notice_has_words(code: NoticeCode) -> None:
    assert _NOTICES[code]


def test_a_press_is_answered_in_the_crews_language() -> None:
    screen = Screen(an_order(1))
    with speaking(load_catalogue(Language.GERMAN)):
        screen.press(Action.RUSH)
        assert screen.notices == ["Ältestes kommt zuerst."]
    assert screen.notices == ["Oldest tickets come first."]


def test_what_the_hub_says_in_its_own_words_is_said_so_whatever_stands_in_it() -> None:
    with speaking(load_catalogue(Language.PSEUDO)):
        said = notice_words(Notice(NoticeCode.HUB, 0, values={"why": "{number} is {odd}"}))
    assert said.rstrip("~") == "{number} is {odd}"
