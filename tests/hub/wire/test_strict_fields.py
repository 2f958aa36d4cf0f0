"""From JSON to a request: every field that does not fit is named, with what was expected."""

import msgspec
import pytest

from hub.domain.errors import MAX_NAMED, Code, Refusal
from hub.wire.order_requests import AddItems, NewOrder, OrdersQuery
from hub.wire.requests import EventsQuery, KitchenOrdersQuery, SetItemStatus
from hub.wire.strict_json import convert

SOUP = {"name": "soup", "quantity": 1}


def problems(value: object, kind: type[msgspec.Struct], *, strict: bool = True) -> dict[str, str]:
    with pytest.raises(Refusal) as refused:
        convert(value, kind, strict=strict)
    assert refused.value.code is Code.BAD_REQUEST
    for field in refused.value.details:
        assert field in refused.value.message
    return dict(refused.value.details)


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_a_body_that_is_no_object_is_refused_as_a_whole(value: object) -> None:
    assert list(problems(value, SetItemStatus)) == ["body"]


def test_a_missing_field_is_named() -> None:
    assert problems({}, SetItemStatus) == {"status": "is missing"}


@pytest.mark.parametrize("value", [None, 1, ["ready"], "READY", "done", ""])
def test_a_status_that_is_none_is_named(value: object) -> None:
    assert list(problems({"status": value}, SetItemStatus)) == ["status"]


@pytest.mark.parametrize("quantity", ["1", 1.0, 1.5, True, 10_000, -10_000, [1]])
def test_a_quantity_of_the_wrong_type_or_out_of_range_is_named(quantity: object) -> None:
    body = {"type": "dine_in", "items": [SOUP, {"name": "stew", "quantity": quantity}]}

    assert list(problems(body, NewOrder)) == ["items[1].quantity"]


def test_an_unknown_field_is_named_with_the_one_it_may_have_meant() -> None:
    body = {"type": "dine_in", "items": [{**SOUP, "quantty": 2}]}

    assert problems(body, NewOrder) == {
        "items[0].quantty": "is not a known field; did you mean quantity?"
    }


def test_an_unknown_field_that_resembles_none_is_named_alone() -> None:
    assert problems({"status": "ready", "zzz": 1}, SetItemStatus) == {"zzz": "is not a known field"}


def test_every_problem_of_a_body_is_named_at_once() -> None:
    body = {
        "typ": "dine_in",
        "session_id": "table 7",
        "priority": "urgent",
        "items": [
            {"name": "", "quantity": 10_000},
            SOUP,
            {"quantity": 1, "modifiers": [{"name": "no salt"}, {"name": 5}], "course": 100},
        ],
    }

    assert set(problems(body, NewOrder)) == {
        "typ",
        "type",
        "session_id",
        "priority",
        "items[0].name",
        "items[0].quantity",
        "items[2].modifiers[1].name",
        "items[2].course",
    }


@pytest.mark.parametrize("count", [0, 201])
def test_a_list_that_is_too_short_or_too_long_is_named_itself(count: int) -> None:
    assert list(problems({"items": [SOUP] * count}, AddItems)) == ["items"]


def test_a_list_that_is_too_long_is_not_looked_into() -> None:
    lines = [{"quantty": 1}] * 201

    assert list(problems({"type": "dine_in", "items": lines}, NewOrder)) == ["items"]


def test_a_word_that_is_none_of_the_known_ones_gets_them_listed() -> None:
    assert problems({"status": "done"}, SetItemStatus) == {
        "status": 'expected one of pending, preparing, ready, served, cancelled, not "done"'
    }


def test_what_was_expected_is_said_in_words() -> None:
    body = {"id": "7", "type": "dine_in", "items": [SOUP]}

    assert problems(body, NewOrder) == {"id": 'expected a UUID, not "7"'}


def test_a_body_of_mistakes_is_answered_with_the_first_hundred() -> None:
    value = {f"wrong{number}": 0 for number in range(5000)}

    with pytest.raises(Refusal) as refused:
        convert(value, SetItemStatus)

    assert len(refused.value.details) == MAX_NAMED
    assert refused.value.message.endswith("; and more")


def test_exactly_a_hundred_mistakes_are_all_of_them() -> None:
    value: dict[str, object] = {f"wrong{number}": 0 for number in range(MAX_NAMED)}

    with pytest.raises(Refusal) as refused:
        convert({"status": "ready", **value}, SetItemStatus)

    assert len(refused.value.details) == MAX_NAMED
    assert "and more" not in refused.value.message


@pytest.mark.parametrize(
    "text",
    ["x" * 60_000, "\u202e" * 50, "a\r\nSet-Cookie: b", "\x7f\x1b[2J"],
    ids=["long", "bidirectional", "header", "terminal"],
)
def test_what_a_client_sent_is_shown_shortened_and_printable(text: str) -> None:
    shown = problems({"status": text, text: 1}, SetItemStatus)

    assert all(part.isprintable() for pair in shown.items() for part in pair)
    assert all(len(part) <= 120 for pair in shown.items() for part in pair)


def test_a_query_has_its_numbers_as_text() -> None:
    query = convert({"after": "41", "limit": "2"}, EventsQuery, strict=False)

    assert query == EventsQuery(after=41, limit=2)


def test_a_query_may_leave_everything_out() -> None:
    assert convert({}, OrdersQuery, strict=False) == OrdersQuery()


@pytest.mark.parametrize(
    ("query", "kind", "field"),
    [
        ({"limit": "0"}, EventsQuery, "limit"),
        ({"limit": "501"}, EventsQuery, "limit"),
        ({"limit": "ten"}, EventsQuery, "limit"),
        ({"limit": ""}, EventsQuery, "limit"),
        ({"limit": "1_0"}, EventsQuery, "limit"),
        ({"after": "-1"}, EventsQuery, "after"),
        ({"after": "9" * 30}, EventsQuery, "after"),
        ({"status": "served"}, KitchenOrdersQuery, "status"),
        ({"status": "null"}, KitchenOrdersQuery, "status"),
        ({"status": "NULL"}, KitchenOrdersQuery, "status"),
        ({"status": "ready\n"}, KitchenOrdersQuery, "status"),
        ({"status": "\udcff"}, KitchenOrdersQuery, "status"),
        ({"station": "gr\0ll"}, KitchenOrdersQuery, "station"),
        ({"station": "Grill"}, KitchenOrdersQuery, "station"),
        ({"sttus": "ready"}, KitchenOrdersQuery, "sttus"),
        ({"\udcff": "ready"}, KitchenOrdersQuery, "body"),
        ({"from_": "2024-01-15T10:30:00Z"}, OrdersQuery, "from_"),
    ],
)
def test_a_bad_query_value_is_named(
    query: dict[str, str], kind: type[msgspec.Struct], field: str
) -> None:
    assert list(problems(query, kind, strict=False)) == [field]


def test_a_station_may_be_called_null() -> None:
    query = convert({"station": "null"}, KitchenOrdersQuery, strict=False)

    assert query.station == "null"
