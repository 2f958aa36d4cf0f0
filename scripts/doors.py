"""A contract for import-linter: which rooms may import what.

Each line says ``what <- rooms``. Of several that fit, the one with the narrowest name counts. What
no line names may be imported by everybody.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from grimp import ImportGraph
from importlinter.application import output
from importlinter.domain import fields
from importlinter.domain.contract import Contract, ContractCheck


class DoorsContract(Contract):
    """What each room may import directly."""

    type_name = "doors"

    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001, ARG002
        """Look at every import of what has a door."""
        rooms = dict(_doors(cast("list[str]", self.doors)))
        wrong = sorted(
            (importer, imported)
            for imported in graph.modules
            if (door := _narrowest(imported, rooms)) is not None
            for importer in graph.find_modules_that_directly_import(imported)
            if not any(_within(importer, room) for room in rooms[door])
        )
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that is not allowed."""
        for importer, imported in check.metadata["wrong"]:
            output.print_error(f"{importer} may not import {imported}")


def _doors(lines: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in lines:
        names, arrow, rooms = line.partition("<-")
        if not arrow:
            message = f"no arrow in {line!r}; write: what <- rooms"
            raise ValueError(message)
        for name in names.split(","):
            yield name.strip(), tuple(each.strip() for each in rooms.split(","))


def _narrowest(module: str, doors: Mapping[str, object]) -> str | None:
    return max((door for door in doors if _within(module, door)), key=len, default=None)


def _within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")
