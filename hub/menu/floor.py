"""The tables of the house: a list that is replaced as a whole."""

import msgspec

from hub.commit.command import Command, Outcome
from hub.commit.writer import Writer
from hub.domain.dining_tables import DiningTable
from hub.domain.errors import bad_field, conflict
from hub.domain.names import plain
from hub.menu.kept_whole import KeptWhole
from hub.store.store import Store
from hub.wire.house_requests import NewDiningTables
from hub.wire.menu_drafts import tables_draft
from hub.wire.menu_responses import DiningTables


class Floor:
    """Knows the tables of the house. An order may name others.

    Args:
        store: where they are read from.
        writer: commits them.
    """

    def __init__(self, store: Store, writer: Writer) -> None:
        self._kept = KeptWhole(store, writer, "tables", DiningTables())

    async def load(self) -> None:
        """Read them from disk, in place of whatever was in memory."""
        await self._kept.load()

    def view(self) -> DiningTables:
        """Show them, as they are listed."""
        return self._kept.value

    async def replace(self, command: Command, new: NewDiningTables) -> Outcome[DiningTables]:
        """Put other tables in the place of those there are.

        Raises:
            Refusal: CONFLICT for a name that comes twice, BAD_REQUEST for a table that is joined
                with itself or with one that is not there.
        """
        _check(new)
        tables = sorted(
            (
                DiningTable(
                    name=each.name,
                    zone=msgspec.UNSET if each.zone is None else each.zone,
                    seats=msgspec.UNSET if each.seats is None else each.seats,
                    position=each.position,
                    joined_with=each.joined_with,
                )
                for each in new.tables
            ),
            key=lambda each: each.position,
        )
        return await self._kept.replace(
            command, DiningTables(tables=tuple(tables)), tables_draft(len(tables))
        )


def _check(new: NewDiningTables) -> None:
    names: set[str] = set()
    for index, table in enumerate(new.tables):
        if plain(table.name) in names:
            raise conflict(f"tables[{index}].name", f"{table.name!r} comes twice")
        names.add(plain(table.name))
    for index, table in enumerate(new.tables):
        for other in table.joined_with:
            where = f"tables[{index}].joined_with"
            if plain(other) not in names:
                raise bad_field(where, f"there is no table {other!r}")
            if plain(other) == plain(table.name):
                raise bad_field(where, "is the table itself")
