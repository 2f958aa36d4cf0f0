"""Saying something in another language: the right form of it, and English where there is none."""

import asyncio

import pytest

from hub.locale.catalogues import lengthen, load_catalogue, read_catalogue
from hub.locale.words import Language, mark, say, say_many, speaking, spoken

GERMAN = read_catalogue(
    Language.GERMAN,
    r"""
# Somebody's remark.
msgid ""
msgstr ""
"Language: de\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: display/bars.py
msgid "Ticket {number} is \"gone\""
msgstr ""
"Bon {number} "
"ist „weg“"

msgctxt "of a door"
msgid "Open"
msgstr "Offen"

msgid "Open"
msgstr "Öffnen"

msgid "one order"
msgid_plural "{count} orders for {who}"
msgstr[0] "eine Bestellung"
msgstr[1] "{count} Bestellungen für {who}"

msgid "Not yet"
msgstr ""
""",
)
ARABIC = read_catalogue(
    Language.ARABIC,
    r"""msgid ""
msgstr ""
"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && "
"n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\n"

msgid "one"
msgid_plural "many"
msgstr[0] "0"
msgstr[1] "1"
msgstr[2] "2"
msgstr[3] "3"
msgstr[4] "4"
msgstr[5] "5"
""",
)


def test_what_is_translated_is_said_with_its_values() -> None:
    with speaking(GERMAN):
        assert say('Ticket {number} is "gone"', number="#27") == "Bon #27 ist „weg“"
        assert spoken() is Language.GERMAN
    assert say('Ticket {number} is "gone"', number="#27") == 'Ticket #27 is "gone"'


def test_the_same_words_with_another_meaning_are_told_apart() -> None:
    with speaking(GERMAN):
        assert say("Open") == "Öffnen"
        assert say("Open", context="of a door") == "Offen"
        assert say(mark("Open", context="of a door"), context="of a door") == "Offen"
        assert say("Open", context="of a till") == "Open"


@pytest.mark.parametrize("text", ["Not yet", "Never heard of"])
def test_what_is_not_translated_is_said_in_english(text: str) -> None:
    with speaking(GERMAN):
        assert say(text) == text


def test_braces_in_what_has_no_values_are_braces() -> None:
    assert say("{this} is as it is") == "{this} is as it is"


def test_a_number_of_things_gets_the_form_that_goes_with_it() -> None:
    def said(count: int) -> str:
        return say_many("one order", "{count} orders for {who}", count, who="Sam")

    assert [said(1), said(2)] == ["one order", "2 orders for Sam"]
    with speaking(GERMAN):
        assert [said(0), said(1)] == ["0 Bestellungen für Sam", "eine Bestellung"]


@pytest.mark.parametrize(
    ("count", "form"), [(0, "0"), (1, "1"), (2, "2"), (7, "3"), (103, "3"), (11, "4"), (100, "5")]
)
def test_arabic_has_six_forms(count: int, form: str) -> None:
    with speaking(ARABIC):
        assert say_many("one", "many", count) == form


async def test_what_is_started_in_a_language_goes_on_in_it() -> None:
    async def later() -> str:
        await asyncio.sleep(0)
        return say("Open")

    with speaking(GERMAN):
        task = asyncio.create_task(later())
    assert await task == "Öffnen"


def test_the_language_of_those_who_draw_is_longer_and_keeps_its_values() -> None:
    said = lengthen("Ticket {number} is gone")

    assert said.startswith("Tíçkét {number} ís góñé")
    assert len(said) == len("Ticket {number} is gone") + round(0.4 * len("Ticket  is gone"))
    with speaking(load_catalogue(Language.PSEUDO)):
        assert say("Ticket {number}", number=3).startswith("Tíçkét 3")
        assert say_many("one", "{count} more", 2).startswith("2 móré")
