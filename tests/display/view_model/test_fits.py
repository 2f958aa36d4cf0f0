"""Whatever is ordered and however the glass is cut, nothing is clipped, covered or left out."""

import math

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from display.state.messages import Action, Inputs, RecentSeen
from display.state.model import Marks
from display.state.settings import BoardSettings, PlacesMode
from display.theme import GROUNDS
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Box, Fill, Panel, Rect, Text, Tone
from display.view_model.screen import Screen as Picture
from display.view_model.ticket_lines import TicketStyle, write_ticket
from display.view_model.words import number
from hub.common.screen_troubles import TroubleCode, trouble
from hub.domain.earlier import EarlierLine, EarlierOrder
from hub.domain.order_details import Combo, IfOut, Modifier, ModifierKind, Portion, WhenOut
from hub.domain.orders import Item, ItemStatus, Order, OrderType, Priority
from hub.domain.times import instant
from hub.wire.socket_messages import ScreenTrouble
from tests.support.glass_words import read_rows
from tests.support.one_screen import HUB_MS, Screen, a_line, an_order
from tests.support.strategies import unhurried

SIZES = ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (2560, 1080), (1366, 768))
GRIDS = ((4, 2), (2, 4), (1, 1), (3, 2), (5, 3), (7, 3), (2, 2))

LOUD = (Tone.ALLERGY, Tone.RUSH)
BANDS = (*LOUD, Tone.READY)
"""What stands right below a head; a line that is done has a sign of that green."""

UNSEEN = (
    "\N{FIRST STRONG ISOLATE}",
    "\N{POP DIRECTIONAL ISOLATE}",
    "\N{RIGHT-TO-LEFT MARK}",
)

words = st.sampled_from(
    ("Smash", "burger", "Käsespätzle", "拉麺", "شاورما", "no", "onions,", "x" * 60, "🌶️", "-", "I")
)
phrases = st.lists(words, min_size=1, max_size=6).map(" ".join)


