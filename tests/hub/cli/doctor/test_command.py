"""``galley-hub doctor`` as it is typed, where no screen is needed for it."""

from pathlib import Path

import pytest

from tests.support.in_process import Done, HubHere, galley


def doctor(hub: HubHere, *arguments: str) -> Done:
    return galley("--data", hub.data, "doctor", *arguments)


def test_a_backup_is_told_once_there_is_one(hub_here: HubHere) -> None:
    assert galley("--data", hub_here.data, "backup").returncode == 0
    assert "ok       backup: the last one was made" in doctor(hub_here).stdout


def test_a_hub_that_does_not_run_is_a_problem_and_its_database_is_looked_at(
    hub_here: HubHere,
) -> None:
    hub_here.stop()
    said = doctor(hub_here)
    assert "problem  hub: it is not running." in said.stdout
    assert "ok       database: whole; 0 orders, up to event 1" in said.stdout
    assert said.returncode == 1


def test_a_damaged_database_is_told_with_its_cure(hub_here: HubHere) -> None:
    hub_here.stop()
    with (hub_here.data / "galley.db").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"soup" * 4096)
    said = doctor(hub_here)
    [line] = [each for each in said.stdout.splitlines() if " database: " in each]
    assert line.startswith("problem ")
    assert "galley-hub restore FILE" in line


def test_a_folder_that_no_hub_has_used_is_a_problem(tmp_path: Path) -> None:
    said = galley("--data", tmp_path, "doctor")
    assert "problem  hub: " in said.stdout
    assert said.returncode == 1


def test_a_drill_without_screens_is_a_problem(hub_here: HubHere) -> None:
    said = doctor(hub_here, "--drill")
    assert "problem  drill: no screen is connected" in said.stdout


@pytest.mark.parametrize("seconds", ["4", "301", "soup"])
def test_a_drill_that_is_too_short_or_too_long_is_refused(hub_here: HubHere, seconds: str) -> None:
    said = doctor(hub_here, "--drill", "--seconds", seconds)
    assert (said.returncode, "a number of seconds from 5 to 300" in said.stderr) == (2, True)


async def test_what_the_hub_knows_that_needs_a_person_is_told_with_its_cure(
    hub_here: HubHere,
) -> None:
    async with hub_here.client() as client:
        status, _ = await client.post("/api/orders", json={"items": 7})
        assert status == 400

    said = doctor(hub_here).stdout

    assert "attention: Requests with orders that were refused in the last hour: 1" in said
    assert said.count("There is no backup yet") == 0
