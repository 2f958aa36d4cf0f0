"""Prices as people write them: with a point or a comma, a currency, a word beside it.

A number that can be read in two ways is not guessed: the rest of the file decides, or it is said.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from hub.menu.files.sheets import Cell, text_of

MAX_PRICE = 100_000_000
"""Of the currency's smallest unit."""

_NO_MINOR_UNIT = frozenset(
    ["CLP", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "RWF", "UGX", "VND", "XAF", "XOF", "XPF"]
)
_THREE_DIGITS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "₹": "INR",
    "₺": "TRY",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₫": "VND",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "R$": "BRL",
    "元": "CNY",
    "د.إ": "AED",
}
_CODE_LIST = (
    "AED AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JOD JPY "
    "KRW KWD LBP MAD MXN MYR NOK NZD OMR PEN PHP PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD "
    "UAH USD VND XAF XOF ZAR"
)
_CODES = frozenset(_CODE_LIST.split())
_CURRENCY = re.compile(
    "|".join(
        [
            *(re.escape(each) for each in sorted([*_SIGNS, "¥"], key=len, reverse=True)),
            rf"(?<![^\W\d_])(?:{'|'.join(sorted(_CODES))}|kr|Fr|EURO?|RM|Rs)\.?(?![^\W\d_])",
        ]
    ),
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?P<minus>[-\u2212]\s*)?(?P<number>\d{1,3}(?:[ ']\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
)
_DASH = re.compile(r"(\d)\s*[.,]\s*[-\u2013\u2014]{1,2}(?!\w)")
_MARKS = {"\u066b": ",", "\u066c": "'", "\u2019": "'", "\u3002": "."}
_GROUPED = re.compile(r"\d+|\d{1,3}(?:[.,]\d{3})+")
_GROUP = 3
_LONGEST = 15
_BELOW = "a price below nothing; write what the guest pays"
_NO_PRICE = "no price can be read; write a number such as 12.50"


class Price(NamedTuple):
    """What a cell says of a price.

    Attributes:
        minor: in the currency's smallest unit; None where no price can be read.
        currency: its ISO code, where one stands in the cell.
        remark: what the owner must be told, as "..." or "...; what to do"; empty for nothing.
    """

    minor: int | None
    currency: str | None = None
    remark: str = ""


def minor_digits(currency: str | None) -> int:
    """Say how many decimals a currency has; two where it is not known."""
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def find_currency(text: str) -> str | None:
    """Find the currency that a text names by its sign or code; a yen sign may mean two."""
    found = _CURRENCY.search(text)
    if found is None:
        return None
    word = found.group()
    for sign, code in _SIGNS.items():
        if word.casefold() == sign.casefold():
            return code
    code = word.rstrip(".").upper()
    return {"EURO": "EUR", "FR": "CHF"}.get(code, code if code in _CODES else None)


def find_decimal_mark(cells: Iterable[Cell]) -> str:
    """Say which mark the prices of a file have before their decimals; empty if none shows it."""
    seen: Counter[str] = Counter()
    for cell in cells:
        if isinstance(cell, str):
            for _, mark, digits in _ends(_plain(cell)):
                if len(digits) != _GROUP:
                    seen[mark] += 1
    return seen.most_common(1)[0][0] if seen else ""


def read_price(cell: Cell, decimal_mark: str = "", currency: str | None = None) -> Price:
    """Read a price.

    Args:
        cell: as it stands in the file.
        decimal_mark: of the other prices in the file; empty if they don't show it.
        currency: the ISO code that counts, whatever the cell names; None leaves it to the cell.
    """
    if isinstance(cell, bool):
        return _unreadable()
    if not isinstance(cell, str):
        return _to_minor(Decimal(repr(cell)), currency)
    text = _plain(cell)
    named = find_currency(text)
    rest = _CURRENCY.sub(" ", text)
    numbers = list(_NUMBER.finditer(rest))
    if not numbers:
        return _unreadable(named) if text else Price(None)
    first = numbers[0]
    if first["minus"] and first.start() == 0:
        return Price(None, named, _BELOW)
    number, remark = _read_number(first["number"], decimal_mark, minor_digits(currency or named))
    if number is None:
        return Price(None, named, remark)
    price = _to_minor(number, currency or named)
    words = " ".join((rest[: first.start()] + rest[first.end() :]).split()).strip(" ,;:/-\u2013+")
    if len(numbers) > 1:
        remark = f"more than one price: {_show(number)} is taken; give each its own row or choice"
    elif words and not remark:
        remark = f"read as {_show(number)}; \u201c{words}\u201d beside it is not understood"
    return Price(price.minor, named, price.remark or remark)


def _read_number(text: str, decimal_mark: str, digits: int) -> tuple[Decimal | None, str]:
    """Read a number; which of its marks stands before the decimals is said, or told by the rest."""
    bare = text.replace("'", "").replace(" ", "")
    marks = [each for each in bare if each in ".,"]
    mark = marks[-1] if marks else "."
    other = "," if mark == "." else "."
    whole, _, behind = bare.rpartition(mark) if marks else (bare, "", "")
    if not marks:
        return Decimal(bare[:_LONGEST]), ""
    if not _GROUPED.fullmatch(whole) or (len(marks) > 1 and mark in whole and other in whole):
        return None, _NO_PRICE
    if mark in whole or (len(behind) == _GROUP and digits != _GROUP and other not in whole):
        return _read_thousands(whole, mark, behind, decimal_mark, digits)
    found = Decimal(f"{whole.replace(other, '')[:_LONGEST]}.{behind[:_LONGEST]}")
    if not decimal_mark or mark == decimal_mark or other in whole:
        return found, ""
    name = {",": "comma", ".": "point"}
    return found, f"a {name[mark]} where others have a {name[other]}: read as {_show(found)}"


def _read_thousands(
    whole: str, mark: str, behind: str, decimal_mark: str, digits: int
) -> tuple[Decimal | None, str]:
    """Read a number whose last mark seems to stand behind thousands."""
    if mark not in whole and not decimal_mark and digits:
        return None, "could be a small price or one of thousands; write it such as 1234.00"
    if len(behind) != _GROUP or (mark == decimal_mark and mark not in whole):
        return None, "three digits behind the mark; write the price with two, such as 12.50"
    return Decimal(f"{whole.replace(mark, '')}{behind}"[:_LONGEST]), ""


def _to_minor(number: Decimal, currency: str | None) -> Price:
    if not number.is_finite():
        return _unreadable(currency)
    if number < 0:
        return Price(None, currency, _BELOW)
    exact = number.scaleb(minor_digits(currency))
    minor = int(exact.to_integral_value(ROUND_HALF_UP))
    if minor > MAX_PRICE:
        return Price(None, currency, f"too high for a price: at most {MAX_PRICE // 100}")
    if abs(exact - minor) <= Decimal("0.001"):
        return Price(minor, currency)
    shown = Decimal(minor).scaleb(-minor_digits(currency))
    return Price(minor, currency, f"more decimals than the currency has: read as {shown}")


def write_price(minor: int, currency: str | None, decimal_mark: str = ".") -> str:
    """Write a price as a number with its decimals.

    Args:
        minor: in the currency's smallest unit.
        currency: its ISO code; two decimals without one.
        decimal_mark: a point or a comma.
    """
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}".replace(".", decimal_mark)


def _plain(text: str) -> str:
    """Write digits, blanks and marks of every script as those of ASCII."""
    folded = unicodedata.normalize("NFKC", text_of(text))
    plain = "".join(
        str(unicodedata.digit(each)) if each.isdigit() else _MARKS.get(each, each)
        for each in folded
    )
    return _DASH.sub(r"\1 ", " ".join(plain.split()))


def _ends(text: str) -> Iterable[tuple[str, str, str]]:
    return re.findall(r"(\d)([.,])(\d+)(?![\d.,])", text)


def _show(number: Decimal) -> str:
    return f"{number:.2f}" if number == number.quantize(Decimal("0.01")) else str(number)


def _unreadable(currency: str | None = None) -> Price:
    return Price(None, currency, _NO_PRICE)
