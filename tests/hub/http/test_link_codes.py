"""Coming in by a link: who may, who is told, and what is never said."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.app import run_hub
from hub.config_sections import WifiSettings
from hub.domain.permissions import Role
from hub.wire.pairing import commitment
from tests.support.live import ON_LOOPBACK, Live, alive, served_on
from tests.support.pairing_over_http import PAIR, PAIRINGS, me, opened, strangers
from tests.support.wire import refused

AT_BOTH_DOORS = True

SMALL = [Role.WAITER, Role.KITCHEN, Role.PASS, Role.READY, Role.CASHIER]
TRUSTING = [Role.MANAGER, Role.INTEGRATION]


async def came_in(live: Live) -> list[Any]:
    listed = (await live.ask("GET", "/api/attention")).data
    return [each for each in listed if each["code"] == "DEVICE_CAME_IN"]


def read_all(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


async def come(live: Live, code: str, *, trusts: bool = False, name: str = "Ana's phone") -> Any:  # noqa: ANN401 - JSON
    body = {"code": code, "device_name": name, "trusts": trusts}
    return await strangers(live, PAIR, body)


@pytest.mark.parametrize("role", SMALL)
async def test_a_browser_that_went_past_the_warning_comes_in_in_a_small_role(
    live: Live, role: Role
) -> None:
    found = await opened(live, role, station="grill", zone="Terrace")
    paired = (await come(live, found["code"])).data

    assert (await me(live, paired["token"])).data["role"] == role
    assert (paired["station"], paired["zone"]) == ("grill", "Terrace")
    assert paired["let_in_by"] == "the manager"


@pytest.mark.parametrize("role", TRUSTING)
async def test_it_does_not_come_in_in_another_and_the_code_stays_good(
    live: Live, role: Role
) -> None:
    found = await opened(live, role)

    refused(await come(live, found["code"]), 403, "TRUST_FIRST")
    nonce = {"device_name": "x", "commitment": commitment(bytes(32)).hex(), "trusts": False}
    refused(await strangers(live, PAIRINGS, nonce), 403, "TRUST_FIRST")
    assert (await come(live, found["code"], trusts=True)).status == 201


async def test_a_wrong_code_does_not_tell_what_role_is_waited_for(live: Live) -> None:
    await opened(live, "manager")

    refused(await come(live, "A" * 26), 403, "PAIRING_REFUSED")


async def test_a_program_that_pins_the_certificate_needs_to_say_nothing(live: Live) -> None:
    found = await opened(live, "manager")

    body = {"code": found["code"], "device_name": "Office"}
    assert (await strangers(live, PAIR, body)).status == 201


async def test_the_manager_is_told_who_came_in_until_it_is_kept(live: Live) -> None:
    paired = (await come(live, (await opened(live, "waiter"))["code"])).data

    [told] = await came_in(live)
    assert told["what"] == (
        f"Ana's phone came in as waiter at {told['since']}, let in by the manager."
    )
    assert (told["act"], told["values"]["id"]) == ("check_device", paired["device"]["id"])

    kept = await live.ask("POST", f"/api/devices/{paired['device']['id']}/keep")
    assert kept.data == {"id": paired["device"]["id"]}
    assert await came_in(live) == []
    assert (await me(live, paired["token"])).status == 200
    again = await live.ask("POST", f"/api/devices/{paired['device']['id']}/keep")
    refused(again, 404, "NOT_FOUND")


async def test_a_hub_that_starts_anew_asks_on_who_came_in(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with alive(data) as live:
        paired = (await come(live, (await opened(live, "waiter"))["code"])).data
        [told] = await came_in(live)

    async with alive(data) as live:
        assert await came_in(live) == [told]
        await live.ask("POST", f"/api/devices/{paired['device']['id']}/keep")

    async with alive(data) as live:
        assert await came_in(live) == []


async def test_who_is_sent_away_is_told_of_no_more(live: Live) -> None:
    paired = (await come(live, (await opened(live, "waiter"))["code"])).data
    await live.ask("DELETE", f"/api/devices/{paired['device']['id']}")

    assert await came_in(live) == []
    assert (await me(live, paired["token"])).status == 401


async def test_only_managers_are_told_who_came_in(live: Live) -> None:
    await come(live, (await opened(live, "waiter"))["code"])

    listed = (await live.ask("GET", "/api/attention", role=Role.WAITER)).data
    assert "DEVICE_CAME_IN" not in [each["code"] for each in listed]


async def test_the_log_of_events_says_who_let_it_in(live: Live) -> None:
    paired = (await come(live, (await opened(live, "waiter"))["code"])).data

    log = (await live.ask("GET", "/api/events?after=0")).data
    [told] = [each for each in log if each["type"] == "device:paired"]
    assert told["payload"] == {
        "deviceId": paired["device"]["id"],
        "name": "Ana's phone",
        "role": "waiter",
        "letInBy": "the manager",
    }


async def test_a_link_leads_to_the_hubs_name_and_holds_the_code_only_where_it_may(
    live: Live,
) -> None:
    found = await opened(live, "waiter")
    if live.hub.lan is None:
        assert "link" not in found
        return

    assert found["link"] == f"{live.hub.lan.named}/in#{found['code']}"
    assert found["link_qr"]["text"] == found["link"]
    manager = await opened(live, "manager")
    assert manager["link"] == f"{live.hub.lan.named}/in"


@pytest.mark.parametrize(
    "role", [each for each in Role if each not in (Role.MANAGER, Role.CUSTOMER)]
)
async def test_only_a_manager_is_told_of_the_wifi(live: Live, role: Role) -> None:
    refused(await live.ask("GET", "/api/wifi", role=role), 403, "FORBIDDEN")
    assert (await live.ask("GET", "/api/wifi")).data is None


async def test_its_password_is_in_no_log_and_nowhere_in_the_data_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wifi = WifiSettings(name="Galley-Staff", password="a very plain word")
    settings = msgspec.structs.replace(served_on(ON_LOOPBACK), wifi=wifi)
    async with run_hub(tmp_path, settings) as hub:
        await hub.branch.note_settings(msgspec.to_builtins(settings))
        live = await Live(hub).open([Role.MANAGER])
        shown = (await live.ask("GET", "/api/wifi")).data
        told = msgspec.json.encode((await live.ask("GET", "/api/events?after=0")).data)

    assert (shown["name"], shown["password"]) == ("Galley-Staff", wifi.password)
    assert shown["qr"]["text"] == "WIFI:T:WPA;S:Galley-Staff;P:a very plain word;;"
    digest = hashlib.sha256(msgspec.json.encode(wifi.password)).hexdigest()[:16]
    kept = await asyncio.to_thread(read_all, tmp_path)
    for secret in (wifi.password, digest):
        assert secret not in caplog.text
        assert secret.encode() not in told + kept
