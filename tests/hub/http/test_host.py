"""The machine below the hub, over HTTP: looked at, looked after, and who wanted it written down."""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from hub.common.checks import warning
from hub.common.host_client import ask_host
from hub.domain.permissions import Role
from hub.host.server import HostLimits
from tests.support.host_here import HostHere
from tests.support.live import Live
from tests.support.sockets import connected
from tests.support.wire import refused

REBOOT = "systemctl --no-wall --no-block reboot"


@pytest.fixture
def machine(live: Live, tmp_path: Path) -> Iterator[HostHere]:
    """Run a galley-host for the live hub's machine."""
    with HostHere(tmp_path, HostLimits(changes=4)) as here:
        live.hub.host.ask = partial(ask_host, path=str(here.path))
        yield here


async def test_a_manager_sees_what_the_machine_is(live: Live, machine: HostHere) -> None:
    facts = (await live.ask("GET", "/api/host")).data

    assert (facts["host_name"], facts["power"]) == ("kitchen-hub", "was_low")
    assert (await live.ask("GET", "/api/host/time-zones")).data == [
        "Europe/Berlin",
        "Europe/Madrid",
        "UTC",
    ]


@pytest.mark.parametrize("typed", [{}, {"confirm": ""}, {"confirm": "kitchen-HUB"}])
@pytest.mark.parametrize("verb", ["reboot", "power_off", "set_host_name"])
async def test_what_cannot_be_taken_back_needs_the_machines_name(
    live: Live, machine: HostHere, verb: str, typed: dict[str, str]
) -> None:
    name = {"name": "grill"} if verb == "set_host_name" else {}
    body = {"verb": verb, **name, **typed}

    refused(await live.ask("POST", "/api/host", body), 400, "BAD_REQUEST")

    assert machine.done == []


async def test_who_wanted_it_stands_in_the_log_before_it_is_done(
    live: Live, machine: HostHere
) -> None:
    body = {"verb": "reboot", "confirm": "kitchen-hub"}
    machine.have_fail("systemctl", "Failed to talk to init.")

    # The facts come from systemd as well.
    refused(await live.ask("POST", "/api/host", body), 409, "CONFLICT")
    machine.have_work("systemctl")
    reply = await live.ask("POST", "/api/host", body)

    assert (reply.status, reply.json["data"]["verb"]) == (202, "reboot")
    assert machine.done[-1] == REBOOT
    [entry] = (await live.ask("GET", "/api/audit?limit=1")).data
    assert (entry["type"], entry["device_name"]) == ("host:asked", "the manager")
    assert entry["what"] == "the machine was asked: reboot"


async def test_the_machine_is_told_whose_device_wanted_it(
    live: Live, machine: HostHere, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "hub.host")

    body = {"verb": "set_journal", "keep": "memory", "megabytes": 32}
    assert (await live.ask("POST", "/api/host", body)).status == 202

    assert f'"by":"{live.device(Role.MANAGER)}"' in caplog.messages[-1]
    assert machine.read("etc/systemd/journald.conf.d/50-galley-journal.conf")
    [entry] = (await live.ask("GET", "/api/events?after=0&limit=500")).data[-1:]
    assert entry["payload"] == {"verb": "set_journal", "value": "memory 32"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verb": "set_time_zone"}, "zone"),
        ({"verb": "restart", "service": "hub", "zone": "UTC"}, "zone"),
        ({"verb": "restart", "service": "ssh"}, "service"),
        ({"verb": "set_journal", "keep": "card"}, "megabytes"),
        ({"verb": "set_time_zone", "zone": "Europe/Atlantis"}, "zone"),
        ({"verb": "set_host_name", "name": "localhost", "confirm": "kitchen-hub"}, "name"),
        ({"verb": "run"}, "verb"),
    ],
)
async def test_a_value_that_is_none_is_named(
    live: Live, machine: HostHere, body: dict[str, object], field: str
) -> None:
    reply = await live.ask("POST", "/api/host", body)

    refused(reply, 400, "BAD_REQUEST")
    assert field in reply.json["error"]["details"]


