"""What a spreadsheet would take for a formula."""

import unicodedata

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with, also in the full width of a Japanese spreadsheet."""

ATTACKS = [
    "=cmd|' /C calc'!A0",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b@SUM(A1)",
    "+1",
    "-1+1",
    "@home",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
]


def begins_a_formula(cell: str) -> bool:
    """Whether a spreadsheet would calculate a cell, or what runs out of it."""
    unseen = {"Zs", "Zl", "Zp", "Cc", "Cf"}
    seen = [each for each in cell if unicodedata.category(each) not in unseen]
    return cell[:1] in {"\t", "\r", "\n"} or (bool(seen) and seen[0] in SIGNS)
