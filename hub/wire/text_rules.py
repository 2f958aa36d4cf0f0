r"""What texts may hold, as patterns: one line or several, and something that can be seen.

A control character in a name is a fault of whoever sent it: no screen can show it, and a terminal
that prints it may obey it. A name of which nothing can be seen is an empty line on a ticket, and
two of them cannot be told apart. Notes may have several lines, and may be empty.

Python's $ also matches before a closing line feed, so \Z; the OpenAPI writes JSON Schema's $.
"""

_CONTROL = r"\x00-\x1f\x7f-\x9f"
_CONTROL_BUT_BREAKS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"

# Every blank, all that Unicode says may be left out when it is shown (Default_Ignorable), what only
# formats, Braille's and Hangul's empty signs, and accents that need a letter. A script's own vowels
# are not among them: they are drawn on a dotted circle.
_UNSEEN = (
    r"\x00-\x20\x7f-\xa0\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u1680\u17b4\u17b5"
    r"\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u20d0-\u20ff\u2800\u3000\u3099\u309a\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0"
    r"\ufff0-\ufffb\ufffe\uffff"
    # JSON Schema's patterns know no escape for these that is Python's too.
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)


def _with_something_seen(control: str) -> str:
    return rf"[^{control}]*[^{control}{_UNSEEN}][^{control}]*"


ONE_LINE = rf"^{_with_something_seen(_CONTROL)}\Z"
"""A line without control characters, of which something can be seen."""

ONE_LINE_OR_NONE = rf"^({_with_something_seen(_CONTROL)})?\Z"
"""The same, or an empty text."""

LINES = rf"^{_with_something_seen(_CONTROL_BUT_BREAKS)}\Z"
"""Lines without other control characters than tabs and line breaks; something can be seen."""

NOTES = rf"^[^{_CONTROL_BUT_BREAKS}]*\Z"
"""The same, or nothing that can be seen."""

CLOCK_TIME = r"^([01]\d|2[0-3]):[0-5]\d\Z"
"""A time of day as a clock shows it: ``17:30``."""

WORDS = {
    CLOCK_TIME: "expected a time of day such as 17:30",
    LINES: "expected text that can be seen, without control characters (line breaks and tabs are "
    "fine)",
    NOTES: "expected text without control characters (line breaks and tabs are fine)",
    ONE_LINE: "expected text that can be seen, without control characters",
}
"""What each of them asks for, in words."""
