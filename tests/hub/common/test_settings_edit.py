"""A settings file is changed and stays as its owner wrote it."""

import tomllib

import pytest

from hub.common.settings_edit import CannotEdit, change_text
from hub.config import file_text

MINE = """\
# Ours. Ask Ana before you change anything.
[hub]
name = "Corner"  # on the sign

# What guests see.
[ready]
# names: off, first or initial
#names = "off"
dine_in = true

[courses]
order = [
    "starter",  # bread counts
    "main",
]
hold = false
"""


def test_a_value_is_changed_and_every_comment_stays() -> None:
    changed = change_text(MINE, {"hub.name": "Grand", "courses.order": ["main"]})

    expected = MINE.replace('name = "Corner"  #', 'name = "Grand"  #')
    start, end = expected.index("order = ["), expected.index("hold")
    assert changed == f'{expected[:start]}order = ["main"]\n{expected[end:]}'


def test_a_value_that_is_new_stands_under_the_line_that_shows_its_default() -> None:
    changed = change_text(MINE, {"ready.names": "first"})

    assert changed == MINE.replace('#names = "off"\n', '#names = "off"\nnames = "first"\n')


def test_a_section_that_is_new_comes_last() -> None:
    changed = change_text(MINE, {"orders.void_reasons": ["Dog ate it"]})

    assert changed == f'{MINE}\n[orders]\nvoid_reasons = ["Dog ate it"]\n'
    assert change_text("", {"ready.dine_in": True}) == "[ready]\ndine_in = true\n"


def test_null_takes_the_line_away() -> None:
    changed = change_text(MINE, {"hub.name": None, "courses.order": None, "log.level": None})

    tables = tomllib.loads(changed)
    assert (tables["hub"], tables["courses"], "log" in tables) == ({}, {"hold": False}, False)
    assert "# Ours. Ask Ana" in changed


def test_the_file_that_the_hub_writes_takes_every_kind_of_value() -> None:
    values = {
        "hub.name": 'The "Corner" # 1 [x]',
        "ready.stays_minutes": 12.5,
        "orders.close_after_hours": 0,
        "courses.order": ["soup = x", "[main]"],
        "lan.enabled": False,
    }

    changed = change_text(file_text({}), values)

    tables = tomllib.loads(changed)
    for name, value in values.items():
        section, _, key = name.partition(".")
        assert tables[section][key] == value
    # Once more, over what was written just now.
    again = tomllib.loads(change_text(changed, {"hub.name": "x"}))
    assert again["hub"]["name"] == "x"


@pytest.mark.parametrize(
    "text",
    [
        'hub.name = "dotted"\n',
        'hub = {name = "inline"}\n',
        '[hub]\n"name" = "quoted"\n',
        "this is no toml",
        "hub = 1\n",
        'notes = """\n[hub]\nname = "not here"\n"""\n[hub]\nname = "here"\n',
    ],
)
def test_a_file_that_is_written_in_an_unusual_way_is_left_alone(text: str) -> None:
    with pytest.raises(CannotEdit):
        change_text(text, {"hub.name": "Grand"})
