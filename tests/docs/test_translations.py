"""Orders in the forms of other systems: each line that a guest ordered is on the ticket once."""

import json
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from docs.integrator.examples.translations import galley
from hub.domain.permissions import Role
from tests.support.live import Live, alive

SAMPLES = Path(__file__).parents[1] / "data" / "orders"
"""What a system sends, made up: ``sent``, what its translator has looked up, and the ``ticket``."""

_SIGNS = {"add": "+ ", "remove": "- ", "instead": "= "}
_FORMS = {"lightspeed_k_order": "lightspeed_k"}
"""Where one translation reads two forms."""


def system_names() -> list[str]:
    return sorted(path.stem for path in SAMPLES.glob("*.json"))


def translated(name: str, sample: dict[str, Any]) -> Iterator[galley.Request]:
    system = _FORMS.get(name, name)
    module = import_module(f"docs.integrator.examples.translations.{system}")
    for sent in sample["sent"]:
        yield from module.translate(sent, sample.get("known", {}))


def ticket(order: dict[str, Any]) -> Iterator[str]:
    """Write what a cook has to read of an order, a line each."""
    kind = order.get("type_label") or order["type"]
    head = (order.get("display_number"), kind, order["table_number"], order["customer_name"])
    yield " ".join(each for each in (*head, order.get("handoff")) if each)
    yield from (order["notes"] or "").splitlines()
    if order.get("cutlery") is False:
        yield "no cutlery"
    for line in (*order.get("groups", ()), *order["items"]):
        yield from line_texts(line)
    for line in order.get("held", ()):
        first, *rest = line_texts(line)
        yield from (f"HELD {first}", *rest)


def line_texts(line: dict[str, Any]) -> Iterator[str]:
    variant = f", {line['variant']}" if line.get("variant") else ""
    yield f"{line['quantity']} x {line.get('kitchen_name', line['name'])}{variant}"
    yield from (f"ALLERGY {each}" for each in line.get("allergies", ()))
    yield from modifier_texts(line.get("modifiers", ()))
    yield from (line["notes"] or "").splitlines()


def modifier_texts(modifiers: list[dict[str, Any]]) -> Iterator[str]:
    for each in modifiers:
        times = f"{each['quantity']} x " if each.get("quantity", 1) > 1 else ""
        yield f"{_SIGNS.get(each.get('kind', ''), '')}{times}{each['name']}"
        yield from modifier_texts(each.get("modifiers", ()))


async def send(live: Live, request: galley.Request) -> Any:  # noqa: ANN401 - JSON
    reply = await live.ask(request.method, request.path, request.body, role=Role.INTEGRATION)
    assert reply.status in {200, 201}, reply.raw
    return reply.json


@pytest.mark.parametrize("name", system_names())
async def test_what_another_system_sends_stands_once_on_the_ticket(
    name: str, tmp_path: Path
) -> None:
    sample = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    async with alive(tmp_path) as live:
        answers = [await send(live, each) for each in translated(name, sample)]
        [order] = (await live.ask("GET", "/api/orders")).data

    codes = {each["code"] for answer in answers for each in answer.get("warnings", ())}
    assert codes <= {"older"}
    assert Counter(ticket(order)) == Counter(sample["ticket"])


def test_every_translation_has_a_sample() -> None:
    folder = Path(galley.__file__).parent
    systems = {path.stem for path in folder.glob("*.py")} - {"galley"}

    assert systems == {_FORMS.get(name, name) for name in system_names()}


async def test_an_order_that_a_system_cancels_is_cancelled(tmp_path: Path) -> None:
    sample = json.loads((SAMPLES / "woocommerce.json").read_text("utf-8"))
    sample["sent"].append({**sample["sent"][0], "status": "cancelled"})
    async with alive(tmp_path) as live:
        for each in translated("woocommerce", sample):
            await send(live, each)
        [order] = (await live.ask("GET", "/api/orders")).data

    assert order["status"] == "cancelled"
