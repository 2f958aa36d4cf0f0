"""What other systems export, and what owners write, is read as the file beside each says."""

import json
from pathlib import Path

import pytest

from hub.menu.files.drafts import MenuDraft
from hub.menu.files.reading import read_other_json, read_sheets
from hub.wire import strict_json
from tests.support.drafts import show_draft

FOLDER = Path(__file__).parents[3] / "data" / "menus"
FILES = sorted(
    each for each in FOLDER.iterdir() if not each.name.endswith((".expected.json", ".md"))
)


def read(path: Path) -> MenuDraft:
    data = path.read_bytes()
    if path.suffix != ".json":
        return read_sheets(data, None)
    draft = read_other_json(strict_json.parse(data), None)
    assert draft is not None
    return draft


@pytest.mark.parametrize("path", FILES, ids=[each.name for each in FILES])
def test_a_file_is_read_as_it_is_said_beside_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".expected.json").read_text())

    assert show_draft(read(path)) == expected


def test_there_is_a_file_of_each_system() -> None:
    systems = {read(each).system for each in FILES}

    assert systems == {
        "",
        "Clover",
        "GloriaFood",
        "Loyverse",
        "Odoo",
        "Square",
        "Toast",
        "WooCommerce",
    }
