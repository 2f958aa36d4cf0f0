"""What becomes of a menu when another one takes its place."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import UNSET, UnsetType

from hub.domain.menu import Category, Entry, MenuItem, Station
from hub.wire.menu_responses import ChangedEntry, Differences, PriceLeap

MAX_LISTED = 100
"""Entries that are named of each sort; the others are counted."""

_LEAP = 10
"""A price that becomes so many times what it was, or such a part of it, is most often a slip."""

E = TypeVar("E", Category, Station, MenuItem)


class DifferenceCounter:
    """Counts what becomes of one kind of entries, an entry at a time."""

    def __init__(self) -> None:
        self._added = self._changed = self._removed = self._unchanged = 0
        self._names_added: list[str] = []
        self._entries_changed: list[ChangedEntry] = []
        self._names_removed: list[str] = []
        self._price_leaps: list[PriceLeap] = []

    def compare(self, before: Mapping[str, E], after: Mapping[str, E]) -> Iterator[E]:
        """Go through the entries after it, and give those that are not as they were."""
        for entry in after.values():
            known = before.get(entry.id)
            if known == entry:
                self._unchanged += 1
                continue
            if known is None:
                self._added += 1
                if self._added <= MAX_LISTED:
                    self._names_added.append(entry.name)
            else:
                self._changed += 1
                if self._changed <= MAX_LISTED:
                    self._entries_changed.append(_describe_change(known, entry))
                self._look_at_price(known, entry)
            yield entry

    def remove(self, name: str) -> None:
        """Count an entry that is gone."""
        self._removed += 1
        if self._removed <= MAX_LISTED:
            self._names_removed.append(name)

    @property
    def price_leaps(self) -> tuple[PriceLeap, ...]:
        """The prices that somebody should look at."""
        return tuple(self._price_leaps)

    def _look_at_price(self, before: E, after: E) -> None:
        was, will_be = _price_of(before), _price_of(after)
        if not was or not will_be or len(self._price_leaps) >= MAX_LISTED:
            return
        if max(was, will_be) >= _LEAP * min(was, will_be):
            leap = PriceLeap(name=before.name, price_before=was, price_after=will_be)
            self._price_leaps.append(leap)

    def count(self) -> Differences:
        """Return what was counted."""
        return Differences(
            added=self._added,
            changed=self._changed,
            removed=self._removed,
            unchanged=self._unchanged,
            names_added=tuple(self._names_added),
            entries_changed=tuple(self._entries_changed),
            names_removed=tuple(self._names_removed),
        )


def _describe_change(before: E, after: E) -> ChangedEntry:
    names = before.__struct_fields__
    fields = tuple(name for name in names if getattr(before, name) != getattr(after, name))
    if "price_minor" not in fields:
        return ChangedEntry(name=before.name, fields=fields)
    return ChangedEntry(
        name=before.name,
        fields=fields,
        price_before=_price_of(before),
        price_after=_price_of(after),
    )


def _price_of(entry: Entry) -> int | UnsetType:
    price = entry.price_minor if isinstance(entry, MenuItem) else None
    return UNSET if price is None else price
