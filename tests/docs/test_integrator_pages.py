"""The requests on the pages for integrators get the answers that stand below them."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hub.domain.permissions import Role
from tests.support.live import alive

_FOLDER = Path(__file__).parents[2] / "docs" / "integrator"
PAGES = sorted(_FOLDER.glob("from-*.md"))
_BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DAY = "2026-03-01"
"""Tomorrow, on all pages."""


class Told(NamedTuple):
    """A request on a page, and the answer below it."""

    method: str
    target: str
    headers: dict[str, str]
    body: Any
    status: int
    answer: Any


def read_block(block: str) -> tuple[str, dict[str, str], Any]:
    head, _, body = block.partition("\n\n")
    first, *lines = head.splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    return first, headers, json.loads(body) if body.strip() else None


def told(page: Path) -> list[Told]:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    blocks = [read_block(each) for each in _BLOCK.findall(page.read_text().replace(_DAY, tomorrow))]
    pairs = zip(blocks[::2], blocks[1::2], strict=True)
    return [
        Told(
            method=first.split(" ")[0],
            target=first.split(" ")[1],
            headers=headers,
            body=body,
            status=int(status.split(" ")[1]),
            answer=answer,
        )
        for (first, headers, body), (status, _, answer) in pairs
    ]


def misses(shown: Any, got: Any, place: str = "") -> list[str]:  # noqa: ANN401 - JSON
    """Name what stands in an answer on a page and not in the hub's."""
    if isinstance(shown, dict) and isinstance(got, dict):
        return [
            miss
            for name, each in shown.items()
            for miss in misses(each, got.get(name), f"{place}.{name}")
        ]
    if isinstance(shown, list) and isinstance(got, list) and len(shown) == len(got):
        pairs = enumerate(zip(shown, got, strict=True))
        return [miss for n, (one, other) in pairs for miss in misses(one, other, f"{place}[{n}]")]
    return [] if shown == got else [f"{place}: {shown!r}, not {got!r}"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
async def test_the_hub_answers_as_the_page_says(page: Path, tmp_path: Path) -> None:
    asked = told(page)
    assert len(asked) > 3
    async with alive(tmp_path) as live:
        for each in asked:
            assert each.headers.pop("Authorization") == "Bearer gly_..."
            reply = await live.ask(
                each.method, each.target, each.body, role=Role.INTEGRATION, headers=each.headers
            )
            assert (reply.status, misses(each.answer, reply.json)) == (each.status, []), each


def test_an_answer_that_differs_is_noticed() -> None:
    assert misses({"a": [{"b": 1}]}, {"a": [{"b": 2, "c": 3}]}) == [".a[0].b: 1, not 2"]
    assert misses({"a": [1]}, {"a": [1, 2]}) == [".a: [1], not [1, 2]"]


def test_there_is_a_page_for_each_kind_of_sender() -> None:
    assert [page.stem for page in PAGES] == [
        "from-a-delivery-platform",
        "from-a-till",
        "from-a-web-shop",
    ]
