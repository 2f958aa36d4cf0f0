"""What clients may send: the forms of ids, words and texts."""

from collections.abc import Callable
from typing import Any

import pytest

from hub.domain.errors import Refusal
from hub.wire import edit_requests, order_requests, pairing, requests
from hub.wire.strict_json import convert

UUID = "0b9f2a6e-7a43-4c7e-9a51-0a4b1c2d3e4f"
SOUP = {"name": "soup", "quantity": 1}


def order(**fields: object) -> dict[str, Any]:
    return {"type": "dine_in", "items": [SOUP], **fields}


def line(**fields: object) -> dict[str, Any]:
    return order(items=[{**SOUP, **fields}])


def modified(name: str) -> dict[str, Any]:
    return line(modifiers=[{"name": name}])


def refused_fields(body: dict[str, Any], kind: type[requests.Request]) -> list[str]:
    with pytest.raises(Refusal) as refused:
        convert(body, kind)
    return list(refused.value.details)


@pytest.mark.parametrize("text", [UUID, UUID.upper(), "0" * 8 + "-0000-0000-0000-" + "0" * 12])
def test_a_uuid_is_taken_in_either_case(text: str) -> None:
    assert convert(order(id=text), order_requests.NewOrder).id == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        f"{UUID}\n",
        f"\n{UUID}",
        f" {UUID}",
        f"{UUID} ",
        f"{UUID}0",
        UUID[:-1],
        UUID.replace("-", ""),
        f"{{{UUID}}}",
        f"urn:uuid:{UUID}",
        UUID.replace("0", "g"),
        UUID.replace("0", "\u0660"),
    ],
)
def test_what_is_not_exactly_a_uuid_is_refused(text: str) -> None:
    assert refused_fields(order(id=text), order_requests.NewOrder) == ["id"]


@pytest.mark.parametrize("text", ["g", "grill", "0", "cold-pass", "cold_pass2", "x" * 32])
def test_a_short_word_is_taken(text: str) -> None:
    assert convert({"station": text}, requests.Recall).station == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "grill\n",
        "\ngrill",
        " grill",
        "gr ill",
        "Grill",
        "-grill",
        "_grill",
        "grill/",
        "gr\u0131ll",
        "caf\u00e9",
        "\u0660",
        "x" * 33,
    ],
)
def test_what_is_not_exactly_a_short_word_is_refused(text: str) -> None:
    assert refused_fields({"station": text}, requests.Recall) == ["station"]


@pytest.mark.parametrize("reason", ["abc", "x" * 500])
def test_a_reason_of_3_to_500_characters_is_taken(reason: str) -> None:
    assert convert({"reason": reason}, requests.CancelItem).reason == reason


@pytest.mark.parametrize("reason", ["", "ab", "x" * 501])
def test_a_reason_that_is_shorter_or_longer_is_refused(reason: str) -> None:
    assert refused_fields({"reason": reason}, requests.CancelItem) == ["reason"]


@pytest.mark.parametrize("quantity", [1, 9999])
def test_a_quantity_of_1_to_9999_is_taken(quantity: int) -> None:
    taken = convert(line(quantity=quantity), order_requests.NewOrder)

    assert taken.items[0].quantity == quantity


@pytest.mark.parametrize("quantity", [10_000, -10_000])
def test_a_quantity_out_of_range_is_refused(quantity: int) -> None:
    assert refused_fields(line(quantity=quantity), order_requests.NewOrder) == ["items[0].quantity"]


def test_notes_are_measured_in_characters_not_bytes() -> None:
    assert convert(line(notes="é" * 2000), order_requests.NewOrder).items[0].notes == "é" * 2000
    assert refused_fields(line(notes="é" * 2001), order_requests.NewOrder) == ["items[0].notes"]


@pytest.mark.parametrize("course", [0, 99, "dessert"])
def test_a_course_is_kept_as_given(course: int | str) -> None:
    assert convert(line(course=course), order_requests.NewOrder).items[0].course == course


@pytest.mark.parametrize("course", [-1, 100, "", "x" * 41, 1.5, True])
def test_a_course_that_is_neither_a_small_number_nor_a_word_is_refused(course: object) -> None:
    assert refused_fields(line(course=course), order_requests.NewOrder) == ["items[0].course"]


def test_an_order_of_two_hundred_lines_is_taken() -> None:
    assert len(convert(order(items=[SOUP] * 200), order_requests.NewOrder).items) == 200


def test_an_edit_tells_a_field_left_out_from_one_set_to_nothing() -> None:
    edit = convert({"notes": None}, edit_requests.EditOrder)

    assert edit == edit_requests.EditOrder(notes=None)
    assert edit != edit_requests.EditOrder()


@pytest.mark.parametrize("status", ["pending", "cancelled", "completed"])
def test_a_bump_goes_forward_only(status: str) -> None:
    assert refused_fields({"status": status}, requests.Bump) == ["status"]


CONTROLS = [
    chr(each) for each in (0x01, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F)
]


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("items[0].name", order_requests.NewOrder, lambda text: line(name=text)),
        ("items[0].modifiers[0].name", order_requests.NewOrder, modified),
        ("items[0].course", order_requests.NewOrder, lambda text: line(course=text)),
        ("customer_name", order_requests.NewOrder, lambda text: order(customer_name=text)),
        ("table_number", requests.NewSession, lambda text: {"table_number": text}),
        ("allergens[0]", requests.NewMenuItem, lambda text: {"name": "x", "allergens": [text]}),
        ("device_name", pairing.PairByCode, lambda text: {"code": "x", "device_name": text}),
        ("name", requests.NewToken, lambda text: {"role": "kitchen", "name": text}),
    ],
)
def test_a_name_with_a_control_character_is_refused(
    path: str, kind: type[requests.Request], body: Callable[[str], dict[str, Any]], control: str
) -> None:
    assert refused_fields(body(f"so{control}up"), kind) == [path]


def test_a_control_character_is_said_and_shown() -> None:
    with pytest.raises(Refusal) as refused:
        convert(line(name="so\x1bup"), order_requests.NewOrder)

    assert refused.value.details == {
        "items[0].name": r"expected text that can be seen, without control characters, "
        r'not "so\u001bup"'
    }


@pytest.mark.parametrize("text", ["no salt,\nno pepper", "a\r\nb", "rare\tplease"])
def test_notes_may_have_lines_and_tabs(text: str) -> None:
    assert convert(line(notes=text), order_requests.NewOrder).items[0].notes == text


@pytest.mark.parametrize("control", sorted(set(CONTROLS) - set("\t\n\r")))
def test_notes_hold_no_other_control_character(control: str) -> None:
    assert refused_fields(order(notes=f"no{control}salt"), order_requests.NewOrder) == ["notes"]


# What Arabic and Hebrew tills put around words of another direction, and what joins an emoji.
@pytest.mark.parametrize("mark", "\u200e\u200f\u200d\u202a\u202c\u2066\u2069\ufe0f\xa0\xad")
def test_marks_of_writing_are_no_control_characters(mark: str) -> None:
    name = f"so{mark}up"

    assert convert(line(name=name), order_requests.NewOrder).items[0].name == name
