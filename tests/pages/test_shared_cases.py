"""What a screen and a page make of the same news and presses: one list of cases for both."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from display.link.decoding import read_event, read_frame, read_orders
from display.link.link import POLL_EVERY
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
from display.state.update import update
from scripts.tablet_browser import serve_sources
from tests.support.tablets import HouseOfTablets

CASES = Path(__file__).parent / "cases"
REPLICA = json.loads((CASES / "replica.json").read_text("utf-8"))
IN_FLIGHT = json.loads((CASES / "in_flight.json").read_text("utf-8"))
POLLING = json.loads((CASES / "polling.json").read_text("utf-8"))
NUMBERS = {
    "STALE_MS": STALE_MS,
    "DEAD_MS": DEAD_MS,
    "SETTLE_MS": SETTLE_MS,
    "POLL_EVERY": POLL_EVERY * 1000,
}

Case = Mapping[str, Any]

# In a browser, with the page's own modules.
_RUN = """async (given) => {
  const [replica, flying, truth] = await Promise.all(
    ["replica.js", "in_flight.js", "truth.js"].map((name) => import(`/sources/${name}`)));
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
  const {STALE_MS, DEAD_MS, POLL_EVERY, judge} = truth;
  const polled = given.polling.map(({steps, now}) => {
    let known = replica.EMPTY;
    let heard = 0;
    for (const {snapshot, poll, event, at} of steps) {
      heard = at;
      known = event ? replica.withEvent(known, event)
        : replica.withSnapshot(known, snapshot ?? poll);
    }
    const orders = [...known.orders.keys()];
    return {orders, seq: known.seq, lost: known.lost, trust: judge(now - heard)};
  });
  const {SETTLE_MS} = flying;
  return {seen, left, polled, numbers: {STALE_MS, DEAD_MS, SETTLE_MS, POLL_EVERY}};
}"""


def take(known: Replica, step: Case, case: Case) -> Replica:
    """Take one step's news into a screen's copy."""
    station = case.get("station")
    if "snapshot" in step:
        snapshot = read_snapshot(step["snapshot"])
        return from_snapshot(snapshot, known, station, case.get("done", ()))
    if "event" in step:
        return with_event(known, read_news(step["event"]), station)
    return known


def read_snapshot(said: Case, now: int = 0) -> Snapshot:
    """Read the hub's open orders, whichever way they have come."""
    cancelled = said.get("cancelled")
    return Snapshot(
        now=now,
        epoch=said["epoch"],
        seq=said["seq"],
        hub_ms=0,
        orders=read_orders([msgspec.Raw(json.dumps(each)) for each in said["orders"]]).orders,
        upcoming=(),
        cancelled=None
        if cancelled is None
        else read_orders([msgspec.Raw(json.dumps(each)) for each in cancelled]).orders,
    )


def read_news(said: Case, now: int = 0) -> OrderSeen | ItemSeen | OtherSeen:
    """Read an event."""
    event = read_event(read_frame(json.dumps({"room": "r", "timestamp": 0, **said})), now)
    assert isinstance(event, OrderSeen | ItemSeen | OtherSeen)
    return event


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


@pytest.mark.parametrize("case", POLLING, ids=lambda case: case["name"])
def test_a_screens_board_is_as_true_as_expected_by_either_way(case: Case) -> None:
    state = BoardState(settings=BoardSettings())
    for step in case["steps"]:
        at = step["at"]
        said = step.get("snapshot") or step.get("poll")
        news = read_snapshot(said, at) if said else read_news(step["event"], at)
        state, _ = update(state, news)

    silence = state.silence(case["now"])
    trust = "dead" if silence >= DEAD_MS else "stale" if silence >= STALE_MS else "fresh"
    known = state.replica
    seen = {"orders": list(known.orders), "seq": known.seq, "lost": known.lost, "trust": trust}
    assert seen == case["expect"]


@pytest.mark.system
async def test_a_page_makes_the_same_of_all_of_them(house: HouseOfTablets) -> None:
    tablet = await house.open("station", token="")
    await serve_sources(tablet.page)
    given = {"replica": REPLICA, "flights": IN_FLIGHT, "polling": POLLING}

    found = await tablet.page.evaluate(_RUN, given)

    for case, seen in zip(REPLICA, found["seen"], strict=True):
        expected = {"lines": seen["lines"], **case["expect"]}
        assert seen == expected, case["name"]
    assert found["left"] == [case["expect"] for case in IN_FLIGHT]
    assert found["polled"] == [case["expect"] for case in POLLING]
    assert found["numbers"] == NUMBERS
