"""What a menu's import would do, or has done, in an owner's words."""

from collections.abc import Iterator, Sequence
from typing import Any

from hub.common.terminal_safe import plain

_SHOWN = 10
"""Entries of a kind that are named; the others are counted."""

_KINDS = (
    ("dishes", "dish", "dishes"),
    ("categories", "category", "categories"),
    ("stations", "station", "stations"),
)
_FIELDS = {
    "name": "name",
    "category": "category",
    "station": "station",
    "stations": "stations",
    "price_minor": "price",
    "allergens": "allergens",
    "allergens_known": "allergens",
    "modifiers": "changes",
    "modifier_groups": "choices",
    "target_minutes": "target time",
    "make_minutes": "make time",
    "available": "sold out or not",
    "plu": "PLU",
    "kitchen_name": "kitchen name",
    "names": "names in other languages",
    "diets": "diets",
    "position": "place",
    "screen": "screen",
    "backup": "backup",
}


def describe_file(report: dict[str, Any]) -> Iterator[str]:
    """Say what is to be said of the file."""
    if report["system"]:
        yield f"The file is an export of {plain(report['system'])}."
    notes = report["notes"]
    if notes:
        yield "Look at these, and correct them in the file where they are wrong:"
    for note in notes:
        value = f" \u201c{plain(note['value'])}\u201d:" if note["value"] else ""
        yield f"  {plain(note['where'])}:{value} {plain(note['message'])}"
    if report["notes_left_out"]:
        yield f"  and {report['notes_left_out']} more of the kind"
    passed_over = report["passed_over"]
    if passed_over:
        yield "Left out, because it is no part of a menu:"
    for each in passed_over:
        yield f"  {plain(each)}"


def describe_changes(changes: dict[str, Any]) -> Iterator[str]:
    """Say what is added, changed and removed, and name the first of each."""
    for kind, one, several in _KINDS:
        found = changes[kind]
        for count, what, names in (
            (found["added"], "added", found["names_added"]),
            (found["changed"], "changed", list(map(_describe, found["entries_changed"]))),
            (found["removed"], "REMOVED", found["names_removed"]),
        ):
            if count:
                yield f"{count} {one if count == 1 else several} {what}:"
                yield from (f"  {plain(name)}" for name in names[:_SHOWN])
                if count > _SHOWN:
                    yield f"  and {count - _SHOWN} more"


def describe_leaps(leaps: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Name the dishes whose price becomes many times what it was, or a fraction of it."""
    for number, leap in enumerate(leaps):
        if number == 0:
            yield "LOOK AT THESE PRICES; most often a decimal point is missing:"
        times = leap["price_after"] / leap["price_before"]
        yield f"  {plain(leap['name'])}: {times:g} times what it costs now"


def changes_nothing(changes: dict[str, Any]) -> bool:
    """Whether the menu stays as it is."""
    return not any(
        found[what] for found in changes.values() for what in ("added", "changed", "removed")
    )


def takes_nothing_away(changes: dict[str, Any]) -> bool:
    """Whether nothing that is on the menu is changed or removed."""
    return not any(found[what] for found in changes.values() for what in ("changed", "removed"))


def _describe(entry: dict[str, Any]) -> str:
    fields = dict.fromkeys(_FIELDS.get(each, each) for each in entry["fields"])
    return f"{entry['name']} ({', '.join(fields)})"
