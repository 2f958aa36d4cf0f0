"""Words by which a note tells of an allergy, in eight languages; what a guest must not eat. Pure.

Many systems have no field for a guest's allergy, so that it stands in a note. Such a note is shown
as loudly as the field. Where a word is in doubt it counts: a note that is louder than it had to be
harms nobody.
"""

from collections.abc import Iterable, Iterator, Sequence

from hub.domain.allergen_words import find_contents, find_kinds
from hub.domain.names import fold
from hub.domain.order_details import Modifier, ModifierKind
from hub.domain.orders import Item

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
    allergens: Sequence[str],
    allergies: Iterable[str],
    notes: Iterable[str] = (),
    names: Iterable[str] = (),
) -> tuple[str, ...]:
    """List what of a dish a guest must not eat, as far as the words tell.

    Args:
        allergens: of the dish.
        allergies: of the guest, each a word or several ("tree nuts").
        notes: in which an allergy is mentioned.
        names: of the dish and of what is on it, which may tell of more than its allergens do.

    Returns:
        allergens as they came, and what else the names tell of.
    """
    told = (*allergies, *notes)
    if not told:
        return ()
    kinds = frozenset(kind for text in told for kind in find_kinds(text))
    met = [each for each in allergens if _meets(each, kinds, allergies, told)]
    known = frozenset(kind for each in met for kind in find_kinds(each))
    for name in names:
        for said, contained in find_contents(name):
            if contained & kinds and not contained & known and said not in met:
                met.append(said)
    return tuple(met)


def name_contents(item: Item) -> tuple[str, ...]:
    """List the names of a line and of all that is on it, without what is left off."""
    return (item.name, *_added(item.modifiers))


def _added(modifiers: Iterable[Modifier]) -> Iterator[str]:
    for each in modifiers:
        if each.kind is not ModifierKind.REMOVE:
            yield each.name
            yield from _added(each.modifiers or ())


def _meets(
    allergen: str, kinds: frozenset[str], allergies: Iterable[str], told: Iterable[str]
) -> bool:
    """Whether an allergen is one that a guest must not eat; where it is not known, by its word."""
    own = find_kinds(allergen)
    if own & kinds:
        return True
    if own:
        told = [each for each in told if not find_kinds(each)]
        allergies = [each for each in allergies if not find_kinds(each)]
    written = [_spaced(text) for text in told]
    return any(stem in text for stem in _stems(allergen) for text in written) or any(
        stem in _spaced(allergen) for each in allergies for stem in _stems(each)
    )


def _stems(words: str) -> list[str]:
    """List the words of a text without a plural's ending; what is too short says nothing."""
    stems = (each.removesuffix("s") for each in _spaced(words).split())
    return [each for each in stems if len(each) >= _SHORTEST or not each.isascii()]


def _spaced(text: str) -> str:
    """Write a text so that case and accents are gone, and spaces are not."""
    return " ".join(map(fold, text.split()))
