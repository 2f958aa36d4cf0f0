"""A screen that looks on while the hub's clock is set, and remembers what it showed."""

from typing import Any

from display.link.decoding import read_event, read_frame
from display.state.messages import LinkChanged, LinkState, Snapshot
from display.state.model import BoardState
from display.state.settings import BoardSettings
from display.state.update import update
from hub.wire.events import Committed
from tests.support.branch import Bench

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
