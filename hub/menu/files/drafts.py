"""What was read of a file, before it meets the menu that there is; and what its owner is told.

A mistake stops the import. A note says what was read in one of several ways, or not at all, and
where; the import goes on when the owner agrees.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.errors import MAX_NAMED
from hub.wire.menu_responses import FileReport, ImportNote

VARIATION = "Variation"
"""The group of a dish's sizes and kinds, where the file has no name for it."""

_SHOWN = 60


class DraftChoice(msgspec.Struct, kw_only=True):
    """A change that a dish can be ordered with.

    Attributes:
        name: as the cook reads it.
        group: what it is one of; empty for a change that stands alone.
        price_minor: what is added to the dish's price.
        is_whole_price: it is what the dish costs then instead.
        id, kitchen_name, plu, allergens, station, default: as on the menu.
    """

    name: str
    group: str = ""
    price_minor: int | None = None
    is_whole_price: bool = False
    id: str | None = None
    kitchen_name: str = ""
    plu: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    station: str = ""
    default: bool = False


class DraftGroup(msgspec.Struct, kw_only=True):
    """How many choices of a group are to be made; None where the file does not say."""

    min: int | None = None
    max: int | None = None
    ask: bool | None = None


class DraftDish(msgspec.Struct, kw_only=True):
    """A dish as a file has it. What the file has no word for is UNSET, and stays on the menu.

    Attributes:
        place: the row, as its owner finds it.
        columns: the names of the columns that fields came from.
        name: as it is ordered.
        id, category, stations, price_minor, plu, kitchen_name, names, allergens, allergens_known,
            diets, choices, minutes, make_minutes, available: as on the menu; categories and
            stations by name or by short name.
        unit: that it is sold by.
        groups: how many of which choices are to be made.
    """

    place: str
    columns: Mapping[str, str] = MappingProxyType({})
    name: str
    id: str | None = None
    category: str | UnsetType | None = UNSET
    stations: tuple[str, ...] | UnsetType = UNSET
    price_minor: int | UnsetType | None = UNSET
    plu: tuple[str, ...] | UnsetType = UNSET
    kitchen_name: str | UnsetType = UNSET
    names: dict[str, str] | UnsetType = UNSET
    allergens: tuple[str, ...] | UnsetType = UNSET
    allergens_known: bool | UnsetType | None = UNSET
    diets: tuple[str, ...] | UnsetType = UNSET
    choices: list[DraftChoice] | UnsetType = UNSET
    groups: dict[str, DraftGroup] = {}
    minutes: float | UnsetType | None = UNSET
    make_minutes: float | UnsetType | None = UNSET
    available: bool | UnsetType = UNSET
    unit: str | UnsetType = UNSET

    def add_choice(self, choice: DraftChoice) -> None:
        """Add one more change that it can be ordered with."""
        self.choices = [*(self.choices or ()), choice]

    def add_group(self, name: str, choices: Iterable[DraftChoice], draft: "MenuDraft") -> None:
        """Add all choices of a group; one that the file says nothing of is noted."""
        choices = tuple(choices)
        if not choices:
            draft.note(self.place, name, "what can be chosen in this group is not in the file")
            return
        self.groups = {**self.groups, name: DraftGroup()}
        self.choices = [*(self.choices or ()), *choices]


class MenuDraft:
    """All that was read of a file.

    Attributes:
        system: whose export it is; empty for an owner's own file.
        dishes: in the file's order.
        notes: what the owner is told, a hundred at most.
        notes_left_out: how many more there would have been.
        passed_over: what was left out, as the file's own kind of thing.
        mistakes: what stops the import, by place; one more at most than can be named.
        currency: that the prices name, if they do.
        exact: whether the hub wrote the file, so that short names are meant as such.
        has_all_choices: whether a dish has no other choices than those that are read.
    """

    def __init__(self, system: str = "") -> None:
        self.system = system
        self.dishes: list[DraftDish] = []
        self.notes: list[ImportNote] = []
        self.notes_left_out = 0
        self.passed_over: list[str] = []
        self.mistakes: dict[str, str] = {}
        self.currency: str | None = None
        self.exact = False
        self.has_all_choices = False

    @property
    def is_hopeless(self) -> bool:
        """Whether there are more mistakes already than an answer names."""
        return len(self.mistakes) > MAX_NAMED

    def note(self, where: str, value: str, message: str) -> None:
        """Tell the owner something about what stands at a place."""
        if len(self.notes) < MAX_NAMED:
            self.notes.append(ImportNote(where=where, value=shorten(value), message=message))
        else:
            self.notes_left_out += 1

    def pass_over(self, what: str) -> None:
        """Say that something of the file is no part of a menu."""
        if len(self.passed_over) < MAX_NAMED and what not in self.passed_over:
            self.passed_over.append(what)

    def report(self) -> FileReport:
        """Say what the owner is told."""
        return FileReport(
            system=self.system,
            notes=tuple(self.notes),
            notes_left_out=self.notes_left_out,
            passed_over=tuple(self.passed_over),
        )

    def refuse(self, where: str, value: str, message: str) -> None:
        """Stop the import for what stands at a place."""
        if not self.is_hopeless:
            shown = f"\u201c{shorten(value)}\u201d: " if value else ""
            self.mistakes.setdefault(where, f"{shown}{message}")


def shorten(text: str) -> str:
    """Cut a value to what a message shows of it."""
    clean = "".join(each if each.isprintable() else " " for each in text[: _SHOWN + 1])
    return clean if len(text) <= _SHOWN else f"{clean[:_SHOWN]}\u2026"
