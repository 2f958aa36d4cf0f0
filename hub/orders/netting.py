"""Lines of nothing, and lines of less than nothing, as tills send them for what was taken back."""

from collections.abc import Hashable, Sequence

from msgspec.structs import replace

from hub.orders.door import Door
from hub.wire.order_requests import NewItem


def net_lines(
    lines: Sequence[NewItem], door: Door, paths: Sequence[str]
) -> list[tuple[int, NewItem]]:
    """Take what is taken back off lines of the same, and leave lines of nothing out.

    Args:
        lines: as they were sent.
        door: is told of what is left out or made fewer.
        paths: where each line stands in the request.

    Returns:
        the lines that are left, each with its place among those that were sent.
    """
    if all(line.quantity is None or line.quantity > 0 for line in lines):
        return list(enumerate(lines))
    left: dict[int, NewItem] = {}
    alike: dict[Hashable, list[int]] = {}
    for index, line in enumerate(lines):
        if line.quantity == 0:
            door.odd("quantity_zero", f"{paths[index]}.quantity", "is 0; the line is left out")
        elif line.quantity is None or line.quantity > 0:
            left[index] = line
            for key in (_how(line), _what(line)):
                alike.setdefault(key, []).append(index)
    for index, line in enumerate(lines):
        if line.quantity is not None and line.quantity < 0:
            key = _how(line) if line.modifiers else _what(line)
            over = _take_off(-line.quantity, left, alike.get(key, []))
            rest = f"; {over} more than there are" if over else ""
            message = f"is less than nothing: taken off lines of the same{rest}"
            door.odd("quantity_negative", f"{paths[index]}.quantity", message)
    return sorted(left.items())


def _take_off(count: int, left: dict[int, NewItem], places: list[int]) -> int:
    """Take so many off lines, the last one first -> how many were too many."""
    while count and places:
        line = left.get(places[-1])
        quantity = 0 if line is None else line.quantity or 0
        if line is not None and quantity > count:
            left[places[-1]] = replace(line, quantity=quantity - count)
            return 0
        if quantity:
            count -= quantity
            del left[places[-1]]
        places.pop()
    return count


def _what(line: NewItem) -> Hashable:
    name = None if line.name is None else line.name.casefold()
    return line.menu_item_id or line.plu or name, line.variant


def _how(line: NewItem) -> Hashable:
    return _what(line), line.modifiers
