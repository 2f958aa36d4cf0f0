"""What ``scripts/lang`` finds in the code, and what it says of a catalogue."""

from pathlib import Path

import pytest

from hub.locale.words import Language
from scripts.languages.catalogue_files import find_faults, write_po
from scripts.languages.extraction import extract_texts
from scripts.languages.said_text import NotPlainError, SaidText

_IMPORT = "from hub.locale.words import mark, say, say_many\n"
TEXTS = [
    SaidText("{count} order", "{count} orders", "", "hub/a.py", 1),
    SaidText("Bump {number} ", None, "", "hub/a.py", 2),
    SaidText("Open", None, "of a door", "hub/b.py", 3),
]
GOOD = r"""msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "{count} order"
msgid_plural "{count} orders"
msgstr[0] "eine Bestellung"
msgstr[1] "{count} Bestellungen"

msgid "Bump {number} "
msgstr "{number} weg "

msgctxt "of a door"
msgid "Open"
msgstr "Offen"
"""


def found(folder: Path, code: str) -> list[tuple[str, str | None, str]]:
    (folder / "hub").mkdir(exist_ok=True)
    (folder / "hub" / "a.py").write_text(code)
    return [each[:3] for each in extract_texts(folder)]


def test_what_is_said_and_what_is_marked_is_found(tmp_path: Path) -> None:
    code = 'X = mark("Rush", context="a mark")\ny = say(X)\nz = say_many("1", "{count}", n)\n'

    assert found(tmp_path, _IMPORT + code) == [("Rush", None, "a mark"), ("1", "{count}", "")]


def test_what_a_finding_is_about_is_found_unless_it_is_a_name(tmp_path: Path) -> None:
    code = "from hub.common.checks import ok\n" + 'ok("clock", t)\nok(name, t)\nok(f"{x}", t)\n'

    assert found(tmp_path, code) == [("clock", None, "")]


def test_what_only_has_the_same_name_is_not(tmp_path: Path) -> None:
    assert found(tmp_path, 'say("the hub is ready")\n') == []


@pytest.mark.parametrize(
    "code", ['say(f"{n} orders")', 'say("a " + b)', "mark(text)", 'say_many(one, "many", n)']
)
def test_what_nobody_could_translate_is_named(tmp_path: Path, code: str) -> None:
    with pytest.raises(NotPlainError, match=r"hub/a\.py:2"):
        found(tmp_path, _IMPORT + code)


def test_a_good_file_has_no_faults() -> None:
    assert [*find_faults(TEXTS, GOOD)] == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Offen"', '""', "not translated: 'Open'"),
        ("{number} weg", "weg", "other placeholders: 'Bump {number} '"),
        ("{number} weg", "{numer} weg", "other placeholders: 'Bump {number} '"),
        ("weg ", "weg", "other spaces at its ends"),
        ("{count} Bestellungen", "{count} von {all}", "other placeholders: '{count} order'"),
        ('msgctxt "of a door"\n', "", "not translated: 'Open'"),
        ('msgid_plural "{count} orders"', 'msgid_plural "more"', "not about a number"),
    ],
)
def test_a_fault_is_named(old: str, new: str, fault: str) -> None:
    assert fault in "\n".join(find_faults(TEXTS, GOOD.replace(old, new)))


def test_what_nobody_says_any_more_is_named() -> None:
    assert [*find_faults(TEXTS[1:], GOOD)] == ["nobody says it any more: '{count} order'"]


def test_an_update_keeps_what_is_translated_adds_what_is_new_and_drops_the_rest() -> None:
    texts = [*TEXTS[1:], SaidText('A "new" one\n', None, "", "display/c.py", 1)]

    written = write_po(Language.GERMAN, texts, GOOD)

    assert [*find_faults(texts, written)] == ["not translated: 'A \"new\" one\\n'"]
    assert "Bestellung" not in written
    assert write_po(Language.GERMAN, texts, written) == written
