"""``galley-hub menu 86``, ``back`` and ``sold-out``."""

from typing import Any

import pytest

from tests.support.in_process import HubHere, galley
from tests.support.process import owner_request

MENU = {
    "categories": [{"id": "lunch", "name": "Lunch"}, {"id": "late", "name": "Late"}],
    "items": [
        {"name": "Crème brûlée"},
        {"name": "Steak", "category": "lunch"},
        {"name": "Steak", "category": "late"},
    ],
}


@pytest.fixture
def hub(hub_here: HubHere) -> HubHere:
    """A hub with two steaks and a pudding."""
    status, _ = owner_request(hub_here.socket, "POST", "/api/menu/import", MENU)
    assert status == 200
    return hub_here


def _sold_out(hub: HubHere) -> list[dict[str, Any]]:
    status, answer = owner_request(hub.socket, "GET", "/api/menu/sold-out")
    assert status == 200
    return list(answer["data"])


def test_a_dish_is_sold_out_and_brought_back_by_its_name(hub: HubHere) -> None:
    gone = galley("menu", "86", "creme brulee", "--data", hub.data)
    listed = galley("menu", "sold-out", "--data", hub.data)
    back = galley("menu", "back", "Crème brûlée", "--data", hub.data)
    nothing = galley("menu", "sold-out", "--data", hub.data)

    assert (gone.returncode, gone.stdout) == (0, "Crème brûlée is sold out.\n"), gone.stderr
    assert listed.stdout.splitlines()[1].split("  ")[0] == "Crème brûlée"
    assert "sold out" in listed.stdout
    assert back.stdout == "Crème brûlée is back.\n"
    assert nothing.stdout == "Nothing is sold out.\n"


def test_until_when_and_how_many_are_left_is_said_and_shown(hub: HubHere) -> None:
    galley("menu", "86", "steak", "--category", "late", "--until", "tomorrow", "--data", hub.data)
    counted = galley("menu", "86", "Crème brûlée", "--left", "3", "--data", hub.data)
    listed = galley("menu", "sold-out", "--data", hub.data)

    assert counted.stdout == "Crème brûlée: 3 left.\n"
    brulee, steak = _sold_out(hub)
    assert (brulee["available"], brulee["left"]) == (True, 3)
    assert (steak["category"], steak["available"]) == ("late", False)
    assert steak["until"]
    assert "3 left" in listed.stdout
    assert "05:00" in listed.stdout


def test_none_left_is_sold_out(hub: HubHere) -> None:
    done = galley("menu", "86", "Crème brûlée", "--left", "0", "--data", hub.data)

    assert done.stdout == "Crème brûlée is sold out.\n"
    assert [each["available"] for each in _sold_out(hub)] == [False]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["86", "Steak"], "Several dishes are called Steak. Say --category, or the id."),
        (["86", "Steek"], "There is no dish called Steek on the menu. There are: Steak."),
        (["back", "Pizza"], "There is no dish called Pizza on the menu.\n"),
        (["86", "Crème brûlée", "--until", "soon"], "expected tomorrow, a time of day"),
        (["86", "Crème brûlée", "--left", "-1"], "left"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(
    hub: HubHere, arguments: list[str], told: str
) -> None:
    done = galley("menu", *arguments, "--data", hub.data)

    assert done.returncode == 1
    assert told in done.stderr
    assert _sold_out(hub) == []
