"""The words of pages, in a browser: ``hub/web/words.js`` with the catalogues that it comes with."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from hub.locale.catalogues import TRANSLATED, load_catalogue
from hub.locale.words import Language
from scripts.headless import QUIET
from scripts.languages.catalogue_files import PLURALS

pytestmark = pytest.mark.system

_WORDS = Path(__file__).parents[2] / "hub" / "web" / "words.js"
_MODULE = f"data:text/javascript;base64,{base64.b64encode(_WORDS.read_bytes()).decode()}"
_TICKET, _DONE, _OPEN = "#{number}: {dish}", "{count} is done", "Open"
_TEXTS = {
    _TICKET: "{dish}: #{number}",
    _DONE: {"zero": "0", "one": "one", "two": "two", "few": "few", "many": "many", "other": "o"},
    f"of a door\x04{_OPEN}": "Offen",
}


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(QUIET)
        )
        yield await browser.new_page()
        await browser.close()


async def run(page: Page, code: str, *values: object) -> Any:  # noqa: ANN401 - JSON
    """Run code that may call the module ``words`` and has ``given``."""
    return await page.evaluate(
        f"async (given) => {{ const words = await import('{_MODULE}'); {code} }}", list(values)
    )


async def test_something_is_said_in_the_language_that_is_spoken(page: Page) -> None:
    said = await run(
        page,
        """const [texts, ticket] = given;
        const before = words.say(ticket, {number: 7, dish: "Soup"});
        words.speak("de", texts);
        return [before, words.say(ticket, {number: 7, dish: "Soup"}), words.say("Open"),
                words.say("Open", {context: "of a door"}), words.say("{not} known", {not: "x"}),
                document.documentElement.lang, document.documentElement.dir];""",
        _TEXTS,
        _TICKET,
    )
    assert said == ["#7: Soup", "Soup: #7", "Open", "Offen", "x known", "de", "ltr"]


async def test_arabic_is_read_from_the_right_and_keeps_what_it_is_given_apart(page: Page) -> None:
    said = await run(
        page,
        """words.speak("ar", given[0]);
        return [words.say(given[1], {number: 7, dish: "Soup"}),
                [0, 1, 2, 3, 11, 100].map((n) => words.sayMany(given[2], given[2], n)),
                document.documentElement.dir];""",
        _TEXTS,
        _TICKET,
        _DONE,
    )
    assert said == ["\u2068Soup\u2069: #7", ["0", "one", "two", "few", "many", "o"], "rtl"]


@pytest.mark.parametrize("language", TRANSLATED)
async def test_browsers_choose_the_form_that_the_screens_choose(
    page: Page, language: Language
) -> None:
    numbers = [*range(150), 1000, 1111]
    categories, _ = PLURALS[language]
    plural = load_catalogue(language).plural

    chosen = await run(
        page,
        """const [language, texts, text, numbers] = given;
        words.speak(language, texts);
        return numbers.map((each) => words.sayMany(text, text, each));""",
        language,
        {_DONE: {each: each for each in categories}},
        _DONE,
        numbers,
    )

    assert chosen == [categories[plural(each)] for each in numbers]


async def test_a_browser_gets_the_nearest_language_of_those_that_it_asks_for(page: Page) -> None:
    wanted = [["nl", "pt-PT"], ["zh-CN"], ["de-AT", "fr"], ["nl"], []]
    chosen = await run(page, "return given[0].map(words.chooseLanguage);", wanted)
    assert chosen == ["pt-BR", "zh-Hans", "de", "en", "en"]


async def test_pages_know_the_languages_that_there_are(page: Page) -> None:
    named = await run(page, "return Object.keys(words.LANGUAGES);")
    assert {*named} == {*Language} - {Language.PSEUDO}