def monospace(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    seen = len(text) - sum(map(text.count, UNSEEN))
    return math.ceil(seen * size * (0.66 if bold else 0.6))


maybe = st.just(UNSET)
kinds = maybe | st.sampled_from(ModifierKind)


def _unplugged(name: str) -> ScreenTrouble:
    return trouble(TroubleCode.KEYBOARD_UNPLUGGED, name=name)


@st.composite
def modifiers(draw: st.DrawFn, depth: int = 0) -> tuple[Modifier, ...]:
    return tuple(
        Modifier(
            draw(phrases),
            quantity=draw(maybe | st.integers(1, 9)),
            kind=draw(kinds),
            portion=draw(maybe | st.sampled_from(Portion)),
            instead_of=draw(maybe | phrases),
            modifiers=draw(modifiers(depth + 1)) if depth < 2 and draw(st.booleans()) else UNSET,
        )
        for _ in range(draw(st.integers(0, 2)))
    )


line_details = st.fixed_dictionaries(
    {},
    optional={
        "variant": phrases,
        "seat": st.integers(1, 99) | phrases,
        "to_go": st.booleans(),
        "if_out": st.builds(IfOut, st.sampled_from(WhenOut), maybe | phrases),
        "kitchen_name": phrases,
        "amount": st.just(0.75),
        "unit": st.just("kg"),
        "allergies": st.lists(phrases, min_size=1, max_size=2).map(tuple),
        "flags": st.just(("sold_out", "not_on_menu", "odd_of_tomorrow")),
        "parent_id": st.sampled_from(("menu", "nobody knows")),
        "was": st.builds(
            EarlierLine,
            version=st.just(1),
            status=maybe | st.just("preparing"),
            quantity=maybe | st.integers(1, 99),
            name=maybe | phrases,
            notes=maybe | st.none() | phrases,
            modifiers=maybe | modifiers(),
            course=maybe | st.none() | st.just(3),
            station=maybe | st.just("fry"),
        ),
    },
)
order_details = st.fixed_dictionaries(
    {},
    optional={
        "display_number": st.sampled_from(("A17", "604B4", "W" * 24)),
        "source": phrases,
        "brand": phrases,
        "zone": phrases,
        "guests": st.integers(1, 40),
        "server": phrases,
        "allergies": st.lists(phrases, min_size=1, max_size=3).map(tuple),
        "due_at": st.sampled_from((instant(HUB_MS + 600_000), instant(HUB_MS - 10**9))),
        "asap": st.booleans(),
        "handoff": phrases,
        "type_label": st.sampled_from(("Kerbside", "Room service 123 456")),
        "cutlery": st.booleans(),
        "paid": st.booleans(),
        "test": st.booleans(),
        "remake": st.booleans(),
        "groups": st.just((Combo(id="menu", name="Menu of the day", quantity=2, notes="x" * 60),)),
        "held": st.just((a_line("Cake", course="Something sweet", quantity=12),)),
        "was": st.just(EarlierOrder(version=1, handoff=None, remake=True, display_number="A16")),
    },
)


@st.composite
def made_lines(draw: st.DrawFn, number: int) -> Item:
    return a_line(
        draw(phrases),
        draw(st.sampled_from((None, "grill", "fry"))),
        id=f"line {number}",
        quantity=draw(st.integers(1, 99)),
        status=draw(st.sampled_from(ItemStatus)),
        notes=draw(st.none() | phrases | st.just("nut allergy, no onions at all please")),
        modifiers=draw(modifiers()),
        allergens=tuple(draw(st.lists(phrases, max_size=2))),
        course=draw(st.none() | st.integers(1, 3) | st.sampled_from(("Starter", "Main"))),
        cancel_reason=draw(st.none() | phrases),
        **draw(line_details),
    )


@st.composite
def made_orders(draw: st.DrawFn) -> list[Order]:
    count = draw(st.integers(0, 7))
    return [
        an_order(
            draw(st.sampled_from((number, 10_000 * number))),
            *(draw(made_lines(each)) for each in range(draw(st.integers(1, 5)))),
            id=f"order {number}",
            taken=-draw(st.sampled_from((0, 10**5, 10**6, 10**8, 10**9))),
            type=draw(st.sampled_from(OrderType)),
            table_number=draw(st.none() | st.sampled_from(("7", "Terrace 12", "W" * 30))),
            customer_name=draw(st.none() | phrases),
            notes=draw(st.none() | phrases),
            priority=draw(st.sampled_from(Priority)),
            age_at_least=draw(st.sampled_from((UNSET, True))),
            **draw(order_details),
        )
        for number in range(1, count + 1)
    ]


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    return Layout(*draw(st.sampled_from(SIZES)), *draw(st.sampled_from(GRIDS)), measure=monospace)


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    orders = draw(made_orders())
    station = draw(st.sampled_from(("all", "expo", "grill")))
    places = draw(st.sampled_from(PlacesMode))
    screen = Screen(*orders, settings=BoardSettings(station=station, places=places))
    for order in draw(st.lists(st.sampled_from(orders), max_size=3)) if orders else []:
        later = replace(
            screen.state.replica.orders.get(order.id, order),
            notes=draw(st.none() | phrases),
            table_number=draw(st.sampled_from((None, "9"))),
            items=tuple(
                replace(item, status=draw(st.sampled_from(ItemStatus))) for item in order.items
            ),
        )
        screen.hears(later)
        screen.paint()
    keys = draw(st.lists(st.sampled_from(Action), max_size=4))
    for key in keys:
        screen.press(key)
    match draw(st.integers(0, 3)):
        case 0:
            screen.tell(
                Inputs(now=screen.now, troubles=tuple(map(_unplugged, draw(st.lists(phrases)))))
            )
        case 1:
            screen.press(Action.RECALL)
            recent = tuple(an_order(900 + each, *order.items) for each, order in enumerate(orders))
            screen.tell(RecentSeen(now=screen.now, orders=recent))
        case _:
            pass
    screen.at(screen.now + draw(st.sampled_from((0, 3_000, 10_000, 10**7))))
    return screen


def style_of(screen: Screen, layout: Layout) -> TicketStyle:
    return TicketStyle(screen.state.settings, screen.state.utc_offset_minutes, layout)


def pages(screen: Screen, layout: Layout) -> list[Picture]:
    first, second = (build(replace(screen.state, page=page), screen.now, layout) for page in (0, 1))
    if first.pages == 1:
        return [first]
    further = (
        build(replace(screen.state, page=page), screen.now, layout)
        for page in range(2, second.pages)
    )
    return [first, second, *further]


def texts(panel: Panel) -> list[Text]:
    return [part for part in panel.parts if isinstance(part, Text)]


def is_in(inner: Rect, outer: Rect) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.w <= outer.x + outer.w
        and inner.y + inner.h <= outer.y + outer.h
    )


