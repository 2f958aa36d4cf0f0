"""Clocks that are set, stop, and start anew with another time: no age on any screen jumps."""

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from display.link.decoding import read_event, read_frame
from display.state.messages import LinkChanged, LinkState, Snapshot
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.state.update import update
from hub.clock.hub_time import STEP
from hub.commit.idempotency import REMEMBER
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Role
from hub.domain.times import milliseconds
from hub.wire.edit_requests import EditOrder
from hub.wire.events import Committed
from hub.wire.requests import Bump, BumpStatus, Recall
from tests.support.branch import Bench, HeldClock, asks, data_in, new_order, seqs
from tests.support.effort import tries

pytestmark = pytest.mark.system

_T = TypeVar("_T")
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_Y1970, _Y2038 = 0, (2**31 - 10) * _SECOND
_STEPS = st.sampled_from([-_HOUR, _DAY, -_DAY, 40 * _MINUTE, -3 * _SECOND])
_SCREENS = 3

INACCURATE = 2 * STEP
"""Milliseconds by which an age may differ from the truth: a small difference of the wall clock is
followed and not corrected, once at the order and once at the screen."""

JUMP = 1_000
"""Milliseconds by which an age on a screen may be off from one look to the next."""


class Onlooker:
    """One screen's state on a clock of its own, which nobody sets.

    Attributes:
        ages: as they stood on the screen at the last look, by order id.
        state: what the screen knows.
    """

    def __init__(self, bench: Bench, now: int) -> None:
        self._bench = bench
        self._heard = len(bench.events)
        self._looked = now
        self.ages: dict[str, int] = {}
        self.state = BoardState(settings=BoardSettings())
        self._tell(LinkChanged(now=now, connection=LinkState.LIVE))
        self.take_snapshot(now)

    def take_snapshot(self, now: int) -> None:
        """Join again, as a screen does every half minute."""
        self.follow(now)
        branch = self._bench.branch
        self._tell(
            Snapshot(
                now=now,
                epoch=branch.epoch,
                seq=branch.board.seq,
                hub_ms=branch.time.shown.now(),
                orders=tuple(self._bench.snapshot()),
            )
        )

    def follow(self, now: int) -> None:
        """Take in what has been told since."""
        news = self._bench.events[self._heard :]
        self._heard += len(news)
        for event in news:
            self._tell(_as_heard(event, now))

    def look(self, now: int) -> list[str]:
        """Look at every age.

        Returns:
            what is wrong with the ages, or with the orders, a sentence each.
        """
        self.follow(now)
        replica = self.state.replica
        wrong = []
        if replica.lost or dict(replica.orders) != {o.id: o for o in self._bench.snapshot()}:
            wrong.append("the screen does not show what the hub has")
        before, self.ages = self.ages, self.ages_at(now)
        for order in replica.orders.values():
            shown = self.ages[order.id]
            due = before.get(order.id, shown - now + self._looked) + now - self._looked
            if abs(shown - due) > JUMP:
                wrong.append(f"{order.order_number} jumped from {due} to {shown} ms")
        self._looked = now
        return wrong

    def ages_at(self, now: int) -> dict[str, int]:
        """Return the age of each order, in ms, as it stands on the screen then."""
        self.follow(now)
        return {each: now - self.state.taken_at[each] for each in self.state.replica.orders}

    @property
    def board(self) -> list[str]:
        """The tickets' ids, in order."""
        return [order.id for order in self.state.board()]

    def _tell(self, message: Any) -> None:  # noqa: ANN401 - any of the messages
        self.state, _ = update(self.state, message)


def _as_heard(event: Committed, now: int) -> Any:  # noqa: ANN401 - any of the messages
    return read_event(read_frame(event.frame(event.rooms[-1]).decode()), now)


class Taken(NamedTuple):
    """An order: its number counts on, and the test's own clock knows when it was taken."""

    order_id: str
    at: int


class Kept(NamedTuple):
    """A request that was sent with a key, and what came of it."""

    key: str
    order_id: str
    at: int


