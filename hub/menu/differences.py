"""What becomes of a menu when another one takes its place."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from hub.domain.menu import Category, MenuItem, Station
from hub.wire.menu_responses import ChangedEntry, Differences

MAX_LISTED = 100
"""Entries that are named of each sort; the others are counted."""

E = TypeVar("E", Category, Station, MenuItem)


class DifferenceCounter:
    """Counts what becomes of one kind of entries, an entry at a time."""

    def __init__(self) -> None:
        self._added = self._changed = self._removed = self._unchanged = 0
        self._names_added: list[str] = []
        self._entries_changed: list[ChangedEntry] = []
        self._names_removed: list[str] = []

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
                    fields = _list_changed(known, entry)
                    self._entries_changed.append(ChangedEntry(name=known.name, fields=fields))
            yield entry

    def remove(self, name: str) -> None:
        """Count an entry that is gone."""
        self._removed += 1
        if self._removed <= MAX_LISTED:
            self._names_removed.append(name)

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


def _list_changed(before: E, after: E) -> tuple[str, ...]:
    fields = before.__struct_fields__
    return tuple(name for name in fields if getattr(before, name) != getattr(after, name))
