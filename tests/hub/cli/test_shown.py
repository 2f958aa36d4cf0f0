"""What stands on a terminal, whoever chose it."""

import pytest

from hub.cli.shown import plain


# A hub of before may have taken any of them.
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\nfake line", "a\\nfake line"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egone", "\\u202egone"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["Cr\u00e8me br\u00fbl\u00e9e", "\u6c34\u9903", "Grill 2"])
def test_any_other_text_stays(text: str) -> None:
    assert plain(text) == text
