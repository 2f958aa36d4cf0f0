"""Everything that can be asked of a hub and said to it, once; api_record keeps what comes of it."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp

from hub.common.checks import ok
from hub.common.managed_settings import MANAGED
from hub.config import settings_given
from hub.domain.permissions import Role
from hub.domain.times import instant
from hub.orders.unpainted import Grace
from hub.wire.host import (
    HostAnswer,
    JournalPlace,
    JournalSettings,
    MachineFacts,
    MachinePower,
    MachineText,
    ReadLog,
    TellFacts,
    TellSupport,
    TellZones,
    UnitState,
    Verb,
    VerbDone,
)
from tests.support.branch import no_room
from tests.support.documented import DocumentedClient, DocumentedSocket
from tests.support.live import Live, alive
from tests.support.pairing import Newcomer
from tests.support.sockets import connected

SOON = Grace(within=0.1, after_start=0.1, settle=0.01)


@asynccontextmanager
async def documented(live: Live) -> AsyncIterator[tuple[DocumentedClient, dict[str, Any]]]:
    """Have a manager who believes the running hub -> him, and what it says of /ws."""
    stand_by(live)
    async with aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{live.port}"
        async with http.get(f"{url}/openapi.json") as answer:
            document = await answer.json()
        async with http.get(f"{url}/asyncapi.json") as answer:
            spoken = await answer.json()
        yield DocumentedClient(http, url, document, live.token(Role.MANAGER)), spoken


def stand_by(live: Live) -> None:
    """Stand for the program around a hub, which is not started anew, and whose doctor is brief."""
    live.hub.restarts.on_asked = lambda _: None
    file = live.hub.branch.backups.data_folder / MANAGED
    live.hub.settings_file.given = settings_given(managed=file)
    live.hub.examination.examine = lambda: [ok("hub", "branch main, Galley 1.0.0")]
    live.hub.host.ask = _answer_as_a_machine
    ask_screen = live.hub.host.ask_screen

    async def answer_for_a_screen(device: str, verb: Verb) -> HostAnswer:
        # It is asked, and hears of it; what answers stands here.
        asking = asyncio.ensure_future(ask_screen(device, verb))
        await asyncio.sleep(0)
        asking.cancel()
        return await _answer_as_a_machine(verb)

    live.hub.host.ask_screen = answer_for_a_screen


async def _answer_as_a_machine(verb: Verb) -> HostAnswer:
    if isinstance(verb, TellFacts):
        return MachineFacts(
            model="Raspberry Pi 5 Model B Rev 1.0",
            system="Debian GNU/Linux 13 (trixie)",
            kernel="6.12.47+rpt-rpi-2712",
            version="1.0.0",
            host_name="kitchen-hub",
            time_zone="Europe/Madrid",
            uptime=93_600,
            disk_size=31_268_536_320,
            disk_free=25_914_421_248,
            temperature=51.2,
            power=MachinePower.OK,
            has_watchdog=True,
            watchdog=True,
            journal=JournalSettings(keep=JournalPlace.MEMORY, megabytes=32),
            units=(UnitState(unit="galley-hub.service", state="active"),),
        )
    if isinstance(verb, TellZones):
        return MachineText(text="Europe/Berlin\nEurope/Madrid")
    if isinstance(verb, ReadLog | TellSupport):
        return MachineText(text="2024-01-15T11:30:00+0100 galley-hub[412]: stopping")
    return VerbDone()


async def ask_for_everything(client: DocumentedClient) -> None:
    """Ask for everything that can be asked over the network."""
    await _set_up_a_menu(client)
    await _cook_an_order(client)
    await _share_a_table(client)
    await _serve_courses(client)
    await _seat_guests(client)
    await _pair_devices(client)
    await _name_people(client)
    await _set_a_screen(client)
    await _keep_it_well(client)
    await _look_around(client)
    await _clear_the_menu(client)


def new_order(**fields: object) -> dict[str, object]:
    """Write an order as a till does."""
    return {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}], **fields}


async def _set_up_a_menu(client: DocumentedClient) -> None:
    base = "/api/menu"
    await client.make("POST", f"{base}/stations", {"id": "grill", "name": "Grill"})
    await client.make("PATCH", f"{base}/stations/{{id}}", {"name": "The grill"}, id="grill")
    sides = {"name": "Sides", "max": 2, "items": [{"name": "Fries", "price_minor": 350}]}
    mains = {"id": "mains", "name": "Mains", "stations": ["grill"], "modifier_groups": [sides]}
    await client.make("POST", f"{base}/categories", mains)
    await client.make("PATCH", f"{base}/categories/{{id}}", {"position": 2}, id="mains")
    steak = {"name": "Steak", "station": "grill", "category": "mains", "target_minutes": 12.5}
    more = {"plu": ["4711"], "kitchen_name": "STEAK", "names": {"pt-BR": "Bife"}}
    dish = await client.make(
        "POST",
        f"{base}/items",
        {**steak, **more, "modifiers": [{"name": "rare"}], "allergens": ["milk"]},
    )
    await client.make("GET", f"{base}/items/{{id}}", id=dish["id"])
    await client.make("PATCH", f"{base}/items/{{id}}", {"price_minor": 1990}, id=dish["id"])
    off = {"available": False, "until": "tomorrow"}
    await client.make("POST", f"{base}/items/{{id}}/availability", off, id=dish["id"])
    await client.make("GET", f"{base}/sold-out")
    await _set_up_the_house(client)
    whole = await client.make("GET", f"{base}/export")
    status, text = await client.ask("GET", f"{base}/export", query={"format": "csv"})
    assert (status, text.count("Steak")) == (200, 1)
    await client.make("POST", f"{base}/import", whole)
    csv = {"Content-Type": "text/csv"}
    for_owners = text.replace("price_minor", "colour", 1).encode()
    await client.make("POST", f"{base}/import", for_owners, headers=csv, query={"dry_run": "true"})
    renamed = text.replace("STEAK", "RIBEYE").encode()
    brought = await client.make("POST", f"{base}/import", renamed, headers=csv)
    assert brought["items"] == 1
    await client.make("POST", f"{base}/undo", query={"dry_run": "true"})
    counted = {"available": True, "left": 12}
    await client.make("POST", f"{base}/items/{{id}}/availability", counted, **_id(dish))


async def _set_up_the_house(client: DocumentedClient) -> None:
    rules = [
        {"name": "Terrace", "zone": "Terrace", "from": "17:00", "stations": ["grill"]},
        {"dish": "Delivery fee", "stations": ["none"]},
    ]
    await client.make("PUT", "/api/menu/routes", {"rules": rules})
    await client.make("GET", "/api/menu/routes")
    await client.make("GET", "/api/menu/currency")
    terrace = {"name": "Steak", "zone": "Terrace", "at": "2026-03-01T19:30"}
    assert (await client.make("GET", "/api/menu/route", query=terrace))["rule"] == 1
    tables = [
        {"name": "T1", "zone": "Terrace", "seats": 4, "position": 1},
        {"name": "T2", "zone": "Terrace", "seats": 2, "position": 2, "joined_with": ["T1"]},
    ]
    await client.make("PUT", "/api/tables", {"tables": tables})
    await client.make("GET", "/api/tables")


async def _cook_an_order(client: DocumentedClient) -> None:
    kitchen, orders = "/api/kitchen", "/api/orders"
    steak = {"name": "Steak", "quantity": 2, "modifiers": [{"name": "rare"}], "course": 1}
    order = await client.make("POST", orders, new_order(items=[steak, steak]))
    first, second = order["items"]
    await client.make("POST", f"{orders}/{{id}}/items", {"items": [steak]}, **_id(order))
    await client.make("PATCH", f"{orders}/{{id}}", {"priority": "rush"}, **_id(order))
    await client.make("POST", f"{orders}/{{id}}/priority", {"priority": "rush"}, **_id(order))
    away = {"from": "grill", "to": "grill"}
    await client.make("POST", f"{orders}/{{id}}/reroute", away, **_id(order))
    await client.make("GET", "/api/reasons")
    step = {"status": "preparing"}
    await client.make("PATCH", f"{orders}/{{id}}/status", {"status": "confirmed"}, **_id(order))
    fewer = {"quantity": 1, "notes": "well done"}
    await client.make(
        "PATCH", f"{orders}/{{id}}/items/{{item_id}}", fewer, id=order["id"], item_id=first["id"]
    )
    seen = {"what": "edit", "station": "grill"}
    await client.make("POST", f"{orders}/{{id}}/ack", seen, **_id(order))
    await client.make("PATCH", f"{kitchen}/items/{{id}}/status", step, **_id(first))
    await client.make("POST", f"{kitchen}/items/{{id}}/recall", {"station": "grill"}, **_id(first))
    bump = {"status": "ready", "station": "grill"}
    await client.make("POST", f"{kitchen}/orders/{{id}}/bump", bump, **_id(order))
    await client.make("POST", f"{kitchen}/orders/{{id}}/recall", {"station": "grill"}, **_id(order))
    cancel = f"{kitchen}/orders/{{id}}/items/{{item_id}}/cancel"
    await client.make("POST", cancel, {"reason": "dropped"}, id=order["id"], item_id=second["id"])
    await client.make("POST", f"{kitchen}/orders/{{id}}/bump", bump, **_id(order))
    await client.make("GET", "/api/ready")
    assert await client.make("GET", "/api/pass")
    for path in (f"{kitchen}/orders", f"{kitchen}/all-day", f"{kitchen}/recent"):
        assert await client.make("GET", path, query={"station": "grill"})
    await client.make("GET", f"{orders}/{{id}}", **_id(order))
    paid = {"source": "web shop", "external_id": "4501"}
    status, taken = await client.ask("POST", orders, new_order(**paid, display_number="A17"))
    assert (status, [each["code"] for each in taken["warnings"]]) == (201, ["not_on_menu"])
    assert await client.make("GET", orders, query=paid)
    assert await client.make("GET", orders, query={"q": "A17 soup"})
    several = {"orders": [new_order(**paid), new_order(type=None)]}
    one, other = await client.make("POST", f"{orders}/batch", several)
    assert (one["created"], other["error"]["code"]) == (False, "BAD_REQUEST")
    gone = await client.make("POST", f"{orders}/cancel", {"reason": "no courier"}, query=paid)
    assert gone["order"]["status"] == "cancelled"
    await client.make("POST", f"{orders}/cancel", query={**paid, "external_id": "4502"})
    due = instant(round(time.time() * 1000) + 3_600_000)
    later = await client.make("POST", orders, new_order(due_at=due, prep_minutes=15))
    await client.make("PATCH", f"{orders}/{{id}}/status", {"status": "cancelled"}, **_id(later))


async def _share_a_table(client: DocumentedClient) -> None:
    orders = "/api/orders"
    soup, tea = ({"name": name, "quantity": 2} for name in ("Soup", "Tea"))
    first, second = [
        await client.make("POST", orders, new_order(items=[soup, tea])) for _ in range(2)
    ]
    item = second["items"][0]["id"]
    move = f"{orders}/{{id}}/items/{{item_id}}/move"
    await client.make("POST", move, {"order_id": first["id"]}, id=second["id"], item_id=item)
    pieces = {"id": first["items"][1]["id"], "quantity": 1}
    parts = {"id": str(UUID(int=2)), "items": [item, pieces]}
    for _ in range(2):
        await client.make("POST", f"{orders}/{{id}}/split", parts, **_id(first))
    await client.make("POST", f"{orders}/{{id}}/merge", {"from": second["id"]}, **_id(first))
    whole = new_order(items=[soup, tea], table_number="7")
    for table in ("7", "8"):
        body = {**whole, "table_number": table}
        await client.make("PUT", f"{orders}/{{id}}", body, id=str(UUID(int=3)))
        query = {"source": "till", "external_id": "17"}
        await client.make("PUT", orders, body, query=query)
    await client.make("PATCH", orders, {"guests": 2}, query=query)
    gone = await client.make("POST", orders, new_order())
    cancel = {"status": "cancelled", "reason": "guest left"}
    lines = {"items": [gone["items"][0]["id"]]}
    for again, said in (("restore", lines), ("reopen", None)):
        await client.make("PATCH", f"{orders}/{{id}}/status", cancel, **_id(gone))
        await client.make("POST", f"{orders}/{{id}}/{again}", said, **_id(gone))


async def _serve_courses(client: DocumentedClient) -> None:
    orders = "/api/orders"
    soup = {"name": "Soup", "quantity": 2, "course": 1}
    parts = [{"name": "Steak", "quantity": 2}, {"name": "Salad", "quantity": 2}]
    menu = {"name": "Steak menu", "quantity": 2, "course": 2, "held": True, "parts": parts}
    dinner = await client.make("POST", orders, new_order(items=[soup, menu]))
    fired = await client.make("POST", f"{orders}/{{id}}/fire", {"course": 2}, **_id(dinner))
    assert [each["name"] for each in fired["items"]] == ["Soup", "Steak", "Salad"]
    await client.make("POST", f"{orders}/{{id}}/hold", {"course": 2}, **_id(dinner))
    gone = {"status": "cancelled", "reason": "The guests left"}
    await client.make("PATCH", f"{orders}/{{id}}/status", gone, **_id(dinner))


async def _seat_guests(client: DocumentedClient) -> None:
    opened = await client.make("POST", "/api/sessions", {"table_number": "12"})
    session = opened["session"]
    for _ in range(2):
        await client.make("POST", "/api/orders", new_order(session_id=session["id"]))
    assert await client.make("GET", "/api/tables/open")
    seen = await client.make("GET", "/api/sessions/{id}", **_id(session))
    assert len(seen["orders"]) == 2
    assert await client.make("GET", "/api/sessions", query={"table": "12"})
    made = await client.make("POST", "/api/sessions/{id}/link", {"renew": True}, **_id(session))
    guest = client.with_token(f"gly_{made['path'].partition('#')[2]}")
    assert len((await guest.make("GET", "/api/guest"))["orders"]) == 2
    _, page = await client.ask("GET", "/api/orders", query={"limit": "1"})
    _, rest = await client.ask("GET", "/api/orders", query={"limit": "1", "cursor": page["cursor"]})
    assert page["data"] != rest["data"]
    await client.make("DELETE", "/api/sessions/{id}", query={"at_once": "true"}, **_id(session))


async def _pair_devices(client: DocumentedClient) -> None:
    codes, pairings = "/api/auth/pairing-codes", "/api/auth/pairings"
    device = client.with_token(None)

    async def post(path: str, body: object) -> tuple[int, Any]:
        documented = re.sub(r"pairings/[^/]+", "pairings/{id}", path)
        params: dict[str, Any] = {"id": path.split("/")[4]} if documented != path else {}
        status, answer = await device.ask("POST", documented, body, **params)
        return status, answer["data"]

    anchor = bytes.fromhex((await device.make("GET", "/api/auth/anchor"))["fingerprint"])
    await device.make("GET", "/api/auth/hub")
    await client.make("POST", codes, {"role": "kitchen"})
    for answer in ("refuse", "confirm"):
        screen = await Newcomer(post, anchor, "Screen").come()
        assert (await client.make("GET", pairings))[0]["number"] == screen.number
        assert (await screen.claim())[0] == 202
        await client.make("POST", f"{pairings}/{{id}}/{answer}", id=screen.id)
    assert (await screen.claim())[1]["state"] == "paired"
    opened = await client.make("POST", codes, {"role": "waiter", "name": "Tablet 1"})
    assert (await client.make("GET", codes))["id"] == opened["id"]
    code = {"code": opened["code"], "device_name": "Ada's telephone", "trusts": False}
    came = await device.make("POST", "/api/auth/pair", code)
    await client.make("POST", "/api/devices/{id}/keep", **_id(came["device"]))
    await client.make("GET", "/api/wifi")
    await client.make("POST", codes, {"role": "waiter", "on_screens": True})
    await client.make("DELETE", codes)
    [paired] = [each for each in await client.make("GET", "/api/devices") if "1" in each["name"]]
    await client.make("PATCH", "/api/devices/{id}", {"name": "The terrace"}, **_id(paired))
    await client.make("DELETE", "/api/devices/{id}", **_id(paired))


async def _name_people(client: DocumentedClient) -> None:
    people = "/api/people"
    ada = await client.make("POST", people, {"name": "Ada", "role": "waiter"})
    await client.make("PATCH", f"{people}/{{id}}", {"role": "cashier"}, **_id(ada))
    await client.make("PUT", f"{people}/{{id}}/pin", {"pin": "4815"}, **_id(ada))
    await client.make("GET", people)
    await client.make("POST", f"{people}/{{id}}/verify", {"pin": "4815"}, **_id(ada))
    await client.make("DELETE", f"{people}/{{id}}", **_id(ada))


async def _set_a_screen(client: DocumentedClient) -> None:
    devices = await client.make("GET", "/api/devices")
    screen = next(each for each in devices if each["role"] == "kitchen")
    values = {"values": {"board.text": "large"}}
    await client.make("PUT", "/api/screens/{id}/settings", values, **_id(screen))
    await client.make("GET", "/api/screens/{id}/settings", **_id(screen))


async def _keep_it_well(client: DocumentedClient) -> None:
    assert (await client.make("POST", "/api/backups", {"keep_hourly": 24}))["orders"]
    [backup] = await client.make("GET", "/api/backups")
    found = await client.make("GET", "/api/backups/{id}/differences", **_id(backup))
    back = {"as_of": found["as_of"]}
    await client.make("POST", "/api/backups/{id}/restore", back, **_id(backup))
    await client.make("POST", "/api/restart")
    assert (await client.make("GET", "/api/settings"))["writable"]
    await client.make("GET", "/api/audit", query={"limit": "3"})
    assert (await client.make("GET", "/api/doctor"))["findings"]
    assert (await client.make("GET", "/api/host"))["host_name"]
    await client.make("GET", "/api/host/time-zones")
    await client.make("GET", "/api/host/log", query={"service": "hub", "lines": "20"})
    await client.make("GET", "/api/host/support")
    await client.make("POST", "/api/host", {"verb": "reboot", "confirm": "kitchen-hub"})
    devices = await client.make("GET", "/api/devices")
    screen = next(_id(each) for each in devices if each["name"] == "the kitchen")
    host = "/api/screens/{id}/host"
    await client.make("GET", host, **screen)
    await client.make("POST", host, {"verb": "restart", "service": "screens"}, **screen)
    await client.make("GET", f"{host}/log", query={"service": "screens"}, **screen)
    saved = {"values": {"ready.names": "first"}}
    await client.make("PUT", "/api/settings", saved)
    await client.make("POST", "/api/drill", {"seconds": 30})
    await client.make("GET", "/api/drill")
    await client.make("DELETE", "/api/drill")
    await client.make("POST", "/api/drill/order")
    await client.make("GET", "/api/drill/order")
    await client.make("DELETE", "/api/drill/order")
    await client.make("POST", "/api/orders/close", {"older_than_hours": 12})
    made = await client.make("POST", "/api/tokens", {"role": "integration", "name": "till 2"})
    assert await client.make("GET", "/api/tokens")
    await client.make("DELETE", "/api/tokens/{id}", **_id(made))


async def _look_around(client: DocumentedClient) -> None:
    assert (await client.ask("GET", "/authority.crt"))[0] == 200
    assert await client.make("GET", "/api/events", query={"after": "4", "limit": "2"})
    assert await client.make("GET", "/api/kitchen/stations")
    await client.make("GET", "/api/menu/often")
    assert await client.make("GET", "/api/attention")
    for path in ("/api/menu", "/api/kitchen/screens", "/api/auth/me", "/healthz", "/readyz"):
        await client.make("GET", path)
    for path in ("/metrics", "/openapi.json", "/asyncapi.json"):
        assert (await client.ask("GET", path))[0] == 200


async def _clear_the_menu(client: DocumentedClient) -> None:
    for order in await client.make("GET", "/api/kitchen/orders"):
        served = {"status": "served"}
        await client.make("POST", "/api/kitchen/orders/{id}/bump", served, **_id(order))
    whole = await client.make("GET", "/api/menu")
    for table in ("items", "categories", "stations"):
        for entry in whole[table]:
            await client.make("DELETE", f"/api/menu/{table}/{{id}}", **_id(entry))


def _id(thing: dict[str, Any]) -> dict[str, str]:
    return {"id": thing["id"]}


async def say_everything(live: Live, document: dict[str, Any]) -> dict[str, Any]:
    """Say everything that can be said on the socket -> the first message of each type."""
    heard: dict[str, Any] = {}
    async with connected(live.port) as raw:
        stranger = DocumentedSocket(raw, document, {})
        await stranger.say("auth", token="gly_" + "A" * 43)
        assert (await stranger.hear())["type"] == "auth:error"
        heard |= stranger.messages
    async with connected(live.port) as raw:
        screen = DocumentedSocket(raw, document, heard)
        await screen.say("auth", token=live.token(Role.KITCHEN))
        seq = (await screen.hear())["timestamp"] and live.hub.branch.log.committed
        await screen.say("join", room=live.kitchen_room, snapshot=True)
        assert len((await screen.hear())["orders"]) == 1
        await screen.say("painted", seq=seq, tickets=[1], chips=[])
        await screen.say("troubles", troubles=["the bump bar is gone"])
        await screen.say("drill", id="1", rung=True, shown=True, presses=1)
        held = {"board.text": {"value": "large", "from": "manager"}}
        await screen.say("settings", values=held)
        path = f"/api/screens/{live.device(Role.KITCHEN)}/settings"
        await live.ask("PUT", path, {"values": {"board.text": "huge"}})
        await screen.hear_until("settings:wanted")
        await screen.say("host", id="1", answer={"answer": "done"})
        await screen.say("ping")
        await screen.hear_until("pong")
        await screen.say("leave", room=live.kitchen_room)
        assert (await screen.hear())["type"] == "left"
        await screen.say("join", room="branch:another")
        assert (await screen.hear())["type"] == "error"
    return heard


async def change_a_setting(live: Live) -> None:
    """Have a setting be another one than at the last start."""
    for name in ("Galley", "The Corner"):
        await live.hub.branch.note_settings({"hub": {"name": name}})


async def fill_the_disk(live: Live) -> None:
    """Have a change refused because there is no room for it."""
    async with no_room(live.hub.branch._store):
        long = {**new_order(), "notes": "x" * 500}
        for _ in range(50):
            if (await live.ask("POST", "/api/orders", long)).status == 507:
                break
    assert (await live.ask("POST", "/api/orders", new_order())).status == 201


async def show_what_is_ready(live: Live, document: dict[str, Any]) -> dict[str, Any]:
    """Have an order be ready -> the message with which guests are shown its number."""
    async with connected(live.port, live.token(Role.READY)) as raw:
        board = DocumentedSocket(raw, document, {})
        await board.say("join", room=f"{live.room}:ready")
        await live.place("Soup", type="takeout", display_number="A17")
        while not board.messages.get("ready", {}).get("ready"):
            # One of before the order shows nothing.
            board.messages.pop("ready", None)
            await board.hear_until("ready")
        return {"ready": board.messages["ready"]}


async def alert_the_kitchen(folder: Path) -> dict[str, Any]:
    """Have an order stand on no screen -> the messages of that."""
    heard: dict[str, Any] = {}
    async with (
        alive(folder, grace=SOON) as live,
        documented(live) as (_, document),
        connected(live.port, live.token(Role.WAITER)) as raw,
        connected(live.port, live.token(Role.KITCHEN)) as bar,
    ):
        await live.ask("POST", "/api/menu/stations", {"id": "bar", "name": "Bar"})
        grill = {"id": "grill", "name": "Grill", "backup": "bar"}
        await live.ask("POST", "/api/menu/stations", grill)
        await live.ask("POST", "/api/menu/items", {"name": "Steak", "station": "grill"})
        await live.place("Steak")
        await DocumentedSocket(raw, document, heard).hear_until("kitchen:alert")
        await DocumentedSocket(bar, document, heard).hear_until("stand_ins")
        heard |= await show_what_is_ready(live, document)
    return heard
