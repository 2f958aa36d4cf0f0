"""A name has something that can be seen, in whatever script it is written."""

import re
import sys
import unicodedata
from typing import Any

import pytest

from hub.common.settings import ConfigError
from hub.config import load as hub_settings
from hub.domain.errors import Refusal
from hub.wire import order_requests, pairing, requests, text_rules
from hub.wire.strict_json import convert

IGNORABLE = [
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
]
"""Default_Ignorable_Code_Point, as Unicode's DerivedCoreProperties.txt lists them."""

EMPTY_SIGNS = [0x2800, 0x1D159]
"""Braille's blank and the music's empty note: letters by their category, and nothing to be seen."""

SHOWN_FORMATS = {
    *range(0x0600, 0x0606),
    *(0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD),
}
"""Prepended_Concatenation_Mark: of category Cf, and to be seen all the same."""

UNSEEN = [" ", "   ", "\u00a0", "\u200b", "\u2800\u2800", "\u3164", "\u0301", "\ufe0f", "\u2028 "]
NAMES = [
    "a",
    "-",
    "餃子",
    "Crêpe",
    "e\u0301",
    "한",
    "🍕",
    "👩‍🍳",
    "❤️",
    "अं",
    "ไทย",
    "\u200fשל",
    "⠓⠊",
    "5",
]


def line(**fields: object) -> dict[str, Any]:
    return {"type": "dine_in", "items": [{"quantity": 1, "name": "soup", **fields}]}


def order(**fields: object) -> dict[str, Any]:
    return line() | fields


TAKERS = {
    "a dish": (requests.NewMenuItem, "name", lambda text: {"name": text}),
    "a dish's new name": (requests.EditMenuItem, "name", lambda text: {"name": text}),
    "an allergen": (
        requests.EditMenuItem,
        "allergens[0]",
        lambda text: {"allergens": [text]},
    ),
    "a station": (requests.NewStation, "name", lambda text: {"id": "s", "name": text}),
    "a line": (order_requests.NewOrder, "items[0].name", lambda text: line(name=text)),
    "a guest": (order_requests.NewOrder, "customer_name", lambda text: order(customer_name=text)),
    "a table": (requests.NewSession, "table_number", lambda text: {"table_number": text}),
    "a device": (requests.NewToken, "name", lambda text: {"role": "waiter", "name": text}),
    "a device that asks": (
        pairing.AskToPair,
        "device_name",
        lambda text: {"device_name": text, "commitment": "0" * 64},
    ),
    "a reason": (requests.CancelItem, "reason", lambda text: {"reason": text * 3}),
}


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
@pytest.mark.parametrize(("kind", "field", "body"), TAKERS.values(), ids=TAKERS)
def test_what_cannot_be_seen_is_no_name(
    kind: type[requests.Request],
    field: str,
    body: Any,  # noqa: ANN401 - a lambda
    text: str,
) -> None:
    with pytest.raises(Refusal) as refused:
        convert(body(text), kind)

    [said] = refused.value.details
    assert said == field
    assert "expected text that can be seen" in refused.value.details[field]


@pytest.mark.parametrize("text", NAMES)
@pytest.mark.parametrize(("kind", "field", "body"), TAKERS.values(), ids=TAKERS)
def test_a_name_in_any_script_is_taken(
    kind: type[requests.Request],
    field: str,
    body: Any,  # noqa: ANN401 - a lambda
    text: str,
) -> None:
    for name in (text, f" {text}\u200b"):
        assert isinstance(convert(body(name), kind), kind), field


def test_nothing_that_unicode_leaves_unseen_is_a_name() -> None:
    unseen = {"Zs", "Zl", "Zp", "Cf"}
    by_category = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in unseen and code not in SHOWN_FORMATS
    ]
    taken = [hex(each) for each in [*by_category, *IGNORABLE, *EMPTY_SIGNS] if _is_taken(chr(each))]

    assert taken == []


def test_every_letter_digit_and_sign_is_a_name() -> None:
    unseen = {*IGNORABLE, *EMPTY_SIGNS}
    refused = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] in "LNPS"
        and code not in unseen
        and not _is_taken(chr(code))
    ]

    assert refused == []


def test_notes_may_be_blank() -> None:
    assert convert(order(notes=" \n"), order_requests.NewOrder).notes == " \n"


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_a_hub_s_own_name_can_be_seen(text: str) -> None:
    with pytest.raises(ConfigError, match="some of which can be seen"):
        hub_settings(None, {"GALLEY_HUB_NAME": text}, {})

    assert hub_settings(None, {"GALLEY_HUB_NAME": ""}, {}).hub.name == ""


def _is_taken(name: str) -> bool:
    return re.search(text_rules.ONE_LINE, name) is not None
