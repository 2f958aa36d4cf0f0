"""Who may do what, and who is told to wait: 401, 403, 404 and 429 over raw sockets."""

import time

import pytest

from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal, Role
from hub.http.auth import AT_ONCE, PER_SECONDS, Authenticator
from hub.limits import DEFAULT
from tests.support.live import Live
from tests.support.wire import Reply, exchange, refused, request

AT_BOTH_DOORS = True

FAILURES = DEFAULT.failures_per_minute
UNKNOWN = "01890000-0000-7000-8000-000000000000"
ORDERS = "/api/kitchen/orders"
NOBODYS = "gly_" + "x" * 43


async def with_header(live: Live, value: str | bytes) -> Reply:
    return await exchange(live.port, request("GET", ORDERS, {"Authorization": value}))


def unauthorized(reply: Reply) -> None:
    refused(reply, 401, "UNAUTHORIZED")
    assert reply.one("www-authenticate").startswith("Bearer")


async def test_no_token_is_unauthorized(live: Live) -> None:
    unauthorized(await exchange(live.port, request("GET", ORDERS)))


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {NOBODYS}",
        f"Basic {NOBODYS}",
        NOBODYS,
        b"Bearer \xff\xfe",
        "Bearer " + "x" * 5000,
    ],
)
async def test_a_token_that_nobody_has_is_unauthorized(live: Live, value: str | bytes) -> None:
    reply = await with_header(live, value)
    unauthorized(reply)
    assert NOBODYS.encode() not in reply.raw


@pytest.mark.parametrize("scheme", ["", "Basic ", "Token "])
async def test_a_valid_token_under_another_scheme_is_unauthorized(live: Live, scheme: str) -> None:
    unauthorized(await with_header(live, f"{scheme}{live.token('kitchen')}"))


async def test_two_tokens_are_unauthorized(live: Live) -> None:
    twice = {"Authorization": f"Bearer {live.token('kitchen')}",
             "authorization": f"Bearer {live.token('manager')}"}  # fmt: skip
    unauthorized(await exchange(live.port, request("GET", ORDERS, twice)))


async def test_a_revoked_token_is_unauthorized_at_once(live: Live) -> None:
    token = live.token("kitchen")
    assert (await with_header(live, f"Bearer {token}")).status == 200
    await live.revoke(live.device("kitchen"))
    unauthorized(await with_header(live, f"Bearer {token}"))


@pytest.mark.parametrize(
    ("role", "method", "target", "body"),
    [
        (Role.KITCHEN, "POST", "/api/orders", {"type": "takeout", "items": []}),
        (Role.KITCHEN, "GET", "/api/events", None),
        (Role.KITCHEN, "PATCH", f"/api/orders/{UNKNOWN}", {"notes": "x"}),
        (Role.WAITER, "POST", f"/api/kitchen/items/{UNKNOWN}/recall", None),
        (Role.WAITER, "POST", "/api/menu/items", {"name": "x"}),
        (Role.WAITER, "PUT", "/api/tables", {"tables": []}),
        (Role.KITCHEN, "PUT", "/api/menu/routes", {"rules": []}),
        (Role.INTEGRATION, "PATCH", f"/api/kitchen/items/{UNKNOWN}/status", {"status": "ready"}),
    ],
)
async def test_a_role_without_the_permission_is_forbidden(
    live: Live, role: Role, method: str, target: str, body: object
) -> None:
    refused(await live.ask(method, target, body, role=role), 403, "FORBIDDEN")


async def test_a_waiter_may_cancel_only_what_they_have_sent(live: Live) -> None:
    cancel = {"status": "cancelled"}
    own = await live.place()
    soup = {"type": "dine_in", "items": [{"name": "Soup", "quantity": 1}]}
    others = (await live.ask("POST", "/api/orders", soup, role=Role.CASHIER)).data

    target = f"/api/orders/{others['id']}/status"
    refused(await live.ask("PATCH", target, cancel, role=Role.WAITER), 403, "FORBIDDEN")
    target = f"/api/orders/{own['id']}/status"
    gone = (await live.ask("PATCH", target, cancel, role=Role.WAITER)).data

    assert gone["status"] == "cancelled"


@pytest.mark.parametrize(
    "target", [ORDERS, "/api/orders", "/api/menu", "/api/events", "/api/kitchen/screens"]
)
async def test_guests_may_read_their_own_session_and_nothing_else(live: Live, target: str) -> None:
    session, token = await live.seat()
    own = await exchange(live.port, request("GET", f"/api/sessions/{session}", token=token))
    assert own.data["session"]["id"] == session
    refused(await exchange(live.port, request("GET", target, token=token)), 403, "FORBIDDEN")


