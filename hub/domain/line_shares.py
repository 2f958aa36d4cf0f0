"""Of a whole order, which pieces of lines that there are go to which line that is wanted. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import UnsetType

from hub.domain.orders import Item, ItemStatus
from hub.domain.sought_lines import (
    Sought,
    has_external_id,
    has_id,
    has_origin,
    is_made_the_same,
    is_same,
    is_same_dish,
)
from hub.domain.status import RANK


class Share(NamedTuple):
    """So many pieces of a line, for what is sought."""

    sought: Sought
    pieces: int


class SharedLine:
    """A line that there is: how many of its pieces are for whom, and how many for nobody yet.

    One that ``stays`` is on another order, and those for nobody are left as they are.
    """

    def __init__(self, item: Item, *, is_open: bool, is_held: bool, stays: bool) -> None:
        self.item = item
        self.is_open = is_open
        self.is_held = is_held
        self.stays = stays
        self.free = count_pieces(item)
        self.shares: list[Share] = []

    @property
    def is_fixed(self) -> bool:
        """Whether nothing of it can be changed any more."""
        return not self.is_open or RANK[self.item.status] >= RANK[ItemStatus.SERVED]

    def take(self, sought: Sought, wanted: int) -> int:
        """Give pieces to what is sought; say how many."""
        pieces = min(wanted, self.free)
        if pieces:
            self.free -= pieces
            self.shares.append(Share(sought, pieces))
        return pieces

    def grow(self, sought: Sought, pieces: int) -> None:
        """Have what is sought get more pieces than the line had."""
        index = next(i for i, share in enumerate(self.shares) if share.sought is sought)
        self.shares[index] = Share(sought, self.shares[index].pieces + pieces)

    def keep_rest(self) -> None:
        """Leave the pieces that are for nobody with the first who has some."""
        first = self.shares[0]
        self.shares[0] = Share(first.sought, first.pieces + self.free)
        self.free = 0


def share_out(lines: Sequence[SharedLine], sought: Sequence[Sought]) -> None:
    """Find the pieces that are sought among those that there are."""
    known = _share_known(lines, sought)
    wanted = [count_pieces(each.like) for each in sought]
    for alike in (is_same, is_made_the_same, is_same_dish):
        for fits in (_is_in_place, _is_anywhere):
            for index, each in enumerate(sought):
                mine = () if index in known else (line for line in lines if fits(each, line))
                for line in mine:
                    if line.item.live and alike(each.like, line.item):
                        wanted[index] -= line.take(each, wanted[index])


def _share_known(lines: Sequence[SharedLine], sought: Sequence[Sought]) -> set[int]:
    """Find those that are known by an id, or by their sender's number; say which these are.

    Lines that are sought themselves come before those that were parts of them.
    """
    known: set[int] = set()
    missing = [count_pieces(each.like) for each in sought]
    for fits in (has_id, has_origin, has_external_id):
        for index, each in enumerate(sought):
            if fits is has_external_id and index in known:
                continue
            for line in lines:
                if fits(each, line.item):
                    known.add(index)
                    most = missing[index] if says_how_many(each) else line.free
                    missing[index] -= line.take(each, most)
    return known


def leave_alone(lines: Mapping[str, SharedLine]) -> dict[str, SharedLine]:
    """Leave out the lines that stay and that nobody sought; those that were sought stay whole."""
    for line in lines.values():
        if line.stays and line.shares:
            line.keep_rest()
    return {each: line for each, line in lines.items() if line.shares or not line.stays}


def says_how_many(sought: Sought) -> bool:
    """Whether it was said how much of a line is wanted."""
    return not sought.said.keys().isdisjoint(("quantity", "amount"))


def count_pieces(item: Item) -> int:
    """Say how many pieces a line has; what is weighed is one."""
    return item.quantity if isinstance(item.amount, UnsetType) else 1


def furthest(line: SharedLine) -> tuple[bool, int]:
    """Say how soon a line is given away: those on the order itself first, the furthest of them."""
    return line.stays, 1 if not line.item.live else -RANK[line.item.status]


def _is_in_place(sought: Sought, line: SharedLine) -> bool:
    """Whether a line is part of what it should be, and waits if it should, or is begun with."""
    begun = line.item.status is not ItemStatus.PENDING
    stays = begun or sought.waits in (None, line.is_held)
    return stays and (line.item.parent_id or None) == sought.parent_id


def _is_anywhere(_sought: Sought, _line: SharedLine) -> bool:
    return True
