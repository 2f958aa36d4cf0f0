"""``GET /api/orders`` asked for what is said of orders, over HTTP."""

import pytest

from tests.support.live import Live
from tests.support.wire import refused


async def test_what_is_asked_for_together_is_found(live: Live) -> None:
    terrace = await live.place(table_number="T 7", zone="terrace", source="till")
    await live.place(table_number="T 7", zone="hall", source="till")
    served = await live.place(zone="terrace", external_id="9", source="till")
    await live.move(served["items"][0]["id"], "preparing")

    reply = await live.ask("GET", "/api/orders?table=T+7&zone=terrace&status=pending,served")
    assert [each["id"] for each in reply.data] == [terrace["id"]]
    since = served["created_at"].replace("Z", "+00:00")
    reply = await live.ask("GET", f"/api/orders?updated_since={since}&zone=terrace")
    assert [each["id"] for each in reply.data][-1] == served["id"]
    key = "source=till&external_id=9"
    assert len((await live.ask("GET", f"/api/orders?{key}&zone=terrace")).data) == 1
    assert (await live.ask("GET", f"/api/orders?{key}&zone=hall")).data == []


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("status=soup", "status", "soup"),
        ("status=ready,,served", "status", "ready,,served"),
        ("status=ready,soup", "status", "ready,soup"),
        ("type=buffet", "type", "buffet"),
        ("station=The%20Grill", "station", "The Grill"),
        ("limit=501", "limit", "501"),
    ],
)
async def test_a_value_that_is_none_is_refused_by_its_name(
    live: Live, query: str, field: str, value: str
) -> None:
    error = refused(await live.ask("GET", f"/api/orders?{query}"), 400, "BAD_REQUEST")

    assert list(error["details"]) == [field]
    assert value in error["details"][field]


async def test_a_time_without_an_offset_is_refused_by_its_field(live: Live) -> None:
    for field in ("updated_since", "from", "to"):
        reply = await live.ask("GET", f"/api/orders?{field}=2026-01-01T10:00:00")
        assert list(refused(reply, 400, "BAD_REQUEST")["details"]) == [field]
