"""Orders as other systems write them: what has one meaning is taken, what is odd is said."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, UnsetType

from hub.domain.errors import MAX_NAMED, Refusal
from hub.wire import lenient_json, strict_json
from hub.wire.edit_requests import EditOrder
from hub.wire.lenient_json import Reading
from hub.wire.order_requests import NewOrder, When
from hub.wire.requests import Request, Slug
from tests.support.strategies import json_values

SOUP = {"name": "Soup", "quantity": 1}
UUID = "0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"


def read(**fields: object) -> Reading[NewOrder]:
    body = {"type": "dine_in", "items": [SOUP], **fields}
    return lenient_json.read(body, NewOrder, _berlin)


def read_line(**fields: object) -> Reading[NewOrder]:
    return read(items=[{**SOUP, **fields}])


def said(reading: Reading[Any]) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in reading.warnings]


def _berlin(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("fields", "name", "taken"),
    [
        ({"customer_name": ""}, "customer_name", None),
        ({"customer_name": "  "}, "customer_name", None),
        ({"table_number": ""}, "table_number", None),
        ({"notes": ""}, "notes", None),
        ({"priority": ""}, "priority", "normal"),
        ({"priority": None}, "priority", "normal"),
        ({"table_number": 5}, "table_number", "5"),
        ({"table_number": 5.0}, "table_number", "5"),
        ({"external_id": 4501}, "external_id", "4501"),
        ({"type": "DINE_IN"}, "type", "dine_in"),
        ({"type": "Dine In"}, "type", "dine_in"),
        ({"type": "dineIn"}, "type", "dine_in"),
        ({"guests": "4"}, "guests", 4),
        ({"guests": 4.0}, "guests", 4),
        ({"guests": "4.0"}, "guests", 4),
        ({"paid": "True"}, "paid", True),
        ({"cutlery": 0}, "cutlery", False),
        ({"customer_name": "Ana\r\nLuz\t"}, "customer_name", "Ana Luz"),
        ({"allergies": "nuts"}, "allergies", ("nuts",)),
        ({"allergies": ["", None, "nuts"]}, "allergies", ("nuts",)),
        ({"displayNumber": "A17"}, "display_number", "A17"),
        ({"session_id": f"{{{UUID.upper()}}}"}, "session_id", UUID),
        ({"session_id": UUID.replace("-", "")}, "session_id", UUID),
        ({"also_known_as": None}, "also_known_as", None),
    ],
)
def test_what_has_one_meaning_is_taken_and_nothing_is_said(
    fields: dict[str, object], name: str, taken: object
) -> None:
    reading = read(**fields)

    assert getattr(reading.value, name) == taken
    assert said(reading) == []


@pytest.mark.parametrize(
    ("fields", "name", "taken"),
    [
        ({"quantity": 2.0}, "quantity", 2),
        ({"quantity": "2"}, "quantity", 2),
        ({"quantity": None, "amount": "0.75"}, "amount", 0.75),
        ({"quantity": 0.5}, "amount", 0.5),
        ({"quantity": "1.5"}, "amount", 1.5),
        ({"modifiers": None}, "modifiers", ()),
        ({"modifiers": ""}, "modifiers", ()),
        ({"name": "Burger\r\n"}, "name", "Burger"),
        ({"name": "Fish\t&\nChips"}, "name", "Fish & Chips"),
        ({"seat": "2"}, "seat", 2),
        ({"seat": "window"}, "seat", "window"),
        ({"course": "1"}, "course", 1),
        ({"course": "Mains"}, "course", "Mains"),
        ({"menuItemId": UUID}, "menu_item_id", UUID),
        ({"toGo": "true"}, "to_go", True),
    ],
)
def test_the_same_goes_for_lines(fields: dict[str, object], name: str, taken: object) -> None:
    reading = read_line(**fields)

    assert getattr(reading.value.items[0], name) == taken
    assert said(reading) == []


@pytest.mark.parametrize(
    ("fields", "name", "taken", "warning"),
    [
        ({"deliveryFee": 700}, "notes", None, ("unknown_field", "deliveryFee")),
        ({"notes": "a\x1bb"}, "notes", "a b", ("control_characters", "notes")),
        ({"guests": 5000}, "guests", None, ("out_of_range", "guests")),
        ({"guests": "many"}, "guests", None, ("not_understood", "guests")),
        ({"paid": "cash"}, "paid", None, ("not_understood", "paid")),
        ({"server": ["Bea"]}, "server", None, ("not_understood", "server")),
        ({"id": "4501"}, "id", None, ("id_is_key", "id")),
        ({"id": "4501"}, "external_id", "4501", ("id_is_key", "id")),
        ({"id": 4501}, "external_id", "4501", ("id_is_key", "id")),
        ({"id": "4501", "external_id": "A7"}, "external_id", "A7", ("id_is_key", "id")),
        ({"session_id": "T7"}, "session_id", None, ("unknown_session", "session_id")),
        ({"priority": "asap"}, "priority", "normal", ("unknown_word", "priority")),
        ({"type": "kerbside"}, "type", "takeout", ("unknown_word", "type")),
        ({"type": "kerbside"}, "type_label", "kerbside", ("unknown_word", "type")),
        ({"zone": "x" * 41}, "zone", "x" * 39 + "…", ("text_cut", "zone")),
        ({"display_number": "#" + "1" * 24}, "display_number", "…" + "1" * 23,
         ("text_cut", "display_number")),
        ({"tableNumber": "8", "table_number": "7"}, "table_number", "7",
         ("unknown_field", "tableNumber")),
    ],
)  # fmt: skip
def test_what_is_odd_is_taken_and_said(
    fields: dict[str, object], name: str, taken: object, warning: tuple[str, str]
) -> None:
    reading = read(**fields)

    assert getattr(reading.value, name) == taken
    assert said(reading) == [warning]


def test_an_id_of_the_senders_own_menu_is_left_out_and_said() -> None:
    reading = read_line(menu_item_id="SKU-4711", modifiers=[{"name": "rare", "modifierId": 7}])

    assert reading.value.items[0].menu_item_id is None
    assert said(reading) == [
        ("unknown_menu_item", "items[0].menu_item_id"),
        ("unknown_modifier", "items[0].modifiers[0].modifier_id"),
    ]


def test_a_text_that_was_cut_is_kept_whole() -> None:
    reading = read(items=[SOUP, {**SOUP, "notes": "x" * 2001}])

    assert reading.value.items[1].notes == "x" * 1999 + "…"
    assert reading.whole_texts == ((("items", 1, "notes"), "x" * 2001),)


def test_two_long_keys_that_begin_alike_stay_two_keys() -> None:
    first, second = (read(external_id="k" * 200 + end).value.external_id for end in "ab")

    assert first != second
    assert first == read(external_id="k" * 200 + "a").value.external_id
    assert len(first or "") == 128


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ("soup", "body"),
        ("", "body"),
        ({"items": [SOUP]}, "type"),
        ({"type": 1, "items": [SOUP]}, "type"),
        ({"type": "dine_in", "items": 1}, "items"),
        ({"type": "dine_in", "items": [1]}, "items[0]"),
        ({"type": "dine_in", "items": [SOUP] * 201}, "items"),
        ({"type": "dine_in", "items": [{**SOUP, "modifiers": 1}]}, "items[0].modifiers"),
        ({"type": "dine_in", "items": [{**SOUP, "allergies": [1, {}]}]}, None),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(body: object, field: str | None) -> None:
    if field is None:
        assert said(lenient_json.read(body, NewOrder, _berlin))
        return
    with pytest.raises(Refusal) as refused:
        lenient_json.read(body, NewOrder, _berlin)
    assert field in refused.value.details


def test_what_was_left_out_of_a_change_stays_as_it_is() -> None:
    sent = {"priority": "soon", "tableNumber": "", "notes": []}
    edit = lenient_json.read(sent, EditOrder, _berlin)

    assert edit.value == EditOrder(table_number=None)
    assert said(edit) == [("unknown_word", "priority"), ("not_understood", "notes")]


def test_no_more_is_said_than_anybody_reads() -> None:
    reading = read(**{f"field{number}": 1 for number in range(1000)})

    assert len(reading.warnings) == MAX_NAMED


class Timed(Request, frozen=True, kw_only=True):
    due_at: When | None = None
    station: Annotated[Slug, Meta()] | UnsetType = UNSET


@pytest.mark.parametrize(
    ("sent", "taken", "codes"),
    [
        ("2026-12-01T18:30:00Z", "2026-12-01T18:30:00Z", []),
        ("2026-12-01T18:30:00", "2026-12-01T18:30:00+01:00", ["no_offset"]),
        ("half past six", None, ["not_understood"]),
        (1796149800, None, ["not_understood"]),
        ("", None, []),
    ],
)
def test_a_time_without_an_offset_is_the_branchs_own(
    sent: object, taken: str | None, codes: list[str]
) -> None:
    reading = lenient_json.read({"due_at": sent}, Timed, _berlin)

    assert reading.value.due_at == taken
    assert [code for code, _ in said(reading)] == codes


def test_a_station_is_found_in_any_case_and_one_that_is_none_is_said() -> None:
    assert lenient_json.read({"station": " Grill"}, Timed, _berlin).value.station == "grill"
    nowhere = lenient_json.read({"station": "über"}, Timed, _berlin)
    assert (nowhere.value.station, said(nowhere)) == (UNSET, [("unknown_station", "station")])


@given(json_values())
def test_whatever_is_sent_is_read_or_refused(value: object) -> None:
    for body in (value, {"type": "dine_in", "items": value}, {"type": "dine_in", "items": [value]}):
        with suppress(Refusal):
            reading = lenient_json.read(body, NewOrder, lambda moment: moment.replace(tzinfo=UTC))
            assert isinstance(reading.value, NewOrder)


@given(st.integers(1, 9999), st.text(min_size=1, max_size=20))
def test_what_fits_as_it_is_is_taken_as_it_is(quantity: int, text: str) -> None:
    body = {"type": "dine_in", "items": [{"name": f"x{text}", "quantity": quantity}]}
    try:
        strict = strict_json.convert(body, NewOrder)
    except Refusal:
        return
    reading = lenient_json.read(body, NewOrder, _berlin)
    assert (reading.value, reading.warnings) == (strict, ())


def _nest_modifiers(depth: int) -> list[dict[str, object]]:
    return [{"name": "salt", "modifiers": _nest_modifiers(depth - 1)}] if depth else []


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "notes": st.sampled_from(["", "no salt", "a\nb"]),
            "due_at": st.sampled_from(
                ["2026-12-01T18:30:00", "2026-12-01T18:30Z", "half past six"]
            ),
            "source_version": st.sampled_from([7, "7", "7.5", "seven"]),
            "allergies": st.lists(st.just("nuts"), max_size=3),
        },
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "notes": st.sampled_from(["", "no salt"]),
            "course": st.sampled_from([2, "2", "100", "dessert"]),
            "seat": st.sampled_from([1, "1", "window"]),
            "modifiers": st.integers(0, 5).map(_nest_modifiers),
            "parts": st.lists(st.just({"name": "Bread", "notes": ""}), max_size=2),
        },
    ),
)
def test_what_fits_strictly_is_read_as_if_something_else_did_not(
    order: dict[str, object], line: dict[str, object]
) -> None:
    body = {"type": "dine_in", **order, "items": [{**SOUP, **line}]}

    quick = lenient_json.read({**body, "customer_name": "Eve"}, NewOrder, _berlin)
    slow = lenient_json.read({**body, "customerName": "Eve"}, NewOrder, _berlin)

    assert quick == slow
