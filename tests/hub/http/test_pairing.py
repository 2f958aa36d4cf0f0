"""Pairing over HTTP: closed unless opened, one device each time, and nobody in the middle."""

import asyncio
from typing import Any

import pytest

from hub.domain.permissions import Role
from hub.wire.pairing import (
    FAILURES,
    LONG,
    SHORT,
    SHORT_OF_ADDRESS,
    commitment,
    number,
    read_qr,
)
from tests.support.live import Live
from tests.support.pairing import Newcomer
from tests.support.pairing_over_http import (
    CODES,
    PAIR,
    PAIRINGS,
    confirm,
    listed,
    me,
    newcomer,
    opened,
    strangers,
)
from tests.support.sockets import joined
from tests.support.wire import refused


async def test_pairing_is_closed_until_it_is_opened(live: Live) -> None:
    status, error = await newcomer(live).ask()

    assert (status, error["code"]) == (403, "PAIRING_CLOSED")
    guess = {"code": "A" * 26, "device_name": "x"}
    refused(await strangers(live, PAIR, guess), 403, "PAIRING_REFUSED")
    assert (await live.ask("GET", CODES)).data is None
    assert await listed(live) == []


@pytest.mark.parametrize("role", [Role.KITCHEN, Role.WAITER, Role.CASHIER, Role.INTEGRATION])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", CODES, {"role": "manager"}),
        ("GET", CODES, None),
        ("DELETE", CODES, None),
        ("GET", PAIRINGS, None),
        ("GET", "/api/devices", None),
    ],
)
async def test_only_a_manager_may_pair_devices(
    live: Live, role: Role, method: str, path: str, body: object
) -> None:
    refused(await live.ask(method, path, body, role=role), 403, "FORBIDDEN")


async def test_a_screen_is_paired_once_its_number_is_confirmed(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()

    [shown] = await listed(live)
    assert (shown["number"], shown["device_name"]) == (screen.number, "Grill screen")
    assert (shown["address"], shown["replaces"]) == ("127.0.0.1", None)
    assert await screen.claim() == (202, {"state": "waiting"})
    await confirm(live, screen.id)
    status, paired = await screen.claim()

    assert status == 200
    who = (await me(live, paired["token"])).data
    assert (who["name"], who["role"]) == ("Grill screen", "kitchen")
    assert paired["device"]["id"] == who["id"]
    assert paired["branch"] == live.hub.branch.id
    assert paired["fingerprint"] == live.hub.anchor.fingerprint


async def test_a_token_is_given_out_once(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)
    await screen.claim()

    status, error = await screen.claim()

    assert (status, error["code"]) == (403, "PAIRING_REFUSED")


async def test_many_claims_at_once_get_one_token(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)

    answers = await asyncio.gather(*(screen.claim() for _ in range(12)))

    assert sorted(status for status, _ in answers) == [200] + [403] * 11
    devices = (await live.ask("GET", "/api/devices")).data
    assert [each["name"] for each in devices].count("Grill screen") == 1


async def test_code_and_number_at_once_get_one_token(live: Live) -> None:
    code = (await opened(live))["code"]
    screen = await newcomer(live).come()
    await confirm(live, screen.id)

    by_code, (by_number, _) = await asyncio.gather(
        strangers(live, PAIR, {"code": code, "device_name": "Tablet"}), screen.claim()
    )

    assert (by_code.status, by_number) == (403, 200)


async def test_a_machine_in_the_middle_shows_another_number(live: Live) -> None:
    """It passes everything on, but for its own certificate in place of the hub's."""
    await opened(live)

    screen = await newcomer(live, anchor=bytes([0xAB]) * 32).come()

    [shown] = await listed(live)
    assert shown["number"] != screen.number


async def test_a_machine_in_the_middle_with_nonces_of_its_own_shows_another_number(
    live: Live,
) -> None:
    """It speaks as a hub to the screen, and as a screen to the hub."""
    await opened(live)
    middle = newcomer(live)
    false_hub = newcomer(live)

    async def to_the_middle(path: str, _body: object) -> tuple[int, Any]:
        if path == PAIRINGS:
            return 201, {"id": "0" * 8, "nonce": false_hub.nonce.hex()}
        return 200, {"state": "waiting"}

    await middle.come()
    screen = await Newcomer(to_the_middle, bytes([0xAB]) * 32, "Grill screen").come()

    [shown] = await listed(live)
    assert shown["number"] == middle.number
    assert shown["number"] != screen.number


async def test_another_s_nonce_does_not_fetch_the_token(live: Live) -> None:
    await opened(live)
    screen, other = await newcomer(live).come(), newcomer(live)
    await confirm(live, screen.id)

    status, error = await screen.claim(other.nonce)

    assert (status, error["code"]) == (403, "PAIRING_REFUSED")
    assert (await screen.claim())[0] == 200


async def test_a_device_that_is_refused_gets_no_token(live: Live) -> None:
    await opened(live)
    screen = await newcomer(live).come()

    await live.ask("POST", f"{PAIRINGS}/{screen.id}/refuse")

    status, error = await screen.claim()
    assert (status, error["code"]) == (403, "PAIRING_REFUSED")
    assert await listed(live) == []


async def test_a_refusal_says_the_same_whatever_the_reason(live: Live) -> None:
    wrong = {"code": "A" * 26, "device_name": "x"}
    shut = refused(await strangers(live, PAIR, wrong), 403, "PAIRING_REFUSED")
    code = (await opened(live))["code"]
    mistaken = refused(await strangers(live, PAIR, wrong), 403, "PAIRING_REFUSED")
    right = {"code": code, "device_name": "x"}
    assert (await strangers(live, PAIR, right)).status == 201
    used = refused(await strangers(live, PAIR, right), 403, "PAIRING_REFUSED")

    assert shut["message"] == mistaken["message"] == used["message"]
    assert shut["details"] == mistaken["details"] == used["details"] == {}


async def test_a_code_pairs_a_device(live: Live) -> None:
    found = await opened(live, "integration", name="Till 1")
    invitation = read_qr(found["qr"])
    assert invitation.code == found["code"]
    assert invitation.port == live.port

    body = {"code": found["code"].lower(), "device_name": "whatever"}
    paired = (await strangers(live, PAIR, body)).data

    who = (await me(live, paired["token"])).data
    assert (who["name"], who["role"]) == ("Till 1", "integration")


async def test_the_window_says_where_pairing_stands(live: Live) -> None:
    found = await opened(live, name="Grill 2")
    assert 298 <= found["expires_in"] <= 300

    async def state() -> tuple[str, int]:
        window = (await live.ask("GET", CODES)).data
        assert (window["id"], window["role"]) == (found["id"], "kitchen")
        return window["state"], window["failures_left"]

    assert await state() == ("open", FAILURES)
    await strangers(live, PAIR, {"code": "A" * 26, "device_name": "x"})
    assert await state() == ("open", FAILURES - 1)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)
    assert await state() == ("confirmed", FAILURES - 1)
    _, paired = await screen.claim()
    assert await state() == ("used", FAILURES - 1)
    assert (await live.ask("GET", CODES)).data["device"] == paired["device"]


