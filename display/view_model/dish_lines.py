"""A dish as lines of a ticket: what it is, how it is wanted, what must be watched."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from display.state.settings import BoardSettings
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
        self._allergies = tuple(allergies)
        self._notes = notes
        # Where nothing has a station, nobody has said that anything should have one.
        self._routes = settings.hub_station is not None or any(
            item.station is not None for item in order.items
        )

    def write(self, item: Item, *, marked: bool) -> list[TicketLine]:
        """Write a line of the order: the dish, and below it all that is said of it.

        Args:
            item: the line.
            marked: whether it was added, or cancelled, and nobody has acknowledged that.
        """
        gone = not item.live
        ground = Tone.MARK if marked else None
        tone = line_tone(item, marked=marked)
        named = TicketLine(
            text=title(item),
            indent=DISH,
            tone=tone,
            ground=ground,
            bold=True,
            struck=gone,
            sign=sign(item.status),
            sign_tone=sign_tone(item, marked=marked),
        )
        if gone:
            return [named, _cancel_reason(item, tone, ground)]
        return [named, *self._details(item)]

    def _details(self, item: Item) -> Iterator[TicketLine]:
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
        yield from _modifiers(item.modifiers, DETAIL)
        if item.notes in self._notes:
            yield allergy_line(f"» {item.notes}", DISH)
        elif item.notes:
            yield TicketLine(text=f"» {item.notes}", indent=DETAIL, bold=True)
        if item.if_out:
            yield TicketLine(text=if_out(item.if_out), indent=DETAIL, tone=Tone.FAINT)
        rest = [isolate(each) for each in item.allergens if each not in met]
        if rest:
            words = f"contains {', '.join(rest)}"
            yield TicketLine(text=words, indent=DETAIL, tone=Tone.FAINT)


def _cancel_reason(item: Item, tone: Tone, ground: Tone | None) -> TicketLine:
    reason = f"cancelled: {item.cancel_reason}" if item.cancel_reason else "cancelled"
    return TicketLine(text=reason, indent=DISH, tone=tone, ground=ground)


_TONES: Mapping[ModifierKind, Tone] = {ModifierKind.REMOVE: Tone.REMOVED}


def _modifiers(modifiers: Iterable[Modifier], indent: float) -> Iterator[TicketLine]:
    for each in modifiers:
        kind = each.kind or ModifierKind.PLAIN
        yield TicketLine(
            text=modifier(each),
            indent=indent,
            tone=_TONES.get(kind, Tone.TEXT),
            bold=kind in _TONES,
        )
        if each.modifiers:
            yield from _modifiers(each.modifiers, indent + DEEPER)
