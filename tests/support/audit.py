"""An auditor of a branch: reads its event log and its books, and says where the two disagree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tests.support.process import Client

_PAGE = 500
_WHOLE = frozenset({"order:new", "order:updated", "order:scheduled"})
_LINE = frozenset({"order:item_status", "order:item_cancelled"})

Event = dict[str, Any]
Orders = dict[str, dict[str, Any]]
Effect = tuple[str, ...]


class Findings(NamedTuple):
    """What an audit found. All empty is how it should be.

    ``lost`` were acknowledged and are not in the log (so often); ``doubled`` are in the log more
    often than they were acknowledged; ``gaps`` are seqs that are not one more than the one before.
    """

    lost: Counter[Effect]
    doubled: Counter[Effect]
    gaps: list[int]


CLEAN = Findings(Counter(), Counter(), [])


def placed(order: Mapping[str, Any]) -> list[Effect]:
    """List the effects of placing an order; its lines tell it from all others, not its id."""
    return [("placed", *(item["name"] for item in order["items"]))]


def moved(lines: Iterable[str], *statuses: str) -> list[Effect]:
    """List the effects of moving lines through some statuses."""
    return [("moved", line, status) for line in lines for status in statuses]


def effects_of(events: Iterable[Event]) -> Counter[Effect]:
    """Count what the events say has happened."""
    effects: Counter[Effect] = Counter()
    for event in events:
        payload = event["payload"]
        if event["type"] == "order:new":
            effects.update(placed(payload["order"]))
        elif event["type"] == "order:item_status":
            effects.update(moved([payload["item"]["id"]], payload["item"]["status"]))
    return effects


def audit(acknowledged: Counter[Effect], log: Sequence[Event]) -> Findings:
    """Compare what was acknowledged with a log that begins with the branch's first event.

    Args:
        acknowledged: every effect that a client was promised, as often as it was.
        log: all events.
    """
    logged = effects_of(log)
    gaps = [event["seq"] for at, event in enumerate(log, start=1) if event["seq"] != at]
    return Findings(lost=acknowledged - logged, doubled=logged - acknowledged, gaps=gaps[:5])


def replayed(log: Iterable[Event]) -> Orders:
    """Rebuild every order there ever was from the events alone."""
    orders: Orders = {}
    for event in log:
        payload = event["payload"]
        if event["type"] in _WHOLE:
            order = payload["order"]
            orders[order["id"]] = order
        elif event["type"] in _LINE:
            new, before = payload["item"], orders[payload["orderId"]]
            orders[before["id"]] = {
                **before,
                "items": [new if item["id"] == new["id"] else item for item in before["items"]],
                "version": payload["version"],
                "updated_at": payload["updatedAt"],
            }
    return orders


async def read_log(client: Client, after: int = 0, until: int | None = None) -> list[Event]:
    """Read the event log, page by page.

    Args:
        client: of the hub.
        after: the last event that is known already.
        until: an event to stop at or behind; None reads to the end, which writers at work may
            move away faster than it can be read.
    """
    log: list[Event] = []
    while until is None or after < until:
        status, page = await client.get(f"/api/events?after={after}&limit={_PAGE}")
        assert status == 200, page
        if not page["data"]:
            return log
        log += page["data"]
        after = page["seq"]
    return log


async def read_orders(client: Client) -> Orders:
    """Read every order there is, page by page; none may come twice."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        status, page = await client.get(f"/api/orders?limit={_PAGE}{cursor}")
        assert status == 200, page
        rows += page["data"]
        if "cursor" not in page:
            break
        cursor = f"&cursor={page['cursor']}"
    orders = {row["id"]: row for row in rows}
    assert len(orders) == len(rows), "an order came on two pages"
    return orders
