"""A running hub goes back to a backup, and starts anew, because a manager's page asked for it."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.support.process import Client, HubProcess
from tests.support.wire import DEADLINE

pytestmark = pytest.mark.system


async def order(client: Client, name: str) -> None:
    body = {"type": "dine_in", "items": [{"name": name, "quantity": 1}]}
    status, _ = await client.post("/api/orders", json=body)
    assert status == 201


async def dishes(client: Client) -> list[str]:
    _, answer = await client.get("/api/kitchen/orders")
    return [line["name"] for each in answer["data"] for line in each["items"]]


async def epoch(client: Client) -> str:
    _, answer = await client.get("/healthz")
    found = answer["data"]["epoch"]
    assert isinstance(found, str)
    return found


async def until_another_epoch(hub: HubProcess, before: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            async with hub.client() as client:
                if await epoch(client) != before:
                    return
        except OSError:
            # It is on its way down, or up again.
            pass
        assert time.monotonic() < deadline, "the hub did not come back with the backup"
        await asyncio.sleep(0.05)


async def test_a_hub_goes_back_to_a_backup_and_sets_aside_what_there_was(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with HubProcess(data) as hub:
        async with hub.client() as client:
            await order(client, "Soup")
            await client.post("/api/backups", json={})
            await order(client, "Bread")
            _, listed = await client.get("/api/backups")
            backup = f"/api/backups/{listed['data'][0]['id']}"
            _, found = await client.get(f"{backup}/differences")
            assert found["data"]["orders_lost"] == 1
            before = await epoch(client)

            status, answer = await client.post(
                f"{backup}/restore", json={"as_of": found["data"]["as_of"]}
            )
            assert (status, answer["data"]["restarting"]) == (202, True)

        await until_another_epoch(hub, before)
        async with hub.client() as client:
            assert await dishes(client) == ["Soup"]
    assert list(data.glob("galley-before-*.db"))


async def test_a_backup_that_goes_away_meanwhile_changes_nothing_and_is_told(
    tmp_path: Path,
) -> None:
    with HubProcess(tmp_path / "data") as hub:
        async with hub.client() as client:
            await order(client, "Soup")
            await client.post("/api/backups", json={})
            await order(client, "Bread")
            [file] = (tmp_path / "data" / "backups").glob("*.db")
            _, listed = await client.get("/api/backups")
            backup = f"/api/backups/{listed['data'][0]['id']}"
            _, found = await client.get(f"{backup}/differences")
            file.chmod(0o000)
            file.write_bytes(file.read_bytes()[:-4096])
            body = {"as_of": found["data"]["as_of"]}
            status, _ = await client.post(f"{backup}/restore", json=body)
            assert status == 503
            assert await dishes(client) == ["Soup", "Bread"]


async def test_a_hub_starts_anew_with_its_settings_read_again(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    settings = tmp_path / "hub.toml"
    settings.write_text("", "utf-8")
    port = str(unused_tcp_port)
    with HubProcess(tmp_path / "data", "--config", settings, "--port", port) as hub:
        async with hub.client() as client:
            await order(client, "Soup")
            settings.write_text('[orders]\nvoid_reasons = ["Dog ate it"]\n', "utf-8")
            assert (await client.post("/api/restart"))[0] == 202
        hub.wait_for_line("ready at ")
        async with hub.client() as client:
            _, answer = await client.get("/api/reasons")
            assert answer["data"]["void"] == ["Dog ate it"]
            assert await dishes(client) == ["Soup"]


async def test_what_a_manager_sets_holds_once_the_hub_has_started_anew(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    settings = tmp_path / "hub.toml"
    settings.write_text('[orders]\nvoid_reasons = ["Dog ate it"]\n', "utf-8")
    settings.chmod(0o444)
    port = str(unused_tcp_port)
    with HubProcess(tmp_path / "data", "--config", settings, "--port", port) as hub:
        async with hub.client() as client:
            values = {"orders.void_reasons": ["Cat ate it"]}
            status, _ = await client.ask("PUT", "/api/settings", json={"values": values})
            assert status == 200
            assert (await client.post("/api/restart"))[0] == 202
        hub.wait_for_line("ready at ")
        async with hub.client() as client:
            _, answer = await client.get("/api/reasons")
            assert answer["data"]["void"] == ["Cat ate it"]
    assert "Dog" in settings.read_text("utf-8")


async def test_the_doctor_of_a_running_hub_looks_at_it_from_afar(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data") as hub:
        async with hub.client() as client:
            status, answer = await client.get("/api/doctor")

    assert status == 200
    found = {each["about"]: each for each in answer["data"]["findings"]}
    assert (found["hub"]["level"], found["database"]["level"]) == ("ok", "ok")
    assert answer["data"]["at"]
