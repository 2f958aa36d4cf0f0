"""What a hub holds of what it was sent can be seen from outside."""

from tests.support.live import Live

_ORDER = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}


async def test_keys_and_the_end_of_the_log_are_counted(live: Live) -> None:
    before = live.hub.branch.log.committed
    for key in ("one", "two", "two"):
        reply = await live.ask("POST", "/api/orders", _ORDER, headers={"Idempotency-Key": key})
        assert reply.status == 201

    figures = ("keys_in_memory", "keys_on_disk", "log_tail")
    assert [await live.metric(f"galley_{each}") for each in figures] == [2, 0, before + 2]
    assert 0 < await live.metric("galley_journal_bytes") <= 1 << 19
