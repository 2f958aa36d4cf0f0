"""Tokens and table sessions: known by their digests, worth nothing once revoked."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from hub.access import devices
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from tests.support.branch import Bench, asks, data_in, files_in, on_disk, refusal

_NOBODY = "99999999-9999-4999-8999-999999999999"


async def _made(bench: Bench, role: Role = Role.KITCHEN, name: str = "grill screen") -> Any:  # noqa: ANN401 - JSON
    return data_in(await bench.branch.devices.make(asks(), role, name))


async def _seated(bench: Bench, table: str) -> Any:  # noqa: ANN401 - JSON
    return data_in(await bench.branch.devices.open_session(asks(), table))


def _bytes_in(folder: Path) -> bytes:
    return b"".join((folder / name).read_bytes() for name in files_in(folder))


def _secret_of(token: str) -> bytes:
    return token.removeprefix("gly_").encode()


async def test_a_token_tells_who_is_asking(bench: Bench) -> None:
    made = await _made(bench)

    principal = bench.branch.devices.find_principal(made["token"])

    assert principal is not None
    assert (principal.id, principal.name, principal.role) == (made["id"], "grill screen", "kitchen")


@pytest.mark.parametrize("guess", ["", "gly_", "gly_" + "A" * 43, "\udcff"])
async def test_a_guess_is_nobody(bench: Bench, guess: str) -> None:
    await _made(bench)

    assert bench.branch.devices.find_principal(guess) is None


async def test_a_token_survives_the_branch_being_opened_again(bench: Bench) -> None:
    made = await _made(bench)
    before = bench.branch.devices.find_principal(made["token"])

    await bench.reopen()

    assert before is not None
    assert bench.branch.devices.find_principal(made["token"]) == before


async def test_only_the_digest_of_a_token_is_on_disk(bench: Bench) -> None:
    tokens = [(await _made(bench))["token"], (await _seated(bench, "7"))["token"]]
    open_files = _bytes_in(bench.path.parent)
    await bench.close()
    closed_file = _bytes_in(bench.path.parent)

    for token in tokens:
        digest = hashlib.sha256(token.encode()).digest()
        assert digest in open_files
        assert digest in closed_file
        assert _secret_of(token) not in open_files
        assert _secret_of(token) not in closed_file


async def test_a_token_asked_for_under_a_key_is_not_on_disk_either(bench: Bench) -> None:
    service = bench.branch.devices
    made = await bench.once("a", lambda command: service.make(command, Role.WAITER, "f"))
    seated = await bench.once("b", lambda command: service.open_session(command, "7"))
    session = data_in(seated)["session"]["id"]
    linked = await bench.once("c", lambda asked: service.link_session(asked, session, renew=False))
    link = data_in(linked)["path"].removeprefix("/guest#")
    tokens = [data_in(made)["token"], data_in(seated)["token"], link]
    open_files = _bytes_in(bench.path.parent)
    await bench.close()

    for token in tokens:
        assert _secret_of(token) not in open_files
        assert _secret_of(token) not in _bytes_in(bench.path.parent)


async def test_the_list_shows_devices_without_their_tokens(bench: Bench) -> None:
    first = await _made(bench, name="grill screen")
    bench.clock.forward(1000)
    second = await _made(bench, Role.WAITER, "floor")

    listed = data_in(bench.branch.devices.list_tokens())

    assert [(each["id"], each["role"]) for each in listed] == [
        (first["id"], "kitchen"),
        (second["id"], "waiter"),
    ]
    assert "gly_" not in str(bench.branch.devices.list_tokens())


async def test_a_revoked_token_is_worth_nothing(bench: Bench) -> None:
    made, other = await _made(bench), await _made(bench)

    await bench.branch.devices.revoke(asks(), made["id"])

    assert bench.branch.devices.find_principal(made["token"]) is None
    assert bench.branch.devices.find_principal(other["token"]) is not None
    assert bench.revoked == [made["id"]]


async def test_a_revoked_token_stays_revoked_when_the_branch_is_opened_again(bench: Bench) -> None:
    made = await _made(bench)
    await bench.branch.devices.revoke(asks(), made["id"])

    await bench.reopen()

    assert bench.branch.devices.find_principal(made["token"]) is None
    assert bench.branch.devices.none_yet


async def test_a_token_is_valid_until_its_revocation_is_durable(bench: Bench) -> None:
    made = await _made(bench)
    async with bench.frozen():
        running = asyncio.create_task(bench.branch.devices.revoke(asks(), made["id"]))
        for _ in range(20):
            await asyncio.sleep(0)

        assert bench.branch.devices.find_principal(made["token"]) is not None
        assert bench.revoked == []
    await running
    assert bench.branch.devices.find_principal(made["token"]) is None


async def test_a_token_revoked_twice_at_once_is_told_once(bench: Bench) -> None:
    made = await _made(bench)

    await asyncio.gather(
        *(bench.branch.devices.revoke(asks(), made["id"]) for _ in range(3)),
    )

    assert bench.revoked == [made["id"]]


async def test_what_is_not_there_cannot_be_revoked_or_closed(bench: Bench) -> None:
    service = bench.branch.devices

    refused = [
        await refusal(service.revoke(asks(), _NOBODY)),
        await refusal(service.close_session(asks(), _NOBODY)),
    ]

    assert [why.code for why in refused] == [Code.NOT_FOUND] * 2


async def test_guests_get_a_token_of_their_own_session(bench: Bench) -> None:
    seated = await _seated(bench, "7")

    principal = bench.branch.devices.find_principal(seated["token"])

    assert principal is not None
    assert principal.role is Role.CUSTOMER
    assert principal.session_id == seated["session"]["id"]
    assert bench.branch.devices.session(seated["session"]["id"]).table_number == "7"


async def test_seating_the_next_guests_ends_the_session_before(bench: Bench) -> None:
    before, elsewhere = await _seated(bench, "7"), await _seated(bench, "8")

    after = await _seated(bench, "7")

    service = bench.branch.devices
    assert service.has_session(elsewhere["session"]["id"])
    assert service.has_session(after["session"]["id"])
    assert not service.has_session(before["session"]["id"])
    assert [each.id for each in service.sessions("7")] == [after["session"]["id"]]


async def test_a_table_has_one_session_however_many_are_opened_at_once(bench: Bench) -> None:
    seated = await asyncio.gather(*(_seated(bench, "7") for _ in range(8)))

    service = bench.branch.devices
    valid = [each for each in seated if service.has_session(each["session"]["id"])]
    assert len(valid) == 1
    assert await bench.sql("SELECT id FROM sessions WHERE closed_at IS NULL") == [
        (valid[0]["session"]["id"],)
    ]


async def test_guests_who_have_left_may_read_what_they_had_for_four_hours(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    session_id = seated["session"]["id"]
    service = bench.branch.devices

    await service.close_session(asks(), session_id)
    bench.clock.forward(devices.READABLE_FOR - 1)
    await bench.branch.timers.do_due()
    assert service.find_principal(seated["token"]) is not None
    assert service.session(session_id).closed_at

    bench.clock.forward(1)
    await bench.branch.timers.do_due()
    assert service.find_principal(seated["token"]) is None
    assert len(bench.revoked) == 1
    with pytest.raises(Refusal, match="no such session"):
        service.session(session_id)
    again = await refusal(service.close_session(asks(), session_id))
    assert again.code is Code.NOT_FOUND


async def test_the_four_hours_go_on_while_the_hub_is_off(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    await bench.branch.devices.close_session(asks(), seated["session"]["id"])

    await bench.reopen()
    assert bench.branch.devices.find_principal(seated["token"]) is not None
    assert bench.branch.devices.is_readable(seated["session"]["id"])

    bench.clock.forward(devices.READABLE_FOR)
    await bench.reopen()
    await bench.branch.timers.do_due()
    assert bench.branch.devices.find_principal(seated["token"]) is None


async def test_what_guests_may_read_can_be_ended_at_once(bench: Bench) -> None:
    here, left = await _seated(bench, "7"), await _seated(bench, "8")
    service = bench.branch.devices
    await service.close_session(asks(), left["session"]["id"])

    for each in (here, left):
        await service.close_session(asks(), each["session"]["id"], at_once=True)

    assert [service.find_principal(each["token"]) for each in (here, left)] == [None, None]
    assert len(bench.revoked) == 2
    assert await bench.sql("SELECT * FROM timers") == []


async def test_those_who_have_left_do_not_fill_the_memory(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "MAX_SESSIONS", 3)
    seated = [await _seated(bench, "7") for _ in range(5)]

    known = [bool(bench.branch.devices.find_principal(each["token"])) for each in seated]

    assert known == [False, True, True, True, True]


async def test_a_link_reads_the_session_and_renewing_it_ends_those_before(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    session_id, service = seated["session"]["id"], bench.branch.devices

    def reader(made: Any) -> Any:  # noqa: ANN401 - JSON
        code = data_in(made)["path"].removeprefix("/guest#")
        return service.find_principal(f"gly_{code}")

    first = await service.link_session(asks(), session_id, renew=False)
    assert reader(first).session_id == session_id
    assert service.find_principal(seated["token"]) is not None
    second = await service.link_session(asks(), session_id, renew=True)

    assert reader(second).session_id == session_id
    assert reader(first) is None
    assert service.find_principal(seated["token"]) is None
    assert second.secret


async def test_a_session_has_a_limited_number_of_links(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "MAX_TOKENS", 3)
    seated = await _seated(bench, "7")
    session_id, service = seated["session"]["id"], bench.branch.devices

    for expected in (True, True, False):
        await service.link_session(asks(), session_id, renew=False)
        assert (service.find_principal(seated["token"]) is not None) is expected
    await service.close_session(asks(), session_id)
    why = await refusal(service.link_session(asks(), session_id, renew=False))
    assert why.code is Code.NOT_FOUND


async def test_sessions_survive_the_branch_being_opened_again(bench: Bench) -> None:
    stays, left = await _seated(bench, "7"), await _seated(bench, "8")
    await bench.branch.devices.close_session(asks(), left["session"]["id"], at_once=True)

    await bench.reopen()

    service = bench.branch.devices
    assert service.find_principal(stays["token"]) is not None
    assert service.find_principal(left["token"]) is None
    assert service.session(stays["session"]["id"]).table_number == "7"
    assert (await refusal(service.close_session(asks(), left["session"]["id"]))).code is (
        Code.NOT_FOUND
    )


async def test_a_session_shows_the_orders_of_its_own_table_only(bench: Bench) -> None:
    mine, other = await _seated(bench, "7"), await _seated(bench, "8")
    order = await bench.place("Soup", session_id=mine["session"]["id"])
    await bench.place("Bread", session_id=other["session"]["id"])
    await bench.place("Tea")

    session = bench.branch.devices.session(mine["session"]["id"])
    shown = data_in(await bench.branch.history.session(session))

    assert [each["id"] for each in shown["orders"]] == [order.id]
    assert shown["session"]["table_number"] == "7"


async def test_ending_a_session_whose_token_was_revoked_is_written(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    principal = bench.branch.devices.find_principal(seated["token"])
    assert principal is not None
    await bench.branch.devices.revoke(asks(), principal.id)

    await bench.branch.devices.close_session(asks(), seated["session"]["id"])
    await bench.close()

    assert on_disk(bench.path, "SELECT count(*) FROM sessions WHERE closed_at IS NULL") == [(0,)]


async def test_ending_a_session_is_refused_once_the_branch_is_closed(bench: Bench) -> None:
    seated = await _seated(bench, "7")
    service = bench.branch.devices
    principal = service.find_principal(seated["token"])
    assert principal is not None
    await service.revoke(asks(), principal.id)
    await bench.close()

    why = await refusal(service.close_session(asks(), seated["session"]["id"]))

    assert why.code is Code.STORAGE_ERROR


async def test_only_so_many_tables_have_guests_at_the_same_time(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "MAX_SESSIONS", 3)
    seated = [await _seated(bench, table) for table in ("1", "2", "3")]

    why = await refusal(bench.branch.devices.open_session(asks(), "4"))

    assert why.code is Code.CONFLICT
    assert "table_number" in why.details
    await _seated(bench, "3")
    await bench.branch.devices.close_session(asks(), seated[0]["session"]["id"])
    await _seated(bench, "4")
