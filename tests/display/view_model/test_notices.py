"""What a cook is told in passing: each code has its words, in the crew's language."""

import pytest
from msgspec.structs import replace

from display.state.messages import Action
from display.state.notices import NoticeCode
from display.state.settings import BoardSettings, HeadWord
from display.view_model.notices import _NOTICES
from hub.domain.errors import Code
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from tests.support.one_screen import Screen, an_order

_OF_THEIR_OWN = {
    NoticeCode.ALARM,
    NoticeCode.REFUSED,
    NoticeCode.REFUSED_IN_ITS_WORDS,
    NoticeCode.FEW_LEFT,
}
_NEVER_OF_A_PRESS = {
    *(Code.TOKEN_IN_URL, Code.UNAUTHORIZED, Code.FORBIDDEN_ORIGIN, Code.PAIRING_CLOSED),
    *(Code.PAIRING_REFUSED, Code.METHOD_NOT_ALLOWED, Code.EXPECTATION_FAILED, Code.TRUST_FIRST),
    *(Code.PAYLOAD_TOO_LARGE, Code.UNSUPPORTED_MEDIA_TYPE, Code.MISDIRECTED),
    Code.TRUST_FIRST,
}


def refused(code: str, message: str) -> Screen:
    """Have the hub refuse a bump."""
    screen = Screen(an_order(1))
    screen.press(Action.READY)
    screen.answer("p1", message, code)
    return screen


@pytest.mark.parametrize("code", [each for each in NoticeCode if each not in _OF_THEIR_OWN])
def test_every_notice_has_words(code: NoticeCode) -> None:
    assert _NOTICES[code]


def test_a_press_is_answered_in_the_crews_language() -> None:
    screen = Screen(an_order(1))
    with speaking(load_catalogue(Language.GERMAN)):
        screen.press(Action.RUSH)
        assert screen.notices == ["Ältestes kommt zuerst."]
    assert screen.notices == ["Oldest tickets come first."]


@pytest.mark.parametrize("code", list(Code))
def test_no_refusal_of_a_press_is_said_in_the_hubs_english(code: Code) -> None:
    screen = refused(code, "no such thing")
    with speaking(load_catalogue(Language.SPANISH)):
        assert screen.notices[-1].startswith("#1")
        assert ("no such thing" in screen.notices[-1]) is (code in _NEVER_OF_A_PRESS)


def test_a_refusal_of_a_newer_hub_is_said_in_its_own_words() -> None:
    said = "Salt is {low}."
    with speaking(load_catalogue(Language.PSEUDO)):
        assert refused("SALT", said).notices[-1].rstrip("~") == f"#1: {said}"


def test_a_ticket_is_called_in_a_notice_as_it_is_on_the_board() -> None:
    guest = replace(an_order(1), display_number="A-7")
    number = Screen(guest)
    settings = BoardSettings(head=HeadWord.TABLE)
    table = Screen(replace(guest, table_number="4"), settings=settings)
    for screen in (number, table):
        screen.press(Action.READY)
        screen.press(Action.READY)
    assert number.notices == ["A-7 is on its way to the hub already."]
    assert table.notices == ["Table 4 is on its way to the hub already."]


def test_a_key_of_which_nobody_knows_what_stands_on_it_is_named_after_what_it_does() -> None:
    screen = Screen()
    screen.press(Action.UNDO)
    with speaking(load_catalogue(Language.SPANISH)):
        assert screen.notices == ["No hay nada que deshacer. RECUPERAR muestra las anteriores."]
