"""Why something was taken off, in the crew's language."""

import pytest

from display.view_model.words import name_reason
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking
from hub.wire.menu_responses import VOID_REASONS


@pytest.mark.parametrize("why", VOID_REASONS)
def test_a_reason_of_every_house_is_said_in_the_crews_language(why: str) -> None:
    with speaking(load_catalogue(Language.GERMAN)):
        assert name_reason(why) != why


def test_a_reason_of_ones_own_is_said_as_it_was_written() -> None:
    with speaking(load_catalogue(Language.GERMAN)):
        assert name_reason("Dog ate it") == "Dog ate it"
