"""The tables of the house: a list that is replaced as a whole."""

from typing import Any

import msgspec
import pytest

from hub.domain.errors import Code
from hub.wire.house_requests import NewDiningTables
from tests.support.branch import Bench, asks, data_in, payload, refusal


async def _put(bench: Bench, *tables: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    new = msgspec.convert({"tables": tables}, NewDiningTables)
    return data_in(await bench.branch.floor.replace(asks(), new))


def _view(bench: Bench) -> Any:  # noqa: ANN401 - JSON
    return msgspec.json.decode(msgspec.json.encode(bench.branch.floor.view()))


async def test_tables_are_kept_as_they_are_listed_and_told_of(bench: Bench) -> None:
    assert _view(bench) == {"tables": []}

    put = await _put(
        bench,
        {"name": "T2", "position": 2, "zone": "Terrace", "seats": 4, "joined_with": ["t1"]},
        {"name": "T1", "position": 1},
    )

    assert put["tables"] == [
        {"name": "T1", "position": 1, "joined_with": []},
        {"name": "T2", "zone": "Terrace", "seats": 4, "position": 2, "joined_with": ["t1"]},
    ]
    assert (bench.events[-1].draft.type, payload(bench.events[-1])) == (
        "tables:changed",
        {"tables": 2},
    )
    await bench.reopen()
    assert _view(bench) == put


@pytest.mark.parametrize(
    ("tables", "code", "named"),
    [
        ([{"name": "T1"}, {"name": "t1 "}], Code.CONFLICT, "tables[1].name"),
        ([{"name": "T1", "joined_with": ["T1"]}], Code.BAD_REQUEST, "tables[0].joined_with"),
        ([{"name": "T1", "joined_with": ["T9"]}], Code.BAD_REQUEST, "tables[0].joined_with"),
    ],
)
async def test_tables_that_do_not_fit_together_are_refused(
    bench: Bench, tables: list[dict[str, Any]], code: Code, named: str
) -> None:
    await _put(bench, {"name": "Bar"})

    why = await refusal(_put(bench, *tables))

    assert (why.code, list(why.details)) == (code, [named])
    assert [each["name"] for each in _view(bench)["tables"]] == ["Bar"]


async def test_an_order_may_name_a_table_that_is_not_in_the_list(bench: Bench) -> None:
    await _put(bench, {"name": "T1"})

    assert (await bench.place("Soup", table_number="Garden 3")).table_number == "Garden 3"
