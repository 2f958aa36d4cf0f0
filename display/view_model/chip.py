"""A chip: an open order that has no room for its ticket, in a strip below the tickets."""

from enum import StrEnum

import msgspec
from msgspec.structs import replace

from display.state.allergies import list_allergies, list_warnings
from display.view_model.allergen_names import name_allergen
from display.view_model.layout import Layout, shorten
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.sizes import find_sizes
from display.view_model.ticket_colours import HEAD_TEXT
from display.view_model.ticket_line import TicketMark
from display.view_model.ticket_lines import TicketStyle
from display.view_model.ticket_rows import warning_sign
from display.view_model.words import (
    chip_age,
    chip_place,
    isolate,
    short_number,
    shorten_name,
    urgency,
)
from hub.domain.orders import Order

CHIP_KEY = "chip "
"""How the names of the chips' panels begin, before the order's id."""

_SIGN = 0.8
"""How high a chip's signs are, as a share of a dish's line."""

_SHARE = 3
"""A chip's number takes this part of the glass at most."""


class ChipForm(StrEnum):
    """How much a chip says; how old its order is and for whom are the first to go."""

    FULL = "number, place and age"
    SHORT = "number and age"
    NUMBER = "number"


class ChipSpec(msgspec.Struct, frozen=True):
    """A chip that stands on the glass: of which order, how much it says, where, and as new."""

    order_id: str
    form: ChipForm
    rect: Rect
    lit: bool


class _ChipLook(msgspec.Struct, frozen=True):
    """What a chip says, and how.

    Attributes:
        number: of the order; never left out.
        rush, allergy: whether it has these signs; they are never left out either.
        contents: what a guest must not eat, beside its sign.
        beside: what stands behind the number.
    """

    number: str
    rush: bool
    allergy: bool
    contents: str = ""
    beside: str = ""


def chip_widths(order: Order, minutes: int, style: TicketStyle) -> dict[ChipForm, int]:
    """Return how wide an order's chip is in each form, in pixels.

    Args:
        order: whose chip it is.
        minutes: how old it is.
        style: what it is written for.
    """
    rect = Rect(0, 0, 0, style.layout.unit)
    look = _read_look(order, style)
    widths = {}
    for form in ChipForm:
        said = _cut_look(look, order, minutes, form)
        _, _, widths[form] = _write(said, rect, Tone.TEXT, style.layout)
    return widths


