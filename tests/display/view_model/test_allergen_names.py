"""Allergens in the crew's language, and a guest's word for word all the same."""

import pytest

from display.view_model.allergen_names import name_allergen, name_allergy
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking


@pytest.mark.parametrize(
    ("language", "word", "dish", "guest"),
    [
        (Language.ENGLISH, "Eggs", "Eggs", "Eggs"),
        (Language.SPANISH, "Tree Nuts", "frutos secos", "Tree Nuts (frutos secos)"),
        (Language.SPANISH, "peanut", "cacahuetes", "peanut (cacahuetes)"),
        (Language.SPANISH, "gluten", "gluten", "gluten"),
        (Language.SPANISH, "mango, also raw", "mango, also raw", "mango, also raw"),
        (Language.FRENCH, "soy", "soja", "soy (soja)"),
    ],
)
def test_what_is_known_is_named_as_the_crew_does_and_the_rest_as_it_came(
    language: Language, word: str, dish: str, guest: str
) -> None:
    with speaking(load_catalogue(language)):
        assert (name_allergen(word), name_allergy(word)) == (dish, guest)
