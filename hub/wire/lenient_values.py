"""Single values of a request taken leniently: each reader knows one kind of value.

A reader takes a plain JSON value and gives what the strict reading will take for it. What has one
meaning is taken as that and not a word is lost over it; what is odd is said. What it can make
nothing of it gives back as it came, or leaves out where it is no loss.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from hub.domain.errors import MAX_NAMED
from hub.wire import text_rules
from hub.wire.responses import RequestWarning
from hub.wire.strict_json import Place, path_of

NOTHING: Any = object()
"""In place of a value that says nothing, such as an empty text: the same as null."""

DROPPED: Any = object()
"""In place of a value that could not be taken: the field is left out."""

ELLIPSIS = "…"

Local = Callable[[datetime], datetime]
"""Gives a time without an offset the branch's own."""

Reader = Callable[[Any, Place, "Findings"], Any]


class WholeText(NamedTuple):
    """A text that was cut.

    Attributes:
        path: the names and places that lead to it, the outermost first.
        text: as it came.
    """

    path: tuple[str | int, ...]
    text: str

    def put_back(self, places: Sequence[int]) -> "WholeText":
        """Name the place where its line stood before some were left out.

        Args:
            places: where each of those that are left stood.
        """
        lines, place, *rest = self.path
        return WholeText((lines, places[int(place)], *rest), self.text)


def write_whole_texts(texts: Sequence[WholeText]) -> str:
    """Write texts that were cut for whoever reads the whole of them, each with where it stood."""
    if len(texts) == 1:
        return texts[0].text
    return "\n".join(f"{write_path(each.path)}: {each.text}" for each in texts)


def write_path(parts: Sequence[str | int]) -> str:
    """Write where something stands, such as ``items[0].notes``."""
    place: Place = None
    for part in parts:
        place = (place, part)
    return path_of(place)


class Findings:
    """What was odd about a request. No more than the first hundred are said.

    Args:
        local: what a time without an offset means.
        aliases: other names of fields.

    Attributes:
        warnings: what was odd.
        whole_texts: the texts that were cut.
    """

    def __init__(self, local: Local, aliases: Mapping[str, str]) -> None:
        self.local = local
        self.aliases = aliases
        self.warnings: list[RequestWarning] = []
        self.whole_texts: list[WholeText] = []

    def say(self, code: str, place: Place, message: str) -> None:
        """Say what is odd, and where."""
        if len(self.warnings) < MAX_NAMED:
            where = path_of(place) or "body"
            self.warnings.append(RequestWarning(code=code, field=where, message=message))

    def keep_whole(self, place: Place, text: str) -> None:
        """Keep a text that is cut."""
        self.whole_texts.append(WholeText(_parts_of(place), text))


def _parts_of(place: Place) -> tuple[str | int, ...]:
    parts: list[str | int] = []
    while place is not None:
        place, part = place
        parts.append(part)
    return tuple(reversed(parts))


# Texts.

_BREAKS = re.compile(r"[\t\n\r]+")
_SEEN = re.compile(text_rules.ONE_LINE)
_CONTROLS = {
    text_rules.ONE_LINE: re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+"),
    text_rules.NOTES: re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+"),
    text_rules.LINES: re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+"),
}