async def test_why_a_machine_does_not_do_it_is_told(live: Live, machine: HostHere) -> None:
    reply = await live.ask("POST", "/api/host", {"verb": "restart", "service": "screens"})

    refused(reply, 409, "CONFLICT")
    assert reply.json["error"]["details"] == {"host": "NOT_HERE"}


async def test_what_is_wanted_too_often_waits(live: Live, machine: HostHere) -> None:
    body = {"verb": "set_watchdog", "on": True}
    replies = [await live.ask("POST", "/api/host", body) for _ in range(5)]

    assert [each.status for each in replies] == [202] * 4 + [429]


async def test_a_log_and_a_file_for_whoever_helps_are_had(live: Live, machine: HostHere) -> None:
    machine.have_say("journalctl", '2026-11-30T20:00:01+0100 galley-hub[7]: for "Anna"\n')
    live.hub.examination.examine = lambda: [warning("clock", "it has been set back")]

    log = (await live.ask("GET", "/api/host/log?service=screens&lines=5")).data
    support = (await live.ask("GET", "/api/host/support")).data["text"]

    assert log["text"].endswith('for "(hidden)"')
    assert "--lines=5 --unit=galley-display@*.service" in machine.done[0]
    assert "warning  clock: it has been set back" in support
    assert '"host_name": "kitchen-hub"' in support
    assert "Anna" not in support


async def test_without_a_doctor_there_is_a_file_all_the_same(live: Live, machine: HostHere) -> None:
    live.hub.examination.examine = None

    assert "without its doctor" in (await live.ask("GET", "/api/host/support")).data["text"]


async def test_a_machine_without_galley_host_says_so(live: Live, tmp_path: Path) -> None:
    live.hub.host.ask = partial(ask_host, path=str(tmp_path / "nobody"))

    reply = await live.ask("GET", "/api/host")

    refused(reply, 409, "CONFLICT")
    assert reply.json["error"]["details"] == {"host": "AWAY"}


async def test_nobody_but_a_manager_asks_a_machine(live: Live, machine: HostHere) -> None:
    for role in set(Role) - {Role.MANAGER, Role.CUSTOMER}:
        refused(await live.ask("GET", "/api/host/support", role=role), 403, "FORBIDDEN")
        body = {"verb": "restart", "service": "hub"}
        refused(await live.ask("POST", "/api/host", body, role=role), 403, "FORBIDDEN")
    assert machine.done == []


async def test_a_screen_is_asked_over_its_own_socket(live: Live, machine: HostHere) -> None:
    device = live.device(Role.KITCHEN)
    path = f"/api/screens/{device}/host"
    async with connected(live.port) as screen:
        await screen.say("auth", token=live.token(Role.KITCHEN))
        await screen.hear()
        await screen.say("join", room=live.kitchen_room)
        await screen.hear()
        body = {"verb": "restart", "service": "hub"}
        asking = asyncio.create_task(live.ask("POST", path, body))
        # That somebody wanted it is told first.
        while (asked := await screen.hear())["type"] != "host:ask":
            pass
        # What the screen's link does: galley-host's own answer goes back as it is.
        verb = json.dumps(asked["verb"]).encode() + b"\n"
        answer = await asyncio.to_thread(machine.say, verb)
        await screen.say("host", id=asked["id"], answer=answer)
        assert (await asking).status == 202
    assert machine.done == ["systemctl --no-block try-restart galley-hub.service"]
    [entry] = (await live.ask("GET", "/api/events?after=0&limit=500")).data[-1:]
    assert entry["payload"] == {"verb": "restart", "value": "hub", "screen": device}


async def test_a_screen_that_is_not_on_line_or_none_is_said(live: Live) -> None:
    nobody = f"/api/screens/{uuid4()}/host"
    refused(await live.ask("GET", nobody), 404, "NOT_FOUND")
    reply = await live.ask("GET", f"/api/screens/{live.device(Role.KITCHEN)}/host")
    refused(reply, 409, "CONFLICT")
