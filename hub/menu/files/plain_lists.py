"""A list without headings and columns: each line a dish, with its price at the end."""

import re
from collections.abc import Sequence

from hub.menu.files.drafts import DraftDish, MenuDraft
from hub.menu.files.prices import find_currency, find_decimal_mark, read_price
from hub.menu.files.sheets import text_of

_LINE = re.compile(
    r"(?P<name>.*?\w.*?)[\s.\u2026\u00b7_:-]*(?<!\d)(?<!\d[.,])\s(?P<price>\S*\d\S*(?:\s*\S{1,4})?)"
)
_ENOUGH = 0.8


def read_plain_list(lines: Sequence[str], currency: str | None, draft: MenuDraft) -> bool:
    """Read dishes from lines such as "Margherita ... 9.50".

    Args:
        lines: of the file.
        currency: the hub's; None if it is not set.
        draft: takes what is read.

    Returns:
        Whether most lines are of that form; if not, nothing was taken.
    """
    filled = [(number, text_of(line)) for number, line in enumerate(lines, 1) if text_of(line)]
    found = [(number, text, _LINE.fullmatch(text)) for number, text in filled]
    prices = [each["price"] for _, _, each in found if each]
    if not prices or len(prices) < _ENOUGH * len(filled):
        return False
    mark = find_decimal_mark(prices)
    named = next(filter(None, map(find_currency, prices)), None)
    draft.currency = named
    draft.note("row 1", filled[0][1], "no headings: each row is read as a name and a price")
    if named is None and currency is None:
        draft.note("prices", "", "no currency is named: read as one with two decimals")
    for number, text, each in found:
        if each is None:
            draft.note(f"row {number}", text, "no price at its end: passed over")
            continue
        price = read_price(each["price"], mark, currency or named)
        if price.remark:
            draft.note(f"row {number}", each["price"], price.remark)
        draft.dishes.append(
            DraftDish(place=f"row {number}", name=each["name"].strip(), price_minor=price.minor)
        )
    return True
