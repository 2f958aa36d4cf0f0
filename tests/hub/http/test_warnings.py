"""What is odd about an order is said beside it, and the order is taken: it is paid for."""

import pytest

from tests.support.live import Live

UNKNOWN = "01890000-0000-7000-8000-00000000abcd"
WARNED = {
    "code": "unknown_session",
    "field": "session_id",
    "message": "there is no such table session, or it has ended: no guest will see this order",
}


def order(session: str | None, **fields: object) -> dict[str, object]:
    soup = {"name": "Soup", "quantity": 1}
    return {"type": "dine_in", "session_id": session, "items": [soup], **fields}


async def test_an_order_for_a_session_that_there_is_not_is_taken_and_that_is_said(
    live: Live,
) -> None:
    reply = await live.ask("POST", "/api/orders", order(UNKNOWN.upper()), role="waiter")

    assert reply.status == 201
    assert reply.json["warnings"] == [WARNED]
    assert reply.data["session_id"] == UNKNOWN
    board = (await live.ask("GET", "/api/kitchen/orders")).data
    assert [each["id"] for each in board] == [reply.data["id"]]


async def test_so_is_one_for_a_session_that_has_ended(live: Live) -> None:
    session, _ = await live.seat()
    await live.ask("DELETE", f"/api/sessions/{session}")

    assert (await live.ask("POST", "/api/orders", order(session))).json["warnings"] == [WARNED]


@pytest.mark.parametrize("again", [{"id": UNKNOWN}, {}], ids=["its id", "its key"])
async def test_whoever_asks_again_is_warned_again(live: Live, again: dict[str, object]) -> None:
    body = order(UNKNOWN, **again)
    key = {} if again else {"Idempotency-Key": "one"}
    first = await live.ask("POST", "/api/orders", body, headers=key)
    second = await live.ask("POST", "/api/orders", body, headers=key)

    assert first.json["warnings"] == second.json["warnings"] == [WARNED]
    assert first.data["id"] == second.data["id"]


async def test_nothing_is_said_where_nothing_is_odd(live: Live) -> None:
    session, _ = await live.seat()
    for each in (session, session.upper(), None):
        reply = await live.ask("POST", "/api/orders", order(each))
        assert reply.status == 201
        assert set(reply.json) == {"success", "data"}