async def test_guests_may_not_read_another_tables_session(live: Live) -> None:
    _, token = await live.seat("7")
    other, _ = await live.seat("8")
    for session in (other, UNKNOWN):
        reply = await exchange(live.port, request("GET", f"/api/sessions/{session}", token=token))
        refused(reply, 403, "FORBIDDEN")


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/index.html", None),
        ("GET", "/api", None),
        ("GET", "/api/kitchen/orders/x/y/z", None),
        ("GET", "/API/kitchen/orders", None),
        ("GET", f"/api/orders/{UNKNOWN}", None),
        ("PATCH", f"/api/kitchen/items/{UNKNOWN}/status", {"status": "ready"}),
        ("POST", f"/api/kitchen/orders/{UNKNOWN}/bump", {"status": "ready"}),
        ("GET", f"/api/sessions/{UNKNOWN}", None),
        ("GET", "/api/standing", None),
    ],
)
async def test_what_is_not_there_is_not_found(
    live: Live, method: str, target: str, body: object
) -> None:
    refused(await live.ask(method, target, body), 404, "NOT_FOUND")


async def test_too_many_failures_are_told_to_wait(live: Live) -> None:
    for _ in range(FAILURES):
        unauthorized(await with_header(live, f"Bearer {NOBODYS}"))
    reply = await with_header(live, f"Bearer {NOBODYS}")
    refused(reply, 429, "RATE_LIMITED")
    assert 1 <= int(reply.one("retry-after")) <= PER_SECONDS


async def test_whoever_goes_on_failing_waits_for_the_answer(live: Live) -> None:
    for _ in range(AT_ONCE):
        await with_header(live, f"Bearer {NOBODYS}")
    began = time.monotonic()
    unauthorized(await with_header(live, f"Bearer {NOBODYS}"))
    assert time.monotonic() - began >= 0.25


async def test_a_valid_token_never_waits_for_others_at_its_address(live: Live) -> None:
    for _ in range(FAILURES + 5):
        await with_header(live, f"Bearer {NOBODYS}")
    assert (await with_header(live, f"Bearer {live.token('kitchen')}")).status == 200


class NoDevices:
    def find_principal(self, token: str) -> Principal | None:
        return None


class OneDevice:
    def find_principal(self, token: str) -> Principal | None:
        known = Principal(id="1", name="the screen", role=Role.KITCHEN)
        return known if token == "gly_valid" else None


def test_a_valid_token_is_known_whatever_its_address_has_done() -> None:
    authenticator = Authenticator(OneDevice(), lambda: 0.0)
    for _ in range(FAILURES + 5):
        with pytest.raises(Refusal):
            authenticator.from_token("gly_guess", "a")

    assert authenticator.from_token("gly_valid", "a").name == "the screen"


def test_of_those_who_guess_only_so_many_are_remembered() -> None:
    authenticator = Authenticator(NoDevices(), lambda: 0.0)
    for number in range(5_000):
        with pytest.raises(Refusal):
            authenticator.from_token("gly_guess", f"address {number}")

    assert len(authenticator._failed) == 4_096


def test_failures_are_held_back_longer_the_more_there_are() -> None:
    authenticator = Authenticator(NoDevices(), lambda: 0.0)

    def delay_of() -> float:
        with pytest.raises(Refusal):
            authenticator.from_token("gly_guess", "a")
        return authenticator.delay_of("a")

    assert [delay_of() for _ in range(FAILURES + 1)] == [
        *[0.0] * AT_ONCE,
        *[0.25] * (FAILURES - AT_ONCE - 1),
        *[0.5] * 2,
    ]
    assert authenticator.delay_of("b") == 0.0


def test_whoever_waits_may_try_again() -> None:
    now = 0.0
    authenticator = Authenticator(NoDevices(), lambda: now)

    def code(address: str) -> Code:
        with pytest.raises(Refusal) as caught:
            authenticator.from_token("gly_guess", address)
        return caught.value.code

    assert [code("a") for _ in range(FAILURES + 1)] == [
        *[Code.UNAUTHORIZED] * FAILURES,
        Code.RATE_LIMITED,
    ]
    assert code("b") is Code.UNAUTHORIZED
    now = PER_SECONDS - 1
    assert code("a") is Code.RATE_LIMITED
    now = PER_SECONDS + 1
    assert code("a") is Code.UNAUTHORIZED
