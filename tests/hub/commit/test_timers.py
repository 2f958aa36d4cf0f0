"""What is due at some time is done then, once, in order; also over restarts and set clocks."""

import asyncio
import logging

import pytest

from hub.commit import timers
from hub.commit.change import HUB, Change
from hub.domain.errors import Refusal
from hub.store.row_types import TimerRow
from hub.wire.drafts import alert_draft
from hub.wire.events import KitchenAlert
from tests.support.branch import Bench, payload, until

_KIND = "reminder"
_MINUTE = 60_000


class _Reminders:
    """Tells the kitchen of each timer that is due, by its id."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.fails: set[str] = set()
        self.length = 0
        bench.branch.timers.on_due(_KIND, self._do)

    def _do(self, timer: TimerRow, change: Change) -> None:
        if timer.id in self.fails:
            raise LookupError("nobody thought of this")
        change.tell(alert_draft(KitchenAlert(code="REMINDER", message=timer.id.ljust(self.length))))

    async def set(self, **minutes: float) -> None:
        change = self.bench.branch.writer.begin(HUB)
        for name, after in minutes.items():
            due = change.at + round(after * _MINUTE)
            self.bench.branch.timers.set(change, _KIND, name, due)
        await self.bench.branch.writer.commit(change)

    async def after(self, minutes: float) -> list[str]:
        """Let time pass, do what is due, and list all that has been done so far."""
        self.bench.clock.forward(round(minutes * _MINUTE))
        await self.bench.branch.timers.do_due()
        return self.done

    @property
    def done(self) -> list[str]:
        told = [payload(each) for each in self.bench.events if each.draft.type == "kitchen:alert"]
        return [each["message"].strip() for each in told if each["code"] == "REMINDER"]


@pytest.fixture
def reminders(bench: Bench) -> _Reminders:
    return _Reminders(bench)


async def test_what_is_due_is_done_the_earliest_first_and_once(reminders: _Reminders) -> None:
    await reminders.set(late=3, early=1, middle=2)

    assert await reminders.after(0.9) == []
    assert await reminders.after(1.2) == ["early", "middle"]
    assert await reminders.after(5) == ["early", "middle", "late"]
    assert await reminders.after(60) == ["early", "middle", "late"]


async def test_what_became_due_while_the_hub_was_off_is_done_at_the_start_in_order(
    bench: Bench, reminders: _Reminders
) -> None:
    await reminders.set(second=2, first=1, later=90)
    await bench.close()
    bench.clock.forward(10 * _MINUTE)
    await bench.open()
    again = _Reminders(bench)

    assert await again.after(0) == ["first", "second"]

    await bench.reopen()
    assert await _Reminders(bench).after(0) == ["first", "second"]


async def test_a_timer_that_is_set_anew_is_due_once_at_its_new_time(
    reminders: _Reminders,
) -> None:
    await reminders.set(oven=1)
    await reminders.set(oven=5)

    assert await reminders.after(2) == []
    assert await reminders.after(4) == ["oven"]


async def test_a_timer_that_is_taken_away_is_not_done(bench: Bench, reminders: _Reminders) -> None:
    await reminders.set(oven=1)
    change = bench.branch.writer.begin(HUB)
    bench.branch.timers.cancel(change, _KIND, "oven")
    await bench.branch.writer.commit(change)

    assert await reminders.after(2) == []
    await bench.reopen()
    assert await _Reminders(bench).after(2) == []


async def test_a_timer_whose_change_fails_is_not_set(bench: Bench, reminders: _Reminders) -> None:
    change = bench.branch.writer.begin(HUB)
    bench.branch.timers.set(change, _KIND, "oven", 0)
    change.tell(alert_draft(KitchenAlert(code="x" * (2**21), message="")))
    async with bench.full():
        with pytest.raises(Refusal):
            await bench.branch.writer.commit(change)

    assert await reminders.after(1) == []


async def test_a_timer_is_done_by_itself_when_its_time_comes(
    bench: Bench, reminders: _Reminders
) -> None:
    running = asyncio.create_task(bench.branch.timers.run())
    try:
        await reminders.set(soon=0.001)
        bench.clock.forward(_MINUTE)
        await until(lambda: reminders.done == ["soon"])
    finally:
        running.cancel()


async def test_when_the_clock_is_set_what_is_set_stays_as_far_away(
    bench: Bench, reminders: _Reminders
) -> None:
    await reminders.set(oven=10)

    bench.clock.set(bench.clock.wall() + 60 * _MINUTE)
    await bench.branch.clock_steps.look()

    assert await reminders.after(9) == []
    assert await reminders.after(2) == ["oven"]


async def test_when_the_clock_is_set_back_what_is_set_stays_as_far_away(
    bench: Bench, reminders: _Reminders
) -> None:
    await reminders.set(oven=10)

    bench.clock.set(bench.clock.wall() - 60 * _MINUTE)
    await bench.branch.clock_steps.look()

    assert await reminders.after(9) == []
    assert await reminders.after(2) == ["oven"]


async def test_one_that_cannot_be_done_stays_and_holds_no_other_up(
    bench: Bench, reminders: _Reminders, caplog: pytest.LogCaptureFixture
) -> None:
    reminders.fails = {"broken"}
    await reminders.set(broken=1, other=2)

    with caplog.at_level(logging.ERROR, timers.__name__):
        assert await reminders.after(3) == ["other"]
    assert "reminder broken could not be done" in caplog.text

    reminders.fails = set()
    assert await reminders.after(1.1) == ["other", "broken"]
    assert await bench.sql("SELECT * FROM timers") == []


async def test_what_is_due_is_kept_while_nothing_can_be_written(
    bench: Bench, reminders: _Reminders
) -> None:
    await reminders.set(oven=1)
    reminders.length = 2**21
    async with bench.full():
        with pytest.raises(Refusal):
            await reminders.after(2)

    assert await reminders.after(0) == ["oven"]