async def test_the_code_is_read_once_only(live: Live) -> None:
    found = await opened(live)

    assert found["code"].encode() not in (await live.ask("GET", CODES)).raw


async def test_closing_leaves_nobody_in(live: Live) -> None:
    code = (await opened(live))["code"]
    screen = await newcomer(live).come()

    await live.ask("DELETE", CODES)

    assert (await screen.claim())[1]["code"] == "PAIRING_REFUSED"
    answer = await strangers(live, PAIR, {"code": code, "device_name": "x"})
    refused(answer, 403, "PAIRING_REFUSED")
    refused(await confirm(live, screen.id), 404, "NOT_FOUND")
    refused(await live.ask("DELETE", CODES), 404, "NOT_FOUND")


async def test_opening_again_makes_the_code_before_worthless(live: Live) -> None:
    before = (await opened(live))["code"]
    after = (await opened(live))["code"]

    answer = await strangers(live, PAIR, {"code": before, "device_name": "x"})
    refused(answer, 403, "PAIRING_REFUSED")
    assert (await strangers(live, PAIR, {"code": after, "device_name": "x"})).status == 201


async def test_wrong_codes_hold_off_whoever_sends_them_and_the_manager_is_told(live: Live) -> None:
    code = (await opened(live))["code"]
    for _ in range(FAILURES + 1):
        answer = await strangers(live, PAIR, {"code": "B" * 26, "device_name": "x"})
        refused(answer, 403, "PAIRING_REFUSED")

    refused_ = await newcomer(live).ask()
    assert (refused_[0], refused_[1]["code"]) == (429, "RATE_LIMITED")
    window = (await live.ask("GET", CODES)).data
    assert (window["state"], window["failures_left"], window["held_off"]) == ("open", 0, 1)
    assert window["strangers"] == [
        {
            "address": "127.0.0.1",
            "asked": 0,
            "wrong_codes": FAILURES + 1,
            "wrong_nonces": 0,
            "refused": 0,
            "held_off": True,
        }
    ]
    # The code is nothing that anybody finds by trying, so its device is let in all the same.
    assert (await strangers(live, PAIR, {"code": code, "device_name": "x"})).status == 201


