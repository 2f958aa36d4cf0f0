"""When devices were last heard, and as whose: in memory at once, on disk now and then."""

from typing import Any

import pytest

from hub.domain.permissions import Principal, Role
from hub.upkeep.maintenance import SEEN_EVERY
from tests.support.branch import OPENING_TIME, Bench, asks, data_in, on_disk

HOUR = 3_600_000
SEEN = "SELECT token, at, address FROM seen"


async def device(bench: Bench, name: str = "Grill") -> Principal:
    made: Any = data_in(await bench.branch.devices.make(asks(), Role.KITCHEN, name))
    return Principal(id=made["id"], name=name, role=Role.KITCHEN)


async def test_the_last_request_counts(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")
    bench.clock.forward(1000)
    bench.branch.last_seen.note(grill, "10.0.0.6")

    assert bench.branch.last_seen.get(grill.id) == (OPENING_TIME + 1000, "10.0.0.6")


async def test_a_request_alone_writes_nothing(bench: Bench) -> None:
    grill = await device(bench)
    commits = bench.branch.writer.commits
    for _ in range(100):
        bench.branch.last_seen.note(grill, "10.0.0.5")

    assert await bench.sql(SEEN) == []
    assert bench.branch.writer.commits == commits


async def test_closing_writes_them_down(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")

    await bench.close()

    assert on_disk(bench.path, SEEN) == [(grill.id, OPENING_TIME, "10.0.0.5")]


async def test_they_are_known_when_the_branch_is_opened_again(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")

    await bench.reopen()

    assert bench.branch.last_seen.get(grill.id) == (OPENING_TIME, "10.0.0.5")


@pytest.mark.parametrize("stations", [{None}, {"grill"}, {"grill", "fryer"}])
async def test_whose_screen_a_device_is_is_known_when_the_branch_is_opened_again(
    bench: Bench, stations: set[str | None]
) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")
    await bench.branch.write_last_seen()
    bench.branch.last_seen.note_stations(grill.id, frozenset(stations))
    # Once it is said, it is worth a write, and once only.
    written = []
    for _ in range(2):
        commits = bench.branch.writer.commits
        await bench.branch.write_last_seen(SEEN_EVERY)
        written.append(bench.branch.writer.commits - commits)
    await bench.branch.write_last_seen()

    await bench.reopen()

    assert bench.branch.last_seen.stations_of(grill.id) == stations
    assert written == [1, 0]


async def test_a_screen_that_is_moved_is_the_other_stations(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")

    for station in ("grill", "fryer"):
        bench.branch.last_seen.note_stations(grill.id, frozenset({station}))

    assert bench.branch.last_seen.stations_of(grill.id) == {"fryer"}


async def test_what_several_screens_have_in_common_stays_no_single_ones(bench: Bench) -> None:
    shared = await device(bench)
    bench.branch.last_seen.note(shared, "10.0.0.5")

    for stations in ({"grill", "fryer"}, {"grill"}):
        bench.branch.last_seen.note_stations(shared.id, frozenset(stations))

    assert bench.branch.last_seen.stations_of(shared.id) == {"grill", "fryer"}


async def test_what_has_not_changed_is_not_written_again(bench: Bench) -> None:
    bench.branch.last_seen.note(await device(bench), "10.0.0.5")
    await bench.branch.write_last_seen()
    commits = bench.branch.writer.commits

    await bench.branch.write_last_seen()

    assert bench.branch.writer.commits == commits


async def test_that_a_device_is_still_there_is_written_once_a_day(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")
    await bench.branch.write_last_seen(SEEN_EVERY)
    written = []

    for hours in (1, 23):
        bench.clock.forward(hours * HOUR)
        bench.branch.last_seen.note_connected([grill.id])
        commits = bench.branch.writer.commits
        await bench.branch.write_last_seen(SEEN_EVERY)
        written.append(bench.branch.writer.commits - commits)

    assert written == [0, 1]


async def test_many_devices_are_one_commit(bench: Bench) -> None:
    for each in range(40):
        bench.branch.last_seen.note(await device(bench, f"screen {each}"), "10.0.0.5")
    commits = bench.branch.writer.commits

    await bench.branch.write_last_seen()

    assert bench.branch.writer.commits == commits + 1
    assert len(await bench.sql(SEEN)) == 40


async def test_a_full_disk_loses_none_of_them(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5" + "x" * 20_000)
    async with bench.full():
        await bench.branch.write_last_seen()
        assert await bench.sql(SEEN) == []

    await bench.branch.write_last_seen()

    assert len(await bench.sql(SEEN)) == 1


async def test_a_connected_device_counts_as_heard(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")
    bench.clock.forward(60_000)

    bench.branch.last_seen.note_connected({grill.id, "never heard"})

    assert bench.branch.last_seen.get(grill.id) == (OPENING_TIME + 60_000, "10.0.0.5")
    assert bench.branch.last_seen.get("never heard") is None


async def test_a_revoked_device_is_forgotten(bench: Bench) -> None:
    grill = await device(bench)
    bench.branch.last_seen.note(grill, "10.0.0.5")
    await bench.branch.devices.revoke(asks(), grill.id)

    await bench.branch.write_last_seen()

    assert bench.branch.last_seen.get(grill.id) is None
    assert await bench.sql(SEEN) == []


async def test_where_guests_are_is_nobody_s_business(bench: Bench) -> None:
    guest = Principal(id="g", name="table 7", role=Role.CUSTOMER, session_id="s")

    bench.branch.last_seen.note(guest, "10.0.0.5")

    assert bench.branch.last_seen.get("g") is None


async def test_nothing_is_kept_of_devices_whose_token_is_worth_nothing(bench: Bench) -> None:
    last_seen = bench.branch.last_seen
    for written in (True, False):
        for _ in range(5):
            gone = await device(bench)
            last_seen.note(gone, "10.0.0.5")
            last_seen.note_stations(gone.id, frozenset({"grill"}))
            if written:
                await bench.branch.write_last_seen()
            await bench.branch.devices.revoke(asks(), gone.id)

    await bench.branch.write_last_seen()

    assert (last_seen._last, last_seen._written, last_seen._unwritten) == ({}, {}, set())
    assert last_seen._stations == {}
