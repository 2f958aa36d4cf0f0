"""Allergens in the crew's language: what tills and menus write in English, as they mostly do."""

from collections.abc import Mapping

from display.view_model.words import isolate
from hub.domain.names import fold
from hub.locale.words import Language, mark, say, spoken

_GLUTEN = mark("gluten", context="an allergen")
_WHEAT = mark("wheat", context="an allergen")
_SHELLFISH = mark("shellfish", context="an allergen")
_CRUSTACEANS = mark("crustaceans", context="an allergen")
_MOLLUSCS = mark("molluscs", context="an allergen")
_EGG = mark("egg", context="an allergen")
_FISH = mark("fish", context="an allergen")
_PEANUTS = mark("peanuts", context="an allergen")
_SOY = mark("soy", context="an allergen")
_MILK = mark("milk", context="an allergen")
_LACTOSE = mark("lactose", context="an allergen")
_NUTS = mark("nuts", context="an allergen")
_CELERY = mark("celery", context="an allergen")
_MUSTARD = mark("mustard", context="an allergen")
_SESAME = mark("sesame", context="an allergen")
_SULPHITES = mark("sulphites", context="an allergen")
_LUPIN = mark("lupin", context="an allergen")

_KNOWN: Mapping[str, str] = {
    fold(word): known
    for known, words in {
        _GLUTEN: ("gluten",),
        _WHEAT: ("wheat",),
        _SHELLFISH: ("shellfish",),
        _CRUSTACEANS: ("crustacean", "crustaceans"),
        _MOLLUSCS: ("mollusc", "molluscs", "mollusk", "mollusks"),
        _EGG: ("egg", "eggs"),
        _FISH: ("fish",),
        _PEANUTS: ("peanut", "peanuts"),
        _SOY: ("soy", "soya", "soybean", "soybeans"),
        _MILK: ("milk", "dairy"),
        _LACTOSE: ("lactose",),
        _NUTS: ("nut", "nuts", "tree nut", "tree nuts"),
        _CELERY: ("celery",),
        _MUSTARD: ("mustard",),
        _SESAME: ("sesame", "sesame seeds"),
        _SULPHITES: ("sulphites", "sulfites", "sulphur dioxide"),
        _LUPIN: ("lupin",),
    }.items()
    for word in words
}


def name_allergen(word: str) -> str:
    """Name what a dish contains as the crew does; what is not known, as it came."""
    known = _KNOWN.get(fold(word))
    if known is None or spoken() is Language.ENGLISH:
        return word
    return say(known, context="an allergen")


def name_allergy(word: str) -> str:
    """Name what a guest must not eat: word for word, and as the crew calls it behind that."""
    named = name_allergen(word)
    same = fold(named) == fold(word)
    return isolate(word) if same else f"{isolate(word)} ({isolate(named)})"
