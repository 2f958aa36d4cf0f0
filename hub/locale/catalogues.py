"""The catalogues, read as translators write them: gettext's ``.po``, with nothing to be built."""

import gettext
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from hub.locale.words import ENGLISH, Catalogue, Language

TRANSLATED = tuple(each for each in Language if each not in (Language.ENGLISH, Language.PSEUDO))
"""Those that have a file each."""

_LINE = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?|) *(".*")')
_WEIGHT = re.compile(r"(?:q=([01](?:\.\d{0,3})?))?")
_PLURALS = re.compile(r"plural=(.+?);")
_PLACEHOLDER = re.compile(r"(\{[^}]*\})")
_ACCENTS = str.maketrans("aeiouyncAEIOUYNC", "áéíóúýñçÁÉÍÓÚÝÑÇ")


class Message(NamedTuple):
    """One text of a catalogue.

    Attributes:
        text: English, for one thing where it is about a number of things.
        forms: the translation, one for each plural; empty strings where there is none.
        many: English for several; None where it is not about a number.
        context: tells it from the same words with another meaning.
    """

    text: str
    forms: tuple[str, ...]
    many: str | None = None
    context: str = ""

    @property
    def key(self) -> str:
        """What it is found by."""
        return f"{self.context}\x04{self.text}" if self.context else self.text


@lru_cache(maxsize=len(Language))
def load_catalogue(language: Language) -> Catalogue:
    """Read the catalogue of a language, once."""
    if language is Language.ENGLISH:
        return ENGLISH
    if language is Language.PSEUDO:
        return Catalogue(language, lambda _, forms: tuple(map(lengthen, forms)), ENGLISH.plural)
    return read_catalogue(language, read_po(language))


def find_language(environment: Mapping[str, str]) -> Language:
    """Find the language that a terminal's variables ask for; English where they ask for another.

    Args:
        environment: variables such as ``LANG=pt_BR.UTF-8``.
    """
    variables = (environment.get(each) for each in ("LC_ALL", "LC_MESSAGES", "LANG"))
    asked = next(filter(None, variables), "").partition(".")[0].replace("_", "-")
    return _find(asked) or Language.ENGLISH


def choose_language(accepted: str) -> Language:
    """Choose what a browser likes best of what can be spoken; English where it likes none of it.

    Args:
        accepted: its ``Accept-Language`` (RFC 9110, 12.5.4).
    """
    chosen, most = Language.ENGLISH, 0.0
    for each in accepted.split(","):
        tag, _, parameter = each.partition(";")
        weight = _WEIGHT.fullmatch(parameter.strip().lower())
        language = _find(tag.strip())
        if language is not None and weight is not None and float(weight[1] or 1) > most:
            chosen, most = language, float(weight[1] or 1)
    return chosen


def _find(tag: str) -> Language | None:
    asked = tag.lower().partition("-")[0]
    return next((each for each in Language if each.partition("-")[0] == asked), None)


def read_catalogue(language: Language, po: str) -> Catalogue:
    """Read a catalogue.

    Args:
        language: that it is of.
        po: its file.
    """
    head, *messages = read_messages(po)
    rule = _PLURALS.search(head.forms[0])
    plural = gettext.c2py(rule[1]) if rule is not None else ENGLISH.plural
    found = {each.key: each.forms for each in messages if all(each.forms)}
    return Catalogue(language, found.get, plural)


def read_po(language: Language) -> str:
    """Read the file of a language."""
    file = resources.files("hub.locale") / "po" / f"{language}.po"
    return file.read_text("utf-8")


def read_messages(po: str) -> Iterator[Message]:
    """Read the messages of a ``.po`` file; the first one is its head.

    Args:
        po: the file.
    """
    for block in re.split(r"\n\s*\n", po):
        parts: dict[str, str] = {}
        last = ""
        for line in block.splitlines():
            if (found := _LINE.fullmatch(line.strip())) is not None:
                last = found[1] or last
                parts[last] = parts.get(last, "") + json.loads(found[2])
        if "msgid" in parts:
            forms = tuple(value for name, value in parts.items() if name.startswith("msgstr"))
            many, context = parts.get("msgid_plural"), parts.get("msgctxt", "")
            yield Message(parts["msgid"], forms, many, context)


def lengthen(text: str) -> str:
    """Write a text 40 % longer and with accents, its placeholders as they are."""
    parts = _PLACEHOLDER.split(text)
    said = [each if at % 2 else each.translate(_ACCENTS) for at, each in enumerate(parts)]
    letters = sum(len(each) for each in parts[::2])
    return "".join(said) + "~" * round(0.4 * letters)
