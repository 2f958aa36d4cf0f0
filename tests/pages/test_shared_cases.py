"""What a screen and a page make of the same news and presses: one list of cases for both."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from display.link.decoding import read_event, read_frame, read_orders
from display.state.in_flight import SETTLE_MS, settle, take_answer
from display.state.messages import (
    Action,
    Answered,
    ItemSeen,
    OrderSeen,
    OtherSeen,
    Snapshot,
)
from display.state.model import DEAD_MS, STALE_MS, BoardState, InFlight
from display.state.replica import Replica, from_snapshot, with_event
from display.state.settings import BoardSettings
from scripts.tablet_browser import serve_sources
from tests.support.tablets import HouseOfTablets

CASES = Path(__file__).parent / "cases"
REPLICA = json.loads((CASES / "replica.json").read_text("utf-8"))
IN_FLIGHT = json.loads((CASES / "in_flight.json").read_text("utf-8"))
NUMBERS = {"STALE_MS": STALE_MS, "DEAD_MS": DEAD_MS, "SETTLE_MS": SETTLE_MS}

Case = Mapping[str, Any]

# In a browser, with the page's own modules.
_RUN = """async (given) => {
  const [replica, flying] = await Promise.all(
    ["replica.js", "in_flight.js"].map((name) => import(`/sources/${name}`)));
  const take = (known, step, {station = null, done = []}) =>
    step.snapshot ? replica.fromSnapshot(known, step.snapshot, station, new Set(done))
    : step.event ? replica.withEvent(known, step.event, station) : known;
  const seen = given.replica.map((each) => {
    let known = replica.EMPTY;
    for (const step of each.steps) known = take(known, step, each);
    const orders = [...known.orders.values()];
    const lines = Object.fromEntries(
      orders.flatMap((order) => order.items.map((item) => [item.id, item.status])));
    return {orders: orders.map((order) => order.id), seq: known.seq, lost: known.lost, lines};
  });
  const left = given.flights.map(({steps}) => {
    let known = replica.EMPTY;
    let flights = [];
    let now = 0;
    for (const step of steps) {
      known = take(known, step, {});
      const {press, agreed, refused, tick} = step;
      now = press?.at ?? agreed?.at ?? refused?.at ?? tick ?? now;
      if (press) {
        const version = known.orders.get(press.order ?? "")?.version ?? null;
        flights = [...flights, {id: press.id, order: press.order, version, answered: null}];
      }
      if (agreed) flights = flying.agreed(flights, agreed.id, now);
      if (refused) flights = flights.filter((each) => each.id !== refused.id);
      if (!press) flights = flying.settle(flights, known, now);
    }
    return flights.map((each) => each.id);
  });
  const {STALE_MS, DEAD_MS, SETTLE_MS, judge} = flying;
  const judged = given.silences.map(judge);
  return {seen, left, judged, numbers: {STALE_MS, DEAD_MS, SETTLE_MS}};
}"""


def take(known: Replica, step: Case, case: Case) -> Replica:
    """Take one step's news into a screen's copy."""
    station = case.get("station")
    if "snapshot" in step:
        said = step["snapshot"]
        cancelled = said.get("cancelled")
        snapshot = Snapshot(
            now=0,
            epoch=said["epoch"],
            seq=said["seq"],
            hub_ms=0,
            orders=read_orders([msgspec.Raw(json.dumps(each)) for each in said["orders"]]).orders,
            upcoming=(),
            cancelled=None
            if cancelled is None
            else read_orders([msgspec.Raw(json.dumps(each)) for each in cancelled]).orders,
        )
        return from_snapshot(snapshot, known, station, case.get("done", ()))
    if "event" in step:
        frame = read_frame(json.dumps({"room": "r", "timestamp": 0, **step["event"]}))
        event = read_event(frame, 0)
        assert isinstance(event, OrderSeen | ItemSeen | OtherSeen)
        return with_event(known, event, station)
    return known


@pytest.mark.parametrize("case", REPLICA, ids=lambda case: case["name"])
def test_a_screens_copy_of_the_orders_is_as_expected(case: Case) -> None:
    known = Replica()
    for step in case["steps"]:
        known = take(known, step, case)

    expected = case["expect"]
    lines = {item.id: item.status for order in known.orders.values() for item in order.items}
    assert (list(known.orders), known.seq, known.lost) == (
        expected["orders"],
        expected["seq"],
        expected["lost"],
    )
    assert lines == expected.get("lines", lines)


@pytest.mark.parametrize("case", IN_FLIGHT, ids=lambda case: case["name"])
def test_a_screens_presses_are_under_way_for_as_long_as_expected(case: Case) -> None:
    state = BoardState(settings=BoardSettings())
    now = 0
    for step in case["steps"]:
        state = msgspec.structs.replace(state, replica=take(state.replica, step, {}))
        if "press" in step:
            press = step["press"]
            order = state.replica.orders.get(press["order"] or "")
            version = None if order is None else order.version
            flight = InFlight(press["id"], Action.BUMP, press["order"], press["at"], version)
            state = msgspec.structs.replace(state, in_flight=(*state.in_flight, flight))
            continue
        for name, refusal in (("agreed", None), ("refused", "no")):
            if name in step:
                now = step[name]["at"]
                answer = Answered(now=now, press_id=step[name]["id"], refusal=refusal)
                state, _ = take_answer(state, answer)
        now = step.get("tick", now)
        state = settle(state, now)

    assert [each.press_id for each in state.in_flight] == case["expect"]


@pytest.mark.system
async def test_a_page_makes_the_same_of_all_of_them(house: HouseOfTablets) -> None:
    tablet = await house.open("station", token="")
    await serve_sources(tablet.page)
    given = {"replica": REPLICA, "flights": IN_FLIGHT, "silences": [0, 2999, 3000, 9999, 10000]}

    found = await tablet.page.evaluate(_RUN, given)

    for case, seen in zip(REPLICA, found["seen"], strict=True):
        expected = {"lines": seen["lines"], **case["expect"]}
        assert seen == expected, case["name"]
    assert found["left"] == [case["expect"] for case in IN_FLIGHT]
    assert found["judged"] == ["fresh", "fresh", "stale", "stale", "dead"]
    assert found["numbers"] == NUMBERS
