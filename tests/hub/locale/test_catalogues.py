"""The catalogues that Galley comes with."""

from pathlib import Path

import pytest

from hub.locale.catalogues import TRANSLATED, load_catalogue, read_po
from hub.locale.words import Language, speaking, spoken
from scripts.languages.catalogue_files import find_faults, write_po
from scripts.languages.extraction import extract_texts

TEXTS = extract_texts(Path(__file__).parents[3])


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated_and_nothing_more(language: Language) -> None:
    assert [*find_faults(TEXTS, read_po(language))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_file_is_as_the_script_writes_it(language: Language) -> None:
    assert write_po(language, TEXTS, read_po(language)) == read_po(language)


@pytest.mark.parametrize("language", Language)
def test_every_language_can_be_spoken(language: Language) -> None:
    with speaking(load_catalogue(language)):
        assert spoken() is language
