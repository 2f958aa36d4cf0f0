"""Which dish meets a guest's allergy is the same on a page as on a kitchen's screen."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from hub.domain import allergen_words
from hub.domain.allergy_words import ALLERGY_WORDS, find_met
from scripts.tablet_browser import serve_sources
from tests.support.tablets import HouseOfTablets

WEB = Path(__file__).parents[2] / "hub/web"
CASES = json.loads((Path(__file__).parent / "cases/allergens.json").read_text("utf-8"))

# In a browser, with the page's own module.
_RUN = """async (cases) => {
  const {findMet, learnAllergens} = await import("/sources/allergies.js");
  await learnAllergens();
  return cases.map((each) => findMet(each.allergens, each.allergies, each.notes, each.names));
}"""


def read_constant(file: str, name: str) -> object:
    """Read what a module of the pages calls by a name, which is written as JSON is."""
    source = (WEB / file).read_text("utf-8")
    [value] = re.findall(rf"^export const {name} =\s+(.*?);$", source, re.MULTILINE | re.DOTALL)
    return json.loads(re.sub(r",(\s*\])", r"\1", value))


@pytest.mark.parametrize("case", CASES)
def test_what_a_dish_has_that_a_guest_must_not_eat_is_known_in_eight_languages(
    case: Mapping[str, list[str]],
) -> None:
    said = find_met(case["allergens"], case["allergies"], case["notes"], case["names"])
    assert list(said) == case["met"]


@pytest.mark.parametrize(
    "name", ["OTHER_THINGS", "WITHOUT", "WITHOUT_BEHIND", "WITHOUT_WITHIN", "WITHOUT_SIGNS", "WITH"]
)
def test_pages_know_the_same_words_for_without(name: str) -> None:
    assert read_constant("allergen_words.js", name) == getattr(allergen_words, name)


def test_pages_know_the_same_allergens() -> None:
    known = [[*row] for row in allergen_words.ALLERGENS]
    assert read_constant("allergen_words.js", "ALLERGENS") == known


def test_pages_know_the_same_words_for_allergies() -> None:
    assert read_constant("allergies.js", "ALLERGY_WORDS") == [*ALLERGY_WORDS]


@pytest.mark.system
async def test_a_page_finds_what_a_screen_finds(house: HouseOfTablets) -> None:
    tablet = await house.open("station", token="")
    await serve_sources(tablet.page)
    found = await tablet.page.evaluate(_RUN, CASES)
    assert found == [case["met"] for case in CASES]
