"""QR codes as paths: drawn again, they are the code that was meant."""

import re

import pytest
import segno

from hub.access.qr_codes import draw_qr, show_wifi

TEXTS = ["https://galley-main.local:8443/in#" + "A2" * 13, "x", "Ünïcode 漢字"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_path_draws_the_code_with_its_margin(text: str) -> None:
    drawing = draw_qr(text)

    dark = {
        (int(x) + offset, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing.path)
        for offset in range(int(length))
    }
    rows = segno.make_qr(text, error="m").matrix
    assert dark == {(x + 4, y + 4) for y, row in enumerate(rows) for x, on in enumerate(row) if on}
    assert drawing.size == len(rows) + 8
    assert re.sub(r"M\d+ \d+h(\d+)v1h-\1z", "", drawing.path) == ""


def test_a_wifi_without_a_name_is_none() -> None:
    assert show_wifi("", "irrelevant") is None
