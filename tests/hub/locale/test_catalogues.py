"""The catalogues that Galley comes with."""

from pathlib import Path

import pytest

from hub.common.checks import problem
from hub.locale.catalogues import (
    TRANSLATED,
    choose_language,
    find_language,
    load_catalogue,
    read_po,
)
from hub.locale.words import Language, speaking, spoken
from scripts.languages.catalogue_files import find_faults, write_page_texts, write_po
from scripts.languages.extraction import extract_texts

ROOT = Path(__file__).parents[3]
TEXTS = extract_texts(ROOT)


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated_and_nothing_more(language: Language) -> None:
    assert [*find_faults(TEXTS, read_po(language))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_file_is_as_the_script_writes_it(language: Language) -> None:
    assert write_po(language, TEXTS, read_po(language)) == read_po(language)


@pytest.mark.parametrize("language", [*TRANSLATED, Language.PSEUDO])
def test_pages_have_what_the_catalogues_say(language: Language) -> None:
    file = ROOT / "hub" / "web" / "lang" / f"{language}.json"
    assert file.read_text("utf-8") == write_page_texts(language, TEXTS)


@pytest.mark.parametrize("language", Language)
def test_every_language_can_be_spoken(language: Language) -> None:
    with speaking(load_catalogue(language)):
        assert spoken() is language


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, Language.ENGLISH),
        ({"LANG": "C.UTF-8"}, Language.ENGLISH),
        ({"LANG": "de_AT.UTF-8"}, Language.GERMAN),
        ({"LANG": "pt_PT.UTF-8"}, Language.PORTUGUESE),
        ({"LANG": "zh_CN"}, Language.CHINESE),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, Language.FRENCH),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "es_ES.UTF-8"}, Language.SPANISH),
        ({"LANG": "nl_NL.UTF-8"}, Language.ENGLISH),
    ],
)
def test_a_terminals_language_is_found(variables: dict[str, str], language: Language) -> None:
    assert find_language(variables) is language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", Language.ENGLISH),
        ("de-AT,de;q=0.9,en;q=0.8", Language.GERMAN),
        ("nl, pt-PT;q=0.7, en;q=0.3", Language.PORTUGUESE),
        ("fr;q=0.2,ZH-cn;q=0.8", Language.CHINESE),
        ("en,de", Language.ENGLISH),
        ("de;q=0, *", Language.ENGLISH),
        ("de;q=nan,de;level=1,;;,=,\N{SNOWMAN};q=1", Language.ENGLISH),
    ],
)
def test_what_a_browser_likes_best_is_chosen(accepted: str, language: Language) -> None:
    assert choose_language(accepted) is language


def test_what_a_doctor_finds_is_about_something_in_the_language_that_is_spoken() -> None:
    with speaking(load_catalogue(Language.GERMAN)):
        assert str(problem("clock", "12:00")) == "Problem  Uhr: 12:00"
        assert str(problem("galley-hub.service", "x")) == "Problem  galley-hub.service: x"