def drawn(text: Text) -> Rect:
    """Say what a text really covers; figures leave a quarter free above and a fifth below."""
    width = monospace(text.text, text.size, bold=text.bold)
    left = text.rect.x + text.rect.w - width if text.align_right else text.rect.x
    if text.text.isdecimal():
        free = text.size * 9 // 50
        return Rect(left, text.rect.y + free, width, text.size - 2 * free)
    return Rect(left, text.rect.y, width, text.size)


def cards(picture: Picture) -> list[Panel]:
    """List the cards of tickets and of parts of them."""
    return [panel for panel in picture.panels if panel.key.startswith("ticket ")]


def bodies(picture: Picture) -> list[str]:
    """List the words below the heads, but for bands, which each part of a ticket repeats."""
    found = []
    for card in cards(picture):
        rows = read_rows(card)[1:]
        found += [
            text.text
            for row in rows
            if row.ground not in BANDS
            for text in row.texts
            if text.text not in {"more →", "…"}
        ]
    return found


def heads(picture: Picture) -> list[list[str]]:
    """List what the heads of tickets say, but for keys and ages."""
    found = []
    for card in cards(picture):
        texts = [text.text for text in read_rows(card)[0].texts]
        if card.key.endswith("/0"):
            found.append([each for at, each in enumerate(texts) if at or not each.isdecimal()])
    return found


def overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


@unhurried
@given(screens(), layouts())
def test_everything_lies_within_its_panel_and_every_panel_on_the_glass(
    screen: Screen, layout: Layout
) -> None:
    for picture in pages(screen, layout):
        for panel in picture.panels:
            assert is_in(panel.rect, Rect(0, 0, layout.width, layout.height)), panel.key
            for part in panel.parts:
                assert is_in(part.rect, panel.rect), (panel.key, part)


@unhurried
@given(screens(), layouts())
def test_no_text_is_wider_or_higher_than_its_place(screen: Screen, layout: Layout) -> None:
    for picture in pages(screen, layout):
        for panel in picture.panels:
            for text in texts(panel):
                assert is_in(drawn(text), text.rect), (panel.key, text)


@unhurried
@given(screens(), layouts())
def test_no_two_texts_of_a_panel_cover_each_other(screen: Screen, layout: Layout) -> None:
    for picture in pages(screen, layout):
        for panel in picture.panels:
            found = [drawn(text) for text in texts(panel) if text.text]
            for place, one in enumerate(found):
                assert not any(overlap(one, other) for other in found[place + 1 :]), panel.key


@unhurried
@given(screens(), layouts())
def test_the_age_covers_nothing_of_its_ticket(screen: Screen, layout: Layout) -> None:
    for picture in pages(screen, layout):
        ages = [panel.rect for panel in picture.panels if panel.key.startswith("age ")]
        for rect in ages:
            for card in cards(picture):
                assert not any(overlap(rect, drawn(text)) for text in texts(card) if text.text)


@unhurried
@given(screens(), layouts())
def test_tickets_chips_and_bars_do_not_cover_each_other(screen: Screen, layout: Layout) -> None:
    others = ("top", "bottom", "chip ", "more")
    for picture in pages(screen, layout):
        rects = [each.rect for each in picture.panels if each.key.startswith(others)]
        rects += [Rect(each.left, each.top, each.width, each.height) for each in picture.shown]
        for at, one in enumerate(rects):
            assert not any(overlap(one, other) for other in rects[at + 1 :])


