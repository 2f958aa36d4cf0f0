"""What single cells of an owner's sheet say: lists, changes with a price, minutes, yes and no."""

import re

from hub.menu.files.drafts import DraftChoice
from hub.menu.files.headings import fold_heading
from hub.menu.files.prices import read_price
from hub.menu.files.sheets import Cell, text_of

_TOKEN = re.compile(r"\\([\\|\s])|(.)", re.DOTALL)
_STRONG = re.compile(r"[;\n]")
_WEAK = re.compile(r",(?!\d)")
_SURCHARGE = re.compile(r"(?P<name>.*\w.*?)\s*\(?\+\s*(?P<price>[^+()]*\d[^+()]*)\)?")
_MINUTES = re.compile(r"(\d+(?:[.,]\d+)?(?:e-?\d+)?)\s*(?:min\w*\.?|m|'|\u2032|\u5206\u949f)?")
_YES = (
    "yes, y, true, 1, x, ja, j, wahr, oui, o, vrai, si, s, verdadero, vero, sim, verdadeiro, "
    "\u662f, \u6709, \u2713, \u2714, \u0646\u0639\u0645"
)
_NO = (
    "no, n, false, 0, nein, falsch, non, faux, falso, nao, \u5426, \u65e0, \u6ca1\u6709, \u2717, "
    "\u2718, \u0644\u0627, sold out, 86, ausverkauft, epuise, agotado, esaurito, esgotado"
)
_MEANT = {fold_heading(each): True for each in _YES.split(", ")} | {
    fold_heading(each): False for each in _NO.split(", ")
}


def read_list(cell: Cell, *, exact: bool) -> tuple[str, ...]:
    """Split a cell into the parts of a list.

    Args:
        cell: as it stands in the file.
        exact: only ``|`` separates, as the hub writes it; otherwise a semicolon, a line break or a
            comma does as well.
    """
    text = cell if isinstance(cell, str) else text_of(cell)
    if exact or "|" in text:
        return _read_exact(text)
    parts = _STRONG.split(text) if _STRONG.search(text) else _WEAK.split(text)
    return tuple(filter(None, map(text_of, parts)))


def _read_exact(text: str) -> tuple[str, ...]:
    """Split at ``|``; spaces around a part count only when they are escaped."""
    parts: list[str] = []
    part, solid = "", 0
    for escaped, bare in _TOKEN.findall(text):
        if bare == "|":
            parts.append(part[:solid])
            part, solid = "", 0
        elif escaped or not bare.isspace():
            part += escaped or bare
            solid = len(part)
        elif part:
            part += bare
    parts.append(part[:solid])
    return tuple(part for part in parts if part)


def write_list(parts: tuple[str, ...]) -> str:
    """Write the parts of a list so that :func:`read_list` finds them again."""
    return "|".join(map(_escape, parts))


def _escape(part: str) -> str:
    cell = part.replace("\\", r"\\").replace("|", r"\|")
    if cell[-1:].isspace():
        cell = f"{cell[:-1]}\\{cell[-1]}"
    return f"\\{cell}" if cell[:1].isspace() else cell


def read_choice(text: str, decimal_mark: str, currency: str | None) -> DraftChoice:
    """Read a change that may have its price behind it: "Mushy peas +1.50"."""
    found = _SURCHARGE.fullmatch(text)
    if found is not None:
        price = read_price(found["price"], decimal_mark, currency)
        if price.minor is not None and not price.remark:
            return DraftChoice(name=found["name"].strip(), price_minor=price.minor)
    return DraftChoice(name=text)


def read_yes_or_no(cell: Cell) -> bool | None:
    """Read whether a cell says yes or no, in any of the languages; None for neither."""
    return _MEANT.get(fold_heading(text_of(cell)))


def read_minutes(cell: Cell) -> float | None:
    """Read minutes, with or without the word; None where no number can be read."""
    if not isinstance(cell, str | bool):
        return float(cell)
    text = text_of(cell)
    found = _MINUTES.fullmatch(text) if text.isascii() or "\u5206" in text else None
    return float(found[1].replace(",", ".")) if found else None
