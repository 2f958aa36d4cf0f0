"""Saying something in the language of whoever reads it. English is what stands in the code.

A text is a plain literal with named placeholders, and whole: half sentences cannot be put together
in another language. ``./scripts/lang`` finds all that is given to these functions, for the
catalogues (``po/``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import NamedTuple

_Forms = tuple[str, ...]


class Language(StrEnum):
    """What can be spoken."""

    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"
    GERMAN = "de"
    ITALIAN = "it"
    PORTUGUESE = "pt-BR"
    CHINESE = "zh-Hans"
    ARABIC = "ar"
    PSEUDO = "xx"
    """For those who draw: English, 40 % longer and with accents."""


class Catalogue(NamedTuple):
    """One language.

    Attributes:
        language: which one.
        find: gives the forms of a text by its key (the text, behind its context and U+0004 if it
            has one), or the English ones, which it is given as well.
        plural: says which of the forms goes with a number.
    """

    language: Language
    find: Callable[[str, _Forms], _Forms]
    plural: Callable[[int], int]


ENGLISH = Catalogue(Language.ENGLISH, lambda _, forms: forms, lambda count: int(count != 1))

_spoken: ContextVar[Catalogue] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(catalogue: Catalogue) -> Iterator[None]:
    """Say everything in a language, as long as the context lasts and in all that it starts."""
    before = _spoken.set(catalogue)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken() -> Language:
    """Say which language is spoken."""
    return _spoken.get().language


def mark(text: str, *, context: str = "") -> str:  # noqa: ARG001 - it is read by ./scripts/lang
    """Note that a text is to be translated; it is given as it is, for ``say`` to say it later.

    Args:
        text: English.
        context: tells it from the same words with another meaning; ``say`` needs it again.
    """
    return text


def say(text: str, /, *, context: str = "", **values: object) -> str:
    """Say something.

    Args:
        text: English, with a placeholder in braces for each value; or what ``mark`` gave.
        context: tells it from the same words with another meaning.
        values: what stands in place of the placeholders.
    """
    said = _spoken.get().find(_key(text, context), (text,))[0]
    return said.format(**values) if values else said


def say_many(one: str, many: str, count: int, /, *, context: str = "", **values: object) -> str:
    """Say something of a number of things.

    Args:
        one: English, for one thing.
        many: English, for any other number; ``{count}`` stands for it.
        count: how many there are.
        context: tells it from the same words with another meaning.
        values: what stands in place of the other placeholders.
    """
    catalogue = _spoken.get()
    forms = catalogue.find(_key(one, context), (one, many))
    form = forms[min(catalogue.plural(count), len(forms) - 1)]
    return form.format(count=count, **values)


def _key(text: str, context: str) -> str:
    return f"{context}\x04{text}" if context else text