@unhurried
@given(screens(), layouts())
def test_every_order_is_a_ticket_or_a_chip_or_counted(screen: Screen, layout: Layout) -> None:
    for picture in pages(screen, layout):
        tickets = {part.order_id for part in picture.shown}
        assert tickets.isdisjoint(picture.chips)
        left = len(screen.board) - len(tickets) - len(picture.chips)
        more = [text.text for each in picture.panels if each.key == "more" for text in texts(each)]
        assert more == ([f"+{left}"] if left else [])


@unhurried
@given(screens(), layouts())
def test_every_line_of_every_ticket_stands_on_exactly_one_page(
    screen: Screen, layout: Layout
) -> None:
    tickets = [
        write_ticket(order, screen.state.marks.get(order.id, Marks()), style_of(screen, layout))
        for order in screen.state.board()
    ]
    lines = [line.parts for ticket in tickets for line in ticket.lines]
    wanted = sorted(
        part.text
        for parts in lines
        for part in parts
        if isinstance(part, Text)
        if not any(isinstance(each, Box) and each.tone in LOUD for each in parts)
    )
    found = sorted(text for picture in pages(screen, layout) for text in bodies(picture))
    assert found == wanted


@unhurried
@given(screens(), layouts())
def test_every_part_of_a_ticket_warns_of_what_a_guest_must_not_eat(
    screen: Screen, layout: Layout
) -> None:
    for order in screen.state.board():
        written = write_ticket(
            order, screen.state.marks.get(order.id, Marks()), style_of(screen, layout)
        )
        shown = [card for each in pages(screen, layout) for card in cards(each)]
        for card in shown:
            if card.key.split(" ")[1].startswith(f"{order.id}/"):
                below = [row for row in read_rows(card)[1:] if row.ground is Tone.ALLERGY]
                assert len(below) >= len(written.warnings)


@unhurried
@given(screens(), layouts())
def test_every_ticket_has_one_head_with_its_number_and_its_age(
    screen: Screen, layout: Layout
) -> None:
    found = [head for picture in pages(screen, layout) for head in heads(picture)]
    board = screen.state.board()
    ages = [panel.key for each in pages(screen, layout) for panel in each.panels]
    called = [number(order) for order in board]
    for shown, *_ in found:
        assert any(each.startswith(shown.removesuffix("…")) for each in called)
    assert sorted(key for key in ages if key.startswith("age ")) == sorted(
        f"age {order.id}" for order in board
    )


@unhurried
@given(screens(), layouts())
def test_what_is_touched_is_the_ticket_that_is_drawn_there(screen: Screen, layout: Layout) -> None:
    for picture in pages(screen, layout):
        for card, part in zip(cards(picture), picture.shown, strict=True):
            # The frame of the ticket that BUMP means stands around it.
            assert is_in(Rect(part.left, part.top, part.width, part.height), card.rect)
            assert card.key.startswith(f"ticket {part.order_id}/")


@unhurried
@given(screens(), layouts())
def test_every_text_stands_on_a_ground_that_it_can_be_read_on(
    screen: Screen, layout: Layout
) -> None:
    for picture in pages(screen, layout):
        for panel in picture.panels:
            ground: list[tuple[Rect, Tone]] = []
            for part in panel.parts:
                if isinstance(part, Box) and part.shape in {Fill.FULL, Fill.HATCH, Fill.DIAMOND}:
                    ground.append((part.rect, part.tone))
                elif isinstance(part, Text) and part.text:
                    under = [tone for rect, tone in ground if overlap(rect, drawn(part))]
                    under = under or [panel.tone or Tone.GROUND]
                    top = under[-2:] if under[-1] is Tone.FLIGHT else under[-1:]
                    assert set(top) <= set(GROUNDS[part.tone]), (panel.key, part, top)