class WrongClocks(RuleBasedStateMachine):
    """A branch on a machine with a bad clock. ``now`` is the true time, in ms."""

    machine: type[HeldClock] = HeldClock

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self.clock = self.machine()
        self.now = self.clock.wall()
        self.bench = Bench(Path(self._folder.name) / "galley.db", self.clock)
        self.taken: dict[str, Taken] = {}
        self.kept: list[Kept] = []
        self.screens: list[Onlooker] = []

    @initialize()
    def open(self) -> None:
        """Open for business; one screen is there from the beginning to the end."""
        self._run(self.bench.open())
        made = self._run(self.bench.branch.devices.make(asks(), Role.KITCHEN, "screen"))
        self.token = data_in(made)["token"]
        self.screens.append(Onlooker(self.bench, self.now))

    @rule()
    def place(self) -> None:
        """Take an order, with a key."""
        key = f"key-{len(self.kept)}"
        order_id = self._ask(key)
        self.taken[order_id] = Taken(order_id, self.now)
        self.kept.append(Kept(key, order_id, self.now))

    @rule(which=st.integers(0, 99))
    def ask_again(self, which: int) -> None:
        """Send a request once more."""
        if self.kept:
            kept = self.kept[which % len(self.kept)]
            if self.now - kept.at <= REMEMBER:
                assert self._ask(kept.key) == kept.order_id, f"{kept.key} was forgotten"

    @rule(which=st.integers(0, 99), status=st.sampled_from(BumpStatus))
    def bump(self, which: int, status: BumpStatus) -> None:
        """Move an order on."""
        new = Bump(status=status)
        self._change(which, lambda service, order_id: service.bump(asks(), order_id, new))

    @rule(which=st.integers(0, 99))
    def recall(self, which: int) -> None:
        """Bring an order back."""
        self._change(which, lambda service, order_id: service.recall(asks(), order_id, Recall()))

    @rule(which=st.integers(0, 99))
    def edit(self, which: int) -> None:
        """Change an order's notes."""
        new = EditOrder(notes="no salt")
        edits = self.bench.branch.edits
        self._change(which, lambda _, order_id: edits.edit(asks(), order_id, new))

    @rule(gone=st.sampled_from([_SECOND, 7 * _SECOND, 5 * _MINUTE, 3 * _HOUR]))
    def wait(self, gone: int) -> None:
        """Let time pass."""
        self.now += gone
        self.clock.forward(gone)
        self.look()

    @precondition(lambda self: not self.clock.is_synchronized)
    @rule(by=_STEPS)
    def set_the_clock_by(self, by: int) -> None:
        """Set the wall clock; the hub has not looked yet."""
        self.clock.set(self.clock.wall() + by)

    @precondition(lambda self: not self.clock.is_synchronized)
    @rule(year=st.sampled_from([_Y1970, _Y2038]))
    def set_the_clock_to_another_age(self, year: int) -> None:
        """Set the wall clock to where clocks end."""
        self.clock.set(year)

    @rule()
    def hear_the_time_from_the_network(self) -> None:
        """Set the wall clock right."""
        self.clock.set(self.now)
        self.clock.is_synchronized = True

    @rule()
    def look(self) -> None:
        """Have the hub look at the wall clock, as it does every second."""
        self._run(self.bench.branch.clock_steps.look())

    @rule()
    def tidy_up(self) -> None:
        """Forget old keys, as the hub does every hour."""
        self._run(self.bench.branch.idempotency_keys.purge())

    @rule(wall=st.sampled_from([None, -_HOUR, _DAY, _Y1970, _Y2038]))
    def start_the_hub_anew(self, wall: int | None) -> None:
        """Stop the hub and start it again, on a machine that goes on; its clock may be set."""
        self._run(self.bench.close())
        if wall is not None and not self.clock.is_synchronized:
            steps = wall in {-_HOUR, _DAY}
            self.clock.set(self.clock.wall() + wall if steps else wall)
        self._run(self.bench.open())

    @rule(
        away=st.sampled_from([20 * _SECOND, 10 * _MINUTE, 9 * _HOUR]),
        wall=st.sampled_from(["stopped", "1970", "2038", "right", "late"]),
        agreed=st.booleans(),
        orderly=st.booleans(),
    )
    def cut_the_power(self, *, away: int, wall: str, agreed: bool, orderly: bool) -> None:
        """Switch the machine off and on again."""
        self._run(self.bench.close() if orderly else self._fall_over())
        stopped = self.clock.wall()
        self.now += away
        walls = {"1970": _Y1970, "2038": _Y2038, "right": self.now, "late": self.now - away // 2}
        self.clock.start_anew(self.now if agreed else walls.get(wall, stopped))
        self.clock.is_synchronized = agreed
        self._run(self.bench.open())

    @rule()
    def another_screen_joins(self) -> None:
        """Start a screen; the last one makes room for it."""
        del self.screens[_SCREENS - 1 :]
        self.screens.append(Onlooker(self.bench, self.now))

    @rule()
    def screens_take_snapshots(self) -> None:
        """Have every screen join again, as it does every half minute."""
        for screen in self.screens:
            screen.take_snapshot(self.now)

    @invariant()
    def no_age_jumps(self) -> None:
        """Every screen shows what the hub has, and ages that go on evenly."""
        for screen in self.screens:
            assert screen.look(self.now) == []

    @invariant()
    def no_age_is_negative(self) -> None:
        """What a new screen would show is not negative either."""
        shown = self.bench.branch.time.shown.now()
        for order in self.bench.snapshot():
            assert milliseconds(order.counted_from) <= shown

    @invariant()
    def an_age_is_true_or_at_least_not_too_high(self) -> None:
        """An age that is not marked is the true one."""
        for screen in self.screens:
            for order_id, shown in screen.ages_at(self.now).items():
                true = self.now - self.taken[order_id].at
                if order_id in screen.state.at_least:
                    assert shown <= true + INACCURATE
                else:
                    assert abs(shown - true) <= INACCURATE

    @invariant()
    def tickets_stand_in_the_order_in_which_they_were_taken(self) -> None:
        """Whatever the time, the oldest comes first."""
        for screen in self.screens:
            assert screen.board == [each for each in self.taken if each in screen.board]

    @invariant()
    def seq_has_no_gap(self) -> None:
        """A correction is an event like any other."""
        assert seqs(self.bench.events) == list(range(1, len(self.bench.events) + 1))

    @invariant()
    def the_token_is_good(self) -> None:
        """Tokens know no time."""
        assert self.bench.branch.devices.find_principal(self.token) is not None

    def teardown(self) -> None:
        """Leave nothing behind."""
        self._run(self.bench.close())
        self._runner.close()
        self._folder.cleanup()

    async def _fall_over(self) -> None:
        """Lose the power: nothing is written down any more."""
        branch, self.bench._branch = self.bench.branch, None
        await branch.writer.stop()
        await branch._store.close()

    def _ask(self, key: str) -> str:
        service = self.bench.branch.intake
        placed = self.bench.once(key, lambda command: service.place(command, new_order("Soup")))
        return str(data_in(self._run(placed))["id"])

    def _change(self, which: int, change: Any) -> None:  # noqa: ANN401 - a command of the service's
        if not self.taken:
            return
        order_id = list(self.taken)[which % len(self.taken)]
        try:
            self._run(change(self.bench.branch.orders, order_id))
        except Refusal as why:
            if why.code is not Code.INVALID_TRANSITION:
                raise

    def _run(self, running: Coroutine[Any, Any, _T]) -> _T:
        return self._runner.run(running)


TestWrongClocks = WrongClocks.TestCase
TestWrongClocks.settings = settings(max_examples=tries(8, 25), stateful_step_count=40)


class JumpingClock(HeldClock):
    """A machine with one clock only: nothing is there to notice a step by."""

    def running(self) -> int:
        return self.wall()


class Uncorrected(WrongClocks):
    """The same kitchen with the correction blinded."""

    machine = JumpingClock


@pytest.mark.parametrize("by", [-_HOUR, _DAY])
@pytest.mark.parametrize(("kitchen", "holds"), [(WrongClocks, True), (Uncorrected, False)])
def test_only_the_correction_keeps_ages_from_jumping(
    by: int, kitchen: type[WrongClocks], *, holds: bool
) -> None:
    there = kitchen()
    there.open()
    try:
        there.place()
        there.no_age_jumps()
        there.wait(5 * _MINUTE)
        there.set_the_clock_by(by)
        there.look()
        there.another_screen_joins()
        there.no_age_jumps()
        if holds:
            there.an_age_is_true_or_at_least_not_too_high()
        else:
            with pytest.raises(AssertionError):
                there.an_age_is_true_or_at_least_not_too_high()
    finally:
        there.teardown()