async def test_a_device_that_can_is_told_to_show_more_digits(live: Live) -> None:
    await opened(live)
    told = []
    for turn in range(SHORT_OF_ADDRESS + 1):
        screen = newcomer(live)
        body = {"device_name": "x", "commitment": commitment(screen.nonce).hex(), "long": True}
        reply = await strangers(live, PAIRINGS, body)
        assert reply.status == 201, turn
        told.append(reply.data["digits"])
    nonce = {"nonce": screen.nonce.hex()}
    await strangers(live, f"{PAIRINGS}/{reply.data['id']}/reveal", nonce)

    assert told == [SHORT] * SHORT_OF_ADDRESS + [LONG]
    anchor, hubs = bytes.fromhex(live.hub.anchor.fingerprint), bytes.fromhex(reply.data["nonce"])
    [asks] = await listed(live)
    assert asks["number"] == number(anchor, screen.nonce, hubs, "x", LONG)


async def test_failures_to_pair_do_not_touch_who_has_a_token(live: Live) -> None:
    await opened(live)
    for _ in range(FAILURES * 3):
        await strangers(live, PAIR, {"code": "B" * 26, "device_name": "x"})

    assert (await live.ask("GET", "/api/kitchen/orders", role=Role.KITCHEN)).status == 200


async def test_a_key_never_brings_a_token_back(live: Live) -> None:
    code = (await opened(live))["code"]
    body, key = {"code": code, "device_name": "x"}, {"Idempotency-Key": "same"}
    assert (await strangers(live, PAIR, body, **key)).status == 201

    refused(await strangers(live, PAIR, body, **key), 403, "PAIRING_REFUSED")


async def test_a_key_never_brings_a_code_back(live: Live) -> None:
    key = {"Idempotency-Key": "same"}
    first = (await live.ask("POST", CODES, {"role": "waiter"}, headers=key)).data
    second = (await live.ask("POST", CODES, {"role": "waiter"}, headers=key)).data

    assert first["code"] != second["code"]


async def test_a_device_that_is_paired_anew_loses_its_old_token(live: Live) -> None:
    tokens = []
    for expected in (None, "Grill screen"):
        await opened(live)
        screen = await newcomer(live).come()
        assert (await listed(live))[0]["replaces"] == expected
        await confirm(live, screen.id)
        tokens.append((await screen.claim())[1]["token"])

    assert (await me(live, tokens[1])).status == 200
    refused(await me(live, tokens[0]), 401, "UNAUTHORIZED")


async def test_the_sockets_of_the_old_token_are_closed(live: Live) -> None:
    device, token = await live.make(Role.KITCHEN, "Grill screen")
    async with joined(live.port, token) as socket:
        await opened(live)
        screen = await newcomer(live).come()
        await confirm(live, screen.id)
        await screen.claim()
        assert await socket.close_code() == 4401
    assert device not in {each["id"] for each in (await live.ask("GET", "/api/devices")).data}


async def test_a_device_of_another_role_with_the_same_name_stays(live: Live) -> None:
    _, token = await live.make(Role.WAITER, "Grill screen")
    await opened(live)
    screen = await newcomer(live).come()
    await confirm(live, screen.id)
    await screen.claim()

    assert (await me(live, token)).status == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PAIR, {"code": "A" * 26}),
        (PAIR, {"code": "A" * 26, "device_name": ""}),
        (PAIR, {"code": "A" * 26, "device_name": "x" * 81}),
        (PAIR, {"code": "", "device_name": "x"}),
        (PAIRINGS, {"device_name": "x", "commitment": "ab"}),
        (PAIRINGS, {"device_name": "x", "commitment": "AB" * 32}),
        (f"{PAIRINGS}/x/claim", {"nonce": "ab" * 32}),
        (CODES, {"role": "customer"}),
    ],
)
async def test_what_is_not_well_formed_is_a_bad_request(
    live: Live, path: str, body: object
) -> None:
    await opened(live)

    refused(await live.ask("POST", path, body), 400, "BAD_REQUEST")
    assert (await live.ask("GET", CODES)).data["failures_left"] == FAILURES
