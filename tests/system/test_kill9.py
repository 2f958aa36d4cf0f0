"""``kill -9`` again and again while devices write: what was acknowledged is there, once."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.audit import CLEAN, Event, audit, effects_of
from tests.support.careless_hub import program
from tests.support.dying_hub import killed
from tests.support.effort import tries
from tests.support.restarts import READY_WITHIN

pytestmark = pytest.mark.system

SEED = 20_260_105
KILLS = tries(6, 100)


@pytest.mark.timeout(300)
async def test_no_acknowledged_write_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    outcome = await killed(tmp_path, SEED, KILLS)

    assert outcome.kept, outcome
    assert outcome.rounds == KILLS
    assert outcome.retries >= KILLS
    assert "Traceback" not in (tmp_path / "data.log").read_text("utf-8")


@pytest.mark.timing
async def test_a_hub_that_was_killed_is_ready_in_time(tmp_path: Path) -> None:
    outcome = await killed(tmp_path, SEED, 20)

    assert outcome.kept, outcome
    assert outcome.late < READY_WITHIN


async def test_a_hub_that_answers_before_it_has_written_is_seen(tmp_path: Path) -> None:
    outcome = await killed(tmp_path, SEED, 20, program("waiting"))

    assert outcome.missing > 0


def new_order(seq: int, name: str) -> Event:
    order = {"id": name, "items": [{"id": f"{name}-item", "name": name}]}
    return {"seq": seq, "type": "order:new", "payload": {"order": order}}


def item_moved(seq: int, item: str, status: str) -> Event:
    payload: dict[str, Any] = {"item": {"id": item, "status": status}}
    return {"seq": seq, "type": "order:item_status", "payload": payload}


class TestTheAuditor:
    """The auditor itself, on histories that are known to be wrong."""

    LOG = (
        new_order(1, "soup"),
        item_moved(2, "soup-item", "preparing"),
        item_moved(3, "soup-item", "ready"),
    )

    def test_a_true_history_is_clean(self) -> None:
        assert audit(effects_of(self.LOG), self.LOG) == CLEAN

    @pytest.mark.parametrize("missing", [0, 1, 2])
    def test_a_lost_write_is_found(self, missing: int) -> None:
        left = [event for at, event in enumerate(self.LOG) if at != missing]
        log = [{**event, "seq": seq} for seq, event in enumerate(left, start=1)]
        found = audit(effects_of(self.LOG), log)
        assert found == CLEAN._replace(lost=effects_of([self.LOG[missing]]))

    @pytest.mark.parametrize("twice", [0, 1, 2])
    def test_a_doubled_write_is_found(self, twice: int) -> None:
        log = [*self.LOG, {**self.LOG[twice], "seq": 4}]
        found = audit(effects_of(self.LOG), log)
        assert found == CLEAN._replace(doubled=effects_of([self.LOG[twice]]))

    def test_an_order_doubled_under_another_id_is_found(self) -> None:
        again = new_order(4, "soup")
        again["payload"]["order"]["id"] = "another"
        found = audit(effects_of(self.LOG), [*self.LOG, again])
        assert found.doubled == effects_of([again])

    def test_a_gap_is_found(self) -> None:
        log = [*self.LOG[:2], {**self.LOG[2], "seq": 4}]
        assert audit(effects_of(log), log) == CLEAN._replace(gaps=[4])

    def test_a_log_that_does_not_begin_at_one_is_found(self) -> None:
        log = [{**event, "seq": event["seq"] + 1} for event in self.LOG]
        assert audit(effects_of(log), log).gaps == [2, 3, 4]
