"""Guests at tables: a session each, their tokens, and what those who have left may still read."""

import asyncio
from typing import Any

import pytest

from hub.access import table_sessions
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from tests.support.branch import Bench, asks, data_in, on_disk, refusal


async def _seated(bench: Bench, table: str) -> Any:  # noqa: ANN401 - JSON
    return data_in(await bench.branch.devices.sessions.open(asks(), table))


async def test_guests_get_a_token_of_their_own_session(bench: Bench) -> None:
    seated = await _seated(bench, "7")

    principal = bench.branch.devices.find_principal(seated["token"])

    assert principal is not None
    assert principal.role is Role.CUSTOMER
    assert principal.session_id == seated["session"]["id"]
    assert bench.branch.devices.sessions.get(seated["session"]["id"]).table_number == "7"


async def test_seating_the_next_guests_ends_the_session_before(bench: Bench) -> None:
    before, elsewhere = await _seated(bench, "7"), await _seated(bench, "8")

    after = await _seated(bench, "7")

    service = bench.branch.devices
    assert service.sessions.has(elsewhere["session"]["id"])
    assert service.sessions.has(after["session"]["id"])
    assert not service.sessions.has(before["session"]["id"])
    assert [each.id for each in service.sessions.view("7")] == [after["session"]["id"]]


async def test_a_table_has_one_session_however_many_are_opened_at_once(bench: Bench) -> None:
    seated = await asyncio.gather(*(_seated(bench, "7") for _ in range(8)))

    service = bench.branch.devices
    valid = [each for each in seated if service.sessions.has(each["session"]["id"])]
    assert len(valid) == 1
    assert await bench.sql("SELECT id FROM sessions WHERE closed_at IS NULL") == [
        (valid[0]["session"]["id"],)
    ]


async def test_guests_who_have_left_may_read_what_they_had_for_four_hours(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    session_id = seated["session"]["id"]
    service = bench.branch.devices

    await service.sessions.close(asks(), session_id)
    bench.clock.forward(table_sessions.READABLE_FOR - 1)
    await bench.branch.timers.do_due()
    assert service.find_principal(seated["token"]) is not None
    assert service.sessions.get(session_id).closed_at

    bench.clock.forward(1)
    await bench.branch.timers.do_due()
    assert service.find_principal(seated["token"]) is None
    assert len(bench.revoked) == 1
    with pytest.raises(Refusal, match="no such session"):
        service.sessions.get(session_id)
    again = await refusal(service.sessions.close(asks(), session_id))
    assert again.code is Code.NOT_FOUND


async def test_the_four_hours_go_on_while_the_hub_is_off(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    await bench.branch.devices.sessions.close(asks(), seated["session"]["id"])

    await bench.reopen()
    assert bench.branch.devices.find_principal(seated["token"]) is not None
    assert bench.branch.devices.sessions.is_readable(seated["session"]["id"])

    bench.clock.forward(table_sessions.READABLE_FOR)
    await bench.reopen()
    await bench.branch.timers.do_due()
    assert bench.branch.devices.find_principal(seated["token"]) is None


async def test_what_guests_may_read_can_be_ended_at_once(bench: Bench) -> None:
    here, left = await _seated(bench, "7"), await _seated(bench, "8")
    service = bench.branch.devices
    await service.sessions.close(asks(), left["session"]["id"])

    for each in (here, left):
        await service.sessions.close(asks(), each["session"]["id"], at_once=True)

    assert [service.find_principal(each["token"]) for each in (here, left)] == [None, None]
    assert len(bench.revoked) == 2
    assert await bench.sql("SELECT * FROM timers") == []


async def test_those_who_have_left_do_not_fill_the_memory(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_sessions, "MAX_SESSIONS", 3)
    seated = [await _seated(bench, "7") for _ in range(5)]

    known = [bool(bench.branch.devices.find_principal(each["token"])) for each in seated]

    assert known == [False, True, True, True, True]


async def test_a_link_reads_the_session_and_renewing_it_ends_those_before(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    session_id, service = seated["session"]["id"], bench.branch.devices

    def reader(made: Any) -> Any:  # noqa: ANN401 - JSON
        code = data_in(made)["path"].removeprefix("/guest#")
        return service.find_principal(f"gly_{code}")

    first = await service.sessions.link(asks(), session_id, renew=False)
    assert reader(first).session_id == session_id
    assert service.find_principal(seated["token"]) is not None
    second = await service.sessions.link(asks(), session_id, renew=True)

    assert reader(second).session_id == session_id
    assert reader(first) is None
    assert service.find_principal(seated["token"]) is None
    assert second.secret


async def test_a_session_has_a_limited_number_of_links(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_sessions, "MAX_TOKENS", 3)
    seated = await _seated(bench, "7")
    session_id, service = seated["session"]["id"], bench.branch.devices

    for expected in (True, True, False):
        await service.sessions.link(asks(), session_id, renew=False)
        assert (service.find_principal(seated["token"]) is not None) is expected
    await service.sessions.close(asks(), session_id)
    why = await refusal(service.sessions.link(asks(), session_id, renew=False))
    assert why.code is Code.NOT_FOUND


async def test_sessions_survive_the_branch_being_opened_again(bench: Bench) -> None:
    stays, left = await _seated(bench, "7"), await _seated(bench, "8")
    await bench.branch.devices.sessions.close(asks(), left["session"]["id"], at_once=True)

    await bench.reopen()

    service = bench.branch.devices
    assert service.find_principal(stays["token"]) is not None
    assert service.find_principal(left["token"]) is None
    assert service.sessions.get(stays["session"]["id"]).table_number == "7"
    assert (await refusal(service.sessions.close(asks(), left["session"]["id"]))).code is (
        Code.NOT_FOUND
    )


async def test_a_session_shows_the_orders_of_its_own_table_only(bench: Bench) -> None:
    mine, other = await _seated(bench, "7"), await _seated(bench, "8")
    order = await bench.place("Soup", session_id=mine["session"]["id"])
    await bench.place("Bread", session_id=other["session"]["id"])
    await bench.place("Tea")

    session = bench.branch.devices.sessions.get(mine["session"]["id"])
    shown = data_in(await bench.branch.history.session(session))

    assert [each["id"] for each in shown["orders"]] == [order.id]
    assert shown["session"]["table_number"] == "7"


async def test_ending_a_session_whose_token_was_revoked_is_written(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    principal = bench.branch.devices.find_principal(seated["token"])
    assert principal is not None
    await bench.branch.devices.revoke(asks(), principal.id)

    await bench.branch.devices.sessions.close(asks(), seated["session"]["id"])
    await bench.close()

    assert on_disk(bench.path, "SELECT count(*) FROM sessions WHERE closed_at IS NULL") == [(0,)]


async def test_ending_a_session_is_refused_once_the_branch_is_closed(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    service = bench.branch.devices
    principal = service.find_principal(seated["token"])
    assert principal is not None
    await service.revoke(asks(), principal.id)
    await bench.close()

    why = await refusal(service.sessions.close(asks(), seated["session"]["id"]))

    assert why.code is Code.STORAGE_ERROR


async def test_only_so_many_tables_have_guests_at_the_same_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_sessions, "MAX_SESSIONS", 3)
    seated = [await _seated(bench, table) for table in ("1", "2", "3")]

    why = await refusal(bench.branch.devices.sessions.open(asks(), "4"))

    assert why.code is Code.CONFLICT
    assert "table_number" in why.details
    await _seated(bench, "3")
    await bench.branch.devices.sessions.close(asks(), seated[0]["session"]["id"])
    await _seated(bench, "4")
