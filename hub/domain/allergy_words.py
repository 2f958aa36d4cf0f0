"""Words by which a note tells of an allergy, in eight languages; what a guest must not eat. Pure.

Many systems have no field for a guest's allergy, so that it stands in a note. Such a note is shown
as loudly as the field. Where a word is in doubt it counts: a note that is louder than it had to be
harms nobody.
"""

from collections.abc import Iterable, Sequence

from hub.domain.names import fold

ALLERGY_WORDS = (
    # Most languages that use Latin letters, also in the middle of a word, as in "Nussallergie".
    "allerg",
    "alerg",
    "anaphyla",
    "anafil",
    "epipen",
    "coeliac",
    "coeliaque",
    "celiac",
    "zöliakie",
    "intoleran",
    "intolleran",
    "unverträglich",
    # Chinese
    "过敏",
    "過敏",
    "不耐受",
    "乳糜泻",
    # Arabic
    "حساسية",
    "حساسيه",
    "تحسس",
)
"""Words, and beginnings of words: English, Spanish, French, German, Italian, Portuguese, Chinese
and Arabic."""

_SHORTEST = 3


def mentions_allergy(note: str, further: Iterable[str] = ()) -> bool:
    """Whether a word of an allergy stands in a note, whatever its case and accents.

    Args:
        note: in any language.
        further: words of the house beside those that are known.
    """
    text = _spaced(note)
    return any(word in text for word in map(_spaced, (*ALLERGY_WORDS, *further)) if word)


def find_met(
    allergens: Sequence[str], allergies: Iterable[str], notes: Iterable[str] = ()
) -> tuple[str, ...]:
    """List the allergens of a dish that a guest must not eat, as far as the words tell.

    Args:
        allergens: of the dish.
        allergies: of the guest, each a word or several ("tree nuts").
        notes: in which an allergy is mentioned.
    """
    meant = {stem for allergy in allergies for stem in _stems(allergy)}
    told = [_spaced(text) for text in (*allergies, *notes)]
    return tuple(
        allergen
        for allergen in allergens
        if any(stem in text for stem in _stems(allergen) for text in told)
        or any(stem in _spaced(allergen) for stem in meant)
    )


def _stems(words: str) -> list[str]:
    """List the words of a text without a plural's ending; what is too short says nothing."""
    stems = (each.removesuffix("s") for each in _spaced(words).split())
    return [each for each in stems if len(each) >= _SHORTEST or not each.isascii()]


def _spaced(text: str) -> str:
    """Write a text so that case and accents are gone, and spaces are not."""
    return " ".join(map(fold, text.split()))
