"""What the hub's answers say of backups, screens and bars."""

import datetime as dt
from typing import Any

import pytest

from hub.cli.doctor import kitchen
from hub.common.checks import Finding, Level
from hub.domain.times import instant
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking

NOW = dt.datetime(2026, 3, 1, 18, 30, tzinfo=dt.UTC)


def ago(**span: float) -> str:
    return instant(int((NOW - dt.timedelta(**span)).timestamp() * 1000))


def screen(**said: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": "d1",
        "name": "grill",
        "station": "grill",
        "connected_since": ago(hours=1),
        "painted_seq": 10,
        "painted_at": ago(seconds=12),
        "troubles": [],
    } | said


def device(**said: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": "d1",
        "name": "grill",
        "role": "kitchen",
        "last_seen_at": ago(seconds=1),
        "address": "192.168.1.20",
    } | said


def told(shown: list[dict[str, Any]], devices: list[dict[str, Any]]) -> list[Finding]:
    return list(kitchen.check_screens(shown, 10, devices, NOW))


def test_a_screen_that_shows_everything_is_ok_with_its_age() -> None:
    (found,) = told([screen()], [device()])
    assert str(found) == "ok       screen grill (grill): shows everything, painted 12 s ago"


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({"painted_at": None, "painted_seq": None}, "connected for 1 h, and shows nothing yet"),
        ({"painted_seq": 7}, "it lacks the newest 3 changes; last painted 12 s ago"),
        ({"painted_at": ago(minutes=5)}, "last painted 5 min ago"),
    ],
)
def test_a_screen_that_shows_too_little_is_a_problem(said: dict[str, Any], part: str) -> None:
    (found,) = told([screen(**said)], [device()])
    assert (found.level, part in found.text) == (Level.PROBLEM, True)


def test_each_trouble_of_a_screen_is_a_problem() -> None:
    troubles = ["USB Keypad is unplugged", "Key up is stuck"]
    found = told([screen(troubles=troubles)], [device()])
    assert [(each.level, each.text) for each in found[1:]] == [
        (Level.PROBLEM, "it says: USB Keypad is unplugged"),
        (Level.PROBLEM, "it says: Key up is stuck"),
    ]


def test_a_trouble_that_we_know_is_said_in_the_owners_language() -> None:
    codes = [{"code": "KEY_STUCK", "values": {"key": "up"}}, {"code": "SALT_LOW"}]
    with speaking(load_catalogue(Language.GERMAN)):
        found = told(
            [screen(troubles=["Key up is stuck", "Salt"], trouble_codes=codes)], [device()]
        )
    assert [each.text for each in found[1:]] == ["er sagt: Taste up klemmt", "er sagt: Salt"]


def test_what_needs_a_person_is_said_in_the_owners_language() -> None:
    row = {"code": "NOT_ROUTED", "level": "warning", "what": "?", "todo": "?"}
    values = {"dishes": "Soup", "orders": 2}
    with speaking(load_catalogue(Language.GERMAN)):
        known, odd, new = kitchen.check_attention(
            [
                row | {"values": values},
                row | {"values": {}},
                row | {"code": "SALT_LOW", "values": {}},
            ]
        )
    assert known.text.startswith("Kein Posten macht Soup: alle Bildschirme zeigen es.")
    assert odd.text.startswith("?. Dem Gericht")
    assert new.text == "?. ?"


def test_what_a_device_calls_itself_has_no_power_over_the_terminal() -> None:
    found = told([screen(name="a\x1b[2Jb", troubles=["\x1b[31m"])], [device()])
    assert "\x1b" not in "".join(map(str, found))


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"last_seen_at": ago(hours=9)}, Level.PROBLEM),
        ({"last_seen_at": ago(days=8)}, Level.WARNING),
        ({"last_seen_at": None, "address": None}, Level.WARNING),
    ],
)
def test_a_screen_that_is_away_is_told(said: dict[str, Any], level: Level) -> None:
    (found,) = told([], [device(**said)])
    assert found.level is level


def test_a_till_that_is_away_is_nobodys_trouble() -> None:
    found = told([screen()], [device(), device(id="d2", role="waiter", last_seen_at=None)])
    assert [each.level for each in found] == [Level.OK]


def test_a_kitchen_without_screens_is_told() -> None:
    (found,) = told([], [])
    assert (found.level, "galley-hub pair" in found.text) == (Level.WARNING, True)


@pytest.mark.parametrize(
    ("hours", "level"),
    [(0.1, Level.OK), (2.9, Level.OK), (3.1, Level.WARNING), (49, Level.PROBLEM)],
)
def test_a_backup_is_judged_by_its_age(hours: float, level: Level) -> None:
    made = [{"at": ago(hours=hours), "file": "/b/1"}, {"at": ago(days=9), "file": "/b/0"}]
    (found,) = kitchen.check_backups(made, "/b", NOW)
    assert (found.level, "/b/1" in found.text) == (level, True)


def test_no_backup_at_all_is_told() -> None:
    (found,) = kitchen.check_backups([], "/b", NOW)
    assert found.level is Level.WARNING


def drilled(**said: object) -> dict[str, Any]:
    return {
        "name": "grill",
        "station": None,
        "connected": True,
        "answered": True,
        "rung": True,
        "shown": True,
        "presses": 1,
        "unknown": 0,
        "gave_way": False,
    } | said


def test_a_screen_at_which_all_works_is_one_line() -> None:
    (found,) = kitchen.judge_drill(drilled())
    assert str(found) == "ok       screen grill: flashed, rang, its bar was pressed"


@pytest.mark.parametrize(
    ("said", "level", "part"),
    [
        ({"presses": 0}, Level.PROBLEM, "no key was pressed"),
        ({"presses": 0, "unknown": 2}, Level.PROBLEM, "choose another key profile"),
        ({"presses": 0, "gave_way": True}, Level.WARNING, "an order came in"),
        ({"rung": False}, Level.WARNING, "did not ring"),
        ({"shown": False}, Level.PROBLEM, "did not flash"),
        ({"answered": False}, Level.PROBLEM, "does not know drills"),
        ({"answered": False, "connected": False}, Level.PROBLEM, "went away"),
        ({"connected": False}, Level.PROBLEM, "went away"),
    ],
)
def test_each_thing_that_does_not_work_is_told(
    said: dict[str, object], level: Level, part: str
) -> None:
    found = list(kitchen.judge_drill(drilled(**said)))
    assert (found[0].level, part in found[0].text) == (level, True)
