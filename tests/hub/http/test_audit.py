"""Who did what, in words, the newest first."""

from hub.common.checks import ok
from hub.domain.permissions import Role
from hub.locale.words import say
from tests.support.live import Live
from tests.support.wire import refused


async def test_the_log_is_read_backwards_with_names_and_words(live: Live) -> None:
    order = await live.place("Soup")
    await live.move(order["items"][0]["id"], "preparing")
    person = (await live.ask("POST", "/api/people", {"name": "Ana", "role": "waiter"})).data

    reply = await live.ask("GET", "/api/audit?limit=3")

    added, _, moved = reply.data
    assert (added["what"], added["device_name"]) == (
        "Ana (waiter) is one of the house",
        "the manager",
    )
    assert moved["what"] == f"{order['order_number']}: Soup is preparing"
    assert (moved["device_name"], moved["order_id"]) == ("the kitchen", order["id"])
    older = await live.ask("GET", f"/api/audit?limit=3&before={reply.json['seq']}")
    assert older.data[0]["seq"] == moved["seq"] - 1
    assert person["id"]


async def test_it_is_said_in_the_readers_language_with_values_for_programs(live: Live) -> None:
    order = await live.place("Soup")
    await live.move(order["items"][0]["id"], "preparing")

    german = {"Accept-Language": "de"}
    [_, moved] = (await live.ask("GET", "/api/audit?limit=2", headers=german)).data

    assert moved["code"] == "ORDER_ITEM_STATUS"
    number = order["order_number"]
    assert moved["values"] == {"order": number, "dish": "Soup", "status": "preparing"}
    assert moved["what"] == f"{number}: Soup ist auf preparing"


async def test_names_with_braces_say_nothing_else(live: Live) -> None:
    await live.ask("POST", "/api/people", {"name": "{role} {x}", "role": "waiter"})
    [added] = (await live.ask("GET", "/api/audit?limit=1")).data
    assert added["what"] == "{role} {x} (waiter) is one of the house"


async def test_the_doctor_speaks_the_readers_language(live: Live) -> None:
    live.hub.examination.examine = lambda: [
        ok("clock", say("it is not running. Start it: {cure}", cure="x"))
    ]
    german = {"Accept-Language": "de"}
    [found] = (await live.ask("GET", "/api/doctor", headers=german)).data["findings"]
    assert found["about"] == "clock"
    assert found["title"] != "clock"
    assert "not running" not in found["text"]


async def test_the_person_who_stood_at_a_device_is_named(live: Live) -> None:
    person = (await live.ask("POST", "/api/people", {"name": "Ana", "role": "waiter"})).data
    verify = f"/api/people/{person['id']}/verify"
    proof = (await live.ask("POST", verify, {}, role=Role.WAITER)).data["proof"]
    body = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]}
    header = {"Galley-Person": proof}
    await live.ask("POST", "/api/orders", body, role=Role.WAITER, headers=header)

    [entry] = (await live.ask("GET", "/api/audit?limit=1")).data

    assert (entry["device_name"], entry["person_name"]) == ("the waiter", "Ana")


async def test_a_device_that_was_sent_away_is_still_named(live: Live) -> None:
    await live.place("Soup")
    await live.ask("DELETE", f"/api/devices/{live.device(Role.WAITER)}")

    gone, sent = (await live.ask("GET", "/api/audit?limit=2")).data

    assert (gone["what"], sent["device_name"]) == (
        "the waiter (waiter) was sent away",
        "the waiter",
    )


async def test_whoever_begins_anew_is_told_when_there_is_no_more(live: Live) -> None:
    first = (await live.ask("GET", "/api/audit?limit=500")).json

    last = await live.ask("GET", f"/api/audit?before={first['seq']}")

    assert (first["seq"], last.data) == (1, [])


async def test_the_audit_and_the_doctor_are_a_managers(live: Live) -> None:
    for path in ("/api/audit", "/api/doctor"):
        for role in (Role.KITCHEN, Role.WAITER, Role.PASS, Role.READY, Role.INTEGRATION):
            refused(await live.ask("GET", path, role=role), 403, "FORBIDDEN")


async def test_a_hub_without_its_doctor_says_so(live: Live) -> None:
    refused(await live.ask("GET", "/api/doctor"), 409, "CONFLICT")
