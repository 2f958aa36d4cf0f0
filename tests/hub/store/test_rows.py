"""What a transaction writes is written in bytes whole, and read back, also by later versions."""

from typing import Any

import msgspec
import pytest

from hub.store.row_types import AnswerRow, EventRow, ItemRow, OrderRow
from hub.store.rows import Rows, decode_rows
from hub.store.tables import ANSWERS, EVENTS, ITEMS, MENU, ORDERS, TABLES, TIMERS, Table

_ORDER = OrderRow(7, "o7", True, "pending", "2024-01-15T10:30:00.000Z", None, b"d", b"{}")
_ITEM = ItemRow("i1", 7)
_EVENT = EventRow(3, "order:new", 5, "o7", None, "till", b"{}")
_ANSWER = AnswerRow("till", "key", b"digest", 201, 1, 5, b"{}")


def _row(table: Table[Any], number: int) -> Any:  # noqa: ANN401 - of any table
    """Make a row whose every field has a value of its own."""
    kinds = {int: number, str: f"text {number}", bytes: b"bytes %d" % number, bool: True}
    hints = table.row.__annotations__.values()
    values = [next(kinds[kind] for kind in kinds if kind.__name__ in str(hint)) for hint in hints]
    return table.row(*values)


def test_rows_of_every_table_come_back_as_they_were() -> None:
    rows = Rows()
    for number, table in enumerate(TABLES):
        rows.put(table, _row(table, number), _row(table, number + 100))

    back = decode_rows(rows.encode())

    for table in TABLES:
        assert [*back.of(table)] == [*rows.of(table)], table.name
        assert len(rows.of(table)) == 2, table.name


def test_what_is_removed_comes_back_as_removed() -> None:
    rows = Rows()
    rows.put(ORDERS, _ORDER)
    rows.remove(TIMERS, ("kind", "one"))
    rows.remove(MENU, ("station", "grill"))

    back = decode_rows(rows.encode())

    assert back.list_removed(TIMERS) == [("kind", "one")]
    assert back.list_removed(MENU) == [("station", "grill")]
    assert [*back.of(ORDERS)] == [_ORDER]


def test_a_change_of_the_first_version_is_read() -> None:
    first = msgspec.msgpack.encode([[_ORDER[:8]], [_ITEM], [_EVENT[:7]], [_ANSWER]])

    rows = decode_rows(first)

    assert [*rows.of(ORDERS)] == [_ORDER]
    assert [*rows.of(ITEMS)] == [_ITEM]
    assert [*rows.of(EVENTS)] == [_EVENT]
    assert [*rows.of(ANSWERS)] == [_ANSWER]


def test_what_a_kitchen_writes_all_day_is_written_as_the_first_version_did() -> None:
    rows = Rows()
    rows.put(ORDERS, _ORDER)
    rows.put(ITEMS, _ITEM)
    rows.put(EVENTS, _EVENT)
    rows.put(ANSWERS, _ANSWER)

    assert msgspec.msgpack.decode(rows.encode()) == [
        [[*_ORDER]],
        [[*_ITEM]],
        [[*_EVENT]],
        [[*_ANSWER]],
    ]


@pytest.mark.parametrize("body", [b"", b"\x90\x01", b'{"a": 1}', b"\x91\x91\x91\x01"])
def test_what_is_no_change_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode_rows(body)
