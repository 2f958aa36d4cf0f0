"""Whoever follows the hub is told that its settings were changed, and never to what."""

from typing import Any

from tests.support.branch import Bench, payload

_SETTINGS: dict[str, dict[str, Any]] = {
    "hub": {"port": 8080, "hosts": ["kds.example"]},
    "backup": {"folder": "/media/stick"},
}


def _told(bench: Bench) -> list[list[str]]:
    changed = [each for each in bench.events if each.draft.type == "settings:changed"]
    return [payload(each)["changed"] for each in changed]


async def test_the_first_settings_are_nothing_new(bench: Bench) -> None:
    await bench.branch.note_settings(_SETTINGS)

    assert _told(bench) == []


async def test_settings_that_are_as_before_are_told_to_nobody_and_not_written(
    bench: Bench,
) -> None:
    await bench.branch.note_settings(_SETTINGS)
    commits = bench.branch.writer.commits

    await bench.branch.note_settings(_SETTINGS)

    assert _told(bench) == []
    assert bench.branch.writer.commits == commits


async def test_the_names_of_changed_settings_are_told_once_and_never_their_values(
    bench: Bench,
) -> None:
    await bench.branch.note_settings(_SETTINGS)
    kept = await bench.sql("SELECT value FROM meta WHERE name = 'settings'")
    await bench.reopen()
    changed: dict[str, dict[str, Any]] = {
        "hub": {"port": 8081, "hosts": ["kds.example"]},
        "backup": {},
        "history": {"keep_days": 30},
    }

    await bench.branch.note_settings(changed)
    await bench.reopen()
    await bench.branch.note_settings(changed)

    assert _told(bench) == [["backup.folder", "history.keep_days", "hub.port"]]
    assert "stick" not in kept[0][0]
