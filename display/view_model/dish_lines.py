"""A dish as lines of a ticket: what it is, how it is wanted, what must be watched."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from display.state.dish_names import part_names
from display.state.settings import Allergens, BoardSettings
from display.view_model.allergen_names import name_allergen, name_allergy
from display.view_model.flow import Phrase
from display.view_model.layout import reads_from_right
from display.view_model.line_edit import LineEdit, read_edit
from display.view_model.screen import Box, Rect, Tone
from display.view_model.ticket_colours import combo_status, line_tone
from display.view_model.ticket_line import Span, TicketLine
from display.view_model.ticket_rows import DishTitle, RowWriter
from display.view_model.words import (
    NOT_ROUTED,
    dish_and_whose,
    flags,
    if_out,
    isolate,
    modifier,
    name_reason,
    title,
    unknown,
)
from hub.domain.allergy_words import find_met, name_contents
from hub.domain.order_details import Modifier
from hub.domain.orders import Item, ItemStatus, Order
from hub.locale.words import say

_UNCHANGED = LineEdit(
    quantity=None, renamed=False, earlier=(), fresh=frozenset(), gone=(), notes=False
)
_OVER = frozenset({ItemStatus.READY, ItemStatus.SERVED, ItemStatus.CANCELLED})


class DishWriter:
    """Writes the dishes of one ticket.

    Args:
        order: the ticket.
        settings: whose screen it is.
        rows: writes rows for its card.
        allergies: of all its guests.
        notes: those of the order and its lines in which an allergy is mentioned.
    """

    def __init__(
        self,
        order: Order,
        settings: BoardSettings,
        rows: RowWriter,
        allergies: Sequence[str],
        notes: frozenset[str],
    ) -> None:
        self._order = order
        self._right = False
        self._left = self._band = 0
        self._rows = rows
        self._sizes = rows.sizes
        self._combos = {combo.id: combo for combo in order.groups or ()}
        self._whole = settings.hub_station is None
        self._says_allergens = settings.allergens is Allergens.SMALL
        self._names = settings.dish_names
        self._told_above = common_reason(settings.mine(order)) is not None
        self._allergies = tuple(allergies)
        self._notes = notes
        # Where nothing has a station, nobody has said that anything should have one.
        self._routes = settings.hub_station is not None or any(item.made_at for item in order.items)

    def write_heading(self, combo_id: str | None) -> list[TicketLine]:
        """Write what parts that follow belong to: large where they are put together.

        Args:
            combo_id: of the combo; None, or one that is not known, has no heading.
        """
        combo = self._combos.get(combo_id or "")
        if combo is None:
            return []
        self._begin(dish_and_whose(combo), self._sizes.name, 0)
        if self._whole:
            parts = [item for item in self._order.items if item.parent_id == combo.id]
            status = combo_status(parts)
            over = status in _OVER
            crew, house = part_names(combo, self._names)
            named = DishTitle(
                name=dish_and_whose(crew),
                quantity=f"{combo.quantity}",
                status=status,
                tone=Tone.FAINT if over else Tone.TEXT,
                bold=not over,
            )
            lines = [*self._rows.title(named), *self._second_name(house)]
        else:
            words = (Span(say("of {combo}", combo=title(combo)), Tone.FAINT),)
            lines = self._rows.details([words], left=self._sizes.quantity)
        if combo.allergies:
            lines += self._allergy(combo.allergies)
        lines += self._details([modifier_phrase(each) for each in combo.modifiers or ()])
        lines += self._note(combo.notes or "", marked=False)
        return lines

    def write(self, item: Item, *, marked: bool) -> list[TicketLine]:
        """Write a line of the order: the dish, and below it all that is said of it.

        Args:
            item: the line.
            marked: whether it was added, changed or cancelled, and nobody has acknowledged that.
        """
        edit = (read_edit(item) if marked and item.live else None) or _UNCHANGED
        edited = edit is not _UNCHANGED
        told_above = self._told_above and not item.live
        is_part = item.parent_id in self._combos
        indent = self._sizes.deeper if is_part else 0
        crew, house = part_names(item, self._names)
        named = DishTitle(
            name=dish_and_whose(crew),
            quantity=_quantity(item, is_part=is_part and self._whole),
            before="" if edit.quantity is None else f"{edit.quantity}",
            status=item.status,
            tone=line_tone(item),
            bold=item.status not in {ItemStatus.READY, ItemStatus.SERVED},
            struck=not item.live,
            marked=edit.renamed if edited else marked and not told_above,
            indent=indent,
        )
        lines = self._rows.title(named)
        self._begin(
            named.name, self._sizes.name if named.quantity else self._sizes.quantity, indent
        )
        lines += self._second_name(house, marked=named.marked, struck=not item.live)
        if not item.live:
            if not told_above:
                lines += self._reason(item, marked=marked)
        else:
            if edited:
                lines += self._changes(item, edit)
            lines += self._warnings(item)
            lines += self._wishes(item, edit)
        return self._barred(lines) if is_part and self._whole else lines

    def write_held(self, item: Item) -> list[TicketLine]:
        """Write a line that waits for a word: faint and without a sign, so that nobody begins."""
        crew, house = part_names(item, self._names)
        named = DishTitle(
            name=dish_and_whose(crew), quantity=f"{item.quantity}", tone=Tone.FAINT, bold=False
        )
        self._begin(named.name, self._sizes.name, 0)
        return [*self._rows.title(named), *self._second_name(house)]

    def _second_name(
        self, house: str, *, marked: bool = False, struck: bool = False
    ) -> list[TicketLine]:
        """Write below a dish, small, what it is called in the house's own language."""
        if not house:
            return []
        phrase = (Span(isolate(house), Tone.FAINT, struck=struck),)
        return self._rows.details([phrase], left=self._left, marked=marked, right=self._right)

    def _begin(self, name: str, left: int, indent: int) -> None:
        """Note where what is said of a dish stands: below its name, from the side it is read."""
        self._right = reads_from_right(name)
        self._left = left + indent
        self._band = self._sizes.quantity + indent

    def _changes(self, item: Item, edit: LineEdit) -> list[TicketLine]:
        """Write on a strip what is not as it was."""
        phrases: list[Phrase] = [(Span(each, bold=True),) for each in edit.earlier]
        phrases += [modifier_phrase(each) for each in item.modifiers if each in edit.fresh]
        phrases += [(Span("".join(_words_of(each)), struck=True),) for each in edit.gone]
        left = self._left
        lines = self._rows.details(phrases, left=left, marked=True, right=self._right)
        if edit.notes and item.notes and item.notes not in self._notes:
            lines += self._rows.note(item.notes, left=left, marked=True, right=self._right)
        return lines

    def _warnings(self, item: Item) -> Iterator[TicketLine]:
        if item.allergies:
            yield from self._allergy(item.allergies)
        told = self._allergies or self._notes
        names = name_contents(item) if told else ()
        met = find_met(item.allergens, self._allergies, self._notes, names)
        if met:
            contents = ", ".join(isolate(name_allergen(each)) for each in met).upper()
            yield from self._rows.allergy(say("CONTAINS {contents}", contents=contents), self._band)
        for word in flags(item):
            yield self._rows.label(word, self._left)

    def _allergy(self, allergies: Iterable[str]) -> list[TicketLine]:
        return self._rows.allergy(allergy_words(allergies), self._band)

    def _wishes(self, item: Item, edit: LineEdit) -> Iterator[TicketLine]:
        tone = Tone.FAINT if item.status in _OVER else Tone.TEXT
        phrases: list[Phrase] = []
        if status := unknown(item.status):
            phrases.append((Span(status, bold=True),))
        if item.to_go:
            phrases.append((Span(say("TO GO"), bold=True),))
        if self._routes and not item.made_at:
            phrases.append((Span(say(NOT_ROUTED), bold=True),))
        phrases += [
            modifier_phrase(each, tone) for each in item.modifiers if each not in edit.fresh
        ]
        if item.if_out:
            phrases.append((Span(if_out(item.if_out), Tone.FAINT),))
        met = find_met(item.allergens, self._allergies, self._notes)
        rest = [isolate(name_allergen(each)) for each in item.allergens if each not in met]
        if rest and self._says_allergens:
            words = say("contains {contents}", contents=", ".join(rest))
            phrases.append((Span(words, Tone.FAINT),))
        yield from self._details(phrases)
        yield from self._note(item.notes or "", marked=edit.notes)

    def _details(self, phrases: Sequence[Phrase]) -> list[TicketLine]:
        return self._rows.details(phrases, left=self._left, right=self._right)

    def _note(self, note: str, *, marked: bool) -> list[TicketLine]:
        if not note:
            return []
        if note in self._notes:
            return self._rows.allergy(f"» {note}", self._band)
        if marked:
            return []
        return self._rows.note(note, left=self._left, right=self._right)

    def _reason(self, item: Item, *, marked: bool) -> list[TicketLine]:
        why = item.cancel_reason
        words = say("cancelled: {why}", why=name_reason(why)) if why else say("cancelled")
        phrase = (Span(words, Tone.FAINT),)
        size = round(0.8 * self._sizes.unit)
        return self._rows.details(
            [phrase], left=self._left, size=size, marked=marked, right=self._right
        )

    def _barred(self, lines: Sequence[TicketLine]) -> list[TicketLine]:
        """Draw the bar beside the parts of a combo that holds them together."""
        sizes = self._sizes
        width = max(2, sizes.outline)
        left = sizes.pad + (sizes.sign - width) // 2
        return [
            msgspec.structs.replace(
                line,
                parts=(*line.parts, Box(Rect(left, 0, width, line.height), Tone.LINE)),
            )
            for line in lines
        ]


def allergy_words(allergies: Iterable[str]) -> str:
    """Say what a guest must not eat."""
    return say("ALLERGY: {what}", what=", ".join(map(name_allergy, allergies)).upper())


def modifier_phrase(change: Modifier, tone: Tone = Tone.TEXT) -> Phrase:
    """Write a change to a dish, what must not be read over in bold, with its own changes behind."""
    loud, words = modifier(change)
    spans = [Span(loud, tone, bold=True), Span(f" {words}", tone)] if loud else [Span(words, tone)]
    for number, each in enumerate(change.modifiers or ()):
        spans.append(Span(", " if number else " (", tone))
        spans += modifier_phrase(each, tone)
    if change.modifiers:
        spans.append(Span(")", tone))
    return spans


def common_reason(items: Iterable[Item]) -> str | None:
    """Return why all of some lines were cancelled; None if not all were, or not for one reason."""
    reasons = {None if item.live else item.cancel_reason for item in items}
    return reasons.pop() if len(reasons) == 1 else None


def _words_of(change: Modifier) -> Iterator[str]:
    return (span.text for span in modifier_phrase(change))


def _quantity(item: Item, *, is_part: bool) -> str:
    return "" if is_part and item.quantity == 1 else f"{item.quantity}"
