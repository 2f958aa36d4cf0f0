"""People at shared devices, over HTTP: listed, proved by their PIN, named in the log."""

import logging
from typing import Any

import pytest

from hub.domain.permissions import Role
from hub.wire.people import PROOF_HEADER
from tests.support.live import Live
from tests.support.wire import Reply, refused

PIN = "48151623"
ORDER = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}


async def add(live: Live, name: str = "Ada", role: str = "waiter", pin: str | None = PIN) -> str:
    made = await live.ask("POST", "/api/people", {"name": name, "role": role})
    assert made.status == 201
    person = str(made.data["id"])
    if pin is not None:
        set_ = await live.ask("PUT", f"/api/people/{person}/pin", {"pin": pin})
        assert set_.data["has_pin"] is True
    return person


async def verify(live: Live, person: str, role: str, pin: str | None = PIN) -> Reply:
    return await live.ask("POST", f"/api/people/{person}/verify", {"pin": pin}, role=role)


async def standing(live: Live, person: str, role: str = Role.WAITER) -> dict[str, str]:
    reply = await verify(live, person, role)
    return {PROOF_HEADER: reply.data["proof"]}


async def last_event(live: Live) -> Any:  # noqa: ANN401 - JSON
    seq = live.hub.branch.log.committed
    return (await live.ask("GET", f"/api/events?after={seq - 1}")).data[0]


async def test_a_person_stands_as_actor_in_the_log(live: Live) -> None:
    ada = await add(live)
    headers = await standing(live, ada)

    taken = await live.ask("POST", "/api/orders", ORDER, role=Role.WAITER, headers=headers)

    assert taken.status == 201
    event = await last_event(live)
    assert (event["type"], event["actor"]) == ("order:new", ada)
    assert event["device"] == live.device(Role.WAITER)
    await live.ask("POST", "/api/orders", ORDER, role=Role.WAITER)
    event = await last_event(live)
    assert event["actor"] == event["device"] == live.device(Role.WAITER)


async def test_who_one_is_names_the_person(live: Live) -> None:
    ada = await add(live)
    headers = await standing(live, ada, Role.CASHIER)

    me = (await live.ask("GET", "/api/auth/me", role=Role.CASHIER, headers=headers)).data

    assert (me["role"], me["person_id"]) == ("cashier", ada)
    assert "orders:cancel" not in me["permissions"]
    plain = (await live.ask("GET", "/api/auth/me", role=Role.CASHIER)).data
    assert plain["person_id"] is None
    assert "orders:cancel" in plain["permissions"]


async def test_a_person_never_may_more_than_the_device(live: Live) -> None:
    chef = await add(live, role="manager")
    headers = await standing(live, chef)

    reply = await live.ask("GET", "/api/devices", role=Role.WAITER, headers=headers)

    refused(reply, 403, "FORBIDDEN")


async def test_a_waiter_at_the_cashiers_till_voids_nothing_of_others(live: Live) -> None:
    order = await live.place("Soup")
    ada = await add(live)
    headers = await standing(live, ada, Role.CASHIER)
    cancel = {"status": "cancelled", "reason": "dropped"}
    target = f"/api/orders/{order['id']}/status"

    reply = await live.ask("PATCH", target, cancel, role=Role.CASHIER, headers=headers)

    refused(reply, 403, "FORBIDDEN")
    assert (await live.ask("PATCH", target, cancel, role=Role.CASHIER)).status == 200
    own = (await live.ask("POST", "/api/orders", ORDER, role=Role.CASHIER, headers=headers)).data
    target = f"/api/orders/{own['id']}/status"
    done = await live.ask("PATCH", target, cancel, role=Role.CASHIER, headers=headers)
    assert done.status == 200


@pytest.mark.parametrize(("pin", "by"), [(PIN, "Ada"), (None, "the waiter")])
async def test_who_took_a_line_off_is_named_where_a_pin_has_proved_it(
    live: Live, pin: str | None, by: str
) -> None:
    order = await live.place("Soup", "Tea")
    ada = await add(live, pin=pin)
    proof = (await verify(live, ada, Role.WAITER, pin)).data["proof"]
    line = f"/api/orders/{order['id']}/items/{order['items'][0]['id']}"
    gone, headers = {"quantity": 0}, {PROOF_HEADER: proof}

    reply = await live.ask("PATCH", line, gone, role=Role.WAITER, headers=headers)

    assert reply.data["items"][0]["cancel_reason"] == f"removed by {by}"


async def test_a_proof_that_proves_nothing_is_refused_by_its_name(live: Live) -> None:
    headers = {PROOF_HEADER: "x"}
    reply = await live.ask("POST", "/api/orders", ORDER, role=Role.WAITER, headers=headers)
    assert list(refused(reply, 403, "FORBIDDEN")["details"]) == [PROOF_HEADER]
    assert (await live.ask("GET", "/api/orders")).data == []


async def test_a_wrong_pin_is_refused_and_the_next_attempt_waits(live: Live) -> None:
    ada = await add(live)

    wrong = await verify(live, ada, Role.WAITER, "0000")

    assert list(refused(wrong, 403, "FORBIDDEN")["details"]) == ["pin"]
    assert wrong.one("retry-after") == "1"
    refused(await verify(live, ada, Role.WAITER), 429, "RATE_LIMITED")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "١٢٣٤", ""])
async def test_a_pin_is_four_to_eight_digits(live: Live, pin: str) -> None:
    ada = await add(live, pin=None)
    reply = await live.ask("PUT", f"/api/people/{ada}/pin", {"pin": pin})
    assert list(refused(reply, 400, "BAD_REQUEST")["details"]) == ["pin"]


async def test_whoever_sends_or_serves_sees_the_list_and_only_managers_change_it(
    live: Live,
) -> None:
    ada = await add(live, pin=None)
    for role in (Role.WAITER, Role.KITCHEN, Role.CASHIER, Role.PASS):
        [person] = (await live.ask("GET", "/api/people", role=role)).data
        assert (person["id"], person["has_pin"]) == (ada, False)
        reply = await live.ask("DELETE", f"/api/people/{ada}", role=role)
        refused(reply, 403, "FORBIDDEN")
    refused(await live.ask("GET", "/api/people", role=Role.READY), 403, "FORBIDDEN")
    assert (await live.ask("DELETE", f"/api/people/{ada}")).data == {"id": ada}
    assert (await live.ask("GET", "/api/people")).data == []


async def test_no_pin_and_no_hash_of_one_is_told_logged_or_kept(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ada = await add(live, pin=None)
    headers = {"Idempotency-Key": "once"}
    target = f"/api/people/{ada}/pin"
    for _ in range(2):
        reply = await live.ask("PUT", target, {"pin": PIN}, headers=headers)
        assert reply.data["has_pin"] is True
    await verify(live, ada, Role.WAITER, "90210")
    branch = live.hub.branch
    await branch._store.flush()
    [(kept,)] = await branch._store.fetch_flushed("SELECT pin FROM people")
    answers = await branch._store.fetch_flushed("SELECT * FROM answers")
    told = (await live.ask("GET", "/api/events?limit=500")).body
    told += (await live.ask("GET", "/api/people")).body

    assert answers == []
    for secret in (PIN, "90210", kept.hex()):
        assert secret not in caplog.text
        assert secret.encode() not in told
