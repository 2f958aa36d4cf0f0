"""A manager goes back to a backup: what differs is said first, and no other role may ask."""

from pathlib import Path

import pytest

from hub.domain.permissions import Role
from hub.upkeep import comparing
from hub.upkeep.restarts import Restart
from tests.support.live import Live
from tests.support.wire import refused


def listen(live: Live) -> list[Restart]:
    """Stand for whoever runs the hub -> what it is asked to do."""
    asked: list[Restart] = []
    live.hub.restarts.on_asked = asked.append
    return asked


async def make_backup(live: Live) -> str:
    assert (await live.ask("POST", "/api/backups")).status == 200
    [listed, *_] = (await live.ask("GET", "/api/backups")).data
    backup = listed["id"]
    assert isinstance(backup, str)
    return backup


async def test_what_differs_is_said_in_numbers_and_in_words(live: Live) -> None:
    dish = (await live.ask("POST", "/api/menu/items", {"name": "Steak"})).data
    await live.ask("POST", "/api/people", {"name": "Ana", "role": "waiter"})
    await live.place("Soup")
    backup = await make_backup(live)
    same = (await live.ask("GET", f"/api/backups/{backup}/differences")).data
    assert (same["orders_lost"], same["events_lost"]) == (0, 0)
    assert same["menu"] == {"gone": 0, "back": 0, "changed": 0}

    await live.place("Bread")
    await live.place("Tea")
    await live.ask("PATCH", f"/api/menu/items/{dish['id']}", {"price_minor": 900})
    await live.ask("POST", "/api/menu/items", {"name": "Cake"})
    await live.ask("POST", "/api/people", {"name": "Bo", "role": "waiter"})
    await live.ask("PUT", "/api/tables", {"tables": [{"name": "5"}]})

    found = (await live.ask("GET", f"/api/backups/{backup}/differences")).data

    assert (found["orders_lost"], found["open_orders_then"], found["open_orders_now"]) == (2, 1, 3)
    assert found["menu"] == {"gone": 1, "back": 0, "changed": 1}
    assert (found["people_gone"], found["people_back"]) == (["Bo"], [])
    assert found["tables_differ"] is True
    assert found["events_lost"] == found["as_of"] - same["as_of"]
    words = " ".join(found["words"])
    assert "2" in words
    assert "Bo" in words


async def test_going_back_has_whoever_runs_the_hub_start_it_anew_with_the_backup(
    live: Live,
) -> None:
    asked = listen(live)
    backup = await make_backup(live)
    as_of = (await live.ask("GET", f"/api/backups/{backup}/differences")).data["as_of"]

    reply = await live.ask("POST", f"/api/backups/{backup}/restore", {"as_of": as_of})

    assert reply.status == 202
    assert reply.json["data"] == {"restarting": True, "backup": backup}
    [restart] = asked
    assert restart.backup is not None
    assert restart.backup.exists()


async def test_whoever_looked_long_ago_looks_again(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "LOOKED_AGAIN_AFTER", 0)
    asked = listen(live)
    backup = await make_backup(live)
    as_of = (await live.ask("GET", f"/api/backups/{backup}/differences")).data["as_of"]
    await live.place("Soup")

    for seq in (as_of, as_of + 1_000):
        reply = await live.ask("POST", f"/api/backups/{backup}/restore", {"as_of": seq})
        refused(reply, 412, "STALE")
    assert asked == []


async def test_a_hub_that_nobody_could_start_anew_says_so(live: Live) -> None:
    backup = await make_backup(live)
    as_of = (await live.ask("GET", f"/api/backups/{backup}/differences")).data["as_of"]

    reply = await live.ask("POST", f"/api/backups/{backup}/restore", {"as_of": as_of})
    refused(reply, 409, "CONFLICT")
    refused(await live.ask("POST", "/api/restart"), 409, "CONFLICT")


async def test_a_damaged_backup_is_found_out_before_anything_is_done(live: Live) -> None:
    asked = listen(live)
    backup = await make_backup(live)
    [file] = live.hub.branch.backups.folder.glob("*.db")
    file.write_bytes(b"SQLite format 3\0" + bytes(4096))

    for method, part, body in (("GET", "differences", None), ("POST", "restore", {"as_of": 0})):
        reply = await live.ask(method, f"/api/backups/{backup}/{part}", body)
        refused(reply, 503, "STORAGE_ERROR")
    assert asked == []


async def test_a_backup_that_is_not_there_is_not_found(live: Live) -> None:
    for backup in ("20200101t000000z", "galley", "x"):
        reply = await live.ask("GET", f"/api/backups/{backup}/differences")
        refused(reply, 404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/backups", None),
        ("POST", "/api/backups", None),
        ("GET", "/api/backups/20200101t000000z/differences", None),
        ("POST", "/api/backups/20200101t000000z/restore", {"as_of": 0}),
        ("POST", "/api/restart", None),
        ("GET", "/api/tokens", None),
        ("POST", "/api/tokens", {"role": "manager", "name": "mine"}),
        ("POST", "/api/drill", None),
        ("POST", "/api/orders/close", {"older_than_hours": 1}),
    ],
)
async def test_all_of_it_is_a_managers(live: Live, method: str, path: str, body: object) -> None:
    for role in Role:
        if role not in {Role.MANAGER, Role.CUSTOMER}:
            refused(await live.ask(method, path, body, role=role), 403, "FORBIDDEN")


async def test_no_folder_can_be_named_over_the_network(live: Live, tmp_path: Path) -> None:
    folder = str(tmp_path / "elsewhere")

    for reply in (
        await live.ask("POST", "/api/backups", {"folder": folder}),
        await live.ask("GET", f"/api/backups?folder={folder}"),
    ):
        refused(reply, 403, "FORBIDDEN")
    assert not (tmp_path / "elsewhere").exists()


async def test_a_manager_makes_a_token_for_a_program_and_takes_it_back(live: Live) -> None:
    made = (await live.ask("POST", "/api/tokens", {"role": "integration", "name": "till"})).data
    assert made["token"].startswith("gly_")
    assert b"gly_" not in (await live.ask("GET", "/api/tokens")).body

    assert (await live.ask("DELETE", f"/api/tokens/{made['id']}")).status == 200
    assert live.hub.branch.devices.find_principal(made["token"]) is None