def draw_chip(order: Order, spec: ChipSpec, minutes: int, style: TicketStyle, tone: Tone) -> Panel:
    """Draw a chip; one that nobody has seen yet is the other way round.

    Args:
        order: whose chip it is.
        spec: where it stands, and how much it says.
        minutes: how old it is.
        style: what it is written for.
        tone: of its ticket's head.
    """
    layout, rect = style.layout, spec.rect
    radius, outline = max(2, layout.unit // 7), find_sizes(layout, 0).outline
    ground, ink = (Tone.CHOSEN, Tone.CHOSEN_TEXT) if spec.lit else (tone, HEAD_TEXT[tone])
    look, forms = _read_look(order, style), [*ChipForm]
    for form in forms[forms.index(spec.form) :]:
        said = _cut_look(look, order, minutes, form)
        texts, signs, width = _write(said, rect, ink, layout)
        # What is too long for a whole row says less.
        if width <= rect.w:
            break
    parts: list[TicketMark] = [
        Box(rect, ground, radius=radius),
        Box(rect, Tone.LINE, Fill.FRAME, radius, outline),
        *signs,
        *texts,
    ]
    return Panel(f"{CHIP_KEY}{order.id}", rect, Tone.GROUND, tuple(parts))


def _read_look(order: Order, style: TicketStyle) -> _ChipLook:
    called = isolate(order.display_number) if order.display_number else short_number(order)
    layout = style.layout
    room, size = layout.width // _SHARE, find_sizes(layout, 0).note
    return _ChipLook(
        # A sender's number of any length leaves a row that a chip fits in.
        number=shorten(called, room, size, layout.measure, bold=True),
        rush=bool(urgency(order)),
        allergy=bool(list_warnings(order, style.settings)),
        contents=_name_allergy(order, style),
    )


def _name_allergy(order: Order, style: TicketStyle) -> str:
    """Say in a few letters what a guest must not eat, and of how many more things; "" of a note."""
    found = list_allergies(order, style.settings.mine(order))
    if not found:
        return ""
    first = isolate(shorten_name(name_allergen(found[0])).upper())
    return f"{first} +{len(found) - 1}" if len(found) > 1 else first


def _cut_look(look: _ChipLook, order: Order, minutes: int, form: ChipForm) -> _ChipLook:
    """Say of a chip what its form has room for."""
    if form is ChipForm.NUMBER:
        return replace(look, contents="")
    place = chip_place(order) if form is ChipForm.FULL else ""
    return replace(look, beside=" ".join(filter(None, (place, chip_age(minutes)))))


def _write(
    look: _ChipLook, rect: Rect, ink: Tone, layout: Layout
) -> tuple[list[Text], list[TicketMark], int]:
    """Set the signs and words of a chip behind each other, and say how wide it has to be."""
    sizes = find_sizes(layout, 0)
    inset, high = round(0.3 * sizes.unit), round(_SIGN * sizes.unit)
    top, left = rect.y + (rect.h - high) // 2, rect.x + inset
    signs: list[TicketMark] = []
    if look.rush:
        signs.append(
            Box(Rect(left, top, high, high), ink, Fill.CHEVRONS, width=max(2, sizes.unit // 9))
        )
        left += high + inset // 2
    texts: list[Text] = []
    if look.allergy:
        place = Rect(left, top, high, high)
        if look.contents:
            band, said = _write_contents(look.contents, place, layout)
            signs += band
            texts.append(said)
            left = said.rect.x + said.rect.w + inset // 2
        else:
            # The outline keeps yellow apart from a white chip.
            signs.append(Box(place, Tone.ALLERGY_TEXT, Fill.DIAMOND))
            edge = max(1, sizes.outline)
            inner = Rect(left + edge, top + edge, high - 2 * edge, high - 2 * edge)
            signs += warning_sign(inner, Tone.ALLERGY, Tone.ALLERGY_TEXT, layout.measure)
            left += high
        left += inset // 2
    for words, size, bold in (
        (look.number, sizes.note, True),
        (look.beside, sizes.detail, False),
    ):
        if words:
            width = layout.measure(words, size, bold=bold, condensed=not bold)
            place = Rect(left, rect.y + (rect.h - size) // 2, width, size)
            texts.append(Text(place, words, size, ink, bold=bold, condensed=not bold))
            left += width + inset // 2
    return texts, signs, left - inset // 2 + inset - rect.x


def _write_contents(contents: str, sign: Rect, layout: Layout) -> tuple[list[TicketMark], Text]:
    """Set what a guest must not eat beside its sign, on a band as on the ticket itself."""
    sizes = find_sizes(layout, 0)
    edge, size = max(1, sizes.outline), sizes.detail
    left = sign.x + sign.w + edge
    width = layout.measure(contents, size, bold=True, condensed=True)
    place = Rect(left, sign.y + (sign.h - size) // 2, width, size)
    around = Rect(
        sign.x - edge, sign.y - edge, left + width + sign.h // 4 - sign.x + edge, sign.h + 2 * edge
    )
    band: list[TicketMark] = [
        Box(around, Tone.ALLERGY),
        Box(around, Tone.ALLERGY_TEXT, Fill.FRAME, width=edge),
        *warning_sign(sign, Tone.ALLERGY_TEXT, Tone.ALLERGY, layout.measure),
    ]
    return band, Text(place, contents, size, Tone.ALLERGY_TEXT, bold=True, condensed=True)
