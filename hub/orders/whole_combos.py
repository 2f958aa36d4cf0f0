"""Combos of a whole order as it should be: found among those that there are, and taken apart.

A combo is the one that there is by its id, by its sender's number, by those of its parts, and then
by its name. Its parts are found as any other lines, so that nothing is cooked twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from hub.domain.combos import scale_parts
from hub.domain.edits import plain_name
from hub.domain.names import fold
from hub.domain.order_details import Combo
from hub.domain.orders import Item, Order
from hub.wire.edit_requests import PutItem, PutPart

_PART = PutPart.__struct_fields__


class KnownCombo(NamedTuple):
    """A combo that there is, and the order that it is on."""

    order: Order
    combo: Combo

    @property
    def parts(self) -> list[Item]:
        """Its parts that count."""
        mine = self.combo.id
        return [item for item in self.order.lines if item.live and item.parent_id == mine]


class Heading(NamedTuple):
    """A combo's heading as its sender wants it.

    Attributes:
        line: what was sent.
        combo_id: of the combo that there is, or of the new one.
        known: as it is; None when it is new.
        quantity: how many times it is made.
    """

    line: PutItem
    combo_id: str
    known: KnownCombo | None
    quantity: int


class WholeCombos(NamedTuple):
    """Lines of a request with no combo among them: each, the combo that it is a part of, headings.

    ``parents`` has the combo's id for each of the lines, and None for what is no part.
    """

    lines: tuple[PutItem, ...]
    parents: tuple[str | None, ...]
    headings: tuple[Heading, ...]


def take_whole_apart(
    sent: Sequence[PutItem],
    orders: Sequence[Order],
    origin: str,
    taken: set[str],
    new_ids: Iterator[str],
) -> WholeCombos:
    """Take the combos of a whole order apart; what is wanted no times is left out.

    Args:
        sent: the lines as they should be.
        orders: that have lines of the sender.
        origin: id of the order that these were taken with.
        taken: ids that there are already on other orders.
        new_ids: for combos that are new.
    """
    wanted = [line for line in sent if line.quantity != 0]
    named = {line.id.lower() for line in wanted if line.id is not None}
    there = {item.id for order in orders for item in order.lines}
    # A part that comes by itself, by its id, is no heading, whatever it is called.
    asked = {
        index: line
        for index, line in enumerate(wanted)
        if line.parts != () and (line.parts or (line.id or "").lower() not in there)
    }
    found = _find_combos(asked, _list_known(orders, origin, named))
    ids = {*taken, *(each for order in orders for each in order.line_ids)}
    lines: list[PutItem] = []
    parents: list[str | None] = []
    headings: list[Heading] = []
    for index, line in enumerate(wanted):
        known = found.get(index)
        if known is None and not line.parts:
            lines.append(line)
            parents.append(None)
            continue
        heading = _head(line, known, ids, new_ids)
        ids.add(heading.combo_id)
        headings.append(heading)
        parts = _list_parts(heading)
        lines += parts
        parents += [heading.combo_id] * len(parts)
    return WholeCombos(tuple(lines), tuple(parents), tuple(headings))


def _list_known(orders: Sequence[Order], origin: str, named: set[str]) -> list[KnownCombo]:
    """List the combos that the sender speaks of: its own, and those of others that it names."""
    known: list[KnownCombo] = []
    for order in orders:
        own = (item for item in order.lines if (item.came_from or order.id) == origin)
        mine = {*named, *(item.parent_id for item in own)}
        known += [KnownCombo(order, combo) for combo in order.groups or () if combo.id in mine]
    return known


def _find_combos(wanted: Mapping[int, PutItem], known: list[KnownCombo]) -> dict[int, KnownCombo]:
    """Find each combo among those that there are, and each of those for one at most."""
    found: dict[int, KnownCombo] = {}
    for fits in (_has_id, _has_external_id, _has_parts, _is_called):
        for index, line in wanted.items():
            if index in found:
                continue
            combo = next((each for each in known if fits(line, each)), None)
            if combo is not None:
                known.remove(combo)
                found[index] = combo
    return found


def _has_id(line: PutItem, known: KnownCombo) -> bool:
    return line.id is not None and line.id.lower() == known.combo.id


def _has_external_id(line: PutItem, known: KnownCombo) -> bool:
    return bool(line.external_id) and line.external_id == known.combo.external_id


def _has_parts(line: PutItem, known: KnownCombo) -> bool:
    parts = known.parts
    return any(_find_part(part, parts, by_name=False) for part in line.parts or ())


def _is_called(line: PutItem, known: KnownCombo) -> bool:
    if not known.parts:
        return False
    if line.menu_item_id is not None and known.combo.menu_item_id:
        return line.menu_item_id.lower() == known.combo.menu_item_id
    return line.name is not None and fold(line.name) == fold(known.combo.name)


def _head(
    line: PutItem, known: KnownCombo | None, ids: set[str], new_ids: Iterator[str]
) -> Heading:
    said = line.quantity
    if known is not None:
        quantity = known.combo.quantity if said is UNSET else said
        return Heading(line, known.combo.id, known, quantity)
    asked = None if line.id is None else line.id.lower()
    combo_id = asked if asked is not None and asked not in ids else next(new_ids)
    return Heading(line, combo_id, None, 1 if said is UNSET else said)


def _list_parts(heading: Heading) -> list[PutItem]:
    """List the parts of a combo as lines; those of one that is known go up and down with it."""
    line, known = heading.line, heading.known
    scaled = {} if known is None else _scale(known, heading.quantity)
    if line.parts is UNSET:
        return [
            replace(
                _go_down(line, known),
                id=part.id,
                menu_item_id=part.menu_item_id,
                name=plain_name(part),
                **_size(scaled[part.id]),
            )
            for part in ([] if known is None else known.parts)
        ]
    parts: list[PutItem] = []
    free = [] if known is None else known.parts
    for sent in line.parts:
        if sent.quantity == 0:
            continue
        family = _take_family(sent, free)
        down = _go_down(line, known, sent)
        part = replace(down, **{name: getattr(sent, name) for name in _PART if name in _OWN})
        if sent.quantity is not UNSET or sent.amount:
            parts.append(part)
        elif family:
            parts += (replace(part, id=each.id, **_size(scaled[each.id])) for each in family)
        else:
            parts.append(replace(part, quantity=heading.quantity))
    return parts


_OWN = frozenset(_PART) - {"allergies"}


def _go_down(line: PutItem, known: KnownCombo | None, part: PutPart | None = None) -> PutItem:
    """Return a line with what is said of a combo for its parts."""
    above = line.allergies
    mine = UNSET if part is None else part.allergies
    allergies = above
    if mine is not UNSET:
        before = UNSET if known is None else known.combo.allergies
        of_all = (before if above is UNSET else above) or ()
        allergies = tuple(dict.fromkeys((*of_all, *(mine or ()))))
    return PutItem(course=line.course, seat=line.seat, held=line.held, allergies=allergies)


def _size(part: Item) -> dict[str, Any]:
    """Say how much of a part is to be made, as a request does."""
    if isinstance(part.amount, UnsetType):
        return {"quantity": part.quantity}
    return {"amount": part.amount, "unit": part.unit}


def _scale(known: KnownCombo, quantity: int) -> Mapping[str, Item]:
    parts = scale_parts(known.order, known.combo, quantity).parts
    return {part.id: part for part in parts}


def _find_part(part: PutPart, parts: Sequence[Item], *, by_name: bool) -> Item | None:
    for item in parts:
        if part.id is not None and part.id.lower() == item.id:
            return item
    for item in parts:
        if part.external_id and part.external_id == item.external_id:
            return item
    named = (item for item in parts if by_name and part.name)
    return next((item for item in named if fold(part.name or "") == fold(plain_name(item))), None)


def _take_family(part: PutPart, free: list[Item]) -> list[Item]:
    """Take the lines that a part is by now, of which some were ready when there was to be more."""
    found = _find_part(part, free, by_name=True)
    if found is None:
        return []
    family = [each for each in free if _origin(each) == _origin(found)]
    free[:] = (each for each in free if each not in family)
    return family


def _origin(item: Item) -> str:
    return item.split_from or item.id
