"""What concerns several fields of an order at once, when its JSON is read leniently.

What finds no room where it was sent goes to the notes, which cooks read, and never away.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hub.wire.lenient_values import CUTS, Findings
from hub.wire.strict_json import Place

MAX_NOTES = 2000
"""Characters."""

MAX_ALLERGY = 200
"""Characters of one."""

MAX_ALLERGIES = 30

MAX_MODIFIERS = 100
"""Of a line in all, those of its modifiers included."""

MAX_NESTING = 3
"""Modifiers inside one another."""

Tidy = Callable[[dict[str, Any], Place, Findings], None]


def tidy_order(said: dict[str, Any], place: Place, findings: Findings) -> None:
    """Have all that was said of an order find room."""
    _fit_allergies(said, place, findings)


def tidy_line(said: dict[str, Any], place: Place, findings: Findings) -> None:
    """Have all that was said of a line find room."""
    _fit_modifiers(said, place, findings)
    _fit_allergies(said, place, findings)


def nests_modifiers(line: Any) -> bool:  # noqa: ANN401 - a Struct with modifiers
    """Whether a line has modifiers inside one another, so that there may be too many of them."""
    return bool(line.modifiers) and any(each.modifiers for each in line.modifiers)


def _fit_allergies(said: dict[str, Any], place: Place, findings: Findings) -> None:
    allergies = said.get("allergies")
    if not isinstance(allergies, list) or not all(isinstance(each, str) for each in allergies):
        return
    more = [each for each in allergies[:MAX_ALLERGIES] if len(each) > MAX_ALLERGY]
    more += allergies[MAX_ALLERGIES:]
    if more:
        message = "there is not room for all of it: the whole of it stands in the notes"
        findings.say("allergy_in_notes", (place, "allergies"), message)
        said["allergies"] = [_first_words(each) for each in allergies[:MAX_ALLERGIES]]
        _add_to_notes(said, "\n".join(more), place, findings)


def _first_words(allergy: str) -> str:
    return allergy if len(allergy) <= MAX_ALLERGY else CUTS["end"](allergy, MAX_ALLERGY)


def _fit_modifiers(said: dict[str, Any], place: Place, findings: Findings) -> None:
    modifiers = said.get("modifiers")
    if not isinstance(modifiers, list) or not modifiers:
        return
    said["modifiers"], left, deeper = _fit(modifiers)
    if deeper:
        message = f"at most {MAX_NESTING} inside one another: those further in stand beside them"
        findings.say("nested_too_deep", (place, "modifiers"), message)
    if left:
        message = f"at most {MAX_MODIFIERS} a line: the others stand in its notes"
        findings.say("too_many", (place, "modifiers"), message)
        _add_to_notes(said, ", ".join(left), place, findings)


def _fit(modifiers: Sequence[Any]) -> tuple[list[Any], list[str], bool]:
    fitting: list[Any] = []
    left: list[str] = []
    deeper = False
    rows: dict[int, list[Any]] = {1: fitting}
    for count, (at, modifier) in enumerate(_walk(modifiers, 1)):
        if count >= MAX_MODIFIERS:
            left.append(_name_of(modifier))
            continue
        deeper = deeper or at > MAX_NESTING
        depth = min(at, MAX_NESTING)
        if isinstance(modifier, dict) and isinstance(modifier.get("modifiers"), list):
            inner: list[Any] = []
            rows[depth + 1] = inner
            rows[depth].append({**modifier, "modifiers": inner})
        else:
            rows[depth].append(modifier)
    return fitting, left, deeper


def _walk(modifiers: Sequence[Any], depth: int) -> Iterator[tuple[int, Any]]:
    for each in modifiers:
        yield depth, each
        inner = each.get("modifiers") if isinstance(each, dict) else None
        if isinstance(inner, list):
            yield from _walk(inner, depth + 1)


def _name_of(modifier: Any) -> str:  # noqa: ANN401 - any JSON
    name = modifier.get("name") if isinstance(modifier, dict) else modifier
    return name if isinstance(name, str) else "?"


def _add_to_notes(said: dict[str, Any], text: str, place: Place, findings: Findings) -> None:
    notes = said.get("notes")
    whole = f"{text}\n{notes}" if isinstance(notes, str) and notes else text
    if len(whole) > MAX_NOTES:
        here = (place, "notes")
        findings.say("text_cut", here, f"longer than {MAX_NOTES} characters: the rest is cut off")
        findings.keep_whole(here, whole)
        whole = CUTS["end"](whole, MAX_NOTES)
    said["notes"] = whole
