"""The test order goes away by itself, whatever the hub did meanwhile."""

import pytest

from hub.domain.errors import Code, Refusal
from hub.upkeep.trial_order import STAYS, TrialOrders
from tests.support.branch import Bench, asks


def trial_on(bench: Bench) -> TrialOrders:
    branch = bench.branch
    return TrialOrders(branch.intake, branch.order_changes, branch.timers, branch.menu, branch.log)


@pytest.mark.parametrize("starts_anew", [False, True])
async def test_it_goes_away_when_its_time_is_up(bench: Bench, starts_anew: bool) -> None:
    order_id = (await trial_on(bench).place(asks())).value.order_id
    if starts_anew:
        await bench.reopen()
    trial = trial_on(bench)
    assert trial.view().order_id == order_id

    bench.clock.forward(STAYS - 1000)
    await bench.branch.timers.do_due()
    assert len(bench.snapshot()) == 1
    bench.clock.forward(2000)
    await bench.branch.timers.do_due()

    assert bench.snapshot() == []
    with pytest.raises(Refusal) as why:
        trial.view()
    assert why.value.code is Code.NOT_FOUND


async def test_whatever_was_sent_has_a_time_to_go(bench: Bench) -> None:
    trial = trial_on(bench)
    async with bench.full():
        for _ in range(200):
            try:
                await trial.place(asks())
            except Refusal:
                break
    timed = {each.id for each in bench.branch.timers.of("order:trial")}
    assert {each.id for each in bench.snapshot() if each.test} <= timed
