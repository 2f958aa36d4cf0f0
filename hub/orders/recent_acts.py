"""Who has just served a line or taken it off, and may take that back."""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from hub.domain.orders import DomainEvent, ItemCancelled, ItemMoved, ItemStatus

RESTORE_WITHIN = 8_000
"""Milliseconds for which a device can take back what it did."""

_MOST = 4096
"""Lines of which it is kept who has served them, or taken them off."""


class _Act(NamedTuple):
    item_id: str
    device: str
    at: int


class RecentActs:
    """Who did what to which line; forgotten after 8 seconds, and when the hub ends."""

    def __init__(self) -> None:
        self._acts: deque[_Act] = deque(maxlen=_MOST)

    def note(self, events: Iterable[DomainEvent], device: str, at: int) -> None:
        """Note what a change did.

        Args:
            events: of it.
            device: that asked for it.
            at: when, in Unix milliseconds.
        """
        for event in events:
            if isinstance(event, ItemCancelled) or (
                isinstance(event, ItemMoved) and event.item.status is ItemStatus.SERVED
            ):
                self._acts.append(_Act(event.item.id, device, at))

    def list_lines(self, device: str, now: int) -> set[str]:
        """List the lines that a device has served or taken off within the last 8 seconds."""
        while self._acts and not 0 <= now - self._acts[0].at <= RESTORE_WITHIN:
            self._acts.popleft()
        last = {act.item_id: act.device for act in self._acts}
        return {item_id for item_id, who in last.items() if who == device}
