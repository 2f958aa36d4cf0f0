"""The import rules: who may import a library, and what of the hub a display may know."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from grimp import ImportGraph

from scripts.doors import DoorsContract

_TREE = Path(__file__).parents[2]


def _rules() -> dict[str, Any]:
    told = tomllib.loads((_TREE / "pyproject.toml").read_text("utf-8"))
    contracts = told["tool"]["importlinter"]["contracts"]
    return next(each for each in contracts if each["id"] == "doors")


def _wrong(importer: str, imported: str) -> list[tuple[str, str]]:
    graph = ImportGraph()
    graph.add_import(importer=importer, imported=imported)
    rules = _rules()
    contract = DoorsContract(name="doors", session_options={}, contract_options=rules)
    found: list[tuple[str, str]] = contract.check(graph, verbose=False).metadata["wrong"]
    return found


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("hub.http.handler", "aiohttp"),
        ("hub.store", "sqlite3"),
        ("display.state.model", "hub.domain.orders"),
        ("display.app.loop", "hub.common.checks"),
        ("hub.orders.service", "hub.commit.writer"),
        ("hub.wire.requests", "msgspec"),
    ],
)
def test_what_has_a_door_is_imported_in_its_rooms(importer: str, imported: str) -> None:
    assert _wrong(importer, imported) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("hub.orders.service", "aiohttp"),
        ("hub.storehouse", "sqlite3"),
        ("display.link.http_client", "hub.store.reads"),
        ("display.app.loop", "hub"),
        ("hub.orders.service", "display.state.model"),
        ("hub.http.handler", "zeroconf"),
    ],
)
def test_elsewhere_it_is_named_as_wrong(importer: str, imported: str) -> None:
    assert _wrong(importer, imported) == [(importer, imported)]


def test_a_line_without_an_arrow_is_a_mistake() -> None:
    rules = _rules() | {"doors": ["sqlite3"]}
    contract = DoorsContract(name="doors", session_options={}, contract_options=rules)

    with pytest.raises(ValueError, match="no arrow in 'sqlite3'"):
        contract.check(ImportGraph(), verbose=False)
