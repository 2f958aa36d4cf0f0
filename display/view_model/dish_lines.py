"""A dish as lines of a ticket: what it is, how it is wanted, what must be watched."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import msgspec

from display.state.settings import BoardSettings
from display.view_model.line_edit import LineEdit, read_edit
from display.view_model.screen import Tone
from display.view_model.ticket_colours import line_tone, sign_tone
from display.view_model.ticket_parts import TicketLine
from display.view_model.words import (
    NOT_ROUTED,
    WARNING,
    flags,
    if_out,
    isolate,
    modifier,
    sign,
    title,
    unknown,
)
from hub.domain.allergy_words import find_met
from hub.domain.order_details import Modifier, ModifierKind
from hub.domain.orders import Item, Order

DISH = 1.1
"""How far from the left a dish begins, behind its sign, in units."""

DETAIL = 1.6
_UNCHANGED = LineEdit(title="", renamed=False, earlier=(), fresh=frozenset(), gone=(), notes=False)
DEEPER = 0.7


def allergy_line(text: str, indent: float = 0.0) -> TicketLine:
    """Write what a guest must not eat: nothing on a ticket is louder.

    Args:
        text: word for word.
        indent: from the left, in units.
    """
    return TicketLine(
        text=f"{WARNING} {text}",
        indent=indent,
        tone=Tone.ALLERGEN_TEXT,
        ground=Tone.ALLERGEN,
        bold=True,
    )


def marked_line(text: str, indent: float = 0.0) -> TicketLine:
    """Write what is different from before, and nobody has acknowledged."""
    return TicketLine(text=text, indent=indent, tone=Tone.MARK_TEXT, ground=Tone.MARK, bold=True)


class DishWriter:
    """Writes the dishes of one ticket.

    Args:
        order: the ticket.
        settings: whose screen it is.
        allergies: of all its guests.
        notes: those of the order and its lines in which an allergy is mentioned.
    """

    def __init__(
        self,
        order: Order,
        settings: BoardSettings,
        allergies: Sequence[str],
        notes: frozenset[str],
    ) -> None:
        self._combos = {combo.id: combo for combo in order.groups or ()}
        self._whole = settings.hub_station is None
        self._told_above = common_reason(settings.mine(order)) is not None
        self._allergies = tuple(allergies)
        self._notes = notes
        # Where nothing has a station, nobody has said that anything should have one.
        self._routes = settings.hub_station is not None or any(
            item.station is not None for item in order.items
        )

    def write_heading(self, combo_id: str | None) -> list[TicketLine]:
        """Write what parts that follow belong to: large where they are put together.

        Args:
            combo_id: of the combo; None, or one that is not known, has no heading.
        """
        combo = self._combos.get(combo_id or "")
        if combo is None:
            return []
        lines = [
            TicketLine(text=title(combo), indent=DISH, bold=True)
            if self._whole
            else TicketLine(text=f"of {title(combo)}", tone=Tone.FAINT)
        ]
        if combo.allergies:
            lines.append(allergy_line(", ".join(map(isolate, combo.allergies)), DISH))
        lines += _modifiers(combo.modifiers or (), DETAIL)
        if combo.notes in self._notes:
            lines.append(allergy_line(f"» {combo.notes}", DISH))
        elif combo.notes:
            lines.append(TicketLine(text=f"» {combo.notes}", indent=DETAIL, bold=True))
        return lines

    def write(self, item: Item, *, marked: bool) -> list[TicketLine]:
        """Write a line of the order: the dish, and below it all that is said of it.

        Args:
            item: the line.
            marked: whether it was added, changed or cancelled, and nobody has acknowledged that.
        """
        lines = self._write(item, marked=marked)
        if item.parent_id not in self._combos:
            return lines
        return [msgspec.structs.replace(each, indent=each.indent + DEEPER) for each in lines]

    def _write(self, item: Item, *, marked: bool) -> list[TicketLine]:
        edit = read_edit(item) if marked and item.live else None
        if edit is not None:
            named = self._name(item, edit.title, marked=edit.renamed)
            earlier = (marked_line(each, DETAIL) for each in edit.earlier)
            return [named, *earlier, *self._warnings(item), *self._wishes(item, edit)]
        named = self._name(item, title(item), marked=marked)
        if not item.live:
            told = self._told_above and marked
            return [named] if told else [named, _cancel_reason(item, named.tone, named.ground)]
        return [named, *self._warnings(item), *self._wishes(item, _UNCHANGED)]

    def _name(self, item: Item, text: str, *, marked: bool) -> TicketLine:
        return TicketLine(
            text=text,
            indent=DISH,
            tone=line_tone(item, marked=marked),
            ground=Tone.MARK if marked else None,
            bold=True,
            struck=not item.live,
            sign=sign(item.status),
            sign_tone=sign_tone(item, marked=marked),
        )

    def _warnings(self, item: Item) -> Iterator[TicketLine]:
        if status := unknown(item.status):
            yield TicketLine(text=status, indent=DETAIL, bold=True)
        if item.allergies:
            yield allergy_line(", ".join(map(isolate, item.allergies)), DISH)
        met = find_met(item.allergens, self._allergies, self._notes)
        if met:
            yield allergy_line(f"CONTAINS {', '.join(map(isolate, met))}", DISH)
        for word in (*(["TO GO"] if item.to_go else []), *flags(item)):
            yield TicketLine(text=word, indent=DETAIL, tone=Tone.FLAG, bold=True)
        if self._routes and item.station is None:
            yield TicketLine(text=NOT_ROUTED, indent=DETAIL, tone=Tone.FLAG)

    def _wishes(self, item: Item, edit: LineEdit) -> Iterator[TicketLine]:
        yield from _modifiers(item.modifiers, DETAIL, edit.fresh)
        for each in edit.gone:
            yield msgspec.structs.replace(marked_line(modifier(each), DETAIL), struck=True)
        if item.notes in self._notes:
            yield allergy_line(f"» {item.notes}", DISH)
        elif item.notes and edit.notes:
            yield marked_line(f"» {item.notes}", DETAIL)
        elif item.notes:
            yield TicketLine(text=f"» {item.notes}", indent=DETAIL, bold=True)
        if item.if_out:
            yield TicketLine(text=if_out(item.if_out), indent=DETAIL, tone=Tone.FAINT)
        met = find_met(item.allergens, self._allergies, self._notes)
        rest = [isolate(each) for each in item.allergens if each not in met]
        if rest:
            words = f"contains {', '.join(rest)}"
            yield TicketLine(text=words, indent=DETAIL, tone=Tone.FAINT)


def common_reason(items: Iterable[Item]) -> str | None:
    """Return why all of some lines were cancelled; None if not all were, or not for one reason."""
    reasons = {None if item.live else item.cancel_reason for item in items}
    return reasons.pop() if len(reasons) == 1 else None


def _cancel_reason(item: Item, tone: Tone, ground: Tone | None) -> TicketLine:
    reason = f"cancelled: {item.cancel_reason}" if item.cancel_reason else "cancelled"
    return TicketLine(text=reason, indent=DISH, tone=tone, ground=ground)


_TONES: Mapping[ModifierKind, Tone] = {ModifierKind.REMOVE: Tone.REMOVED}


def _modifiers(
    modifiers: Iterable[Modifier], indent: float, fresh: Container[Modifier] = ()
) -> Iterator[TicketLine]:
    for each in modifiers:
        kind = each.kind or ModifierKind.PLAIN
        yield (
            marked_line(modifier(each), indent)
            if each in fresh
            else TicketLine(
                text=modifier(each),
                indent=indent,
                tone=_TONES.get(kind, Tone.TEXT),
                bold=kind in _TONES,
            )
        )
        if each.modifiers:
            yield from _modifiers(each.modifiers, indent + DEEPER)