def text_reader(
    pattern: str, shortest: int, longest: int | None, cut: "Cut | None" = None
) -> Reader:
    """Make the reader of a text that people read.

    Args:
        pattern: one of :mod:`hub.wire.text_rules`.
        shortest: characters at least.
        longest: characters at most; None for any number.
        cut: how a longer one is cut; None cuts its end off.
    """
    matches = re.compile(pattern).match
    controls = _CONTROLS[pattern]
    one_line = pattern == text_rules.ONE_LINE
    most = longest if longest is not None else 1 << 62
    shorten = _cut_end if cut is None else cut

    def read(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is str and shortest <= len(value) <= most and matches(value):
            return value or NOTHING
        text = _text_of(value)
        if text is None:
            findings.say("not_understood", place, "expected a text; it is left out")
            return DROPPED
        if one_line and _BREAKS.search(text):
            text = _BREAKS.sub(" ", text).strip()
        if controls.search(text):
            text = controls.sub(" ", text)
            findings.say("control_characters", place, "held control characters; they are left out")
        if not text or (pattern != text_rules.NOTES and not _SEEN.match(text.replace("\n", " "))):
            return NOTHING
        if len(text) < shortest:
            findings.say("not_understood", place, f"at least {shortest} characters; it is left out")
            return DROPPED
        if len(text) > most:
            findings.say("text_cut", place, f"longer than {most} characters: the rest is cut off")
            findings.keep_whole(place, text)
            text = shorten(text, most)
        return text

    return read


Cut = Callable[[str, int], str]


def _cut_end(text: str, most: int) -> str:
    return text[: most - 1].rstrip() + ELLIPSIS


def _cut_front(text: str, most: int) -> str:
    return ELLIPSIS + text[1 - most :].lstrip()


def cut_key(text: str, most: int) -> str:
    """Cut a key that is too long, so that no other one becomes the same."""
    if len(text) <= most:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return text[: most - len(digest) - 1] + ELLIPSIS + digest


CUTS: Mapping[str, Cut] = {
    "end": _cut_end,
    "front": _cut_front,
    "key": cut_key,
}
"""How a text that is too long is cut, by the word in its type's ``extra``."""


def _text_of(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    if type(value) is str:
        return value
    number = _number_of(value)
    if number is None:
        return None
    return str(int(number)) if number == int(number) else repr(number)


# Ids and short words.


def id_reader(pattern: str, name: str, key: str | None = None) -> Reader:
    """Make the reader of an id of the hub's: a UUID, or a short word.

    Args:
        pattern: of the id.
        name: of the field.
        key: the field that keeps what is no such id; None where it is left out.
    """
    matches = re.compile(pattern).match
    own = name in {"id", "items"}
    code = "id_ignored" if own else f"unknown_{name.removesuffix('_id').removesuffix('s')}"
    words = "is no id of this hub; it is left out"
    if key is not None:
        code, words = "id_is_key", f"is no id of this hub; it is known by its {key}"

    def read(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is str:
            if matches(value):
                return value
            text = value.strip().lower()
            if not text:
                return NOTHING
            bare = text.strip("{}").replace("-", "")
            dashed = "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))
            for each in (text, dashed):
                if matches(each):
                    return each
        findings.say(code, place, words)
        return DROPPED

    return read


# Numbers.

_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{0,15})?\Z", re.ASCII)


def _number_of(value: Any) -> int | float | None:  # noqa: ANN401 - any JSON
    kind = type(value)
    if kind is int or kind is float:
        return value  # type: ignore[no-any-return] # it is one of the two
    if kind is str:
        text = value.strip()
        if _NUMBER.match(text):
            return float(text) if "." in text else int(text)
    return None


def number_reader(
    lowest: float | None, highest: float | None, *, whole: bool, fraction: bool = False
) -> Reader:
    """Make the reader of a number.

    Args:
        lowest: the smallest there may be.
        highest: the largest.
        whole: whether it is a whole one.
        fraction: whether one that is not whole is given on, because another field takes it.
    """

    def read(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        number = _number_of(value)
        if number is None:
            if type(value) is str and not value.strip():
                return NOTHING
            findings.say("not_understood", place, "expected a number; it is left out")
            return DROPPED
        if whole and number != int(number):
            if fraction:
                return number
            findings.say("not_understood", place, "expected a whole number; it is left out")
            return DROPPED
        if (lowest is not None and number < lowest) or (highest is not None and number > highest):
            findings.say("out_of_range", place, f"expected {lowest:g} to {highest:g}; left out")
            return DROPPED
        return int(number) if whole else float(number)

    return read


def number_or_text_reader(number: Reader, text: Reader) -> Reader:
    """Make the reader of what may be a number or a word: ``"2"`` is the number."""

    def read(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        if _number_of(value) is not None:
            found = number(value, place, Findings(findings.local, findings.aliases))
            if found is not DROPPED:
                return found
        return text(value, place, findings)

    return read


# Words of a list, truth, times.

_BETWEEN = re.compile(r"[\s_-]+")


def word_reader(words: Iterable[Enum], otherwise: str | None = None) -> Reader:
    """Make the reader of a word out of a list, in any case and with any sign between its parts.

    Args:
        words: the list.
        otherwise: what an unknown word is taken as; None leaves it out.
    """
    known = {_fold(each.value): each.value for each in words}
    then = "it is left out" if otherwise is None else f"taken as {otherwise}"
    message = f"expected one of {', '.join(known.values())}; {then}"

    def read(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
        if type(value) is str:
            found = known.get(_fold(value[:80]))
            if found is not None:
                return found
            if not value.strip():
                return NOTHING
        findings.say("unknown_word", place, message)
        return DROPPED

    return read


def _fold(word: str) -> str:
    return _BETWEEN.sub("", word).lower()


_TRUTHS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}


def truth_reader(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
    """Read true or false."""
    if type(value) is bool:
        return value
    if type(value) is str and not value.strip():
        return NOTHING
    found = _TRUTHS.get(str(value)[:8].strip().lower())
    if found is None:
        findings.say("not_understood", place, "expected true or false; it is left out")
        return DROPPED
    return found


def time_reader(value: Any, place: Place, findings: Findings) -> Any:  # noqa: ANN401 - any JSON
    """Read a time; one without an offset is by the branch's own clocks."""
    if type(value) is str and not value.strip():
        return NOTHING
    try:
        moment = datetime.fromisoformat(value.strip())
        if moment.tzinfo is None:
            moment = findings.local(moment)
            findings.say("no_offset", place, "has no offset; taken as the branch's own time")
            return moment.isoformat()
    except (AttributeError, TypeError, ValueError, OverflowError, OSError):
        findings.say("not_understood", place, "expected an ISO 8601 time; it is left out")
        return DROPPED
    return value.strip()
